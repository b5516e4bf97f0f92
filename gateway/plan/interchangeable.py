"""Types whose equal values are one value: no function can tell them apart.

Not numeric of any scale (1.0 = 1.00), floats (0 = -0), intervals, jsonb, bpchar, times with zones.
"""

from __future__ import annotations

from typing import Final

from connectors.types import Type

_NAMES: Final = frozenset(
    {"bool", "int2", "int4", "int8", "oid", "text", "varchar", "bytea", "uuid", "date", "time",
     "timestamp", "timestamptz"}
)  # fmt: skip


def interchangeable(type_: Type) -> bool:
    """Whether `a = b` means that a and b are the same."""
    if type_.name == "numeric":
        return type_.scale is not None
    return type_.name in _NAMES
