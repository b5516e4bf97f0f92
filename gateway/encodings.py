"""The encodings a client may speak: PostgreSQL's names, and Python's codecs where they agree.

A codec is listed here only if it maps every character and every sequence of bytes as PostgreSQL's
conversion does (`tests/wire/test_encodings.py` compares all of them). Rules of names:
encnames.c; of errors: `report_invalid_encoding` and `report_untranslatable_char` in mbutils.c.

Imports: `gateway.errors`.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Final

from gateway.errors import SqlError

_ANY: Final = rb"[^\0]"
_EUC: Final = rb"[\x01-\x7f]|[\xa1-\xfe]{2}"
_GBK: Final = rb"[\x01-\x7f]|(?!\x8d )[\x80-\xff][^\0]"
"""Two bytes, but for one pair that PostgreSQL keeps for what is invalid."""
_GB18030: Final = rb"[\x01-\x7f]|[\x81-\xfe](?:[0-9][\x81-\xfe][0-9]|[\x40-\x7e\x80-\xfe])"


def _claimed(name: str, data: bytes) -> int:
    """How many bytes the first one claims (`pg_encoding_mblen`)."""
    first = data[0]
    match name:
        case "UTF8" if 0xC0 <= first < 0xF8:
            return 2 + (first >= 0xE0) + (first >= 0xF0)
        case "GB18030" if first >= 0x80 and data[1:2].isdigit():
            return 4
        case "GB18030" | "GBK" | "EUC_CN" if first >= 0x80:
            return 2
    return 1


@dataclass(frozen=True, slots=True)
class Encoding:
    """`name` as PostgreSQL writes it, `codec` as Python does.

    `letter`: a pattern of the bytes that a character may have; None is what the codec says.
    `also`: characters that only PostgreSQL writes, for lack of another way.
    """

    name: str
    codec: str
    letter: bytes | None = _ANY
    also: Mapping[str, bytes] = field(default_factory=dict)

    def decode(self, data: bytes) -> str:
        """The text of these bytes. 22021 for what is none, 22P05 for a character unknown here."""
        if b"\0" in data:
            raise SqlError("22021", f'invalid byte sequence for encoding "{self.name}": 0x00')
        try:
            return data.decode(self.codec)
        except UnicodeDecodeError as error:
            raise self._unreadable(data, error.start) from None

    def encode(self, text: str) -> bytes:
        """The bytes of a text. 22P05 for a character that this encoding has not."""
        try:
            return text.encode(self.codec)
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


UTF8: Final = Encoding("UTF8", "utf-8", None)

_SINGLE: Final = {
    "LATIN1": "latin-1", "LATIN2": "iso8859-2", "LATIN3": "iso8859-3", "LATIN4": "iso8859-4",
    "LATIN5": "iso8859-9", "LATIN6": "iso8859-10", "LATIN7": "iso8859-13", "LATIN8": "iso8859-14",
    "LATIN9": "iso8859-15", "LATIN10": "iso8859-16", "ISO_8859_5": "iso8859-5",
    "ISO_8859_6": "iso8859-6", "ISO_8859_7": "iso8859-7", "ISO_8859_8": "iso8859-8",
    "KOI8R": "koi8-r", "KOI8U": "koi8-u", "WIN866": "cp866", "WIN874": "cp874",
    **{f"WIN{number}": f"cp{number}" for number in range(1250, 1259)},
}  # fmt: skip

ENCODINGS: Final[Mapping[str, Encoding]] = {
    encoding.name: encoding
    for encoding in (
        UTF8,
        Encoding("SQL_ASCII", "utf-8", None),
        *(Encoding(name, codec) for name, codec in _SINGLE.items()),
        Encoding("EUC_CN", "gb2312", _EUC),
        Encoding("GBK", "gbk", _GBK, {"€": b"\x80"}),
        Encoding("GB18030", "gb18030", _GB18030),
    )
}
"""Those that are spoken, by PostgreSQL's name. SQL_ASCII is no encoding: nothing is converted."""

_OTHERS: Final = (
    "BIG5", "EUC_JIS_2004", "EUC_JP", "EUC_KR", "EUC_TW", "JOHAB", "MULE_INTERNAL",
    "SHIFT_JIS_2004", "SJIS", "UHC",
)  # fmt: skip
"""Those whose characters Python maps in another way than PostgreSQL."""
_ALIASES: Final = {
    "abc": "WIN1258", "alt": "WIN866", "koi8": "KOI8R", "mskanji": "SJIS", "shiftjis": "SJIS",
    "tcvn": "WIN1258", "tcvn5712": "WIN1258", "unicode": "UTF8", "vscii": "WIN1258",
    "win": "WIN1251", "iso88591": "LATIN1", "iso88592": "LATIN2", "iso88593": "LATIN3",
    "iso88594": "LATIN4", "iso88599": "LATIN5", "iso885910": "LATIN6", "iso885913": "LATIN7",
    "iso885914": "LATIN8", "iso885915": "LATIN9", "iso885916": "LATIN10",
    **{f"windows{name.removeprefix('WIN')}": name for name in _SINGLE if name.startswith("WIN")},
    **{
        f"{vendor}{page}": name
        for page, name in {932: "SJIS", 936: "GBK", 949: "UHC", 950: "BIG5"}.items()
        for vendor in ("win", "windows")
    },
}  # fmt: skip
_NAMES: Final = _ALIASES | {
    "".join(filter(str.isalnum, name)).lower(): name for name in (*ENCODINGS, *_OTHERS)
}


def canonical(name: str) -> str | None:
    """PostgreSQL's name of an encoding that is written in any way; None if it has no such."""
    return _NAMES.get("".join(c for c in name if c.isalnum() and c.isascii()).lower())
