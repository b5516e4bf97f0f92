"""Bytes of Redis as values of declared types: strictly, whole columns where that is fast."""

from __future__ import annotations

import json
import math
import re
from collections.abc import Callable, Sequence
from datetime import UTC, date, datetime, time, timedelta
from decimal import MAX_PREC, Context, Decimal
from typing import Any, Final, TypeVar

import pyarrow as pa
import pyarrow.compute as pc

from connectors.jsontext import jsonb, number
from connectors.types import FLOATS, INTEGERS, Type

T = TypeVar("T")

_INTEGER = re.compile(r"[+-]?\d{1,19}", re.ASCII)
_NUMBER = re.compile(r"[+-]?(\d+\.?\d*|\.\d+)([eE][+-]?\d{1,3})?", re.ASCII)
_UUID = re.compile(r"[0-9a-fA-F]{8}(?:-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}")
_DATE = re.compile(r"\d{4}-\d\d-\d\d", re.ASCII)
_TIME = re.compile(r"\d\d:\d\d(:\d\d(\.\d{1,6})?)?", re.ASCII)
_STAMP = re.compile(
    r"\d{4}-\d\d-\d\d[ T]\d\d:\d\d(?::\d\d(?:\.\d{1,6})?)?(Z|[+-]\d\d(?::?\d\d)?)?", re.ASCII
)
_SPECIAL: Final = {
    "nan": "NaN", "inf": "Infinity", "+inf": "Infinity", "infinity": "Infinity",
    "-inf": "-Infinity", "-infinity": "-Infinity",
}  # fmt: skip
_BOOLEANS: Final = {
    "true": True, "t": True, "yes": True, "y": True, "on": True, "1": True,
    "false": False, "f": False, "no": False, "n": False, "off": False, "0": False,
}  # fmt: skip
_EPOCH = datetime(1970, 1, 1)
_EXACT = Context(prec=MAX_PREC)
"""Arithmetic that rounds nothing."""
_PLAIN: Final = "^(0|-?[1-9][0-9]{0,17})$"
_FINITE: Final = "^-?[0-9]{1,17}([.][0-9]{1,17})?$"


class Misfit(Exception):
    """A value that is not of its column's type; says what it is, shortly."""


Misfits = Callable[[Misfit], None]
"""Called for every misfit; the value becomes NULL unless it raises."""


def column(values: Sequence[Any], type_: Type, form: str, misfits: Misfits) -> pa.Array:
    """The Arrow column of raw values: bytes, None, or Python values that Redis typed itself."""
    fast = _fast(values, type_, form)
    if fast is not None:
        return fast
    convert = _converter(type_, form)
    found = []
    for value in values:
        try:
            found.append(convert(value) if isinstance(value, bytes) else value)
        except Misfit as misfit:
            misfits(misfit)
            found.append(None)
    return pa.array(found, type_.arrow)


def _fast(values: Sequence[Any], type_: Type, form: str) -> pa.Array | None:
    """Whole-column conversion of the common types; None where some value needs a closer look."""
    if form or not (type_.name in ("text", "bytea") or type_.name in INTEGERS | FLOATS):
        return None
    try:
        raw = pa.array(values, pa.binary())
        if type_.name == "bytea":
            return raw
        texts = raw.cast(pa.string())
        if type_.name == "text":
            return None if pc.any(pc.match_substring(texts, "\0")).as_py() else texts
        shape = _PLAIN if type_.name in INTEGERS else _FINITE
        if not pc.all(pc.match_substring_regex(texts, shape)).as_py() and texts.null_count < len(
            texts
        ):
            return None
        if type_.name == "float4":
            return None  # rounded once, from the text
        return texts.cast(type_.arrow)
    except pa.ArrowException:
        return None
    except TypeError:
        return None


def _converter(type_: Type, form: str) -> Callable[[bytes], Any]:
    if type_.name == "bytea":
        return lambda raw: raw
    if form:
        scale = 1_000_000 if form == "epoch" else 1_000
        return lambda raw: _epoch(_text(raw), scale, type_)
    if type_.name in INTEGERS:
        return lambda raw: _integer(_text(raw), type_)
    if type_.name == "numeric":
        return lambda raw: _numeric(_text(raw), type_)
    if type_.name == "varchar":
        return lambda raw: _short(_text(raw), type_)
    convert = _CONVERTERS[type_.name]
    return lambda raw: convert(_text(raw))


def _text(raw: bytes) -> str:
    try:
        found = raw.decode()
    except UnicodeDecodeError:
        raise Misfit(f"{len(raw)} bytes that are not UTF-8") from None
    if "\0" in found:
        raise Misfit("a text with a zero byte")
    return found


def _shown(text: str) -> Misfit:
    return Misfit(f"the text {text[:60]!r}")


def _short(text: str, type_: Type) -> str:
    if type_.length is not None and len(text) > type_.length:
        raise Misfit(f"a text of {len(text)} characters")
    return text


def _integer(text: str, type_: Type) -> int:
    limit = 2 ** (type_.arrow.bit_width - 1)
    if not _INTEGER.fullmatch(text) or not -limit <= int(text) < limit:
        raise _shown(text)
    return int(text)


def _float(text: str) -> float:
    if text.lower() in _SPECIAL:
        return float(_SPECIAL[text.lower()])
    if not _NUMBER.fullmatch(text):
        raise _shown(text)
    return _in_range(float(text), text)


def _single(text: str) -> float:
    """A real, rounded once: by way of a double precision it would be twice."""
    found = _float(text)
    if not math.isfinite(found):
        return found
    return _in_range(pa.scalar(text.removeprefix("+")).cast(pa.float32()).as_py(), text)


def _in_range(found: float, text: str) -> float:
    """The number of a finite `text`: neither too large for its type nor too small."""
    nothing = found == 0 and re.search("[1-9]", re.split("[eE]", text)[0]) is not None
    if math.isinf(found) or nothing:
        raise _shown(text)
    return found


def _numeric(text: str, type_: Type) -> Any:
    if type_.scale is None and text.lower() in _SPECIAL:
        return _SPECIAL[text.lower()]
    if not _NUMBER.fullmatch(text):
        raise _shown(text)
    number = Decimal(text)
    if type_.scale is None:
        return format(number, "f")
    exponent = number.as_tuple().exponent
    assert isinstance(exponent, int)
    whole = (type_.precision or 0) - type_.scale
    stripped = number.normalize(_EXACT).as_tuple().exponent
    assert isinstance(stripped, int)
    if -stripped > type_.scale or (number and number.adjusted() >= whole):
        raise _shown(text)
    return number


def _boolean(text: str) -> bool:
    if text.lower() not in _BOOLEANS:
        raise _shown(text)
    return _BOOLEANS[text.lower()]


def _uuid(text: str) -> str:
    if not _UUID.fullmatch(text):
        raise _shown(text)
    return text.lower()


def _date(text: str) -> date:
    return _iso(text, _DATE, date.fromisoformat)


def _time(text: str) -> time:
    return _iso(text, _TIME, time.fromisoformat)


def _timestamp(text: str) -> datetime:
    found = _iso(text, _STAMP, datetime.fromisoformat)
    if found.tzinfo is not None:
        raise _shown(text)
    return found


def _timestamptz(text: str) -> datetime:
    found = _iso(text, _STAMP, datetime.fromisoformat)
    if found.tzinfo is None:
        raise _shown(text)  # of which zone?
    return found.astimezone(UTC)


def _iso(text: str, shape: re.Pattern[str], read: Callable[[str], T]) -> T:
    try:
        if shape.fullmatch(text):
            return read(text)
    except ValueError:
        pass
    raise _shown(text)


def _epoch(text: str, scale: int, type_: Type) -> datetime:
    if not _NUMBER.fullmatch(text):
        raise _shown(text)
    micros = _EXACT.multiply(Decimal(text), Decimal(scale))
    try:
        if micros != micros.to_integral_value():
            raise _shown(text)
        found = _EPOCH + timedelta(microseconds=int(micros))
    except (OverflowError, ArithmeticError):
        raise _shown(text) from None
    return found.replace(tzinfo=UTC) if type_.name == "timestamptz" else found


def _json(text: str) -> str:
    try:
        json.loads(text, parse_constant=_refuse)
    except (ValueError, RecursionError):
        raise _shown(text) from None
    return text


def _jsonb(text: str) -> str:
    try:
        return jsonb(json.loads(text, parse_float=number, parse_constant=_refuse))
    except (ValueError, RecursionError):
        raise _shown(text) from None


def _refuse(name: str) -> Any:
    raise ValueError(name)


_CONVERTERS: Final[dict[str, Callable[[str], Any]]] = {
    "text": lambda text: text, "bool": _boolean, "float4": _single, "float8": _float,
    "uuid": _uuid, "date": _date, "time": _time, "timestamp": _timestamp,
    "timestamptz": _timestamptz, "json": _json, "jsonb": _jsonb,
}  # fmt: skip
