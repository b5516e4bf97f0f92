"""generate_series over numerics, which are texts here, and over timestamptz in a zone."""

from __future__ import annotations

from decimal import Decimal
from typing import Any, Final

import pyarrow as pa

from connectors.types import TIMESTAMPTZ
from gateway.errors import SqlError
from gateway.execute.udf.registry import engine_function
from gateway.execute.udf.rows import by_row
from gateway.sql.formats.moments import date_of, julian_day
from gateway.sql.intervals import DAY, Interval, order_value
from gateway.sql.numbers import EXACT
from gateway.timezones import Zone, read_zone, to_local, to_moment

_UNIX_JULIAN: Final = 2_440_588


@engine_function("pg_numeric_series", ("VARCHAR",) * 3, "VARCHAR[]")
def _series(starts: Any, stops: Any, steps: Any) -> pa.Array:
    return by_row(series, pa.list_(pa.string()))(starts, stops, steps)


@engine_function("pg_moment_series", ("BIGINT", "BIGINT", "INTERVAL", "VARCHAR"), "TIMESTAMPTZ[]")
def _moments(starts: Any, stops: Any, steps: Any, zones: Any) -> pa.Array:
    found = by_row(moments, pa.list_(pa.int64()))(starts, stops, steps, zones)
    return found.cast(pa.list_(TIMESTAMPTZ.arrow))


def moments(start: int, stop: int, step: Any, zone: str) -> list[int]:
    """generate_series over microseconds since 1970; days and months are those of the zone."""
    where, moment, found = read_zone(zone), start, []
    interval = Interval(step.months, step.days, step.nanoseconds // 1000)
    if order_value(interval) == 0:
        raise SqlError("22023", "step size cannot equal zero")
    rising = order_value(interval) > 0
    while (moment <= stop) if rising else (moment >= stop):
        found.append(moment)
        moment = _moved(moment, interval, where)
    return found


def _moved(moment: int, step: Interval, zone: Zone) -> int:
    """timestamptz_pl_interval: months, then days on the zone's calendar, then elapsed time."""
    if step.months:
        days, clock = divmod(to_local(zone, moment), DAY)
        year, month, day = date_of(days + _UNIX_JULIAN)
        years, month = divmod(month - 1 + step.months, 12)
        first = julian_day(year + years, month + 1, 1)
        following = julian_day(year + years + (month == 11), (month + 1) % 12 + 1, 1)
        days = first + min(day, following - first) - 1 - _UNIX_JULIAN
        moment = to_moment(zone, days * DAY + clock)
    if step.days:
        moment = to_moment(zone, to_local(zone, moment) + step.days * DAY)
    return moment + step.microseconds


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
