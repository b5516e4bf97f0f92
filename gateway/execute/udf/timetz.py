"""Times with a zone: what they compare by (timetz_cmp_internal)."""

from __future__ import annotations

import re
from typing import Any, Final

import pyarrow as pa

from gateway.errors import unsupported
from gateway.execute.udf.registry import engine_function
from gateway.execute.udf.rows import by_row

_TEXT: Final = re.compile(
    r"(\d\d):(\d\d):(\d\d)(?:\.(\d{1,6}))?([+-])(\d\d)(?::(\d\d))?(?::(\d\d))?", re.A
)
_ZONES: Final = 1 << 18
"""More than there are seconds between the zones farthest west and east."""


@engine_function("pg_timetz_key", ("VARCHAR",), "BIGINT")
def _keys(texts: Any) -> pa.Array:
    return by_row(order_value, pa.int64())(texts)


def order_value(text: str) -> int:
    """The moment in UTC; of one moment the farthest east comes first."""
    match = _TEXT.fullmatch(text)
    if match is None:
        raise unsupported(f'the time "{text}"')
    hour, minute, second, fraction, sign, *zone = match.groups()
    hours, minutes, seconds = (int(part or 0) for part in zone)
    offset = (hours * 60 + minutes) * 60 + seconds
    west = offset if sign == "-" else -offset
    clock = (int(hour) * 60 + int(minute)) * 60 + int(second)
    micros = clock * 1_000_000 + int((fraction or "").ljust(6, "0"))
    return (micros + west * 1_000_000) * _ZONES + west
