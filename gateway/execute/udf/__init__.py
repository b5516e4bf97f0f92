"""PostgreSQL's functions that DuckDB lacks, in Python over Arrow batches."""

from __future__ import annotations

import importlib
import pkgutil
from typing import Any

from gateway.execute.udf.registry import ENTRIES, Entry


def register_all(connection: Any) -> None:
    """Install every function on a DuckDB connection; all cursors of its instance see them."""
    for entry in entries():
        connection.create_function(
            entry.name,
            entry.function,
            list(entry.arguments),
            entry.returns,
            type="arrow",
            null_handling="special" if entry.sees_nulls else "default",
            side_effects=entry.volatile,
        )


def entries() -> list[Entry]:
    """All functions of this package's modules."""
    for module in pkgutil.iter_modules(__path__):
        importlib.import_module(f"{__name__}.{module.name}")
    return ENTRIES
