"""Running a pipeline: batches as they come, and a server that stops when nobody wants them.

Every scan has a session of its own: `killSessions` ends its running operation and its cursor within
milliseconds, whatever the reading thread is waiting for. The deadline travels to the server as
maxTimeMS and bounds every read from the socket (pymongo's client-side operation timeout).
"""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Generator
from contextlib import AbstractContextManager, nullcontext, suppress
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc
import pymongo
from pymongo.client_session import ClientSession
from pymongo.errors import PyMongoError

from connectors.api import (
    Cancelled,
    ConnectorError,
    DeadlineExceeded,
    Fragment,
    LimitExceeded,
    ScanContext,
    ValueNotRepresentable,
)
from connectors.mongodb.decode import decode
from connectors.mongodb.discover import collection_info
from connectors.mongodb.errors import translate
from connectors.mongodb.fields import MISFIT
from connectors.mongodb.misfits import Misfits
from connectors.mongodb.pipeline import Pipeline
from connectors.pace import Pace

Client = pymongo.MongoClient[dict[str, Any]]
KILL_SECONDS = 0.5
"""How long a cancel may take."""


class Scan:
    """One running pipeline; `batches` is for one thread, `abort` for any."""

    def __init__(
        self,
        client: Callable[[], Client],
        pipeline: Pipeline,
        fragment: Fragment,
        context: ScanContext,
        *,
        lenient: bool,
    ) -> None:
        self._client = client
        self._pipeline = pipeline
        self._fragment = fragment
        self._context = context
        self._misfits = Misfits(str(pipeline.relation), lenient=lenient, warn=context.warn)
        self._ending = threading.Lock()
        self._over = threading.Event()
        self._aborted = False
        self._session: ClientSession | None = None
        self._rows = self._bytes = 0
        self._pace = Pace(context.batch_rows)
        context.on_cancel(self.abort)

    def batches(self) -> Generator[pa.RecordBatch, None, None]:
        """The result. Raises ConnectorError; closing the generator stops the server."""
        done = False
        try:
            yield from self._run()
            done = True
        except (PyMongoError, ConnectorError) as error:
            raise self._failure(error) from error
        finally:
            self._finish(kill=not done)

    def _run(self) -> Generator[pa.RecordBatch, None, None]:
        self._look_around()
        cursor = self._start()
        empty = True
        while True:
            self._look_around()
            with self._timed():
                raw = next(cursor, None)
            if raw is None:
                break
            batch, others = decode(raw, self._pipeline.reads, self._fragment.schema, self._misfits)
            self._count_misfits(others)
            if batch.num_rows:
                empty = False
                self._count(batch)
                for part in self._pace.hand(batch):
                    yield part
                    self._look_around()
            cursor.batch_size(self._pace.rows)
        if empty:
            self._must_exist()
        if empty and self._pipeline.empty_row is not None:
            yield _one_row(self._pipeline.empty_row, self._fragment.schema)

    def _start(self) -> Any:
        pipeline, client = self._pipeline, self._client()
        collection = client[pipeline.relation.schema][pipeline.relation.name]
        with self._ending:
            session = self._session = client.start_session(causal_consistency=False)
        self._look_around()
        with self._timed():
            return collection.aggregate_raw_batches(
                pipeline.stages,
                session=session,
                batchSize=self._pace.rows,
                comment=f"unsilo query_id={self._context.query_id}"
                f" traceparent='{self._context.trace_parent}'",
                **pipeline.command_options,
            )

    def _must_exist(self) -> None:
        """A collection that was dropped reads as an empty one: tell them apart."""
        relation = self._pipeline.relation
        with self._timed():
            collection_info(self._client()[relation.schema], relation)

    def _timed(self) -> AbstractContextManager[Any]:
        remaining = self._remaining()
        return nullcontext() if remaining is None else pymongo.timeout(remaining)

    def _remaining(self) -> float | None:
        deadline = self._context.deadline
        if deadline is None:
            return None
        remaining = deadline - time.monotonic()
        if remaining <= 0:
            raise DeadlineExceeded("the statement's time was over")
        return remaining

    def _look_around(self) -> None:
        self._remaining()
        if self._aborted or self._context.cancelled:
            raise Cancelled("the query was cancelled")

    def _count(self, batch: pa.RecordBatch) -> None:
        self._rows += batch.num_rows
        self._bytes += batch.nbytes
        for found, limit, unit in (
            (self._rows, self._context.max_rows, "rows"),
            (self._bytes, self._context.max_bytes, "bytes"),
        ):
            if limit is not None and found > limit:
                raise LimitExceeded(
                    f'source "{self._fragment.source}" answered with more than {limit} {unit}'
                )

    def _count_misfits(self, others: list[pa.Array]) -> None:
        for (_, field), counts in zip(self._pipeline.counters, others, strict=False):
            count = pc.sum(counts).as_py()
            if count:
                self._misfits.refuse_count(field.dotted, field.shape, "values", count)

    def _failure(self, error: PyMongoError | ConnectorError) -> ConnectorError:
        deadline = self._context.deadline
        if deadline is not None and time.monotonic() >= deadline:
            return DeadlineExceeded("the statement's time was over")
        if self._aborted or self._context.cancelled:
            return Cancelled("the query was cancelled")
        if isinstance(error, ConnectorError):
            return error
        if MISFIT in str(error):
            _, path, kind = str(error).split(MISFIT, 1)[1].split("'")[0].split(": ")
            return ValueNotRepresentable(
                f'field "{path}" of "{self._pipeline.relation}" holds a BSON {kind} outside of'
                " its column's type",
                hint="Refresh the source to bind the field anew, or set the source's option"
                " on_type_mismatch=null.",
                sqlstate="22018",
            )
        return translate(error)

    # -- ending --------------------------------------------------------------------------

    def abort(self) -> None:
        """Stop the operation at the server; wakes the reading thread. Never raises."""
        self._aborted = True
        with self._ending:
            end = time.monotonic() + KILL_SECONDS
            # The operation may be on its way still: a kill that came too early found nothing.
            while self._session is not None and time.monotonic() < end:
                self._kill(self._session)
                if self._over.wait(KILL_SECONDS / 5):
                    return

    def _finish(self, *, kill: bool) -> None:
        self._over.set()
        with self._ending:
            session, self._session = self._session, None
            if session is None:
                return
            if kill and not self._aborted:
                self._kill(session)
            with suppress(PyMongoError):
                session.end_session()

    def _kill(self, session: ClientSession) -> None:
        with suppress(PyMongoError), pymongo.timeout(KILL_SECONDS):
            self._client().admin.command("killSessions", [session.session_id])


def _one_row(row: tuple[int | None, ...], schema: pa.Schema) -> pa.RecordBatch:
    arrays = [pa.array([value], field.type) for value, field in zip(row, schema, strict=True)]
    return pa.RecordBatch.from_arrays(arrays, schema=schema)
