"""What a refresh has found to be different.

Imports: `connectors.api`, the store's records.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from connectors.api import Column, Relation
from gateway.catalog.store import Described


@dataclass(frozen=True, slots=True)
class Changed:
    """A relation whose columns or state differ; each change is a phrase for users."""

    relation: Relation
    changes: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Difference:
    """Relations that came, went, and changed."""

    added: tuple[Relation, ...] = ()
    removed: tuple[Relation, ...] = ()
    changed: tuple[Changed, ...] = ()

    def __bool__(self) -> bool:
        return bool(self.added or self.removed or self.changed)


def difference(before: Sequence[Described], after: Sequence[Described]) -> Difference:
    """Compare two discoveries of one source; relations are the same by schema and name."""
    old = {_key(item.schema.relation): item for item in before}
    new = {_key(item.schema.relation): item for item in after}
    both = [(old[key], item) for key, item in new.items() if key in old]
    changed = (Changed(b.schema.relation, tuple(_changes(a, b))) for a, b in both)
    return Difference(
        tuple(item.schema.relation for key, item in new.items() if key not in old),
        tuple(item.schema.relation for key, item in old.items() if key not in new),
        tuple(item for item in changed if item.changes),
    )


def _key(relation: Relation) -> tuple[str, str]:
    return relation.schema, relation.name


def _changes(before: Described, after: Described) -> Iterator[str]:
    if after.error and after.error != before.error:
        yield f"cannot be described any more: {after.error}"
        return
    if before.error and not after.error:
        yield "can be described again"
        return
    old = {column.name: column for column in before.schema.columns}
    new = {column.name: column for column in after.schema.columns}
    yield from (f"column {name} added ({new[name].type})" for name in new if name not in old)
    yield from (f"column {name} removed" for name in old if name not in new)
    for name in new:
        if name in old:
            yield from _column_changes(old[name], new[name])
    if before.schema.primary_key != after.schema.primary_key:
        yield f"primary key is now ({', '.join(after.schema.primary_key)})"
    if before.schema.definition not in (None, after.schema.definition):
        yield "has another definition"
    if before.schema.relation.kind != after.schema.relation.kind:
        yield f"is now a {after.schema.relation.kind}"


def _column_changes(before: Column, after: Column) -> Iterator[str]:
    if before.type != after.type:
        yield f"column {after.name} changed type from {before.type} to {after.type}"
    if before.nullable != after.nullable:
        yield f"column {after.name} {'may' if after.nullable else 'may not'} be null now"
    if before.collation != after.collation:
        yield f"column {after.name} has collation {after.collation or 'C'} now"
