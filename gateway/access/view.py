"""The catalog as one role sees it: names, columns, search and hints of what it may read.

A name that finds nothing where something may be hidden gets one answer, 42501, whether it exists or
not; where everything may be read it is 42P01 as ever.

Imports: `connectors.api`, `gateway.catalog`, this package, `gateway.errors`.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace

from connectors.api import ForeignKey, Relation, RelationSchema, Statistics
from gateway.access.objects import Object
from gateway.access.rights import Rights
from gateway.catalog.catalog import Catalog
from gateway.catalog.index import Index, Known
from gateway.catalog.resolve import Name, Protection, Resolved, find, uniform
from gateway.catalog.search import Hit, search
from gateway.catalog.seen import Oids
from gateway.errors import SqlError


class View:
    """What a role that is no administrator sees of the catalog. For one version of both."""

    def __init__(self, catalog: Catalog, rights: Rights) -> None:
        self.rights = rights
        self._catalog = catalog
        self._index = Index(_restricted(catalog, rights))

    @property
    def version(self) -> int:
        """The catalog's version."""
        return self._catalog.version

    @property
    def whole(self) -> Catalog:
        """The catalog."""
        return self._catalog

    @property
    def viewer(self) -> str:
        """The role."""
        return self.rights.role

    def sources(self) -> tuple[str, ...]:
        """Names of the sources of which anything is seen."""
        return self._index.names

    def relations(self, source: str | None = None) -> Iterator[RelationSchema]:
        """Every relation that is seen, with the columns that are."""
        for name in self.sources() if source is None else (source,):
            for schema in self._catalog.relations(name):
                readable = self.rights.readable(Object.of(name, schema.relation))
                if readable != frozenset():
                    yield self._narrowed(name, schema, readable)

    def schema_names(self) -> tuple[str, ...]:
        """Every schema of which anything is seen, as PostgreSQL clients see it."""
        return self._index.schema_names()

    def schema_name(self, source: str, schema: str) -> str:
        """As `Catalog.schema_name`: a name does not depend on who asks."""
        return self._catalog.schema_name(source, schema)

    def oid(self, source: str, relation: Relation) -> int:
        """As `Catalog.oid`: it does not depend on who asks."""
        return self._catalog.oid(source, relation)

    def oids(self) -> Oids:
        """As `Catalog.oids`."""
        return self._catalog.oids()

    def estimates(self, source: str) -> Mapping[tuple[str, str], Statistics]:
        """As `Catalog.estimates`, but for relations of which only some rows are seen."""
        known = self._catalog.estimates(source)
        return {
            (schema, name): estimate
            for (schema, name), estimate in known.items()
            if not self._filtered(Object(source, schema, name))
        }

    def _filtered(self, relation: Object) -> bool:
        guard = self.rights.guard(relation)
        return guard is not None and bool(guard.filters)

    def partial(self, source: str, relation: Relation) -> bool:
        """Whether there are columns of a relation that may not be read."""
        return self.rights.readable(Object.of(source, relation)) is not None

    def search(self, text: str, *, limit: int = 50) -> list[Hit]:
        """As `Catalog.search`, over what is seen."""
        everything = ((name, list(self.relations(name))) for name in self.sources())
        return search(text, everything, limit=limit)

    def resolve(
        self,
        parts: tuple[str, ...],
        search_path: tuple[str, ...],
        *,
        quoted: tuple[bool, ...] | None = None,
        position: int | None = None,
    ) -> Resolved:
        """As `Catalog.resolve`, over what is seen; 42501 where something may be hidden."""
        name = Name(parts, quoted or (False,) * len(parts), position)
        built_in = self._catalog.built_in(name)
        if built_in is not None:
            return built_in
        name = uniform(self._index, name)
        try:
            found = find(self._index, name, search_path)
        except SqlError as error:
            hidden = self._hidden(name.parts, search_path)
            if error.sqlstate not in ("42P01", "3F000") or not hidden:
                raise
            raise self._denied(name, error.hint) from None
        schema = self._catalog.described(found, name)
        object_ = Object.of(found.source.name, found.relation)
        readable = self.rights.readable(object_)
        guard = self.rights.guard(object_)
        oid = self.oid(found.source.name, found.relation)
        if readable is None and guard is None:
            return Resolved(found.source.name, schema, oid=oid)
        columns = frozenset(column.name for column in schema.columns)
        seen = columns if readable is None else columns & readable
        if guard is None:
            return Resolved(found.source.name, schema, Protection(seen), oid)
        masks = {name: mask.using for name, mask in guard.masks.items()}
        masks = _copies(schema) | masks if masks else {}
        protection = Protection(seen, guard.filters, masks, guard.names)
        return Resolved(found.source.name, schema, protection, oid)

    def _hidden(self, parts: tuple[str, ...], search_path: tuple[str, ...]) -> bool:
        """Whether there may be something by this name that the role must not know of."""
        sources = [source.name for source in self._catalog.index()]
        if len(parts) == 1 and search_path:
            places = [entry.partition(".")[0] for entry in search_path]
        elif len(parts) == 3:
            wanted = Object(parts[0], parts[1])
            return not self.rights.reads_all(wanted)
        else:
            places = [parts[0]] if parts[0] in sources else sources
        return not all(self.rights.reads_all(Object(place)) for place in places)

    def _denied(self, name: Name, hint: str) -> SqlError:
        return SqlError(
            "42501",
            f"permission denied for table {name.parts[-1]}",
            detail=f'It does not exist, or role "{self.rights.role}" may not read it.',
            hint=hint if hint.startswith("Did you mean") else "",
            position=name.position,
        )

    def _untold(
        self, source: str, schema: RelationSchema, readable: frozenset[str] | None
    ) -> RelationSchema:
        """A description without texts that may tell of what is hidden.

        A view's may tell of any relation of its source, a check's of all columns of its relation.
        """
        if schema.definition is not None and not self.rights.unrestricted(source):
            schema = replace(schema, definition=None)
        whole = readable is None and not self.rights.guard(Object.of(source, schema.relation))
        keys = tuple(c for c in schema.constraints if whole or c.kind != "check")
        if keys != schema.constraints:
            schema = replace(schema, constraints=keys)
        return schema

    def _narrowed(
        self, source: str, schema: RelationSchema, readable: frozenset[str] | None
    ) -> RelationSchema:
        """A description without what is not seen: columns, and keys that would name them."""

        def seen(key: ForeignKey) -> bool:
            target = self.rights.readable(Object.of(source, key.foreign_relation))
            return target is None or target.issuperset(key.foreign_columns)

        keys = tuple(filter(seen, schema.foreign_keys))
        if keys != schema.foreign_keys:  # what is seen whole stays the same object
            schema = replace(schema, foreign_keys=keys)
        schema = self._untold(source, schema, readable)
        if readable is None:
            return schema
        return replace(
            schema,
            columns=tuple(column for column in schema.columns if column.name in readable),
            primary_key=schema.primary_key if readable.issuperset(schema.primary_key) else (),
            indexes=tuple(i for i in schema.indexes if readable.issuperset(i.columns)),
            foreign_keys=tuple(k for k in schema.foreign_keys if readable.issuperset(k.columns)),
            constraints=tuple(c for c in schema.constraints if readable.issuperset(c.columns)),
        )


def _copies(schema: RelationSchema) -> dict[str, str]:
    """Masks of the columns that repeat what others hold: they would show what is masked there."""
    copies = (column for column in schema.columns if column.details.get("whole_row"))
    return {column.name: "NULL" for column in copies}


def _restricted(catalog: Catalog, rights: Rights) -> Iterator[Known]:
    for source in catalog.index():
        known = source.restricted(rights.sees)
        if known.relations or rights.reads_all(Object(source.name)):
            yield known
