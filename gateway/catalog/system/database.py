"""The system catalog as somebody sees it: a small DuckDB database of its own for each such view.

Schema `pg` holds pg_catalog, `info` information_schema. The tables here have PostgreSQL's own rows
and ours; all other tables are read from the file of `static`. Queries run on cursors and change
nothing.

Imports: duckdb, pyarrow, this package.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import cached_property

import duckdb
import pyarrow as pa

from gateway.catalog.system.kept import kept_answers, kept_texts
from gateway.catalog.system.objects import OF, OWNER, TABLES
from gateway.catalog.system.parts import Part
from gateway.catalog.system.rows import Rows
from gateway.catalog.system.snapshot import relations
from gateway.catalog.system.static import static

_PATH = "SET search_path = 'memory.pg,static.pg,memory.info,static.info'"

_ALONE = """
    CREATE TABLE memory.pg.__alone AS
    SELECT any_value(__oid) AS __oid FROM memory.pg.__class_names
    GROUP BY __bare HAVING count(*) = 1
"""


class Database:
    """The rows of some sources' parts, with PostgreSQL's own."""

    def __init__(self, parts: Sequence[Part]) -> None:
        self.answers = kept_answers()
        """Answers that hold as long as this database does."""
        self.rewritten = kept_texts()
        self.places = {part.content.name: part.places for part in parts}
        found = {name: oid for part in parts for name, oid in part.namespaces.items()}
        self.namespaces = dict(sorted(found.items()))
        """Our schemas as clients see them, in alphabetical order, with their OIDs."""
        self.missing = static().missing
        """Relations PostgreSQL has and we do not serve: schema and name."""
        self._connection = duckdb.connect(":memory:", config={"threads": "1"})
        self._connection.execute(f"ATTACH '{static().file}' AS static (READ_ONLY)")
        self._connection.execute("SET enable_external_access = false")
        self._connection.execute(f"CREATE SCHEMA pg; CREATE SCHEMA info; {_PATH}")
        for name in TABLES:
            ours = [part.tables[name].drop_columns([OF]) for part in parts]
            self._load(name, pa.concat_tables(ours) if ours else None)
        self._load("pg_namespace", _namespaces(self.namespaces))
        self._connection.execute(_ALONE)
        for view in static().views:
            self._connection.execute(view)

    def cursor(self) -> duckdb.DuckDBPyConnection:
        """A connection for one query."""
        cursor = self._connection.cursor()
        cursor.execute(f"{_PATH}; SET default_null_order = 'nulls_last_on_asc_first_on_desc'")
        return cursor

    @cached_property
    def _known_names(self) -> dict[str, Mapping[int, str]]:
        return {}

    def names(self, type_: str, cursor: duckdb.DuckDBPyConnection) -> Mapping[int, str]:
        """How the values of a reg* type print, by OID; a relation's, with the path of `cursor`."""
        names = f"pg.__{type_}_names{'()' if type_ == 'regoperator' else ''}"
        query = f"SELECT __oid, __name FROM {names}"
        if type_ == "regclass":
            return dict(cursor.execute(query).fetchall())
        known = self._known_names
        if type_ not in known:
            known[type_] = dict(cursor.execute(query).fetchall())
        return known[type_]

    def _load(self, name: str, ours: pa.Table | None) -> None:
        """A table of PostgreSQL's rows and ours."""
        if ours is None:
            self._connection.execute(f"CREATE TABLE memory.pg.{name} AS FROM static.pg.{name}")
            return
        self._connection.register("__incoming", ours)
        self._connection.execute(
            f"CREATE TABLE memory.pg.{name} AS FROM static.pg.{name} UNION ALL FROM __incoming"
        )
        self._connection.unregister("__incoming")


def _namespaces(found: Mapping[str, int]) -> pa.Table:
    rows = Rows(("nspname", "oid"), {"nspowner": OWNER}, list(found.items()))
    return rows.table(relations()["pg_catalog", "pg_namespace"].arrow)
