"""A source that is the gateway's own: its relations are reached by name, and are in no list.

So no name of a user's relation ever means one of them, and what clients list is the user's only.

Imports: `connectors.api`, the catalog's index and names.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from connectors.api import Connector, RelationSchema
from gateway.catalog.index import Index, Known
from gateway.catalog.resolve import Name, Protection, Resolved, find, uniform


@dataclass(frozen=True, eq=False)
class BuiltIn:
    """One source. `protections` of each relation, by its name, hold for all but administrators."""

    source: str
    connector: Connector
    schemas: tuple[RelationSchema, ...]
    protections: Mapping[str, Protection]

    def resolve(self, name: Name) -> Resolved | None:
        """The relation meant; None for a name that is not of this source. 42P01, 3F000."""
        relations = tuple(schema.relation for schema in self.schemas)
        index = Index([Known(self.source, relations[0].schema, relations)])
        whole = uniform(index, name)
        if len(whole.parts) < 2 or index.find(whole.parts[0], quoted=whole.quoted[0]) is None:
            return None
        relation = find(index, whole, ()).relation
        schema = next(known for known in self.schemas if known.relation == relation)
        return Resolved(self.source, schema, self.protections[relation.name])
