"""Relations with all that their rows in the system tables are made of.

Two places that are equal have the same rows.
Imports: `connectors`, this package.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from operator import is_
from typing import Final

from connectors.api import ForeignKey, Relation, RelationSchema, Statistics
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
    """What foreign keys refer to; `name` is qualified and quoted."""

    schema: RelationSchema
    oid: int
    name: str


@dataclass(frozen=True, slots=True)
class Place:
    """A relation in its schema; `name` is qualified and quoted.

    `linked`: it has foreign keys, or others have such to it. `rows` is an estimate, -1 for none.
    `partial`: some columns may not be read. `targets`: what its foreign keys refer to, in their
    order; None for what is not in the catalog. `details` are those of the schema: its equality
    leaves them out.
    """

    schema: RelationSchema
    details: Mapping[str, object]
    oid: int
    namespace: int
    schema_name: str
    name: str
    linked: bool
    estimates: Statistics
    partial: bool
    targets: tuple[Target | None, ...]


def namespaces_of(content: SourceContent, new_oid: Callable[..., int]) -> dict[str, int]:
    """The OIDs of a source's schemas, by the names that clients know."""
    return {name: new_oid("schema", name) for _, name in sorted(content.schemas.items())}


def places_of(content: SourceContent, namespaces: Mapping[str, int]) -> dict[Key, Place]:
    """The places of a source's relations, in the order of their names."""
    ordered = sorted(content.relations, key=lambda schema: key_of(schema.relation))
    targets = {key_of(schema.relation): _target(content, schema) for schema in ordered}
    # Foreign keys are triggers in PostgreSQL; psql looks for them only where this is set.
    linked = {key_of(key.foreign_relation) for schema in ordered for key in schema.foreign_keys}
    linked |= {key_of(schema.relation) for schema in ordered if schema.foreign_keys}
    found = {}
    for schema in ordered:
        relation, key = schema.relation, key_of(schema.relation)
        schema_name = content.schemas[relation.schema]
        found[key] = Place(
            schema,
            schema.details,
            targets[key].oid,
            namespaces[schema_name],
            schema_name,
            targets[key].name,
            key in linked,
            content.estimates.get(key, _UNKNOWN),
            relation in content.partial,
            tuple(targets.get(_foreign(foreign_key)) for foreign_key in schema.foreign_keys),
        )
    return found


def _target(content: SourceContent, schema: RelationSchema) -> Target:
    relation = schema.relation
    name = f"{quoted(content.schemas[relation.schema])}.{quoted(relation.name)}"
    return Target(schema, content.oids[key_of(relation)], name)


def key_of(relation: Relation) -> Key:
    """Of a relation."""
    return relation.schema, relation.name


def _foreign(key: ForeignKey) -> Key:
    return key_of(key.foreign_relation)
