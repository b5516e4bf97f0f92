"""The catalog as the binder, the planner and the engine see it.

Imports: `connectors.api`, the rest of `gateway.catalog`, `gateway.errors`.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace

from connectors.api import Connector, Relation, RelationNotFound, RelationSchema, Statistics
from gateway.catalog.backing import Backing, Memory
from gateway.catalog.built_in import BuiltIn
from gateway.catalog.connections import Connections
from gateway.catalog.estimates import Estimates
from gateway.catalog.hints import display, source_hint
from gateway.catalog.index import Index
from gateway.catalog.naming import schema_name
from gateway.catalog.resolve import Found, Name, Resolved, find
from gateway.catalog.search import Hit, search
from gateway.catalog.secrets import Vault
from gateway.catalog.seen import Oids
from gateway.catalog.sources import open_store
from gateway.catalog.store import Store
from gateway.catalog.stored import Stored
from gateway.config import Settings
from gateway.errors import SqlError


class Catalog:
    """What we know of all sources. Safe to use from many threads; closed once."""

    def __init__(self, backing: Backing, store: Store | None = None) -> None:
        self.store = store
        """The metadata store, for what else is kept in it; None for a catalog in memory."""
        self._backing = backing
        self._connections = Connections(backing.open)
        self._estimates = Estimates(backing, self.connector)
        self._index: tuple[int, Index] = (-1, Index(()))
        self._built_in: dict[str, BuiltIn] = {}

    @classmethod
    def open(cls, settings: Settings) -> Catalog:
        """The catalog of one home: its metadata store, made if there is none."""
        store = open_store(settings)
        return cls(Stored(store, Vault(settings.home), settings.catalog_ttl), store)

    @classmethod
    def in_memory(
        cls,
        sources: Mapping[str, tuple[Connector, Sequence[RelationSchema]]],
        *,
        default_schemas: Mapping[str, str] | None = None,
    ) -> Catalog:
        """A catalog without a store: open connectors and their schemas by name of the source.

        The connectors are the catalog's from now on: it closes them, used or not.
        """
        catalog = cls(Memory(sources, default_schemas or {}))
        for name in sources:
            catalog.connector(name)
        return catalog

    def build_in(self, source: BuiltIn) -> None:
        """Add a source of the gateway's own; a registered one of its name would hide it."""
        self._built_in[source.source] = source

    def built_in(self, name: Name) -> Resolved | None:
        """The relation of a built-in source that is meant, as who is no administrator sees it."""
        for built_in in self._built_in.values():
            if built_in.source not in self.sources() and (found := built_in.resolve(name)):
                return found
        return None

    def is_built_in(self, source: str) -> bool:
        """Whether a source is the gateway's own: nobody grants it, nobody lays down its rules."""
        return source in self._built_in and source not in self.sources()

    @property
    def version(self) -> int:
        """Changes whenever anything about sources or schemas changes."""
        return self._backing.version()

    @property
    def whole(self) -> Catalog:
        """This."""
        return self

    @property
    def viewer(self) -> str:
        """No role."""
        return ""

    def sources(self) -> tuple[str, ...]:
        """Names of the registered sources, in alphabetical order."""
        return self.index().names

    def resolve(
        self,
        parts: tuple[str, ...],
        search_path: tuple[str, ...],
        *,
        quoted: tuple[bool, ...] | None = None,
        position: int | None = None,
    ) -> Resolved:
        """The relation that a name of one to three parts means.

        `parts` are folded to lower case where not `quoted`. Entries of `search_path` are `source`
        or `source.schema`; those that name nothing are passed over, and with none left an
        unqualified name may be anywhere. Raises SqlError 42P01, 3F000, 42702, 42601 with
        `position` and a hint, HV000 for a relation whose columns could not be had.
        """
        name = Name(parts, quoted or (False,) * len(parts), position)
        built_in = self.built_in(name)
        if built_in is not None:
            return replace(built_in, protection=None)
        found = find(self.index(), name, search_path)
        oid = self.oid(found.source.name, found.relation)
        return Resolved(found.source.name, self.described(found, name), oid=oid)

    def connector(self, source: str) -> Connector:
        """The open connector of a source: opened on first use, then shared. 42704 if unknown."""
        if self.is_built_in(source):
            return self._built_in[source].connector
        if source not in self.sources():
            raise SqlError(
                "42704",
                f'source "{source}" does not exist',
                hint=source_hint(self.sources(), source),
            )
        return self._connections.get(source)

    def statistics(self, source: str, relation: Relation) -> Statistics:
        """Estimates for a relation; all unknown when they cannot be had quickly."""
        return self._estimates.get(source, relation)

    def relations(self, source: str | None = None) -> Iterator[RelationSchema]:
        """Every known relation of one source or of all; undescribable ones have no columns."""
        for name in self.sources() if source is None else (source,):
            yield from self._backing.schemas(name)

    def schema_names(self) -> tuple[str, ...]:
        """Every schema as PostgreSQL clients see it, in alphabetical order."""
        return self.index().schema_names()

    def schema_name(self, source: str, schema: str) -> str:
        """The name under which PostgreSQL clients see one schema of a source (see `naming`)."""
        names = self.index().get(source)
        return schema_name(source, schema, names.default_schema if names else "")

    def oid(self, source: str, relation: Relation) -> int:
        """The OID of a relation in the system catalog; 0 if there is no such relation."""
        known = self.index().oids.get(source, {})
        return known.get((relation.schema, relation.name), 0)

    def oids(self) -> Oids:
        """The OIDs of all relations, whoever may see them: by source, then schema and name."""
        return self.index().oids

    def estimates(self, source: str) -> Mapping[tuple[str, str], Statistics]:
        """Known numbers of rows and sizes by schema and name; the source is not asked."""
        return self._backing.estimates(source)

    def partial(self, source: str, relation: Relation) -> bool:
        """Never: this is the whole catalog."""
        return False

    def search(self, text: str, *, limit: int = 50) -> list[Hit]:
        """Relations and columns whose name or comment has every word of `text`, best first."""
        everything = ((name, self._backing.schemas(name)) for name in self.sources())
        return search(text, everything, limit=limit)

    def close(self) -> None:
        """Close every connector and the store. Idempotent."""
        self._estimates.close()
        self._connections.close()
        self._backing.close()

    def index(self) -> Index:
        """All names at the current version; built again when the version has changed."""
        version = self._backing.version()
        built, index = self._index
        if built != version:
            fresh = Index(self._backing.known(), index)
            self._connections.keep({s.name for s in fresh if s.same_address(index.get(s.name))})
            self._index = (version, fresh)
            return fresh
        return index

    def described(self, found: Found, name: Name) -> RelationSchema:
        """The description of a relation that `find` found by `name`. 42P01, HV000."""
        full = display(found.source.name, found.relation)
        error = found.source.errors.get(found.relation)
        if error is not None:
            raise SqlError(
                "HV000",
                f'relation "{full}" could not be described',
                detail=error,
                hint=f"Try again with: unsilo source refresh {found.source.name}",
                position=name.position,
            )
        try:
            return self._backing.schema(found.source.name, found.relation, self.connector)
        except RelationNotFound as gone:
            raise SqlError(
                "42P01",
                f'relation "{full}" does not exist any more',
                detail=gone.detail,
                position=name.position,
            ) from None
