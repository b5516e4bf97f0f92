"""What PostgreSQL calls the types of a query's outputs, read off the statement.

DuckDB has no `name`, `"char"` or `regclass`; clients look at them (asyncpg decodes `"char"` as
bytes). None where the statement alone does not say; then DuckDB's type decides.
Imports: this package.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from gateway.catalog.system.from_items import Ctes, FromItem, Output, from_items
from gateway.catalog.system.pieces import (
    Pieces,
    close_of,
    closing_cast,
    find,
    is_at,
    operand_before,
    split_at,
    type_at,
)
from gateway.catalog.system.snapshot import function_signatures, type_names
from gateway.lexer import Kind

_SET = frozenset({"union", "intersect", "except"})
_ENDS = frozenset({"where", "group", "having", "window", "order", "limit", "offset", "fetch",
                   "for", *_SET})  # fmt: skip
_SAME_AS_ARGUMENT = frozenset({"coalesce", "min", "max", "any_value", "nullif", "greatest",
                               "least", "first_value", "last_value", "lag", "lead"})  # fmt: skip
_WORDS = {
    "current_user": "name", "session_user": "name", "user": "name", "current_role": "name",
    "current_catalog": "name", "current_schema": "name", "true": "bool", "false": "bool",
}  # fmt: skip
_COMPARISONS = frozenset({"=", "<>", "!=", "<", ">", "<=", ">=", "~", "!~", "~*", "!~*", "~~",
                          "!~~", "~~*", "@>", "<@", "&&"})  # fmt: skip
_PREDICATES = frozenset({"and", "or", "in", "like", "ilike", "is", "between", "similar"})
_SYSTEM_COLUMNS = {
    "tableoid": "oid", "xmin": "xid", "xmax": "xid", "cmin": "cid", "cmax": "cid", "ctid": "tid",
}  # fmt: skip
_INTEGERS = ("int2", "int4", "int8")
_UNKNOWN = "unknown"
"""The type of literals and NULL: it gives way to any other."""
_POLYMORPHIC = ("any", "record", "internal")


def output_types(pieces: Pieces) -> tuple[Output, ...]:
    """The outputs of a whole statement, `*` written out; () if it is no select."""
    found = _query(pieces, {}, ())
    return tuple(replace(o, type="text") if o.type == _UNKNOWN else o for o in found)


def _query(pieces: Pieces, ctes: Ctes, outer: tuple[FromItem, ...]) -> tuple[Output, ...]:
    while is_at(pieces, 0, "(") and close_of(pieces, 0) == len(pieces) - 1:
        pieces = pieces[1:-1]
    if is_at(pieces, 0, "with"):
        pieces, ctes = _with(pieces, ctes, outer)
    end = find(pieces, _SET)
    found = _select(pieces[:end], ctes, outer)
    while end < len(pieces):
        start = end + 1 + (is_at(pieces, end + 1, "all") or is_at(pieces, end + 1, "distinct"))
        end = find(pieces, _SET, start)
        other = _select(pieces[start:end], ctes, outer)
        if len(other) == len(found):
            found = tuple(
                Output(a.name, _common([a.type, b.type])) for a, b in zip(found, other, strict=True)
            )
    return found


def _select(pieces: Pieces, ctes: Ctes, outer: tuple[FromItem, ...]) -> tuple[Output, ...]:
    """One branch of a set operation."""
    if is_at(pieces, 0, "("):
        return _query(pieces[1 : close_of(pieces, 0)], ctes, outer)
    if not is_at(pieces, 0, "select"):
        return ()
    start = 1 + (is_at(pieces, 1, "all") or is_at(pieces, 1, "distinct"))
    if start == 2 and is_at(pieces, start, "on", "("):
        start = close_of(pieces, start + 1) + 1
    after_list = find(pieces, _ENDS | {"from"}, start)
    items: tuple[FromItem, ...] = ()
    if is_at(pieces, after_list, "from"):
        clause = pieces[after_list + 1 : find(pieces, _ENDS, after_list + 1)]
        items = from_items(clause, ctes, outer, _query)
    scope = _Scope(items, outer, ctes)
    found: list[Output] = []
    for item in split_at(pieces[start:after_list], ","):
        found += scope.outputs(item)
    return tuple(found)


def _with(
    pieces: Pieces, ctes: Ctes, outer: tuple[FromItem, ...]
) -> tuple[Pieces, dict[str, tuple[Output, ...]]]:
    """The query after WITH, and the CTEs it sees."""
    known = dict(ctes)
    at = 1 + is_at(pieces, 1, "recursive")
    while at < len(pieces):
        name, at = pieces[at].name or "", at + 1
        names: list[str] = []
        if is_at(pieces, at, "("):
            close = close_of(pieces, at)
            names = [p.name for p in pieces[at + 1 : close] if p.name is not None]
            at = close + 1
        at += 1 + is_at(pieces, at + 1, "not")
        at += is_at(pieces, at, "materialized")
        if not is_at(pieces, at, "("):
            break
        close = close_of(pieces, at)
        outputs = _query(pieces[at + 1 : close], known, outer)
        known[name] = tuple(
            replace(o, name=names[n]) if n < len(names) else o for n, o in enumerate(outputs)
        )
        at = close + 1
        if not is_at(pieces, at, ","):
            break
        at += 1
    return pieces[at:], known


class _Scope:
    """What names mean in one select."""

    def __init__(
        self, items: tuple[FromItem, ...], outer: tuple[FromItem, ...], ctes: Ctes
    ) -> None:
        self._items, self._outer, self._ctes = items, outer, ctes

    def outputs(self, item: Pieces) -> list[Output]:
        """The columns that one entry of the select list stands for."""
        if is_at(item, len(item) - 1, "*") and (len(item) == 1 or is_at(item, len(item) - 2, ".")):
            wanted = item[-3].name if len(item) > 2 else None
            return [c for i in self._items if wanted in (None, i.alias) for c in i.columns]
        at = find(item, frozenset({"as"}))
        if at < len(item):
            return [self._output(item[-1].name, item[:at])]
        if len(item) > 1 and item[-1].name and _ends_operand(item[:-1]):
            return [self._output(item[-1].name, item[:-1])]
        return [self._output(item[-1].name if item else "", item)]

    def _output(self, name: str | None, pieces: Pieces) -> Output:
        """The output that an expression is."""
        type_ = self.type(pieces)
        while is_at(pieces, 0, "(") and close_of(pieces, 0) == len(pieces) - 1:
            pieces = pieces[1:-1]
        path = [p.name for p in pieces[::2]]
        dots = all(p.text == "." for p in pieces[1::2])
        column = self._find([p or "" for p in path]) if dots and all(path) else None
        return Output(name or "", type_, column.origin if column else None)

    def type(self, pieces: Pieces) -> str | None:
        """The type of an expression."""
        if not pieces:
            return None
        if len(pieces) == 1:
            return self._single(pieces)
        if is_at(pieces, 0, "case") and is_at(pieces, len(pieces) - 1, "end"):
            return self._case(pieces)
        cast = closing_cast(pieces)
        if cast is not None:
            return type_at(pieces, cast + 1)[0] or None
        if _is_predicate(pieces):
            return "bool"
        if any(part.text == "||" for part in _outside(pieces)):
            return "text"
        if any(p.kind is Kind.OPERATOR for p in _outside(pieces)):
            return self._arithmetic(pieces)
        if operand_before(pieces, len(pieces) - 1) != 0:
            return None
        return self._operand(pieces)

    def _single(self, pieces: Pieces) -> str | None:
        piece = pieces[0]
        if piece.kind is Kind.STRING or is_at(pieces, 0, "null"):
            return _UNKNOWN
        if piece.kind is Kind.NUMBER:
            return "int4" if piece.text.isdigit() else None
        if piece.kind is Kind.WORD and piece.text in _WORDS:
            return _WORDS[piece.text]
        return self._column((piece.name,)) if piece.name else None

    def _case(self, pieces: Pieces) -> str | None:
        depth, start = 0, -1
        branches: list[Pieces] = []
        for at, piece in enumerate(pieces[1:-1], start=1):
            depth += (piece.text in ("(", "case")) - (piece.text in (")", "end"))
            if depth == 0 and piece.text in ("when", "else") and start >= 0:
                branches.append(pieces[start:at])
                start = -1
            if depth == 0 and piece.text == "then":
                start = at + 1
            if depth == 0 and piece.text == "else":
                branches.insert(0, pieces[at + 1 : -1])  # PostgreSQL looks at it first
        if start >= 0:
            branches.append(pieces[start:-1])
        return _common([self.type(branch) for branch in branches])

    def _arithmetic(self, pieces: Pieces) -> str | None:
        """The wider type of whole numbers; None for everything else."""
        depth, starts = 0, [0]
        for at, piece in enumerate(pieces):
            depth += (piece.text in ("(", "[")) - (piece.text in (")", "]"))
            if depth == 0 and piece.kind is Kind.OPERATOR:
                starts.append(at + 1)
        ends = [*starts[1:], len(pieces) + 1]
        parts = [pieces[a : b - 1] for a, b in zip(starts, ends, strict=True)]
        found = {self.type(part) for part in parts}
        return _INTEGERS[max(map(_INTEGERS.index, found))] if found <= set(_INTEGERS) else None

    def _operand(self, pieces: Pieces) -> str | None:
        if is_at(pieces, len(pieces) - 1, "]"):
            if is_at(pieces, 0, "array"):
                inside = self.type(split_at(pieces[2:-1], ",")[0])
                return f"{inside}[]" if inside else None
            at = next((n for n, p in enumerate(pieces) if p.text == "["), 0)
            return _element(self.type(pieces[:at]))
        if is_at(pieces, 0, "("):
            inside_pieces = pieces[1:-1]
            if inside_pieces and inside_pieces[0].text in ("select", "with"):
                return self._subquery(inside_pieces)
            return self.type(inside_pieces)
        if is_at(pieces, len(pieces) - 1, ")"):
            return self._call(pieces)
        return self._column(tuple(p.name or "" for p in pieces if p.text != "."))

    def _subquery(self, pieces: Pieces) -> str | None:
        found = _query(pieces, self._ctes, (*self._items, *self._outer))
        return found[0].type if found else None

    def _call(self, pieces: Pieces) -> str | None:
        at = next(n for n, p in enumerate(pieces) if p.text == "(")
        name = pieces[at - 1].name or ""
        inside = pieces[at + 1 : close_of(pieces, at)]
        if name == "cast":
            return type_at(inside, find(inside, frozenset({"as"})) + 1)[0]
        if name == "exists":
            return "bool"
        if name == "array" and is_at(inside, 0, "select"):
            element = self._subquery(inside)
            return f"{element}[]" if element else None
        arguments = split_at(inside, ",")
        first = self.type(arguments[0][: find(arguments[0], frozenset({"order"}))])
        if name in _SAME_AS_ARGUMENT:
            return _common([self.type(argument) for argument in arguments])
        if name == "array_agg":
            return f"{first}[]" if first else None
        if name == "unnest":
            return _element(first)
        if name in ("generate_series", "generate_subscripts"):
            return "int8" if first == "int8" else "int4"
        return _result(name, len(arguments) if inside else 0)

    def _column(self, path: Sequence[str]) -> str | None:
        column = self._find(path)
        return column.type if column else _SYSTEM_COLUMNS.get(path[-1])

    def _find(self, path: Sequence[str]) -> Output | None:
        for items in (self._items, self._outer):
            for item in items:
                if len(path) > 1 and path[-2] != item.alias:
                    continue
                for column in item.columns:
                    if column.name == path[-1]:
                        return column
        return None


def _common(types: Sequence[str | None]) -> str | None:
    """The type of CASE, UNION and their like (`select_common_type`), as far as it is known."""
    known = [type_ for type_ in types if type_ != _UNKNOWN]
    if not known:
        return _UNKNOWN
    found = known[0]
    for other in known[1:]:
        if found in ("name", "char") and other in ("text", "varchar"):
            found = other
        elif "oid" in (found, other) and {found, other} <= {"oid", *_INTEGERS}:
            found = "oid"
        elif found in _INTEGERS and other in _INTEGERS:
            found = _INTEGERS[max(_INTEGERS.index(found), _INTEGERS.index(other))]
        elif found != other and None in (found, other):
            return None
    return found


def _result(name: str, arguments: int) -> str | None:
    """What a function of PostgreSQL's returns, if all of that name and arity agree."""
    signatures = [f for f in function_signatures().get(name, []) if len(f.parameters) == arguments]
    results = {f.result for f in signatures or function_signatures().get(name, [])}
    found = type_names().get(results.pop()) if len(results) == 1 else None
    return None if found is None or found.startswith(_POLYMORPHIC) else found


def _element(type_: str | None) -> str | None:
    if type_ in ("int2vector", "oidvector"):
        return "int2" if type_ == "int2vector" else "oid"
    return type_.removesuffix("[]") if type_ and type_.endswith("[]") else None


def _outside(pieces: Pieces) -> Pieces:
    """The pieces outside all brackets and CASE."""
    found: Pieces = []
    depth = 0
    for piece in pieces:
        opens = piece.text in ("(", "[") or (piece.text == "case" and piece.kind is Kind.WORD)
        closes = piece.text in (")", "]") or (piece.text == "end" and piece.kind is Kind.WORD)
        depth += opens - closes
        if depth == 0:
            found.append(piece)
    return found


def _is_predicate(pieces: Pieces) -> bool:
    if is_at(pieces, 0, "not") or is_at(pieces, 0, "exists"):
        return True
    return any(
        (p.kind is Kind.OPERATOR and p.text in _COMPARISONS)
        or (p.kind is Kind.WORD and p.text in _PREDICATES)
        for p in _outside(pieces)
    )


_NOT_BEFORE_ALIAS = frozenset({"case", "not", "is", "and", "or", "in", "like", "then", "else"})


def _ends_operand(pieces: Pieces) -> bool:
    """Whether what follows can only be an alias."""
    last = pieces[-1]
    if last.kind is Kind.WORD:
        return last.text not in _NOT_BEFORE_ALIAS
    return last.kind is not Kind.OPERATOR and last.text not in (".", "::", ",", "(", "[")
