"""What every PostgreSQL has, as a DuckDB file that all databases of this process read.

In the file are PostgreSQL's own rows, and the functions; views are made in every database anew, for
in DuckDB they read the tables that are beside them.

Imports: duckdb, pyarrow, this package.
"""

from __future__ import annotations

import os
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Final

import duckdb
import pyarrow as pa

from gateway.catalog.system.live import PER_SESSION, live_schema
from gateway.catalog.system.objects import OWN_TABLES, TABLES
from gateway.catalog.system.rows import table_of
from gateway.catalog.system.snapshot import (
    SystemRelation,
    constraints,
    functions,
    indexes,
    keywords,
    relations,
    reserved,
    setting_flags,
)
from gateway.catalog.system.spelling import spelled_types
from gateway.scratch import Scratch

SCHEMAS: Final = {"pg_catalog": "pg", "information_schema": "info"}
NAMESPACES: Final = "pg_namespace"
_FOLDER: Final = Path(__file__).parent
EMPTY_HERE: Final = frozenset({
    "pg_db_role_setting", "pg_extension", "pg_locks", "pg_stat_wal_receiver",
    "pg_stat_replication", "pg_stat_subscription", "pg_statistic", "pg_stats",
    "pg_statistic_ext_data", "pg_stat_replication_slots", "pg_stat_user_functions",
})  # fmt: skip
"""Empty in truth: no role has settings, no extension is installed, nothing is locked, replicated,
written ahead, or kept of a column's values."""
_SCRIPTS: Final = (
    "names.sql", "views.sql", "functions.sql", "properties.sql", "privileges.sql", "records.sql",
    "addresses.sql",
)  # fmt: skip
"""Views and functions."""
_NOT_EMPTY_HERE: Final = frozenset({"pg_prepared_statements"})
"""Empty in a fresh session of PostgreSQL; what a session of ours has is known elsewhere."""


@dataclass(frozen=True, slots=True)
class Static:
    """The path of the file, good in this process only; the statements that make the views; the
    relations that PostgreSQL has and we do not serve, by schema and name."""

    file: Path
    views: tuple[str, ...]
    missing: frozenset[tuple[str, str]]


@cache
def static() -> Static:
    """Made once for the process, and gone with it, however it ends: the file has no name."""
    with Scratch("catalog") as folder:
        file = folder / "postgresql.duckdb"
        with duckdb.connect(str(file), config={"threads": "1"}) as connection:
            views, missing = _made(connection)
        descriptor = os.open(file, os.O_RDONLY)
    return Static(Path(f"/dev/fd/{descriptor}"), views, missing)


def _made(
    connection: duckdb.DuckDBPyConnection,
) -> tuple[tuple[str, ...], frozenset[tuple[str, str]]]:
    """Fill a database: the statements that make its views, and what is missing in it."""
    connection.execute("CREATE SCHEMA pg; CREATE SCHEMA info")
    # Macros that name no schema see a query's own tables first.
    connection.execute("SET search_path = 'pg'")
    missing = _tables(connection)
    _names(connection)
    # A macro's relations must be there when it is made; those of this moment come with a query.
    for name in PER_SESSION:
        _load(connection, "pg", name, live_schema(name).empty_table())
    for name in _SCRIPTS:
        connection.execute((_FOLDER / name).read_text())
    for name in PER_SESSION:
        connection.execute(f'DROP TABLE pg."{name}"')
    _complete_views(connection)
    views = connection.execute(
        "SELECT sql FROM duckdb_views() WHERE schema_name IN ('pg', 'info') ORDER BY view_oid"
    ).fetchall()
    return tuple(row[0] for row in views), missing


def _tables(connection: duckdb.DuckDBPyConnection) -> frozenset[tuple[str, str]]:
    views = _views()
    missing = set()
    for key, relation in relations().items():
        if key in views or relation.name in PER_SESSION:
            continue
        if _is_served(relation):
            rows = table_of(relation.arrow, ()) if relation.rows is None else relation.rows
            _load(connection, SCHEMAS[relation.schema], relation.name, rows)
        else:
            missing.add(key)
    return frozenset(missing)


def _names(connection: duckdb.DuckDBPyConnection) -> None:
    """Small tables that the functions look names up in."""
    types = connection.execute(
        "SELECT t.oid, typname, typelem, typlen, nspname FROM pg.pg_type t "
        "JOIN pg.pg_namespace n ON n.oid = t.typnamespace"
    ).fetchall()
    for name, table in {
        "__type_names": spelled_types(types),
        "__functions": functions(),
        "__keywords": keywords(),
        "__setting_flags": setting_flags(),
        "__indexdefs": indexes(),
        "__constraintdefs": constraints(OWN_TABLES["__constraintdefs"]),
        "__viewdefs": OWN_TABLES["__viewdefs"].empty_table(),
        "__sizes": OWN_TABLES["__sizes"].empty_table(),
        "__partial": OWN_TABLES["__partial"].empty_table(),
    }.items():
        _load(connection, "pg", name, table)
    text = (_FOLDER / "static.sql").read_text()
    connection.execute(text.replace("{reserved}", "|".join(sorted(reserved()))))


def _complete_views(connection: duckdb.DuckDBPyConnection) -> None:
    """Give every view the columns of PostgreSQL's that `views.sql` leaves out, as NULL."""
    for schema, name in _views():
        place = f'{SCHEMAS[schema]}."{name}"'
        described = connection.execute(f"DESCRIBE {place}").fetchall()
        types = {row[0]: row[1] for row in described}
        arrow = relations()[schema, name].arrow
        columns = ", ".join(
            f'__v."{f.name}"' if f.name in types else f'NULL::{_sql_type(f.type)} AS "{f.name}"'
            for f in arrow
        )
        text = connection.execute(
            "SELECT sql FROM duckdb_views() WHERE schema_name = ? AND view_name = ?",
            [SCHEMAS[schema], name],
        ).fetchall()[0][0]
        body = text.split(" AS ", 1)[1].rstrip().rstrip(";")
        connection.execute(f"CREATE OR REPLACE VIEW {place} AS SELECT {columns} FROM ({body}) __v")


def _load(connection: duckdb.DuckDBPyConnection, schema: str, name: str, table: pa.Table) -> None:
    connection.register("__incoming", table)
    connection.execute(f'CREATE TABLE {schema}."{name}" AS SELECT * FROM __incoming')
    connection.unregister("__incoming")


def _is_served(relation: SystemRelation) -> bool:
    """Whether what we have of a relation is the whole truth."""
    ours = relation.name in TABLES
    if relation.rows is not None or ours or relation.name in EMPTY_HERE:
        return True
    counts = relation.name.startswith(("pg_stat_", "pg_statio_"))
    return relation.empty and not counts and relation.name not in _NOT_EMPTY_HERE


@cache
def _views() -> tuple[tuple[str, str], ...]:
    """The system views of `views.sql`."""
    back = {ours: theirs for theirs, ours in SCHEMAS.items()}
    lines = (_FOLDER / "views.sql").read_text().splitlines()
    places = [line.split()[2].split(".") for line in lines if line.startswith("CREATE VIEW")]
    return tuple((back[schema], name) for schema, name in places if not name.startswith("__"))


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
