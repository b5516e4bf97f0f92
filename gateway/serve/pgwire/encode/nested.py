"""Binary arrays and records: `array_send` and `record_send` over whole columns.

Imports: pyarrow, numpy, `connectors.types`, `gateway.errors`, this package.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from connectors.types import Type
from gateway.errors import SqlError
from gateway.serve.pgwire.encode.pieces import (
    INT4,
    Array,
    Encoder,
    Fixed,
    Piece,
    Var,
    field,
    join,
    var_of,
)

_HEAD: Final = np.dtype([("dimensions", ">i4"), ("nulls", ">i4"), ("element", ">u4")])
_DIMENSION: Final = np.dtype([("length", ">i4"), ("lower", ">i4")])

Encoders = Callable[[Type], Encoder]


def arrays(array: pa.Array, element: Type, encoders: Encoders) -> list[Piece]:
    """Dimensions, whether there are NULLs, the element's OID, each dimension, the elements.

    An element that is an array itself is a further dimension. 2202E if the inner arrays differ in
    length.
    """
    rows = len(array)
    lengths = [pc.list_value_length(array).to_numpy()]
    bounds = _bounds(lengths[0])
    items = array.flatten()
    while element.name == "array" and element.element is not None:
        element = element.element
        inner = pc.fill_null(pc.list_value_length(items), 0).to_numpy()
        lengths.append(_same(inner, bounds))
        bounds = _bounds(inner)[bounds]
        items = items.flatten()
    values = join(field(items, encoders(element)), len(items))
    return [_head(rows, lengths, bounds, items, element), _between(values, bounds)]


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


def _same(inner: Array, bounds: Array) -> Array:
    """The one length that the inner arrays of each row have."""
    first = np.zeros(len(bounds) - 1, np.int32)
    filled = np.diff(bounds) > 0
    first[filled] = inner[bounds[:-1][filled]]
    if not np.array_equal(np.repeat(first, np.diff(bounds)), inner):
        raise SqlError(
            "2202E", "multidimensional arrays must have sub-arrays with matching dimensions"
        )
    return first


def _head(rows: int, lengths: list[Array], bounds: Array, items: pa.Array, element: Type) -> Piece:
    dtype = np.dtype([("head", _HEAD), ("dimensions", _DIMENSION, len(lengths))])
    head = np.zeros(rows, dtype)
    filled = np.diff(bounds) > 0
    head["head"]["dimensions"] = np.where(filled, len(lengths), 0)
    head["head"]["nulls"] = _any_null(items, bounds)
    head["head"]["element"] = element.oid
    for n, length in enumerate(lengths):
        head["dimensions"]["length"][:, n] = length
    head["dimensions"]["lower"] = 1
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
