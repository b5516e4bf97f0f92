"""Tables and views of a SQLite database file, opened read-only through Python's sqlite3.

SQLite stores a class (integer, real, text, blob) with every value and only prefers the declared
type. The declared type decides ours; a value of another class, or text that is no such date, is an
error, or with `on_mismatch = null` NULL and a counted warning.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from typing import Any
from urllib.parse import quote

import pyarrow as pa

from connectors.api import (
    Column,
    Definition,
    ForeignKey,
    Health,
    Index,
    Relation,
    RelationNotFound,
    RelationSchema,
    RemoteError,
    ScanContext,
    SourceUnavailable,
    Statistics,
    ValueNotRepresentable,
)
from connectors.files.folder import SCHEMA
from connectors.files.guard import check
from connectors.files.options import Options
from connectors.files.plan import EVERYTHING, Plan
from connectors.files.predicates import All, Any_, Missing, NotUnderstood, Test
from connectors.files.search import sql
from connectors.files.sqlite_types import Misfit, converter, declared, read_text
from connectors.pace import Pace
from connectors.sql.reader import Batches


class SQLiteStore:
    """A `connector.Store` over one database file; a connection per question."""

    def __init__(self, options: Options) -> None:
        self._path = options.root
        self._null_misfits = options.on_mismatch == "null"

    def check(self) -> Health:
        """Open the file and read its catalog."""
        self._asked("SELECT count(*) FROM sqlite_master")
        return Health("SQLite", sqlite3.sqlite_version)

    def relations(self) -> list[Relation]:
        """Tables and views."""
        found = self._asked(
            "SELECT name, type FROM sqlite_master WHERE type IN ('table', 'view')"
            " AND name NOT LIKE 'sqlite\\_%' ESCAPE '\\' ORDER BY name"
        )
        return [Relation(SCHEMA, name, kind) for name, kind in found]

    def describe(self, relation: Relation) -> RelationSchema:
        """Columns by their declared types, keys and indexes."""
        relation = self._find(relation)
        info = self._asked("SELECT * FROM pragma_table_xinfo(?)", relation.name)
        columns = [
            Column(name, declared(kind), nullable=not required and not key, native_type=kind,
                   collation=None, default=default, warning=None if kind else _UNDECLARED)
            for _, name, kind, required, default, key, _ in info
        ]  # fmt: skip
        keys = sorted((key, name) for _, name, _, _, _, key, _ in info if key)
        return RelationSchema(
            relation,
            tuple(columns),
            primary_key=tuple(name for _, name in keys),
            indexes=self._indexes(relation),
            foreign_keys=self._foreign_keys(relation),
            definition=self._definition(relation),
        )

    def statistics(self, relation: Relation) -> Statistics:
        """Nothing is known without reading."""
        self._find(relation)
        return Statistics()

    def refuse(self, test: Test, schema: RelationSchema) -> None:
        """Only integers and text are compared, and only where a misfit is an error."""
        if isinstance(test, All | Any_):
            for part in test.parts:
                self.refuse(part, schema)
            return
        native = schema.column(test.column).native_type
        if self._null_misfits:
            raise NotUnderstood("type", "a value of another class would have to become NULL first")
        affine = any(word in native.upper() for word in ("CHAR", "CLOB", "TEXT"))
        searched = test.type.name == "int8" or (test.type.name == "text" and affine)
        if not isinstance(test, Missing) and not searched:
            raise NotUnderstood("type", f"SQLite does not compare {native} as {test.type}")

    def explain(self, plan: Plan) -> str:
        """The SQL with its parameters."""
        text, values = _statement(plan, "")
        return "\n".join([text, *(f"?{i} = {v!r}" for i, v in enumerate(values, 1))])

    def batches(self, plan: Plan, context: ScanContext) -> Batches:
        """Rows in batches; interrupted on cancel."""
        text, values = _statement(plan, context.query_id)
        self._find(plan.schema.relation)
        with self._connection() as connection:
            context.on_cancel(connection.interrupt)
            check(context)
            try:
                cursor = connection.execute(text, values)
                pace = Pace(context.batch_rows)
                while rows := cursor.fetchmany(pace.rows):
                    yield from pace.hand(self._batch(rows, plan, context))
            except sqlite3.Error as error:
                check(context)
                raise _remote(plan.schema.relation, error) from error

    def close(self) -> None:
        """Nothing is kept open."""

    def _batch(self, rows: list[Any], plan: Plan, context: ScanContext) -> pa.RecordBatch:
        if not plan.columns:
            return pa.RecordBatch.from_struct_array(pa.array([{}] * len(rows), pa.struct([])))
        arrays = []
        for column, values in zip(plan.columns, zip(*rows, strict=True), strict=True):
            convert = converter(column.type)
            found: list[Any] = []
            for value in values:
                try:
                    found.append(None if value is None else convert(value))
                except Misfit as misfit:
                    self._misfit(column, misfit, context)
                    found.append(None)
            arrays.append(pa.array(found, column.type.arrow))
        return pa.RecordBatch.from_arrays(arrays, names=[c.name for c in plan.columns])

    def _misfit(self, column: Column, misfit: Misfit, context: ScanContext) -> None:
        if not self._null_misfits:
            raise ValueNotRepresentable(
                f'a value of column "{column.name}" is not of type {column.type}',
                detail=f"SQLite stores {misfit} in it.",
                hint="Set on_mismatch = null to read such values as NULL.",
            )
        text = f'values of "{column.name}" are not {column.type} and became NULL'
        context.warn("mismatch", text)

    def _find(self, relation: Relation) -> Relation:
        for found in self.relations():
            if (found.schema, found.name) == (relation.schema, relation.name):
                return found
        raise RelationNotFound(f'relation "{relation}" does not exist')

    def _indexes(self, relation: Relation) -> tuple[Index, ...]:
        found = []
        for _, name, unique, *_ in self._asked("SELECT * FROM pragma_index_list(?)", relation.name):
            parts = self._asked("SELECT name FROM pragma_index_info(?)", name)
            columns = tuple(part or "(expression)" for (part,) in parts)
            found.append(Index(name, columns, unique=bool(unique)))
        return tuple(found)

    def _foreign_keys(self, relation: Relation) -> tuple[ForeignKey, ...]:
        rows = self._asked("SELECT * FROM pragma_foreign_key_list(?)", relation.name)
        keys: dict[int, list[Any]] = {}
        for row in sorted(rows):
            keys.setdefault(row[0], []).append(row)
        return tuple(
            ForeignKey(
                f"{relation.name}_fk{number}",
                tuple(p[3] for p in parts),
                Relation(SCHEMA, parts[0][2]),
                tuple(p[4] for p in parts if p[4]),
                on_update=parts[0][5],
                on_delete=parts[0][6],
            )
            for number, parts in keys.items()
        )

    def _definition(self, relation: Relation) -> Definition | None:
        query = "SELECT sql FROM sqlite_master WHERE type = 'view' AND name = ?"
        found = self._asked(query, relation.name)
        return Definition(found[0][0]) if found else None

    def _asked(self, text: str, *values: Any) -> list[Any]:
        with self._connection() as connection:
            try:
                return connection.execute(text, values).fetchall()
            except sqlite3.Error as error:
                raise SourceUnavailable(f'cannot read "{self._path}"', detail=str(error)) from error

    @contextmanager
    def _connection(self) -> Iterator[sqlite3.Connection]:
        address = f"file:{quote(str(self._path))}?mode=ro"
        try:
            connection = sqlite3.connect(address, uri=True, check_same_thread=False, timeout=5)
        except sqlite3.Error as error:
            raise SourceUnavailable(f'cannot open "{self._path}"', detail=str(error)) from error
        with closing(connection):
            connection.text_factory = read_text
            connection.execute("PRAGMA query_only = ON")
            yield connection


_UNDECLARED = "the column has no declared type: integers, reals and texts arrive as text"


def _statement(plan: Plan, query_id: str) -> tuple[str, list[Any]]:
    """The SELECT; rows whose tested columns hold another class come too, so that they are seen."""
    values: list[Any] = []

    def bind(value: Any) -> str:
        values.append(value)
        return f"?{len(values)}"

    def column(name: str) -> str:
        textual = plan.schema.column(name).type.name == "text"
        return f"{_quoted(name)} COLLATE BINARY" if textual else _quoted(name)

    items = ", ".join(_quoted(c.name) for c in plan.columns) or "1"
    tag = f"/* unsilo query_id={query_id} */ " if query_id else ""
    text = f"{tag}SELECT {items} FROM {_quoted(plan.schema.relation.name)}"
    if plan.test != EVERYTHING:
        text += f" WHERE {sql(plan.test, column, bind)}{_misfits(plan)}"
    return text, values


def _misfits(plan: Plan) -> str:
    found = []
    for name in _compared(plan.test):
        kind = "integer" if plan.schema.column(name).type.name == "int8" else "text"
        found.append(f" OR typeof({_quoted(name)}) NOT IN ('{kind}', 'null')")
    return "".join(found)


def _compared(test: Test) -> list[str]:
    if isinstance(test, All | Any_):
        return sorted({name for part in test.parts for name in _compared(part)})
    return [] if isinstance(test, Missing) else [test.column]


def _quoted(name: str) -> str:
    doubled = name.replace('"', '""')
    return f'"{doubled}"'


def _remote(relation: Relation, error: sqlite3.Error) -> Exception:
    return RemoteError(f'cannot read "{relation}"', detail=str(error), sqlstate="58030")
