"""date_trunc and date_bin.

Source: timestamp_trunc, timestamptz_trunc, interval_trunc, timestamp_bin (PostgreSQL 18).
"""

from __future__ import annotations

from typing import Final

from connectors.types import INTERVAL, TIMESTAMP, TIMESTAMPTZ, Type
from gateway.errors import SqlError, unsupported
from gateway.sql.functions.fields import field_of
from gateway.sql.functions.registry import REGISTRY, Function, Rendered
from gateway.sql.functions.rendering import MISSING, constant_of, evaluated_once
from gateway.sql.functions.zones import local_time, moment, zone_argument
from gateway.sql.render.constants import raising
from gateway.timezones import SESSION_ZONE

_NATIVE: Final = frozenset(
    {"microseconds", "milliseconds", "second", "minute", "hour", "day", "week", "month",
     "quarter", "year"}
)  # fmt: skip
_SUB_DAY: Final = frozenset({"microseconds", "milliseconds", "second", "minute", "hour"})
_YEARS: Final = {
    "decade": "floor(year({0}) / 10) * 10",
    "century": "floor((year({0}) - 1) / 100) * 100 + 1",
    "millennium": "floor((year({0}) - 1) / 1000) * 1000 + 1",
}


def truncated(field: str, value: str) -> str:
    """A finite TIMESTAMP, truncated; infinity stays only where DuckDB keeps it (not in years)."""
    if field in _YEARS:
        return f"CAST(make_date(CAST({_YEARS[field].format(value)} AS INTEGER), 1, 1) AS TIMESTAMP)"
    return f"date_trunc('{field}', {value})"


def _trunc_timestamp(rendered: Rendered) -> str:
    field, value = _field(rendered, TIMESTAMP), rendered.arguments[1]
    if field is None:
        return "CAST(NULL AS TIMESTAMP)"
    sql = truncated(field, value)
    return sql if field in _NATIVE else f"CASE WHEN isinf({value}) THEN {value} ELSE {sql} END"


def _trunc_moment(rendered: Rendered) -> str:
    """In UTC by arithmetic, without the calendar of ICU; in another zone by its local time."""
    field, value = _field(rendered, TIMESTAMPTZ), rendered.arguments[1]
    zone = zone_argument(rendered, 2) if len(rendered.arguments) == 3 else SESSION_ZONE.get()
    if field is None or zone is None:
        return "CAST(NULL AS TIMESTAMPTZ)"
    local = local_time(zone, value)
    if zone != "UTC" and field in _SUB_DAY:
        # The offset stays, so that both readings of a repeated hour stay apart.
        sql = f"{value} - ({local} - {truncated(field, local)})"
    else:
        sql = moment(zone, truncated(field, local))
    return f"CASE WHEN isinf({value}) THEN {value} ELSE {sql} END"


def _trunc_interval(rendered: Rendered) -> str:
    field, value = _field(rendered, INTERVAL), rendered.arguments[1]
    if field is None:
        return "CAST(NULL AS INTERVAL)"
    if field == "week":
        raise SqlError(
            "0A000",
            'unit "week" not supported for type interval',
            detail="Months usually have fractional weeks.",
        )
    return f"date_trunc('{field}', {value})"


def _field(rendered: Rendered, type_: Type) -> str | None:
    name = constant_of(rendered, 0)
    if name is MISSING:
        raise unsupported("date_trunc to a field that is not constant")
    if name is None:
        return None
    field = field_of(name, type_)
    if field not in _NATIVE and field not in _YEARS:
        raise SqlError("22023", f'unit "{name.lower()}" not recognized for type {type_}')
    return field


def _bin(rendered: Rendered) -> str:
    stride, source, origin = rendered.arguments
    width = f"epoch_us({stride})"
    distance = f"(epoch_us({source}) - epoch_us({origin}))"
    remainder = f"(({distance} % {width} + {width}) % {width})"
    make = "make_timestamptz" if rendered.result.name == "timestamptz" else "make_timestamp"
    months = raising(
        "0A000", "timestamps cannot be binned into intervals containing months or years"
    )
    positive = raising("22008", "stride must be greater than zero")
    infinite = raising("22008", "origin out of range")
    return (
        f"CASE WHEN isinf({source}) THEN {source} WHEN isinf({origin}) THEN {infinite} "
        f"WHEN year({stride}) <> 0 OR month({stride}) <> 0 THEN {months} "
        f"WHEN {width} <= 0 THEN {positive} "
        f"ELSE {make}(epoch_us({source}) - {remainder}) END"
    )


_FUNCTIONS: Final = (
    Function("date_trunc", ("text", "timestamp"), "timestamp", _trunc_timestamp),
    Function("date_trunc", ("text", "timestamptz"), "timestamptz", _trunc_moment),
    Function("date_trunc", ("text", "timestamptz", "text"), "timestamptz", _trunc_moment),
    Function("date_trunc", ("text", "interval"), "interval", _trunc_interval),
    Function("date_bin", ("interval", "timestamp", "timestamp"), "timestamp", _bin),
    Function("date_bin", ("interval", "timestamptz", "timestamptz"), "timestamptz", _bin),
)

REGISTRY.add(*map(evaluated_once, _FUNCTIONS))
