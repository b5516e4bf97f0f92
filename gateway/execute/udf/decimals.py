"""PostgreSQL's numeric arithmetic on Python decimals: exact values, its display scales, its errors.

A numeric is a `Decimal` whose exponent is minus its display scale. The rules of scale follow
src/backend/utils/adt/numeric.c (select_div_scale, numeric_sqrt, estimate_ln_dweight, power_var …),
which counts weights in digits of base 10000.
"""

from __future__ import annotations

import math
from decimal import ROUND_CEILING, ROUND_DOWN, ROUND_FLOOR, ROUND_HALF_UP, Context, Decimal
from typing import Final

from gateway.errors import SqlError
from gateway.sql.numbers import EXACT, round_numeric, scale_of

MAX_SCALE: Final = 1000
MIN_SIGNIFICANT: Final = 16
_DSCALE_MAX: Final = 16_383
_EXP_LIMIT: Final = 6000
_GROUP: Final = 4
_LOG10_E: Final = 0.434294481903252
_LN_10: Final = 2.302585092994046
NAN: Final = Decimal("NaN")
ZERO: Final = Decimal(0)


def clean(value: Decimal) -> Decimal:
    """A finite result without negative zero; 22003 for more digits than a numeric has."""
    if value.is_nan():
        return NAN
    if value.is_zero():
        return value.copy_abs()
    if value.is_finite() and value.adjusted() >= 131_072:
        raise SqlError("22003", "value overflows numeric format")
    return value


def add(a: Decimal, b: Decimal) -> Decimal:
    """a + b; the larger scale."""
    return clean(EXACT.add(a, b))


def sub(a: Decimal, b: Decimal) -> Decimal:
    """a - b; the larger scale."""
    return clean(EXACT.subtract(a, b))


def mul(a: Decimal, b: Decimal) -> Decimal:
    """a * b; the sum of the scales."""
    product = EXACT.multiply(a, b)
    if product.is_finite() and scale_of(product) > _DSCALE_MAX:
        product = round_numeric(product, _DSCALE_MAX)
    return clean(product)


def div(a: Decimal, b: Decimal) -> Decimal:
    """a / b with at least 16 significant digits (select_div_scale); 22012."""
    special = _special_quotient(a, b)
    return special if special is not None else quotient(a, b, div_scale(a, b))


def div_trunc(a: Decimal, b: Decimal) -> Decimal:
    """div(a, b): the quotient truncated to an integer; 22012."""
    special = _special_quotient(a, b)
    if special is not None:
        return special
    return clean(_wide(a, b, 2).divide(a, b).quantize(Decimal(1), ROUND_DOWN, EXACT))


def mod(a: Decimal, b: Decimal) -> Decimal:
    """a % b with the sign of a; the larger scale; 22012."""
    if a.is_nan() or b.is_nan():
        return NAN
    if b.is_zero():
        raise SqlError("22012", "division by zero")
    if a.is_infinite():
        return NAN
    if b.is_infinite():
        return a
    scale = max(scale_of(a), scale_of(b))
    return clean(round_numeric(EXACT.remainder(a, b), scale))


def quotient(a: Decimal, b: Decimal, scale: int) -> Decimal:
    """a / b rounded half away from zero to `scale` digits; both finite, b not zero."""
    return clean(round_numeric(_wide(a, b, scale + 2).divide(a, b), scale))


def div_scale(a: Decimal, b: Decimal) -> int:
    """select_div_scale: digits after the point of a quotient."""
    weight_a, first_a = _leading(a)
    weight_b, first_b = _leading(b)
    weight = weight_a - weight_b - (1 if first_a <= first_b else 0)
    return _scale(MIN_SIGNIFICANT - weight * _GROUP, a, b)


def sqrt(value: Decimal) -> Decimal:
    """Square root; 2201F for a negative number."""
    if value.is_nan() or value == Decimal("Infinity"):
        return value
    if value < 0:
        raise SqlError("2201F", "cannot take square root of a negative number")
    weight, _ = _leading(value)
    result_weight = weight * _GROUP // 2 + 1 if weight >= 0 else 1 - (1 - weight * _GROUP) // 2
    return root(value, _scale(MIN_SIGNIFICANT - result_weight, value))


def root(value: Decimal, scale: int) -> Decimal:
    """The square root rounded to `scale` digits."""
    digits = max(value.adjusted(), 0) // 2 + scale + 4
    return clean(round_numeric(Context(prec=digits, rounding=ROUND_DOWN).sqrt(value), scale))


def exp(value: Decimal) -> Decimal:
    """e to the value; 22003 on overflow."""
    if value.is_nan() or value.is_infinite():
        return ZERO if value.is_signed() and value.is_infinite() else value
    if value >= _EXP_LIMIT:
        raise SqlError("22003", "value overflows numeric format")
    weight = max(float(value) * _LOG10_E, -2000.0)
    scale = _scale(MIN_SIGNIFICANT - int(weight), value)
    if value <= -_EXP_LIMIT:
        return round_numeric(ZERO, scale)
    digits = max(int(weight), 0) + scale + 10
    return clean(round_numeric(_context(digits).exp(value), scale))


def ln(value: Decimal) -> Decimal:
    """Natural logarithm; 2201E unless positive."""
    _check_logarithm(value)
    if not value.is_finite():
        return value
    scale = _scale(MIN_SIGNIFICANT - _ln_weight(value), value)
    return clean(round_numeric(_context(scale + 20).ln(value), scale))


def log(base: Decimal, value: Decimal) -> Decimal:
    """Logarithm of value in base; 2201E, 22012."""
    _check_logarithm(base)
    _check_logarithm(value)
    if not base.is_finite() or not value.is_finite():
        return _special_log(base, value)
    if base == 1:
        raise SqlError("22012", "division by zero")
    scale = _scale(MIN_SIGNIFICANT - (_ln_weight(value) - _ln_weight(base)), base, value)
    wide = _context(scale + 30 + abs(_ln_weight(base)) + abs(_ln_weight(value)))
    return clean(round_numeric(wide.divide(wide.ln(value), wide.ln(base)), scale))


def power(base: Decimal, exponent: Decimal) -> Decimal:
    """base to the exponent; 2201F, 22003."""
    if not base.is_finite() or not exponent.is_finite():
        return _special_power(base, exponent)
    integral = exponent == exponent.to_integral_value(context=EXACT)
    if base.is_zero() and exponent < 0:
        raise SqlError("2201F", "zero raised to a negative power is undefined")
    if base < 0 and not integral:
        raise SqlError(
            "2201F", "a negative number raised to a non-integer power yields a complex result"
        )
    if base.is_zero():
        operands = (base, exponent) if integral else ()
        return round_numeric(
            Decimal(1 if exponent.is_zero() else 0), _scale(MIN_SIGNIFICANT, *operands)
        )
    return _power(base, exponent)


def _power(base: Decimal, exponent: Decimal) -> Decimal:
    weight = float(exponent) * _log10(base)
    if weight > 131_072:
        raise SqlError("22003", "value overflows numeric format")
    if weight + 1 < -MAX_SCALE:
        return round_numeric(ZERO, MAX_SCALE)
    scale = _scale(MIN_SIGNIFICANT - int(weight), base, exponent)
    wide = _context(max(int(weight), 0) + scale + 20)
    return clean(round_numeric(wide.power(base, exponent), scale))


def gcd(a: Decimal, b: Decimal) -> Decimal:
    """The greatest common divisor; the larger scale."""
    if not (a.is_finite() and b.is_finite()):
        return NAN
    scale = max(scale_of(a), scale_of(b))
    return _scaled_down(math.gcd(_scaled_up(a, scale), _scaled_up(b, scale)), scale)


def lcm(a: Decimal, b: Decimal) -> Decimal:
    """The least common multiple; the larger scale."""
    if not (a.is_finite() and b.is_finite()):
        return NAN
    scale = max(scale_of(a), scale_of(b))
    return _scaled_down(math.lcm(_scaled_up(a, scale), _scaled_up(b, scale)), scale)


def width_bucket(operand: Decimal, low: Decimal, high: Decimal, count: int) -> int:
    """Which of `count` equal parts of low to high holds the operand; 0 and count + 1 outside."""
    if count <= 0:
        raise SqlError("2201G", "count must be greater than zero")
    if operand.is_nan() or low.is_nan() or high.is_nan():
        raise SqlError("2201G", "operand, lower bound, and upper bound cannot be NaN")
    if not (low.is_finite() and high.is_finite()):
        raise SqlError("2201G", "lower and upper bounds must be finite")
    if low == high:
        raise SqlError("2201G", "lower bound cannot equal upper bound")
    if low > high:
        operand, low, high = -operand, -low, -high
    if operand < low:
        return 0
    if operand >= high:
        return count + 1
    return int(div_trunc(mul(sub(operand, low), Decimal(count)), sub(high, low))) + 1


def rounded(value: Decimal, scale: int) -> Decimal:
    """round(value, scale); a negative scale rounds before the point."""
    return _at_scale(value, scale, ROUND_HALF_UP)


def truncated(value: Decimal, scale: int) -> Decimal:
    """trunc(value, scale)."""
    return _at_scale(value, scale, ROUND_DOWN)


def ceiling(value: Decimal) -> Decimal:
    """The integer not below."""
    return value if not value.is_finite() else clean(
        value.quantize(Decimal(1), ROUND_CEILING, EXACT)
    )  # fmt: skip


def floor(value: Decimal) -> Decimal:
    """The integer not above."""
    return value if not value.is_finite() else clean(
        value.quantize(Decimal(1), ROUND_FLOOR, EXACT)
    )  # fmt: skip


def variance(
    count: int, total: Decimal, squares: Decimal, *, sample: bool, root_of: bool
) -> Decimal | None:
    """Variance or standard deviation from the sums (numeric_stddev_internal); None for no answer.

    `total` has the largest scale of the inputs, `squares` (the sum of squares) twice that.
    """
    if count < (2 if sample else 1):
        return None
    if not total.is_finite() or not squares.is_finite():
        return NAN
    numerator = sub(mul(Decimal(count), squares), mul(total, total))
    if numerator <= 0:
        return ZERO
    denominator = Decimal(count * (count - 1 if sample else count))
    scale = div_scale(numerator, denominator)
    result = quotient(numerator, denominator, scale)
    return root(result, scale) if root_of else result


def sort_key(value: Decimal) -> bytes:
    """Bytes that compare as numerics do: equal values have one key, NaN is above all."""
    if value.is_nan():
        return b"\x05"
    if value.is_infinite():
        return b"\x00" if value.is_signed() else b"\x04"
    if value.is_zero():
        return b"\x02"
    sign, digits, _ = value.as_tuple()
    text = "".join(map(str, digits)).rstrip("0").encode()
    body = (value.adjusted() + 2**31).to_bytes(4, "big") + text
    return b"\x03" + body if not sign else b"\x01" + bytes(255 - b for b in body) + b"\xff"


def _scaled_up(value: Decimal, scale: int) -> int:
    return int(value.scaleb(scale, EXACT))


def _scaled_down(value: int, scale: int) -> Decimal:
    return clean(Decimal(value).scaleb(-scale, EXACT))


def _at_scale(value: Decimal, scale: int, rounding: str) -> Decimal:
    if not value.is_finite():
        return value
    scale = max(-2000, min(scale, _DSCALE_MAX))
    cut = value.quantize(Decimal(1).scaleb(-scale, EXACT), rounding, EXACT)
    return clean(cut if scale >= 0 else cut.quantize(Decimal(1), ROUND_DOWN, EXACT))


def _scale(wanted: int, *operands: Decimal) -> int:
    return min(max(wanted, 0, *(scale_of(x) for x in operands)), MAX_SCALE)


def _leading(value: Decimal) -> tuple[int, int]:
    """Weight (power of 10000) and value of the first base-10000 digit; (0, 0) for zero."""
    if value.is_zero():
        return 0, 0
    weight = value.adjusted() // _GROUP
    return weight, int(value.copy_abs().scaleb(-weight * _GROUP, EXACT))


def _leading_digits(value: Decimal, groups: int) -> tuple[int, int]:
    """The first `groups` base-10000 digits as one integer, and the power of ten it counts."""
    weight, _ = _leading(value)
    present = _groups(value)
    taken = min(groups, present)
    power = (weight - taken + 1) * _GROUP
    return int(value.copy_abs().scaleb(-power, EXACT)), power


def _groups(value: Decimal) -> int:
    """How many base-10000 digits the value has, without trailing zeros."""
    weight, _ = _leading(value)
    stripped = value.normalize(EXACT)
    last = int(stripped.as_tuple().exponent) // _GROUP
    return weight - last + 1


def _ln_weight(value: Decimal) -> int:
    """estimate_ln_dweight: about the decimal weight of ln(value)."""
    if Decimal("0.9") <= value <= Decimal("1.1"):
        rest = EXACT.subtract(value, Decimal(1))
        if rest.is_zero():
            return 0
        weight, first = _leading(rest)
        return weight * _GROUP + int(math.log10(first))
    digits, power = _leading_digits(value, 2)
    estimate = math.log(digits) + power * _LN_10
    return int(math.log10(abs(estimate)))


def _log10(value: Decimal) -> float:
    digits, power = _leading_digits(value, 4)
    return math.log10(digits) + power


def _context(digits: int) -> Context:
    return Context(prec=max(digits, 30), Emin=-999_999, Emax=999_999, traps=[])


def _wide(a: Decimal, b: Decimal, scale: int) -> Context:
    """Digits enough that a truncated quotient rounds to `scale` as the exact one does."""
    return Context(
        prec=max(a.adjusted() - b.adjusted() + 2 + scale, 4),
        rounding=ROUND_DOWN,
        Emin=-999_999,
        Emax=999_999,
        traps=[],
    )


def _special_quotient(a: Decimal, b: Decimal) -> Decimal | None:
    if a.is_nan() or b.is_nan():
        return NAN
    if b.is_zero():
        raise SqlError("22012", "division by zero")
    if a.is_infinite():
        return NAN if b.is_infinite() else Decimal("Infinity").copy_sign(
            Decimal(1 if a.is_signed() == b.is_signed() else -1)
        )  # fmt: skip
    return ZERO if b.is_infinite() else None


def _check_logarithm(value: Decimal) -> None:
    if value.is_nan():
        return
    if value.is_zero():
        raise SqlError("2201E", "cannot take logarithm of zero")
    if value < 0:
        raise SqlError("2201E", "cannot take logarithm of a negative number")


def _special_log(base: Decimal, value: Decimal) -> Decimal:
    if base.is_nan() or value.is_nan() or (base.is_infinite() and value.is_infinite()):
        return NAN
    return ZERO if base.is_infinite() else Decimal("Infinity")


def _special_power(base: Decimal, exponent: Decimal) -> Decimal:
    """NaN and infinities (numeric_power): as POSIX pow()."""
    if exponent.is_zero() or base == 1:
        return Decimal(1)
    if base.is_nan() or exponent.is_nan():
        return NAN
    if exponent.is_infinite():
        if base.is_zero() and exponent.is_signed():
            raise SqlError("2201F", "zero raised to a negative power is undefined")
        if base == -1:
            return Decimal(1)
        grows = (base.copy_abs() > 1) != exponent.is_signed()
        return Decimal("Infinity") if grows else ZERO
    if not base.is_signed():
        return base if exponent > 0 else ZERO
    if exponent != exponent.to_integral_value(context=EXACT):
        raise SqlError(
            "2201F", "a negative number raised to a non-integer power yields a complex result"
        )
    odd = int(exponent) % 2 == 1
    return ZERO if exponent < 0 else base if odd else Decimal("Infinity")


def factorial(number: int) -> Decimal:
    """n!; 22003 for a negative or too large argument."""
    if number < 0:
        raise SqlError("22003", "factorial of a negative number is undefined")
    if number > 32_177:
        raise SqlError("22003", "value overflows numeric format")
    return Decimal(math.factorial(number))
