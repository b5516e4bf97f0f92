"""to_char, to_date, to_timestamp, to_number and format."""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal
from typing import Any

import pyarrow as pa

from gateway.execute.udf.registry import engine_function
from gateway.execute.udf.rows import by_row
from gateway.sql.formats import moments, numbers
from gateway.sql.formats.scan import to_date, to_number, to_timestamp
from gateway.sql.formats.texts import format_text
from gateway.sql.intervals import Interval
from gateway.timezones import read_zone


@engine_function("pg_to_char_moment", ("BIGINT", "VARCHAR", "VARCHAR"), "VARCHAR")
def _moments(values: Any, templates: Any, zones: Any) -> pa.Array:
    """Microseconds since 1970, the template, the zone of a timestamptz ("" for a timestamp)."""

    def shown(microseconds: int, template: str, zone: str) -> str:
        if not zone:
            return moments.to_char(moments.of_timestamp(microseconds), template)
        return moments.to_char(moments.of_moment(microseconds, read_zone(zone)), template)

    return by_row(shown, pa.string())(values, templates, zones)


@engine_function("pg_to_char_interval", ("INTERVAL", "VARCHAR"), "VARCHAR")
def _intervals(values: Any, templates: Any) -> pa.Array:
    def shown(value: Any, template: str) -> str:
        interval = Interval(value.months, value.days, value.nanoseconds // 1000)
        return moments.to_char(moments.of_interval(interval), template)

    return by_row(shown, pa.string())(values, templates)


def _register_numbers(kind: str, argument: str, read: Callable[[Any], Decimal | float]) -> None:
    @engine_function(f"pg_to_char_{kind}", (argument, "VARCHAR"), "VARCHAR")
    def _numbers(values: Any, templates: Any) -> pa.Array:
        def shown(value: Any, template: str) -> str:
            return numbers.to_char(read(value), template, kind)

        return by_row(shown, pa.string())(values, templates)


_register_numbers("int4", "INTEGER", Decimal)
_register_numbers("int8", "BIGINT", Decimal)
_register_numbers("numeric", "VARCHAR", Decimal)
_register_numbers("float4", "FLOAT", float)
_register_numbers("float8", "DOUBLE", float)


@engine_function("pg_to_date", ("VARCHAR", "VARCHAR"), "INTEGER")
def _to_date(texts: Any, templates: Any) -> pa.Array:
    return by_row(to_date, pa.int32())(texts, templates)


@engine_function("pg_to_timestamp", ("VARCHAR", "VARCHAR"), "BIGINT")
def _to_timestamp(texts: Any, templates: Any) -> pa.Array:
    return by_row(to_timestamp, pa.int64())(texts, templates)


@engine_function("pg_to_number", ("VARCHAR", "VARCHAR"), "VARCHAR")
def _to_number(texts: Any, templates: Any) -> pa.Array:
    return by_row(to_number, pa.string())(texts, templates)


@engine_function("pg_format", ("VARCHAR", "VARCHAR[]"), "VARCHAR")
def _format(templates: Any, arguments: Any) -> pa.Array:
    return by_row(format_text, pa.string())(templates, arguments)
