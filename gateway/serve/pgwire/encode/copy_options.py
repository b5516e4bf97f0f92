"""The options of COPY TO, checked as PostgreSQL checks them (`ProcessCopyOptions`).

Imports: pyarrow, `gateway.errors`.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from typing import Final, Literal

import pyarrow as pa
import pyarrow.compute as pc

from gateway.errors import SqlError

_NOT_IN_TEXT: Final = "\\.abcdefghijklmnopqrstuvwxyz0123456789"
_CODECS: Final = {
    "utf8": "utf-8", "unicode": "utf-8", "sqlascii": "utf-8", "latin1": "iso8859-1",
    "iso88591": "iso8859-1", "latin2": "iso8859-2", "iso88592": "iso8859-2",
    "latin9": "iso8859-15", "iso885915": "iso8859-15", "win1250": "cp1250", "win1251": "cp1251",
    "win1252": "cp1252", "koi8r": "koi8-r", "koi8": "koi8-r",
}  # fmt: skip
"""PostgreSQL's names of encodings, without punctuation, and Python's."""


@dataclass(frozen=True, slots=True)
class CopyOptions:
    """What `COPY … TO STDOUT WITH (…)` says; None is the default of the format."""

    format: Literal["text", "csv", "binary"] = "text"
    header: bool = False
    delimiter: str | None = None
    null: str | None = None
    quote: str | None = None
    escape: str | None = None
    force_quote: tuple[str, ...] | Literal["*"] = ()
    encoding: str | None = None

    def checked(self) -> CopyOptions:
        """Itself. Raises 42601, 0A000, 22023 for options that do not go together."""
        csv = self.format == "csv"
        if self.format == "binary":
            for name, given in (
                ("DELIMITER", self.delimiter is not None),
                ("NULL", self.null is not None),
            ):
                if given:
                    raise SqlError("42601", f"cannot specify {name} in BINARY mode")
            if self.header:
                raise SqlError("0A000", "cannot specify HEADER in BINARY mode")
        _check_byte("delimiter", self.separator)
        if self.separator in "\r\n":
            raise _wrong("COPY delimiter cannot be newline or carriage return")
        if set(self.null_text) & set("\r\n"):
            raise _wrong("COPY null representation cannot use newline or carriage return")
        if not csv and self.separator in _NOT_IN_TEXT:
            raise _wrong(f'COPY delimiter cannot be "{self.separator}"')
        self._check_quotes()
        if self.separator in self.null_text:
            raise _wrong("COPY delimiter character must not appear in the NULL specification")
        if csv and self.quote_mark in self.null_text:
            raise _wrong("CSV quote character must not appear in the NULL specification")
        self._codec()
        return self

    def _check_quotes(self) -> None:
        csv = self.format == "csv"
        if not csv and self.quote is not None:
            raise SqlError("0A000", "COPY QUOTE requires CSV mode")
        if csv:
            _check_byte("quote", self.quote_mark)
            if self.separator == self.quote_mark:
                raise _wrong("COPY delimiter and quote must be different")
        if not csv and self.escape is not None:
            raise SqlError("0A000", "COPY ESCAPE requires CSV mode")
        if csv:
            _check_byte("escape", self.escape_mark)
        if not csv and self.force_quote:
            raise SqlError("0A000", "COPY FORCE_QUOTE requires CSV mode")

    @property
    def separator(self) -> str:
        """Between two values."""
        return self.delimiter if self.delimiter is not None else ",\t"[self.format != "csv"]

    @property
    def null_text(self) -> str:
        """What stands for NULL."""
        return self.null if self.null is not None else ("" if self.format == "csv" else "\\N")

    @property
    def quote_mark(self) -> str:
        """Around values that need it, in CSV."""
        return self.quote if self.quote is not None else '"'

    @property
    def escape_mark(self) -> str:
        """Before a quote or itself within quotes, in CSV."""
        return self.escape if self.escape is not None else self.quote_mark

    def check_columns(self, names: Collection[str]) -> None:
        """42703 for a column of FORCE_QUOTE that is not among `names`."""
        for name in self.force_quote if self.force_quote != "*" else ():
            if name not in names:
                raise SqlError("42703", f'column "{name}" does not exist')

    def forces_quotes(self, column: str) -> bool:
        """Whether all values of the column that are not NULL are quoted."""
        return self.force_quote == "*" or column in self.force_quote

    def converted(self, text: pa.Array) -> pa.Array:
        """Text values as bytes of the encoding asked for. 22P05 for a character it has not."""
        codec = self._codec()
        if codec == "utf-8" or pc.all(pc.string_is_ascii(text)).as_py() in (True, None):
            return text.cast(pa.binary())
        values = [_encoded(value, codec, self.encoding) for value in text.to_pylist()]
        return pa.array(values, pa.binary())

    def _codec(self) -> str:
        name = self.encoding or "UTF8"
        codec = _CODECS.get("".join(c for c in name.lower() if c.isalnum()))
        if codec is None:
            raise _wrong('argument to option "encoding" must be a valid encoding name')
        return codec


def _encoded(value: str | None, codec: str, name: str | None) -> bytes | None:
    if value is None:
        return None
    try:
        return value.encode(codec)
    except UnicodeEncodeError as error:
        wrong = " ".join(f"0x{byte:02x}" for byte in value[error.start].encode())
        raise SqlError(
            "22P05",
            f'character with byte sequence {wrong} in encoding "UTF8" has no equivalent in '
            f'encoding "{(name or "").upper()}"',
        ) from None


def _check_byte(what: str, value: str) -> None:
    if len(value.encode()) != 1:
        raise SqlError("0A000", f"COPY {what} must be a single one-byte character")


def _wrong(message: str) -> SqlError:
    return SqlError("22023", message)
