"""Scalars: constants, columns, operators, casts, CASE, and calls in the disguise of a syntax."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Final, cast

from sqlglot import exp

from connectors.tree import constant, type_of, typed
from connectors.types import BOOL, INT4, INTERVAL, TEXT, UNKNOWN, Type
from gateway.errors import SqlError, unsupported
from gateway.sql.bind import arrays, calls, predicates, rows, subqueries
from gateway.sql.bind.context import Place
from gateway.sql.bind.names import fold
from gateway.sql.bind.operators import condition, operator
from gateway.sql.bind.scope import find_column, find_item, resolve_column
from gateway.sql.bind.strict import only
from gateway.sql.bind.whole_rows import starred, whole_row
from gateway.sql.categories import category, signature
from gateway.sql.coerce import coerce, common_type
from gateway.sql.literals import literal, negated
from gateway.sql.parse import place_of, placed_at, position_of
from gateway.sql.type_names import parse_type
from gateway.sql.unicode_escapes import without_escapes

Binder = Callable[[exp.Expression, Place], exp.Expression]

BYTEWISE_COLLATIONS = frozenset(
    {"C", "POSIX", "C.UTF-8", "C.utf8", "ucs_basic", "pg_c_utf8", "default"}
)


def bind_scalar(node: exp.Expression, place: Place) -> exp.Expression:
    """The bound form of one scalar; a string or NULL literal may still have type unknown."""
    binder = _BINDERS.get(type(node))
    if binder is None:
        raise unsupported(f"{type(node).__name__} expression", position=position_of(node))
    # What a binder does not look at must not be there: nothing of the text is ignored.
    only(node, *_ARGUMENTS.get(type(node), ("this", "expression")))
    return binder(node, place)


def _column(node: exp.Expression, place: Place) -> exp.Expression:
    position = position_of(node)
    if (whole := starred(node, place.scope)) is not None:
        return whole_row(whole, position)
    parts = [fold(part) for part in node.parts] if isinstance(node, exp.Column) else []
    *qualifiers, name = parts
    try:
        return placed_at(resolve_column(place.scope, name, tuple(qualifiers), position), position)
    except SqlError as error:
        nested = _field_path(parts, place, position)
        if nested is None:
            item = find_item(place.scope, (name,)) if not qualifiers else None
            if item is not None:
                return whole_row(item, position)
            raise error from None
        return nested


def _field_path(parts: list[str], place: Place, position: int | None) -> exp.Expression | None:
    """`doc.address.city` without parentheses: a column, then its fields."""
    for end in range(1, len(parts)):
        *qualifiers, name = parts[:end]
        found = find_column(place.scope, name, tuple(qualifiers), position)
        if found is None or type_of(found).name != "record":
            continue
        for part in parts[end:]:
            found = rows.field_of(found, part, position)
        return found
    return None


def _dot(node: exp.Expression, place: Place) -> exp.Expression:
    if isinstance(node.expression, exp.Star):
        raise SqlError(
            "0A000", 'row expansion via "*" is not supported here', position=position_of(node)
        )
    if isinstance(node.expression, exp.Anonymous):
        # pg_catalog.lower(x): the schema of built-in functions may be written.
        if fold(node.this.this if isinstance(node.this, exp.Column) else node.this) == "pg_catalog":
            return place.scalar(node.expression)
        raise unsupported("schema-qualified function", position=position_of(node))
    value = place.scalar(node.this)
    if type_of(value).name != "record":
        raise SqlError(
            "42809",
            f"column notation .{fold(node.expression)} applied to type {type_of(value)}, "
            "which is not a composite type",
            position=position_of(node),
        )
    if isinstance(value, exp.Tuple):
        names = [name for name, _ in type_of(value).fields]
        if fold(node.expression) in names:
            return cast(exp.Expression, value.expressions[names.index(fold(node.expression))])
    return rows.field_of(value, fold(node.expression), position_of(node))


def _string(node: exp.Expression, place: Place) -> exp.Expression:
    return constant(str(node.this), UNKNOWN)


def _unicode_string(node: exp.Expression, place: Place) -> exp.Expression:
    escape = node.args.get("escape")
    mark = str(escape.this) if isinstance(escape, exp.Expression) else "\\"
    try:
        return constant(without_escapes(str(node.this), mark), UNKNOWN)
    except SqlError as error:
        error.position = position_of(node)
        raise


def _literal(node: exp.Expression, place: Place) -> exp.Expression:
    assert isinstance(node, exp.Literal)
    bound = constant(str(node.this), UNKNOWN) if node.is_string else literal(node)
    return _placed(bound, node)


def _bits(node: exp.Expression, place: Place) -> exp.Expression:
    digits = str(node.this)
    if isinstance(node, exp.HexString):
        digits = "".join(f"{int(digit, 16):04b}" for digit in digits)
    return constant(digits, Type("bit", length=len(digits)))


def _cast(node: exp.Expression, place: Place) -> exp.Expression:
    to = node.args["to"]
    target = parse_type(to, position=place_of(to))
    inner = node.this
    if "fields" in (node._meta or {}):
        inner = _interval_with_fields(node)
    if isinstance(inner, exp.Array) and target.element is not None:
        bound = arrays.array_of(inner, target.element, place)
    else:
        bound = place.scalar(inner)
    at = (to._meta or {}).get("cast")
    position = position_of(node) if at is None else at + 1
    return coerce(bound, target, context="explicit", position=position)


def _interval_with_fields(node: exp.Expression) -> exp.Expression:
    """`interval '1' year` means '1 year'; other field restrictions would have to truncate."""
    text, fields = str(node.this.this), node.meta["fields"]
    if re.fullmatch(r"\s*[-+]?\d+(\.\d+)?\s*", text):
        return exp.Literal.string(f"{text} {fields[-1]}")
    if fields in (("YEAR", "MONTH"), ("DAY", "SECOND")):
        return exp.Literal.string(text)
    raise unsupported(f"interval field {' TO '.join(fields)}", position=position_of(node))


def _negative(node: exp.Expression, place: Place) -> exp.Expression:
    inner = node.this
    if isinstance(inner, exp.Literal) and not inner.is_string:
        return _placed(negated(inner), inner)
    value = place.scalar(inner)
    if type_of(value) == UNKNOWN:
        raise SqlError("42725", "operator is not unique: - unknown", position=position_of(node))
    return operator("negative", [value], position_of(node))


def _binary(symbol: str) -> Binder:
    def binder(node: exp.Expression, place: Place) -> exp.Expression:
        right = node.args["expression"]
        if isinstance(right, (exp.Any, exp.All)):
            return predicates.bind_quantified(node, symbol, place)
        if isinstance(node.this, exp.Tuple) and isinstance(right, (exp.Tuple, exp.Subquery)):
            return rows.bind_comparison(node, symbol, place)
        arguments = [place.scalar(node.this), place.scalar(right)]
        bound = operator(symbol, arguments, place_of(node))
        return typed(exp.Not(this=bound), BOOL) if node.args.get("negate") else bound

    return binder


def _logical(node: exp.Expression, place: Place) -> exp.Expression:
    word = type(node).__name__.upper()
    left = condition(node.this, place, word)
    right = condition(node.args["expression"], place, word)
    return typed(type(node)(this=left, expression=right), BOOL)


def _not(node: exp.Expression, place: Place) -> exp.Expression:
    return typed(exp.Not(this=condition(node.this, place, "NOT")), BOOL)


def _case(node: exp.Expression, place: Place) -> exp.Expression:
    subject = node.args.get("this")
    conditions = [_when(subject, branch, place) for branch in node.args["ifs"]]
    values = [place.scalar(branch.args["true"]) for branch in node.args["ifs"]]
    default = node.args.get("default")
    values.append(place.scalar(default) if default else constant(None, UNKNOWN))
    target = common_type([values[-1], *values[:-1]], context="CASE", position=position_of(node))
    values = [coerce(value, target) for value in values]
    ifs = [
        exp.If(this=condition, true=value)
        for condition, value in zip(conditions, values[:-1], strict=True)
    ]
    return typed(exp.Case(ifs=ifs, default=values[-1]), target)


def _when(subject: exp.Expression | None, branch: exp.Expression, place: Place) -> exp.Expression:
    if subject is None:
        return condition(branch.this, place, "CASE/WHEN")
    left, right = place.scalar(subject), place.scalar(branch.this)
    return operator("=", [left, right], position_of(branch))


def _collate(node: exp.Expression, place: Place) -> exp.Expression:
    name = fold(node.args["expression"])
    value = place.scalar(node.this)
    if type_of(value) != UNKNOWN and category(signature(_element(type_of(value)))) != "S":
        message = f"collations are not supported by type {type_of(value)}"
        raise SqlError("42804", message, position=place_of(node))
    if name not in BYTEWISE_COLLATIONS:
        raise unsupported(
            f'collation "{name}"',
            hint='The gateway compares text by its bytes (collation "C").',
            position=place_of(node),
        )
    return value


def _element(type_: Type) -> Type:
    """What an array is of; any other type as it is."""
    return _element(type_.element) if type_.element is not None else type_


_MOST_PARAMETERS: Final = 65_535
"""As many as a Bind message can have."""


def _parameter(node: exp.Expression, place: Place) -> exp.Expression:
    name = node.this.name
    if not name.isdecimal():
        raise SqlError("42601", 'syntax error at or near "$"')
    if not 1 <= int(name) <= _MOST_PARAMETERS:
        raise SqlError("42P02", f"there is no parameter ${name}", position=position_of(node))
    return _placed(place.statement.parameters.node(int(name)), node)


def _placeholder(node: exp.Expression, place: Place) -> exp.Expression:
    raise SqlError("42601", 'syntax error at or near "?"', hint="Parameters are written $1, $2, ….")


def _placed(bound: exp.Expression, node: exp.Expression) -> exp.Expression:
    if "start" in (node._meta or {}):
        bound.meta["start"] = node.meta["start"]
    return bound


def _extract(node: exp.Expression, place: Place) -> exp.Expression:
    field = constant(node.this.name.lower(), TEXT)
    return operator("extract", [field, _part(node, "expression", place)], position_of(node))


def _substring(node: exp.Expression, place: Place) -> exp.Expression:
    start, length = node.args.get("start"), node.args.get("length")
    arguments = [place.scalar(node.this)]
    arguments.append(place.scalar(start) if start is not None else constant(1, INT4))
    if length is not None:
        arguments.append(place.scalar(length))
    return operator("substring", arguments, position_of(node))


def _trim(node: exp.Expression, place: Place) -> exp.Expression:
    name = {"LEADING": "ltrim", "TRAILING": "rtrim"}.get(node.args.get("position") or "", "btrim")
    arguments = [place.scalar(node.this)]
    if node.args.get("expression") is not None:
        arguments.append(_part(node, "expression", place))
    return operator(name, arguments, position_of(node))


def _position(node: exp.Expression, place: Place) -> exp.Expression:
    arguments = [place.scalar(node.this), _part(node, "substr", place)]
    return operator("position", arguments, position_of(node))


def _overlay(node: exp.Expression, place: Place) -> exp.Expression:
    parts = [node.this, node.args["expression"], node.args.get("from_"), node.args.get("for_")]
    arguments = [place.scalar(part) for part in parts if part is not None]
    return operator("overlay", arguments, position_of(node))


def _at_time_zone(node: exp.Expression, place: Place) -> exp.Expression:
    arguments = [_part(node, "zone", place), place.scalar(node.this)]
    return operator("timezone", arguments, place_of(node))


def _overlaps(node: exp.Expression, place: Place) -> exp.Expression:
    left, right = node.this, node.args["expression"]
    if not isinstance(left, exp.Tuple) or not isinstance(right, exp.Tuple):
        raise SqlError(
            "42601", "wrong number of parameters in OVERLAPS", position=position_of(node)
        )
    arguments = [place.scalar(item) for item in (*left.expressions, *right.expressions)]
    return operator("overlaps", arguments, place_of(node))


def _session_value(name: str) -> Binder:
    def binder(node: exp.Expression, place: Place) -> exp.Expression:
        precision = node.args.get("this")
        arguments = [place.scalar(precision)] if precision is not None else []
        return operator(name, arguments, position_of(node))

    return binder


def _part(node: exp.Expression, key: str, place: Place) -> exp.Expression:
    return place.scalar(node.args[key])


def _named_operator(node: exp.Expression, place: Place) -> exp.Expression:
    return _binary(str(node.args["operator"]))(node, place)


def _interval(node: exp.Expression, place: Place) -> exp.Expression:
    text = f"{node.this.name} {node.args['unit'].name if node.args.get('unit') else ''}"
    return coerce(constant(text, UNKNOWN), INTERVAL, position=position_of(node))


_ARGUMENTS: dict[type[exp.Expr], tuple[str, ...]] = {
    exp.Column: ("this", "table", "db", "catalog"),
    exp.Literal: ("this", "is_string"),
    exp.UnicodeString: ("this", "escape"),
    exp.Cast: ("this", "to"),
    exp.Interval: ("this", "unit"),
    exp.Like: ("this", "expression", "negate"),
    exp.ILike: ("this", "expression", "negate"),
    exp.Is: ("this", "expression", "negate"),
    exp.Case: ("this", "ifs", "default"),
    exp.Array: ("expressions", "value_constructor"),
    exp.Bracket: ("this", "expressions"),
    exp.Tuple: ("expressions",),
    exp.Extract: ("this", "expression"),
    exp.Substring: ("this", "start", "length"),
    exp.Trim: ("this", "expression", "position"),
    exp.StrPosition: ("this", "substr"),
    exp.Overlay: ("this", "expression", "from_", "for_"),
    exp.AtTimeZone: ("this", "zone"),
    exp.Operator: ("this", "operator", "expression"),
    exp.In: ("this", "expressions", "query", "unnest", "field"),
    exp.Between: ("this", "low", "high", "symmetric"),
    exp.Anonymous: ("this", "expressions"),
    exp.Window: ("this", "partition_by", "order", "spec", "alias", "over"),
    # Queries check their own clauses.
    exp.Select: tuple(exp.Select.arg_types),
    exp.Star: tuple(exp.Star.arg_types),
}

_BINDERS: dict[type[exp.Expr], Binder] = {
    exp.Paren: lambda node, place: place.scalar(node.this),
    exp.Column: _column,
    exp.Dot: _dot,
    exp.Literal: _literal,
    exp.ByteString: _string,
    exp.RawString: _string,
    exp.National: _string,
    exp.UnicodeString: _unicode_string,
    exp.BitString: _bits,
    exp.HexString: _bits,
    exp.Null: lambda node, place: _placed(constant(None, UNKNOWN), node),
    exp.Boolean: lambda node, place: _placed(constant(bool(node.this), BOOL), node),
    exp.Parameter: _parameter,
    exp.Placeholder: _placeholder,
    exp.Cast: _cast,
    exp.Interval: _interval,
    exp.Neg: _negative,
    exp.And: _logical,
    exp.Or: _logical,
    exp.Not: _not,
    exp.Case: _case,
    exp.Array: arrays.bind_array,
    exp.Bracket: arrays.bind_bracket,
    exp.Tuple: rows.bind_row,
    exp.Collate: _collate,
    exp.Extract: _extract,
    exp.Substring: _substring,
    exp.Trim: _trim,
    exp.StrPosition: _position,
    exp.Overlay: _overlay,
    exp.AtTimeZone: _at_time_zone,
    exp.Overlaps: _overlaps,
    exp.Operator: _named_operator,
    exp.CurrentDate: _session_value("current_date"),
    exp.CurrentTime: _session_value("current_time"),
    exp.CurrentTimestamp: _session_value("current_timestamp"),
    exp.Localtime: _session_value("localtime"),
    exp.Localtimestamp: _session_value("localtimestamp"),
    exp.CurrentUser: _session_value("current_user"),
    exp.CurrentRole: _session_value("current_role"),
    exp.SessionUser: _session_value("session_user"),
    exp.CurrentCatalog: _session_value("current_catalog"),
    exp.CurrentSchema: _session_value("current_schema"),
    exp.Is: predicates.bind_is,
    exp.In: predicates.bind_in,
    exp.Between: predicates.bind_between,
    exp.Escape: predicates.bind_escape,
    exp.NullSafeEQ: predicates.bind_distinct,
    exp.NullSafeNEQ: predicates.bind_distinct,
    exp.Exists: subqueries.bind_exists,
    exp.Subquery: subqueries.bind_scalar_subquery,
    exp.Select: subqueries.bind_scalar_subquery,
    exp.Anonymous: calls.bind_call,
    exp.Filter: calls.bind_call,
    exp.WithinGroup: calls.bind_call,
    exp.Window: calls.bind_call,
    exp.Star: lambda node, place: _star(node),
}


def _star(node: exp.Expression) -> exp.Expression:
    raise SqlError("42601", 'syntax error at or near "*"', position=position_of(node))


for _class, _symbol in ((exp.Like, "~~"), (exp.ILike, "~~*"), (exp.SimilarTo, "similar to")):
    _BINDERS[_class] = _binary(_symbol)
