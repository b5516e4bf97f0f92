"""Values in the one form the suite computes with, and that form out of Arrow.

The *plain* form of a value: int for integers, float, `Decimal` (numeric, NaN and infinities too),
str, bytes, bool; days, microseconds of the day, microseconds since 1970 as int for date, time and
timestamps (infinities are the sentinels of `connectors.types`); (months, days, microseconds) for
interval; tuples for arrays and records; None for NULL.
"""

from __future__ import annotations

import json
import re
import struct
from collections.abc import Sequence
from datetime import UTC, date, datetime, time
from decimal import Context, Decimal
from typing import Any

import pyarrow as pa

from connectors.types import INTEGERS, STRINGS, Type

WIDE = Context(prec=1000)
"""Decimal arithmetic that rounds nothing the suite computes."""

_EPOCH = date(1970, 1, 1).toordinal()
_DAY = 86_400_000_000
_DATE = re.compile(r"(\d{4,})-(\d\d)-(\d\d)(?: (\d\d):(\d\d):(\d\d)(?:\.(\d{1,6}))?)?( BC)?")
_INTERVAL = re.compile(
    r"(?:(-?\d+) years? ?)?(?:(-?\d+) mons? ?)?(?:(-?\d+) days? ?)?"
    r"(?:(-?)(\d+):(\d\d):(\d\d)(?:\.(\d{1,6}))?)?"
)


def plain(value: Any, type_: Type) -> Any:
    """The plain form of a `Constant`'s value."""
    if value is None:
        return None
    match type_.name:
        case "numeric":
            return Decimal(value)
        case "float4" | "float8":
            return float(value)
        case "date":
            return value.toordinal() - _EPOCH if isinstance(value, date) else _days(value)
        case "time":
            return _time(value) if isinstance(value, time) else _DAY  # only 24:00:00 is text
        case "timestamp" | "timestamptz":
            return _instant(value) if isinstance(value, datetime) else _micros(value)
        case "interval":
            return _interval(value)
        case "array":
            return tuple(plain(item, type_.element or type_) for item in value)
        case "record":
            return tuple(plain(value[name], item) for name, item in type_.fields)
    return value


def from_arrow(values: pa.ChunkedArray | pa.Array, type_: Type) -> list[Any]:
    """Plain values of an Arrow column in the physical form of `type_`."""
    if isinstance(values, pa.ChunkedArray):
        return [item for chunk in values.chunks for item in from_arrow(chunk, type_)]
    match type_.name:
        case "date":
            return list(values.cast(pa.int32()).to_pylist())
        case "time" | "timestamp" | "timestamptz":
            return list(values.cast(pa.int64()).to_pylist())
        case "numeric":
            return [None if item is None else Decimal(item) for item in values.to_pylist()]
        case "interval":
            return [None if item is None else _from_months(item) for item in values.to_pylist()]
        case "array" if type_.element is not None:
            lists = [from_arrow(values.slice(i, 1).flatten(), type_.element) for i in _each(values)]
            return [tuple(x) if v.is_valid else None for x, v in zip(lists, values, strict=True)]
        case "record":
            fields = [from_arrow(values.field(i), t) for i, (_, t) in enumerate(type_.fields)]
            rows = zip(*fields, strict=True) if fields else ((),) * len(values)
            return [tuple(r) if v.is_valid else None for r, v in zip(rows, values, strict=True)]
    return list(values.to_pylist())


def face(value: Any, type_: Type) -> Any:
    """What must be equal for two values to be the same to a client; hashable.

    Stricter than SQL's equality: display scale and the sign of zero count.
    """
    if value is None:
        return None
    match type_.name:
        case "numeric" if value.is_finite():
            if type_.scale is not None:
                value = value.quantize(Decimal(1).scaleb(-type_.scale), context=WIDE)
            return format(value, "f")
        case "numeric":
            return str(value)
        case "float4" | "float8":
            return "NaN" if value != value else struct.pack(">d", value)
        case "bpchar":
            return value.rstrip(" ")
        case "array" if type_.element is not None:
            return tuple(face(item, type_.element) for item in value)
        case "record":
            return tuple(face(v, t) for v, (_, t) in zip(value, type_.fields, strict=True))
    return value


def order(value: Any, type_: Type) -> Any:
    """A key that compares as PostgreSQL (collation C) compares two values that are not NULL."""
    match type_.name:
        case "float4" | "float8":
            return (1, 0.0) if value != value else (0, value + 0.0)
        case "numeric":
            return (1, Decimal(0)) if value.is_nan() else (0, value)
        case "bpchar":
            return value.rstrip(" ").encode()
        case "interval":
            months, days, micros = value
            return (months * 30 + days) * _DAY + micros
        case name if name in STRINGS or name == "uuid":
            return value.encode()
    return value


def identity(value: Any, type_: Type) -> Any:
    """A hashable key that is equal where SQL's `=` holds (NULLs inside are equal)."""
    if value is None:
        return None
    match type_.name:
        case "jsonb":
            return _frozen(json.loads(value, parse_float=Decimal, parse_int=Decimal))
        case "array" if type_.element is not None:
            return tuple(identity(item, type_.element) for item in value)
        case "record":
            return tuple(identity(v, t) for v, (_, t) in zip(value, type_.fields, strict=True))
    return order(value, type_)


def _frozen(document: Any) -> Any:
    if isinstance(document, dict):
        return frozenset((key, _frozen(item)) for key, item in document.items())
    if isinstance(document, list):
        return tuple(map(_frozen, document))
    return type(document).__name__, document


def comparable(type_: Type) -> bool:
    """Whether `order` knows how PostgreSQL compares this type."""
    known = {"bool", "numeric", "float4", "float8", "bytea", "uuid", "date", "time", "timestamp"}
    return type_.name in known | {"timestamptz", "interval"} | INTEGERS | STRINGS


def _each(values: pa.Array) -> Sequence[int]:
    return range(len(values))


def _time(value: time) -> int:
    return ((value.hour * 60 + value.minute) * 60 + value.second) * 1_000_000 + value.microsecond


def _instant(value: datetime) -> int:
    if value.tzinfo is not None:
        value = value.astimezone(UTC)
    return (value.toordinal() - _EPOCH) * _DAY + _time(value.time())


def _days(text: str) -> int:
    if text.endswith("infinity"):
        return -(2**31 - 1) if text.startswith("-") else 2**31 - 1
    return _parts(text)[0]


def _micros(text: str) -> int:
    if text.endswith("infinity"):
        return -(2**63 - 1) if text.startswith("-") else 2**63 - 1
    days, micros = _parts(text)
    return days * _DAY + micros


def _parts(text: str) -> tuple[int, int]:
    """Days and microseconds of PostgreSQL's ISO output, any year, optional BC."""
    found = _DATE.fullmatch(text)
    assert found, f"not a date of the sample form: {text}"
    year, month, day, hour, minute, second = (int(x or 0) for x in found.groups()[:6])
    if found[8]:
        year = 1 - year
    cycles, base = divmod(year - 2000, 400)  # the Gregorian calendar repeats after 400 years
    days = date(2000 + base, month, day).toordinal() - _EPOCH + cycles * 146_097
    micros = int((found[7] or "").ljust(6, "0"))
    return days, ((hour * 60 + minute) * 60 + second) * 1_000_000 + micros


def _interval(text: str) -> tuple[int, int, int]:
    found = _INTERVAL.fullmatch(text)
    assert found, f"not an interval of the sample form: {text}"
    years, months, days = (int(x or 0) for x in found.groups()[:3])
    hours, minutes, seconds = (int(x or 0) for x in found.groups()[4:7])
    micros = ((hours * 60 + minutes) * 60 + seconds) * 1_000_000
    micros += int((found[8] or "").ljust(6, "0"))
    return years * 12 + months, days, -micros if found[4] else micros


def _from_months(item: Any) -> tuple[int, int, int]:
    assert item.nanoseconds % 1000 == 0, "an interval is not in whole microseconds"
    return item.months, item.days, item.nanoseconds // 1000
