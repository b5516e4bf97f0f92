"""Tables and views of a DuckDB database file, opened read-only."""

from __future__ import annotations

import threading
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from decimal import Decimal
from typing import Any, Final

import duckdb
import pyarrow as pa

from connectors import types as t
from connectors.api import (
    Column,
    Definition,
    Health,
    Relation,
    RelationNotFound,
    RelationSchema,
    RemoteError,
    ScanContext,
    SourceUnavailable,
    Statistics,
)
from connectors.files.arrow_types import NoSuchType, converted, type_of_arrow
from connectors.files.duckdb_keys import keys_of
from connectors.files.guard import check
from connectors.files.options import Options
from connectors.files.plan import EVERYTHING, Plan
from connectors.files.predicates import All, Any_, Missing, NotUnderstood, Test
from connectors.files.search import sql
from connectors.pace import MOST_ROWS
from connectors.sql.reader import Batches
from connectors.types import Type

_CONFIG: Final = {
    "enable_external_access": "false",
    "python_enable_replacements": "false",
    "allow_community_extensions": "false",
    "threads": "2",
}
_AS_TEXT: Final[dict[str, Type]] = {
    "HUGEINT": t.NUMERIC, "UHUGEINT": t.NUMERIC, "BIGNUM": t.NUMERIC, "VARINT": t.NUMERIC,
    "TIME WITH TIME ZONE": t.TIMETZ, "BIT": Type("varbit"), "UUID": t.UUID, "JSON": t.JSON,
}  # fmt: skip
"""Types that Arrow would not carry exactly leave as DuckDB's text."""
_PRINTED: Final = ("UNION(", "VARIANT")
"""Types without a form here: DuckDB's text, with a warning."""
_TIMES: Final = "Arrow carries no interval with more than 292 years of hours"

_BYTES_ORDER: Final = frozenset({"VARCHAR", "UUID"})


class DuckDBStore:
    """A `connector.Store` over one database file; one instance, a cursor per question."""

    def __init__(self, options: Options) -> None:
        self._path = options.root
        self._database: duckdb.DuckDBPyConnection | None = None
        self._lock = threading.Lock()

    def check(self) -> Health:
        """Open the file and ask for the version."""
        with self._cursor() as cursor:
            ((version,),) = cursor.execute("SELECT version()").fetchall()
        return Health("DuckDB", str(version).removeprefix("v"))

    def relations(self) -> list[Relation]:
        """Tables and views of all schemas."""
        with self._cursor() as cursor:
            found = cursor.execute(
                "SELECT schema_name, table_name, 'table', comment FROM duckdb_tables()"
                " WHERE NOT internal AND NOT temporary UNION ALL"
                " SELECT schema_name, view_name, 'view', comment FROM duckdb_views()"
                " WHERE NOT internal AND NOT temporary ORDER BY 1, 2"
            ).fetchall()
        return [Relation(*row) for row in found]

    def describe(self, relation: Relation) -> RelationSchema:
        """Columns in order, by what DuckDB itself would send; keys and constraints."""
        with self._cursor() as cursor:
            rows = cursor.execute(
                "SELECT column_name, data_type, is_nullable, comment, column_default"
                " FROM duckdb_columns() WHERE schema_name = ? AND table_name = ?"
                " ORDER BY column_index",
                [relation.schema, relation.name],
            ).fetchall()
            if not rows:
                raise RelationNotFound(f'relation "{relation}" does not exist')
            native = {name: kind for name, kind, *_ in rows}
            items = ", ".join(_output(name, kind) for name, kind in native.items())
            schema = _reader(cursor, f"SELECT {items} FROM {_table(relation)} LIMIT 0").schema
            view = cursor.execute(
                "SELECT sql FROM duckdb_views() WHERE schema_name = ? AND view_name = ?",
                [relation.schema, relation.name],
            ).fetchone()
            keys = keys_of(cursor, relation, native)
        columns = [
            Column(name, _type(kind, schema.field(i), relation), nullable=bool(nullable),
                   native_type=kind, comment=comment, default=default, warning=_warning(kind))
            for i, (name, kind, nullable, comment, default) in enumerate(rows)
        ]  # fmt: skip
        definition = Definition(view[0]) if view else None
        return RelationSchema(
            relation,
            tuple(columns),
            primary_key=keys.primary_key,
            indexes=keys.indexes,
            foreign_keys=keys.foreign_keys,
            constraints=keys.constraints,
            definition=definition,
        )

    def statistics(self, relation: Relation) -> Statistics:
        """DuckDB's own estimate of the rows of a table."""
        with self._cursor() as cursor:
            found = cursor.execute(
                "SELECT estimated_size FROM duckdb_tables() WHERE schema_name = ?"
                " AND table_name = ? UNION ALL SELECT NULL FROM duckdb_views()"
                " WHERE schema_name = ? AND view_name = ?",
                [relation.schema, relation.name] * 2,
            ).fetchall()
        if not found:
            raise RelationNotFound(f'relation "{relation}" does not exist')
        return Statistics(rows=found[0][0])

    def refuse(self, test: Test, schema: RelationSchema) -> None:
        """Text may be compared only where DuckDB does it by bytes: not enumerations."""
        if isinstance(test, All | Any_):
            for part in test.parts:
                self.refuse(part, schema)
        elif not isinstance(test, Missing):
            native = schema.column(test.column).native_type
            if test.type.name in t.STRINGS and native not in _BYTES_ORDER:
                raise NotUnderstood("type", f"{native} is not compared as text")

    def explain(self, plan: Plan) -> str:
        """The SQL with its parameters."""
        text, values = _statement(plan, "")
        return "\n".join([text, *(f"${i} = {v!r}" for i, v in enumerate(values, 1))])

    def batches(self, plan: Plan, context: ScanContext) -> Batches:
        """Rows as DuckDB streams them; interrupted on cancel."""
        text, values = _statement(plan, context.query_id)
        columns = plan.columns
        with self._cursor() as cursor:
            context.on_cancel(cursor.interrupt)
            check(context)
            try:
                for batch in _reader(cursor, text, values, min(context.batch_rows, MOST_ROWS)):
                    yield _converted(batch, columns)
            except duckdb.CatalogException as error:
                raise RelationNotFound(
                    f'relation "{plan.schema.relation}" does not exist'
                ) from error
            except (duckdb.Error, OSError, pa.ArrowException) as error:
                check(context)
                raise RemoteError(
                    f'cannot read "{plan.schema.relation}"', detail=str(error), sqlstate="58030"
                ) from error

    def close(self) -> None:
        """Close the file."""
        with self._lock:
            if self._database is not None:
                self._database.close()
                self._database = None

    @contextmanager
    def _cursor(self) -> Iterator[duckdb.DuckDBPyConnection]:
        with self._lock:
            if self._database is None:
                self._database = self._open()
            cursor = self._database.cursor()
        try:
            yield cursor
        except duckdb.Error as error:
            raise RemoteError(
                f'cannot read "{self._path.name}"', detail=str(error), sqlstate="58030"
            ) from error
        finally:
            cursor.close()

    def _open(self) -> duckdb.DuckDBPyConnection:
        if not self._path.is_file():
            raise SourceUnavailable(f'"{self._path}" is not there')
        try:
            database = duckdb.connect(str(self._path), read_only=True, config=dict(_CONFIG))
            database.execute("SET GLOBAL TimeZone = 'UTC'; SET lock_configuration = true")
        except duckdb.Error as error:  # another process writes to it, or it is no such file
            raise SourceUnavailable(f'cannot open "{self._path}"', detail=str(error)) from error
        return database


def _reader(
    cursor: duckdb.DuckDBPyConnection, text: str, values: Sequence[Any] = (), batch_rows: int = 1
) -> pa.RecordBatchReader:
    return cursor.sql(text, params=list(values)).to_arrow_reader(batch_rows)


def _statement(plan: Plan, query_id: str) -> tuple[str, list[Any]]:
    values: list[Any] = []

    def bind(value: Any) -> str:
        if isinstance(value, Decimal):
            values.append(format(value, "f"))
            exponent = value.as_tuple().exponent
            assert isinstance(exponent, int)
            return f"CAST(${len(values)} AS DECIMAL(38, {max(0, -exponent)}))"
        values.append(value)
        return f"${len(values)}"

    columns = {c.name: c for c in plan.columns}

    def quote(name: str) -> str:
        quoted = _quoted(name)
        # A column may have a collation of its own: bytes are compared.
        textual = columns[name].native_type == "VARCHAR"
        return f'{quoted} COLLATE "binary"' if textual else quoted

    items = ", ".join(_output(c.name, c.native_type) for c in plan.columns) or "1 AS one"
    tag = f"/* unsilo query_id={query_id} */ " if query_id else ""
    text = f"{tag}SELECT {items} FROM {_table(plan.schema.relation)}"
    if plan.test != EVERYTHING:
        text += f" WHERE {sql(plan.test, quote, bind)}"
    if plan.limit is not None:
        text += f" LIMIT {plan.limit + plan.offset}"
    return text, values


def _output(name: str, native: str) -> str:
    quoted = _quoted(name)
    if native in _AS_TEXT or native.startswith(_PRINTED):
        return f"CAST({quoted} AS VARCHAR) AS {quoted}"
    if native == "INTERVAL":  # its export to Arrow would wrap around
        long = f"abs(hour({quoted})) >= 2562047"
        return f"CASE WHEN {long} THEN error('{_TIMES}') ELSE {quoted} END AS {quoted}"
    return quoted


def _table(relation: Relation) -> str:
    return f"{_quoted(relation.schema)}.{_quoted(relation.name)}"


def _quoted(name: str) -> str:
    doubled = name.replace('"', '""')
    return f'"{doubled}"'


def _warning(native: str) -> str | None:
    return f"{native} arrives as DuckDB's text" if native.startswith(_PRINTED) else None


def _type(native: str, field: pa.Field, relation: Relation) -> Type:
    if native in _AS_TEXT:
        return _AS_TEXT[native]
    if native.startswith(_PRINTED):
        return t.TEXT
    try:
        return type_of_arrow(field.type)
    except NoSuchType as error:
        raise RemoteError(
            f'column "{field.name}" of "{relation}" is {native}, which has no exact form',
            sqlstate="0A000",
        ) from error


def _converted(batch: pa.RecordBatch, columns: Sequence[Column]) -> pa.RecordBatch:
    if not columns:
        return batch.select([])
    arrays = [
        batch.column(i) if c.type.name in ("timetz", "uuid", "json", "varbit")
        or (c.type == t.NUMERIC and pa.types.is_string(batch.column(i).type))
        else converted(batch.column(i), c.type, c.name)
        for i, c in enumerate(columns)
    ]  # fmt: skip
    return pa.RecordBatch.from_arrays(arrays, names=[c.name for c in columns])
