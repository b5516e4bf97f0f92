"""Finding the fields of many BSON documents at once.

A batch arrives as one byte string of documents laid end to end. Instead of building Python objects,
a walk moves one cursor per document, all together: in each step it takes one field name, finds by
numpy which documents have it next, notes type byte and place of the value and steps over it.
Documents of one layout need one step per field; layouts may differ freely, they only cost steps.
Nothing is converted here and no type is assumed (https://bsonspec.org/spec.html).
"""

from __future__ import annotations

import struct
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any, Final

import numpy as np
import numpy.typing as npt

Int64s = npt.NDArray[np.int64]
Bytes = npt.NDArray[np.uint8]

_SIZES: Final = np.full(256, -1, np.int64)
for _byte, _size in {1: 8, 6: 0, 7: 12, 8: 1, 9: 8, 10: 0, 16: 4, 17: 8, 18: 8, 19: 16}.items():
    _SIZES[_byte] = _size
_SIZES[127] = _SIZES[255] = 0
_PREFIXED: Final = {2: 4, 13: 4, 14: 4, 3: 0, 4: 0, 15: 0, 5: 5, 12: 16}
"""Types whose size is an int32 in front plus this much."""

MAX_NAMES: Final = 256
"""Field names tried on all documents; rarer ones are stepped over document by document."""


class Buffer:
    """The bytes of one batch, readable as numbers at any offset."""

    def __init__(self, raw: bytes) -> None:
        self.raw = raw
        padded = raw + bytes(16)
        self.u8: Bytes = np.frombuffer(padded, np.uint8)
        self.i32: Any = self._at_any_offset(padded, "<i4")
        self.i64: Any = self._at_any_offset(padded, "<i8")
        self.f64: Any = self._at_any_offset(padded, "<f8")

    @staticmethod
    def _at_any_offset(padded: bytes, dtype: str) -> Any:
        size = np.dtype(dtype).itemsize
        return np.ndarray((len(padded) - size + 1,), dtype, padded, 0, (1,))

    def has(self, text: bytes, at: Int64s) -> npt.NDArray[np.bool_]:
        """Which offsets have these bytes, which end in their only zero."""
        size = len(text)
        count = len(self.raw) - size + 1
        if count <= 0:
            return np.zeros(len(at), np.bool_)
        view: Any = np.ndarray((count,), f"S{size}", self.raw, 0, (1,))
        # Comparing numpy strings ignores trailing zeros: the zero that ends `text` must be there.
        found: npt.NDArray[np.bool_] = view[np.minimum(at, count - 1)] == text
        return found & (at < count)

    def documents(self) -> Int64s:
        """Where each document of the batch starts."""
        starts = []
        at, end, size = 0, len(self.raw), struct.Struct("<i").unpack_from
        while at < end:
            starts.append(at)
            at += size(self.raw, at)[0]
        return np.array(starts, np.int64)

    def sizes(self, types: Bytes, at: Int64s) -> Int64s:
        """Bytes taken by each value; regular expressions are measured one by one."""
        sizes: Int64s = _SIZES[types]
        if len(sizes) and sizes.min() < 0:
            for byte in np.unique(types[sizes < 0]):
                chosen = types == byte
                sizes[chosen] = self._long(int(byte), at[chosen])
        return sizes

    def size(self, byte: int, at: int) -> int:
        """Bytes taken by one value."""
        return int(self.sizes(np.array([byte], np.uint8), np.array([at], np.int64))[0])

    def _long(self, byte: int, at: Int64s) -> Int64s:
        if byte in _PREFIXED:
            return np.asarray(self.i32[at] + _PREFIXED[byte], np.int64)
        if byte == 11:
            ends = (self.raw.index(0, self.raw.index(0, int(i)) + 1) + 1 for i in at)
            return np.fromiter(ends, np.int64, len(at)) - at
        raise ValueError(f"unknown BSON type {byte:#04x}")


@dataclass(slots=True)
class Slots:
    """One value per row: its type byte (0 where there is none) and its place in the buffer."""

    types: Bytes
    at: Int64s

    @classmethod
    def empty(cls, rows: int) -> Slots:
        """No value anywhere."""
        return cls(np.zeros(rows, np.uint8), np.zeros(rows, np.int64))


@dataclass(slots=True)
class Found:
    """The wanted fields of many documents, and how many values had other names."""

    slots: dict[str, Slots]
    others: int = 0
    names: dict[bytes, None] = field(default_factory=dict)


def walk(buffer: Buffer, starts: Int64s, wanted: Iterable[str]) -> Found:
    """Find the `wanted` fields of the documents at `starts`; the last of equal names counts."""
    rows = len(starts)
    found = Found({name: Slots.empty(rows) for name in wanted})
    # Trying the names in the order of the first document makes one round do for all like it.
    found.names = _layout(buffer, int(starts[0])) if rows else {}
    found.names |= {name.encode() + b"\0": None for name in found.slots}
    active = np.arange(rows)
    at = starts + 4
    while True:
        going = buffer.u8[at] != 0
        if not going.all():
            active, at = active[going], at[going]
        if not len(active):
            return found
        _learn(buffer, found, int(at[0]))
        if len(found.names) > MAX_NAMES:
            for row, place in zip(active, at, strict=True):
                _step_alone(buffer, found, int(row), int(place))
            return found
        for name in list(found.names):
            at = _step(buffer, found, name, active, at)


def _layout(buffer: Buffer, start: int) -> dict[bytes, None]:
    names: dict[bytes, None] = {}
    at = start + 4
    while (byte := buffer.raw[at]) and len(names) < MAX_NAMES:
        end = buffer.raw.index(0, at + 1) + 1
        names[buffer.raw[at + 1 : end]] = None
        at = end + buffer.size(byte, end)
    return names


def _learn(buffer: Buffer, found: Found, at: int) -> None:
    found.names.setdefault(buffer.raw[at + 1 : buffer.raw.index(0, at + 1) + 1])


def _step(buffer: Buffer, found: Found, name: bytes, active: Int64s, at: Int64s) -> Int64s:
    """Move every cursor that is before a field of this name behind its value."""
    here = buffer.has(name, at + 1)
    if not here.any():
        return at
    everywhere = bool(here.all())
    rows, places = (active, at) if everywhere else (active[here], at[here])
    types = buffer.u8[places]
    # At the end of a document the type byte is 0 and what follows belongs to another one.
    if not types.all():
        here[here] = types != 0
        everywhere = False
        rows, places, types = active[here], at[here], buffer.u8[at[here]]
    values = places + (1 + len(name))
    _note(found, name, rows, types, values)
    after = values + buffer.sizes(types, values)
    if everywhere:
        return np.asarray(after, np.int64)
    at = at.copy()
    at[here] = after
    return at


def _note(found: Found, name: bytes, rows: Int64s, types: Bytes, values: Int64s) -> None:
    slots = found.slots.get(name[:-1].decode("utf-8", "surrogateescape"))
    if slots is None:
        found.others += len(rows)
    else:
        slots.types[rows] = types
        slots.at[rows] = values


def _step_alone(buffer: Buffer, found: Found, row: int, at: int) -> None:
    while byte := buffer.raw[at]:
        end = buffer.raw.index(0, at + 1) + 1
        types, values = np.array([byte], np.uint8), np.array([end], np.int64)
        _note(found, buffer.raw[at + 1 : end], np.array([row]), types, values)
        at = end + buffer.size(byte, end)


def elements(buffer: Buffer, starts: Int64s) -> tuple[Int64s, Slots]:
    """The elements of the arrays at `starts`: how many each has, and all of them in order."""
    counts = np.zeros(len(starts), np.int64)
    owners, types, places = [], [], []
    active, at = np.arange(len(starts)), starts + 4
    index = 0
    while len(active):
        kinds = buffer.u8[at]
        going = kinds != 0
        active, at, kinds = active[going], at[going], kinds[going]
        if not len(active):
            break
        values = _after_index(buffer, at, index)
        counts[active] += 1
        owners.append(active)
        types.append(kinds)
        places.append(values)
        at = values + buffer.sizes(kinds, values)
        index += 1
    if not owners:
        return counts, Slots.empty(0)
    order = np.argsort(np.concatenate(owners), kind="stable")
    return counts, Slots(np.concatenate(types)[order], np.concatenate(places)[order])


def _after_index(buffer: Buffer, at: Int64s, index: int) -> Int64s:
    """Step over the names of array elements: "0", "1", …, though no server checks them."""
    name = str(index).encode() + b"\0"
    if buffer.has(name, at + 1).all():
        return at + (1 + len(name))
    ends = (buffer.raw.index(0, int(i) + 1) + 1 for i in at)
    return np.fromiter(ends, np.int64, len(at))
