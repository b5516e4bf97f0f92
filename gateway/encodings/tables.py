"""Codecs whose characters PostgreSQL maps in another way than Python: by PostgreSQL's own tables.

`tables.json.xz` is written by `take_tables`: for each encoding, what is read and written both ways,
what is only read, and what is only written. It is loaded when the first client speaks one of them.

Imports: standard library.
"""

from __future__ import annotations

import json
import lzma
import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any, Final

FILE: Final = Path(__file__).with_name("tables.json.xz")
_PARTS: Final = re.compile(r"[\x00-\x7f]+|[^\x00-\x7f]")


@dataclass(frozen=True, slots=True)
class Table:
    """`name` is PostgreSQL's; `letter` a pattern of the bytes that a character may have."""

    name: str
    letter: bytes

    def decode(self, data: bytes) -> str:
        """The text of bytes. UnicodeDecodeError for those that are none."""
        letters, at, made = _read(self.name), 0, []
        for match in re.finditer(rb"[\x01-\x7f]+|%b" % self.letter, data, re.DOTALL):
            part = match[0]
            text = part.decode() if part[0] < 0x80 else letters.get(part)
            if match.start() != at or text is None:
                break
            made.append(text)
            at = match.end()
        if at != len(data):
            raise UnicodeDecodeError(self.name, data, at, at + 1, "no character")
        return "".join(made)

    def encode(self, text: str) -> bytes:
        """The bytes of a text. UnicodeEncodeError for a character that is not in the table."""
        codes, made = _written(self.name), []
        for match in _PARTS.finditer(text):
            part = match[0]
            code = part.encode() if part[0] < "\x80" else codes.get(part)
            if code is None:
                raise UnicodeEncodeError(self.name, text, match.start(), match.end(), "no bytes")
            made.append(code)
        return b"".join(made)


@cache
def _tables() -> Mapping[str, Any]:
    tables: Mapping[str, Any] = json.loads(lzma.decompress(FILE.read_bytes()))
    return tables


@cache
def _read(name: str) -> Mapping[bytes, str]:
    table = _tables()[name]
    return {bytes.fromhex(code): text for code, text in (table["both"] | table["read"]).items()}


@cache
def _written(name: str) -> Mapping[str, bytes]:
    table = _tables()[name]
    codes = {text: bytes.fromhex(code) for code, text in table["both"].items()}
    return codes | {text: bytes.fromhex(code) for text, code in table["write"].items()}
