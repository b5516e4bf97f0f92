"""The tables of a system catalog in DuckDB: loaded once, then changed where something has changed.

Schema `pg` holds pg_catalog, `info` information_schema. The tables here have PostgreSQL's own rows
and ours; all other tables are read from the file of `static`.

Imports: duckdb, pyarrow, this package.
"""

from __future__ import annotations

import logging
import threading
from collections.abc import Mapping, Sequence
from typing import Final

import duckdb
import pyarrow as pa
import pyarrow.compute as pc

from gateway.catalog.system.objects import OF, OWNER, TABLES
from gateway.catalog.system.parts import Part
from gateway.catalog.system.places import Key, Place
from gateway.catalog.system.rows import Rows
from gateway.catalog.system.snapshot import relations
from gateway.catalog.system.static import static

logger = logging.getLogger(__name__)

_PATH = "SET search_path = 'memory.pg,static.pg,memory.info,static.info'"
_SNAPSHOT: Final = "BEGIN; SELECT 1 FROM memory.pg.pg_namespace LIMIT 1"
_ALONE = """
    CREATE OR REPLACE TABLE memory.pg.__alone AS
    SELECT any_value(__oid) AS __oid FROM memory.pg.__class_names
    GROUP BY __bare HAVING count(*) = 1
"""
_MOST_MOVED: Final = 500
"""Relations: where more have changed, the tables are loaded anew."""
_MOST_DEAD: Final = 100_000
"""Rows that have gone and still take room."""


class OutdatedError(Exception):
    """The tables are in a later state than the one that is asked for."""


class Tables:
    """The rows of some parts, with PostgreSQL's own. Safe to use from many threads."""

    def __init__(self, parts: Sequence[Part]) -> None:
        self._lock = threading.Lock()
        self.state = 0
        """Rises with every change."""
        self._dead = 0
        self._connection = duckdb.connect(":memory:", config={"threads": "1"})
        self._connection.execute(f"ATTACH '{static().file}' AS static (READ_ONLY)")
        self._connection.execute("SET enable_external_access = false")
        self._connection.execute(f"CREATE SCHEMA pg; CREATE SCHEMA info; {_PATH}")
        for name in TABLES:
            ours = [part.tables[name].drop_columns([OF]) for part in parts]
            self._load(name, pa.concat_tables(ours) if ours else None)
        self._load("pg_namespace", _namespaces(namespaces_of_all(parts)))
        self._connection.execute(_ALONE)
        for view in static().views:
            self._connection.execute(view)

    def cursor(self, state: int) -> duckdb.DuckDBPyConnection:
        """A connection for one query: it sees this state as long as it is open. OutdatedError."""
        with self._lock:
            if state != self.state:
                raise OutdatedError
            cursor = self._connection.cursor()
            cursor.execute(
                f"{_PATH}; SET default_null_order = 'nulls_last_on_asc_first_on_desc'; {_SNAPSHOT}"
            )
        return cursor

    def moved(self, before: Mapping[str, Part], after: Mapping[str, Part]) -> bool:
        """Put the rows of `after` in the place of those of `before`; False where it is too much.

        Whoever asks for a state before finds none; cursors that are open see what they saw.
        """
        if before.keys() != after.keys():
            return False
        if any(before[name].moved != part.moved for name, part in after.items()):
            return False  # things have other OIDs
        changes = [_Change.of(before[name], part) for name, part in after.items()]
        if sum(map(len, changes)) > _MOST_MOVED or self._dead > _MOST_DEAD:
            return False
        with self._lock:
            self._connection.execute("BEGIN")
            try:
                for change in changes:
                    self._move(change)
                self._connection.execute("COMMIT")
            except duckdb.Error:
                logger.exception("a change of the system catalog failed; it is loaded anew")
                self._connection.execute("ROLLBACK")
                return False
            self.state += 1
        return True

    def _move(self, change: _Change) -> None:
        for name in TABLES:
            gone, fresh = change.rows(name)
            if gone.equals(fresh):
                continue
            self._dead += len(gone)
            # The first column says of which thing a row is; a thing is of one relation.
            key = gone.schema.names[0]
            for table, statement in (
                (gone.select([key]), f"DELETE FROM memory.pg.{name} WHERE {key} IN (FROM __moved)"),
                (fresh, f"INSERT INTO memory.pg.{name} FROM __moved"),
            ):
                self._connection.register("__moved", table)
                self._connection.execute(statement)
                self._connection.unregister("__moved")
            if name == "__class_names":
                self._connection.execute(_ALONE)

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


class _Change:
    """What is in one part and not in the other; `gone` and `fresh` are the OIDs of relations."""

    def __init__(self, before: Part, after: Part, gone: list[int], fresh: list[int]) -> None:
        self._before, self._after = before, after
        self._gone, self._fresh = (pa.array(oids, pa.uint32()) for oids in (gone, fresh))

    @classmethod
    def of(cls, before: Part, after: Part) -> _Change:
        """Of two parts of the same source."""
        gone = _not_in(before.places, after.places)
        return cls(before, after, gone, _not_in(after.places, before.places))

    def __len__(self) -> int:
        """How many relations there are in it."""
        return len(self._gone) + len(self._fresh)

    def rows(self, table: str) -> tuple[pa.Table, pa.Table]:
        """Those that go and those that come."""
        return _of(self._before, table, self._gone), _of(self._after, table, self._fresh)


def _not_in(places: Mapping[Key, Place], others: Mapping[Key, Place]) -> list[int]:
    """The OIDs of what is not the same there."""
    return [
        place.oid
        for key, place in places.items()
        if (other := others.get(key)) is not place and other != place
    ]


def _of(part: Part, name: str, oids: pa.Array) -> pa.Table:
    table = part.tables[name]
    kept = table.filter(pc.is_in(table.column(OF), oids))
    return kept.drop_columns([OF]).combine_chunks()


def namespaces_of_all(parts: Sequence[Part]) -> dict[str, int]:
    """The schemas of all sources as clients see them, in alphabetical order, with their OIDs."""
    return dict(sorted((name, oid) for part in parts for name, oid in part.namespaces.items()))


def _namespaces(found: Mapping[str, int]) -> pa.Table:
    rows = Rows(("nspname", "oid"), {"nspowner": OWNER}, list(found.items()))
    return rows.table(relations()["pg_catalog", "pg_namespace"].arrow)
