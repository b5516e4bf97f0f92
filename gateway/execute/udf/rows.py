"""From a function of one row to a function over Arrow arrays."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pyarrow as pa


def by_row(
    function: Callable[..., Any], result: pa.DataType, *, strict: bool = False
) -> Callable[..., pa.Array]:
    """The function over arrays: one Python call per row; arguments and results as Python values.

    `strict`: rows with a None among the arguments give None without a call.
    """

    def over_arrays(*arrays: Any) -> pa.Array:
        columns = [array.to_pylist() for array in arrays]
        if strict:
            rows = zip(*columns, strict=True)
            return pa.array([None if None in row else function(*row) for row in rows], result)
        return pa.array(map(function, *columns), result)

    return over_arrays
