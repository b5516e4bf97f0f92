"""Messages from UTF-8 to the client's encoding, and values both ways, where that is another one.

Everything else of the endpoint speaks UTF-8; a client of another encoding pays for it here, value
by value. As in PostgreSQL: every string of a reply, every value in text, and in binary what is a
string or has strings inside. Characters of ASCII are the same bytes in all of our encodings.

Imports: `connectors.types`, `gateway.errors`, this package.
"""

from __future__ import annotations

import struct
from collections.abc import Callable, Iterator, Sequence
from typing import Final

from connectors.types import ARRAY_OIDS, OIDS, STRINGS, Type, array
from gateway.errors import SqlError
from gateway.serve.pgwire.messages import Bind

Convert = Callable[[bytes], bytes]
"""The bytes of a text in one encoding to those in the other. Raises SqlError 22021, 22P05."""

_TYPES: Final = {oid: Type(name) for name, oid in OIDS.items()} | {
    oid: array(Type(name)) for name, oid in ARRAY_OIDS.items()
}
_TEXTS: Final = STRINGS - {"char"} | {"json", "xml", "unknown", "cstring"}
_VERSIONED: Final = frozenset({"jsonb", "jsonpath"})
"""A byte before the text."""
_COPY_HEAD: Final = b"PGCOPY\n\xff\r\n\0"
_COPY_HEAD_SIZE: Final = 19


def reply(data: bytes | memoryview, convert: Convert) -> bytes:
    """Messages with strings in them: descriptions, errors, notices, settings; others as they are.

    Errors and their like must arrive: a character that the client has not is a question mark.
    """
    made = bytearray()
    for kind, body in _messages(bytes(data)):
        match kind:
            case b"T":
                body = _description(body, convert)
            case b"E" | b"N" | b"S" | b"A":
                at = 4 if kind == b"A" else 0
                parts = body[at:].split(b"\0")
                body = body[:at] + b"\0".join(_lenient(part, convert) for part in parts)
        made += kind + struct.pack("!i", len(body) + 4) + body
    return bytes(made)


def rows(
    data: memoryview, types: Sequence[Type], formats: Sequence[int], convert: Convert
) -> memoryview:
    """DataRow or binary CopyData messages, whose columns have these types and formats."""
    made = bytearray()
    for kind, body in _messages(bytes(data)):
        start = _COPY_HEAD_SIZE if kind == b"d" and body.startswith(_COPY_HEAD) else 0
        row = body[:start] + _row(body[start:], types, formats, convert)
        made += kind + struct.pack("!i", len(row) + 4) + row
    return memoryview(made)


def bind(message: Bind, types: Sequence[Type], formats: Sequence[int], convert: Convert) -> Bind:
    """The message with its values converted; `formats` has a code for each."""
    values = tuple(
        None if value is None else _value(value, type_, code, convert)
        for value, type_, code in zip(message.values, types, formats, strict=True)
    )
    return Bind(message.portal, message.statement, message.formats, values, message.result_formats)


def _messages(data: bytes) -> Iterator[tuple[bytes, bytes]]:
    at = 0
    while at < len(data):
        (length,) = struct.unpack_from("!i", data, at + 1)
        yield data[at : at + 1], data[at + 5 : at + 1 + length]
        at += 1 + length


def _description(body: bytes, convert: Convert) -> bytes:
    """RowDescription: a name, then 18 bytes, for each column."""
    made, at = bytearray(body[:2]), 2
    while at < len(body):
        end = body.index(b"\0", at)
        made += convert(body[at:end]) + body[end : end + 19]
        at = end + 19
    return bytes(made)


def _lenient(part: bytes, convert: Convert) -> bytes:
    if part.isascii():
        return part
    try:
        return convert(part)
    except SqlError:
        return b"".join(_or_mark(letter.encode(), convert) for letter in part.decode())


def _or_mark(letter: bytes, convert: Convert) -> bytes:
    try:
        return convert(letter)
    except SqlError:
        return b"?"


def _row(body: bytes, types: Sequence[Type], formats: Sequence[int], convert: Convert) -> bytes:
    made, at = bytearray(body[:2]), 2
    for type_, code in zip(types, formats, strict=True):
        (length,) = struct.unpack_from("!i", body, at)
        at += 4
        if length < 0:
            made += b"\xff\xff\xff\xff"
            continue
        value = _value(body[at : at + length], type_, code, convert)
        made += struct.pack("!i", len(value)) + value
        at += length
    return bytes(made)


def _value(value: bytes, type_: Type, code: int, convert: Convert) -> bytes:
    return _binary(value, type_, convert) if code else convert(value)


def _binary(value: bytes, type_: Type, convert: Convert) -> bytes:
    """A value in binary, of which only what is text is converted. Bytes that are none stay."""
    name = type_.name
    if name in _TEXTS or name not in OIDS.keys() | {"array"}:
        return convert(value)
    try:
        if name in _VERSIONED:
            return value[:1] + convert(value[1:])
        if name == "array" and type_.element is not None:
            return _array(value, convert)
        if name == "record":
            return _record(value, convert)
        if name == "tsvector":
            return _tsvector(value, convert)
    except (struct.error, ValueError):
        pass  # whoever reads the value says what is wrong with it
    return value


def _array(value: bytes, convert: Convert) -> bytes:
    """Dimensions, flags, the element's type; a size and a bound each; length and bytes of each."""
    dimensions, _, oid = struct.unpack_from("!iiI", value)
    at = 12 + 8 * dimensions
    made = bytearray(value[:at])
    while at < len(value):
        at = _item(value, at, _type(oid), convert, made)
    return bytes(made)


def _record(value: bytes, convert: Convert) -> bytes:
    """How many fields; type, length and bytes of each."""
    made, at = bytearray(value[:4]), 4
    while at < len(value):
        (oid,) = struct.unpack_from("!I", value, at)
        made += value[at : at + 4]
        at = _item(value, at + 4, _type(oid), convert, made)
    return bytes(made)


def _item(value: bytes, at: int, type_: Type, convert: Convert, made: bytearray) -> int:
    """One item with its length; where the next begins."""
    length = int.from_bytes(value[at : at + 4], signed=True)
    at += 4
    if length < 0 or at + length > len(value):
        made += value[at - 4 : at]
        return at
    item = _binary(value[at : at + length], type_, convert)
    made += struct.pack("!i", len(item)) + item
    return at + length


def _tsvector(value: bytes, convert: Convert) -> bytes:
    """How many words; each with a zero byte, the number of its places, and these."""
    made, at = bytearray(value[:4]), 4
    while at < len(value):
        end = value.index(b"\0", at)
        (places,) = struct.unpack_from("!H", value, end + 1)
        made += convert(value[at:end])
        at = end + 3 + 2 * places
        made += value[end:at]
    return bytes(made)


def _type(oid: int) -> Type:
    return _TYPES.get(oid, Type("text"))
