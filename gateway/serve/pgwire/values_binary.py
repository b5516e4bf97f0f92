"""Single values from PostgreSQL's binary form to its text: what its `…recv` and `…out` do together.

Imports: `connectors.types`, `gateway.errors`, `gateway.sql`, this package.
"""

from __future__ import annotations

import struct
import uuid
from collections.abc import Callable
from math import prod
from typing import Final

from connectors.arrays import MOST_DIMENSIONS, array_text
from connectors.types import OIDS, STRINGS, Type
from gateway.errors import SqlError, unsupported
from gateway.serve.pgwire.messages import utf8
from gateway.serve.pgwire.opaque import FORMS
from gateway.serve.pgwire.ranges import ELEMENTS, MULTIRANGES, read_multirange, read_range
from gateway.sql.intervals import Interval, format_interval
from gateway.sql.literals import delimiter_of
from gateway.sql.output_scalars import (
    date_text,
    float4_text,
    float8_text,
    time_text,
    timestamp_text,
)

_EPOCH_DAYS: Final = 10_957
"""Days from 1970-01-01 to PostgreSQL's 2000-01-01."""
_EPOCH_MICROS: Final = _EPOCH_DAYS * 86_400_000_000
_INT4: Final = (-(2**31), 2**31 - 1)
_INT8: Final = (-(2**63), 2**63 - 1)
_INFINITE: Final = {end: "-infinity" if end < 0 else "infinity" for end in _INT4 + _INT8}


def read_binary(value: bytes, type_: Type) -> str:
    """The text of a value. ValueError or struct.error for bytes that are none; 0A000, 42804."""
    if type_.name == "array" and type_.element is not None:
        return _array(value, type_.element)
    if type_.name in ELEMENTS:
        return read_range(value, _READERS[ELEMENTS[type_.name].name])
    if type_.name in MULTIRANGES:
        return read_multirange(value, _READERS[MULTIRANGES[type_.name].name])
    form = FORMS.get(type_.name)
    read = _READERS.get(type_.name) if form is None else form.read
    if read is None and type_.name in OIDS:
        raise unsupported(
            f"a parameter of type {type_} in binary format", hint="Send its text form."
        )
    return utf8(value) if read is None else read(value)


def _array(value: bytes, element: Type) -> str:
    dimensions, _, oid = struct.unpack_from("!iiI", value)
    if oid != element.oid:
        raise SqlError(
            "42804",
            f"binary data has array element type {oid} instead of expected {element.oid} "
            f"({element})",
        )
    if not 0 <= dimensions <= MOST_DIMENSIONS:
        raise ValueError("not an array")
    shape = struct.unpack_from(f"!{2 * dimensions}i", value, 12)
    dims, lowers = shape[::2], shape[1::2]
    if any(length < 0 for length in dims):
        raise ValueError("not an array")
    count = prod(dims) if dims else 0
    items: list[str | None] = []
    at = 12 + 8 * dimensions
    for _ in range(count):
        (length,) = struct.unpack_from("!i", value, at)
        at += 4
        if length < -1 or at + length > len(value):
            raise ValueError("not an array")
        items.append(None if length < 0 else read_binary(value[at : at + length], element))
        at += max(length, 0)
    if at != len(value):
        raise ValueError("not an array")
    if not items:
        return "{}"
    return array_text(items, dims, lowers, delimiter_of(element))


def _integer(code: str) -> Callable[[bytes], str]:
    return lambda value: str(struct.unpack(code, value)[0])


def _bool(value: bytes) -> str:
    return "t" if struct.unpack("!?", value)[0] else "f"


def _uuid(value: bytes) -> str:
    return str(uuid.UUID(bytes=value))


def _jsonb(value: bytes) -> str:
    if value[:1] != b"\x01":
        raise ValueError("unknown version of jsonb")
    return utf8(value[1:])


def _date(value: bytes) -> str:
    (days,) = struct.unpack("!i", value)
    return _INFINITE[days] if days in _INT4 else date_text(days + _EPOCH_DAYS)


def _timestamp(zone: str) -> Callable[[bytes], str]:
    def read(value: bytes) -> str:
        (micros,) = struct.unpack("!q", value)
        if micros in _INT8:
            return _INFINITE[micros]
        return timestamp_text(micros + _EPOCH_MICROS, zone)

    return read


def _time(value: bytes) -> str:
    (micros,) = struct.unpack("!q", value)
    if not 0 <= micros <= 86_400_000_000:
        raise SqlError("22008", "time out of range")
    return time_text(micros)


def _timetz(value: bytes) -> str:
    micros, west = struct.unpack("!qi", value)
    minutes, second = divmod(abs(west), 60)
    offset = f"{'+' if west <= 0 else '-'}{minutes // 60:02}"
    if minutes % 60 or second:
        offset += f":{minutes % 60:02}"
    return _time(struct.pack("!q", micros)) + offset + (f":{second:02}" if second else "")


def _interval(value: bytes) -> str:
    micros, days, months = struct.unpack("!qii", value)
    for end, text in ((0, "-infinity"), (1, "infinity")):
        if (micros, days, months) == (_INT8[end], _INT4[end], _INT4[end]):
            return text
    return format_interval(Interval(months, days, micros))


_SIGNS: Final = {0x0000: "", 0x4000: "-"}
_SPECIAL: Final = {0xC000: "NaN", 0xD000: "Infinity", 0xF000: "-Infinity"}


def _numeric(value: bytes) -> str:
    """Groups of four decimal digits; `weight` is the power of 10000 of the first."""
    count, weight, sign, scale = struct.unpack_from("!HhHH", value)
    groups = struct.unpack(f"!{count}H", value[8:])
    if sign in _SPECIAL:
        return _SPECIAL[sign]
    if sign not in _SIGNS or scale > 0x3FFF or any(group > 9999 for group in groups):
        raise ValueError("not a numeric")
    whole = "".join(f"{group:04}" for group in groups[: weight + 1]) if weight >= 0 else ""
    whole = whole.ljust(4 * (weight + 1), "0").lstrip("0") or "0"
    rest = "".join(f"{group:04}" for group in groups[max(weight + 1, 0) :])
    fraction = ("0000" * max(-weight - 1, 0) + rest).ljust(scale, "0")[:scale]
    digits = whole + ("." + fraction if scale else "")
    return (_SIGNS[sign] if digits.strip("0.") else "") + digits


_READERS: Final[dict[str, Callable[[bytes], str]]] = {
    "int2": _integer("!h"),
    "int4": _integer("!i"),
    "int8": _integer("!q"),
    "oid": _integer("!I"),
    "float4": lambda value: float4_text(struct.unpack("!f", value)[0]),
    "float8": lambda value: float8_text(struct.unpack("!d", value)[0]),
    "bool": _bool,
    "numeric": _numeric,
    "bytea": lambda value: "\\x" + value.hex(),
    "uuid": _uuid,
    "date": _date,
    "time": _time,
    "timetz": _timetz,
    "timestamp": _timestamp(""),
    "timestamptz": _timestamp("+00"),
    "interval": _interval,
    "jsonb": _jsonb,
    **dict.fromkeys((*STRINGS, "json", "xml", "unknown"), utf8),
}
