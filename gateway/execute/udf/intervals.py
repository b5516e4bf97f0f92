"""Interval arithmetic with fractions (timestamp.c: interval_mul, interval_div, …justify…)."""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import Any, Final

import pyarrow as pa

from gateway.errors import SqlError, unsupported
from gateway.execute.udf.registry import engine_function
from gateway.sql.intervals import DAY, Interval

_MONTHS_LIMIT: Final = 2**31
_MICROSECONDS_LIMIT: Final = 2**63
# An Arrow interval counts nanoseconds.
_MOST_MICROSECONDS: Final = (2**63 - 1) // 1000
_MONTH_DAYS: Final = 30
_DAY_SECONDS: Final = 86_400


@engine_function("pg_interval_times", ("INTERVAL", "DOUBLE"), "INTERVAL")
def _times(intervals: Any, factors: Any) -> pa.Array:
    return _mapped(lambda value, factor: scaled(value, lambda x: x * factor), intervals, factors)


@engine_function("pg_interval_over", ("INTERVAL", "DOUBLE"), "INTERVAL")
def _over(intervals: Any, divisors: Any) -> pa.Array:
    def divided(value: Interval, divisor: float) -> Interval:
        if divisor == 0:
            raise SqlError("22012", "division by zero")
        return scaled(value, lambda x: x / divisor)

    return _mapped(divided, intervals, divisors)


@engine_function("pg_justify_days", ("INTERVAL",), "INTERVAL")
def _justify_days(intervals: Any) -> pa.Array:
    return _mapped(justify_days, intervals)


@engine_function("pg_justify_hours", ("INTERVAL",), "INTERVAL")
def _justify_hours(intervals: Any) -> pa.Array:
    return _mapped(justify_hours, intervals)


@engine_function("pg_justify_interval", ("INTERVAL",), "INTERVAL")
def _justify_interval(intervals: Any) -> pa.Array:
    return _mapped(justify_interval, intervals)


def scaled(value: Interval, by: Callable[[float], float]) -> Interval:
    """Months, days and time scaled in turn; what is left of a month becomes days, and so on."""
    month_result = by(float(value.months))
    day_result = by(float(value.days))
    months, days = _truncated(month_result), _truncated(day_result)
    month_days = _to_microsecond((month_result - months) * _MONTH_DAYS)
    seconds = (day_result - days + month_days - int(month_days)) * _DAY_SECONDS
    seconds = _to_microsecond(seconds)
    if abs(seconds) >= _DAY_SECONDS:
        whole = int(seconds / _DAY_SECONDS)
        days += whole
        seconds -= whole * _DAY_SECONDS
    days += int(month_days)
    micro = float(round(by(float(value.microseconds)) + seconds * 1_000_000))
    if abs(days) >= _MONTHS_LIMIT or not abs(micro) < _MICROSECONDS_LIMIT:
        raise _out_of_range()
    return Interval(months, days, int(micro))


def justify_hours(value: Interval) -> Interval:
    """24 hours are a day."""
    days, micro = _carried(value.days, value.microseconds, DAY)
    return Interval(value.months, *_same_sign(days, micro, DAY))


def justify_days(value: Interval) -> Interval:
    """30 days are a month."""
    months, days = _carried(value.months, value.days, _MONTH_DAYS)
    return Interval(*_same_sign(months, days, _MONTH_DAYS), value.microseconds)


def justify_interval(value: Interval) -> Interval:
    """Both, and all parts of one sign."""
    months, days, micro = value
    if (days > 0 and micro > 0) or (days < 0 and micro < 0):
        months, days = _carried(months, days, _MONTH_DAYS)
    days, micro = _carried(days, micro, DAY)
    months, days = _carried(months, days, _MONTH_DAYS)
    if months > 0 and (days < 0 or (days == 0 and micro < 0)):
        months, days = months - 1, days + _MONTH_DAYS
    elif months < 0 and (days > 0 or (days == 0 and micro > 0)):
        months, days = months + 1, days - _MONTH_DAYS
    return Interval(months, *_same_sign(days, micro, DAY))


def _carried(high: int, low: int, unit: int) -> tuple[int, int]:
    whole = abs(low) // unit * (1 if low >= 0 else -1)
    return high + whole, low - whole * unit


def _same_sign(high: int, low: int, unit: int) -> tuple[int, int]:
    if high > 0 and low < 0:
        return high - 1, low + unit
    if high < 0 and low > 0:
        return high + 1, low - unit
    return high, low


def _truncated(value: float) -> int:
    if math.isnan(value) or abs(value) >= _MONTHS_LIMIT:
        raise _out_of_range()
    return int(value)


def _to_microsecond(value: float) -> float:
    """TSROUND: to six digits, halves to even."""
    return round(value * 1_000_000) / 1_000_000


def _out_of_range() -> SqlError:
    return SqlError("22008", "interval out of range")


def _mapped(function: Callable[..., Interval], intervals: Any, *others: Any) -> pa.Array:
    values = (Interval(v.months, v.days, v.nanoseconds // 1000) for v in intervals.to_pylist())
    results = list(map(function, values, *(other.to_pylist() for other in others)))
    if any(abs(result.microseconds) > _MOST_MICROSECONDS for result in results):
        raise unsupported("an interval with more than 292 years of hours")
    return pa.array(
        [(r.months, r.days, r.microseconds * 1000) for r in results], pa.month_day_nano_interval()
    )


def _total(values: list[Any]) -> Interval:
    return Interval(
        sum(v.months for v in values),
        sum(v.days for v in values),
        sum(v.nanoseconds // 1000 for v in values),
    )


def _aggregated(function: Callable[[list[Any]], Interval], lists: Any) -> pa.Array:
    found = [function(values) if values else None for values in lists.to_pylist()]
    if any(r is not None and abs(r.microseconds) > _MOST_MICROSECONDS for r in found):
        raise unsupported("an interval with more than 292 years of hours")
    return pa.array(
        [None if r is None else (r.months, r.days, r.microseconds * 1000) for r in found],
        pa.month_day_nano_interval(),
    )


@engine_function("pg_interval_sum", ("INTERVAL[]",), "INTERVAL", sees_nulls=True)
def _sum(lists: Any) -> pa.Array:
    return _aggregated(_total, lists)


@engine_function("pg_interval_avg", ("INTERVAL[]",), "INTERVAL", sees_nulls=True)
def _avg(lists: Any) -> pa.Array:
    def mean(values: list[Any]) -> Interval:
        return scaled(_total(values), lambda x: x / len(values))

    return _aggregated(mean, lists)
