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
from functools import cached_property, lru_cache
from itertools import groupby
from typing import Any, Final

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from gateway.errors import SqlError

_MAX_ROW: Final = 1 << 30
"""PostgreSQL's limit for a message it sends (MaxAllocSize)."""

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


@dataclass(frozen=True)
class Var:
    """`data[offsets[i]:offsets[i + 1]]` in row i; offsets are 32-bit and need not begin at 0."""

    offsets: npt.NDArray[np.int32]
    data: pa.Buffer

    @cached_property
    def lengths(self) -> npt.NDArray[np.int32]:
        """Bytes of each row."""
        return self.offsets[1:] - self.offsets[:-1]


Piece = Fixed | Var
INT2: Final = np.dtype(">i2")
INT4: Final = np.dtype(">i4")


@dataclass(frozen=True, slots=True)
class Encoder:
    """The bytes of an array's values: pieces one after the other.

    `encode` gets arrays without NULL, unless it `keeps_nulls`: then its pieces are all `Var` and
    empty where the array is NULL.
    """

    encode: Callable[[pa.Array], Sequence[Piece]]
    keeps_nulls: bool = False


def fixed(code: str, values: Array | int) -> Fixed:
    """A piece of the numpy type `code`."""
    return Fixed(np.dtype(code), values)


def var(array: pa.Array) -> Var:
    """The piece of a binary or string array, which has no NULL."""
    if not len(array):
        return Var(np.zeros(1, np.int32), pa.py_buffer(b""))
    offsets = np.frombuffer(array.buffers()[1], np.int32)[array.offset :][: len(array) + 1]
    return Var(offsets, array.buffers()[2] or pa.py_buffer(b""))


def _strings(array: pa.Array) -> list[Piece]:
    if array.null_count:
        hidden = var(array).lengths[array.is_null().to_numpy(zero_copy_only=False)]
        if hidden.any():
            array = pc.fill_null(array, b"" if pa.types.is_binary(array.type) else "")
    return [var(array)]


STRING: Final = Encoder(_strings, keeps_nulls=True)
"""Strings and bytes as they are."""


def var_of(lengths: Array, data: Array) -> Var:
    """The piece of values that lie one after the other in `data`."""
    offsets = np.zeros(len(lengths) + 1, np.int32)
    np.cumsum(lengths, out=offsets[1:])
    return Var(offsets, pa.py_buffer(np.ascontiguousarray(data)))


def field(array: pa.Array, encoder: Encoder) -> list[Piece]:
    """Length and value of each row as DataRow and COPY BINARY have them: -1 is NULL."""
    value, valid = values(array, encoder)
    length = sum(_width(piece) for piece in value)
    if valid is not None:
        length = np.where(valid, length, -1)
    return [Fixed(INT4, length), *value]


def values(
    array: pa.Array, encoder: Encoder
) -> tuple[Sequence[Piece], npt.NDArray[np.bool_] | None]:
    """The value of each row, empty where it is NULL; which rows are valid (None means all)."""
    if array.null_count == 0:
        return encoder.encode(array), None
    valid: npt.NDArray[np.bool_] = array.is_valid().to_numpy(zero_copy_only=False)
    if encoder.keeps_nulls:
        return encoder.encode(array), valid
    dense = _fused(encoder.encode(array.drop_null()), int(np.count_nonzero(valid)))
    return [_spread(piece, valid) for piece in dense], valid


def _width(piece: Piece) -> Any:
    """Bytes a row: one number for all, or one for each."""
    return piece.width if isinstance(piece, Fixed) else piece.lengths


def _spread(dense: Piece, valid: npt.NDArray[np.bool_]) -> Var:
    """The values of the valid rows over all rows; the others are empty."""
    ranks = np.zeros(len(valid) + 1, np.int32)
    np.cumsum(valid, out=ranks[1:])
    if isinstance(dense, Var):
        return Var(dense.offsets[ranks], dense.data)
    return Var(ranks * np.int32(dense.width), _data(dense))


def messages(kind: bytes, pieces: Sequence[Piece], rows: int) -> memoryview:
    """One message a row: type, length, pieces. 54000 for a row that no message can hold."""
    total = np.zeros(rows, np.int64)
    for piece in pieces:
        if isinstance(piece, Var):
            total += piece.lengths
    total += 4 + sum(piece.width for piece in pieces if isinstance(piece, Fixed))
    check_size(int(total.max(initial=0)))
    head = [fixed("u1", kind[0]), Fixed(INT4, total)]
    return _bytes(join([*head, *pieces], rows))


def check_size(size: int) -> None:
    """54000 for a message that PostgreSQL could not send."""
    if size > _MAX_ROW:
        raise SqlError(
            "54000",
            "a row of the result is too large for a message",
            detail=f"It has {size} bytes; the limit is {_MAX_ROW}.",
        )


def join(pieces: Sequence[Piece], rows: int) -> Piece:
    """The pieces of each row, one after the other."""
    fused = list(_fused(pieces, rows))
    if len(fused) == 1:
        return fused[0]
    # All pieces in one array, then taken row by row: quicker than Arrow's binary_join.
    parts = pa.concat_arrays([_array(piece, rows) for piece in fused])
    taken = pc.take(parts, _row_by_row(rows, len(fused)), boundscheck=False)
    offsets = np.frombuffer(taken.buffers()[1], np.int32)[: len(taken) + 1]
    return Var(offsets[:: len(fused)], taken.buffers()[2] or pa.py_buffer(b""))


@lru_cache(maxsize=8)
def _row_by_row(rows: int, count: int) -> pa.Array:
    """Where the items of row after row are when `count` columns lie one after the other."""
    first = np.arange(rows, dtype=np.int32)
    return pa.array(np.add.outer(first, np.arange(count, dtype=np.int32) * rows).reshape(-1))


def _fused(pieces: Sequence[Piece], rows: int) -> Iterator[Piece]:
    """Neighbouring fixed pieces as one, with an array of values."""
    for is_fixed, group in groupby(pieces, lambda piece: isinstance(piece, Fixed)):
        if not is_fixed:
            yield from group
            continue
        parts = [piece for piece in group if isinstance(piece, Fixed)]
        dtype = _packed(tuple(part.dtype for part in parts))
        block = np.empty(rows, dtype)
        for name, part in zip(dtype.names or (), parts, strict=True):
            block[name] = part.values
        yield Fixed(dtype, block)


@lru_cache(maxsize=256)
def _packed(dtypes: tuple[np.dtype[Any], ...]) -> np.dtype[Any]:
    """One item of each type, without gaps."""
    return np.dtype([(f"f{n}", dtype) for n, dtype in enumerate(dtypes)])


def _data(piece: Fixed) -> pa.Buffer:
    assert isinstance(piece.values, np.ndarray)
    return pa.py_buffer(np.ascontiguousarray(piece.values).view(np.uint8))


def _array(piece: Piece, rows: int) -> pa.Array:
    if isinstance(piece, Fixed):
        offsets = np.arange(0, (rows + 1) * piece.width, piece.width, dtype=np.int32)
        return pa.Array.from_buffers(pa.binary(), rows, [None, pa.py_buffer(offsets), _data(piece)])
    offsets = np.ascontiguousarray(piece.offsets)
    return pa.Array.from_buffers(pa.binary(), rows, [None, pa.py_buffer(offsets), piece.data])


def _bytes(piece: Piece) -> memoryview:
    """The bytes of all values, one after the other."""
    if isinstance(piece, Fixed):
        return memoryview(_data(piece))
    return memoryview(piece.data)[piece.offsets[0] : piece.offsets[-1]]
