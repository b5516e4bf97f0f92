"""The system catalog as a small DuckDB database: PostgreSQL's own rows and those of our relations.

Schema `pg` holds pg_catalog, `info` information_schema. Built once per version of the catalog;
queries run on cursors and change nothing.

Imports: duckdb, pyarrow, `connectors.types`, `gateway.catalog`.
"""

from __future__ import annotations

import threading
import weakref
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

import duckdb
import pyarrow as pa

from connectors.types import SPELLING
from gateway.catalog.system.objects import OWNER, Row, objects, quoted
from gateway.catalog.system.snapshot import (
    SystemRelation,
    constraints,
    functions,
    indexes,
    keywords,
    relations,
)

if TYPE_CHECKING:
    from gateway.catalog.seen import Seen

SCHEMAS: Final = {"pg_catalog": "pg", "information_schema": "info"}
DATABASE: Final = "unsilo"
_FOLDER: Final = Path(__file__).parent
_EMPTY_HERE: Final = frozenset({"pg_auth_members", "pg_shdescription", "pg_extension"})
"""Not empty in PostgreSQL, truly empty here: no role has members, no extension is installed."""
_PER_SESSION: Final = frozenset({"pg_settings"})
_STYLES: Final = {
    "numeric": "numeric", "varchar": "length", "bpchar": "bpchar", "bit": "bare", "varbit": "bare",
    "time": "bare", "timetz": "bare", "timestamp": "bare", "timestamptz": "bare",
    "interval": "bare",
}  # fmt: skip
_SPELLED: Final = SPELLING | {name: name for name in ("numeric", "bit", "interval", "json")}
"""What `format_type` spells by itself; other names it quotes like any identifier."""
_WORDS_OF_TIME: Final = (" without time zone", " with time zone")
_ROLE: Final = {
    "oid": OWNER, "rolname": "unsilo", "rolsuper": False, "rolinherit": True,
    "rolcreaterole": False, "rolcreatedb": False, "rolcanlogin": True, "rolreplication": False,
    "rolconnlimit": -1, "rolpassword": "********", "rolbypassrls": False,
}  # fmt: skip
_DATABASE: Final = {
    "oid": 16_383, "datname": DATABASE, "datdba": OWNER, "encoding": 6, "datlocprovider": "c",
    "datistemplate": False, "datallowconn": True, "dathasloginevt": False, "datconnlimit": -1,
    "dattablespace": 1663, "datcollate": "C", "datctype": "C",
}  # fmt: skip


class Database:
    """One version of the system catalog."""

    def __init__(self, catalog: Seen) -> None:
        self._connection = duckdb.connect(":memory:", config={"threads": "1"})
        self._connection.execute("CREATE SCHEMA pg")
        self._connection.execute("CREATE SCHEMA info")
        self._rows = objects((s, list(catalog.relations(s))) for s in catalog.sources()).tables
        self._rows["pg_database"] = [_DATABASE]
        self.missing = self._tables()
        """Relations PostgreSQL has and we do not serve: schema and name."""
        self._names()
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

    def _tables(self) -> frozenset[tuple[str, str]]:
        views = _views()
        missing = set()
        for key, relation in relations().items():
            if key in views or relation.name in _PER_SESSION:
                continue
            if _is_served(relation, self._rows):
                self._load(SCHEMAS[relation.schema], relation.name, self._content(relation))
            else:
                missing.add(key)
        return frozenset(missing)

    def _content(self, relation: SystemRelation) -> pa.Table:
        ours = _table(relation.arrow, self._rows.get(relation.name, []))
        if relation.name == "pg_database":
            # psql 15 and 16 ask for it though PostgreSQL 17 has renamed it.
            ours = ours.append_column("daticulocale", pa.array([None], pa.string()))
        return ours if relation.rows is None else pa.concat_tables([relation.rows, ours])

    def _names(self) -> None:
        """Small tables that the functions look names up in."""
        types = self._connection.execute(
            "SELECT oid, typname, typelem, typlen FROM pg.pg_type"
        ).fetchall()
        self._load("pg", "__type_names", _type_names(types))
        self._load("pg", "__functions", functions())
        self._load("pg", "__keywords", pa.table({"__word": sorted(keywords())}))
        roles = relations()["pg_catalog", "pg_roles"].arrow
        self._load("pg", "__roles", _table(roles, [_ROLE]))
        for name, known in (("__indexdefs", indexes()), ("__constraintdefs", constraints())):
            ours = _table(known.schema, self._rows.get(name, []))
            self._load("pg", name, pa.concat_tables([known, ours]))
        self._connection.execute((_FOLDER / "names.sql").read_text())

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


def _is_served(relation: SystemRelation, ours: dict[str, list[Row]]) -> bool:
    """Whether what we have of a relation is the whole truth."""
    if relation.rows is not None or relation.name in ours or relation.name in _EMPTY_HERE:
        return True
    counts = relation.name.startswith(("pg_stat_", "pg_statio_"))
    return relation.empty and not counts


def _views() -> list[tuple[str, str]]:
    """The system views of `views.sql`."""
    back = {ours: theirs for theirs, ours in SCHEMAS.items()}
    lines = (_FOLDER / "views.sql").read_text().splitlines()
    places = [line.split()[2].split(".") for line in lines if line.startswith("CREATE VIEW")]
    return [(back[schema], name) for schema, name in places if not name.startswith("__")]


def _table(schema: pa.Schema, rows: list[Row]) -> pa.Table:
    """Rows as a table; a column that a row leaves out is zero, false, or NULL."""
    arrays = []
    for field in schema:
        zero = _zero(field.type)
        arrays.append(pa.array([row.get(field.name, zero) for row in rows], field.type))
    return pa.Table.from_arrays(arrays, schema=schema)


def _zero(type_: pa.DataType) -> Any:
    if pa.types.is_boolean(type_):
        return False
    return 0 if pa.types.is_integer(type_) or pa.types.is_floating(type_) else None


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


def _type_names(types: list[tuple[int, str, int, int]]) -> pa.Table:
    """How `format_type` spells each type: before and after the modifier, and array brackets."""
    names = {oid: name for oid, name, _, _ in types}
    rows = []
    for oid, name, element, length in types:
        is_array = element != 0 and length == -1 and name.startswith("_")
        base = names.get(element, name) if is_array else name
        spelled = _SPELLED.get(base) or quoted(base)
        after = next((words for words in _WORDS_OF_TIME if spelled.endswith(words)), "")
        rows.append({
            "__oid": oid, "__before": spelled.removesuffix(after), "__after": after,
            "__style": _STYLES.get(base, ""), "__array": "[]" if is_array else "",
        })  # fmt: skip
    fields = [("__oid", pa.uint32()), *((n, pa.string()) for n in list(rows[0])[1:])]
    return _table(pa.schema(fields), rows)


_built: weakref.WeakKeyDictionary[Seen, tuple[int, Database]] = weakref.WeakKeyDictionary()
_lock: Final = threading.Lock()


def database(catalog: Seen) -> Database:
    """The system catalog for the catalog's version, built when it has changed."""
    with _lock:
        version = catalog.version
        known = _built.get(catalog)
        if known is None or known[0] != version:
            known = version, Database(catalog)
            _built[catalog] = known
        return known[1]
