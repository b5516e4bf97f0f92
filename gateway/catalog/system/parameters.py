"""`$1` in catalog queries: the type each parameter is announced with, and its value as a literal.

A value becomes one literal token, as the binder makes parameters constants; nothing of it is read
as SQL.
Imports: `connectors.types`, `gateway.errors`, this package.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from connectors.types import INTEGERS, TEXT, Type, array
from gateway.catalog.system.arrays import array_items
from gateway.catalog.system.facts import literal
from gateway.catalog.system.pieces import (
    Piece,
    Pieces,
    close_of,
    is_at,
    open_of,
    operand_before,
    raw,
    split_at,
    type_at,
    word,
)
from gateway.catalog.system.snapshot import column_types, function_signatures, type_names
from gateway.errors import SqlError
from gateway.lexer import Kind

_NUMBERS: Final = INTEGERS | {"oid", "xid", "float4", "float8", "numeric"}


def parameter_types(pieces: Pieces, declared: Sequence[Type | None]) -> tuple[Type, ...]:
    """The types of `$1`, `$2`, …: as declared, else by what stands beside them, else text."""
    count = max((_number(p) for p in pieces if p.kind is Kind.PARAMETER), default=0)
    found: list[Type | None] = [*declared, *[None] * count][:count]
    for at, piece in enumerate(pieces):
        if piece.kind is Kind.PARAMETER and found[_number(piece) - 1] is None:
            name = _inferred(pieces, at)
            found[_number(piece) - 1] = named(name) if name else None
    return tuple(type_ or TEXT for type_ in found)


def named(name: str) -> Type:
    """The type of that internal name; `element[]` for an array."""
    return array(Type(name[:-2])) if name.endswith("[]") else Type(name)


def with_literals(pieces: Pieces, values: Sequence[object], types: Sequence[Type]) -> Pieces:
    """The statement with a literal for every parameter. 42P02 for one that has no value."""
    done: Pieces = []
    for piece in pieces:
        if piece.kind is not Kind.PARAMETER:
            done.append(piece)
            continue
        number = _number(piece)
        if number > len(values):
            raise SqlError("42P02", f"there is no parameter ${number}")
        done.append(_literal(values[number - 1], types[number - 1]))
    return done


def _number(piece: Piece) -> int:
    return int(piece.text[1:])


def _literal(value: object, type_: Type) -> Piece:
    if value is None:
        return word("null")
    if type_.name == "array":
        items = array_items(value.strip()[1:-1]) if isinstance(value, str) else value
        assert isinstance(items, Sequence)
        element = type_.element or TEXT
        return raw(f"[{', '.join(_literal(item, element).text for item in items)}]")
    if type_.name == "bool":
        return word("true" if str(value).lower() in ("t", "true", "on", "yes", "1") else "false")
    if type_.name in _NUMBERS:
        return raw(f"({_checked_number(str(value), type_)})")
    return Piece(literal(str(value)), Kind.STRING)


def _checked_number(text: str, type_: Type) -> str:
    try:
        return str(int(text)) if type_.name in INTEGERS | {"oid", "xid"} else repr(float(text))
    except ValueError:
        raise SqlError("22P02", f'invalid input syntax for type {type_}: "{text}"') from None


# -- inference -------------------------------------------------------------------------------


def _inferred(pieces: Pieces, at: int) -> str | None:
    if is_at(pieces, at + 1, "::"):
        return type_at(pieces, at + 2)[0]
    if is_at(pieces, at + 1, "as") and is_at(pieces, at - 2, "cast", "("):
        return type_at(pieces, at + 2)[0]
    if is_at(pieces, at - 1, "limit") or is_at(pieces, at - 1, "offset"):
        return "int8"
    if at and pieces[at - 1].kind is Kind.OPERATOR:
        return _column(pieces, at - 2)
    if at + 1 < len(pieces) and pieces[at + 1].kind is Kind.OPERATOR:
        end = at + 2
        while is_at(pieces, end + 1, "."):
            end += 2
        return _column(pieces, end)
    return _in_brackets(pieces, at)


def _in_brackets(pieces: Pieces, at: int) -> str | None:
    """In `x = ANY ($1)`, `x IN ($1, …)`, or among the arguments of a function."""
    start = open_of([*pieces[:at], Piece(")", Kind.PUNCTUATION)], at)
    if not is_at(pieces, start, "(") or start == 0:
        return None
    before = pieces[start - 1]
    if before.text in ("any", "some", "all"):
        element = _column(pieces, start - 3)
        return f"{element or 'text'}[]"
    if before.text == "in":
        return _column(pieces, start - 2 - is_at(pieces, start - 2, "not"))
    if before.name is None:
        return None
    arguments = split_at(pieces[start + 1 : close_of(pieces, start)], ",")
    place = len(split_at(pieces[start + 1 : at], ",")) - 1
    return _argument(before.name, place, len(arguments))


def _column(pieces: Pieces, end: int) -> str | None:
    """The type of the column whose name is at `end`."""
    if end < 0 or end >= len(pieces):
        return None
    if operand_before(pieces, end) < end - 4:
        return None
    return column_types().get(pieces[end].name or "")


def _argument(function: str, place: int, count: int) -> str | None:
    types = {
        type_names().get(signature.parameters[place])
        for signature in function_signatures().get(function, [])
        if len(signature.parameters) == count
    }
    found = types.pop() if len(types) == 1 else None
    return None if found is None or found.startswith("any") else found
