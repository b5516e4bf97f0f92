"""SQLite's declared types as ours, and its stored values as values of them.

| declared (as SQLite reads it, by parts of the word) | type | stored classes that fit |
|---|---|---|
| BOOL… | bool | integer 0 or 1 |
| …INT… | int8 | integer |
| …CHAR…, …CLOB…, …TEXT… | text | text |
| BLOB, BYTEA, BINARY | bytea | blob |
| …REAL…, …FLOA…, …DOUB… | float8 | real, integer up to 2^53 |
| DATE | date | ISO text |
| DATETIME, TIMESTAMP… | timestamp | ISO text |
| UUID; JSON | uuid; json | canonical text; text, integer, real |
| DECIMAL(p,s), NUMERIC(p,s) | numeric(p,s) | integer, real (its shortest digits), decimal text |
| anything else, or nothing | text | integer, real, text |
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal, InvalidOperation
from typing import Any

from connectors import types as t
from connectors.types import Type

_DECIMAL = re.compile(r"(?:DECIMAL|NUMERIC|DEC)\s*(?:\(\s*(\d+)\s*(?:,\s*(\d+)\s*)?\))?", re.I)
_NUMBER = re.compile(r"-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d{1,3})?")
_UUID = re.compile(r"[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}")
_DATE = re.compile(r"\d{4}-\d\d-\d\d")
_TIMESTAMP = re.compile(r"\d{4}-\d\d-\d\d[ T]\d\d:\d\d(:\d\d(\.\d{1,6})?)?")


class Misfit(Exception):
    """A stored value that does not fit its column; says what it is."""


@dataclass(frozen=True, slots=True)
class BadText:
    """Text in the file that is not UTF-8, or holds a zero byte."""

    size: int


def read_text(data: bytes) -> str | BadText:
    """The text factory of every connection."""
    try:
        text = data.decode()
    except UnicodeDecodeError:
        return BadText(len(data))
    return BadText(len(data)) if "\0" in text else text


def declared(kind: str) -> Type:
    """Our type for a declared one."""
    word = kind.upper().strip()
    found = _DECIMAL.fullmatch(word)
    if found:
        return t.numeric(int(found[1]), int(found[2] or 0)) if found[1] else t.NUMERIC
    exact = {
        "DATE": t.DATE, "DATETIME": t.TIMESTAMP, "UUID": t.UUID, "JSON": t.JSON, "BYTEA": t.BYTEA,
        "BLOB": t.BYTEA, "BINARY": t.BYTEA,
    }  # fmt: skip
    if word in exact:
        return exact[word]
    if word.startswith("BOOL"):
        return t.BOOL
    if word.startswith("TIMESTAMP"):
        return t.TIMESTAMP
    if "INT" in word:
        return t.INT8
    if any(part in word for part in ("REAL", "FLOA", "DOUB")):
        return t.FLOAT8
    return t.TEXT


def converter(type_: Type) -> Callable[[Any], Any]:
    """A function from a stored value, not NULL, to the Python form Arrow takes. Raises Misfit."""
    if type_.name == "numeric":
        return lambda value: _numeric(value, type_)
    return _CONVERTERS[type_.name]


def _bool(value: Any) -> bool:
    if value in (0, 1) and isinstance(value, int):
        return bool(value)
    raise _misfit(value)


def _integer(value: Any) -> int:
    if isinstance(value, int):
        return value
    raise _misfit(value)


def _float(value: Any) -> float:
    if isinstance(value, float) or (isinstance(value, int) and abs(value) <= 2**53):
        return float(value)
    raise _misfit(value)


def _text(value: Any) -> str:
    if isinstance(value, str):
        return value
    if isinstance(value, int):
        return str(value)
    if isinstance(value, float):
        return repr(value)
    raise _misfit(value)


def _bytes(value: Any) -> bytes:
    if isinstance(value, bytes):
        return value
    raise _misfit(value)


def _json(value: Any) -> str:
    try:
        text = str(value) if isinstance(value, int) else value
        text = repr(value) if isinstance(value, float) else text  # NUMERIC affinity made it so
        if isinstance(text, str):
            json.loads(text)
            return text
    except ValueError:
        pass
    raise _misfit(value)


def _uuid(value: Any) -> str:
    if isinstance(value, str) and _UUID.fullmatch(value):
        return value
    raise _misfit(value)


def _date(value: Any) -> date:
    try:
        if isinstance(value, str) and _DATE.fullmatch(value):
            return date.fromisoformat(value)
    except ValueError:
        pass
    raise _misfit(value)


def _timestamp(value: Any) -> datetime:
    try:
        if isinstance(value, str) and _TIMESTAMP.fullmatch(value):
            return datetime.fromisoformat(value)
    except ValueError:
        pass
    raise _misfit(value)


def _numeric(value: Any, type_: Type) -> Any:
    try:
        if isinstance(value, str) and not _NUMBER.fullmatch(value):
            raise _misfit(value)
        number = Decimal(repr(value) if isinstance(value, float) else value)
    except (InvalidOperation, TypeError, ValueError) as error:
        raise _misfit(value) from error
    if not number.is_finite():
        raise _misfit(value)
    if type_.scale is None:
        return format(number, "f")
    exponent = number.as_tuple().exponent
    assert isinstance(exponent, int)
    if -exponent > type_.scale or number.adjusted() >= (type_.precision or 0) - type_.scale:
        raise _misfit(value)
    return number


def _misfit(value: Any) -> Misfit:
    match value:
        case BadText():
            return Misfit(f"{value.size} bytes that are not proper UTF-8 text")
        case bytes():
            return Misfit(f"a blob of {len(value)} bytes")
        case str():
            return Misfit(f"the text {value[:60]!r}")
    kind = "the integer" if isinstance(value, int) else "the real"
    return Misfit(f"{kind} {value!r}")


_CONVERTERS: dict[str, Callable[[Any], Any]] = {
    "bool": _bool, "int8": _integer, "float8": _float, "text": _text, "bytea": _bytes,
    "json": _json, "uuid": _uuid, "date": _date, "timestamp": _timestamp,
}  # fmt: skip
