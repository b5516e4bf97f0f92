"""The system catalog as a small DuckDB database: PostgreSQL's own rows and those of our relations.

Schema `pg` holds pg_catalog, `info` information_schema. Built once for what somebody sees at one
version of the catalog; queries run on cursors and change nothing.

Imports: duckdb, pyarrow, `connectors.types`, `gateway.catalog`.
"""

from __future__ import annotations

import threading
from collections.abc import Iterator, Mapping
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Final
from weakref import WeakKeyDictionary

import duckdb
import pyarrow as pa

from gateway.catalog.system.kept import kept_answers, kept_texts
from gateway.catalog.system.live import PER_SESSION
from gateway.catalog.system.objects import SourceContent, objects
from gateway.catalog.system.rows import Rows
from gateway.catalog.system.snapshot import (
    SystemRelation,
    constraints,
    functions,
    indexes,
    keywords,
    relations,
    reserved,
)
from gateway.catalog.system.spelling import spelled_types

if TYPE_CHECKING:
    from gateway.catalog.seen import Seen

SCHEMAS: Final = {"pg_catalog": "pg", "information_schema": "info"}
_FOLDER: Final = Path(__file__).parent
_EMPTY_HERE: Final = frozenset({
    "pg_db_role_setting", "pg_extension", "pg_locks", "pg_stat_wal_receiver",
    "pg_stat_replication", "pg_stat_subscription", "pg_statistic", "pg_stats",
    "pg_statistic_ext_data", "pg_stat_replication_slots", "pg_stat_user_functions",
})  # fmt: skip
"""Empty in truth: no role has settings, no extension is installed, nothing is locked, replicated,
written ahead, or kept of a column's values."""
_NOT_EMPTY_HERE: Final = frozenset({"pg_prepared_statements"})
"""Empty in a fresh session of PostgreSQL; what a session of ours has is known elsewhere."""
_KEPT: Final = 8
"""Databases in memory: one for each set of relations that somebody sees."""


class Database:
    """The system catalog as somebody sees it, at one version."""

    def __init__(self, catalog: Seen) -> None:
        self.answers = kept_answers()
        """Answers that hold as long as this database does."""
        self.rewritten = kept_texts()
        self._connection = duckdb.connect(":memory:", config={"threads": "1"})
        self._connection.execute("CREATE SCHEMA pg; CREATE SCHEMA info")
        self._rows = objects(_contents(catalog), catalog.oids())
        found = self._rows["pg_namespace"].values
        self.namespaces = {name: oid for oid, name in sorted(found, key=lambda row: row[1])}
        """Our schemas as clients see them, in alphabetical order, with their OIDs."""
        self.missing = self._tables()
        """Relations PostgreSQL has and we do not serve: schema and name."""
        self._names()
        self._partial(catalog)
        self._rows.clear()
        # Macros that name no schema see a query's own tables first.
        self._connection.execute("SET search_path = 'pg'")
        for file in ("views.sql", "functions.sql"):
            self._connection.execute((_FOLDER / file).read_text())
        self._complete_views()
        self._connection.execute("SET enable_external_access = false")

    def cursor(self) -> duckdb.DuckDBPyConnection:
        """A connection for one query."""
        cursor = self._connection.cursor()
        cursor.execute("SET search_path = 'pg,info'")
        cursor.execute("SET default_null_order = 'nulls_last_on_asc_first_on_desc'")
        return cursor

    @cached_property
    def _known_names(self) -> dict[str, Mapping[int, str]]:
        return {}

    def names(self, type_: str) -> Mapping[int, str]:
        """How the values of a reg* type print, by OID."""
        known = self._known_names
        if type_ not in known:
            rows = self.cursor().execute(f"SELECT __oid, __name FROM pg.__{type_}_names").fetchall()
            known[type_] = dict(rows)
        return known[type_]

    def _tables(self) -> frozenset[tuple[str, str]]:
        views = _views()
        missing = set()
        for key, relation in relations().items():
            if key in views or relation.name in PER_SESSION:
                continue
            if _is_served(relation, self._rows):
                self._load(SCHEMAS[relation.schema], relation.name, self._content(relation))
            else:
                missing.add(key)
        return frozenset(missing)

    def _content(self, relation: SystemRelation) -> pa.Table:
        ours = self._rows.get(relation.name, Rows(())).table(relation.arrow)
        return ours if relation.rows is None else pa.concat_tables([relation.rows, ours])

    def _names(self) -> None:
        """Small tables that the functions look names up in."""
        types = self._connection.execute(
            "SELECT t.oid, typname, typelem, typlen, nspname FROM pg.pg_type t "
            "JOIN pg.pg_namespace n ON n.oid = t.typnamespace"
        ).fetchall()
        self._load("pg", "__type_names", spelled_types(types))
        self._load("pg", "__functions", functions())
        self._load("pg", "__keywords", keywords())
        for name, known in (("__indexdefs", indexes()), ("__constraintdefs", constraints())):
            self._load("pg", name, pa.concat_tables([known, self._rows[name].table(known.schema)]))
        text = (_FOLDER / "names.sql").read_text()
        self._connection.execute(text.replace("{reserved}", "|".join(sorted(reserved()))))

    def _partial(self, catalog: Seen) -> None:
        """The relations of which some columns may not be read."""
        found = [
            (catalog.schema_name(source, schema.relation.schema), schema.relation.name)
            for source in catalog.sources()
            for schema in catalog.relations(source)
            if catalog.partial(source, schema.relation)
        ]
        columns = {
            "__schema": pa.array([schema for schema, _ in found], pa.string()),
            "__name": pa.array([name for _, name in found], pa.string()),
        }
        self._load("pg", "__partial_names", pa.table(columns))
        self._connection.execute("""
            CREATE TABLE pg.__partial AS SELECT c.oid AS __oid FROM pg.__partial_names p
            JOIN pg.pg_namespace n ON n.nspname = p.__schema
            JOIN pg.pg_class c ON c.relnamespace = n.oid AND c.relname = p.__name
        """)

    def _complete_views(self) -> None:
        """Give every view the columns of PostgreSQL's that `views.sql` leaves out, as NULL."""
        for schema, name in _views():
            place = f'{SCHEMAS[schema]}."{name}"'
            described = self._connection.execute(f"DESCRIBE {place}").fetchall()
            types = {row[0]: row[1] for row in described}
            arrow = relations()[schema, name].arrow
            columns = ", ".join(
                f'__v."{f.name}"' if f.name in types else f'NULL::{_sql_type(f.type)} AS "{f.name}"'
                for f in arrow
            )
            text = self._connection.execute(
                "SELECT sql FROM duckdb_views() WHERE schema_name = ? AND view_name = ?",
                [SCHEMAS[schema], name],
            ).fetchall()[0][0]
            body = text.split(" AS ", 1)[1].rstrip().rstrip(";")
            self._connection.execute(
                f"CREATE OR REPLACE VIEW {place} AS SELECT {columns} FROM ({body}) __v"
            )

    def _load(self, schema: str, name: str, table: pa.Table) -> None:
        self._connection.register("__incoming", table)
        self._connection.execute(f'CREATE TABLE {schema}."{name}" AS SELECT * FROM __incoming')
        self._connection.unregister("__incoming")


def _is_served(relation: SystemRelation, ours: Mapping[str, Rows]) -> bool:
    """Whether what we have of a relation is the whole truth."""
    if relation.rows is not None or relation.name in ours or relation.name in _EMPTY_HERE:
        return True
    counts = relation.name.startswith(("pg_stat_", "pg_statio_"))
    return relation.empty and not counts and relation.name not in _NOT_EMPTY_HERE


def _views() -> list[tuple[str, str]]:
    """The system views of `views.sql`."""
    back = {ours: theirs for theirs, ours in SCHEMAS.items()}
    lines = (_FOLDER / "views.sql").read_text().splitlines()
    places = [line.split()[2].split(".") for line in lines if line.startswith("CREATE VIEW")]
    return [(back[schema], name) for schema, name in places if not name.startswith("__")]


def _sql_type(type_: pa.DataType) -> str:
    if pa.types.is_list(type_):
        return _sql_type(type_.value_type) + "[]"
    names = {
        pa.bool_(): "BOOLEAN", pa.int16(): "SMALLINT", pa.int32(): "INTEGER",
        pa.int64(): "BIGINT", pa.uint16(): "USMALLINT", pa.uint32(): "UINTEGER",
        pa.uint64(): "UBIGINT", pa.float32(): "REAL", pa.float64(): "DOUBLE",
        pa.binary(): "BLOB",
    }  # fmt: skip
    if pa.types.is_timestamp(type_):
        return "TIMESTAMPTZ"
    return names.get(type_, "VARCHAR")


def _contents(catalog: Seen) -> Iterator[SourceContent]:
    """What is seen of every source."""
    for source in catalog.sources():
        # What the sources have got since is in the next version.
        found = tuple(s for s in catalog.relations(source) if catalog.oid(source, s.relation))
        schemas = {schema.relation.schema for schema in found}
        names = {schema: catalog.schema_name(source, schema) for schema in schemas}
        oids = {s.relation: catalog.oid(source, s.relation) for s in found}
        yield SourceContent(source, found, names, oids, catalog.row_estimates(source))


class Databases:
    """The databases in use, by what is seen at which version. Safe to use from many threads."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._built: WeakKeyDictionary[Seen, tuple[int, Database]] = WeakKeyDictionary()

    def of(self, catalog: Seen) -> Database:
        """The database of a catalog, or of a view of one; built when its version has changed."""
        with self._lock:
            version = catalog.version
            known = self._built.pop(catalog, None)
            if known is None or known[0] != version:
                known = version, Database(catalog)
            self._built[catalog] = known
            for oldest in list(self._built)[:-_KEPT]:
                del self._built[oldest]
            return known[1]
