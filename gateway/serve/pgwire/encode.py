"""Arrow batches to DataRow messages, in text format, without a step per row in Python.

Every message is `header, length, value, length, value, …`. What has the same width in all rows is
a matrix of bytes; values are Arrow's own binary arrays; one join over all pieces gives an array
whose value buffer *is* the stream for the socket (`research/wire.md` section 3).

Imports: pyarrow, numpy, `connectors`, `gateway.sql.output`.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from connectors.types import Type
from gateway.errors import SqlError
from gateway.sql.output import to_text

_MAX_ROW: Final = 1 << 30
"""PostgreSQL's limit for a message it sends (MaxAllocSize)."""
_EMPTY: Final = pa.scalar(b"", pa.binary())

Int32s = npt.NDArray[np.int32]


def data_rows(batch: pa.RecordBatch, types: Sequence[Type]) -> memoryview:
    """The DataRow messages of a batch whose columns have these types.

    Raises SqlError 54000 for a row that no message can hold. The caller bounds the batch's bytes.
    """
    rows = batch.num_rows
    if rows == 0:
        return memoryview(b"")
    values = [to_text(column, t) for column, t in zip(batch.columns, types, strict=True)]
    lengths = [_lengths(value) for value in values]
    heads = [_head(rows, lengths), *(_big_endian(length) for length in lengths[1:])]
    if not values:
        return memoryview(heads[0].tobytes())
    if lengths:
        heads[0] = np.hstack([heads[0], _big_endian(lengths[0])])
    pieces: list[pa.Array] = []
    for head, value in zip(heads, values, strict=True):
        pieces += [_fixed(head), pc.fill_null(value.cast(pa.binary()), _EMPTY)]
    joined = pc.binary_join_element_wise(*pieces, _EMPTY)
    return _buffer(joined)


def _lengths(values: pa.Array) -> Int32s:
    """Bytes of each value, -1 for NULL."""
    lengths = pc.fill_null(pc.binary_length(values), -1)
    result: Int32s = lengths.to_numpy(zero_copy_only=False).astype(np.int32, copy=False)
    return result


def _head(rows: int, lengths: Sequence[Int32s]) -> npt.NDArray[np.uint8]:
    """Type, message length and column count of every row: a matrix of 7 bytes a row."""
    total = np.full(rows, 6 + 4 * len(lengths), np.int64)
    for length in lengths:
        total += np.maximum(length, 0)
    if int(total.max()) > _MAX_ROW:
        raise SqlError(
            "54000",
            "a row of the result is too large for a message",
            detail=f"It has {int(total.max())} bytes; the limit is {_MAX_ROW}.",
        )
    head = np.empty((rows, 7), np.uint8)
    head[:, 0] = ord("D")
    head[:, 1:5] = _big_endian(total)
    head[:, 5:7] = np.frombuffer(len(lengths).to_bytes(2, "big"), np.uint8)
    return head


def _big_endian(numbers: npt.NDArray[np.integer]) -> npt.NDArray[np.uint8]:
    """32-bit network order: 4 bytes a row."""
    return numbers.astype(">i4").view(np.uint8).reshape(-1, 4)


def _fixed(matrix: npt.NDArray[np.uint8]) -> pa.Array:
    """A binary array with the matrix's rows as values."""
    rows, width = matrix.shape
    offsets = np.arange(0, (rows + 1) * width, width, dtype=np.int32)
    buffers = [None, pa.py_buffer(offsets), pa.py_buffer(np.ascontiguousarray(matrix))]
    return pa.Array.from_buffers(pa.binary(), rows, buffers)


def _buffer(joined: pa.Array) -> memoryview:
    """The bytes of all values, one after the other."""
    offsets = np.frombuffer(joined.buffers()[1], np.int32)
    first, last = offsets[joined.offset], offsets[joined.offset + len(joined)]
    return memoryview(joined.buffers()[2])[first:last]
