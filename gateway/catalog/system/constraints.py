"""The constraints of one relation, as PostgreSQL would describe them.

Imports: `connectors.api`, this package.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Final

from connectors.api import Constraint, Definition, ForeignKey, RelationSchema
from gateway.catalog.system import indexes
from gateway.catalog.system.identifiers import quoted

ACTIONS: Final = {
    "NO ACTION": "a", "RESTRICT": "r", "CASCADE": "c", "SET NULL": "n", "SET DEFAULT": "d",
}  # fmt: skip
"""What a foreign key does: `confupdtype`, `confdeltype`."""


@dataclass(frozen=True, slots=True)
class Described:
    """A primary key (`kind` p), a unique (u) or check constraint (c); `index` keeps the first two.

    `numbers` are its columns' positions, None where they are not known.
    """

    name: str
    kind: str
    numbers: tuple[int, ...] | None
    index: str | None
    expression: str | None
    definition: Definition
    valid: bool = True
    enforced: bool = True


def constraints_of(
    schema: RelationSchema, found: Sequence[indexes.Described]
) -> Iterator[Described]:
    """A relation's constraints; `found` are its indexes."""
    by_name = {index.name: index for index in found}
    told = {(c.kind, c.name): c for c in schema.constraints}
    for index in found:
        if index.primary:
            yield _key(index, told.get(("primary key", index.name)))
    for constraint in schema.constraints:
        kept_by = by_name.get(constraint.name)
        if constraint.kind == "unique" and kept_by is not None and 0 not in kept_by.numbers:
            yield _key(kept_by, constraint)
        elif constraint.kind == "check":
            yield _check(schema, constraint)


def foreign_key_text(key: ForeignKey) -> tuple[str, str]:
    """What stands before and after the name of the relation that a foreign key refers to."""
    own, foreign = (", ".join(map(quoted, names)) for names in (key.columns, key.foreign_columns))
    on = (("UPDATE", key.on_update), ("DELETE", key.on_delete))
    actions = "".join(f" ON {event} {action}" for event, action in on if action != "NO ACTION")
    return f"FOREIGN KEY ({own}) REFERENCES ", f"({foreign}){actions}"


def _key(index: indexes.Described, told: Constraint | None) -> Described:
    kind, words = ("p", "PRIMARY KEY") if index.primary else ("u", "UNIQUE")
    text = Definition(f"{words} ({', '.join(index.shown)})")
    given = told.definition if told is not None else None
    return Described(index.name, kind, index.numbers, index.name, None, given or text)


def _check(schema: RelationSchema, told: Constraint) -> Described:
    numbers = {column.name: n for n, column in enumerate(schema.columns, start=1)}
    enforced = "" if told.enforced else " NOT ENFORCED"
    return Described(
        told.name,
        "c",
        tuple(numbers[name] for name in told.columns if name in numbers) or None,
        None,
        told.expression,
        told.definition or Definition(f"CHECK ({told.expression}){enforced}"),
        told.valid,
        told.enforced,
    )
