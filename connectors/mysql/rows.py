"""Columns out of a chunk of binary rows, without a Python loop over rows.

A row is a zero byte, a bitmap of NULLs, then the values: fixed width or with a length before them.
Where value `j` of every row begins is known once column `j - 1` is read, so a `Walk` goes column by
column and keeps one array with the position in every row. What it hands out is *raw*: numbers as
numpy arrays, byte strings as an Arrow array, dates and times as their parts. `decode` makes the
gateway's types of them.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from connectors.mysql.packets import PADDING, BrokenProtocol, Chunk, Field

Array = npt.NDArray[Any]
Mask = npt.NDArray[np.bool_]

TINY, SHORT, LONG, FLOAT, DOUBLE, NULL, TIMESTAMP, LONGLONG, INT24 = 1, 2, 3, 4, 5, 6, 7, 8, 9
DATE, TIME, DATETIME, YEAR = 10, 11, 12, 13

_INTEGERS = {
    TINY: (1, "i1", "u1"),
    SHORT: (2, "<i2", "<u2"),
    YEAR: (2, "<u2", "<u2"),
    LONG: (4, "<i4", "<u4"),
    INT24: (4, "<i4", "<u4"),
    LONGLONG: (8, "<i8", "<u8"),
}
_REALS = {FLOAT: (4, "<f4"), DOUBLE: (8, "<f8")}


@dataclass(frozen=True, slots=True)
class Numbers:
    """Integers or floats; what stands where `null` is true means nothing."""

    values: Array
    null: Mask


@dataclass(frozen=True, slots=True)
class Strings:
    """Byte strings (text, decimals, bits, JSON), as an Arrow binary array with its NULLs."""

    values: pa.Array


@dataclass(frozen=True, slots=True)
class Dates:
    """Parts of dates and date-times; all zero where `null` is true."""

    year: Array
    month: Array
    day: Array
    micros: Array
    null: Mask


@dataclass(frozen=True, slots=True)
class Times:
    """Signed microseconds of TIME values, which go beyond a day."""

    micros: Array
    null: Mask


Raw = Numbers | Strings | Dates | Times


class Walk:
    """Goes over a chunk's columns from left to right."""

    def __init__(self, chunk: Chunk, columns: int) -> None:
        self._data = chunk.data
        self._bytes = np.frombuffer(chunk.data, np.uint8)
        self._bitmap = np.array(chunk.starts, np.int64) + 1
        self._at = self._bitmap + (columns + 9) // 8
        self._column = 0

    def next(self, field: Field) -> Raw:
        """The next column's values."""
        null = self._nulls()
        if field.code in _INTEGERS:
            width, signed, unsigned = _INTEGERS[field.code]
            values = self._fixed(unsigned if field.unsigned else signed)
            self._skip(width, null)
            return Numbers(values, null)
        if field.code in _REALS:
            width, kind = _REALS[field.code]
            values = self._fixed(kind)
            self._skip(width, null)
            return Numbers(values, null)
        if field.code in (DATE, DATETIME, TIMESTAMP):
            return self._dates(null)
        if field.code == TIME:
            return self._times(null)
        if field.code == NULL:
            return Strings(pa.nulls(len(self._at), pa.binary()))
        return self._strings(null)

    def _nulls(self) -> Mask:
        bit = self._column + 2
        self._column += 1
        null: Mask = (self._bytes[self._bitmap + bit // 8] & (1 << bit % 8)) != 0
        return null

    def _skip(self, width: int, null: Mask) -> None:
        self._at = self._at + np.where(null, 0, width)

    def _fixed(self, kind: str, offset: int = 0) -> Array:
        """The number of type `kind` that lies `offset` bytes behind the position of each row."""
        dtype = np.dtype(kind)
        count = len(self._data) - PADDING
        view: Array = np.ndarray((count,), dtype, self._data, strides=(1,))
        return view[self._at + offset]

    def _sizes(self, null: Mask) -> Array:
        """Length of each length-encoded string; steps over the length itself."""
        sizes = self._bytes[self._at].astype(np.int64)
        steps = np.ones(len(sizes), np.int64)
        sizes[null], steps[null] = 0, 0
        if len(sizes) and sizes.max() >= 0xFB:
            first = sizes.copy()
            for mark, kind, mask, step in ((0xFC, "<u2", -1, 3), (0xFD, "<u4", 0xFFFFFF, 4),
                                           (0xFE, "<u8", -1, 9)):  # fmt: skip
                long = first == mark
                if long.any():
                    sizes[long] = self._fixed(kind, 1).astype(np.int64)[long] & mask
                    steps[long] = step
            if ((first == 0xFB) | (first == 0xFF)).any():
                raise BrokenProtocol("a length byte that cannot be")
        self._at = self._at + steps
        return sizes

    def _strings(self, null: Mask) -> Strings:
        """One Arrow array over the chunk itself, values and gaps in turn; take copies the values.

        An Arrow binary array is its offsets: the value of row i is the element between its begin
        and its end, and what lies between two values is the element after it.
        """
        sizes = self._sizes(null)
        count = len(sizes)
        if count == 0:
            return Strings(pa.array([], pa.binary()))
        offsets = np.empty(2 * count, np.int32)
        offsets[0::2] = self._at
        offsets[1::2] = self._at + sizes
        self._at = self._at + sizes
        woven = pa.Array.from_buffers(
            pa.binary(), 2 * count - 1, [None, pa.py_buffer(offsets), pa.py_buffer(self._data)]
        )
        wanted = pa.array(np.arange(0, 2 * count, 2, dtype=np.int32), mask=null)
        return Strings(woven.take(wanted))

    def _dates(self, null: Mask) -> Dates:
        """A length of 0, 4, 7 or 11, then year, month, day, clock, microseconds as far as set."""
        size = np.where(null, 0, self._bytes[self._at])
        has_day, has_clock, has_micros = size >= 4, size >= 7, size >= 11
        micros: Array = np.zeros(len(size), np.int64)
        if has_clock.any():
            micros = np.where(has_clock, self._clock(5), 0)
            if has_micros.any():
                micros += np.where(has_micros, self._fixed("<u4", 8).astype(np.int64), 0)
        year = np.where(has_day, self._fixed("<u2", 1), 0)
        month = np.where(has_day, self._fixed("u1", 3), 0)
        day = np.where(has_day, self._fixed("u1", 4), 0)
        self._at = self._at + np.where(null, 0, size.astype(np.int64) + 1)
        return Dates(year, month, day, micros, null)

    def _times(self, null: Mask) -> Times:
        """A length of 0, 8 or 12, then sign, days, clock, microseconds."""
        size = np.where(null, 0, self._bytes[self._at])
        days = self._fixed("<u4", 2).astype(np.int64)
        micros = np.where(size >= 8, days * 86_400_000_000 + self._clock(6), 0)
        micros += np.where(size >= 12, self._fixed("<u4", 9).astype(np.int64), 0)
        negative = (size >= 8) & (self._fixed("u1", 1) != 0)
        self._at = self._at + np.where(null, 0, size.astype(np.int64) + 1)
        return Times(np.where(negative, -micros, micros), null)

    def _clock(self, offset: int) -> Array:
        """Microseconds of hour, minute, second at `offset`."""
        hour, minute, second = (
            self._fixed("u1", offset + part).astype(np.int64) for part in range(3)
        )
        return ((hour * 60 + minute) * 60 + second) * 1_000_000
