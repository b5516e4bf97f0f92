"""DataRow messages from Arrow batches.

Imports: pyarrow, `connectors.types`, `gateway.sql.output_style`, this package.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache

import pyarrow as pa

from connectors.types import Type
from gateway.serve.pgwire.encode import binary, small, text
from gateway.serve.pgwire.encode.pieces import INT2, Encoder, Fixed, Piece, field, messages
from gateway.sql.output_style import USUAL, OutputStyle


def data_rows(
    batch: pa.RecordBatch,
    types: Sequence[Type],
    formats: Sequence[int] = (),
    style: OutputStyle = USUAL,
) -> memoryview:
    """The DataRow messages of a batch whose columns have these types.

    `formats` has one code per column, 0 text and 1 binary; none means text. `style` is what the
    session wants text to look like. Raises SqlError 54000
    for a row that no message can hold. The caller bounds the batch's bytes.
    """
    if batch.num_rows == 0:
        return memoryview(b"")
    columns = _columns(tuple(types), tuple(formats or (0,) * len(types)), style)
    if types and batch.num_rows < small.MOST_ROWS:
        return memoryview(small.data_row_messages(batch, columns))
    pieces: list[Piece] = [Fixed(INT2, len(types))]
    for column, (encoder, _) in zip(batch.columns, columns, strict=True):
        pieces += field(column, encoder)
    return messages(b"D", pieces, batch.num_rows)


def _encoder(type_: Type, code: int, style: OutputStyle) -> Encoder:
    return binary.encoder(type_) if code else text.encoder(type_, style)


@lru_cache(maxsize=256)
def _columns(
    types: Sequence[Type], codes: Sequence[int], style: OutputStyle
) -> list[tuple[Encoder, small.Spelling | None]]:
    """How each column is written, and its single values when there are few rows."""
    return [
        (
            _encoder(type_, code, style),
            small.binary_spelling(type_) if code else small.text_spelling(type_, style),
        )
        for type_, code in zip(types, codes, strict=True)
    ]
