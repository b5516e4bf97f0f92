"""Rows of bytes put together from pieces, without a step per row in Python.

A row is `header, length, value, length, value, …`. What has the same width in all rows is `Fixed`;
neighbours of that kind become one block. What has not is `Var`, which is what Arrow calls a binary
array. One join over all pieces gives an array whose value buffer *is* the stream for the socket
(`research/wire.md` section 3).

Imports: pyarrow, numpy, `gateway.errors`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import Any, Final

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from gateway.errors import SqlError

_MAX_ROW: Final = 1 << 30
"""PostgreSQL's limit for a message it sends (MaxAllocSize)."""
_EMPTY: Final = pa.scalar(b"", pa.binary())

Array = npt.NDArray[Any]


@dataclass(frozen=True, slots=True)
class Fixed:
    """One item of `dtype` (a packed network-order type) in each row.

    `values` is an array of any type that casts to it, or a scalar for all rows.
    """

    dtype: np.dtype[Any]
    values: Array | int

    @property
    def width(self) -> int:
        """Bytes a row."""
        return self.dtype.itemsize


@dataclass(frozen=True, slots=True)
class Var:
    """`data[offsets[i]:offsets[i + 1]]` in row i; offsets are 32-bit and need not begin at 0."""

    offsets: npt.NDArray[np.int32]
    data: pa.Buffer

    @property
    def lengths(self) -> npt.NDArray[np.int32]:
        """Bytes of each row."""
        return np.diff(self.offsets)


Piece = Fixed | Var
Encode = Callable[[pa.Array], Piece]
"""The bytes of the values of an array that has no NULL."""

INT2: Final = np.dtype(">i2")
INT4: Final = np.dtype(">i4")


def fixed(code: str, values: Array | int) -> Fixed:
    """A piece of the numpy type `code`."""
    return Fixed(np.dtype(code), values)


def var(array: pa.Array) -> Var:
    """The piece of a binary or string array, which has no NULL."""
    if not len(array):
        return Var(np.zeros(1, np.int32), pa.py_buffer(b""))
    offsets = np.frombuffer(array.buffers()[1], np.int32)[array.offset :][: len(array) + 1]
    return Var(offsets, array.buffers()[2] or pa.py_buffer(b""))


def var_of(lengths: Array, data: Array) -> Var:
    """The piece of values that lie one after the other in `data`."""
    offsets = np.zeros(len(lengths) + 1, np.int32)
    np.cumsum(lengths, out=offsets[1:])
    return Var(offsets, pa.py_buffer(np.ascontiguousarray(data)))


def field(array: pa.Array, encode: Encode) -> list[Piece]:
    """Length and value of each row as DataRow and COPY BINARY have them: -1 is NULL."""
    if array.null_count == 0:
        value = encode(array)
        length = value.width if isinstance(value, Fixed) else value.lengths
        return [Fixed(INT4, length), value]
    valid = array.is_valid().to_numpy(zero_copy_only=False)
    spread = _spread(encode(array.drop_null()), valid)
    return [Fixed(INT4, np.where(valid, spread.lengths, -1)), spread]


def _spread(dense: Piece, valid: npt.NDArray[np.bool_]) -> Var:
    """The values of the valid rows over all rows; the others are empty."""
    ranks = np.zeros(len(valid) + 1, np.int32)
    np.cumsum(valid, out=ranks[1:])
    if isinstance(dense, Var):
        return Var(dense.offsets[ranks], dense.data)
    items = np.broadcast_to(dense.values, int(ranks[-1])).astype(dense.dtype)
    return Var(ranks * np.int32(dense.width), pa.py_buffer(items.view(np.uint8)))


def messages(kind: bytes, pieces: Sequence[Piece], rows: int) -> memoryview:
    """One message a row: type, length, pieces. 54000 for a row that no message can hold."""
    total = np.full(rows, 4, np.int64)
    for piece in pieces:
        total += piece.width if isinstance(piece, Fixed) else piece.lengths
    if rows and int(total.max()) > _MAX_ROW:
        raise SqlError(
            "54000",
            "a row of the result is too large for a message",
            detail=f"It has {int(total.max())} bytes; the limit is {_MAX_ROW}.",
        )
    head = [fixed("u1", kind[0]), Fixed(INT4, total)]
    return memoryview(_bytes(join([*head, *pieces], rows)))


def join(pieces: Sequence[Piece], rows: int) -> Var | Fixed:
    """The pieces of each row, one after the other."""
    fused = list(_fused(pieces, rows))
    if len(fused) == 1:
        return fused[0]
    arrays = [_array(piece, rows) for piece in fused]
    return var(pc.binary_join_element_wise(*arrays, _EMPTY))


def _fused(pieces: Sequence[Piece], rows: int) -> Iterator[Piece]:
    """Neighbouring fixed pieces as one."""
    for is_fixed, group in groupby(pieces, lambda piece: isinstance(piece, Fixed)):
        if not is_fixed:
            yield from group
            continue
        parts = [piece for piece in group if isinstance(piece, Fixed)]
        dtype = np.dtype([(f"f{n}", part.dtype) for n, part in enumerate(parts)])
        block = np.empty(rows, dtype)
        for n, part in enumerate(parts):
            block[f"f{n}"] = part.values
        yield Fixed(dtype, block)


def _array(piece: Piece, rows: int) -> pa.Array:
    if isinstance(piece, Fixed):
        offsets = np.arange(0, (rows + 1) * piece.width, piece.width, dtype=np.int32)
        data = pa.py_buffer(np.ascontiguousarray(piece.values))
        return pa.Array.from_buffers(pa.binary(), rows, [None, pa.py_buffer(offsets), data])
    offsets = np.ascontiguousarray(piece.offsets)
    return pa.Array.from_buffers(pa.binary(), rows, [None, pa.py_buffer(offsets), piece.data])


def _bytes(piece: Piece) -> memoryview:
    """The bytes of all values, one after the other."""
    if isinstance(piece, Fixed):
        assert isinstance(piece.values, np.ndarray)
        return memoryview(pa.py_buffer(piece.values.view(np.uint8)))
    return memoryview(piece.data)[piece.offsets[0] : piece.offsets[-1]]
