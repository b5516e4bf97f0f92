"""PostgreSQL intervals: reading every usual spelling, printing the `postgres` style, ordering.

An interval is `(months, days, microseconds)`. Rules: DecodeInterval, DecodeISO8601Interval,
EncodeInterval (datetime.c) and interval_cmp_value (timestamp.c).
"""

from __future__ import annotations

import re
from decimal import ROUND_HALF_EVEN, Decimal
from typing import Final, NamedTuple

from gateway.errors import SqlError, unsupported

SECOND: Final = 1_000_000
DAY: Final = 86_400 * SECOND


class Interval(NamedTuple):
    """Months, days and microseconds, each with a sign of its own."""

    months: int = 0
    days: int = 0
    microseconds: int = 0


_UNITS: Final[dict[str, tuple[str, int]]] = {
    name: (field, factor)
    for names, field, factor in (
        ("us usec usecs usecond useconds microsecond microseconds", "us", 1),
        ("ms msec msecs msecond mseconds millisecond milliseconds", "us", 1000),
        ("s sec secs second seconds", "us", SECOND),
        ("m min mins minute minutes", "us", 60 * SECOND),
        ("h hr hrs hour hours", "us", 3600 * SECOND),
        ("d day days", "day", 1),
        ("w week weeks", "day", 7),
        ("mon mons month months", "month", 1),
        ("y yr yrs year years", "month", 12),
        ("dec decs decade decades", "month", 120),
        ("c cent centuries century", "month", 1200),
        ("mil mils millennia millennium", "month", 12_000),
    )
    for name in names.split()
}
_TOKEN: Final = re.compile(
    r"\s*(?:"
    r"(?P<sign>[+-]?)(?:(?P<days>\d+)\s+)?(?P<clock>\d+:\d+(?::\d*)?(?:\.\d*)?)"
    r"|(?P<ym>[+-]?\d+-\d+)(?=\s|$)"
    r"|(?P<number>(?:[+-]\s*)?(?:\d+\.?\d*|\.\d+))\s*(?P<unit>[A-Za-z]+)?"
    r"|(?P<word>[A-Za-z]+)|(?P<at>@))",
    re.A,
)
_ISO: Final = re.compile(
    r"P(?:(?P<y>N)Y)?(?:(?P<mo>N)M)?(?:(?P<w>N)W)?(?:(?P<d>N)D)?"
    r"(?:T(?:(?P<h>N)H)?(?:(?P<mi>N)M)?(?:(?P<s>N)S)?)?".replace("N", r"[+-]?\d+(?:\.\d*)?"),
    re.A,
)
_ISO_UNITS: Final = {"y": "year", "mo": "mon", "w": "week", "d": "day", "h": "hour", "mi": "min",
                     "s": "sec"}  # fmt: skip


def parse_interval(text: str) -> Interval | str:
    """Text to an interval, or "infinity" / "-infinity"; 22007, 22015, 0A000 for other spellings."""
    stripped = text.strip()
    lowered = stripped.lower()
    if lowered in ("infinity", "+infinity", "-infinity"):
        return lowered.lstrip("+")
    parts = _iso_parts(stripped) if stripped.startswith("P") else _verbose_parts(text, stripped)
    return _checked(parts, text)


def format_interval(value: Interval) -> str:
    """IntervalStyle `postgres`: `1 year 2 mons -3 days +04:05:06.7`."""
    years, months = _split(value.months, 12)
    words: list[str] = []
    negative = False
    for amount, unit in ((years, "year"), (months, "mon"), (value.days, "day")):
        if amount:
            plus = "+" if negative and amount > 0 else ""
            words.append(f"{plus}{amount} {unit}{'' if amount == 1 else 's'}")
            negative = amount < 0
    if value.microseconds or not words:
        words.append(_clock(value.microseconds, negative))
    return " ".join(words)


def order_value(value: Interval) -> int:
    """What PostgreSQL compares intervals by: a month is 30 days, a day 24 hours."""
    return (value.months * 30 + value.days) * DAY + value.microseconds


def _clock(microseconds: int, after_negative: bool) -> str:
    sign = "-" if microseconds < 0 else "+" if after_negative else ""
    seconds, fraction = divmod(abs(microseconds), SECOND)
    minutes, second = divmod(seconds, 60)
    hour, minute = divmod(minutes, 60)
    tail = f".{fraction:06d}".rstrip("0") if fraction else ""
    return f"{sign}{hour:02d}:{minute:02d}:{second:02d}{tail}"


def _split(amount: int, by: int) -> tuple[int, int]:
    """Quotient and remainder truncated towards zero, as C divides."""
    quotient = abs(amount) // by * (1 if amount >= 0 else -1)
    return quotient, amount - quotient * by


def _iso_parts(text: str) -> list[tuple[Decimal, str]]:
    match = _ISO.fullmatch(text)
    if match is None or not any(match.groups()):
        raise unsupported(f'interval input "{text}"')
    return [(Decimal(n), _ISO_UNITS[k]) for k, n in match.groupdict().items() if n]


_STRANGE: Final = re.compile(r"[^A-Za-z0-9\s.:+@-]")


def _verbose_parts(text: str, stripped: str) -> list[tuple[Decimal, str]]:
    if _STRANGE.search(stripped):
        # PostgreSQL skips some punctuation; we do not guess which.
        raise unsupported(f'interval input "{text}"')
    parts: list[tuple[Decimal, str]] = []
    ago, at = False, 0
    while at < len(stripped):
        match = _TOKEN.match(stripped, at)
        if match is None or ago:
            raise _syntax(text)
        at = match.end()
        if match["clock"]:
            parts += _clock_parts(match)
        elif match["ym"]:
            parts += _year_month(match["ym"])
        elif match["number"]:
            unit = (match["unit"] or "").lower()
            if unit and unit not in _UNITS:
                raise _syntax(text)
            if not unit and stripped[at:].strip():
                raise _syntax(text)
            parts.append((Decimal("".join(match["number"].split())), unit or "second"))
        elif match["word"]:
            if match["word"].lower() != "ago" or not parts:
                raise _syntax(text)
            ago = True
        elif parts:
            raise _syntax(text)
    if not parts:
        raise _syntax(text)
    return [(-n, u) for n, u in parts] if ago else parts


def _clock_parts(match: re.Match[str]) -> list[tuple[Decimal, str]]:
    sign = -1 if match["sign"] == "-" else 1
    head, _, fraction = match["clock"].partition(".")
    fields = head.split(":")
    if len(fields) == 2 and fraction:
        fields = ["0", *fields]
    hour, minute, second = [*fields, "0"][:3]
    if int(minute) > 59 or int(second or 0) > 60:
        raise SqlError("22008", f'interval field value out of range: "{match.group().strip()}"')
    seconds = Decimal(f"{second or 0}.{fraction or 0}")
    parts = [(Decimal(hour), "hour"), (Decimal(minute), "min"), (seconds, "sec")]
    if match["days"]:
        parts.append((Decimal(match["days"]), "day"))
    return [(sign * n, u) for n, u in parts]


def _year_month(text: str) -> list[tuple[Decimal, str]]:
    sign = -1 if text.startswith("-") else 1
    years, months = text.lstrip("+-").split("-")
    if int(months) > 11:
        raise SqlError("22008", f'interval field value out of range: "{text}"')
    return [(Decimal(sign * int(years)), "year"), (Decimal(sign * int(months)), "mon")]


def _syntax(text: str) -> SqlError:
    return SqlError("22007", f'invalid input syntax for type interval: "{text}"')


def _checked(parts: list[tuple[Decimal, str]], text: str) -> Interval:
    months = days = 0
    micro = Decimal(0)
    for number, unit in parts:
        field, factor = _UNITS[unit]
        whole = int(number)
        fraction = number - whole
        if field == "us":
            micro += number * factor
        elif field == "day":
            days += whole * factor
            extra = fraction * factor
            days += int(extra)
            micro += (extra - int(extra)) * DAY
        else:
            months += whole * factor
            if factor == 1:
                extra = fraction * 30
                days += int(extra)
                micro += (extra - int(extra)) * DAY
            else:
                # Parts of years and more become whole months (AdjustFractYears: rint).
                months += int((fraction * factor).to_integral_value(ROUND_HALF_EVEN))
    total = int(micro.to_integral_value(ROUND_HALF_EVEN))
    if abs(months) >= 2**31 or abs(days) >= 2**31 or abs(total) >= 2**63:
        raise SqlError("22008", f'interval field value out of range: "{text}"')
    return Interval(months, days, total)
