"""Time zones: what a session's setting means, and clocks in a zone over PostgreSQL's whole time.

A `Zone` is an IANA name ("UTC" for all its names) or seconds east of UTC. Moments and local times
are microseconds since 1970. A local time that clocks skip or show twice is read with the smaller
offset, standard time (DetermineTimeZoneOffset in datetime.c).

`SESSION_ZONE` is the zone in which a statement is bound and rendered; `in_zone` sets it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import UTC, datetime, timedelta, tzinfo
from functools import lru_cache
from typing import Final
from zoneinfo import ZoneInfo, available_timezones

from gateway.errors import SqlError

Zone = str | int

SESSION_ZONE: Final[ContextVar[Zone]] = ContextVar("SESSION_ZONE", default="UTC")

SECOND: Final = 1_000_000
_EPOCH: Final = datetime(1970, 1, 1)
_FOUR_CENTURIES: Final = 146_097 * 86_400
_FIRST: Final = -62_135_596_800 + 2 * 86_400
_LAST: Final = 253_402_300_799 - 2 * 86_400
_UTC_NAMES: Final = frozenset(
    {"utc", "gmt", "etc/utc", "etc/gmt", "uct", "etc/uct", "zulu", "etc/zulu", "universal",
     "etc/universal", "gmt0", "gmt+0", "gmt-0", "etc/gmt0", "etc/gmt+0", "etc/gmt-0",
     "greenwich", "etc/greenwich"}
)  # fmt: skip
_HOURS: Final = re.compile(r"\s*([+-]?)(\d+(?:\.\d*)?|\.\d+)\s*", re.A)
_CLOCK: Final = re.compile(r"\s*([+-]?)(\d{1,2}):(\d{2})(?::(\d{2}))?\s*", re.A)
_POSIX: Final = re.compile(
    r"(?:<[A-Za-z0-9+:-]{3,}>|[A-Za-z]{3,})([+-]?)(\d{1,3})(?::(\d{2})(?::(\d{2}))?)?", re.A
)


@contextmanager
def in_zone(zone: Zone) -> Iterator[None]:
    """What is bound or rendered inside belongs to a session in `zone`."""
    token = SESSION_ZONE.set(zone)
    try:
        yield
    finally:
        SESSION_ZONE.reset(token)


@lru_cache(maxsize=1)
def zone_names() -> dict[str, str]:
    """Every IANA name by its lower-case spelling; the machine's own zone is none of them."""
    return {name.lower(): name for name in available_timezones() - {"localtime"}}


def setting(value: str) -> str:
    """What SHOW TimeZone answers after SET TimeZone = `value` (check_timezone in variable.c).

    A name, a number of hours east of UTC, INTERVAL '±hh:mm', or a POSIX specification without
    daylight saving time, which counts to the west even where it is no more than `±hh:mm`. 22023
    for anything else.
    """
    interval = re.fullmatch(r"(?i)\s*interval\s*'([^']*)'.*", value)
    text = interval[1] if interval else value.strip()
    if (known := zone_names().get(text.lower())) is not None:
        return known
    if match := _HOURS.fullmatch(text):
        return _posix(_signed(match[1], round(float(match[2]) * 3600)))
    if match := _CLOCK.fullmatch(text):
        hours, minutes, seconds = (int(part or 0) for part in match.groups()[1:])
        if interval:
            return _posix(_signed(match[1], hours * 3600 + minutes * 60 + seconds))
        if not seconds:
            return text
    if _POSIX.fullmatch(text):
        return text.upper()
    raise SqlError("22023", f'invalid value for parameter "TimeZone": "{value}"')


def session_zone(shown: str) -> Zone:
    """The zone of a setting as `setting` gives it."""
    if shown.lower() in _UTC_NAMES:
        return "UTC"
    if shown.lower() in zone_names():
        return shown
    match = _POSIX.fullmatch(shown) or _CLOCK.fullmatch(shown)
    if match is None:
        raise SqlError("22023", f'invalid value for parameter "TimeZone": "{shown}"')
    hours, minutes, seconds = (int(part or 0) for part in match.groups()[1:])
    # POSIX counts to the west.
    return -_signed(match[1], hours * 3600 + minutes * 60 + seconds) or "UTC"


def read_zone(text: str) -> Zone:
    """A zone from its text form, `str(zone)`."""
    return int(text) if re.fullmatch(r"-?\d+", text) else text


def offset_at(zone: Zone, moment: int) -> int:
    """Seconds east of UTC at a moment."""
    return zone if isinstance(zone, int) else _offset(_known(zone), moment // SECOND)


def to_local(zone: Zone, moment: int) -> int:
    """What clocks show at a moment."""
    return moment + offset_at(zone, moment) * SECOND


def to_moment(zone: Zone, local: int) -> int:
    """The moment at which clocks show a local time."""
    if isinstance(zone, int):
        return local - zone * SECOND
    seconds = _in_calendar(local // SECOND)
    wall = _EPOCH + timedelta(seconds=seconds)
    known = _known(zone)
    offsets = [wall.replace(tzinfo=known, fold=fold).utcoffset() for fold in (0, 1)]
    return local - min(_seconds(offset) for offset in offsets) * SECOND


def abbreviation(zone: Zone, moment: int) -> str:
    """The zone's short name at a moment, as to_char's TZ prints it; "" for a mere offset."""
    if isinstance(zone, int):
        return ""
    seconds = _in_calendar(moment // SECOND)
    return (_EPOCH + timedelta(seconds=seconds)).replace(tzinfo=UTC).astimezone(
        _known(zone)
    ).tzname() or ""


def offset_text(seconds: int) -> str:
    """An offset as it follows a timestamp: "+01", "+05:30", "-00:01:15"."""
    minutes, second = divmod(abs(seconds), 60)
    hour, minute = divmod(minutes, 60)
    text = f"{'-' if seconds < 0 else '+'}{hour:02d}"
    if minute or second:
        text += f":{minute:02d}"
    return f"{text}:{second:02d}" if second else text


def _signed(sign: str, seconds: int) -> int:
    if seconds > 167 * 3600:
        raise SqlError("22023", "time zone offset is out of range")
    return -seconds if sign == "-" else seconds


def _posix(east: int) -> str:
    """PostgreSQL's own name of a fixed offset: `<+02>-02`."""
    return f"<{offset_text(east)}>{offset_text(-east)}"


@lru_cache(maxsize=256)
def _known(name: str) -> tzinfo:
    return UTC if name == "UTC" else ZoneInfo(name)


def _in_calendar(seconds: int) -> int:
    """The same second of a year that Python's calendar has; rules repeat every 400 years."""
    if seconds > _LAST:
        seconds -= ((seconds - _LAST) // _FOUR_CENTURIES + 1) * _FOUR_CENTURIES
    return max(seconds, _FIRST)


def _offset(known: tzinfo, seconds: int) -> int:
    moment = (_EPOCH + timedelta(seconds=_in_calendar(seconds))).replace(tzinfo=UTC)
    return _seconds(moment.astimezone(known).utcoffset())


def _seconds(offset: timedelta | None) -> int:
    return round(offset.total_seconds()) if offset is not None else 0
