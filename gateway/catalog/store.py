"""The metadata store: sources, descriptions and statistics, on SQLAlchemy Core.

SQLite in the home by default, PostgreSQL by URL. Every method is one transaction; whatever changes
sources or descriptions raises the catalog's version in the same transaction.

Imports: SQLAlchemy, `connectors.api`, the catalog's tables and codec.
"""

from __future__ import annotations

import json
import threading
import time
import uuid
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any, Final

from sqlalchemy import (
    Connection,
    Engine,
    Row,
    create_engine,
    delete,
    event,
    insert,
    make_url,
    select,
    update,
)
from sqlalchemy.exc import DBAPIError, IntegrityError, SQLAlchemyError

from connectors.api import Health, Relation, RelationSchema, Statistics
from gateway.catalog import tables
from gateway.catalog.codec import (
    decode_schema,
    decode_statistics,
    encode_schema,
    encode_statistics,
)
from gateway.catalog.migrate import prepare
from gateway.errors import SqlError

LOOK_AGAIN: Final = 1.0
"""Seconds for which the version last read is trusted: another process may change the store."""


@dataclass(frozen=True, slots=True)
class Source:
    """A registered source. `url` and `options` are templates: see `gateway.catalog.secrets`."""

    name: str
    url: str
    options: Mapping[str, str]
    health: Health
    revision: str = field(default_factory=lambda: uuid.uuid4().hex)
    created_at: float = field(default_factory=time.time)
    refreshed_at: float = field(default_factory=time.time)


@dataclass(frozen=True, slots=True)
class Described:
    """A relation with its description, or with the reason why there is none."""

    schema: RelationSchema
    error: str | None = None
    at: float = field(default_factory=time.time)


@dataclass(frozen=True, slots=True)
class Listed:
    """A relation as it is listed: without its columns."""

    relation: Relation
    error: str | None


class Store:
    """The metadata store at one URL. Safe to use from many threads and processes."""

    def __init__(self, url: str) -> None:
        self._engine = _engine(url)
        self._lock = threading.Lock()
        self._version: tuple[float, int] | None = None
        try:
            with self.writing() as connection:
                prepare(connection)
        except BaseException:
            self._engine.dispose()
            raise

    def version(self) -> int:
        """The catalog's version; at most `LOOK_AGAIN` seconds old."""
        seen = self._version
        if seen is not None and time.monotonic() - seen[0] < LOOK_AGAIN:
            return seen[1]
        with self.reading() as connection:
            value = int(connection.execute(_select_version()).scalar_one())
        self._version = (time.monotonic(), value)
        return value

    @property
    def fresh(self) -> bool:
        """Whether `version` would answer without asking the database."""
        seen = self._version
        return seen is not None and time.monotonic() - seen[0] < LOOK_AGAIN

    def look_again(self) -> None:
        """The next `version` is that of its moment."""
        self._version = None

    def sources(self) -> list[Source]:
        """All sources, by name."""
        with self.reading() as connection:
            rows = connection.execute(select(tables.sources).order_by(tables.sources.c.name))
            return [_source(row) for row in rows]

    def source(self, name: str) -> Source | None:
        """One source, None if there is none of that name."""
        with self.reading() as connection:
            query = select(tables.sources).where(tables.sources.c.name == name)
            row = connection.execute(query).one_or_none()
        return None if row is None else _source(row)

    def add(self, source: Source, described: Sequence[Described]) -> None:
        """A new source with its relations. 42710 if the name is taken."""
        values = {
            "name": source.name,
            "url": source.url,
            "options": json.dumps(dict(source.options)),
            "revision": source.revision,
            "created_at": source.created_at,
            "refreshed_at": source.refreshed_at,
            **_health_values(source.health),
        }
        try:
            with self.changing() as connection:
                connection.execute(insert(tables.sources), [values])
                # Left by a query that ran while a source of this name was removed.
                _delete_of(connection, source.name)
                _insert_relations(connection, source.name, described)
        except IntegrityError:
            raise SqlError("42710", f'source "{source.name}" already exists') from None

    def replace(self, source: Source, described: Sequence[Described]) -> None:
        """All relations and the health of a source anew. 42704 if it has been removed."""
        with self.changing() as connection:
            changed = connection.execute(
                update(tables.sources)
                .where(tables.sources.c.name == source.name)
                .values(refreshed_at=time.time(), **_health_values(source.health))
            )
            if changed.rowcount == 0:
                raise SqlError("42704", f'source "{source.name}" does not exist')
            _delete_of(connection, source.name)
            _insert_relations(connection, source.name, described)

    def remove(self, name: str) -> bool:
        """Forget a source and all that is known of it; whether there was one."""
        with self.changing() as connection:
            _delete_of(connection, name)
            gone = connection.execute(delete(tables.sources).where(tables.sources.c.name == name))
            return gone.rowcount > 0

    def listed(self, source: str) -> list[Listed]:
        """The names of all relations of a source, without their columns."""
        t = tables.relations
        query = select(t.c.schema, t.c.name, t.c.kind, t.c.comment, t.c.error)
        with self.reading() as connection:
            rows = connection.execute(
                query.where(t.c.source == source).order_by(t.c.schema, t.c.name)
            )
            return [Listed(Relation(row[0], row[1], row[2], row[3]), row.error) for row in rows]

    def described(self, source: str, relation: Relation | None = None) -> list[Described]:
        """The descriptions of all relations of a source, or of one."""
        t = tables.relations
        query = select(t.c.document, t.c.error, t.c.described_at).where(t.c.source == source)
        if relation is not None:
            query = query.where(t.c.schema == relation.schema, t.c.name == relation.name)
        with self.reading() as connection:
            rows = connection.execute(query.order_by(t.c.schema, t.c.name)).all()
        return [Described(decode_schema(r.document), r.error, r.described_at) for r in rows]

    def described_at(self, source: str) -> dict[tuple[str, str], float]:
        """When each relation of a source was described, by schema and name."""
        t = tables.relations
        query = select(t.c.schema, t.c.name, t.c.described_at).where(t.c.source == source)
        with self.reading() as connection:
            rows = connection.execute(query.order_by(t.c.schema, t.c.name)).all()
        return {(schema, name): at for schema, name, at in rows}

    def redescribe(self, source: str, new: Described) -> None:
        """Keep a newer description of a relation; the version rises only if it has changed."""
        t = tables.relations
        values = _relation_values(source, new)
        same = (
            (t.c.source == source) & (t.c.schema == values["schema"]) & (t.c.name == values["name"])
        )
        with self.writing() as connection:
            before = connection.execute(select(t.c.document, t.c.error).where(same)).one_or_none()
            if before is None:
                return
            connection.execute(update(t).where(same).values(**values))
            if tuple(before) != (values["document"], values["error"]):
                self._raise_version(connection)

    def drop_relation(self, source: str, relation: Relation) -> None:
        """Forget a relation that the source has no more."""
        t = tables.relations
        with self.changing() as connection:
            connection.execute(
                delete(t).where(
                    t.c.source == source,
                    t.c.schema == relation.schema,
                    t.c.name == relation.name,
                )
            )

    def statistics(self, source: str, relation: Relation) -> tuple[Statistics, float] | None:
        """Kept statistics and their age in seconds."""
        t = tables.statistics
        query = select(t.c.document, t.c.taken_at).where(
            t.c.source == source, t.c.schema == relation.schema, t.c.name == relation.name
        )
        with self.reading() as connection:
            row = connection.execute(query).one_or_none()
        if row is None:
            return None
        return decode_statistics(row.document), max(0.0, time.time() - row.taken_at)

    def estimates(self, source: str) -> dict[tuple[str, str], Statistics]:
        """Kept statistics of a source's relations, by schema and name."""
        t = tables.statistics
        query = select(t.c.schema, t.c.name, t.c.document).where(t.c.source == source)
        with self.reading() as connection:
            found = connection.execute(query).all()
        return {(r.schema, r.name): decode_statistics(r.document) for r in found}

    def keep_statistics(self, source: str, relation: Relation, statistics: Statistics) -> None:
        """Remember statistics taken now."""
        t = tables.statistics
        key = {"source": source, "schema": relation.schema, "name": relation.name}
        values = {"document": encode_statistics(statistics), "taken_at": time.time()}
        same = delete(t).where(*(t.c[name] == value for name, value in key.items()))
        # Another process may have kept its own at this moment: either will do.
        with suppress(IntegrityError), self.writing() as connection:
            connection.execute(same)
            connection.execute(insert(t), [key | values])

    def audit_heads(self) -> dict[str, tuple[int, str]]:
        """Number and hash of the records of the audit log that are remembered, by name."""
        with self.reading() as connection:
            rows = connection.execute(select(tables.audit_heads)).all()
        return {row.name: (row.seq, row.hash) for row in rows}

    def keep_audit_head(self, name: str, seq: int, hashed: str) -> None:
        """Remember a record of the audit log, unless a later one is."""
        t = tables.audit_heads
        older = (t.c.name == name) & (t.c.seq < seq)
        with suppress(IntegrityError), self.writing() as connection:
            connection.execute(delete(t).where(older))
            connection.execute(insert(t), [{"name": name, "seq": seq, "hash": hashed}])

    def close(self) -> None:
        """Release the connections. Idempotent."""
        self._engine.dispose()

    @contextmanager
    def reading(self) -> Iterator[Connection]:
        """A connection to read with. For the packages that keep their tables in this store."""
        with _readable_errors(), self._engine.connect() as connection:
            yield connection

    @contextmanager
    def writing(self) -> Iterator[Connection]:
        """A transaction that leaves the version as it is."""
        with _readable_errors(), self._engine.begin() as connection:
            yield connection

    @contextmanager
    def changing(self) -> Iterator[Connection]:
        """A transaction that raises the version first: writers of all processes queue there."""
        with self.writing() as connection:
            self._raise_version(connection)
            yield connection
        with self._lock:
            self._version = None  # it may have been read before the commit

    def _raise_version(self, connection: Connection) -> None:
        t = tables.state
        connection.execute(
            update(t).where(t.c.name == "catalog_version").values(value=t.c.value + 1)
        )
        with self._lock:
            self._version = None


def _engine(url: str) -> Engine:
    """An engine; `postgresql://` means psycopg, and a SQLite file is its owner's only."""
    try:
        parsed = make_url(url)
    except SQLAlchemyError:
        raise SqlError("F0000", 'setting "metadata_url" is not an SQLAlchemy URL') from None
    if parsed.drivername in ("postgresql", "postgres"):
        parsed = parsed.set(drivername="postgresql+psycopg")
    if parsed.get_backend_name() not in ("sqlite", "postgresql"):
        raise SqlError(
            "F0000", f'the metadata store cannot be kept in "{parsed.get_backend_name()}"',
            hint="Use SQLite or PostgreSQL.",
        )  # fmt: skip
    if parsed.get_backend_name() == "postgresql":
        arguments = {"connect_timeout": 10}
        return create_engine(parsed, pool_pre_ping=True, connect_args=arguments)
    if parsed.database and parsed.database != ":memory:":
        _make_file(Path(parsed.database))
    engine = create_engine(parsed, connect_args={"timeout": 30})
    event.listen(engine, "connect", _tune_sqlite)
    return engine


def _make_file(path: Path) -> None:
    try:
        path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        path.touch(mode=0o600)
    except OSError as error:
        raise SqlError(
            "58030",
            f'could not write the metadata store "{path}"',
            detail=str(error.strerror),
            hint=_STORE_HINT,
        ) from None


def _tune_sqlite(connection: Any, _: object) -> None:
    connection.execute("PRAGMA journal_mode = WAL")
    connection.execute("PRAGMA foreign_keys = ON")


@contextmanager
def _readable_errors() -> Iterator[None]:
    """SQLAlchemy's errors without statements and parameters, which may hold secrets."""
    try:
        yield
    except IntegrityError:
        raise
    except DBAPIError as error:
        lines = str(error.orig).strip().splitlines() or [type(error.orig).__name__]
        raise SqlError(
            "58000", "the metadata store cannot be used", detail=lines[0], hint=_STORE_HINT
        ) from None


_STORE_HINT: Final = 'It is where the setting "metadata_url" says, by default in $UNSILO_HOME.'


def _select_version() -> Any:
    return select(tables.state.c.value).where(tables.state.c.name == "catalog_version")


def _health_values(health: Health) -> dict[str, str]:
    return {
        "flavour": health.flavour,
        "version": health.version,
        "notes": json.dumps(health.notes),
    }


def _source(row: Row[Any]) -> Source:
    return Source(
        row.name,
        row.url,
        json.loads(row.options),
        Health(row.flavour, row.version, tuple(json.loads(row.notes))),
        row.revision,
        row.created_at,
        row.refreshed_at,
    )


def _relation_values(source: str, described: Described) -> dict[str, Any]:
    relation = described.schema.relation
    return {
        "source": source,
        "schema": relation.schema,
        "name": relation.name,
        "kind": relation.kind,
        "comment": relation.comment,
        "error": described.error,
        "document": encode_schema(described.schema),
        "described_at": described.at,
    }


def _insert_relations(connection: Connection, source: str, described: Sequence[Described]) -> None:
    rows = [_relation_values(source, item) for item in described]
    if rows:
        connection.execute(insert(tables.relations), rows)


def _delete_of(connection: Connection, source: str) -> None:
    for table in (tables.relations, tables.statistics):
        connection.execute(delete(table).where(table.c.source == source))


def without_columns(relation: Relation, error: str) -> Described:
    """A relation that is there and could not be described."""
    return replace(Described(RelationSchema(relation, ())), error=error)
