"""What a client says: bytes to messages. No I/O.

A frontend message is a type byte, a length that counts itself, a body. `header` checks the first
two, `decode` reads the body. Protocol violations are SqlError 08P01, text that is not UTF-8 22021.
Rules: PostgreSQL manual, "Message Formats".

Imports: `gateway.encodings`, `gateway.errors`.
"""

from __future__ import annotations

import struct
from collections.abc import Callable
from dataclasses import dataclass
from functools import lru_cache
from typing import Final

from gateway.encodings import UTF8
from gateway.errors import SqlError

MAX_MESSAGE: Final = 64 * 1024 * 1024
"""Bytes of the longest message we take; statements and parameters are not larger."""
HEADER: Final = 5
"""Bytes before the body: type and length."""


@dataclass(frozen=True, slots=True)
class Query:
    """A simple query: any number of statements."""

    sql: str


@dataclass(frozen=True, slots=True)
class Parse:
    """Prepare one statement under a name ("" is the unnamed one); type 0 is to be inferred."""

    name: str
    sql: str
    types: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Bind:
    """A portal for a prepared statement with values; format 0 is text, 1 binary."""

    portal: str
    statement: str
    formats: tuple[int, ...]
    values: tuple[bytes | None, ...]
    result_formats: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Describe:
    """`kind` is "S" for a statement, "P" for a portal; the same in Close."""

    kind: str
    name: str


@dataclass(frozen=True, slots=True)
class Close:
    """Forget a statement or a portal."""

    kind: str
    name: str


@dataclass(frozen=True, slots=True)
class Execute:
    """Read at most `limit` rows of a portal; 0 is all."""

    portal: str
    limit: int


@dataclass(frozen=True, slots=True)
class Sync:
    """End of an extended-protocol unit: errors are over, the client waits."""


@dataclass(frozen=True, slots=True)
class Flush:
    """Send what has been answered so far."""


@dataclass(frozen=True, slots=True)
class Terminate:
    """Good-bye."""


@dataclass(frozen=True, slots=True)
class Copy:
    """Data of a COPY that is not under way: to be ignored (as PostgreSQL does)."""


@dataclass(frozen=True, slots=True)
class Refused:
    """A message that is legal and that we do not serve."""

    what: str


Message = (
    Query | Parse | Bind | Describe | Close | Execute | Sync | Flush | Terminate | Copy | Refused
)

_TYPES: Final = frozenset(b"QPBDCESHXdcfFp")


def utf8(data: bytes) -> str:
    """Decoded text; 22021 with the bytes that are wrong."""
    return UTF8.decode(data)


def violation(message: str) -> SqlError:
    """08P01."""
    return SqlError("08P01", message)


def header(data: bytes) -> tuple[int, int]:
    """Type and body length of a message from its first HEADER bytes."""
    kind, length = struct.unpack("!Bi", data)
    if kind not in _TYPES:
        raise violation(f"invalid frontend message type {kind}")
    if length < 4:
        raise violation("invalid message length")
    if length > MAX_MESSAGE:
        raise violation(f"message of {length} bytes is longer than the limit of {MAX_MESSAGE}")
    return kind, length - 4


def decode(kind: int, body: bytes, decoded: Callable[[bytes], str] = utf8) -> Message:
    """The message of type `kind` (checked by `header`) with this body; `decoded` reads strings."""
    reader = _Reader(body, decoded)
    message = _read(chr(kind), reader)
    if not isinstance(message, Copy | Refused):
        reader.end()
    return message


def _read(kind: str, reader: _Reader) -> Message:
    match kind:
        case "Q":
            return Query(reader.text())
        case "P":
            return Parse(reader.text(), reader.text(), reader.repeated("I"))
        case "B":
            return _bind(reader)
        case "D":
            return Describe(*reader.target("DESCRIBE"))
        case "C":
            return Close(*reader.target("CLOSE"))
        case "E":
            return Execute(reader.text(), max(reader.one("i"), 0))
        case "S":
            return Sync()
        case "H":
            return Flush()
        case "X":
            return Terminate()
        case "F":
            return Refused("the function call protocol")
        case "p":
            raise violation("invalid frontend message type 112")
    return Copy()


def _bind(reader: _Reader) -> Bind:
    portal, statement = reader.text(), reader.text()
    formats = reader.formats()
    values = tuple(reader.value() for _ in range(reader.one("H")))
    if len(formats) > 1 and len(formats) != len(values):
        raise violation(
            f"bind message has {len(formats)} parameter formats but {len(values)} parameters"
        )
    return Bind(portal, statement, formats, values, reader.formats())


class _Reader:
    """A place in a message body."""

    def __init__(self, body: bytes, decoded: Callable[[bytes], str]) -> None:
        self._body = body
        self._decoded = decoded
        self._at = 0

    def one(self, code: str) -> int:
        """An integer in network order; `code` as in `struct`."""
        return self._integers(code, 1)[0]

    def repeated(self, code: str) -> tuple[int, ...]:
        """A 16-bit count and as many integers."""
        return self._integers(code, self.one("H"))

    def formats(self) -> tuple[int, ...]:
        """Format codes: all 0 or 1."""
        codes = self.repeated("h")
        for code in codes:
            if code not in (0, 1):
                raise SqlError("22023", f"unsupported format code: {code}")
        return codes

    def text(self) -> str:
        """A string up to its zero byte."""
        end = self._body.find(b"\0", self._at)
        if end < 0:
            raise violation("invalid string in message")
        text = self._decoded(self._body[self._at : end])
        self._at = end + 1
        return text

    def value(self) -> bytes | None:
        """A length and as many bytes; length -1 is NULL."""
        length = self.one("i")
        if length == -1:
            return None
        if length < 0 or length > len(self._body) - self._at:
            raise violation("insufficient data left in message")
        self._at += length
        return self._body[self._at - length : self._at]

    def target(self, message: str) -> tuple[str, str]:
        """What Describe and Close name."""
        kind = chr(self.one("B"))
        if kind not in "SP":
            raise violation(f"invalid {message} message subtype {ord(kind)}")
        return kind, self.text()

    def end(self) -> None:
        """Nothing may be left."""
        if self._at != len(self._body):
            raise violation("invalid message format")

    def _integers(self, code: str, count: int) -> tuple[int, ...]:
        layout = _layout(code, count)
        if self._at + layout.size > len(self._body):
            raise violation("insufficient data left in message")
        values: tuple[int, ...] = layout.unpack_from(self._body, self._at)
        self._at += layout.size
        return values


@lru_cache(256)
def _layout(code: str, count: int) -> struct.Struct:
    return struct.Struct(f"!{count}{code}")
