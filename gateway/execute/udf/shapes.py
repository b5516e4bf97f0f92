"""Shapes of arrays: what slicing, joining and stacking does to lengths and first subscripts.

Source: array_get_slice (arrayfuncs.c), array_cat (array_userfuncs.c), ExecEvalArrayExpr,
accumArrayResultArr. Items are moved by DuckDB; `positions` count from 1.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial
from itertools import product
from math import prod
from typing import Any, Final

import pyarrow as pa

from connectors.arrays import MOST_DIMENSIONS, array_text, nested
from gateway.errors import SqlError
from gateway.execute.udf.registry import engine_function
from gateway.execute.udf.rows import by_row

_LIST: Final = pa.list_(pa.int32())
_SHAPE: Final = pa.struct([("dims", _LIST), ("lowers", _LIST)])
_SHAPE_SQL: Final = "STRUCT(dims INTEGER[], lowers INTEGER[])"
_CUT: Final = pa.struct([("positions", _LIST), ("dims", _LIST), ("lowers", _LIST)])
_INTS: Final = "INTEGER[]"
Numbers = list[int]
Shape = dict[str, Numbers]


@engine_function(
    "pg_shape_slice", (_INTS,) * 4, "STRUCT(positions INTEGER[], dims INTEGER[], lowers INTEGER[])"
)
def _slice(*columns: Any) -> pa.Array:
    return by_row(_cut, _CUT)(*columns)


def _cut(dims: Numbers, lowers: Numbers, lows: list[int | None], highs: list[int | None]) -> Shape:
    nothing: Shape = {"positions": [], "dims": [], "lowers": []}
    if not dims or len(lows) > len(dims):
        return nothing
    missing: list[int | None] = [None] * (len(dims) - len(lows))
    ranges = []
    for length, first, low, high in zip(
        dims, lowers, [*lows, *missing], [*highs, *missing], strict=True
    ):
        last = first + length - 1
        begin = first if low is None else max(low, first)
        end = last if high is None else min(high, last)
        if begin > end:
            return nothing
        ranges.append(range(begin - first, end - first + 1))
    steps = [prod(dims[n + 1 :]) for n in range(len(dims))]
    places = [
        1 + sum(at * step for at, step in zip(each, steps, strict=True))
        for each in product(*ranges)
    ]
    return {"positions": places, "dims": list(map(len, ranges)), "lowers": [1] * len(dims)}


@engine_function("pg_shape_cat", (_INTS,) * 4, _SHAPE_SQL)
def _concatenate(*columns: Any) -> pa.Array:
    return by_row(_joined, _SHAPE)(*columns)


def _joined(dims1: Numbers, lowers1: Numbers, dims2: Numbers, lowers2: Numbers) -> Shape:
    first, second = {"dims": dims1, "lowers": lowers1}, {"dims": dims2, "lowers": lowers2}
    if not dims1 or not dims2:
        return second if not dims1 else first
    if len(dims1) == len(dims2) and (dims1[1:], lowers1[1:]) == (dims2[1:], lowers2[1:]):
        return {"dims": [dims1[0] + dims2[0], *dims1[1:]], "lowers": lowers1}
    if (dims1, lowers1) == (dims2[1:], lowers2[1:]):
        return {"dims": [dims2[0] + 1, *dims2[1:]], "lowers": lowers2}
    if (dims2, lowers2) == (dims1[1:], lowers1[1:]):
        return {"dims": [dims1[0] + 1, *dims1[1:]], "lowers": lowers1}
    raise SqlError("2202E", "cannot concatenate incompatible arrays")


@engine_function("pg_shape_stack", ("INTEGER[][]", "INTEGER[][]"), _SHAPE_SQL)
def _stack(*columns: Any) -> pa.Array:
    return by_row(_stacked, _SHAPE)(*columns)


def _stacked(dims: Sequence[Numbers | None], lowers: Sequence[Numbers | None]) -> Shape:
    """ARRAY[a, b]: NULL and empty arrays count as empty, and then all must be."""
    if not any(dims):
        return {"dims": [], "lowers": []}
    message = "multidimensional arrays must have array expressions with matching dimensions"
    return _one_more(dims, lowers, lambda: SqlError("2202E", message))


@engine_function("pg_shape_gather", ("INTEGER[][]", "INTEGER[][]"), _SHAPE_SQL)
def _gather(*columns: Any) -> pa.Array:
    return by_row(_gathered, _SHAPE)(*columns)


def _gathered(dims: Sequence[Numbers | None], lowers: Sequence[Numbers | None]) -> Shape:
    """array_agg of arrays."""
    for shape in dims:
        if shape is None:
            raise SqlError("22004", "cannot accumulate null arrays")
        if not shape:
            raise SqlError("2202E", "cannot accumulate empty arrays")
    if not dims:
        return {"dims": [], "lowers": []}
    message = "cannot accumulate arrays of different dimensionality"
    return _one_more(dims, lowers, lambda: SqlError("2202E", message))


def _one_more(
    dims: Sequence[Numbers | None],
    lowers: Sequence[Numbers | None],
    different: Callable[[], SqlError],
) -> Shape:
    first, lower = dims[0], lowers[0]
    if first is None or lower is None or any(shape != first for shape in dims):
        raise different()
    if any(bounds != lower for bounds in lowers):
        raise different()
    if len(first) == MOST_DIMENSIONS:
        message = f"number of array dimensions ({len(first) + 1}) exceeds the maximum allowed "
        raise SqlError("54000", f"{message}({MOST_DIMENSIONS})")
    return {"dims": [len(dims), *first], "lowers": [1, *lower]}


@engine_function("pg_text_shaped", ("VARCHAR[]", _INTS, _INTS), "VARCHAR")
def _text(*columns: Any) -> pa.Array:
    return by_row(array_text, pa.string())(*columns)


@engine_function("pg_json_shaped", ("VARCHAR[]", _INTS), "VARCHAR")
def _json(*columns: Any) -> pa.Array:
    return by_row(partial(nested, brackets="[]"), pa.string())(*columns)
