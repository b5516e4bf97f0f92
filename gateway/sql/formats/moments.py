"""to_char of timestamps and intervals (formatting.c: DCH_to_char)."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Final

from gateway.errors import SqlError, unsupported
from gateway.sql.formats.template import Field, moment_template, ordinal
from gateway.sql.intervals import DAY, Interval
from gateway.timezones import Zone, abbreviation, offset_at, to_local

MONTHS: Final = (
    "January", "February", "March", "April", "May", "June", "July", "August", "September",
    "October", "November", "December",
)  # fmt: skip
DAYS: Final = ("Sunday", "Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday")
_ROMAN: Final = ("I", "II", "III", "IV", "V", "VI", "VII", "VIII", "IX", "X", "XI", "XII")
_UNIX_JULIAN: Final = 2_440_588


@dataclass(frozen=True, slots=True)
class Parts:
    """A time taken apart; `year` counts 1 BC as 0. An interval's parts may be negative."""

    year: int
    month: int
    day: int
    hour: int
    minute: int
    second: int
    microsecond: int
    julian: int
    year_day: int
    zone: str = ""
    offset: int = 0
    interval: bool = False

    @property
    def week_day(self) -> int:
        """0 for Sunday."""
        return (self.julian + 1) % 7

    @property
    def iso(self) -> tuple[int, int, int]:
        """ISO year, week, and day of the ISO year."""
        monday = self.julian - self.julian % 7
        year = date_of(monday + 3)[0]
        first = julian_day(year, 1, 4)
        start = first - first % 7
        return year, (monday - start) // 7 + 1, self.julian - start + 1


def of_moment(microseconds: int, zone: Zone) -> Parts:
    """Parts of a timestamptz, microseconds since 1970, as clocks in `zone` show it."""
    offset, name = offset_at(zone, microseconds), abbreviation(zone, microseconds)
    return replace(of_timestamp(to_local(zone, microseconds)), zone=name, offset=offset)


def of_timestamp(microseconds: int) -> Parts:
    """Parts of microseconds since 1970."""
    days, rest = divmod(microseconds, DAY)
    julian = days + _UNIX_JULIAN
    year, month, day = date_of(julian)
    year_day = julian - julian_day(year, 1, 1) + 1
    return Parts(year, month, day, *_clock(rest), julian, year_day)


def of_interval(value: Interval) -> Parts:
    """Parts of an interval: years and months, days, hours …, each truncated towards zero."""
    sign = -1 if value.months < 0 else 1
    years, months = abs(value.months) // 12 * sign, abs(value.months) % 12 * sign
    clock = _clock(abs(value.microseconds))
    if value.microseconds < 0:
        hour, minute, second, fraction = clock
        clock = (-hour, -minute, -second, -fraction)
    days = value.months * 30 + value.days
    return Parts(years, months, value.days, *clock, 0, days, interval=True)


def to_char(parts: Parts, template: str) -> str:
    """The parts as the template says. 22007 for a field that an interval does not have."""
    output: list[str] = []
    for node in moment_template(template):
        if isinstance(node, str):
            output.append(node)
            continue
        text = _FIELDS[node.key](parts, node)
        if node.ordinal and text and text[-1].isdigit() and node.key not in _NO_ORDINAL:
            text += ordinal(text, node.ordinal)
        output.append(text)
    return "".join(output)


def julian_day(year: int, month: int, day: int) -> int:
    """Julian day number of a proleptic Gregorian date; year 0 is 1 BC."""
    shift = (14 - month) // 12
    y, m = year + 4800 - shift, month + 12 * shift - 3
    return day + (153 * m + 2) // 5 + 365 * y + y // 4 - y // 100 + y // 400 - 32045


def date_of(julian: int) -> tuple[int, int, int]:
    """The date of a Julian day number."""
    a = julian + 32044
    b = (4 * a + 3) // 146097
    c = a - 146097 * b // 4
    d = (4 * c + 3) // 1461
    e = c - 1461 * d // 4
    m = (5 * e + 2) // 153
    return 100 * b + d - 4800 + m // 10, m + 3 - 12 * (m // 10), e - (153 * m + 2) // 5 + 1


def _clock(microseconds: int) -> tuple[int, int, int, int]:
    seconds, fraction = divmod(microseconds, 1_000_000)
    minutes, second = divmod(seconds, 60)
    hour, minute = divmod(minutes, 60)
    return hour, minute, second, fraction


_NO_ORDINAL: Final = frozenset({"TZH", "TZM", "OF"})
Rule = Callable[[Parts, Field], str]


def _padded(value: int, width: int, field: Field) -> str:
    """Zeros up to `width`, one more with a sign; none with FM."""
    if not field.fill:
        return str(value)
    return f"{value:0{width if value >= 0 else width + 1}d}"


def _number(width: int, value: Callable[[Parts], int]) -> Rule:
    return lambda parts, field: _padded(value(parts), width, field)


def _dated(rule: Rule) -> Rule:
    """A field that an interval does not have."""

    def checked(parts: Parts, field: Field) -> str:
        if parts.interval:
            raise SqlError(
                "22007",
                "invalid format specification for an interval value",
                hint="Intervals are not tied to specific calendar dates.",
            )
        return rule(parts, field)

    return checked


def _calendar(rule: Rule) -> Rule:
    """A field that PostgreSQL fills for an interval too, with a day that means nothing."""

    def checked(parts: Parts, field: Field) -> str:
        if parts.interval:
            raise unsupported(f'the field "{field.word}" of an interval')
        return rule(parts, field)

    return checked


def _year(parts: Parts) -> int:
    return parts.year if parts.interval or parts.year > 0 else 1 - parts.year


def _iso_year(parts: Parts) -> int:
    if parts.interval:
        raise unsupported("an ISO year of an interval")
    year = parts.iso[0]
    return year if year > 0 else 1 - year


def _year_part(width: int, iso: bool) -> Rule:
    def rule(parts: Parts, field: Field) -> str:
        year = _iso_year(parts) if iso else _year(parts)
        if width == 4:
            return _padded(year, 4, field)
        part = abs(year) % 10**width * (-1 if year < 0 else 1)
        return str(part) if width == 1 else _padded(part, width, field)

    return rule


def _thousands(parts: Parts, field: Field) -> str:
    year = _year(parts)
    if year < 0:
        raise unsupported(f'the field "{field.word}" of a negative interval')
    return f"{year // 1000},{year % 1000:03d}"


def _century(parts: Parts, field: Field) -> str:
    if parts.interval:
        century = abs(parts.year) // 100 * (-1 if parts.year < 0 else 1)
    elif parts.year > 0:
        century = (parts.year - 1) // 100 + 1
    else:
        century = -(-parts.year // 100) - 1
    return _padded(century, 2, field) if -99 <= century <= 99 else str(century)


def _half_day(dotted: bool) -> Rule:
    def rule(parts: Parts, field: Field) -> str:
        text = "PM" if _remainder(parts.hour, 24) >= 12 else "AM"
        text = f"{text[0]}.M." if dotted else text
        return text if field.word.isupper() else text.lower()

    return rule


def _era(dotted: bool) -> Rule:
    def rule(parts: Parts, field: Field) -> str:
        text = "BC" if parts.year <= 0 else "AD"
        text = f"{text[0]}.{text[1]}." if dotted else text
        return text if field.word.isupper() else text.lower()

    return rule


def _name(names: tuple[str, ...], index: Callable[[Parts], int], length: int) -> Rule:
    def rule(parts: Parts, field: Field) -> str:
        at = index(parts)
        if at < 0:
            return ""
        name = names[at][:length] if length else names[at]
        if field.word.isupper():
            name = name.upper()
        elif field.word.islower():
            name = name.lower()
        padded = field.fill and not field.translated and not length
        return f"{name:<9}" if padded else name

    return rule


def _roman(parts: Parts, field: Field) -> str:
    text = _ROMAN[parts.month - 1]
    text = text if field.word.isupper() else text.lower()
    return f"{text:<4}" if field.fill else text


def _zone_hour(parts: Parts, field: Field) -> str:
    return f"{'-' if parts.offset < 0 else '+'}{abs(parts.offset) // 3600:02d}"


def _zone_minute(parts: Parts, field: Field) -> str:
    return f"{abs(parts.offset) // 60 % 60:02d}"


def _zone_offset(parts: Parts, field: Field) -> str:
    hours = f"{abs(parts.offset) // 3600:0{2 if field.fill else 1}d}"
    minutes = _zone_minute(parts, field)
    sign = "-" if parts.offset < 0 else "+"
    return f"{sign}{hours}" if minutes == "00" else f"{sign}{hours}:{minutes}"


def _zone(parts: Parts, field: Field) -> str:
    if not parts.zone:
        raise unsupported("the name of a time zone that is an offset")
    return parts.zone if field.word.isupper() else parts.zone.lower()


def _fraction(digits: int) -> Rule:
    return lambda parts, field: f"{_truncated(parts.microsecond, 10 ** (6 - digits)):0{digits}d}"


def _truncated(value: int, by: int) -> int:
    return abs(value) // by * (-1 if value < 0 else 1)


def _twelve(parts: Parts) -> int:
    return _remainder(parts.hour, 12) or 12


def _remainder(value: int, by: int) -> int:
    return abs(value) % by * (-1 if value < 0 else 1)


def _seconds(parts: Parts, field: Field) -> str:
    return str(parts.hour * 3600 + parts.minute * 60 + parts.second)


def _quarter(parts: Parts, field: Field) -> str:
    return "" if parts.month == 0 else str(_truncated(parts.month - 1, 3) + 1)


_FIELDS: Final[dict[str, Rule]] = {
    "A.M.": _half_day(True), "P.M.": _half_day(True), "AM": _half_day(False),
    "PM": _half_day(False),
    "HH": _number(2, _twelve), "HH12": _number(2, _twelve), "HH24": _number(2, lambda p: p.hour),
    "MI": _number(2, lambda p: p.minute), "SS": _number(2, lambda p: p.second),
    **{f"FF{digits}": _fraction(digits) for digits in range(1, 7)},
    "MS": _fraction(3), "US": _fraction(6), "SSSS": _seconds, "SSSSS": _seconds,
    "TZ": _dated(_zone), "TZH": _dated(_zone_hour), "TZM": _dated(_zone_minute),
    "OF": _dated(_zone_offset),
    "A.D.": _dated(_era(True)), "B.C.": _dated(_era(True)), "AD": _dated(_era(False)),
    "BC": _dated(_era(False)),
    "MONTH": _dated(_name(MONTHS, lambda p: p.month - 1, 0)),
    "MON": _dated(_name(MONTHS, lambda p: p.month - 1, 3)),
    "MM": _number(2, lambda p: p.month),
    "DAY": _dated(_name(DAYS, lambda p: p.week_day, 0)),
    "DY": _dated(_name(DAYS, lambda p: p.week_day, 3)),
    "DDD": _number(3, lambda p: p.year_day), "IDDD": _calendar(_number(3, lambda p: p.iso[2])),
    "DD": lambda p, f: f"{p.day:02d}" if f.fill else str(p.day),
    "D": _dated(lambda p, f: str(p.week_day + 1)),
    "ID": _dated(lambda p, f: str(p.week_day or 7)),
    "WW": _calendar(_number(2, lambda p: (p.year_day - 1) // 7 + 1)),
    "IW": _calendar(_number(2, lambda p: p.iso[1])),
    "Q": _quarter, "CC": _century, "Y,YYY": _thousands,
    **{"Y" * width: _year_part(width, False) for width in range(1, 5)},
    **{"I" + "Y" * (width - 1): _year_part(width, True) for width in range(1, 5)},
    "RM": _calendar(_roman), "W": _calendar(lambda p, f: str((p.day - 1) // 7 + 1)),
    "J": _calendar(lambda p, f: str(p.julian)),
    "FX": lambda p, f: "",
}  # fmt: skip
