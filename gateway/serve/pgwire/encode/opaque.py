"""Binary forms of types whose values travel as PostgreSQL's text: parsed value by value.

Each distinct value of a batch is parsed once. Layouts are those of the `…send` functions.

Imports: pyarrow, this package.
"""

from __future__ import annotations

import re
import struct
from collections.abc import Callable
from typing import Final

import pyarrow as pa

from gateway.serve.pgwire.encode.pieces import Encoder, Piece, var

_TIMETZ: Final = re.compile(
    r"(\d\d):(\d\d):(\d\d)(?:\.(\d{1,6}))?([+-])(\d\d)(?::(\d\d))?(?::(\d\d))?", re.A
)


def _each(parse: Callable[[str], bytes]) -> Encoder:
    """The encoder that parses each distinct value."""

    def encode(array: pa.Array) -> list[Piece]:
        words = array.dictionary_encode()
        parsed = pa.array([parse(word) for word in words.dictionary.to_pylist()], pa.binary())
        return [var(parsed.take(words.indices))]

    return Encoder(encode)


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


ENCODERS: Final[dict[str, Encoder]] = {"timetz": _each(_timetz)}
