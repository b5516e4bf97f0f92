"""generate_series over numerics, which are texts here."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pyarrow as pa

from gateway.errors import SqlError
from gateway.execute.udf.registry import engine_function
from gateway.execute.udf.rows import by_row
from gateway.sql.numbers import EXACT


@engine_function("pg_numeric_series", ("VARCHAR",) * 3, "VARCHAR[]")
def _series(starts: Any, stops: Any, steps: Any) -> pa.Array:
    return by_row(series, pa.list_(pa.string()))(starts, stops, steps)


def series(start: str, stop: str, step: str) -> list[str]:
    """generate_series(start, stop, step); 22023 for a zero step or a bound that is no number."""
    value, last, by = Decimal(start), Decimal(stop), Decimal(step)
    for name, number in (("start value", value), ("stop value", last), ("step size", by)):
        if not number.is_finite():
            what = "NaN" if number.is_nan() else "infinity"
            raise SqlError("22023", f"{name} cannot be {what}")
    if by == 0:
        raise SqlError("22023", "step size cannot equal zero")
    found: list[str] = []
    while (value <= last) if by > 0 else (value >= last):
        found.append(format(value, "f"))
        value = EXACT.add(value, by)
    return found
