"""Reading dates and times as PostgreSQL does (DateStyle ISO, MDY; ISO spellings only).

A spelling that PostgreSQL may read otherwise is refused with 0A000, never guessed. What Python's
classes cannot hold (infinity, BC, years over 9999, 24:00:00) comes back as PostgreSQL's text.
"""

from __future__ import annotations

import re
from datetime import UTC, date, datetime, time, timedelta
from typing import Final

from gateway.errors import SqlError, unsupported
from gateway.timezones import SESSION_ZONE, Zone, offset_text, to_moment, zone_names

_DATE: Final = r"(?P<year>\d{4,7})-(?P<month>\d{1,2})-(?P<day>\d{1,2})"
_CLOCK: Final = r"(?P<hour>\d{1,2}):(?P<minute>\d{2})(?::(?P<second>\d{2})(?P<fraction>\.\d*)?)?"
_ZONE: Final = (
    r"\s*(?P<zone>[zZ]|[+-]\d{1,2}(?::?\d{2}(?::?\d{2})?)?"
    r"|(?!(?:BC|AD|bc|ad)\b)[A-Za-z][A-Za-z_/+\-0-9]*)?"
)
_ERA: Final = r"(?:\s+(?P<era>BC|AD|bc|ad))?"
_TIMESTAMP_RE: Final = re.compile(
    rf"\s*{_DATE}(?:(?:\s+|[Tt]){_CLOCK}(?:{_ZONE})?)?{_ERA}\s*", re.A
)
_TIMESTAMP_COMPACT: Final = re.compile(
    r"\s*(?P<year>\d{4})(?P<month>\d\d)(?P<day>\d\d)"
    rf"(?:(?:\s+|[Tt]){_CLOCK}(?:{_ZONE})?)?(?P<era>)\s*",
    re.A,
)
_DATE_AND_ZONE: Final = re.compile(
    r"(\d-\d{1,2}-\d{1,2})\s+([zZ]|[+-]\d{1,2}(?::?\d{2}(?::?\d{2})?)?)(?=\s|$)", re.A
)
"""A day and an offset without a time of day, as pgjdbc sends dates."""
_TIME_RE: Final = re.compile(rf"\s*{_CLOCK}(?:{_ZONE})?\s*", re.A)
_EPOCH: Final = datetime(1970, 1, 1)
_DAY: Final = 86_400_000_000
_FIRST: Final = (-4713, 11, 24)
_LAST_YEAR: Final = 5_874_897  # of a date
_LAST_MOMENT: Final = "294247-01-10 04:00:54.775806"
"""What 64 bits of microseconds since 1970 hold; PostgreSQL's count from 2000."""
_LAST_TIMESTAMP_YEAR: Final = 294_276
_STABLE: Final = frozenset({"now", "today", "tomorrow", "yesterday", "allballs"})
_INFINITE: Final = {"infinity": "infinity", "+infinity": "infinity", "-infinity": "-infinity"}
_MONTHS: Final = re.compile(r"jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec|julian|^j\d", re.I)


def parse_date(text: str) -> date | str:
    """Text to a date; 22007, 22008, 0A000."""
    moment = _moment(text, "date")
    if isinstance(moment, str):
        return moment.split(" ")[0] + (" BC" if moment.endswith(" BC") else "")
    return moment.date()


def parse_timestamp(text: str, precision: int | None = None) -> datetime | str:
    """Text to a timestamp without time zone (a zone in the text is ignored, as there)."""
    moment = _moment(text, "timestamp without time zone")
    if isinstance(moment, str):
        return _far(moment, text, precision)
    return round_seconds(moment, precision)


def parse_timestamptz(
    text: str, precision: int | None = None, *, zone: Zone | None = None
) -> datetime | str:
    """Text to an instant (aware, UTC); text without a zone is in `zone`, else the session's."""
    if text.strip().lower() == "epoch":
        return _EPOCH.replace(tzinfo=UTC)
    moment = _moment(text, "timestamp with time zone")
    if isinstance(moment, str):
        return _far_moment(_far(moment, text, precision), text, zone)
    written = _written_zone(text)
    local = round_seconds(moment, precision)
    if written:
        return _in_written_zone(local, written, text)
    return _in_zone(local, SESSION_ZONE.get() if zone is None else zone, text)


def _far(moment: str, text: str, precision: int | None) -> str:
    """A timestamp that Python cannot hold, checked. 0A000 for one to be rounded or beyond Arrow."""
    if moment in _INFINITE:
        return moment
    year = 0 if moment.endswith(" BC") else int(moment.split("-")[0])
    if year > _LAST_TIMESTAMP_YEAR:
        raise _out_of_range(text)
    if year > 294_247 or (year == 294_247 and moment > _LAST_MOMENT):
        raise unsupported(f'timestamp input "{text}"')
    if precision is not None and "." in moment:
        raise unsupported(f'date/time input "{text}"')
    return moment


def _far_moment(moment: str, text: str, zone: Zone | None) -> str:
    """The same with its offset. 0A000 in a zone other than UTC."""
    if moment in _INFINITE:
        return moment
    written = _written_zone(text)
    session = SESSION_ZONE.get() if zone is None else zone
    if (offset_of(written) if written else session) not in ("UTC", 0):
        raise unsupported(f'timestamp input "{text}"')
    return moment.removesuffix(" BC") + ("+00 BC" if moment.endswith(" BC") else "+00")


def _written_zone(text: str) -> str | None:
    match = _matched(text)
    return match["zone"] if match and match.groupdict().get("zone") else None


def parse_time(text: str, precision: int | None = None) -> time | str:
    """Text to a time of day; 24:00:00 as text."""
    match = _TIME_RE.fullmatch(text)
    if match is None:
        match = _TIMESTAMP_RE.fullmatch(text)
        if match is None or match["hour"] is None:
            raise _refused(text, "time without time zone")
    zone = match["zone"]
    if zone and zone.lower() in ("am", "pm"):
        raise unsupported(f'time input "{text}"')
    return _clock(match, text, precision)


def _clock(match: re.Match[str], text: str, precision: int | None) -> time | str:
    micro = _microseconds(match, text)
    if precision is not None:
        unit = 10 ** (6 - precision)
        micro = (micro + unit // 2) // unit * unit
    if micro == 86_400_000_000:
        return "24:00:00"
    return (datetime.min + timedelta(microseconds=micro)).time()


def parse_timetz(text: str, precision: int | None = None) -> str:
    """Text to a time of day with an offset, as PostgreSQL prints it.

    Without an offset it is the session's, if that is always the same; 0A000 for another. 22009.
    """
    match = _TIME_RE.fullmatch(text) or _TIMESTAMP_RE.fullmatch(text)
    if match is None or match["hour"] is None:
        raise _refused(text, "time with time zone")
    written = match["zone"]
    digits = re.match(r"[+-](\d+)", written or "")
    if digits and int(digits[1]) > 15:
        raise SqlError("22009", f'time zone displacement out of range: "{text}"')
    zone = offset_of(written) if written else SESSION_ZONE.get()
    if isinstance(zone, str) and zone != "UTC":
        zone = None
    if zone is None:
        raise unsupported(
            f'time with time zone input "{text}"', hint="Write the offset, as in 12:00:00+02."
        )
    clock = str(_clock(match, text, precision))
    shown = clock.rstrip("0") if "." in clock else clock
    return shown + offset_text(0 if zone == "UTC" else int(zone))


def round_seconds(moment: datetime, precision: int | None) -> datetime:
    """To `precision` digits of a second, half up, as AdjustTimestampForTypmod does."""
    if precision is None or precision >= 6:
        return moment
    unit = 10 ** (6 - precision)
    extra = (moment.microsecond + unit // 2) // unit * unit - moment.microsecond
    return moment + timedelta(microseconds=extra)


def offset_of(zone: str) -> Zone | None:
    """The zone of a written offset or name; None for one we do not know exactly."""
    if zone.lower() in ("z", "utc", "gmt", "zulu", "ut"):
        return "UTC"
    match = re.fullmatch(r"([+-])(\d{1,2}):?(\d{2})?:?(\d{2})?", zone, re.A)
    if match:
        hours, minutes, seconds = (int(part or 0) for part in match.groups()[1:])
        if hours > 15 or minutes > 59 or seconds > 59:
            return None
        shift = hours * 3600 + minutes * 60 + seconds
        return -shift if match[1] == "-" else shift
    return zone_names().get(zone.lower()) if "/" in zone else None


def _matched(text: str) -> re.Match[str] | None:
    text = _DATE_AND_ZONE.sub(r"\1 00:00 \2", text)
    return _TIMESTAMP_RE.fullmatch(text) or _TIMESTAMP_COMPACT.fullmatch(text)


def _moment(text: str, type_name: str) -> datetime | str:
    word = text.strip().lower()
    if word in _INFINITE:
        return _INFINITE[word]
    if word == "epoch":
        return datetime(1970, 1, 1)
    match = _matched(text)
    if match is None:
        raise _refused(text, type_name)
    return _assembled(match, text)


def _assembled(match: re.Match[str], text: str) -> datetime | str:
    year, month, day = int(match["year"]), int(match["month"]), int(match["day"])
    era = (match["era"] or "").upper()
    astronomical = 1 - year if era == "BC" else year
    if year == 0 or not 1 <= month <= 12 or not 1 <= day <= _month_days(astronomical, month):
        raise _out_of_range(text)
    micro = _microseconds(match, text) if match["hour"] is not None else 0
    zone = match["zone"]
    if zone and zone.lower() in ("am", "pm", "bc", "ad"):
        raise unsupported(f'date/time input "{text}"')
    if era == "BC" or year > 9999:
        if (astronomical, month, day) < _FIRST or year > _LAST_YEAR:
            raise _out_of_range(text)
        if micro == _DAY:
            raise unsupported(f'date/time input "{text}"')
        clock = (datetime.min + timedelta(microseconds=micro)).time().isoformat()
        shown = clock.rstrip("0") if "." in clock else clock
        return f"{year:04d}-{month:02d}-{day:02d} {shown}{' BC' if era == 'BC' else ''}"
    try:
        return datetime(year, month, day) + timedelta(microseconds=micro)
    except OverflowError:
        raise unsupported(f'date/time input "{text}"') from None


def _microseconds(match: re.Match[str], text: str) -> int:
    hour, minute, second = (int(match[k] or 0) for k in ("hour", "minute", "second"))
    fraction = match["fraction"]
    micro = round(float(fraction) * 1e6) if fraction and len(fraction) > 1 else 0
    total = ((hour * 60 + minute) * 60 + second) * 1_000_000 + micro
    if minute > 59 or second > 60 or total > 86_400_000_000:
        raise _out_of_range(text)
    return total


def _month_days(year: int, month: int) -> int:
    if month == 2:
        return 29 if year % 4 == 0 and (year % 100 != 0 or year % 400 == 0) else 28
    return 30 if month in (4, 6, 9, 11) else 31


def _in_written_zone(local: datetime, zone: str, text: str) -> datetime:
    found = offset_of(zone)
    if found is None:
        raise unsupported(f'time zone "{zone}" in "{text}"')
    return _in_zone(local, found, text)


def _in_zone(local: datetime, zone: Zone, text: str) -> datetime:
    ticks = (local - _EPOCH) // timedelta(microseconds=1)
    try:
        return (_EPOCH + timedelta(microseconds=to_moment(zone, ticks))).replace(tzinfo=UTC)
    except OverflowError:
        raise unsupported(f'timestamp input "{text}"') from None


def _out_of_range(text: str) -> SqlError:
    return SqlError("22008", f'date/time field value out of range: "{text}"')


def _refused(text: str, type_name: str) -> SqlError:
    word = text.strip().lower()
    if word in _STABLE:
        return unsupported(f'the date/time input "{word}"', hint="Use current_date or now().")
    if not any(c.isdigit() for c in text) and not _MONTHS.search(text):
        return SqlError("22007", f'invalid input syntax for type {type_name}: "{text}"')
    return unsupported(
        f'{type_name} input "{text}"', hint="Write it as 2001-02-03 04:05:06 (ISO 8601)."
    )
