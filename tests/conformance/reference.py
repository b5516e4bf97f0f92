"""A connector that is right by construction: it answers with the suite's own reference."""

from __future__ import annotations

import time
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

import pyarrow as pa
from sqlglot import exp

from connectors.api import (
    EXACT,
    Answer,
    Cancelled,
    Column,
    DeadlineExceeded,
    Fragment,
    Health,
    LimitExceeded,
    Operation,
    OptionError,
    Relation,
    RelationNotFound,
    RelationSchema,
    RemoteError,
    ScanContext,
    Statistics,
)
from connectors.conformance import Columns, Hooks, Load, Rows
from connectors.conformance.queries import answer
from connectors.conformance.scalars import SqlError
from connectors.conformance.values import plain
from connectors.tree import relation_of
from connectors.types import Type


def open(options: Mapping[str, str]) -> Reference:
    if unknown := set(options) - {"url"}:
        raise OptionError(f'unknown option "{min(unknown)}"', hint="known: url")
    return Reference()


class Reference:
    """Rows in memory, every query answered by the reference evaluation."""

    def __init__(self) -> None:
        self.schemas: dict[Relation, RelationSchema] = {}
        self.rows: dict[Relation, list[dict[str, Any]]] = {}

    def check(self) -> Health:
        return Health("Reference", "1")

    def relations(self) -> Iterable[Relation]:
        return list(self.schemas)

    def describe(self, relation: Relation) -> RelationSchema:
        if relation not in self.schemas:
            raise RelationNotFound(f'relation "{relation.name}" does not exist')
        return self.schemas[relation]

    def statistics(self, relation: Relation) -> Statistics:
        return Statistics(rows=len(self.rows[self.describe(relation).relation]))

    def supports(self, fragment: Fragment, operation: Operation) -> Answer:
        return EXACT

    def explain(self, fragment: Fragment) -> str:
        return repr(fragment.query)

    def scan(self, fragment: Fragment, context: ScanContext) -> pa.RecordBatchReader:
        return pa.RecordBatchReader.from_batches(fragment.schema, self._batches(fragment, context))

    def close(self) -> None:
        pass

    def _batches(self, fragment: Fragment, context: ScanContext) -> Iterator[pa.RecordBatch]:
        size = total = 0
        for batch in self._all(fragment, context.batch_rows):
            if context.cancelled:
                raise Cancelled("cancelled")
            if context.deadline is not None and time.monotonic() > context.deadline:
                raise DeadlineExceeded("too late")
            total += batch.num_rows
            size += batch.nbytes
            if context.max_rows is not None and total > context.max_rows:
                raise LimitExceeded("too many rows")
            if context.max_bytes is not None and size > context.max_bytes:
                raise LimitExceeded("too many bytes")
            yield batch

    def _all(self, fragment: Fragment, size: int) -> Iterator[pa.RecordBatch]:
        for node in fragment.query.find_all(exp.Table):
            schema = relation_of(node)
            assert schema is not None
            self.describe(schema.relation)
        try:
            result = answer(fragment.query, lambda relation: self.rows[relation])
        except SqlError as error:
            raise RemoteError("failed", sqlstate=error.sqlstate) from error
        except KeyError as error:
            raise RemoteError(f"no column {error}", sqlstate="42703") from error
        for at in range(0, max(1, len(result.rows)), size):
            part = result.rows[at : at + size]
            columns = [
                pa.array([_physical(r[i], t) for r in part], pa_plain(t)).cast(t.arrow)
                if t.name not in ("array", "record", "interval")
                else pa.array([_physical(r[i], t) for r in part], t.arrow)
                for i, t in enumerate(result.types)
            ]
            if not columns:
                yield pa.RecordBatch.from_struct_array(pa.array([{}] * len(part), pa.struct([])))
                continue
            yield pa.RecordBatch.from_arrays(columns, schema=fragment.schema)


def pa_plain(type_: Type) -> pa.DataType:
    match type_.name:
        case "date":
            return pa.int32()
        case "time" | "timestamp" | "timestamptz":
            return pa.int64()
    return type_.arrow


def _physical(value: Any, type_: Type) -> Any:
    if value is None:
        return None
    match type_.name:
        case "numeric" if type_.scale is None:
            return format(value, "f") if value.is_finite() else str(value)
        case "interval":
            months, days, micros = value
            return pa.scalar((months, days, micros * 1000), pa.month_day_nano_interval()).as_py()
        case "array":
            assert type_.element
            return [_physical(v, type_.element) for v in value]
        case "record":
            pairs = zip(type_.fields, value, strict=True)
            return {n: _physical(v, t) for (n, t), v in pairs}
    return value


class ReferenceHooks(Hooks):
    """The reference stores everything as it is."""

    many_rows = 5_000


def loader(connector: Reference) -> Load:
    """What fills a relation of the reference."""

    def load(name: str, columns: Columns, rows: Rows) -> Relation:
        relation = Relation("main", name)
        found = tuple(Column(n, t) for n, t in columns)
        connector.schemas[relation] = RelationSchema(relation, found)
        connector.rows[relation] = [
            {n: plain(v, t) for (n, t), v in zip(columns, row, strict=True)} for row in rows
        ]
        return relation

    return load
