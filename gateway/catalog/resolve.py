"""From the name a user wrote to one relation of one source.

Three parts are `source.schema.table`; two are `source.table` or `schema.table` of a source on the
search path; one is looked up along the search path, or everywhere when the path is empty. A part
matches by exact spelling, else, when not quoted, without regard to case. Two relations that match
equally well are an error, never a choice. The names that PostgreSQL clients see are understood too:
`"source.schema".table`, and the database `unsilo` in front of schema and table (see `naming`).

Imports: `connectors.api`, the catalog's index, `gateway.errors`.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from connectors.api import Relation, RelationSchema
from gateway.catalog.hints import display, relation_hint, schema_hint
from gateway.catalog.index import Index, SourceNames
from gateway.catalog.naming import cut_schema, without_database
from gateway.errors import SqlError


@dataclass(frozen=True, slots=True)
class Protection:
    """What stands between who asks and a relation.

    `columns` may be read, others may not be known of. `filters` are SQL conditions over all columns
    of the relation: of every group at least one is true for the rows that are seen. `masks` are SQL
    expressions by the column they stand for. `policies` are the names of these.
    """

    columns: frozenset[str]
    filters: tuple[tuple[str, ...], ...] = ()
    masks: Mapping[str, str] = field(default_factory=dict)
    policies: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Resolved:
    """A relation, the source it lives in, and what protects it from who asks (None: nothing).

    `oid` is its number in the system catalog, 0 if it is not in there.
    """

    source: str
    schema: RelationSchema
    protection: Protection | None = None
    oid: int = 0


@dataclass(frozen=True, slots=True)
class Name:
    """A name as the parser read it: unquoted parts are folded to lower case."""

    parts: tuple[str, ...]
    quoted: tuple[bool, ...]
    position: int | None = None

    def __str__(self) -> str:
        return ".".join(self.parts)


@dataclass(frozen=True, slots=True)
class Found:
    """A relation's name in the index."""

    source: SourceNames
    relation: Relation

    def __str__(self) -> str:
        return display(self.source.name, self.relation)


@dataclass(frozen=True, slots=True)
class PathEntry:
    """One entry of the search path that names something: a source, or one schema of it."""

    source: SourceNames
    schema: str | None


def find(index: Index, name: Name, search_path: tuple[str, ...]) -> Found:
    """The one relation that `name` means.

    Raises SqlError 42P01 (no such relation), 3F000 (no such schema in the source named), 42702
    (several match equally well), 42601 (more than three parts); all with a hint.
    """
    name = uniform(index, name)
    path = list(_entries(index, search_path))
    match len(name.parts):
        case 1:
            found = _one_part(index, name, path)
        case 2:
            found = _two_parts(index, name, path)
        case 3:
            found = _three_parts(index, name)
        case _:
            raise SqlError(
                "42601",
                f'improper qualified name (too many dotted names): "{name}"',
                hint="A relation is written source.schema.table.",
                position=name.position,
            )
    return _single(index, name, found)


def uniform(index: Index, name: Name) -> Name:
    """The name as sources and schemas have it, where it is written as clients see it."""
    parts = name.parts
    if index.get(parts[0]) is None:
        parts = without_database(parts)
    quoted = name.quoted[len(name.parts) - len(parts) :]
    cut = cut_schema(parts)
    return Name(cut, (True,) * (len(cut) - len(parts)) + quoted, name.position)


def _one_part(index: Index, name: Name, path: list[PathEntry]) -> list[Found]:
    table, quoted = name.parts[0], name.quoted[0]
    if not path:
        return [hit for source in index for hit in _in_source(source, table, quoted)]
    for entry in path:
        if hits := _in_source(entry.source, table, quoted, entry.schema):
            return hits
    return []


def _two_parts(index: Index, name: Name, path: list[PathEntry]) -> list[Found]:
    (first, table), (first_quoted, quoted) = name.parts, name.quoted
    source = index.find(first, quoted=first_quoted)
    found = _in_source(source, table, quoted) if source else []
    for entry in path:
        for schema in entry.source.find_schemas(first, quoted=first_quoted):
            if entry.schema is None or entry.schema == schema:
                found += _in_source(entry.source, table, quoted, schema)
    return list(dict.fromkeys(found))


def _three_parts(index: Index, name: Name) -> list[Found]:
    source = index.find(name.parts[0], quoted=name.quoted[0])
    if source is None:
        return []
    schemas = source.find_schemas(name.parts[1], quoted=name.quoted[1])
    if not schemas:
        raise SqlError(
            "3F000",
            f'schema "{source.name}.{name.parts[1]}" does not exist',
            hint=schema_hint(source, name.parts[1]),
            position=name.position,
        )
    return [
        hit
        for schema in schemas
        for hit in _in_source(source, name.parts[2], name.quoted[2], schema)
    ]


def _in_source(
    source: SourceNames, table: str, quoted: bool, schema: str | None = None
) -> list[Found]:
    """Matches in one schema, or in the whole source with its default schema going first."""
    if schema is None:
        preferred = source.find(table, quoted=quoted, schema=source.default_schema)
        found = preferred or source.find(table, quoted=quoted)
    else:
        found = source.find(table, quoted=quoted, schema=schema)
    return [Found(source, relation) for relation in found]


def _entries(index: Index, search_path: tuple[str, ...]) -> Iterator[PathEntry]:
    """Entries that name something; others are passed over, as PostgreSQL does."""
    for entry in search_path:
        name, _, schema = entry.partition(".")
        source = index.find(name, quoted=False)
        if source is None:
            continue
        if not schema:
            yield PathEntry(source, None)
        for match in source.find_schemas(schema, quoted=False) if schema else ():
            yield PathEntry(source, match)


def _single(index: Index, name: Name, found: list[Found]) -> Found:
    if len(found) == 1:
        return found[0]
    if not found:
        raise SqlError(
            "42P01",
            f'relation "{name}" does not exist',
            hint=relation_hint(index, name.parts),
            position=name.position,
        )
    candidates = ", ".join(sorted(str(hit) for hit in found)[:10])
    raise SqlError(
        "42702",
        f'relation "{name}" is ambiguous',
        hint=f"It may be any of {candidates}. Write source.schema.table.",
        position=name.position,
    )
