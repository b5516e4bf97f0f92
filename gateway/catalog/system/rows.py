"""Rows on their way into system tables: lists of tuples, and Arrow tables of all columns.

Imports: pyarrow.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import pyarrow as pa


@dataclass(slots=True)
class Rows:
    """The rows of one system table: `names` differ from row to row, `same` are alike in all."""

    names: tuple[str, ...]
    same: Mapping[str, Any] = field(default_factory=dict)
    values: list[tuple[Any, ...]] = field(default_factory=list)

    def table(self, schema: pa.Schema) -> pa.Table:
        """All of `schema`; a column that is named nowhere is zero, false, or NULL."""
        columns: Sequence[Sequence[Any]] = list(zip(*self.values, strict=True))
        varying = dict(zip(self.names, columns, strict=True)) if self.values else {}
        arrays = []
        for item in schema:
            if item.name in varying:
                arrays.append(pa.array(varying[item.name], item.type))
            else:
                value = self.same.get(item.name, zero(item.type))
                arrays.append(pa.repeat(pa.scalar(value, item.type), len(self.values)))
        return pa.Table.from_arrays(arrays, schema=schema)


def table_of(schema: pa.Schema, rows: Sequence[Mapping[str, Any]]) -> pa.Table:
    """A few rows as a table; a column that a row leaves out is zero, false, or NULL."""
    arrays = [
        pa.array([row.get(item.name, zero(item.type)) for row in rows], item.type)
        for item in schema
    ]
    return pa.Table.from_arrays(arrays, schema=schema)


def zero(type_: pa.DataType) -> Any:
    """What PostgreSQL has in a column that says nothing."""
    if pa.types.is_boolean(type_):
        return False
    return 0 if pa.types.is_integer(type_) or pa.types.is_floating(type_) else None
