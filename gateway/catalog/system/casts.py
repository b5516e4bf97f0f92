"""Casts in catalog queries: type names DuckDB does not have, and the reg* types.

`'name'::regclass` becomes the OID it stands for, `expression::regclass` the name that PostgreSQL
prints, `expression::regclass::oid` the OID.

Imports: `gateway.errors`, this package.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from gateway.catalog.system.facts import unquoted
from gateway.catalog.system.pieces import (
    Piece,
    Pieces,
    call,
    close_of,
    find,
    is_at,
    operand_before,
    raw,
    sign,
    word,
)
from gateway.errors import SqlError
from gateway.lexer import Kind

_REG = {
    "regclass": ("42P01", "relation"),
    "regtype": ("42704", "type"),
    "regproc": ("42883", "function"),
    "regnamespace": ("3F000", "schema"),
    "regrole": ("42704", "role"),
}
_NAMES = {
    "name": "VARCHAR", "text": "VARCHAR", "char": "VARCHAR", "bpchar": "VARCHAR",
    "varchar": "VARCHAR", "cstring": "VARCHAR", "sql_identifier": "VARCHAR",
    "character_data": "VARCHAR", "yes_or_no": "VARCHAR", "aclitem": "VARCHAR",
    "int2vector": "SMALLINT[]", "oidvector": "UINTEGER[]", "cardinal_number": "INTEGER",
    "oid": "UINTEGER", "xid": "UINTEGER", "int2": "SMALLINT", "int4": "INTEGER",
    "int8": "BIGINT", "float4": "REAL", "float8": "DOUBLE", "bool": "BOOLEAN", "bytea": "BLOB",
}  # fmt: skip

Lookup = Callable[[str, str], int | None]
"""`(reg type, name) -> OID`, None for an unknown name."""
Values = Callable[[str], str | None]
"""The value of `$n` in text form."""


@dataclass(frozen=True, slots=True)
class _Target:
    """A type name found in the text: where it ends, `suffix` its brackets."""

    name: str
    suffix: str
    end: int


def with_casts(pieces: Pieces, lookup: Lookup, values: Values) -> Pieces:
    """The statement with every cast in DuckDB's terms."""
    rest = _postfix(pieces)
    done: Pieces = []
    at = 0
    while at < len(rest):
        if not is_at(rest, at, "::"):
            done.append(rest[at])
            at += 1
            continue
        target = _target(rest, at + 1)
        if target.name in _REG and not target.suffix:
            start = operand_before(done, len(done) - 1)
            as_oid = is_at(rest, target.end, "::") and _target(rest, target.end + 1).name == "oid"
            done[start:] = _reg(target.name, done[start:], as_oid, lookup, values)
        else:
            done += [sign("::"), word(_NAMES.get(target.name, target.name) + target.suffix)]
        at = target.end
    return done


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


def _target(pieces: Sequence[Piece], start: int) -> _Target:
    name = pieces[start].name if start < len(pieces) else None
    if name is None:
        raise SqlError("42601", 'syntax error at or near "::"')
    end, suffix = start + 1, ""
    if is_at(pieces, end, "("):
        close = close_of(pieces, end)
        suffix = "".join(piece.text for piece in pieces[end : close + 1])
        end = close + 1
    while is_at(pieces, end, "[", "]"):
        suffix, end = suffix + "[]", end + 2
    return _Target(
        name,
        suffix if name not in ("varchar", "bpchar", "char") or suffix.endswith("[]") else "",
        end,
    )


def _reg(type_: str, operand: Pieces, as_oid: bool, lookup: Lookup, values: Values) -> Pieces:
    if len(operand) == 1 and operand[0].kind is Kind.STRING:
        return [raw(_oid(type_, unquoted(operand[0].text, type_), lookup))]
    if len(operand) == 1 and operand[0].kind is Kind.PARAMETER:
        value = values(operand[0].text)
        return [raw("NULL::UINTEGER" if value is None else _oid(type_, value, lookup))]
    return call(f"to_{type_}" if as_oid else f"__{type_}_out", operand)


def _oid(type_: str, name: str, lookup: Lookup) -> str:
    if name == "-":
        return "0::UINTEGER"
    oid = lookup(type_, name)
    if oid is None:
        sqlstate, what = _REG[type_]
        raise SqlError(sqlstate, f'{what} "{name}" does not exist')
    return f"{oid}::UINTEGER"
