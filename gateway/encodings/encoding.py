"""One encoding: text to bytes and back, with PostgreSQL's errors.

Rules: `report_invalid_encoding` and `report_untranslatable_char` in mbutils.c, the verifiers in
wchar.c.

Imports: `gateway.errors`.
"""

from __future__ import annotations

import codecs
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Final, Protocol

from gateway.errors import SqlError


class Codec(Protocol):
    """Raises UnicodeDecodeError and UnicodeEncodeError."""

    def decode(self, data: bytes) -> str:
        """The text of bytes."""

    def encode(self, text: str) -> bytes:
        """The bytes of a text."""


@dataclass(frozen=True, slots=True)
class Python:
    """A codec of Python's, by its name."""

    name: str

    def decode(self, data: bytes) -> str:
        """As `Codec`."""
        return codecs.decode(data, self.name)

    def encode(self, text: str) -> bytes:
        """As `Codec`."""
        return codecs.encode(text, self.name)


def _claimed(name: str, data: bytes) -> int:
    """How many bytes the first one claims (`pg_encoding_mblen`)."""
    first = data[0]
    match name:
        case "UTF8" if 0xC0 <= first < 0xF8:
            return 2 + (first >= 0xE0) + (first >= 0xF0)
        case "GB18030" if first >= 0x80 and data[1:2].isdigit():
            return 4
        case "EUC_TW" if first == 0x8E:
            return 4
        case "EUC_TW" | "EUC_JP" | "EUC_KR" | "JOHAB" if first == 0x8F:
            return 3
        case "SJIS" if 0xA1 <= first <= 0xDF:
            return 1
        case "UTF8":
            return 1
    return 2 if first >= 0x80 else 1


@dataclass(frozen=True, slots=True)
class Encoding:
    """`name` as PostgreSQL writes it.

    `letter`: a pattern of the bytes that a character may have; None is what the codec says.
    `also`: characters that only PostgreSQL writes, for lack of another way.
    """

    name: str
    codec: Codec
    letter: bytes | None = rb"[^\0]"
    also: Mapping[str, bytes] = field(default_factory=dict)

    def decode(self, data: bytes) -> str:
        """The text of these bytes. 22021 for what is none, 22P05 for a character unknown here."""
        if b"\0" in data:
            raise SqlError("22021", f'invalid byte sequence for encoding "{self.name}": 0x00')
        try:
            return self.codec.decode(data)
        except UnicodeDecodeError as error:
            raise self._unreadable(data, error.start) from None

    def encode(self, text: str) -> bytes:
        """The bytes of a text. 22P05 for a character that this encoding has not."""
        try:
            return self.codec.encode(text)
        except UnicodeEncodeError as error:
            first = text[error.start]
            if first not in self.also:
                raise _untranslatable(first.encode(), UTF8.name, self.name) from None
        return b"".join(self.also.get(each) or self.encode(each) for each in text)

    def to_utf8(self, data: bytes) -> bytes:
        """As `decode`."""
        return data if data.isascii() and b"\0" not in data else self.decode(data).encode()

    def from_utf8(self, data: bytes) -> bytes:
        """As `encode`."""
        return data if data.isascii() else self.encode(data.decode())

    def _unreadable(self, data: bytes, start: int) -> SqlError:
        """Bytes that are no character, wherever they are, come before the one at `start`."""
        if self.letter is not None:
            good = _matched(rb"(?:%b)*+" % self.letter, data)
            if good == len(data):
                wrong = data[start : start + _matched(self.letter, data[start : start + 4])]
                return _untranslatable(wrong, self.name, UTF8.name)
            start = good
        wrong = data[start : start + 4]
        shown = _shown(wrong[: _claimed(self.name, wrong)])
        return SqlError("22021", f'invalid byte sequence for encoding "{self.name}": {shown}')


def _matched(pattern: bytes, data: bytes) -> int:
    found = re.match(pattern, data, re.DOTALL)
    return found.end() if found is not None else 0


def _untranslatable(data: bytes, source: str, target: str) -> SqlError:
    return SqlError(
        "22P05",
        f'character with byte sequence {_shown(data)} in encoding "{source}" has no '
        f'equivalent in encoding "{target}"',
    )


def _shown(data: bytes) -> str:
    return " ".join(f"0x{byte:02x}" for byte in data)


UTF8: Final = Encoding("UTF8", Python("utf-8"), None)
