"""Relations with all that their rows in the system tables are made of.

Two places that are equal have the same rows.
Imports: `connectors`, this package.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from operator import is_
from typing import Final

from connectors.api import Relation, RelationSchema, Statistics
from gateway.catalog.system.identifiers import quoted

Key = tuple[str, str]
"""Schema and name of a relation, as its source has them."""
_UNKNOWN: Final = Statistics()


@dataclass(frozen=True, slots=True)
class SourceContent:
    """One source: its relations, what clients call its schemas, OIDs, and kept estimates.

    `partial` are the relations of which some columns may not be read.
    """

    name: str
    relations: tuple[RelationSchema, ...]
    schemas: Mapping[str, str]
    oids: Mapping[Key, int]
    estimates: Mapping[Key, Statistics] = field(default_factory=dict)
    partial: frozenset[Relation] = frozenset()

    def same(self, other: SourceContent) -> bool:
        """Whether it is the same, and its relations the same objects."""
        return (
            len(self.relations) == len(other.relations)
            and all(map(is_, self.relations, other.relations))
            and (self.schemas, self.oids) == (other.schemas, other.oids)
            and self.estimates == other.estimates
            and self.partial == other.partial
        )


@dataclass(frozen=True, slots=True)
class Target:
    """A relation as foreign keys refer to it; `name` is qualified and quoted.

    `details` are those of the schema: its equality leaves them out.
    """

    schema: RelationSchema
    details: Mapping[str, object]
    oid: int
    schema_name: str
    name: str


@dataclass(frozen=True, slots=True)
class Place:
    """A relation in its schema, and what other relations and its reader have to do with its rows.

    `linked`: it has foreign keys, or others have such to it. `estimates`: what is kept of its size.
    `partial`: some columns may not be read. `targets`: what its foreign keys refer to, in their
    order; None for what is not in the catalog.
    """

    target: Target
    namespace: int
    linked: bool
    estimates: Statistics
    partial: bool
    targets: tuple[Target | None, ...]

    @property
    def schema(self) -> RelationSchema:
        """What is known of it."""
        return self.target.schema

    @property
    def oid(self) -> int:
        """Its OID."""
        return self.target.oid

    @property
    def schema_name(self) -> str:
        """Its schema as clients know it."""
        return self.target.schema_name

    @property
    def name(self) -> str:
        """Its name, qualified and quoted."""
        return self.target.name


def namespaces_of(content: SourceContent, new_oid: Callable[..., int]) -> dict[str, int]:
    """The OIDs of a source's schemas, by the names that clients know."""
    return {name: new_oid("schema", name) for _, name in sorted(content.schemas.items())}


def places_of(
    content: SourceContent, namespaces: Mapping[str, int], before: Mapping[Key, Place]
) -> dict[Key, Place]:
    """The places of a source's relations, in the order of their names.

    Those that are as they were `before` are the same objects.
    """
    ordered = sorted(content.relations, key=lambda schema: key_of(schema.relation))
    targets = {}
    for schema in ordered:
        key = key_of(schema.relation)
        targets[key] = _target(content, schema, key, before.get(key))
    # Foreign keys are triggers in PostgreSQL; psql looks for them only where this is set.
    linked = {key_of(key.foreign_relation) for schema in ordered for key in schema.foreign_keys}
    linked |= {key_of(schema.relation) for schema in ordered if schema.foreign_keys}
    found = {}
    for key, target in targets.items():
        place = Place(
            target,
            namespaces[target.schema_name],
            key in linked,
            content.estimates.get(key, _UNKNOWN),
            bool(content.partial) and target.schema.relation in content.partial,
            tuple(targets.get(key_of(k.foreign_relation)) for k in target.schema.foreign_keys),
        )
        old = before.get(key)
        found[key] = old if old is not None and old == place else place
    return found


def _target(content: SourceContent, schema: RelationSchema, key: Key, old: Place | None) -> Target:
    oid, schema_name = content.oids[key], content.schemas[key[0]]
    if old is not None and (old.oid, old.schema_name) == (oid, schema_name):
        name = old.name
    else:
        name = f"{quoted(schema_name)}.{quoted(key[1])}"
    target = Target(schema, schema.details, oid, schema_name, name)
    return old.target if old is not None and old.target == target else target


def key_of(relation: Relation) -> Key:
    """Of a relation."""
    return relation.schema, relation.name
