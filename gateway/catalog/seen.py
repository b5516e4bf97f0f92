"""The catalog as somebody sees it: all of it, or what a role may read.

Imports: `connectors.api`.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Protocol

from connectors.api import Relation, RelationSchema, Statistics
from gateway.catalog.resolve import Resolved
from gateway.catalog.search import Hit

Oids = Mapping[str, Mapping[tuple[str, str], int]]
"""By source, then schema and name."""


class Seen(Protocol):
    """What `Catalog` and a role's view of it answer alike. Hashable by identity."""

    @property
    def version(self) -> int:
        """Changes whenever anything about sources, schemas or rights changes."""

    @property
    def whole(self) -> Seen:
        """The catalog that this is a view of; itself where it is no view."""

    @property
    def viewer(self) -> str:
        """The role that sees it; empty for all of it."""

    def sources(self) -> tuple[str, ...]:
        """Names of the sources, in alphabetical order."""

    def relations(self, source: str | None = None) -> Iterator[RelationSchema]:
        """Every relation of one source or of all, with the columns that are seen."""

    def schema_names(self) -> tuple[str, ...]:
        """Every schema as PostgreSQL clients see it, in alphabetical order."""

    def schema_name(self, source: str, schema: str) -> str:
        """The name under which PostgreSQL clients see one schema of a source (see `naming`)."""

    def oid(self, source: str, relation: Relation) -> int:
        """The OID of a relation in the system catalog; 0 if there is no such relation."""

    def oids(self) -> Oids:
        """The OIDs of all relations, whoever may see them: nothing else has one of these."""

    def estimates(self, source: str) -> Mapping[tuple[str, str], Statistics]:
        """Known numbers of rows and sizes by schema and name, where they may be known."""

    def partial(self, source: str, relation: Relation) -> bool:
        """Whether there are columns of a relation that may not be read."""

    def search(self, text: str, *, limit: int = 50) -> list[Hit]:
        """Relations and columns whose name or comment has every word of `text`, best first."""

    def resolve(
        self,
        parts: tuple[str, ...],
        search_path: tuple[str, ...],
        *,
        quoted: tuple[bool, ...] | None = None,
        position: int | None = None,
    ) -> Resolved:
        """The relation that a name means."""
