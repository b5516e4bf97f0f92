"""Numbers as PostgreSQL prints a numeric, and numeric constants as BSON."""

from __future__ import annotations

import math
from decimal import Decimal

from bson import Decimal128
from bson.decimal128 import create_decimal128_context

_SPECIAL = {"inf": "Infinity", "-inf": "-Infinity", "nan": "NaN"}


def decimal_text(value: Decimal) -> str:
    """The digits PostgreSQL prints: no exponent, no negative zero, display scale kept."""
    if value.is_nan():
        return "NaN"
    if value.is_infinite():
        return "-Infinity" if value < 0 else "Infinity"
    if value.is_zero():
        value = value.copy_abs()
    return format(value, "f")


def double_text(value: float) -> str:
    """A double in a numeric field: its shortest text that reads back as the same double."""
    if not math.isfinite(value):
        return _SPECIAL[repr(value)]
    digits = format(Decimal(repr(value)), "f").removesuffix(".0")
    return "0" if digits == "-0" else digits


def decimal128(value: Decimal) -> Decimal128 | None:
    """The value as BSON decimal, None if its 34 digits do not hold it exactly."""
    if value.is_nan():
        return Decimal128("NaN")
    if value.is_infinite():
        return Decimal128("-Infinity" if value < 0 else "Infinity")
    context = create_decimal128_context()
    context.clear_traps()
    rounded = context.plus(value)
    return Decimal128(rounded) if rounded == value else None
