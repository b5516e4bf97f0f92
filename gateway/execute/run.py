"""Plan to result: start every scan, feed the local engine, hand batches on."""

from __future__ import annotations

import itertools
import threading
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace

import pyarrow as pa
from sqlglot import exp

from connectors.api import Cancelled, schema_of
from connectors.tree import type_of
from gateway.errors import SqlError
from gateway.execute.breaker import Breakers
from gateway.execute.context import RunningQuery
from gateway.execute.engine_errors import from_engine
from gateway.execute.local import EngineQuery, Input, LocalEngine
from gateway.execute.result import Result
from gateway.execute.scans import Progress, RunningScan, drained
from gateway.plan.barrier import barrier_sql, step_sql
from gateway.plan.plan import ConnectorOf, Plan
from gateway.sql.render.query import render_query
from gateway.timezones import in_zone

SMALL_ROWS = 65_536
"""Scans up to this many rows are read before the engine starts, so that it knows their size."""


def local_sql(plan: Plan) -> str:
    """The residual as the local engine's SQL, "" when there is none.

    Raises SqlError 0A000 if the residual cannot be answered exactly.
    """
    with in_zone(plan.style.zone):
        return render_query(plan.residual) if plan.residual is not None else ""


def run(
    plan: Plan,
    sql: str,
    connector: ConnectorOf,
    engine: LocalEngine,
    query: RunningQuery,
    breakers: Breakers,
) -> Result:
    """The result that streams from the plan's scans; `sql` is the plan's `local_sql`."""
    scans = [RunningScan(s, connector(s.fragment.source), query, breakers) for s in plan.scans]
    execution = _Execution(plan, sql, query, scans, engine)
    return Result(
        plan.columns,
        execution.batches(),
        query=query,
        progress=execution.progress,
        moved=execution.moved,
        close=execution.close,
        settled=execution.settled,
        style=plan.style,
        policies=plan.policies,
    )


@dataclass(slots=True)
class _Execution:
    """The moving parts of one query."""

    plan: Plan
    sql: str
    query: RunningQuery
    scans: Sequence[RunningScan]
    engine: LocalEngine
    running: list[EngineQuery] = field(default_factory=list)
    closed: bool = False

    def batches(self) -> Iterator[pa.RecordBatch]:
        """Batches of the declared schema; any failure becomes a SqlError."""
        schema = schema_of(self.plan.columns)
        self.query.start()
        for scan in self.scans:
            scan.start()
        try:
            source = self._direct() if self.plan.residual is None else self._local()
            for batch in source:
                parts = list(_bounded(batch, self.query.batch_rows))
                del batch  # while its reader is slow, nothing here keeps it
                while parts:
                    yield conform(parts.pop(0), schema)
        except GeneratorExit:
            raise
        except BaseException as error:  # noqa: BLE001 - becomes the user's error
            raise self._failure(error) from None
        finally:
            self.close()

    def moved(self) -> list[Progress]:
        """Of every scan, for operators."""
        return [scan.progress for scan in self.scans]

    def progress(self) -> list[Progress]:
        """Of every scan, for the user: nothing of what is withheld."""
        return [
            replace(scan.progress, rows=0, bytes=0, batches=0, began=None, seconds=None)
            if scan.scan.guarded
            else scan.progress
            for scan in self.scans
        ]

    def settled(self, seconds: float) -> bool:
        """Whether all rows that have not been read are here, at the latest after some seconds."""
        return self.plan.residual is None and self.scans[0].join(seconds)

    def close(self) -> None:
        """Stop what still runs and free the engine's cursor."""
        if self.closed:
            return
        self.closed = True
        if not all(scan.progress.done for scan in self.scans):
            self.query.stop(Cancelled("the rest of the result is not needed"))
        for scan in self.scans:
            scan.abandon()
        self.query.finish()
        for engine_query in reversed(self.running):
            engine_query.close()
        for scan in self.scans:
            scan.join(1.0)

    def _direct(self) -> Iterator[pa.RecordBatch]:
        return self.scans[0].batches()

    def _local(self) -> Iterator[pa.RecordBatch]:
        self.query.on_cancel(self._start_interrupting)
        inputs = self._inputs()
        yield from self._engine_query(self.sql, inputs).open()

    def _engine_query(self, sql: str, inputs: dict[str, Input]) -> EngineQuery:
        started = self.engine.run(sql, inputs, self.query.batch_rows)
        self.running.append(started)
        return started

    def _start_interrupting(self) -> None:
        threading.Thread(target=self._interrupt, name="interrupt", daemon=True).start()

    def _interrupt(self) -> None:
        """Until the query is over: an interrupt before the engine has begun is lost."""
        while not self.closed:
            for engine_query in tuple(self.running):
                engine_query.interrupt()
            time.sleep(0.02)

    def _inputs(self) -> dict[str, Input]:
        """Small and rescanned inputs complete, larger ones as streams."""
        inputs: dict[str, Input] = {}
        for scan in self.scans:
            schema, batches = self._behind_barrier(scan)
            inputs[scan.scan.name] = _input(schema, batches, rescanned=scan.scan.rescanned)
        for step in self.plan.steps:
            read = {name: inputs.pop(name) for name in step.reads & inputs.keys()}
            schema, batches = self._filtered(
                step_sql(step, self.plan.style.zone), read, step.query.expressions
            )
            inputs[step.name] = _input(schema, batches, rescanned=step.rescanned)
        return inputs

    def _behind_barrier(self, scan: RunningScan) -> tuple[pa.Schema, Iterator[pa.RecordBatch]]:
        """What the residual may see of a scan: its own rows, or those its barrier lets pass."""
        barrier = scan.scan.barrier
        if barrier is None:
            return scan.schema, scan.batches()
        rows = pa.RecordBatchReader.from_batches(scan.schema, scan.batches())
        sql = barrier_sql(scan.scan, self.plan.style.zone)
        return self._filtered(sql, {scan.scan.name: rows}, barrier.expressions)

    def _filtered(
        self, sql: str, inputs: dict[str, Input], outputs: Sequence[exp.Expression]
    ) -> tuple[pa.Schema, Iterator[pa.RecordBatch]]:
        """What the local engine makes of some inputs before the residual."""
        filtering = self._engine_query(sql, inputs)
        schema = pa.schema([pa.field(o.alias, type_of(o).arrow) for o in outputs])
        return schema, (conform(batch, schema) for batch in filtering.open())

    def _failure(self, error: BaseException) -> SqlError:
        """The first thing that went wrong, in the user's words."""
        stopped = self.query.stopped
        if stopped is not None and not self.closed:
            return SqlError(stopped.sqlstate, stopped.message, detail=stopped.detail)
        for scan in self.scans:
            failure = scan.failure()
            if failure is not None:
                return failure
        return from_engine(error)


def _input(schema: pa.Schema, batches: Iterator[pa.RecordBatch], *, rescanned: bool) -> Input:
    """Complete if it is small or read again, else a stream."""
    if rescanned:
        return pa.Table.from_batches(batches, schema)
    first, complete = drained(batches, SMALL_ROWS)
    if complete:
        return pa.Table.from_batches(first, schema)
    return pa.RecordBatchReader.from_batches(schema, itertools.chain(first, batches))


def _bounded(batch: pa.RecordBatch, rows: int) -> Iterator[pa.RecordBatch]:
    if batch.num_rows <= rows:
        yield batch
        return
    for start in range(0, batch.num_rows, rows):
        yield batch.slice(start, rows)


def conform(batch: pa.RecordBatch, schema: pa.Schema) -> pa.RecordBatch:
    """The batch with exactly the declared names and Arrow types.

    The renderer already gives every value its form; what differs here is spelling only (view and
    large strings, the names inside lists), and a cast that would change a value raises.
    """
    if not schema.names:
        return batch.select([])  # SELECT FROM …: rows of nothing
    if batch.schema.equals(schema):
        return batch
    arrays = [
        array if array.type.equals(field.type) else _spelled(array, field.type)
        for array, field in zip(batch.columns, schema, strict=True)
    ]
    return pa.RecordBatch.from_arrays(arrays, schema=schema)


def _spelled(array: pa.Array, type_: pa.DataType) -> pa.Array:
    if pa.types.is_struct(type_) and not type_.num_fields:
        return pa.nulls(len(array), type_)  # a record of which nothing is known is NULL
    return array.cast(type_)
