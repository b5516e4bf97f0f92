"""Casts in catalog queries: type names DuckDB does not have, and the reg* types.

Inside a query a reg* value is its OID; a literal is looked up at once. It becomes a name where it
is made text, and in the result (`results`).

Imports: `gateway.errors`, this package.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from typing import Final

from gateway.catalog.system.facts import unquoted
from gateway.catalog.system.pieces import (
    Pieces,
    call,
    close_of,
    find,
    is_at,
    open_of,
    operand_before,
    raw,
    sign,
    type_at,
    word,
)
from gateway.catalog.system.snapshot import column_types
from gateway.errors import SqlError
from gateway.lexer import Kind

REG: Final[Mapping[str, tuple[str, str]]] = {
    "regclass": ("42P01", "relation"),
    "regtype": ("42704", "type"),
    "regproc": ("42883", "function"),
    "regprocedure": ("42883", "function"),
    "regoper": ("42883", "operator"),
    "regoperator": ("42883", "operator"),
    "regnamespace": ("3F000", "schema"),
    "regrole": ("42704", "role"),
    "regcollation": ("42704", "collation"),
}
"""The reg* types: the error for an unknown name, and what they name."""
_NAMES: Final = {
    "name": "VARCHAR", "text": "VARCHAR", "char": "VARCHAR", "bpchar": "VARCHAR",
    "varchar": "VARCHAR", "cstring": "VARCHAR", "aclitem": "VARCHAR", "pg_node_tree": "VARCHAR",
    "int2vector": "SMALLINT[]", "oidvector": "UINTEGER[]", "unknown": "VARCHAR",
    "oid": "UINTEGER", "xid": "UINTEGER", "int2": "SMALLINT", "int4": "INTEGER",
    "int8": "BIGINT", "float4": "REAL", "float8": "DOUBLE", "bool": "BOOLEAN", "bytea": "BLOB",
    "json": "VARCHAR", "jsonb": "VARCHAR", "inet": "VARCHAR", "xid8": "UBIGINT",
    "anyarray": "VARCHAR",
} | dict.fromkeys(REG, "UINTEGER")  # fmt: skip
_TEXTS: Final = frozenset({"text", "varchar", "name", "bpchar", "char", "cstring", "unknown"})
_TEXT_FUNCTIONS: Final = frozenset({
    "concat", "concat_ws", "quote_ident", "quote_literal", "string_agg", "lower", "upper",
    "replace", "split_part", "json_build_object", "length", "substring", "regexp_replace",
    "array_agg",
})  # fmt: skip
"""Functions that see a reg* argument as its name."""

_LITERALS: Final = re.compile(r"'(?:[^']|'')*'")

Lookup = Callable[[str, str], int | None]
"""`(reg type, name) -> OID`, None for an unknown name."""


def with_casts(pieces: Pieces, lookup: Lookup) -> Pieces:
    """The statement with every cast in DuckDB's terms."""
    rest = _postfix(pieces)
    done: Pieces = []
    at = 0
    while at < len(rest):
        if not is_at(rest, at, "::"):
            done.append(rest[at])
            at += 1
            continue
        name, end = type_at(rest, at + 1)
        if not name:
            raise SqlError("42601", 'syntax error at or near "::"')
        start = operand_before(done, len(done) - 1)
        done[start:] = _cast(name, done[start:], _Around(done[:start], rest, end), lookup)
        at = end
    return done


class _Around:
    """What stands before and after a cast."""

    def __init__(self, before: Pieces, rest: Pieces, end: int) -> None:
        self._before, self._rest, self._end = before, rest, end

    def wants_name(self) -> bool:
        """Whether the value is used as text."""
        if is_at(self._rest, self._end, "||") or is_at(self._before, len(self._before) - 1, "||"):
            return True
        after = self._end
        while is_at(self._rest, after, ")"):
            after += 1
        if is_at(self._rest, after, "::") and self._closes(after):
            return type_at(self._rest, after + 1)[0] in _TEXTS
        start = open_of([*self._before, sign(")")], len(self._before))
        return start > 0 and self._before[start - 1].text in _TEXT_FUNCTIONS

    def _closes(self, after: int) -> bool:
        """Whether the parentheses between belong to this operand and no function."""
        depth = after - self._end
        before = self._before[len(self._before) - depth :] if depth else []
        function = self._before[-depth - 1] if depth and len(self._before) > depth else None
        plain = function is None or function.kind is not Kind.WORD or function.text in ("(", "and")
        return all(p.text == "(" for p in before) and (not depth or plain)


def _cast(name: str, operand: Pieces, around: _Around, lookup: Lookup) -> Pieces:
    """One cast in DuckDB's terms."""
    if name in REG:
        return _reg(name, operand, around, lookup)
    source = column_types().get(operand[-1].name or "") if operand else None
    if name in _TEXTS and source in ("regproc", "regtype"):
        operand = call(f"__{source}_out", operand)
    if name in _TEXTS and source in ("int2vector", "oidvector"):
        return call("__vector_out", operand)
    if name == "char" and is_at(operand, len(operand) - 1, ")") and len(operand) > 1:
        return call("left", operand, [raw("1")])
    if name == "regtype[]":
        return call("__regtypes", _listed(operand, lookup))
    if name in ("text[]", "varchar[]", "name[]") and any(p.text == "__regtypes" for p in operand):
        return call("__regtypes_out", operand)
    element = name.removesuffix("[]")
    return [*operand, sign("::"), word(_NAMES.get(element, element) + name[len(element) :])]


def _listed(operand: Pieces, lookup: Lookup) -> Pieces:
    """A list of types whose names are literals, with their OIDs; any other list as it is."""
    names = _LITERALS.findall(operand[0].text) if len(operand) == 1 else []
    if not names:
        return operand
    return [raw(f"[{', '.join(_oid('regtype', unquoted(n, 'regtype'), lookup) for n in names)}]")]


def _postfix(pieces: Pieces) -> Pieces:
    """`CAST(x AS t)` as `(x)::t`."""
    done: Pieces = []
    at = 0
    while at < len(pieces):
        if is_at(pieces, at, "cast", "("):
            end = close_of(pieces, at + 1)
            inside = pieces[at + 2 : end]
            split = find(inside, frozenset({"as"}))
            done += [sign("("), *_postfix(inside[:split]), sign(")"), sign("::")]
            done += inside[split + 1 :]
            at = end + 1
        else:
            done.append(pieces[at])
            at += 1
    return done


def _reg(type_: str, operand: Pieces, around: _Around, lookup: Lookup) -> Pieces:
    plain = _bare(operand)
    if len(plain) == 1 and plain[0].kind is Kind.STRING:
        operand = [raw(_oid(type_, unquoted(plain[0].text, type_), lookup))]
    elif len(plain) == 1 and plain[0].text == "null":
        return [raw("NULL::UINTEGER")]
    if not around.wants_name():
        return call(f"to_{type_}", operand)
    if any(piece.text == "||" for piece in operand):
        operand = call(f"to_{type_}", operand)  # a name that has been put together
    return call(f"__{type_}_out", operand)


def _bare(operand: Pieces) -> Pieces:
    """An operand without parentheses and casts to text around it."""
    while True:
        if is_at(operand, 0, "(") and close_of(operand, 0) == len(operand) - 1:
            operand = operand[1:-1]
        elif len(operand) > 2 and operand[-2].text == "::" and operand[-1].text == "VARCHAR":
            operand = operand[:-2]
        else:
            return operand


def _oid(type_: str, name: str, lookup: Lookup) -> str:
    if name == "-":
        return "0::UINTEGER"
    oid = lookup(type_, name)
    if oid is None:
        sqlstate, what = REG[type_]
        raise SqlError(sqlstate, f'{what} "{name}" does not exist')
    return f"{oid}::UINTEGER"
