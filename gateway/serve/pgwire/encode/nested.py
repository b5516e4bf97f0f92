"""Binary arrays and records: `array_send` and `record_send` over whole columns.

Imports: pyarrow, numpy, `connectors.types`, `gateway.errors`, this package.
"""

from __future__ import annotations

import struct
from collections.abc import Callable
from typing import Final

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from connectors.types import SHAPE, Type
from gateway.serve.pgwire.encode.pieces import (
    INT4,
    Array,
    Encoder,
    Fixed,
    Piece,
    Var,
    field,
    join,
    var,
    var_of,
)

_HEAD: Final = np.dtype([("dimensions", ">i4"), ("nulls", ">i4"), ("element", ">u4")])
_DIMENSION: Final = np.dtype([("length", ">i4"), ("lower", ">i4")])

Encoders = Callable[[Type], Encoder]


def arrays(array: pa.Array, element: Type, encoders: Encoders) -> list[Piece]:
    """Dimensions, whether there are NULLs, the element's OID, each dimension, the elements."""
    lengths = pc.list_value_length(array).to_numpy()
    bounds = _bounds(lengths)
    items = array.flatten()
    values = join(field(items, encoders(element)), len(items))
    return [_head(lengths, bounds, items, element), _between(values, bounds)]


def shaped(array: pa.Array, element: Type, encoders: Encoders) -> list[Piece]:
    """The same of arrays of any shape, whose heads are written one by one."""
    lists, dims, lowers = (array.field(name) for name in ("items", *SHAPE))
    bounds = _bounds(pc.list_value_length(lists).to_numpy())
    items = lists.flatten()
    shapes = zip(dims.to_pylist(), lowers.to_pylist(), _any_null(items, bounds), strict=True)
    heads = [_shaped_head(*shape, element.oid) for shape in shapes]
    values = join(field(items, encoders(element)), len(items))
    return [var(pa.array(heads, pa.binary())), _between(values, bounds)]


def _shaped_head(dims: list[int], lowers: list[int], nulls: bool, oid: int) -> bytes:
    pairs = (number for pair in zip(dims, lowers, strict=True) for number in pair)
    return struct.pack(f"!iiI{2 * len(dims)}i", len(dims), int(nulls), oid, *pairs)


def records(array: pa.Array, type_: Type, encoders: Encoders) -> list[Piece]:
    """The number of fields, then OID, length and value of each."""
    pieces: list[Piece] = [Fixed(INT4, len(type_.fields))]
    for values, (_, field_type) in zip(array.flatten(), type_.fields, strict=True):
        pieces.append(Fixed(np.dtype(">u4"), field_type.oid))
        pieces += field(values, encoders(field_type))
    return pieces


def _bounds(lengths: Array) -> Array:
    """Where the items of each row begin, and where the last ends."""
    bounds = np.zeros(len(lengths) + 1, np.int32)
    np.cumsum(lengths, out=bounds[1:])
    return bounds


def _head(lengths: Array, bounds: Array, items: pa.Array, element: Type) -> Piece:
    rows = len(lengths)
    dtype = np.dtype([("head", _HEAD), ("dimension", _DIMENSION)])
    head = np.zeros(rows, dtype)
    filled = lengths > 0
    head["head"]["dimensions"] = np.where(filled, 1, 0)
    head["head"]["nulls"] = _any_null(items, bounds)
    head["head"]["element"] = element.oid
    head["dimension"]["length"] = lengths
    head["dimension"]["lower"] = 1
    if filled.all():
        return Fixed(dtype, head)
    # An empty array has no dimensions.
    kept = np.ones((rows, dtype.itemsize), np.bool_)
    kept[:, _HEAD.itemsize :] = filled[:, None]
    widths = np.where(filled, dtype.itemsize, _HEAD.itemsize)
    return var_of(widths, head.view(np.uint8).reshape(rows, -1)[kept])


def _any_null(items: pa.Array, bounds: Array) -> Array:
    """Whether each row has a NULL among its items."""
    nulls = np.zeros(len(items) + 1, np.int64)
    np.cumsum(items.is_null().to_numpy(zero_copy_only=False), out=nulls[1:])
    return nulls[bounds[1:]] > nulls[bounds[:-1]]


def _between(items: Piece, bounds: Array) -> Var:
    """The items of each row, one after the other."""
    if isinstance(items, Var):
        return Var(items.offsets[bounds], items.data)
    assert isinstance(items.values, np.ndarray)
    data = pa.py_buffer(items.values.view(np.uint8))
    return Var((bounds * items.width).astype(np.int32), data)
