"""BSON values as PostgreSQL's canonical jsonb text.

Objects, arrays, strings, booleans, null and finite numbers become plain JSON; every other value
becomes its MongoDB Extended JSON v2 (relaxed) object, so that nothing is lost but the width of a
number: {"$oid"}, {"$date"} (ISO text from 1970 to 9999, else {"$numberLong"} milliseconds),
{"$numberDecimal"}, {"$binary"}, {"$regularExpression"}, {"$timestamp"}, {"$code"}, {"$minKey"},
{"$maxKey"}, {"$numberDouble"} for NaN, infinities and -0.0.
"""

from __future__ import annotations

import base64
import math
from collections.abc import Callable, Mapping
from datetime import datetime, timedelta
from decimal import Decimal
from functools import lru_cache
from json.encoder import encode_basestring
from typing import Any, Final

from bson import Binary, Code, DatetimeMS, DBRef, Decimal128, Int64, MaxKey, MinKey, ObjectId, Regex
from bson.timestamp import Timestamp

_EPOCH = datetime(1970, 1, 1)
_YEAR_10000 = 253_402_300_800_000
_FLAGS = (("i", 2), ("l", 4), ("m", 8), ("s", 16), ("u", 32), ("x", 64))


def jsonb(value: Any) -> str:
    """Canonical jsonb text of a decoded BSON value: keys by length, then bytes; no duplicates."""
    write = _WRITERS.get(type(value))
    return _object(extended(value)) if write is None else write(value)


def _object(value: Mapping[str, Any]) -> str:
    return "{" + ", ".join([f"{text}: {jsonb(value[key])}" for key, text in _order(*value)]) + "}"


@lru_cache(maxsize=4096)
def _order(*keys: str) -> tuple[tuple[str, str], ...]:
    """The keys in jsonb's order, each with its JSON text; documents of one layout share it."""
    ordered = sorted(keys, key=lambda key: (len(key.encode()), key.encode()))
    return tuple((key, encode_basestring(key)) for key in ordered)


def _array(value: list[Any]) -> str:
    return "[" + ", ".join([jsonb(item) for item in value]) + "]"


def _double(value: float) -> str:
    if not math.isfinite(value) or (value == 0 and math.copysign(1, value) < 0):
        text = {"nan": "NaN", "inf": "Infinity", "-inf": "-Infinity"}.get(repr(value), repr(value))
        return _object({"$numberDouble": text})
    return format(Decimal(repr(value)), "f")


def extended(value: Any) -> dict[str, Any]:
    """The Extended JSON object of a BSON value that JSON has no form of its own for."""
    match value:
        case ObjectId():
            return {"$oid": str(value)}
        case DatetimeMS():
            return {"$date": _date(int(value))}
        case Decimal128():
            return {"$numberDecimal": str(value)}
        case Code() if value.scope is not None:
            return {"$code": str(value), "$scope": value.scope}
        case Code():
            return {"$code": str(value)}
        case Binary():
            text = base64.b64encode(value).decode()
            return {"$binary": {"base64": text, "subType": f"{value.subtype:02x}"}}
        case bytes():
            return {"$binary": {"base64": base64.b64encode(value).decode(), "subType": "00"}}
        case Regex():
            options = "".join(letter for letter, flag in _FLAGS if value.flags & flag)
            return {"$regularExpression": {"pattern": _text(value.pattern), "options": options}}
        case Timestamp():
            return {"$timestamp": {"t": value.time, "i": value.inc}}
        case MinKey():
            return {"$minKey": 1}
        case MaxKey():
            return {"$maxKey": 1}
        case DBRef():
            return dict(value.as_doc())
    raise TypeError(f"no extended JSON for {type(value).__name__}")


def _date(millis: int) -> Any:
    if not 0 <= millis < _YEAR_10000:
        return {"$numberLong": str(millis)}
    moment = _EPOCH + timedelta(seconds=millis // 1000)
    fraction = f".{millis % 1000:03d}" if millis % 1000 else ""
    return f"{moment.isoformat()}{fraction}Z"


def _text(pattern: str | bytes) -> str:
    return pattern.decode() if isinstance(pattern, bytes) else pattern


_WRITERS: Final[dict[type, Callable[[Any], str]]] = {
    type(None): lambda _: "null",
    bool: lambda value: "true" if value else "false",
    int: int.__repr__,
    Int64: int.__repr__,
    float: _double,
    str: encode_basestring,
    list: _array,
    dict: _object,
}
"""By exact class: Code is a str, and no plain text."""
