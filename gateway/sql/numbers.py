"""Reading and rounding numbers as PostgreSQL does; standard library and `connectors.types` only."""

from __future__ import annotations

import re
import struct
from decimal import ROUND_HALF_EVEN, ROUND_HALF_UP, Context, Decimal
from typing import Final

from connectors.types import MAX_DECIMAL_DIGITS, NUMERIC, Type, numeric
from gateway.errors import SqlError, unsupported

EXACT: Final = Context(prec=200_000, Emin=-200_000, Emax=200_000, traps=[])
"""More digits than a PostgreSQL numeric has, so that nothing is rounded unasked."""

_SPACE: Final = " \t\n\r\v\f"
_BOUNDS: Final = {"int2": 2**15, "int4": 2**31, "int8": 2**63}
_INTEGER: Final = re.compile(
    r"[+-]?(?:\d+(?:_\d+)*|0[xX](?:_?[0-9a-fA-F])+|0[oO](?:_?[0-7])+|0[bB](?:_?[01])+)", re.A
)
_NUMERIC: Final = re.compile(
    r"[+-]?(?:\d+(?:_\d+)*\.?(?:\d+(?:_\d+)*)?|\.\d+(?:_\d+)*)(?:[eE][+-]?\d+(?:_\d+)*)?", re.A
)
_FLOAT: Final = re.compile(r"[+-]?(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?", re.A)
_SPECIAL: Final = {
    "nan": "NaN",
    **{sign + word: sign.replace("+", "") + "Infinity"
       for sign in ("", "+", "-") for word in ("inf", "infinity")},
}  # fmt: skip


def invalid(text: str, type_: Type, *, position: int | None = None) -> SqlError:
    """22P02 for text that is no value of the type."""
    return SqlError(
        "22P02", f'invalid input syntax for type {bare(type_)}: "{text}"', position=position
    )


def bare(type_: Type) -> str:
    """The type's SQL name without its modifier, as PostgreSQL's messages have it."""
    return str(Type(type_.name)) if type_.name != "array" else str(type_)


def parse_integer(text: str, type_: Type) -> int:
    """Text to an integer of `type_` (int2, int4, int8, oid); 22P02, 22003."""
    digits = text.strip(_SPACE)
    if not _INTEGER.fullmatch(digits):
        raise invalid(text, type_)
    value = _any_base(digits)
    if not in_range(value, type_):
        raise SqlError("22003", f'value "{text}" is out of range for type {bare(type_)}')
    return value


def in_range(value: int, type_: Type) -> bool:
    """Whether an integer fits `type_`."""
    if type_.name == "oid":
        return 0 <= value < 2**32
    bound = _BOUNDS[type_.name]
    return -bound <= value < bound


def parse_numeric(text: str) -> Decimal:
    """Text to a numeric, its display scale kept as the Decimal's exponent; 22P02, 22003."""
    digits = text.strip(_SPACE)
    special = _SPECIAL.get(digits.lower())
    if special is not None:
        return Decimal(special)
    if _INTEGER.fullmatch(digits):
        return Decimal(_any_base(digits))
    if not _NUMERIC.fullmatch(digits):
        raise invalid(text, NUMERIC)
    return plain(Decimal(digits.replace("_", "")))


def plain(value: Decimal) -> Decimal:
    """The value without a positive exponent, and zero without sign: how PostgreSQL keeps it."""
    if not value.is_finite():
        return value
    exponent = int(value.as_tuple().exponent)
    if value.adjusted() >= 131_072 or exponent < -16_383:
        raise SqlError("22003", "value overflows numeric format")
    if exponent > 0:
        value = EXACT.quantize(value, Decimal(1))
    return value.copy_abs() if value.is_zero() else value


def parse_float(text: str, type_: Type) -> float:
    """Text to float8 or float4, correctly rounded; 22P02, 22003."""
    digits = text.strip(_SPACE)
    special = _SPECIAL.get(digits.lower())
    if special is not None:
        return float(special)
    if not _FLOAT.fullmatch(digits):
        raise invalid(text, type_)
    value = nearest(Decimal(digits), type_)
    if value is None:
        raise SqlError("22003", f'"{digits}" is out of range for type {bare(type_)}')
    return value


def nearest(value: Decimal, type_: Type) -> float | None:
    """The nearest float8 or float4; None on overflow, or underflow to zero."""
    wide = float(value)
    if type_.name == "float4":
        wide = _nearest_single(value, wide)
    if wide in (float("inf"), float("-inf")) or (wide == 0.0 and not value.is_zero()):
        return None
    return wide


def _nearest_single(value: Decimal, wide: float) -> float:
    try:
        single: float = struct.unpack("<f", struct.pack("<f", wide))[0]
    except OverflowError:
        return float("inf") if wide > 0 else float("-inf")
    # Rounding twice (to double, then to single) may miss the nearest by one unit.
    bits = struct.unpack("<i", struct.pack("<f", single))[0]
    best = single
    for neighbour in (bits - 1, bits + 1):
        if not 0 <= neighbour & 0x7FFFFFFF < 0x7F800000:
            continue
        other: float = struct.unpack("<f", struct.pack("<I", neighbour & 0xFFFFFFFF))[0]
        if abs(EXACT.subtract(Decimal(other), value)) < abs(EXACT.subtract(Decimal(best), value)):
            best = other
    return best


def scale_of(value: Decimal) -> int:
    """Digits after the decimal point that PostgreSQL shows."""
    return max(0, -int(value.as_tuple().exponent))


def numeric_type(value: Decimal) -> Type:
    """The narrowest static numeric of a value: not declared; dynamic when decimal128 cannot."""
    if not value.is_finite():
        return NUMERIC
    scale = scale_of(value)
    precision = max(len(value.as_tuple().digits), scale, 1)
    if precision > MAX_DECIMAL_DIGITS:
        return NUMERIC
    return numeric(precision, scale, declared=False)


def normalized(value: Decimal) -> Decimal:
    """The value without trailing zeros after the point: one form for equal finite values."""
    return plain(value.normalize(EXACT))


def round_numeric(value: Decimal, scale: int) -> Decimal:
    """To `scale` digits, half away from zero, as PostgreSQL's round()."""
    if not value.is_finite():
        return value
    rounded = value.quantize(
        Decimal(1).scaleb(-scale, EXACT), rounding=ROUND_HALF_UP, context=EXACT
    )
    return rounded.copy_abs() if rounded.is_zero() else rounded


def fit_numeric(value: Decimal, type_: Type, *, position: int | None = None) -> Decimal:
    """The value as numeric(p, s): rounded, 22003 when it does not fit."""
    precision, scale = type_.precision or 0, type_.scale or 0
    if value.is_nan():
        # Fits in PostgreSQL; a decimal128 has no NaN.
        raise unsupported(f"NaN as {type_}", position=position)
    if value.is_finite():
        value = round_numeric(value, scale)
        if value.is_zero() or value.adjusted() < precision - scale:
            return value
        detail = "round to an absolute value less than "
    else:
        detail = "hold an infinite value"
    if value.is_finite():
        limit = "1" if precision == scale else f"10^{precision - scale}"
        detail = f"{detail}{limit}"
    raise SqlError(
        "22003",
        "numeric field overflow",
        detail=f"A field with precision {precision}, scale {scale} must {detail}."
        if value.is_finite()
        else f"A field with precision {precision}, scale {scale} cannot {detail}.",
        position=position,
    )


def to_integer(value: Decimal | float, type_: Type, *, position: int | None = None) -> int:
    """numeric (half away from zero) or float (half even) to an integer type; 22003."""
    out_of_range = SqlError("22003", f"{bare(type_)} out of range", position=position)
    number = Decimal(value)
    if not number.is_finite():
        if isinstance(value, Decimal):
            raise SqlError(
                "0A000",
                f"cannot convert {'NaN' if number.is_nan() else 'infinity'} to {bare(type_)}",
                position=position,
            )
        raise out_of_range
    rounding = ROUND_HALF_UP if isinstance(value, Decimal) else ROUND_HALF_EVEN
    result = int(number.to_integral_value(rounding=rounding, context=EXACT))
    if not in_range(result, type_):
        raise out_of_range
    return result


def _any_base(digits: str) -> int:
    sign = -1 if digits[0] == "-" else 1
    body = digits.lstrip("+-").replace("_", "")
    base = {"0x": 16, "0o": 8, "0b": 2}.get(body[:2].lower(), 10)
    return sign * int(body if base == 10 else body[2:], base)
