"""The encodings that a client may speak, by PostgreSQL's names (encnames.c).

A codec of Python's is used only if it maps every character and every sequence of bytes as
PostgreSQL's conversion does; the others have tables (`tests/wire/test_encodings.py` compares all).

Imports: this package.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Final

from gateway.encodings.encoding import UTF8, Encoding, Python
from gateway.encodings.tables import Table

_ASCII: Final = rb"[\x01-\x7f]"
_EUC: Final = rb"[\xa1-\xfe]{2}"
_PAIR: Final = rb"(?!\x8d )[\x80-\xff][^\0]"
"""Two bytes, but for one pair that PostgreSQL keeps for what is invalid."""
_GB18030: Final = rb"[\x81-\xfe](?:[0-9][\x81-\xfe][0-9]|[\x40-\x7e\x80-\xfe])"
TABLES: Final[Mapping[str, re.Pattern[bytes]]] = {
    name: re.compile(letter, re.DOTALL)
    for name, letter in {
        "BIG5": _PAIR,
        "EUC_JP": rb"\x8e[\xa1-\xdf]|\x8f[\xa1-\xfe]{2}|(?![\x8e\x8f])" + _EUC,
        "EUC_KR": _EUC,
        "EUC_TW": rb"\x8e[\xa1-\xa7][\xa1-\xfe]{2}|(?![\x8e\x8f])[\x80-\xff][\xa1-\xfe]",
        "JOHAB": rb"\x8f[\xa1-\xfe]{2}|(?!\x8f)[\x80-\xff][\xa1-\xfe]",
        "SJIS": rb"[\xa1-\xdf]|[\x81-\x9f\xe0-\xfc][\x40-\x7e\x80-\xfc]",
        "UHC": _PAIR,
    }.items()
}
"""Those with tables, and the bytes of a character beyond ASCII (the verifiers in wchar.c)."""

_SINGLE: Final = {
    "LATIN1": "latin-1", "LATIN2": "iso8859-2", "LATIN3": "iso8859-3", "LATIN4": "iso8859-4",
    "LATIN5": "iso8859-9", "LATIN6": "iso8859-10", "LATIN7": "iso8859-13", "LATIN8": "iso8859-14",
    "LATIN9": "iso8859-15", "LATIN10": "iso8859-16", "ISO_8859_5": "iso8859-5",
    "ISO_8859_6": "iso8859-6", "ISO_8859_7": "iso8859-7", "ISO_8859_8": "iso8859-8",
    "KOI8R": "koi8-r", "KOI8U": "koi8-u", "WIN866": "cp866", "WIN874": "cp874",
    **{f"WIN{number}": f"cp{number}" for number in range(1250, 1259)},
}  # fmt: skip


def _or_ascii(letter: bytes) -> bytes:
    return _ASCII + b"|" + letter


ENCODINGS: Final[Mapping[str, Encoding]] = {
    encoding.name: encoding
    for encoding in (
        UTF8,
        Encoding("SQL_ASCII", Python("utf-8"), None),
        *(Encoding(name, Python(codec)) for name, codec in _SINGLE.items()),
        Encoding("EUC_CN", Python("gb2312"), _or_ascii(_EUC)),
        Encoding("GBK", Python("gbk"), _or_ascii(_PAIR), {"€": b"\x80"}),
        Encoding("GB18030", Python("gb18030"), _or_ascii(_GB18030)),
        *(
            Encoding(name, Table(name, letter.pattern), _or_ascii(letter.pattern))
            for name, letter in TABLES.items()
        ),
    )
}
"""Those that are spoken, by PostgreSQL's name. SQL_ASCII is no encoding: nothing is converted."""

_OTHERS: Final = ("EUC_JIS_2004", "MULE_INTERNAL", "SHIFT_JIS_2004")
"""Not spoken: characters of two letters; one that PostgreSQL does not convert either."""
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
