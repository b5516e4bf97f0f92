"""DataRow messages from Arrow batches.

Imports: pyarrow, `connectors.types`, this package.
"""

from __future__ import annotations

from collections.abc import Sequence

import pyarrow as pa

from connectors.types import Type
from gateway.serve.pgwire.encode import binary, text
from gateway.serve.pgwire.encode.pieces import INT2, Fixed, Piece, field, messages


def data_rows(
    batch: pa.RecordBatch, types: Sequence[Type], formats: Sequence[int] = ()
) -> memoryview:
    """The DataRow messages of a batch whose columns have these types.

    `formats` has one code per column, 0 text and 1 binary; none means text. Raises SqlError 54000
    for a row that no message can hold. The caller bounds the batch's bytes.
    """
    if batch.num_rows == 0:
        return memoryview(b"")
    pieces: list[Piece] = [Fixed(INT2, len(types))]
    for column, type_, code in zip(batch.columns, types, formats or (0,) * len(types), strict=True):
        pieces += field(column, (binary if code else text).encoder(type_))
    return messages(b"D", pieces, batch.num_rows)
