"""Many Decimal128 at once, as the texts PostgreSQL prints.

The 16 bytes of a Decimal128 are two little-endian integers (IEEE 754-2008, binary integer decimal):
low, the lower 64 bits of the coefficient; high, from its top: sign, 14 bits of exponent (biased by
6176), 49 bits of coefficient. Where the two bits after the sign are set it is another form: NaN,
infinity, or a coefficient out of range, which counts as zero.
"""

from __future__ import annotations

from typing import Any, Final

import numpy as np
import numpy.typing as npt

_BIAS: Final = 6176
_COEFFICIENT: Final = np.uint64((1 << 49) - 1)
MOST_PLACES: Final = 40
"""Decimal places of what is called plain."""


def plain(high: Any) -> npt.NDArray[np.bool_]:
    """Which values have a coefficient below 2**64 and 0 to 40 decimal places, as nearly all have.

    `high`: the upper halves, an array of uint64.
    """
    exponents = _exponents(high)
    ordinary = (high >> np.uint64(61)) & np.uint64(3) != np.uint64(3)
    small = high & _COEFFICIENT == np.uint64(0)
    found: npt.NDArray[np.bool_] = ordinary & small & (exponents <= 0) & (exponents >= -MOST_PLACES)
    return found


def texts(low: Any, high: Any) -> list[str]:
    """The texts of plain values; `low` and `high`: arrays of uint64."""
    negative = ((high >> np.uint64(63)) == np.uint64(1)) & (low != np.uint64(0))
    places = (-_exponents(high)).tolist()
    return [
        f"-{_pointed(digits, count)}" if minus else _pointed(digits, count)
        for digits, count, minus in zip(low.tolist(), places, negative.tolist(), strict=True)
    ]


def _exponents(high: Any) -> npt.NDArray[np.int64]:
    found: npt.NDArray[np.int64] = ((high >> np.uint64(49)) & np.uint64(0x3FFF)).astype(
        np.int64
    ) - _BIAS
    return found


def _pointed(digits: int, places: int) -> str:
    """`digits` with the point before the last `places` of them."""
    if not places:
        return str(digits)
    text = f"{digits:0{places + 1}}"
    return f"{text[:-places]}.{text[-places:]}"
