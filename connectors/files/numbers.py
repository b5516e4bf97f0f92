"""The one numeric type that holds all numbers seen in a text file."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

from connectors.types import INT8, MAX_DECIMAL_DIGITS, NUMERIC, Type, numeric


@dataclass(slots=True)
class Digits:
    """The digits before and after the point that numbers seen so far need."""

    whole: int = 0
    scale: int = 0
    big: bool = False

    def see(self, value: int | Decimal) -> None:
        """Take a finite number into account."""
        if isinstance(value, int):
            self.whole = max(self.whole, len(str(abs(value))))
            self.big |= not -(2**63) <= value < 2**63
        else:
            _, digits, exponent = value.as_tuple()
            assert isinstance(exponent, int)
            self.whole = max(self.whole, len(digits) + exponent, 1)
            self.scale = max(self.scale, -exponent)

    def type(self, *, decimals: bool) -> Type:
        """int8 where that holds all, else numeric with the largest scale, else numeric as text."""
        if not decimals and not self.big:
            return INT8
        if self.whole + self.scale <= MAX_DECIMAL_DIGITS:
            return numeric(MAX_DECIMAL_DIGITS, self.scale, declared=False)
        return NUMERIC
