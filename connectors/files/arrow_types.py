"""Foreign Arrow types (Parquet's) to ours, and their values, without losing any.

| Arrow | PostgreSQL |
|---|---|
| int8 to int64, uint8 to uint32 | the smallest of int2, int4, int8 that holds all |
| uint64 | numeric(20,0) |
| float16, float32; float64 | float4; float8 |
| decimal, up to 38 digits; wider, or negative scale | numeric(p,s); numeric as text |
| string, dictionary of strings | text |
| binary | bytea |
| date, time, timestamp, with zone | date, time, timestamp, timestamptz; an error below 1 µs |
| duration, month_day_nano | interval |
| list; struct | array; record |
| map, list of lists, struct whose names differ by case only or are empty | jsonb |
| uuid, json (extension) | uuid, json |
| null | text |
"""

from __future__ import annotations

import uuid
from collections.abc import Callable, Sequence
from typing import Any, Final

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from connectors import types as t
from connectors.api import ValueNotRepresentable
from connectors.jsontext import jsonb
from connectors.types import Type

_SIMPLE: dict[pa.DataType, Type] = {
    pa.bool_(): t.BOOL, pa.int8(): t.INT2, pa.int16(): t.INT2, pa.int32(): t.INT4,
    pa.int64(): t.INT8, pa.uint8(): t.INT2, pa.uint16(): t.INT4, pa.uint32(): t.INT8,
    pa.uint64(): t.numeric(20, 0, declared=False), pa.float16(): t.FLOAT4, pa.float32(): t.FLOAT4,
    pa.float64(): t.FLOAT8, pa.string(): t.TEXT, pa.large_string(): t.TEXT,
    pa.string_view(): t.TEXT, pa.binary(): t.BYTEA, pa.large_binary(): t.BYTEA,
    pa.binary_view(): t.BYTEA, pa.date32(): t.DATE, pa.date64(): t.DATE, pa.null(): t.TEXT,
    pa.month_day_nano_interval(): t.INTERVAL,
}  # fmt: skip


_ENDS: Final = {"date": 2**31 - 1, "timestamp": 2**63 - 1, "timestamptz": 2**63 - 1}
"""Infinity; minus infinity is the same below zero."""
_DAYS: Final = (-2_440_588, 2_145_031_948)
"""4714-11-24 BC to 5874897-12-31, PostgreSQL's dates."""
_FIRST_MICROS: Final = -210_866_803_200_000_000


class NoSuchType(Exception):
    """An Arrow type that has no exact form here."""


def type_of_arrow(arrow: pa.DataType) -> Type:
    """Our type for an Arrow type. Raises NoSuchType."""
    if arrow in _SIMPLE:
        return _SIMPLE[arrow]
    if isinstance(arrow, pa.BaseExtensionType):
        known = {"arrow.uuid": t.UUID, "arrow.json": t.JSON}
        return known.get(arrow.extension_name) or type_of_arrow(arrow.storage_type)
    if pa.types.is_dictionary(arrow):
        return type_of_arrow(arrow.value_type)
    if pa.types.is_decimal(arrow):
        return t.numeric(arrow.precision, arrow.scale)
    if pa.types.is_fixed_size_binary(arrow):
        return t.BYTEA
    if pa.types.is_time(arrow):
        return t.TIME
    if pa.types.is_timestamp(arrow):
        return t.TIMESTAMP if arrow.tz is None else t.TIMESTAMPTZ
    if pa.types.is_duration(arrow):
        return t.INTERVAL
    if pa.types.is_map(arrow):
        return t.JSONB
    if _is_list(arrow):
        element = type_of_arrow(arrow.value_type)
        return t.JSONB if element.name in ("array", "jsonb") else t.array(element)
    if pa.types.is_struct(arrow) and arrow.num_fields:
        fields = [(f.name, type_of_arrow(f.type)) for f in arrow.fields]
        if len({name for name, _ in fields}) == len(fields):
            return t.record(*fields) if are_fields([n for n, _ in fields]) else t.JSONB
    raise NoSuchType(str(arrow))


def are_fields(names: Sequence[str]) -> bool:
    """Whether a record can have fields of these names: none is empty, no two differ by case."""
    return all(names) and len({name.lower() for name in names}) == len(names)


def converted(values: pa.Array, type_: Type, column: str) -> pa.Array:
    """The values in the physical form of `type_`, which is `type_of_arrow` of their type.

    Raises ValueNotRepresentable naming the column, where a value would lose something.
    """
    try:
        return _converted(values, type_)
    except (pa.ArrowException, OverflowError, ValueError) as error:
        raise ValueNotRepresentable(
            f'a value of column "{column}" does not fit {type_}', detail=str(error)
        ) from error


def _converted(values: pa.Array, type_: Type) -> pa.Array:
    if isinstance(values, pa.ExtensionArray):
        values = values.storage
    if pa.types.is_dictionary(values.type):
        values = values.dictionary_decode()
    match type_.name:
        case "uuid":
            return _each(values, lambda v: str(uuid.UUID(bytes=v)), pa.string())
        case "text" | "json":
            return checked_text(values.cast(pa.string()))
        case "numeric" if type_.scale is None:
            return _each(values, lambda v: format(v, "f"), pa.string())
        case "interval" if pa.types.is_duration(values.type):
            micros = values.cast(pa.duration("us")).cast(pa.int64())
            return _each(micros, lambda v: (0, 0, v * 1000), pa.month_day_nano_interval())
        case "interval" if pa.types.is_fixed_size_binary(values.type):
            return _each(values, _parquet_interval, pa.month_day_nano_interval())
        case "interval":
            return _each(values, _whole_micros, pa.month_day_nano_interval())
        case "jsonb":
            return _each(values, _json_of(values.type), pa.string())
        case "array" if type_.element is not None:
            return _list(values, type_.element)
        case "record":
            parts = [_converted(values.field(i), f) for i, (_, f) in enumerate(type_.fields)]
            return pa.StructArray.from_arrays(
                parts, fields=list(type_.arrow), mask=values.is_null()
            )
        case "float4":
            return values.cast(type_.arrow)
        case "date" | "timestamp" | "timestamptz":
            return _in_range(values.cast(type_.arrow), type_)
    return values.cast(type_.arrow, safe=True)


def _in_range(values: pa.Array, type_: Type) -> pa.Array:
    """The times themselves; ValueError for one that is not infinite and none of PostgreSQL's."""
    end = _ENDS[type_.name]
    first, last = _DAYS if type_.name == "date" else (_FIRST_MICROS, end)
    numbers = values.view(pa.int32() if type_.name == "date" else pa.int64())
    bounds = pc.min_max(numbers).as_py()
    if bounds["min"] is None or (bounds["min"] >= first and bounds["max"] <= last):
        return values
    inside = pc.and_(pc.greater_equal(numbers, first), pc.less_equal(numbers, last))
    infinite = pc.is_in(numbers, pa.array([end, -end], numbers.type))
    if not pc.all(pc.or_(inside, infinite)).as_py():
        raise ValueError(f"it is beyond PostgreSQL's {type_}")
    return values


def checked_text(values: pa.Array) -> pa.Array:
    """The texts themselves; ValueError for a zero byte, which PostgreSQL's text cannot hold."""
    if pc.any(pc.match_substring(values, "\0")).as_py():
        raise ValueError("a text holds a zero byte")
    return values


def _list(values: pa.Array, element: Type) -> pa.Array:
    plain = pa.list_(values.type.value_type)
    values = values.cast(plain) if values.type != plain else values
    valid = values.is_valid()
    inner = _converted(values.flatten(), element)
    lengths = pc.coalesce(pc.list_value_length(values), pa.scalar(0, pa.int32()))
    ends = pc.cumulative_sum(lengths)
    offsets = pa.concat_arrays([pa.array([0], pa.int32()), ends.cast(pa.int32())])
    return pa.ListArray.from_arrays(offsets, inner, mask=pc.invert(valid)).cast(
        pa.list_(element.arrow)
    )


def _each(values: pa.Array, change: Callable[[Any], Any], arrow: pa.DataType) -> pa.Array:
    return pa.array([None if v is None else change(v) for v in values.to_pylist()], arrow)


def _parquet_interval(value: bytes) -> tuple[int, int, int]:
    """Parquet's INTERVAL: months, days and milliseconds, each without a sign."""
    months, days, millis = np.frombuffer(value, "<u4").tolist()
    return months, days, millis * 1_000_000


def _whole_micros(value: Any) -> Any:
    if value.nanoseconds % 1000:
        raise ValueError("an interval has fractions of a microsecond")
    return value


def _json_of(arrow: pa.DataType) -> Callable[[Any], str]:
    return lambda value: jsonb(_plain(value, arrow))


def _plain(value: Any, arrow: pa.DataType) -> Any:
    """Python values of an Arrow value in the shapes of JSON: maps are objects."""
    if value is None:
        return None
    if pa.types.is_map(arrow):
        items = list(value.items()) if isinstance(value, dict) else value
        found = {_key(k): _plain(v, arrow.item_type) for k, v in items}
        if len(found) < len(items):
            raise ValueError("a map has a key twice")
        return found
    if _is_list(arrow):
        return [_plain(v, arrow.value_type) for v in value]
    if pa.types.is_struct(arrow):
        return {f.name: _plain(value[f.name], f.type) for f in arrow.fields}
    if isinstance(value, (bool, int, float, str)):
        return value
    if pa.types.is_decimal(arrow):
        return value
    if isinstance(value, bytes):
        return "\\x" + value.hex()
    return str(value)


def _key(value: Any) -> str:
    if isinstance(value, (str, int)) and not isinstance(value, bool):
        return str(value)
    raise ValueError(f"a map has a key that is neither text nor integer: {value!r}")


def _is_list(arrow: pa.DataType) -> bool:
    kinds = (
        pa.types.is_list, pa.types.is_large_list, pa.types.is_fixed_size_list,
        pa.types.is_list_view, pa.types.is_large_list_view,
    )  # fmt: skip
    return any(is_kind(arrow) for is_kind in kinds)
