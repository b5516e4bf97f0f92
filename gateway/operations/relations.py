"""The source `operations`: `audit`, what has been run, and `running`, what runs now.

Administrators see all of both. Everybody else sees the own statements, and of those nothing that
tells of others: not what the sources were sent, since rows may be withheld from it, and not the
places in the chain.

Imports: pyarrow, `connectors`, `gateway.catalog`, this package.
"""

from __future__ import annotations

import itertools
import time
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import partial
from pathlib import Path
from typing import Any, Final

import pyarrow as pa
from sqlglot import exp

from connectors.api import (
    Answer,
    Cancelled,
    Column,
    DeadlineExceeded,
    Fragment,
    Health,
    LimitExceeded,
    Operation,
    Relation,
    RelationNotFound,
    RelationSchema,
    ScanContext,
    Statistics,
    none,
)
from connectors.jsontext import jsonb
from connectors.tree import column_of, relation_of
from connectors.types import BOOL, FLOAT8, INT8, JSONB, TEXT, TIMESTAMPTZ, Type
from gateway.catalog.built_in import BuiltIn
from gateway.catalog.naming import OPERATIONS
from gateway.catalog.resolve import Protection
from gateway.operations.audit import records
from gateway.operations.present import Presence, Present, Running
from gateway.operations.processes import Processes

Row = Mapping[str, Any]

_STATEMENT: Final = (
    Column("began", TIMESTAMPTZ, nullable=False, comment="when the statement began"),
    Column("seconds", FLOAT8, nullable=False, comment="how long it took, or has taken so far"),
    Column("query_id", TEXT, nullable=False, comment="what it was tagged with at the sources"),
    Column("user", TEXT, nullable=False, comment="who has logged in"),
    Column("role", TEXT, nullable=False, comment="as whom it was run (SET ROLE)"),
    Column("owner", BOOL, nullable=False, comment="whether by the owner of the home, no user"),
    Column("door", TEXT, nullable=False, comment="the way in: postgres, http, cli, embedded"),
    Column("client", TEXT, nullable=False, comment="the client's address"),
    Column("sql", TEXT, nullable=False, comment="its text, without passwords"),
    Column("rows", INT8, nullable=False, comment="rows handed to the client"),
    Column("sent", JSONB, comment="what each source was asked, and how much it moved"),
)
_ENDED: Final = (
    Column("outcome", TEXT, nullable=False, comment="00000, or the SQLSTATE of its error"),
    Column("policies", Type("array", element=TEXT), comment="row policies and masks that applied"),
    Column("seq", INT8, comment="number in the chain"),
    Column("hash", TEXT, comment="hash of this record and of the one before"),
)
AUDIT: Final = RelationSchema(
    Relation("main", "audit", comment="every statement that has ended"), _STATEMENT + _ENDED
)
RUNNING: Final = RelationSchema(
    Relation("main", "running", comment="every statement that runs now"),
    _STATEMENT,
)
_OLD: Final = {"role": "", "owner": True}
"""What records of before these columns were kept have in them: shown to administrators."""
_OWN: Final = '"user" = session_user AND NOT owner'


def operations(presence: Presence, processes: Processes, folder: Path) -> BuiltIn:
    """The source over the statements of a home's processes and the audit log in a folder."""
    readers = {
        AUDIT: partial(_audited, folder),
        RUNNING: partial(_running, presence, processes),
    }
    protections = {
        "audit": _protection(AUDIT, "sent", "seq", "hash"),
        "running": _protection(RUNNING, "sent"),
    }
    return BuiltIn(OPERATIONS, Operations(readers), tuple(readers), protections)


def _protection(schema: RelationSchema, *withheld: str) -> Protection:
    columns = frozenset(column.name for column in schema.columns)
    return Protection(columns, ((_OWN,),), dict.fromkeys(withheld, "NULL"), ("own statements",))


@dataclass(frozen=True, eq=False)
class Operations:
    """A connector that reads rows made here, and leaves all else to the gateway."""

    readers: Mapping[RelationSchema, Callable[[], Iterable[Row]]]

    def check(self) -> Health:
        """Always there."""
        return Health("Unsilo", "1")

    def relations(self) -> Iterable[Relation]:
        """Both."""
        return [schema.relation for schema in self.readers]

    def describe(self, relation: Relation) -> RelationSchema:
        """As they are declared above."""
        for schema in self.readers:
            if schema.relation == relation:
                return schema
        raise RelationNotFound(f'relation "{relation}" does not exist')

    def statistics(self, relation: Relation) -> Statistics:
        """Unknown: counting is reading."""
        return Statistics()

    def supports(self, fragment: Fragment, operation: Operation) -> Answer:
        """Nothing but columns."""
        return none("operation", "the relations of the gateway itself are read as they are")

    def explain(self, fragment: Fragment) -> str:
        """Which columns of which relation."""
        schema, columns = _read(fragment)
        return f"read {schema.relation.name} ({', '.join(column.name for column in columns)})"

    def scan(self, fragment: Fragment, context: ScanContext) -> pa.RecordBatchReader:
        """The rows, the oldest first."""
        schema, columns = _read(fragment)
        batches = _batches(self.readers[schema](), columns, fragment.schema, context)
        return pa.RecordBatchReader.from_batches(fragment.schema, batches)

    def close(self) -> None:
        """Nothing is open between scans."""


def _read(fragment: Fragment) -> tuple[RelationSchema, list[Column]]:
    """The relation, and the columns in the order of the outputs."""
    table = fragment.query.find(exp.Table)
    schema = relation_of(table) if table is not None else None
    assert schema is not None
    columns = [column_of(output.this) for output in fragment.query.expressions]
    return schema, [column for column in columns if column is not None]


def _batches(
    rows: Iterable[Row], columns: list[Column], schema: pa.Schema, context: ScanContext
) -> Iterator[pa.RecordBatch]:
    moved = size = 0
    reading = iter(rows)
    while chunk := list(itertools.islice(reading, context.batch_rows)):
        if context.cancelled:
            raise Cancelled("the query was cancelled")
        if context.deadline is not None and time.monotonic() > context.deadline:
            raise DeadlineExceeded("canceling statement due to statement timeout")
        batch = _batch(chunk, columns, schema)
        moved, size = moved + batch.num_rows, size + batch.nbytes
        if context.max_rows is not None and moved > context.max_rows:
            raise LimitExceeded(f"more than {context.max_rows} rows")
        if context.max_bytes is not None and size > context.max_bytes:
            raise LimitExceeded(f"more than {context.max_bytes} bytes")
        yield batch


def _batch(rows: list[Row], columns: list[Column], schema: pa.Schema) -> pa.RecordBatch:
    if not columns:
        return pa.RecordBatch.from_struct_array(pa.array([{}] * len(rows), pa.struct([])))
    arrays = [
        pa.array([row[column.name] for row in rows], field.type)
        for column, field in zip(columns, schema, strict=True)
    ]
    return pa.RecordBatch.from_arrays(arrays, schema=schema)


def _audited(folder: Path) -> Iterator[Row]:
    for record in records(folder):
        began = datetime.fromisoformat(record["began"])
        yield _OLD | record | {"began": began, "sent": jsonb(record["sent"])}


def _running(presence: Presence, processes: Processes) -> Iterator[Row]:
    """Of this process and of all servers of the home, the oldest first. 58000."""
    heard = processes.ask_all({"do": "present"})
    statements = [presence.now().statements, *(Present.heard(one).statements for one in heard)]
    found = itertools.chain.from_iterable(statements)
    return map(_row, sorted(found, key=lambda statement: statement.began))


def _row(statement: Running) -> Row:
    sent = [{name: one[name] for name in ("source", "rows", "bytes")} for one in statement.moved]
    return {
        "began": datetime.fromtimestamp(statement.began, UTC),
        "seconds": statement.seconds,
        "query_id": statement.query_id,
        "user": statement.user,
        "role": statement.role,
        "owner": statement.owner,
        "door": statement.door,
        "client": statement.client,
        "sql": statement.sql,
        "rows": statement.rows,
        "sent": jsonb(sent),
    }
