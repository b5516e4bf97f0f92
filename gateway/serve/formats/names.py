"""Formats that look columns up by name cannot hold two of one name.

Imports: `connectors.api`, `gateway.errors`.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from connectors.api import OutputColumn
from gateway.errors import SqlError


def refuse_repeated_names(columns: Sequence[OutputColumn], format_name: str) -> None:
    """42701 if two columns have the same name: readers of the format would lose one."""
    counts = Counter(column.name for column in columns)
    for name, count in counts.items():
        if count > 1:
            raise SqlError(
                "42701",
                f'column name "{name}" appears {count} times in the result',
                detail=f"A {format_name} result needs names that differ.",
                hint="Give the columns different names with AS, or use csv.",
            )
