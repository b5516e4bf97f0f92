"""IntervalStyle iso_8601 and postgres_verbose (EncodeInterval in datetime.c).

sql_standard would also change what `-1 2:03:04` means as input, and is not there.

Imports: `gateway.sql.intervals`.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

from gateway.sql.intervals import SECOND, Interval, format_interval


@dataclass(frozen=True, slots=True)
class _Fields:
    """As C takes an interval apart: every field has the sign of its group."""

    years: int
    months: int
    days: int
    hours: int
    minutes: int
    micros: int

    @classmethod
    def of(cls, value: Interval) -> _Fields:
        month_sign = -1 if value.months < 0 else 1
        years, months = divmod(abs(value.months), 12)
        sign = -1 if value.microseconds < 0 else 1
        minutes, micros = divmod(abs(value.microseconds), 60 * SECOND)
        hours, minute = divmod(minutes, 60)
        return cls(month_sign * years, month_sign * months, value.days,
                   sign * hours, sign * minute, sign * micros)  # fmt: skip


def styled_interval(value: Interval, style: str) -> str:
    """The text of a finite interval."""
    return _STYLES[style](value)


def _iso(value: Interval) -> str:
    f = _Fields.of(value)
    day = "".join(f"{n}{unit}" for n, unit in ((f.years, "Y"), (f.months, "M"), (f.days, "D")) if n)
    time = "".join(f"{n}{unit}" for n, unit in ((f.hours, "H"), (f.minutes, "M")) if n)
    if f.micros:
        time += f"{'-' if f.micros < 0 else ''}{_seconds(f.micros)}S"
    if not day and not time:
        return "PT0S"
    return f"P{day}" + (f"T{time}" if time else "")


def _verbose(value: Interval) -> str:
    f = _Fields.of(value)
    words = ["@"]
    parts = ((f.years, "year"), (f.months, "mon"), (f.days, "day"), (f.hours, "hour"),
             (f.minutes, "min"))  # fmt: skip
    # The sign of the first part is said at the end, by "ago"; the others are relative to it.
    first = next((n for n in (*(n for n, _ in parts), f.micros) if n), 0)
    before = first < 0
    for amount, unit in parts:
        if amount:
            shown = -amount if before else amount
            words.append(f"{shown} {unit}{'' if shown == 1 else 's'}")
    if f.micros:
        minus = "-" if (f.micros < 0) != before else ""
        words.append(f"{minus}{_seconds(f.micros)} sec{'' if abs(f.micros) == SECOND else 's'}")
    if len(words) == 1:
        words.append("0")
    return " ".join(words) + (" ago" if before else "")


def _seconds(micros: int) -> str:
    """Without a sign and without trailing zeros."""
    whole, fraction = divmod(abs(micros), SECOND)
    return f"{whole}" + (f".{fraction:06}".rstrip("0") if fraction else "")


_STYLES: Final[dict[str, Callable[[Interval], str]]] = {
    "postgres": format_interval,
    "iso_8601": _iso,
    "postgres_verbose": _verbose,
}
