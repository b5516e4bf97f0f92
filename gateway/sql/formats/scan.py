"""to_date, to_timestamp and to_number: the part of DCH_from_char that has one reading.

Numbers of the usual fields, names of months and days, and separators: between two fields the text
must have as many separators as the template, in the same place. Everything else that PostgreSQL
would still read one way or another is refused with 0A000.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Final

from gateway.errors import SqlError, unsupported
from gateway.sql.formats.moments import DAYS, MONTHS, date_of, julian_day
from gateway.sql.formats.template import Field, Node, moment_template, number_template

_UNIX_JULIAN: Final = 2_440_588
_WIDTHS: Final = {
    "YYYY": 4, "YY": 2, "MM": 2, "DD": 2, "HH24": 2, "HH12": 2, "HH": 2, "MI": 2, "SS": 2, "DDD": 3,
}  # fmt: skip
_FRACTIONS: Final = {"MS": 3, "US": 6, **{f"FF{n}": n for n in range(1, 7)}}
_POWERS: Final = (1, 10, 100, 1000, 10_000, 100_000)
_BOUNDS: Final = {
    "MM": (1, 12), "DD": (1, 31), "HH24": (0, 23), "HH12": (1, 12), "HH": (1, 12), "MI": (0, 59),
    "SS": (0, 59), "DDD": (1, 366),
}  # fmt: skip
_SEPARATORS: Final = "-/.,:;_"
"""Any of them may stand for another."""
_NUMBER: Final = re.compile(r"\s*([+-]?)\s*(\d[\d,]*|(?=\.))(?:\.(\d*))?\s*", re.A)


_NAMES: Final[dict[str, Sequence[str]]] = {
    "MONTH": MONTHS,
    "MON": [name[:3] for name in MONTHS],
    "DAY": DAYS,
    "DY": [name[:3] for name in DAYS],
    "AM": ("AM", "PM"),
    "PM": ("AM", "PM"),
}


def to_date(text: str, template: str) -> int:
    """Days since 1970."""
    return _date(_fields(text, template))


def to_timestamp(text: str, template: str) -> int:
    """Microseconds since 1970, in UTC."""
    fields = _fields(text, template)
    hour = fields.get("HH24", 0)
    twelve = fields.get("HH12", fields.get("HH"))
    if twelve is not None:
        hour = twelve % 12 + (12 if fields.get("PM") else 0)
    seconds = (hour * 60 + fields.get("MI", 0)) * 60 + fields.get("SS", 0)
    fraction = sum(fields.get(name, 0) * _POWERS[6 - n] for name, n in _FRACTIONS.items())
    return (_date(fields) * 86_400 + seconds) * 1_000_000 + fraction


def to_number(text: str, template: str) -> str:
    """A numeric, for templates of digits, group separators and a decimal point."""
    nodes = number_template(template)
    keys = [node.key if isinstance(node, Field) else node for node in nodes]
    known = set(keys) <= {"9", "0", ",", ".", "D", "G", "FM", "S", "MI"}
    match = _NUMBER.fullmatch(text)
    if not known or match is None or not (match[2] or match[3]):
        raise unsupported(f'reading "{text}" with the template "{template}"')
    point = next((i for i, key in enumerate(keys) if key in (".", "D")), len(keys))
    whole = sum(key in ("9", "0") for key in keys[:point])
    decimals = sum(key in ("9", "0") for key in keys[point:])
    digits = match[2].replace(",", "")
    regular = len(digits) <= whole and len(match[3] or "") <= decimals
    if (
        not regular
        or ("," in match[2] and not {",", "G"} & set(keys))
        or (match[3] is not None and not decimals)
    ):
        raise unsupported(f'reading "{text}" with the template "{template}"')
    if "," in match[2] and not _grouped(keys[:point], match[2]):
        raise unsupported(f'reading "{text}" with the template "{template}"')
    sign = "-" if match[1] == "-" else ""
    tail = f".{match[3]}" if match[3] else ""
    value = f"{digits.lstrip('0') or '0'}{tail}"
    return value if not value.strip("0.") else sign + value


def _grouped(keys: Sequence[str], digits: str) -> bool:
    """Whether the separators stand where the template has them, from the point leftwards."""
    wanted = ["," if key in (",", "G") else "9" for key in keys if key in ("9", "0", ",", "G")]
    have = ["," if character == "," else "9" for character in digits]
    return wanted[-len(have) :] == have


def _fields(text: str, template: str) -> dict[str, int]:
    nodes = moment_template(template)
    found: dict[str, int] = {}
    at = 0
    for number, node in enumerate(nodes):
        if at == len(text):
            break  # What the text does not reach keeps its default.
        if isinstance(node, str):
            at = _separator(text, at, node, template)
            continue
        following = nodes[number + 1] if number + 1 < len(nodes) else None
        at = _field(text, at, node, following, found, template)
    if text[at:].strip():
        raise unsupported(f'reading "{text}" with the template "{template}"')
    _check_bounds(text, found)
    return found


def _check_bounds(text: str, found: dict[str, int]) -> None:
    for key, value in found.items():
        low, high = _BOUNDS.get(key, (0, 10**6))
        if low <= value <= high:
            continue
        if key in ("HH12", "HH"):
            raise SqlError("22007", f'hour "{value}" is invalid for the 12-hour clock')
        raise SqlError("22008", f'date/time field value out of range: "{text}"')


def _separator(text: str, at: int, wanted: str, template: str) -> int:
    have = text[at : at + 1]
    same = have == wanted or (have and have in _SEPARATORS and wanted in _SEPARATORS)
    if same and not (wanted == " " and text[at + 1 : at + 2] == " "):
        return at + 1
    raise unsupported(f'reading "{text}" with the template "{template}"')


def _field(
    text: str,
    at: int,
    node: Field,
    following: Node | None,
    found: dict[str, int],
    template: str,
) -> int:
    key = node.key
    if node.translated or node.ordinal or key in found:
        raise unsupported(f'the template "{template}"')
    if key in _FRACTIONS:
        return _fraction(text, at, key, following, found, template)
    if key in _WIDTHS:
        return _digits(text, at, key, following, found, template)
    names = _NAMES.get(key)
    if names is None:
        raise unsupported(f'the template "{template}"')
    for index, name in enumerate(names):
        if text[at : at + len(name)].lower() == name.lower():
            target = {"MONTH": "MM", "MON": "MM", "AM": "PM", "PM": "PM"}.get(key, key)
            found[target] = index + (target == "MM")
            return at + len(name)
    raise SqlError("22007", f'invalid value "{text[at : at + 3]}" for "{node.word}"')


def _digits(
    text: str, at: int, key: str, following: Node | None, found: dict[str, int], template: str
) -> int:
    """A number: as long as it goes before a separator, else of the field's width."""
    bounded = isinstance(following, Field)
    match = re.compile(rf"\d{{1,{_WIDTHS[key] if bounded else 9}}}", re.A).match(text, at)
    if match is None or (bounded and len(match[0]) != _WIDTHS[key]):
        if match is None and text[at : at + 1].isalpha():
            raise SqlError("22007", f'invalid value "{text[at : at + 2]}" for "{key}"')
        raise unsupported(f'reading "{text}" with the template "{template}"')
    value = int(match[0])
    if key == "YYYY" and (len(match[0]) != 4 or value == 0):
        raise unsupported(f'reading "{text}" with the template "{template}"')
    if key == "YY":
        # adjust_partial_year_to_2020
        if len(match[0]) > 2 or "YYYY" in found:
            raise unsupported(f'reading "{text}" with the template "{template}"')
        key, value = "YYYY", value + (2000 if value < 70 else 1900)
    found[key] = value
    return match.end()


def _fraction(
    text: str, at: int, key: str, following: Node | None, found: dict[str, int], template: str
) -> int:
    """Digits behind the point: fewer than the field has count from the left."""
    width = _FRACTIONS[key]
    match = re.compile(r"\d+", re.A).match(text, at)
    if match is None or len(match[0]) > width or isinstance(following, Field):
        raise unsupported(f'reading "{text}" with the template "{template}"')
    found[key] = int(match[0].ljust(width, "0"))
    return match.end()


def _date(fields: dict[str, int]) -> int:
    """Days since 1970; 1 January where month or day are missing."""
    year = fields.get("YYYY")
    if year is None:
        raise unsupported("a template without YYYY")
    if "DDD" in fields:
        if {"MM", "DD"} & set(fields):
            raise unsupported("a template with DDD and a month or day")
        julian = julian_day(year, 1, 1) + fields["DDD"] - 1
        if date_of(julian)[0] != year:
            raise SqlError("22008", "date/time field value out of range")
        return julian - _UNIX_JULIAN
    month, day = fields.get("MM", 1), fields.get("DD", 1)
    julian = julian_day(year, month, day)
    if date_of(julian) != (year, month, day):
        raise SqlError(
            "22008", f'date/time field value out of range: "{year:04d}-{month:02d}-{day:02d}"'
        )
    return julian - _UNIX_JULIAN
