"""An immutable picture of all names, quick to look up by exact spelling and without case.

Imports: `connectors.api`, `naming`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field

from connectors.api import Relation
from gateway.catalog.naming import schema_name
from gateway.catalog.oids import Oids


@dataclass(frozen=True, slots=True)
class Known:
    """What is known of one source: its relations and those that could not be described.

    `default_schema` is where `source.table` looks first. `revision` changes with the source's
    address and options. `errors` maps a relation to the reason
    why its columns are unknown; it is still listed.
    """

    name: str
    default_schema: str
    relations: tuple[Relation, ...]
    errors: Mapping[Relation, str] = field(default_factory=dict)
    revision: str = ""


class SourceNames:
    """The names of one source. Never changed after it is built."""

    def __init__(self, known: Known) -> None:
        self.name = known.name
        self.default_schema = known.default_schema
        self.errors = known.errors
        self._revision = known.revision
        self._schemas: dict[str, dict[str, Relation]] = {}
        self._by_table: dict[str, list[Relation]] = {}
        for relation in known.relations:
            self._schemas.setdefault(relation.schema, {})[relation.name] = relation
            self._by_table.setdefault(relation.name.lower(), []).append(relation)

    def restricted(self, sees: Callable[[str, Relation], bool]) -> Known:
        """The source with only the relations for which `sees(source, relation)`."""
        relations = tuple(relation for relation in self if sees(self.name, relation))
        errors = {
            relation: self.errors[relation] for relation in relations if relation in self.errors
        }
        return Known(self.name, self.default_schema, relations, errors, self._revision)

    def same_address(self, other: SourceNames | None) -> bool:
        """Whether a connector opened for `other` still serves."""
        return other is not None and other._revision == self._revision

    def has_names_of(self, other: SourceNames) -> bool:
        """Whether its schemas and relations have the same names."""
        return (
            self.default_schema == other.default_schema
            and self._schemas.keys() == other._schemas.keys()
            and all(
                tables.keys() == other._schemas[schema].keys()
                for schema, tables in self._schemas.items()
            )
        )

    @property
    def schemas(self) -> tuple[str, ...]:
        """The schemas that hold a relation, in alphabetical order."""
        return tuple(sorted(self._schemas))

    def __iter__(self) -> Iterator[Relation]:
        for tables in self._schemas.values():
            yield from tables.values()

    def tables(self, schema: str) -> Iterable[str]:
        """Names of the relations in one schema."""
        return self._schemas.get(schema, {})

    def find_schemas(self, name: str, *, quoted: bool) -> list[str]:
        """The schemas that `name` may mean: the exact spelling, else any case if not quoted."""
        return _matching(name, self._schemas, quoted)

    def find(self, table: str, *, quoted: bool, schema: str | None = None) -> list[Relation]:
        """The relations that `table` may mean, in `schema` or in all of the source."""
        if schema is not None:
            exact = self._schemas.get(schema, {}).get(table)
            if exact is not None:
                return [exact]
        similar = [
            relation
            for relation in self._by_table.get(table.lower(), [])
            if schema is None or relation.schema == schema
        ]
        exact_names = [relation for relation in similar if relation.name == table]
        return exact_names if exact_names or quoted else similar


class Index:
    """The names of all sources at one version of the catalog.

    `before` is that of a version before: the OIDs are its where the names are the same.
    """

    def __init__(self, sources: Iterable[Known], before: Index | None = None) -> None:
        self._sources = {known.name: SourceNames(known) for known in sources}
        self._oids: Mapping[str, Mapping[tuple[str, str], int]] | None = (
            before._oids if before is not None and self._has_names_of(before) else None
        )

    @property
    def names(self) -> tuple[str, ...]:
        """Names of the sources, in alphabetical order."""
        return tuple(sorted(self._sources))

    def schema_names(self) -> tuple[str, ...]:
        """Every schema as PostgreSQL clients see it, in alphabetical order."""
        return tuple(
            sorted(
                schema_name(source.name, schema, source.default_schema)
                for source in self
                for schema in source.schemas
            )
        )

    def __iter__(self) -> Iterator[SourceNames]:
        return iter(self._sources.values())

    @property
    def oids(self) -> Mapping[str, Mapping[tuple[str, str], int]]:
        """The OID of every relation, by source, then schema and name: the same for whoever asks."""
        if self._oids is None:
            oids = Oids()
            self._oids = {name: _oids(self._sources[name], oids) for name in self.names}
        return self._oids

    def _has_names_of(self, other: Index) -> bool:
        """Whether all sources, schemas and relations have the same names."""
        return self._sources.keys() == other._sources.keys() and all(
            source.has_names_of(other._sources[source.name]) for source in self
        )

    def get(self, name: str) -> SourceNames | None:
        """The source of exactly that name."""
        return self._sources.get(name)

    def find(self, name: str, *, quoted: bool) -> SourceNames | None:
        """The source that `name` means; source names are lower-case."""
        return self._sources.get(name if quoted else name.lower())


def _matching(name: str, candidates: Iterable[str], quoted: bool) -> list[str]:
    names = list(candidates)
    if name in names:
        return [name]
    return [] if quoted else [other for other in names if other.lower() == name.lower()]


def _oids(source: SourceNames, oids: Oids) -> dict[tuple[str, str], int]:
    names = {s: schema_name(source.name, s, source.default_schema) for s in source.schemas}
    return {
        (schema, table): oids.new("relation", names[schema], table)
        for schema in source.schemas
        for table in sorted(source.tables(schema))
    }
