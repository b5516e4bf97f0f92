"""Bit shifts of integers, as C does them on PostgreSQL's platforms."""

from __future__ import annotations

from collections.abc import Callable

import pyarrow as pa

from gateway.execute.udf.registry import engine_function
from gateway.execute.udf.rows import by_row


def _shift(bits: int, left: bool) -> Callable[[int, int], int]:
    """The processor looks at the low bits of the count only; int2 is shifted as int4 and cut."""
    width = max(bits, 32)

    def shifted(value: int, count: int) -> int:
        count %= width
        value = value << count if left else value >> count
        value &= 2**bits - 1
        return value - 2**bits if value >= 2 ** (bits - 1) else value

    return shifted


for _name, _bits, _duck, _arrow in (
    ("int2", 16, "SMALLINT", pa.int16()),
    ("int4", 32, "INTEGER", pa.int32()),
    ("int8", 64, "BIGINT", pa.int64()),
):
    for _word in ("left", "right"):
        engine_function(f"pg_{_name}_shift_{_word}", (_duck, "INTEGER"), _duck)(
            by_row(_shift(_bits, _word == "left"), _arrow)
        )
