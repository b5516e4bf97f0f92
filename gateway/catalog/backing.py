"""Where a catalog's knowledge comes from: memory (tests, embedding) or the metadata store.

Imports: `connectors.api`, the catalog's index.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Protocol

from connectors.api import Connector, Relation, RelationSchema, Statistics
from gateway.catalog.index import Known


class Backing(Protocol):
    """What `Catalog` asks. Safe to call from many threads."""

    def version(self) -> int:
        """A number that changes whenever a source or a schema changes. Cheap."""

    def known(self) -> list[Known]:
        """All sources with the names of their relations."""

    def schema(
        self, source: str, relation: Relation, connector: Callable[[str], Connector]
    ) -> RelationSchema:
        """The description of a listed relation, asked of `connector(source)` where it is too old.

        Raises RelationNotFound if the relation has gone.
        """

    def schemas(self, source: str) -> Sequence[RelationSchema]:
        """The descriptions of all relations of a source; those with errors have no columns."""

    def open(self, source: str) -> Connector:
        """A new connector for the source; the caller closes it. KeyError if there is none."""

    def statistics(self, source: str, relation: Relation) -> tuple[Statistics, float] | None:
        """Kept statistics and their age in seconds."""

    def keep_statistics(self, source: str, relation: Relation, statistics: Statistics) -> None:
        """Remember statistics taken now."""

    def estimates(self, source: str) -> Mapping[tuple[str, str], Statistics]:
        """The statistics that are kept for a source, by schema and name, whatever their age."""

    def close(self) -> None:
        """Release what the backing holds. Idempotent."""


class Memory:
    """A backing without a store: connectors that are already open, schemas that never change."""

    def __init__(
        self,
        sources: Mapping[str, tuple[Connector, Sequence[RelationSchema]]],
        default_schemas: Mapping[str, str],
    ) -> None:
        self._connectors = {name: connector for name, (connector, _) in sources.items()}
        self._schemas = {
            name: {schema.relation: schema for schema in schemas}
            for name, (_, schemas) in sources.items()
        }
        self._defaults = dict(default_schemas)
        self._statistics: dict[tuple[str, Relation], Statistics] = {}

    def version(self) -> int:
        """Always 1."""
        return 1

    def known(self) -> list[Known]:
        """All sources given."""
        return [
            Known(name, self._defaults.get(name) or default_schema(schemas), tuple(schemas))
            for name, schemas in self._schemas.items()
        ]

    def schema(
        self, source: str, relation: Relation, connector: Callable[[str], Connector]
    ) -> RelationSchema:
        """The schema given for the relation."""
        return self._schemas[source][relation]

    def schemas(self, source: str) -> Sequence[RelationSchema]:
        """All schemas given for the source."""
        return list(self._schemas[source].values())

    def open(self, source: str) -> Connector:
        """The connector given for the source."""
        return self._connectors[source]

    def statistics(self, source: str, relation: Relation) -> tuple[Statistics, float] | None:
        """Statistics taken before; they do not age."""
        kept = self._statistics.get((source, relation))
        return None if kept is None else (kept, 0.0)

    def keep_statistics(self, source: str, relation: Relation, statistics: Statistics) -> None:
        """Remember for the life of the catalog."""
        self._statistics[source, relation] = statistics

    def estimates(self, source: str) -> Mapping[tuple[str, str], Statistics]:
        """Those taken before."""
        return {
            (relation.schema, relation.name): known
            for (of, relation), known in self._statistics.items()
            if of == source
        }

    def close(self) -> None:
        """Nothing to release: the catalog closes the connectors."""


def default_schema(relations: Mapping[Relation, object], database: str | None = None) -> str:
    """The schema in which `source.table` looks first.

    The database named in the source's address where relations live in it (MySQL, MongoDB), else
    `public`, else `main`.
    """
    schemas = {relation.schema for relation in relations}
    for candidate in (database, "public", "main"):
        if candidate is not None and candidate in schemas:
            return candidate
    return database or (min(schemas) if len(schemas) == 1 else "public")
