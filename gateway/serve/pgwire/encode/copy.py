"""`COPY (query) TO STDOUT`: CopyData messages from Arrow batches, as text, CSV or binary.

    options = CopyOptions("csv", header=True, force_quote=("name",)).checked()
    encoder = CopyEncoder(result.columns, options)      # or encode_copy(batches, columns, options)
    encoder.head()                                      # bytes, may be empty
    encoder.rows(batch, style)                          # for each batch: one CopyData a row
    encoder.tail()                                      # bytes, may be empty

CopyOutResponse, CopyDone and CommandComplete are the conversation's. Every column has the format
`encoder.format_code` in CopyOutResponse. The caller bounds the bytes of a batch.

Rules: PostgreSQL's `copyto.c`, and `copy.c` for the checks of options.

Imports: pyarrow, numpy, `connectors`, `gateway.errors`, `gateway.sql`, this package.
"""

from __future__ import annotations

import struct
from collections.abc import Iterable, Iterator, Sequence
from typing import Final

import numpy as np
import pyarrow as pa

from connectors.api import OutputColumn
from connectors.types import TEXT, Type
from gateway.serve.pgwire.encode import binary, text
from gateway.serve.pgwire.encode.copy_options import CopyOptions
from gateway.serve.pgwire.encode.copy_text import csv_value, is_plain, text_value
from gateway.serve.pgwire.encode.pieces import (
    INT2,
    Fixed,
    Piece,
    field,
    fixed,
    messages,
    values,
    var,
    var_of,
)
from gateway.sql.output import to_text
from gateway.sql.output_style import USUAL, OutputStyle

_SIGNATURE: Final = b"PGCOPY\n\xff\r\n\0" + bytes(8)
"""With no flags and no extension."""
_END: Final = struct.pack("!h", -1)


class CopyEncoder:
    """The stream of one COPY. Not shared between threads.

    Raises 42703 for an unknown column in FORCE_QUOTE.
    """

    def __init__(self, columns: Sequence[OutputColumn], options: CopyOptions) -> None:
        options.check_columns([column.name for column in columns])
        self._columns = tuple(columns)
        self._options = options
        self._binary = options.format == "binary"
        self._begun = False

    @property
    def format_code(self) -> int:
        """What CopyOutResponse tells: 0 text or CSV, 1 binary."""
        return int(self._binary)

    def head(self) -> bytes:
        """The line of column names, if asked for."""
        if not self._options.header:
            return b""
        names = [pa.array([column.name]) for column in self._columns]
        return bytes(self._lines(names, [TEXT] * len(names), 1, USUAL, forced=False))

    def rows(self, batch: pa.RecordBatch, style: OutputStyle = USUAL) -> memoryview:
        """One CopyData for each row. Raises SqlError 54000, 22P05."""
        if not batch.num_rows:
            return memoryview(b"")
        types = [column.type for column in self._columns]
        if not self._binary:
            return self._lines(batch.columns, types, batch.num_rows, style)
        if self._begun:
            return _tuples(batch, types)
        # Clients read the file header and the first row from one message.
        self._begun = True
        first = bytes(_tuples(batch.slice(0, 1), types))[5:]
        return memoryview(_copy_data(_SIGNATURE + first) + bytes(_tuples(batch.slice(1), types)))

    def tail(self) -> bytes:
        """The end of a binary file."""
        if not self._binary:
            return b""
        return _copy_data(_END if self._begun else _SIGNATURE + _END)

    def _lines(
        self,
        arrays: Sequence[pa.Array],
        types: Sequence[Type],
        rows: int,
        style: OutputStyle,
        *,
        forced: bool = True,
    ) -> memoryview:
        options = self._options
        delimiter = fixed("u1", ord(options.separator))
        pieces: list[Piece] = []
        for column, array, type_ in zip(self._columns, arrays, types, strict=True):
            force = forced and options.forces_quotes(column.name)
            if is_plain(type_, options, style) and not force:
                pieces += _plain(array, type_, options, style)
            else:
                words = to_text(array, type_, style).cast(pa.binary())
                pieces += _words(words, options, force=force, alone=len(arrays) == 1)
            pieces.append(delimiter)
        pieces = [*pieces[:-1], fixed("u1", ord("\n"))]
        return messages(b"d", pieces, rows)


def encode_copy(
    batches: Iterable[pa.RecordBatch],
    columns: Sequence[OutputColumn],
    options: CopyOptions,
    style: OutputStyle = USUAL,
) -> Iterator[bytes | memoryview]:
    """The whole stream in pieces, none of them empty."""
    encoder = CopyEncoder(columns, options)
    yield from filter(None, (encoder.head(),))
    for batch in batches:
        yield from filter(None, (encoder.rows(batch, style),))
    yield from filter(None, (encoder.tail(),))


def _plain(array: pa.Array, type_: Type, options: CopyOptions, style: OutputStyle) -> list[Piece]:
    """Values that are written as they are; NULL as its mark."""
    pieces, valid = values(array, text.encoder(type_, style))
    if valid is None:
        return list(pieces)
    mark = options.null_text.encode()
    marks = np.frombuffer(mark * int(np.count_nonzero(~valid)), np.uint8)
    return [*pieces, var_of(np.where(valid, 0, len(mark)), marks)]


def _words(words: pa.Array, options: CopyOptions, *, force: bool, alone: bool) -> list[Piece]:
    """Values that may need escapes or quotes."""
    if options.format == "csv":
        spelled = csv_value(words, options, force=force, alone=alone)
    else:
        spelled = text_value(words, options)
    # Only now: a character of GBK may end in a byte that is a backslash by itself.
    return [var(options.converted(spelled))]


def _tuples(batch: pa.RecordBatch, types: Sequence[Type]) -> memoryview:
    if not batch.num_rows:
        return memoryview(b"")
    pieces: list[Piece] = [Fixed(INT2, len(types))]
    for array, type_ in zip(batch.columns, types, strict=True):
        pieces += field(array, binary.encoder(type_))
    return messages(b"d", pieces, batch.num_rows)


def _copy_data(body: bytes) -> bytes:
    return b"d" + struct.pack("!i", len(body) + 4) + body
