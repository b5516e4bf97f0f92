"""PostgreSQL's text of single values that Arrow cannot print, or prints otherwise.

Imports: pyarrow, numpy.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from decimal import Decimal
from fractions import Fraction
from typing import Any, Final

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

_DATE_END: Final = 2**31 - 1
_TIME_END: Final = 2**63 - 1
_DAY: Final = 86_400_000_000


def patch(
    text: pa.Array,
    values: pa.Array,
    mask: pa.Array,
    spell: Callable[[Any], str],
    *,
    invert: bool = False,
) -> pa.Array:
    """`text` with `spell(value)` where `mask` is true (false with `invert`). NULLs stay NULL.

    A NaN makes no comparison false: masks come from Arrow kernels, where it compares as false.
    """
    chosen = pc.invert(mask) if invert else mask
    if not pc.any(chosen).as_py():
        return text
    chosen = pc.fill_null(chosen, False)
    spelled = [spell(value) for value in values.filter(chosen).to_pylist()]
    return pc.replace_with_mask(text, chosen, pa.array(spelled, pa.string()))


def float8_text(value: float) -> str:
    """float8out with extra_float_digits 1: shortest digits that read back the same value."""
    return _float_text(value, _shortest8, 15)


def float4_text(value: float) -> str:
    """float4out; `value` is the float4 widened to a float8."""
    return _float_text(value, _shortest4, 6)


def _shortest8(value: float) -> str:
    """Scientific digits of a positive float8."""
    return _inside(repr(value), value, (math.nextafter(value, 0), math.nextafter(value, math.inf)))


def _shortest4(value: float) -> str:
    """Scientific digits of a positive float4."""
    single = np.float32(value)
    digits = np.format_float_scientific(single, trim="-")
    with np.errstate(over="ignore"):
        around = (np.nextafter(single, np.float32(0)), np.nextafter(single, np.float32(np.inf)))
    return _inside(digits, value, (float(around[0]), float(around[1])))


def _inside(digits: str, value: float, neighbours: tuple[float, float]) -> str:
    """`digits`, or more of them if they lie half way to a neighbour.

    Such digits read back right where ties go to even, so C and Python print them; PostgreSQL's
    Ryu does not (`acceptBounds = false`). A half way point has few enough digits only in this
    range.
    """
    if not 2.0**21 <= value < 1e41:
        return digits
    halves = [(Fraction(value) + Fraction(other)) / 2 for other in neighbours if other < math.inf]
    candidates = (f"{value:.{count}e}" for count in range(len(digits.split("e")[0]) - 1, 18))
    return next(d for d in (digits, *candidates) if Fraction(d) not in halves)


def _float_text(value: float, shortest: Callable[[float], str], fixed_digits: int) -> str:
    if math.isnan(value):
        return "NaN"
    minus = "-" if math.copysign(1, value) < 0 else ""
    if math.isinf(value):
        return f"{minus}Infinity"
    if value == 0:
        return f"{minus}0"
    _, numbers, power = Decimal(shortest(abs(value))).as_tuple()
    exponent = int(power) + len(numbers) - 1
    digits = "".join(map(str, numbers)).rstrip("0")
    if -4 <= exponent < fixed_digits:
        return minus + _positional(digits, exponent)
    mantissa = digits[0] + ("." + digits[1:] if len(digits) > 1 else "")
    return f"{minus}{mantissa}e{'-' if exponent < 0 else '+'}{abs(exponent):02d}"


def _positional(digits: str, exponent: int) -> str:
    if exponent < 0:
        return "0." + "0" * (-exponent - 1) + digits
    whole = digits[: exponent + 1].ljust(exponent + 1, "0")
    fraction = digits[exponent + 1 :]
    return f"{whole}.{fraction}" if fraction else whole


def numeric_text(value: Decimal) -> str:
    """A numeric with all its fraction digits, never with an exponent."""
    return f"{value:f}"


def date_text(days: int) -> str:
    """A date that Python cannot hold: infinite, BC, or after the year 9999."""
    if days == _DATE_END:
        return "infinity"
    if days == -_DATE_END:
        return "-infinity"
    body, era = _civil(days)
    return body + era


def time_text(microseconds: int) -> str:
    """A time of the day up to 24:00:00."""
    seconds, fraction = divmod(microseconds, 1_000_000)
    minutes, second = divmod(seconds, 60)
    hour, minute = divmod(minutes, 60)
    tail = f".{fraction:06d}".rstrip("0") if fraction else ""
    return f"{hour:02d}:{minute:02d}:{second:02d}{tail}"


def timestamp_text(microseconds: int, zone: str) -> str:
    """A timestamp that Python cannot hold; `zone` is what follows the time ("+00" or nothing)."""
    if microseconds == _TIME_END:
        return "infinity"
    if microseconds == -_TIME_END:
        return "-infinity"
    days, rest = divmod(microseconds, _DAY)
    body, era = _civil(days)
    return f"{body} {time_text(rest)}{zone}{era}"


def _civil(days: int) -> tuple[str, str]:
    """`YYYY-MM-DD` and the era of a day of the proleptic Gregorian calendar.

    Howard Hinnant's `civil_from_days`.
    """
    days += 719_468
    era, day_of_era = divmod(days, 146_097)
    year_of_era = (
        day_of_era - day_of_era // 1460 + day_of_era // 36_524 - day_of_era // 146_096
    ) // 365
    day_of_year = day_of_era - (365 * year_of_era + year_of_era // 4 - year_of_era // 100)
    shifted = (5 * day_of_year + 2) // 153
    day = day_of_year - (153 * shifted + 2) // 5 + 1
    month = shifted + 3 if shifted < 10 else shifted - 9
    year = year_of_era + era * 400 + (month <= 2)
    if year <= 0:
        return f"{1 - year:04d}-{month:02d}-{day:02d}", " BC"
    return f"{year:04d}-{month:02d}-{day:02d}", ""
