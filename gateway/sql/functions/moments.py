"""Arithmetic of dates, times, timestamps and intervals, and functions that make them.

Source: `pg_operator` and `pg_proc` of PostgreSQL 18; date.c, timestamp.c. In a session in UTC a
timestamptz is a timestamp with another name; in another zone days and months are the zone's.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from connectors.types import Type
from gateway.sql.functions.letting import once, over_once
from gateway.sql.functions.registry import REGISTRY, EngineRule, Function, Rendered
from gateway.sql.functions.rendering import evaluated_once, strict, unless_null
from gateway.sql.functions.zones import local_time, moment, zone_argument
from gateway.sql.render.constants import LONG_INTERVAL, MOST_MICROSECONDS, raising
from gateway.timezones import SESSION_ZONE, Zone

_INFINITE: Final = raising("0A000", "an infinite interval is not supported")
_LONG: Final = raising("0A000", f"{LONG_INTERVAL} is not supported")
_MOST_HOURS: Final = MOST_MICROSECONDS // 3_600_000_000


def utc(value: str) -> str:
    """A finite TIMESTAMPTZ as a TIMESTAMP, without the calendar of ICU."""
    return f"make_timestamp(epoch_us({value}))"


def _shift(sign: str, *, swapped: bool = False) -> EngineRule:
    """A timestamptz and an interval."""

    def rule(rendered: Rendered) -> str:
        value, interval = rendered.arguments[:2][:: -1 if swapped else 1]
        zone = SESSION_ZONE.get()
        if len(rendered.arguments) == 3:
            given = zone_argument(rendered, 2)
            if given is None:
                return "CAST(NULL AS TIMESTAMPTZ)"
            zone = given
        if zone == "UTC":
            moved = f"make_timestamptz(epoch_us({utc(value)} {sign} {interval}))"
        else:
            moved = _moved(value, f"(-{interval})" if sign == "-" else interval, zone)
        return (
            f"CASE WHEN isinf({value}) THEN {value} + to_days(0 * day({interval})) ELSE {moved} END"
        )

    return rule


def _moved(value: str, interval: str, zone: Zone) -> str:
    """Months and then days on the zone's calendar, the rest as elapsed time."""
    months = f"(year({interval}) * 12 + month({interval}))"
    days = f"day({interval})"
    steps = [(count, f"{unit}(CAST({count} AS INTEGER))") for count, unit in
             ((months, "to_months"), (days, "to_days"))]  # fmt: skip
    rest = f"epoch_us({interval} - {' - '.join(step for _, step in steps)})"
    for count, step in steps:
        later = moment(zone, f"({local_time(zone, '_w_')} + {step})")
        shifted = f"CASE WHEN {count} = 0 THEN _w_ ELSE {later} END"
        value = f"list_transform([{value}], lambda _w_: {shifted})[1]"
    return f"make_timestamptz(epoch_us({value}) + {rest})"


def _times(*, swapped: bool = False) -> EngineRule:
    """By a whole number natively, where no product of doubles (below 2**53) has to be rounded."""

    def rule(rendered: Rendered) -> str:
        interval, factor = reversed(rendered.arguments) if swapped else rendered.arguments
        small = f"abs({factor}) * (abs(hour({interval})) + 1) < 2500000"
        return (
            f"CASE WHEN {factor} = trunc({factor}) AND {small} THEN {interval} * {factor} "
            f"ELSE pg_interval_times({interval}, {factor}) END"
        )

    return rule


def _difference(rendered: Rendered) -> str:
    """Days and a time of day, no months."""
    left, right = rendered.arguments
    moments = (utc(left), utc(right)) if rendered.types[0].name == "timestamptz" else (left, right)
    difference = f"{moments[0]} - {moments[1]}"
    infinite = f"isinf({left}) OR isinf({right})"
    return unless_null(
        rendered.arguments, f"CASE WHEN {infinite} THEN {_INFINITE} ELSE {difference} END"
    )


def _days_between(rendered: Rendered) -> str:
    left, right = rendered.arguments
    infinite = raising("22008", "cannot subtract infinite dates")
    return unless_null(
        rendered.arguments,
        f"CASE WHEN isinf({left}) OR isinf({right}) THEN {infinite} "
        f"ELSE CAST({left} - {right} AS INTEGER) END",
    )


def _age(rendered: Rendered) -> str:
    left, right = rendered.arguments
    earlier, later = left, right
    guard = f"isinf({left}) OR isinf({right})"
    if rendered.types[0].name == "timestamptz":
        zone = SESSION_ZONE.get()
        earlier, later = local_time(zone, left), local_time(zone, right)
        if zone != "UTC":
            # Where clocks go back between the two, the signs of PostgreSQL's fields disagree.
            guard += f" OR ({left} < {right}) <> ({earlier} < {later})"
    return unless_null(
        rendered.arguments,
        f"CASE WHEN {guard} THEN {_INFINITE} ELSE age({earlier}, {later}) END",
    )


_DATE_TIME: Final = "CAST({} AS TIMESTAMP) + to_microseconds(epoch_us({}))"


def _sum(sign: str) -> EngineRule:
    """Two intervals; what Arrow could not carry is an error."""
    return over_once(
        f"(CASE WHEN abs(hour({{0}}) {sign} hour({{1}})) >= {_MOST_HOURS - 1} THEN {_LONG}"
        f" ELSE {{0}} {sign} {{1}} END)"
    )


def _operators() -> list[Function]:
    rows: Sequence[tuple[str, str, str, str, str | EngineRule | None]] = (
        ("+", "date", "int4", "date", "{0} + {1}"),
        ("+", "int4", "date", "date", "{1} + {0}"),
        ("-", "date", "int4", "date", "{0} - {1}"),
        ("-", "date", "date", "int4", _days_between),
        ("+", "date", "interval", "timestamp", "CAST({0} AS TIMESTAMP) + {1}"),
        ("+", "interval", "date", "timestamp", "CAST({1} AS TIMESTAMP) + {0}"),
        ("-", "date", "interval", "timestamp", "CAST({0} AS TIMESTAMP) - {1}"),
        ("+", "date", "time", "timestamp", _DATE_TIME.format("{0}", "{1}")),
        ("+", "time", "date", "timestamp", _DATE_TIME.format("{1}", "{0}")),
        ("+", "timestamp", "interval", "timestamp", "{0} + {1}"),
        ("+", "interval", "timestamp", "timestamp", "{1} + {0}"),
        ("-", "timestamp", "interval", "timestamp", "{0} - {1}"),
        ("-", "timestamp", "timestamp", "interval", _difference),
        ("+", "timestamptz", "interval", "timestamptz", _shift("+")),
        ("+", "interval", "timestamptz", "timestamptz", _shift("+", swapped=True)),
        ("-", "timestamptz", "interval", "timestamptz", _shift("-")),
        ("-", "timestamptz", "timestamptz", "interval", _difference),
        ("+", "time", "interval", "time", "{0} + {1}"),
        ("+", "interval", "time", "time", "{1} + {0}"),
        ("-", "time", "interval", "time", "{0} - {1}"),
        ("-", "time", "time", "interval", "to_microseconds(epoch_us({0}) - epoch_us({1}))"),
        ("+", "interval", "interval", "interval", _sum("+")),
        ("-", "interval", "interval", "interval", _sum("-")),
        ("*", "interval", "float8", "interval", _times()),
        ("*", "float8", "interval", "interval", _times(swapped=True)),
        ("/", "interval", "float8", "interval", "pg_interval_over({0}, {1})"),
    )  # fmt: skip
    refused = (
        ("+", "date", "timetz", "timestamptz"), ("+", "timetz", "date", "timestamptz"),
        ("+", "timetz", "interval", "timetz"), ("+", "interval", "timetz", "timetz"),
        ("-", "timetz", "interval", "timetz"),
    )  # fmt: skip
    return [
        *(Function(o, (a, b), result, engine) for o, a, b, result, engine in rows),
        *(
            Function(o, (a, b), result, None, refusal="arithmetic of timetz")
            for o, a, b, result in refused
        ),
    ]


def _make_date(rendered: Rendered) -> str:
    """A negative year counts from 1 BC; there is no year 0."""
    year, month, day = rendered.arguments
    shifted = f"CASE WHEN {year} < 0 THEN {year} + 1 ELSE {year} END"
    zero = raising("22008", "date field value out of range")
    made = f"make_date({shifted}, {month}, {day})"
    wrong = f"{year} = 0 OR try({made}) IS NULL"
    return unless_null(rendered.arguments, f"CASE WHEN {wrong} THEN {zero} ELSE {made} END")


def _make_timestamp(rendered: Rendered) -> str:
    year, month, day, hour, minute, second = rendered.arguments[:6]
    date = _make_date(Rendered((year, month, day), (), rendered.result, rendered.node))
    time = _TIME.format(hour, minute, second)
    made = f"CAST({date} AS TIMESTAMP) + to_microseconds({time})"
    if rendered.result.name == "timestamptz":
        zone = zone_argument(rendered, 6) if len(rendered.arguments) == 7 else SESSION_ZONE.get()
        if zone is None:
            return "CAST(NULL AS TIMESTAMPTZ)"
        made = moment(zone, f"({made})")
    return unless_null(rendered.arguments, made)


_OUT_OF_RANGE: Final = raising("22008", "time field value out of range")
_TIME: Final = (
    "CASE WHEN {0} NOT BETWEEN 0 AND 24 OR {1} NOT BETWEEN 0 AND 59 OR {2} < 0 OR {2} > 60"
    " OR isnan({2}) OR ({0} = 24 AND ({1} > 0 OR {2} > 0))"
    f" THEN {_OUT_OF_RANGE} ELSE CAST({{0}} AS BIGINT) * 3600000000"
    " + CAST({1} AS BIGINT) * 60000000"
    " + CAST(round_even({2} * 1000000, 0) AS BIGINT) END"
)
_MAKE_TIME: Final = (
    "CASE WHEN ({time}) = 86400000000 THEN CAST('24:00:00' AS TIME)"
    " ELSE CAST(make_timestamp({time}) AS TIME) END"
).replace("{time}", _TIME)
_MAKE_INTERVAL: Final = (
    "(to_months(CAST({0} AS INTEGER) * 12 + CAST({1} AS INTEGER))"
    " + to_days(CAST({2} AS INTEGER) * 7 + CAST({3} AS INTEGER))"
    " + to_microseconds(CAST({4} AS BIGINT) * 3600000000 + CAST({5} AS BIGINT) * 60000000"
    " + CAST(round_even({6} * 1000000, 0) AS BIGINT)))"
)
_INTERVAL_DEFAULTS: Final = ("0", "0", "0", "0", "0", "0", "CAST(0 AS DOUBLE)")


def _make_interval(rendered: Rendered) -> str:
    given = rendered.arguments
    made = _MAKE_INTERVAL.format(*given, *_INTERVAL_DEFAULTS[len(given) :])
    return once(
        f"(CASE WHEN abs(hour({{0}})) >= {_MOST_HOURS} THEN {_LONG} ELSE {{0}} END)", [made]
    )


_TO_TIMESTAMP: Final = (
    "CASE WHEN isinf({0}) THEN CASE WHEN {0} > 0 THEN CAST('infinity' AS TIMESTAMPTZ)"
    " ELSE CAST('-infinity' AS TIMESTAMPTZ) END"
    " WHEN isnan({0}) THEN error('timestamp cannot be NaN (22008)')"
    " ELSE make_timestamptz(CAST(round_even(({0} - 946684800) * 1000000, 0) AS BIGINT)"
    " + 946684800000000) END"
)


def _overlaps(rendered: Rendered) -> str:
    """Two periods, each with an end or a length (overlaps_timestamp)."""
    starts, ends = rendered.arguments[::2], list(rendered.arguments[1::2])
    for index in (0, 1):
        if rendered.types[2 * index + 1].name == "interval":
            ends[index] = _end(starts[index], ends[index], rendered.types[2 * index])
    first, last = zip(*map(_ordered, starts, ends), strict=True)
    (s1, s2), (e1, e2) = first, last
    return (
        f"CASE WHEN {s1} IS NULL OR {s2} IS NULL THEN CAST(NULL AS BOOLEAN)"
        f" WHEN {s1} > {s2} THEN {_within(s1, e1, e2)}"
        f" WHEN {s1} < {s2} THEN {_within(s2, e2, e1)}"
        f" ELSE CASE WHEN {e1} IS NULL OR {e2} IS NULL THEN CAST(NULL AS BOOLEAN) ELSE TRUE END END"
    )


def _end(start: str, length: str, type_: Type) -> str:
    zone = SESSION_ZONE.get()
    if type_.name == "timestamptz" and zone != "UTC":
        return _moved(start, length, zone)
    return f"({start} + {length})"


def _ordered(start: str, end: str) -> tuple[str, str]:
    """The period's ends in order; a missing one last."""
    first = f"CASE WHEN {start} IS NULL THEN {end} WHEN {start} > {end} THEN {end} ELSE {start} END"
    last = f"CASE WHEN {start} IS NULL OR {end} IS NULL THEN NULL ELSE greatest({start}, {end}) END"
    return f"({first})", f"({last})"


def _within(start: str, end: str, other_end: str) -> str:
    """Whether a period that starts later begins before the other one's end."""
    return (
        f"CASE WHEN {other_end} IS NULL THEN CAST(NULL AS BOOLEAN) WHEN {start} < {other_end}"
        f" THEN TRUE WHEN {end} IS NULL THEN CAST(NULL AS BOOLEAN) ELSE FALSE END"
    )


_MOMENTS: Final = ("timestamp", "timestamptz")
_INT3: Final = ("int4", "int4", "int4")

_FUNCTIONS: Final = (
    *_operators(),
    Function("negative", ("interval",), "interval", "-{0}"),
    *(Function("age", (kind, kind), "interval", _age) for kind in _MOMENTS),
    *(
        Function("age", (kind,), "interval", None, refusal="age of one argument")
        for kind in _MOMENTS
    ),
    *(Function("isfinite", (kind,), "bool", "isfinite({0})") for kind in ("date", *_MOMENTS)),
    Function("isfinite", ("interval",), "bool", "({0} IS NOT NULL OR NULL)"),
    Function("make_date", _INT3, "date", _make_date),
    Function("make_time", ("int4", "int4", "float8"), "time", strict(_MAKE_TIME)),
    Function("make_timestamp", (*_INT3, "int4", "int4", "float8"), "timestamp", _make_timestamp),
    *(
        Function(
            "make_timestamptz",
            (*_INT3, "int4", "int4", "float8", *zone),
            "timestamptz",
            _make_timestamp,
        )
        for zone in ((), ("text",))
    ),
    Function("make_interval", (*["int4"] * 6, "float8"), "interval", _make_interval, optional=7),
    Function("to_timestamp", ("float8",), "timestamptz", _TO_TIMESTAMP),
    *(
        Function(name, ("interval",), "interval", f"pg_{name}({{0}})")
        for name in ("justify_days", "justify_hours", "justify_interval")
    ),
    *(
        Function(name, ("timestamptz", "interval", *zone), "timestamptz", _shift(sign))
        for name, sign in (("date_add", "+"), ("date_subtract", "-"))
        for zone in ((), ("text",))
    ),
    *(
        Function("overlaps", (kind, first, kind, second), "bool", _overlaps, strict=False)
        for kind in _MOMENTS
        for first in (kind, "interval")
        for second in (kind, "interval")
    ),
    Function("overlaps", ("time",) * 4, "bool", _overlaps, strict=False),
)

REGISTRY.add(*map(evaluated_once, _FUNCTIONS))
