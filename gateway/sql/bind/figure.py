"""The name of an output column without AS: PostgreSQL's FigureColname (parse_target.c)."""

from __future__ import annotations

from sqlglot import exp

from gateway.sql.bind.names import fold
from gateway.sql.parse import place_of
from gateway.sql.type_names import parse_type

_CALL_NAMES: dict[type[exp.Expr], str] = {
    exp.Case: "case",
    exp.Array: "array",
    exp.Exists: "exists",
    exp.Extract: "extract",
    exp.Substring: "substring",
    exp.StrPosition: "position",
    exp.Overlay: "overlay",
    exp.AtTimeZone: "timezone",
    exp.Overlaps: "overlaps",
    exp.CurrentDate: "current_date",
    exp.CurrentTime: "current_time",
    exp.CurrentTimestamp: "current_timestamp",
    exp.Localtime: "localtime",
    exp.Localtimestamp: "localtimestamp",
    exp.CurrentUser: "current_user",
    exp.CurrentRole: "current_role",
    exp.SessionUser: "session_user",
    exp.CurrentCatalog: "current_catalog",
    exp.CurrentSchema: "current_schema",
    exp.Tuple: "row",
}
_TRIMS = {"LEADING": "ltrim", "TRAILING": "rtrim"}


def column_name(node: exp.Expression) -> str:
    """The name PostgreSQL would give; `?column?` where it finds none."""
    return _figure(node)[0] or "?column?"


def _figure(node: exp.Expression) -> tuple[str, int]:
    """A name and its strength: 0 none, 1 a type's name, 2 certain."""
    match node:
        case exp.Column() | exp.Dot():
            last = node.this if isinstance(node, exp.Column) else node.expression
            return _figure(last) if isinstance(last, exp.Anonymous) else (fold(last), 2)
        case exp.Paren() | exp.Collate():
            return _figure(node.this)
        case exp.Bracket():
            return _figure(node.this)
        case exp.Cast():
            name, strength = _figure(node.this)
            return (name, strength) if strength > 1 else (_type_name(node.args["to"]), 1)
        case exp.Case():
            default = node.args.get("default")
            name, strength = _figure(default) if default is not None else ("", 0)
            return (name, strength) if strength > 1 else ("case", 1)
        case exp.Window() | exp.Filter() | exp.WithinGroup():
            return _figure(node.this)
        case exp.Trim():
            return _TRIMS.get(node.args.get("position") or "", "btrim"), 2
        case exp.Subquery() | exp.Select():
            return _of_query(node)
        case exp.Anonymous():
            return _of_call(node)
    name = _CALL_NAMES.get(type(node), "")
    return (name, 1 if isinstance(node, exp.Boolean) else 2) if name else ("", 0)


def _type_name(written: exp.DataType) -> str:
    """That of an array is its element's."""
    type_ = parse_type(written, position=place_of(written))
    while type_.element is not None:
        type_ = type_.element
    return type_.name


def _of_call(node: exp.Anonymous) -> tuple[str, int]:
    name = fold(node.this) if isinstance(node.this, exp.Identifier) else str(node.this).lower()
    return (name, 2) if name[:1].isalpha() or name[:1] == "_" else ("", 0)


def _of_query(node: exp.Expression) -> tuple[str, int]:
    while isinstance(node, (exp.Subquery, exp.Paren, exp.SetOperation)):
        node = node.this
    if not isinstance(node, exp.Select) or not node.expressions:
        return "", 0
    first = node.expressions[0]
    return (fold(first.args["alias"]), 2) if isinstance(first, exp.Alias) else _figure(first)
