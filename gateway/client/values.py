"""Columns of Arrow as Python values, by the PostgreSQL type in the field's metadata.

Exact: numeric is Decimal, json numbers that a float cannot hold are Decimal, an interval of months
stays a `pyarrow.MonthDayNano`. What Python has no value for (an infinite date, 24:00:00, the year
10000) is DataError: cast it to text in the statement.

Imports: pyarrow, `gateway.client.errors`.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable
from datetime import time, timedelta
from decimal import Decimal
from typing import Any, Final
from uuid import UUID

import pyarrow as pa

from gateway.client.errors import DataError

TYPE_KEY: Final = b"pg_type"

Convert = Callable[[Any], Any]


def type_name(field: pa.Field) -> str:
    """PostgreSQL's name of a field's type, "text" where none is told."""
    return ((field.metadata or {}).get(TYPE_KEY) or b"text").decode()


def json_value(text: str) -> Any:
    """A JSON text as Python values: numbers are floats, or Decimals where a float is not exact."""
    return json.loads(text, parse_float=_number)


def rows(batch: pa.RecordBatch, json_loads: Convert = json_value) -> Iterable[tuple[Any, ...]]:
    """The rows of a batch as tuples; json and jsonb as `json_loads` makes them. DataError."""
    if not batch.num_columns:
        return [()] * batch.num_rows
    columns = (
        _column(array, field, json_loads)
        for array, field in zip(batch.columns, batch.schema, strict=True)
    )
    return zip(*columns, strict=True)


def _column(array: pa.Array, field: pa.Field, json_loads: Convert) -> list[Any]:
    try:
        values: list[Any] = array.to_pylist()
    except (OverflowError, ValueError, pa.ArrowException) as error:
        raise DataError(
            f'column "{field.name}" has a {type_name(field)} that Python has no value for',
            sqlstate="22008",
            detail=str(error),
            hint="Cast it to text in the statement, or fetch Arrow.",
        ) from None
    convert = _converter(field.type, type_name(field), json_loads)
    if convert is None:
        return values
    return [None if value is None else convert(value) for value in values]


def _converter(type_: pa.DataType, name: str, json_loads: Convert) -> Convert | None:
    if pa.types.is_list(type_):
        element = _converter(type_.value_type, name.removesuffix("[]"), json_loads)
        if element is None:
            return None
        return lambda items: [None if item is None else element(item) for item in items]
    if name.endswith("[]") and pa.types.is_struct(type_):
        return _of_any_shape(_converter(type_.field("items").type, name, json_loads))
    if name.startswith("numeric"):
        return Decimal if pa.types.is_string(type_) else None
    return json_loads if name in ("json", "jsonb") else _CONVERTERS.get(name)


def _of_any_shape(converted: Convert | None) -> Convert:
    """An array of several dimensions: lists in lists; where subscripts begin is not told."""

    def nested(value: dict[str, list[Any]]) -> list[Any]:
        items = value["items"] if converted is None else converted(value["items"])
        for length in reversed(value["dims"][1:]):
            items = [items[at : at + length] for at in range(0, len(items), length)]
        return items

    return nested


def _interval(value: pa.MonthDayNano) -> timedelta | pa.MonthDayNano:
    if value.months:
        return value
    return timedelta(days=value.days, microseconds=value.nanoseconds // 1000)


def _zoned_time(text: str) -> time:
    try:
        return time.fromisoformat(text)
    except ValueError:
        raise DataError(
            f'Python has no value for the time "{text}"',
            sqlstate="22008",
            hint="Cast it to text in the statement, or fetch Arrow.",
        ) from None


def _number(text: str) -> float | Decimal:
    number = float(text)
    exact = Decimal(text)
    return number if Decimal(repr(number)) == exact else exact


_CONVERTERS: Final[dict[str, Convert]] = {
    "uuid": UUID,
    "interval": _interval,
    "time with time zone": _zoned_time,
}
