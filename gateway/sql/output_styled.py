"""Text of single values under settings other than the usual ones.

Rules: byteaout, float4out, float8out, interval_out. Imports: `gateway.sql`.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import Any, Final

from gateway.sql.interval_styles import styled_interval
from gateway.sql.intervals import Interval
from gateway.sql.output_style import OutputStyle

_INFINITE: Final = {
    (2_147_483_647, 2_147_483_647, 9_223_372_036_854_775_807): "infinity",
    (-2_147_483_648, -2_147_483_648, -9_223_372_036_854_775_808): "-infinity",
}
_ESCAPED: Final = [
    "\\\\" if byte == 0x5C else chr(byte) if 0x20 <= byte <= 0x7E else f"\\{byte:03o}"
    for byte in range(256)
]


def styled_interval_text(value: tuple[int, int, int], style: OutputStyle) -> str:
    """A month-day-nano interval; all three parts at their ends are infinity."""
    months, days, nanoseconds = value
    infinite = _INFINITE.get((months, days, nanoseconds))
    if infinite is not None:
        return infinite
    sign = -1 if nanoseconds < 0 else 1
    return styled_interval(
        Interval(months, days, sign * (abs(nanoseconds) // 1000)), style.interval
    )


def _escaped(value: bytes, style: OutputStyle) -> str:
    return "".join([_ESCAPED[byte] for byte in value])


def _rounded(digits: int) -> Callable[[float, OutputStyle], str]:
    """A float with `digits` and `extra_float_digits` significant digits, as C's %g prints it."""

    def text(value: float, style: OutputStyle) -> str:
        if math.isnan(value):
            return "NaN"
        if math.isinf(value):
            return "Infinity" if value > 0 else "-Infinity"
        return f"{value:.{max(digits + style.float_digits, 1)}g}"

    return text


STYLED: Final[dict[str, Callable[[Any, OutputStyle], str]]] = {
    "bytea": _escaped,
    "float4": _rounded(6),
    "float8": _rounded(15),
}
"""By the type's name."""
