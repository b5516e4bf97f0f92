"""PostgreSQL's text output of single values of the common types, in plain Python.

Below some dozens of values this is quicker than `output.to_text`, whose Arrow functions each give
the interpreter's lock away. Both must give the same text (`tests/wire/test_encode.py`).

Imports: pyarrow, `connectors.types`, this package's `output_scalars` and `output_style`.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime, timedelta
from typing import Any, Final, NamedTuple

import pyarrow as pa

from connectors.types import Type
from gateway.sql.output_scalars import (
    date_text,
    float4_text,
    float8_text,
    numeric_text,
    time_text,
    timestamp_text,
)
from gateway.sql.output_style import OutputStyle

_EPOCH: Final = datetime(1970, 1, 1)
_FIRST_DAY, _LAST_DAY = -719_162, 2_932_896
"""0001-01-01 and 9999-12-31."""
_DAY: Final = 86_400_000_000


class SingleText(NamedTuple):
    """How a value becomes text; `form` is the Arrow type to see it in."""

    text: Callable[[Any], str]
    form: pa.DataType | None = None

    def values(self, array: pa.Array) -> list[Any]:
        """What `text` takes, and None for NULL."""
        listed: list[Any] = (array if self.form is None else array.view(self.form)).to_pylist()
        return listed


def single_text(type_: Type, style: OutputStyle) -> SingleText | None:
    """Of a type under a session's settings; None for those that are not common."""
    if type_.name in style.types or (type_.name == "timestamptz" and style.zone != "UTC"):
        return None
    if type_.name == "numeric" and type_.scale is not None:
        return SingleText(numeric_text)
    return _SINGLE.get(type_.name)


def _float8(value: float) -> str:
    """repr has the same digits where neither writes an exponent."""
    return repr(value).removesuffix(".0") if 1e-4 <= abs(value) < 1e6 else float8_text(value)


def _date(days: int) -> str:
    if _FIRST_DAY <= days <= _LAST_DAY:
        return date.fromordinal(days - _FIRST_DAY + 1).isoformat()
    return date_text(days)


def _timestamp(zone: str) -> Callable[[int], str]:
    def text(micros: int) -> str:
        if not _FIRST_DAY * _DAY <= micros < (_LAST_DAY + 1) * _DAY:
            return timestamp_text(micros, zone)
        plain = (_EPOCH + timedelta(microseconds=micros)).isoformat(" ")
        return (plain.rstrip("0") if "." in plain else plain) + zone

    return text


_SINGLE: Final[dict[str, SingleText]] = {
    "bool": SingleText(lambda value: "t" if value else "f"),
    **dict.fromkeys(("int2", "int4", "int8", "oid"), SingleText(str)),
    "float4": SingleText(float4_text),
    "float8": SingleText(_float8),
    "date": SingleText(_date, pa.int32()),
    "time": SingleText(time_text, pa.int64()),
    "timestamp": SingleText(_timestamp(""), pa.int64()),
    "timestamptz": SingleText(_timestamp("+00"), pa.int64()),
    **dict.fromkeys(
        ("text", "varchar", "bpchar", "name", "char", "json", "jsonb", "uuid", "numeric"),
        SingleText(str),
    ),
}
