"""extract and date_part: the fields of dates, times and intervals.

Source: timestamp_part_common, interval_part_common, time_part_common, extract_date (PostgreSQL 18).
extract gives a numeric, of the scale that the field has, date_part a float8.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from sqlglot import exp

from connectors.tree import Constant, type_of
from connectors.types import NUMERIC, Type, numeric
from gateway.errors import SqlError, unsupported
from gateway.sql.functions.registry import REGISTRY, EngineRule, Function, Rendered
from gateway.sql.functions.rendering import MISSING, constant_of, evaluated_once
from gateway.sql.functions.zones import local_time
from gateway.timezones import SESSION_ZONE

_ALIASES: Final[dict[str, str]] = {
    alias: field
    for field, aliases in {
        "microseconds": "microsecond us usec usecond useconds usecs microsecon",
        "milliseconds": "millisecond ms msec msecond mseconds msecs millisecon",
        "second": "seconds s sec secs",
        "minute": "minutes m min mins",
        "hour": "hours h hr hrs",
        "day": "days d",
        "week": "weeks w",
        "month": "months mon mons",
        "quarter": "qtr",
        "year": "years y yr yrs",
        "decade": "decades dec decs",
        "century": "centuries c cent",
        "millennium": "millennia mil mils",
        "julian": "jd",
        "timezone_hour": "timezone_h",
        "timezone_minute": "timezone_m",
        **dict.fromkeys(("dow", "isodow", "doy", "isoyear", "epoch", "timezone"), ""),
    }.items()
    for alias in [field, *aliases.split()]
}
_SCALES: Final = {"second": 6, "milliseconds": 3, "epoch": 6}
_CLOCK: Final = frozenset({"microseconds", "milliseconds", "second", "minute", "hour", "epoch"})
_ZONED: Final = frozenset({"timezone", "timezone_hour", "timezone_minute"})
_DATE: Final = frozenset(_ALIASES.values()) - _ZONED - (_CLOCK - {"epoch"})
_KNOWN: Final[dict[str, frozenset[str]]] = {
    "timestamptz": frozenset(_ALIASES.values()),
    "timestamp": frozenset(_ALIASES.values()) - _ZONED,
    "date": _DATE,
    "time": _CLOCK,
    "interval": frozenset(_ALIASES.values())
    - _ZONED
    - {"dow", "isodow", "doy", "isoyear", "julian"},
}
_INFINITE: Final = frozenset(
    {"year", "decade", "century", "millennium", "isoyear", "epoch", "julian"}
)
"""Fields that grow with time: infinite for an infinite time, where the others are NULL."""

_YEAR: Final = "year({0}) - CAST(year({0}) <= 0 AS INTEGER)"
_TEMPLATES: Final[dict[str, str]] = {
    "microseconds": "microsecond({0})",
    "milliseconds": "CAST(microsecond({0}) AS DECIMAL(8,0)) * 0.001",
    "second": "CAST(microsecond({0}) AS DECIMAL(8,0)) * 0.000001",
    "minute": "minute({0})",
    "hour": "hour({0})",
    "day": "day({0})",
    "week": "week({0})",
    "month": "month({0})",
    "quarter": "quarter({0})",
    "year": _YEAR,
    "decade": "floor(year({0}) / 10)",
    "century": "century({0})",
    "millennium": "millennium({0})",
    "isoyear": "isoyear({0}) - CAST(isoyear({0}) <= 0 AS INTEGER)",
    "dow": "dayofweek({0})",
    "isodow": "isodow({0})",
    "doy": "dayofyear({0})",
    "epoch": "CAST(epoch_us({0}) AS DECIMAL(19,0)) * 0.000001",
    "julian": "julian({0})",
    "timezone": "0 * day({0})",
    "timezone_hour": "0 * day({0})",
    "timezone_minute": "0 * day({0})",
}
_OF_OFFSET: Final[dict[str, str]] = {
    "timezone": "{0}",
    "timezone_hour": "trunc({0} / 3600.0)",
    "timezone_minute": "trunc({0} / 60.0) % 60",
}
_MONTHS: Final = "(CAST(year({0}) AS BIGINT) * 12 + month({0}))"
_MICROSECONDS: Final = (
    "(CAST(hour({0}) AS HUGEINT) * 3600000000 + CAST(minute({0}) AS HUGEINT) * 60000000"
    " + microsecond({0}))"
)
_OF_INTERVAL: Final[dict[str, str]] = {
    "year": "year({0})",
    "week": "day({0}) // 7",
    "decade": "year({0}) // 10",
    "quarter": (
        f"CASE WHEN {_MONTHS} >= 0 THEN month({{0}}) // 3 + 1 ELSE -((-month({{0}})) // 3 + 1) END"
    ),
    # A year is 365.25 days here, a month 30.
    "epoch": (
        "CAST((CAST(year({0}) AS HUGEINT) * 31557600 + CAST(month({0}) AS HUGEINT) * 2592000"
        " + CAST(day({0}) AS HUGEINT) * 86400) * 1000000"
        f" + {_MICROSECONDS} AS DECIMAL(24,0)) * 0.000001"
    ),
}


def field_of(name: str, type_: Type) -> str:
    """The canonical field for a spelling. 22023 unknown, 0A000 not a field of the type."""
    field = _ALIASES.get(name.lower())
    if field is None:
        raise SqlError("22023", f'unit "{name.lower()}" not recognized for type {type_}')
    if field not in _KNOWN[type_.name]:
        raise SqlError("0A000", f'unit "{name.lower()}" not supported for type {type_}')
    return field


def field_type(field: str, source: Type) -> Type:
    """What extract returns for a field."""
    if field == "julian" and source.name != "date":
        return NUMERIC
    scale = 0 if source.name == "date" else _SCALES.get(field, 0)
    if field == "epoch":
        return numeric(21 if source.name == "interval" else 19, scale, declared=False)
    return numeric({3: 8, 6: 8}.get(scale, 10), scale, declared=False)


def field_sql(field: str, value: str, type_: Type) -> str:
    """The field as a DuckDB number, of the value's own meaning for an infinite time: NULL."""
    if field == "julian" and type_.name != "date":
        raise unsupported("the field julian of a timestamp")
    if type_.name == "timestamptz":
        zone = SESSION_ZONE.get()
        local = local_time("UTC" if field == "epoch" else zone, value)
        if field in _ZONED and zone != "UTC":
            seconds = f"((epoch_us({local}) - epoch_us({value})) // 1000000)"
            return _OF_OFFSET[field].format(seconds)
        value = local
    if type_.name == "interval" and field in _OF_INTERVAL:
        return _OF_INTERVAL[field].format(value)
    if field == "epoch" and type_.name == "date":
        return f"epoch_us({value}) // 1000000"
    return _TEMPLATES[field].format(value)


def _extract_type(arguments: Sequence[exp.Expression]) -> Type:
    name = arguments[0]
    if not isinstance(name, Constant) or not isinstance(name.value, str):
        return NUMERIC
    source = type_of(arguments[1])
    return field_type(field_of(name.value, source), source)


def _extract(rendered: Rendered) -> str:
    field, value, source = _field(rendered), rendered.arguments[1], rendered.types[1]
    if field is None:
        return "CAST(NULL AS VARCHAR)"
    target = field_type(field, source)
    sql = f"CAST({field_sql(field, value, source)} AS DECIMAL({target.precision},{target.scale}))"
    if field not in _INFINITE or source.name in ("time", "interval"):
        return sql
    infinite = "error('extracting from an infinite time is not supported (0A000)')"
    return f"CASE WHEN isinf({value}) THEN {infinite} ELSE {sql} END"


def _date_part(rendered: Rendered) -> str:
    field, value, source = _field(rendered), rendered.arguments[1], rendered.types[1]
    if field is None:
        return "CAST(NULL AS DOUBLE)"
    number = field_sql(field, value, source)
    if field in ("second", "epoch", "milliseconds") and source.name != "date":
        # One correctly rounded division, as PostgreSQL's.
        whole, _, factor = number.rpartition(" * ")
        number = f"CAST({whole} AS DOUBLE) / {'1000' if factor == '0.001' else '1000000'}"
    sql = f"CAST({number} AS DOUBLE)"
    if field not in _INFINITE or source.name in ("time", "interval"):
        return sql
    return (
        f"CASE WHEN isinf({value}) THEN CASE WHEN {value} > {_epoch(source)}"
        f" THEN CAST('inf' AS DOUBLE) ELSE CAST('-inf' AS DOUBLE) END ELSE {sql} END"
    )


def _epoch(type_: Type) -> str:
    name = {"date": "DATE", "timestamp": "TIMESTAMP", "timestamptz": "TIMESTAMPTZ"}[type_.name]
    return f"CAST('1970-01-01' AS {name})"


def _field(rendered: Rendered) -> str | None:
    name = constant_of(rendered, 0)
    if name is MISSING:
        raise unsupported("extracting a field that is not constant")
    return None if name is None else field_of(name, rendered.types[1])


def _functions(name: str, types: Sequence[str], rule: EngineRule) -> list[Function]:
    returns = "float8" if name == "date_part" else _extract_type
    return [Function(name, ("text", type_), returns, rule) for type_ in types]


_TYPES: Final = ("timestamp", "timestamptz", "date", "time", "interval")

_FUNCTIONS: Final = (
    *_functions("extract", _TYPES, _extract),
    *_functions("date_part", _TYPES, _date_part),
)
_REFUSED: Final = tuple(
    Function(name, ("text", "timetz"), returns, None, refusal="a field of a timetz")
    for name, returns in (("extract", "numeric"), ("date_part", "float8"))
)

REGISTRY.add(*map(evaluated_once, _FUNCTIONS), *_REFUSED)
