"""Bytes to values: strict, so that nothing is guessed."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from datetime import UTC, date, datetime
from decimal import Decimal, InvalidOperation
from typing import Any
from uuid import UUID

from connectors.types import Type

_TRUE, _FALSE = {"1", "t", "true", "yes", "on"}, {"0", "f", "false", "no", "off"}
_LIMITS = {"int2": 2**15, "int4": 2**31, "int8": 2**63}
_NUMBER = re.compile(r"[+-]?(\d+\.?\d*|\.\d+)([eE][+-]?\d+)?")


class BadValue(Exception):
    """The bytes are no value of the declared type."""


def reader(type_: Type) -> Callable[[bytes], Any]:
    """What turns bytes into the Python value of `type_` that Arrow takes. Raises BadValue."""
    if type_.name == "bytea":
        return lambda raw: raw

    def read(raw: bytes) -> Any:
        try:
            return _read(raw.decode("utf-8"), type_)
        except (ValueError, InvalidOperation, OverflowError):
            raise BadValue from None

    return read


def _read(text: str, type_: Type) -> Any:
    match type_.name:
        case "text":
            return text
        case "json":
            json.loads(text)
            return text
        case "int2" | "int4" | "int8":
            return _integer(text, _LIMITS[type_.name])
        case "float4" | "float8":
            return float(text)
        case "numeric":
            return _decimal(text, type_)
        case "bool":
            return _boolean(text)
        case "uuid":
            return str(UUID(text))
        case "date":
            return date.fromisoformat(text)
        case "timestamp":
            return _naive(datetime.fromisoformat(text))
        case "timestamptz":
            moment = datetime.fromisoformat(text)
            return (moment if moment.tzinfo else moment.replace(tzinfo=UTC)).astimezone(UTC)
    raise ValueError(type_.name)


def _integer(text: str, limit: int) -> int:
    if not re.fullmatch(r"[+-]?\d+", text):
        raise ValueError(text)
    value = int(text)
    if not -limit <= value < limit:
        raise ValueError(text)
    return value


def _decimal(text: str, type_: Type) -> Any:
    if not _NUMBER.fullmatch(text):
        raise ValueError(text)
    value = Decimal(text)
    if type_.scale is None:
        return format(value, "f")
    exact = value.quantize(Decimal(1).scaleb(-type_.scale))
    if exact != value or exact.adjusted() >= (type_.precision or 38) - type_.scale:
        raise ValueError(text)
    return exact


def _boolean(text: str) -> bool:
    folded = text.lower()
    if folded in _TRUE:
        return True
    if folded in _FALSE:
        return False
    raise ValueError(text)


def _naive(moment: datetime) -> datetime:
    if moment.tzinfo is not None:
        raise ValueError(moment)
    return moment
