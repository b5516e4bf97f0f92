"""The options of COPY TO, checked as PostgreSQL checks them (`ProcessCopyOptions`).

Imports: pyarrow, `gateway.encodings`, `gateway.errors`.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from typing import Final, Literal

import pyarrow as pa

from gateway.encodings import ENCODINGS, UTF8, Encoding, canonical
from gateway.errors import SqlError

_NOT_IN_TEXT: Final = "\\.abcdefghijklmnopqrstuvwxyz0123456789"


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
        self._encoding()
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

    def converted(self, words: pa.Array) -> pa.Array:
        """Words in UTF-8 (none NULL) in the encoding asked for. 22P05 for a character it has not.

        Both are binary arrays.
        """
        encoding = self._encoding()
        if encoding is UTF8:
            return words
        return pa.array([encoding.from_utf8(word) for word in words.to_pylist()], pa.binary())

    def _encoding(self) -> Encoding:
        found = ENCODINGS.get(canonical(self.encoding or UTF8.name) or "")
        if found is None:
            raise _wrong('argument to option "encoding" must be a valid encoding name')
        return found


def _check_byte(what: str, value: str) -> None:
    if len(value.encode()) != 1:
        raise SqlError("0A000", f"COPY {what} must be a single one-byte character")


def _wrong(message: str) -> SqlError:
    return SqlError("22023", message)
