"""Operators and functions of ranges and multiranges, over their texts."""

from __future__ import annotations

from functools import lru_cache
from typing import Any

import pyarrow as pa

from gateway.errors import SqlError
from gateway.execute.udf.registry import engine_function
from gateway.execute.udf.rows import by_row
from gateway.sql.ranges import (
    TESTS,
    Range,
    contains,
    element_of,
    made,
    order_key,
    range_text,
    read_multirange,
    read_range,
)


@lru_cache(4096)
def _read(text: str, name: str) -> Range | None:
    return read_range(text, element_of(name))


@engine_function("pg_range_test", ("VARCHAR",) * 4, "BOOLEAN")
def _test(*columns: Any) -> pa.Array:
    def test(symbol: str, name: str, left: str, right: str) -> bool:
        return TESTS[symbol](_read(left, name), _read(right, name))

    return by_row(test, pa.bool_())(*columns)


@engine_function("pg_range_holds", ("VARCHAR",) * 3, "BOOLEAN")
def _holds(*columns: Any) -> pa.Array:
    def holds(name: str, whole: str, text: str) -> bool:
        value = element_of(name).read(text)
        return contains(_read(whole, name), Range(value, value, True, True))

    return by_row(holds, pa.bool_())(*columns)


@engine_function("pg_multirange_holds", ("VARCHAR",) * 3, "BOOLEAN")
def _multirange_holds(*columns: Any) -> pa.Array:
    def holds(name: str, whole: str, text: str) -> bool:
        element = element_of(name)
        value = element.read(text)
        one = Range(value, value, True, True)
        return any(contains(part, one) for part in read_multirange(whole, element))

    return by_row(holds, pa.bool_())(*columns)


@engine_function("pg_range_bound", ("VARCHAR",) * 3, "VARCHAR", sees_nulls=True)
def _bound(*columns: Any) -> pa.Array:
    """The text of a bound, NULL where there is none."""

    def bound(side: str, name: str, text: str) -> str | None:
        value = _read(text, name)
        found = None if value is None else value.lower if side == "lower" else value.upper
        return None if found is None else element_of(name).show(found)

    return by_row(bound, pa.string(), strict=True)(*columns)


@engine_function("pg_range_make", ("VARCHAR",) * 4, "VARCHAR", sees_nulls=True)
def _make(*columns: Any) -> pa.Array:
    def make(name: str, lower: str | None, upper: str | None, bounds: str | None) -> str:
        if bounds is None:
            raise SqlError("22000", "range constructor flags argument must not be null")
        if len(bounds) != 2 or bounds[0] not in "[(" or bounds[1] not in ")]":
            hint = 'Valid values are "[]", "[)", "(]", and "()".'
            raise SqlError("42601", "invalid range bound flags", hint=hint)
        element = element_of(name)
        low, high = (None if text is None else element.read(text) for text in (lower, upper))
        return range_text(made(low, high, bounds[0] == "[", bounds[1] == "]", element), element)

    return by_row(make, pa.string())(*columns)


@engine_function("pg_range_key", ("VARCHAR", "VARCHAR"), "BLOB")
def _key(*columns: Any) -> pa.Array:
    return by_row(order_key, pa.binary())(*columns)
