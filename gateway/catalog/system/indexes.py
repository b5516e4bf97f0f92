"""The indexes and keys of one relation, as PostgreSQL would describe them.

Imports: `connectors`, this package.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from typing import Final

from connectors.api import Index, RelationSchema
from connectors.types import Type
from gateway.catalog.system.identifiers import quoted
from gateway.catalog.system.snapshot import relations

_BTREE: Final = 403
_KEY_NAMES: Final = "primary"
"""What MySQL calls the index of a primary key."""


@dataclass(frozen=True, slots=True)
class Described:
    """An index: `numbers` are its columns' positions, 0 for an expression."""

    name: str
    columns: tuple[str, ...]
    numbers: tuple[int, ...]
    unique: bool
    primary: bool

    @property
    def shown(self) -> list[str]:
        """The columns as they are written."""
        pairs = zip(self.columns, self.numbers, strict=True)
        return [quoted(name) if number else name for name, number in pairs]

    @property
    def expressions(self) -> str | None:
        """`indexprs`: what is no column."""
        pairs = zip(self.columns, self.numbers, strict=True)
        return ", ".join(name for name, number in pairs if not number) or None

    def definition(self, relation: str) -> str:
        """`pg_get_indexdef`."""
        unique = "UNIQUE " if self.unique else ""
        columns = ", ".join(self.shown)
        return f"CREATE {unique}INDEX {quoted(self.name)} ON {relation} USING btree ({columns})"


def indexes_of(schema: RelationSchema) -> list[Described]:
    """A relation's indexes; its primary key has one, made up where the source tells of none."""
    numbers = {column.name: n for n, column in enumerate(schema.columns, start=1)}
    key, found = schema.primary_key, list(schema.indexes)
    own_name = f"{schema.relation.name}_pkey"
    twins = [i for i in found if key and i.unique and i.columns == key]
    names = {c.name for c in schema.constraints if c.kind == "primary key"} or {own_name}
    named = [i for i in twins if i.name.lower() == _KEY_NAMES or i.name in names]
    primary = next(iter(named or twins), None)
    if key and primary is None:
        primary = Index(own_name, key, unique=True)
        found.insert(0, primary)
    return [
        Described(
            index.name,
            index.columns,
            tuple(numbers.get(column, 0) for column in index.columns),
            index.unique,
            index is primary,
        )
        for index in found
    ]


@cache
def operator_classes() -> dict[int, int]:
    """The default B-tree operator class by type."""
    rows = relations()["pg_catalog", "pg_opclass"].rows
    assert rows is not None
    names = ("opcmethod", "opcdefault", "opcintype", "oid")
    columns = (rows.column(name).to_pylist() for name in names)
    return {
        type_: oid
        for method, default, type_, oid in zip(*columns, strict=True)
        if method == _BTREE and default
    }


def operator_class(type_: Type) -> int:
    """The operator class an index on a column of that type has; text's for what has none."""
    return operator_classes().get(type_.oid) or operator_classes()[Type("text").oid]
