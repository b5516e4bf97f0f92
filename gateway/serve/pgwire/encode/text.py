"""PostgreSQL's text of every type, column by column.

`gateway.sql.output` says how each value is written; what results hold most of (dates of our time,
numerics and timestamps of 64 bits) is put together here from tables of digits, much faster.

Imports: pyarrow, numpy, `connectors.types`, `gateway.sql`, this package.
"""

from __future__ import annotations

from functools import lru_cache, partial
from typing import Final

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from connectors.types import Type
from gateway.serve.pgwire.encode.pieces import STRING, Array, Encoder, Piece, fixed, var
from gateway.sql.output import to_text
from gateway.sql.output_style import USUAL, OutputStyle
from gateway.sql.output_zones import offset_texts, offsets_of

_FIRST_DAY: Final = -25_567
"""1900-01-01: the table of dates begins here …"""
_DAYS: Final = 91_311
"""… and ends with 2149."""
_SECONDS: Final = 86_400
_SECOND: Final = 1_000_000
_INT64_DIGITS: Final = 18


def encoder(type_: Type, style: OutputStyle = USUAL) -> Encoder:
    """The text encoder of a type."""
    match type_.name:
        case "bool":
            return Encoder(_bools)
        case "numeric" if type_.scale is not None:
            return Encoder(partial(_decimals, type_=type_))
        case "date":
            return Encoder(partial(_dates, type_=type_))
        case "timestamp":
            return Encoder(partial(_timestamps, type_=type_))
        case "timestamptz":
            return Encoder(partial(_moments, type_=type_, style=style))
    return Encoder(partial(_spelled, type_=type_, style=style), keeps_nulls=True)


def _spelled(array: pa.Array, type_: Type, style: OutputStyle = USUAL) -> list[Piece]:
    return list(STRING.encode(to_text(array, type_, style)))


def _bools(array: pa.Array) -> list[Piece]:
    letters = np.frombuffer(b"ft", np.uint8)
    return [fixed("u1", letters[array.to_numpy(zero_copy_only=False).view(np.uint8)])]


def _dates(array: pa.Array, type_: Type) -> list[Piece]:
    days = array.view(pa.int32()).to_numpy() - np.int32(_FIRST_DAY)
    if not _within(days, _DAYS):
        return _spelled(array, type_)
    return [fixed("V10", _date_table()[days])]


def _timestamps(array: pa.Array, type_: Type) -> list[Piece]:
    return _clocks(array.view(pa.int64()).to_numpy()) or _spelled(array, type_)


def _moments(array: pa.Array, type_: Type, style: OutputStyle) -> list[Piece]:
    """What the zone's clocks show, then their offset."""
    micros = array.view(pa.int64())
    if style.zone == "UTC":
        clocks, offsets = _clocks(micros.to_numpy()), fixed("V3", np.frombuffer(b"+00", "V3")[0])
        return [*clocks, offsets] if clocks else _spelled(array, type_, style)
    if not _within(micros.to_numpy() // _SECOND // _SECONDS - _FIRST_DAY, _DAYS):
        return _spelled(array, type_, style)
    east = offsets_of(micros, style.zone)
    clocks = _clocks(micros.to_numpy() + east.to_numpy() * _SECOND)
    return [*clocks, var(offset_texts(east))] if clocks else _spelled(array, type_, style)


def _clocks(micros: Array) -> list[Piece]:
    """Date and time from tables, the fraction without its trailing zeros; [] beyond the tables."""
    seconds = micros // _SECOND
    days = seconds // _SECONDS
    if not _within(days - _FIRST_DAY, _DAYS):
        return []
    pieces: list[Piece] = [
        fixed("V10", _date_table()[days - _FIRST_DAY]),
        fixed("u1", ord(" ")),
        fixed("V8", _clock_table()[seconds - days * _SECONDS]),
    ]
    fraction = micros - seconds * _SECOND
    if fraction.any():
        pieces += _fraction(fraction)
    return pieces


def _within(numbers: Array, count: int) -> bool:
    """Whether all are from 0 up to `count`."""
    return not len(numbers) or bool(numbers.min() >= 0 and numbers.max() < count)


def _fraction(micros: Array) -> list[Piece]:
    """A point and up to six digits, nothing for 0: three digits from each of two tables."""
    high = micros // 1000
    low = micros - high * 1000
    first = _first_digits().take(pa.array(high + 1000 * (low > 0)))
    return [var(first), var(_last_digits().take(pa.array(low)))]


def _decimals(array: pa.Array, type_: Type) -> list[Piece]:
    """Whole part, point, `scale` digits: where the values fit into 64 bits."""
    scale = type_.scale or 0
    halves = np.frombuffer(array.buffers()[1], np.int64).reshape(-1, 2)
    low, high = halves[array.offset :][: len(array)].T
    if not 0 < scale <= _INT64_DIGITS or not np.array_equal(high, low >> 63):
        return _spelled(array, type_)
    unit = np.uint64(10**scale)
    size = np.abs(low).view(np.uint64)
    whole = size // unit
    rest = size - whole * unit
    negative = low < 0
    signed = whole.view(np.int64)
    text = pa.array(np.where(negative, -signed, signed)).cast(pa.string())
    lost = negative & (whole == 0)
    if lost.any():
        text = pc.replace_with_mask(text, pa.array(lost), pa.array(["-0"] * int(lost.sum())))
    return [var(text), fixed("u1", ord(".")), *_digits(rest, scale)]


def _digits(numbers: Array, count: int) -> list[Piece]:
    """Exactly `count` decimal digits of each number."""
    pieces: list[Piece] = []
    while count:
        width = min(count, 4)
        quotient = numbers // np.uint64(10**width)
        last = numbers - quotient * np.uint64(10**width)
        pieces.insert(0, fixed(f"V{width}", _digit_table(width)[last.astype(np.int64)]))
        numbers, count = quotient, count - width
    return pieces


@lru_cache(maxsize=8)
def _digit_table(width: int) -> Array:
    """All numbers of so many digits."""
    numbers = np.arange(10**width)[:, None] // 10 ** np.arange(width - 1, -1, -1) % 10
    return _rows(numbers + ord("0"))


@lru_cache(maxsize=1)
def _first_digits() -> pa.Array:
    """Milliseconds with their point: where nothing follows, then where something does."""
    whole = [f".{n:03}" for n in range(1000)]
    return pa.array([text.rstrip(".0") for text in whole] + whole)


@lru_cache(maxsize=1)
def _last_digits() -> pa.Array:
    """The digits after those of milliseconds."""
    return pa.array([f"{n:03}".rstrip("0") for n in range(1000)])


@lru_cache(maxsize=1)
def _date_table() -> Array:
    """The dates of the table, ten letters each."""
    days = pa.array(np.arange(_FIRST_DAY, _FIRST_DAY + _DAYS, dtype=np.int32))
    letters = var(days.cast(pa.date32()).cast(pa.string())).data
    return np.frombuffer(letters, "V10")[:_DAYS]


@lru_cache(maxsize=1)
def _clock_table() -> Array:
    """The seconds of a day, eight letters each."""
    second = np.arange(_SECONDS)
    colon = np.full(_SECONDS, ord(":") - ord("0"))
    parts = (second // 3600, second // 60 % 60, second % 60)
    hour, minute, rest = ((part // 10, part % 10) for part in parts)
    return _rows(np.stack([*hour, colon, *minute, colon, *rest], axis=1) + ord("0"))


def _rows(letters: Array) -> Array:
    """A matrix of letters as one item a row."""
    matrix = np.ascontiguousarray(letters, dtype=np.uint8)
    return matrix.view(f"V{matrix.shape[1]}").reshape(-1)
