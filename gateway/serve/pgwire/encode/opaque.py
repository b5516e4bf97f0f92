"""Binary forms of types whose values travel as PostgreSQL's text.

Each distinct value of a batch is parsed once.

Imports: pyarrow, `gateway`, this package.
"""

from __future__ import annotations

import re
import struct
from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from functools import partial
from typing import Final

import pyarrow as pa

from gateway.errors import unsupported
from gateway.serve.pgwire.encode.numeric import single
from gateway.serve.pgwire.encode.pieces import Encoder, Piece, var
from gateway.serve.pgwire.opaque import FORMS
from gateway.serve.pgwire.ranges import ELEMENTS, MULTIRANGES, write_multirange, write_range
from gateway.sql import temporal

_TIMETZ: Final = re.compile(
    r"(\d\d):(\d\d):(\d\d)(?:\.(\d{1,6}))?([+-])(\d\d)(?::(\d\d))?(?::(\d\d))?", re.A
)


def encoder(name: str) -> Encoder | None:
    """The encoder of the type of that name, if there is one."""
    if name == "timetz":
        return _each(_timetz)
    if name in _VECTORS:
        return _each(partial(_vector, *_VECTORS[name]))
    if name in ELEMENTS:
        write = _WRITERS[ELEMENTS[name].name]
        return _each(lambda text: write_range(text, write))
    if name in MULTIRANGES:
        bound = _WRITERS[MULTIRANGES[name].name]
        return _each(lambda text: write_multirange(text, bound))
    return _each(FORMS[name].write) if name in FORMS else None


def _each(parse: Callable[[str], bytes]) -> Encoder:
    """The encoder that parses each distinct value."""

    def encode(array: pa.Array) -> list[Piece]:
        words = array.dictionary_encode()
        parsed = pa.array([parse(word) for word in words.dictionary.to_pylist()], pa.binary())
        return [var(parsed.take(words.indices))]

    return Encoder(encode)


_VECTORS: Final = {"int2vector": (21, "h"), "oidvector": (26, "I")}
"""The OID of the elements and their format."""


def _vector(oid: int, form: str, text: str) -> bytes:
    """An array that is counted from 0."""
    numbers = [struct.pack(f"!{form}", int(word)) for word in text.split()]
    head = struct.pack("!iiIii", 1, 0, oid, len(numbers), 0)
    return head + b"".join(struct.pack("!i", len(number)) + number for number in numbers)


def _timetz(text: str) -> bytes:
    """Microseconds of the day, then seconds west of UTC."""
    match = _TIMETZ.fullmatch(text)
    if match is None:
        raise ValueError(f"not a timetz: {text}")
    hour, minute, second, fraction, sign, *zone = match.groups()
    micros = ((int(hour) * 60 + int(minute)) * 60 + int(second)) * 1_000_000
    micros += int((fraction or "").ljust(6, "0"))
    hours, minutes, seconds = (int(part or 0) for part in zone)
    east = (hours * 60 + minutes) * 60 + seconds
    return struct.pack("!qi", micros, east if sign == "-" else -east)


# -- bounds of ranges ----------------------------------------------------------------------

_EPOCH: Final = datetime(2000, 1, 1)


def _date(text: str) -> bytes:
    value = temporal.parse_date(text)
    if isinstance(value, date):
        return struct.pack("!i", (value - _EPOCH.date()).days)
    return _infinite(value, "!i", 2**31)


def _timestamp(text: str) -> bytes:
    return _moment(temporal.parse_timestamp(text))


def _timestamptz(text: str) -> bytes:
    value = temporal.parse_timestamptz(text)
    if isinstance(value, datetime):
        value = value.astimezone(UTC).replace(tzinfo=None)
    return _moment(value)


def _moment(value: datetime | str) -> bytes:
    if isinstance(value, datetime):
        return struct.pack("!q", (value - _EPOCH) // timedelta(microseconds=1))
    return _infinite(value, "!q", 2**63)


def _infinite(text: str, code: str, end: int) -> bytes:
    ends = {"infinity": end - 1, "-infinity": -end}
    if text not in ends:
        raise unsupported(f'a range with the bound "{text}" in binary format')
    return struct.pack(code, ends[text])


_WRITERS: Final[dict[str, Callable[[str], bytes]]] = {
    "int4": lambda text: struct.pack("!i", int(text)),
    "int8": lambda text: struct.pack("!q", int(text)),
    "numeric": single,
    "date": _date,
    "timestamp": _timestamp,
    "timestamptz": _timestamptz,
}
