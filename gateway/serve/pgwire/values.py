"""Parameter values as clients send them: text as it is, binary turned into PostgreSQL's text form.

A binary value that its type cannot have is SqlError 22P03, a type whose binary form we do not read
0A000.

Imports: `connectors`, `gateway.errors`.
"""

from __future__ import annotations

import struct
from collections.abc import Sequence
from typing import Final

from connectors.types import ARRAY_OIDS, OIDS, STRINGS, Type, array
from gateway.errors import SqlError
from gateway.serve.pgwire.messages import Bind, utf8, violation
from gateway.serve.pgwire.values_binary import read_binary
from gateway.sql.literals import parse_text

_TYPES: Final[dict[int, Type]] = {oid: Type(name) for name, oid in OIDS.items()} | {
    oid: array(Type(name)) for name, oid in ARRAY_OIDS.items()
}
_INFERRED: Final = (0, OIDS["unknown"])


def declared(oid: int) -> Type | None:
    """The type a client declares by OID; None when it leaves it to us. 42704 for an unknown OID."""
    if oid in _INFERRED:
        return None
    if oid not in _TYPES:
        raise SqlError("42704", f"type with OID {oid} does not exist")
    return _TYPES[oid]


def bound(message: Bind, types: Sequence[Type]) -> list[str | None]:
    """The values of a Bind in text form, one per parameter of the statement.

    Raises what the types' input functions raise (22P02, 22P03, …).
    """
    if len(message.values) != len(types):
        raise violation(
            f"bind message supplies {len(message.values)} parameters, "
            f'but prepared statement "{message.statement}" requires {len(types)}'
        )
    formats = expand(message.formats, len(types))
    return [
        None if value is None else _binary(value, type_, n) if code else _text(value, type_)
        for n, (value, type_, code) in enumerate(
            zip(message.values, types, formats, strict=True), start=1
        )
    ]


def expand(formats: Sequence[int], count: int) -> tuple[int, ...]:
    """One format code per item: none given means text, one given is for all. 22023 for another."""
    for code in formats:
        if code not in (0, 1):
            raise SqlError("22023", f"unsupported format code: {code}")
    if len(formats) == 1:
        return tuple(formats) * count
    return tuple(formats) or (0,) * count


def _text(value: bytes, type_: Type) -> str:
    text = utf8(value)
    if type_.name not in STRINGS:
        parse_text(text, type_)
    return text


def _binary(value: bytes, type_: Type, number: int) -> str:
    try:
        return read_binary(value, type_)
    except (struct.error, ValueError, OverflowError):
        raise SqlError(
            "22P03", f"incorrect binary data format in bind parameter {number}"
        ) from None
