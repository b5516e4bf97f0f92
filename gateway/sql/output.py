"""PostgreSQL's text output of every type: what `value::text` and psql show.

Input is an Arrow array in the physical form of `connectors.types`; output is an Arrow string array
of the same length, NULL where the value is NULL. An `OutputStyle` has the session's settings.

Rules: the output functions in PostgreSQL's `src/backend/utils/adt`. Checked against a real server
by `tests/unit/test_text.py`. Imports: pyarrow, `connectors.types`, `gateway`.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Final

import pyarrow as pa
import pyarrow.compute as pc

from connectors.arrays import array_text
from connectors.types import SHAPE, TEXT, Type
from gateway.sql.output_scalars import (
    date_text,
    float4_text,
    float8_text,
    numeric_text,
    patch,
    time_text,
    timestamp_text,
)
from gateway.sql.output_style import USUAL, OutputStyle
from gateway.sql.output_styled import STYLED, styled_interval_text
from gateway.sql.output_zones import offset_texts, offsets_of
from gateway.timezones import Zone

# What makes array_out and record_out quote a value (array_isspace: the six of C's isspace).
_ARRAY_QUOTED: Final = r'^$|[\\"{},\s\x0b]|^(?i:null)$'
_BOX_QUOTED: Final = r'^$|[\\"{};\s\x0b]|^(?i:null)$'
_RECORD_QUOTED: Final = r'^$|[\\"(),\s\x0b]'

# Days of 0001-01-01 and 9999-12-31: between them Arrow prints dates as PostgreSQL does.
_FIRST_DAY: Final = -719_162
_LAST_DAY: Final = 2_932_896
_DAY: Final = 86_400_000_000
_FOREVER: Final = 2**63 - 1
"""Microseconds of infinity; less this is -infinity."""


def to_text(array: pa.Array, type_: Type, style: OutputStyle = USUAL) -> pa.Array:
    """`array` of `type_` as PostgreSQL prints it: a `pa.string()` array of the same length."""
    match type_.name:
        case "bool":
            return pc.if_else(array, "t", "f")
        case "int2" | "int4" | "int8" | "oid":
            return array.cast(pa.string())
        case "float4" | "float8" | "bytea" if type_.name in style.types:
            return _each(array, STYLED[type_.name], style)
        case "float4":
            return _floats(array, 1e6, float4_text)
        case "float8":
            return _floats(array, 1e10, float8_text)
        case "numeric" if type_.scale is not None:
            plain = array.cast(pa.string())
            return patch(plain, array, pc.match_substring(plain, "E"), numeric_text)
        case "bytea":
            return _hex(array)
        case "date":
            inside = _between(array.cast(pa.int32()), _FIRST_DAY, _LAST_DAY)
            return patch(_cast_inside(array, inside), array.cast(pa.int32()), inside, date_text,
                         invert=True)  # fmt: skip
        case "time":
            inside = _between(array.cast(pa.int64()), 0, _DAY - 1)
            plain = _trimmed(_cast_inside(array, inside))
            return patch(plain, array.cast(pa.int64()), inside, time_text, invert=True)
        case "timestamp":
            return _timestamps(array)
        case "timestamptz":
            return _moments(array, style.zone)
        case "interval":
            return _each(array, styled_interval_text, style)
        case "array" if type_.shaped:
            return _shaped(array, type_.element or TEXT, style)
        case "array":
            return _lists(array, type_.element or TEXT, style)
        case "record":
            return _records(array, type_, style)
    return array if array.type == pa.string() else array.cast(pa.string())


def _each(
    array: pa.Array, spell: Callable[[Any, OutputStyle], str], style: OutputStyle
) -> pa.Array:
    values = [None if value is None else spell(value, style) for value in array.to_pylist()]
    return pa.array(values, pa.string())


def _floats(array: pa.Array, limit: float, exact: Callable[[float], str]) -> pa.Array:
    """Arrow prints the same digits, but other exponents, "inf" and "nan"."""
    size = pc.abs(array)
    usual = pc.or_(pc.and_(pc.greater_equal(size, 1e-4), pc.less(size, limit)), pc.equal(size, 0.0))
    return patch(array.cast(pa.string()), array, usual, exact, invert=True)


def _between(numbers: pa.Array, low: int, high: int) -> pa.Array:
    return pc.and_(pc.greater_equal(numbers, low), pc.less_equal(numbers, high))


def _cast_inside(array: pa.Array, inside: pa.Array) -> pa.Array:
    """Arrow's text of the values it can print; NULL for the others."""
    return pc.if_else(inside, array, pa.scalar(None, array.type)).cast(pa.string())


def _trimmed(text: pa.Array) -> pa.Array:
    """Without the trailing zeros of the six fraction digits that Arrow always prints."""
    return pc.utf8_rtrim(pc.utf8_rtrim(text, "0"), ".")


def _moments(array: pa.Array, zone: Zone) -> pa.Array:
    """Timestamps of the zone's clocks, each followed by its offset."""
    ticks = array.cast(pa.int64())
    if zone == "UTC":
        return _timestamps(ticks, "+00")
    offsets = offsets_of(ticks, zone)
    finite = pc.less(pc.abs(ticks), _FOREVER)
    local = pc.if_else(finite, pc.add(ticks, pc.multiply(offsets, 1_000_000)), ticks)
    text = _timestamps(local)
    era = pc.ends_with(text, " BC")
    text = pc.if_else(era, pc.utf8_replace_slice(text, -3, 10_000, ""), text)
    shown = pc.binary_join_element_wise(text, offset_texts(offsets), "")
    shown = pc.if_else(era, pc.binary_join_element_wise(shown, " BC", ""), shown)
    return pc.if_else(finite, shown, text)


def _timestamps(array: pa.Array, zone: str = "") -> pa.Array:
    ticks = array.cast(pa.int64())
    inside = _between(ticks, _FIRST_DAY * _DAY, (_LAST_DAY + 1) * _DAY - 1)
    plain = _trimmed(_cast_inside(ticks.cast(pa.timestamp("us")), inside))
    if zone:
        plain = pc.binary_join_element_wise(plain, zone, "")
    return patch(plain, ticks, inside, lambda value: timestamp_text(value, zone), invert=True)


def _hex(array: pa.Array) -> pa.Array:
    values = [None if value is None else "\\x" + value.hex() for value in array.to_pylist()]
    return pa.array(values, pa.string())


def _lists(array: pa.Array, element: Type, style: OutputStyle) -> pa.Array:
    """`{1,NULL,"a b"}`."""
    items = to_text(array.flatten(), element, style)
    semicolon = element.name == "box"
    items = _quoted(items, _BOX_QUOTED if semicolon else _ARRAY_QUOTED, r"\\\0")
    items = pc.fill_null(items, "NULL")
    ends = pc.cumulative_sum(pc.fill_null(pc.list_value_length(array), 0).cast(pa.int64()))
    offsets = pa.concat_arrays([pa.array([0], pa.int64()), ends]).cast(pa.int32())
    joined = pc.binary_join(pa.ListArray.from_arrays(offsets, items), ";" if semicolon else ",")
    return _where_valid(array, pc.binary_join_element_wise("{", joined, "}", ""))


def _shaped(array: pa.Array, element: Type, style: OutputStyle) -> pa.Array:
    """`[0:1][1:2]={{1,2},{3,4}}`, row by row."""
    lists, dims, lowers = (array.field(name) for name in ("items", *SHAPE))
    texts = to_text(lists.values, element, style)
    spelled = pa.ListArray.from_arrays(lists.offsets, texts)
    rows = zip(spelled.to_pylist(), dims.to_pylist(), lowers.to_pylist(), strict=True)
    delimiter = ";" if element.name == "box" else ","
    values = [
        array_text(*row, delimiter) if valid else None
        for row, valid in zip(rows, array.is_valid().to_pylist(), strict=True)
    ]
    return pa.array(values, pa.string())


def _records(array: pa.Array, type_: Type, style: OutputStyle) -> pa.Array:
    """`(1,,"a b")`: NULL is nothing at all, the empty string is quoted."""
    fields = [
        pc.fill_null(
            _quoted(to_text(field, field_type, style), _RECORD_QUOTED, r"\0\0"),
            "",
        )
        for field, (_, field_type) in zip(array.flatten(), type_.fields, strict=True)
    ]
    if not fields:
        return _where_valid(array, pa.array(["()"] * len(array), pa.string()))
    joined = pc.binary_join_element_wise(*fields, ",")
    return _where_valid(array, pc.binary_join_element_wise("(", joined, ")", ""))


def _quoted(text: pa.Array, pattern: str, escape: str) -> pa.Array:
    """Values that match `pattern` in double quotes, with `\\` and `"` escaped."""
    escaped = pc.replace_substring_regex(text, r'[\\"]', escape)
    quoted = pc.binary_join_element_wise('"', escaped, '"', "")
    return pc.if_else(pc.match_substring_regex(text, pattern), quoted, text)


def _where_valid(array: pa.Array, text: pa.Array) -> pa.Array:
    return pc.if_else(array.is_valid(), text, pa.scalar(None, pa.string()))
