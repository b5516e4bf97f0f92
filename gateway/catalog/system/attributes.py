"""The rows of pg_attribute, kept column by column: no other table has so many.

Imports: numpy, pyarrow, `connectors`, this package.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Final

import numpy as np
import pyarrow as pa

from connectors.api import Column
from connectors.types import Type
from gateway.catalog.system.rows import zero
from gateway.catalog.system.snapshot import type_forms

_SAME: Final[dict[str, Any]] = {
    "attcompression": "",
    "attidentity": "",
    "attgenerated": "",
    "attislocal": True,
    "attstattarget": None,
}
_OF_TYPE: Final = (
    "atttypid", "attlen", "atttypmod", "attndims", "attbyval", "attalign", "attstorage",
    "attcollation",
)  # fmt: skip
"""What is the same in all columns of a type."""


class Attributes:
    """Columns of relations and indexes; `of` is the name of the column that says whose they are."""

    def __init__(self, of: str) -> None:
        self._of = of
        self._groups: list[tuple[int, int, int]] = []
        self._names: list[str] = []
        self._not_null: list[bool] = []
        self._defaults: list[bool] = []
        self._types: list[int] = []
        self._forms: list[tuple[Any, ...]] = []
        self._known: dict[int, tuple[int, Type]] = {}

    def add(self, oid: int, of: int, columns: Sequence[Column]) -> None:
        """The columns of something, which belongs to the relation `of`."""
        self._groups.append((oid, of, len(columns)))
        self._names += [column.name for column in columns]
        self._not_null += [not column.nullable for column in columns]
        self._defaults += [column.default is not None for column in columns]
        self._types += [self._form(column.type) for column in columns]

    def _form(self, type_: Type) -> int:
        """The place of a type's form. Columns share their types: each is looked at once."""
        known = self._known.get(id(type_))
        if known is None:
            known = len(self._forms), type_  # kept, so that nothing else gets its identity
            self._known[id(type_)] = known
            self._forms.append(_form(type_))
        return known[0]

    def table(self, schema: pa.Schema) -> pa.Table:
        """All of them as a table of `schema`."""
        oids, owners, counts = np.array(self._groups, np.int64).reshape(-1, 3).T
        ends = np.cumsum(counts)
        total = len(self._names)
        found = {
            "attrelid": np.repeat(oids, counts),
            self._of: np.repeat(owners, counts),
            "attnum": np.arange(1, total + 1) - np.repeat(ends - counts, counts),
            "attname": self._names,
            "attnotnull": self._not_null,
            "atthasdef": self._defaults,
        }
        places = pa.array(self._types, pa.int32())
        forms = dict(zip(_OF_TYPE, zip(*self._forms, strict=True), strict=False))
        arrays = []
        for item in schema:
            if item.name in found:
                arrays.append(pa.array(found[item.name]).cast(item.type))
            elif item.name in forms:
                arrays.append(pa.array(forms[item.name], item.type).take(places))
            else:
                value = _SAME.get(item.name, zero(item.type))
                arrays.append(pa.repeat(pa.scalar(value, item.type), total))
        return pa.Table.from_arrays(arrays, schema=schema)


def _form(type_: Type) -> tuple[Any, ...]:
    form = type_forms()[type_.oid]
    return (
        type_.oid, form.length, type_.modifier, 1 if type_.name == "array" else 0,
        form.by_value, form.align, form.storage, form.collation,
    )  # fmt: skip
