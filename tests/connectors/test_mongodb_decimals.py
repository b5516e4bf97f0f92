"""Decimal128 in bulk, against bson's own reading of each."""

from __future__ import annotations

import random
from decimal import Decimal

import numpy as np
from bson import Decimal128
from hypothesis import given
from hypothesis import strategies as st

from connectors.mongodb import decimals
from connectors.mongodb.numbers import decimal_text


def _halves(values: list[Decimal128]) -> tuple[np.ndarray, np.ndarray]:
    raw = np.frombuffer(b"".join(value.bid for value in values), np.uint64)
    return raw[0::2], raw[1::2]


def _check(values: list[Decimal128]) -> int:
    low, high = _halves(values)
    plain = decimals.plain(high)
    found = decimals.texts(low[plain], high[plain])
    wanted = [
        decimal_text(v.to_decimal()) for v, is_plain in zip(values, plain, strict=True) if is_plain
    ]
    assert found == wanted
    return len(found)


def test_ordinary_amounts_are_plain() -> None:
    texts = [
        "0",
        "0.00",
        "-0.00",
        "1",
        "-1.50",
        "12345.67",
        "0.0000000001",
        "-0.1",
        "1844674407370955.1615",
    ]
    assert _check([Decimal128(text) for text in texts]) == len(texts)


def test_the_rest_is_left_to_bson() -> None:
    texts = [
        "NaN",
        "-NaN",
        "Infinity",
        "-Infinity",
        "1E+3",
        "1E-6000",
        "18446744073709551616",
        "9" * 34,
    ]
    assert _check([Decimal128(text) for text in texts]) == 0


@given(
    st.lists(
        st.decimals(
            allow_nan=False, allow_infinity=False, places=4, min_value=-(10**20), max_value=10**20
        )
    )
)
def test_decimals(values: list[Decimal]) -> None:
    _check([Decimal128(value) for value in values])


def test_any_sixteen_bytes() -> None:
    """Also forms that no encoder writes."""
    draw = random.Random(1)
    values = [Decimal128.from_bid(draw.randbytes(16)) for _ in range(5000)]
    short = [
        Decimal128.from_bid(
            draw.randbytes(8)
            + ((6176 - draw.randrange(60)) << 49 | draw.randrange(2) << 63).to_bytes(8, "little")
        )
        for _ in range(5000)
    ]
    assert _check(values + short) > 1000
