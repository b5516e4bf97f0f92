"""Running a fragment: the statement, the stream, its limits, its end."""

from __future__ import annotations

import math
import re
import threading
import time
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

import pyarrow as pa

from connectors.api import (
    Cancelled,
    ConnectorError,
    DeadlineExceeded,
    Fragment,
    LimitExceeded,
    ScanContext,
)
from connectors.pace import Pace
from connectors.postgres.decode import Decoder
from connectors.postgres.driver import Connection, Statement
from connectors.postgres.errors import CANCELLED, DRIVER_ERRORS, is_lost, sqlstate_of, translated
from connectors.postgres.facts import facts_of
from connectors.postgres.literals import text_of
from connectors.postgres.options import Options
from connectors.postgres.pool import Lease, Pool
from connectors.postgres.render import SETTING, PostgresRenderer
from connectors.postgres.rows import RowStatement
from connectors.sql.reader import Batches, ScanReader
from connectors.sql.small import is_small
from connectors.tree import type_of

CANCEL_SECONDS: Final = 0.9
CANCEL_EVERY: Final = 0.1
_HARMFUL: Final = re.compile(r"[^\w.:-]")


@dataclass(frozen=True, slots=True)
class Plan:
    """What a scan will send: SQL, the values bound to it as text, and by which way."""

    sql: str
    values: tuple[str, ...]
    copy: bool


def shown(plan: Plan) -> str:
    """A plan for EXPLAIN and for the log: SQL, and the values bound to it."""
    sql = f"COPY ({plan.sql}) TO STDOUT (FORMAT binary)" if plan.copy else plan.sql
    sign = SETTING if plan.copy else "$"
    values = [f"-- {sign}{number} = {value!r}" for number, value in enumerate(plan.values, 1)]
    return "\n".join([sql, *values])


def planned(fragment: Fragment) -> Plan:
    """The statement of a fragment. No I/O."""
    copy = not is_small(fragment.query)
    renderer = PostgresRenderer(facts_of(fragment.query), settings=copy)
    statement = renderer.fragment(fragment)
    values = tuple(text_of(node.value, type_of(node)) for node in statement.values)
    return Plan(statement.text, values, copy)


class Scan:
    """One run of a fragment, as `planned` says."""

    def __init__(
        self,
        pool: Pool[Connection],
        options: Options,
        decoder: Decoder,
        plan: Plan,
        context: ScanContext,
    ) -> None:
        self._pool = pool
        self._options = options
        self._context = context
        self._decoder = decoder
        self._plan = plan
        self._pace = Pace(context.batch_rows)
        self._lock = threading.Lock()
        self._running: Statement | None = None
        self._asked: Lease[Connection] | None = None
        self._stopped = False
        self._over = threading.Event()
        self._rows = 0
        self._bytes = 0

    @property
    def schema(self) -> pa.Schema:
        """The schema of every batch."""
        return self._decoder.schema

    def batches(self) -> Batches:
        """The decoded batches, none larger than the context asks for. Raises ConnectorError."""
        if self._asked is None:
            self._context.on_cancel(self._abort)
        lease, stream = self._started()
        done = False
        try:
            for decoded in map(self._decoder.decode, stream):
                self._check()
                # One row is not to be parted, and nobody waits for the next batch.
                for batch in self._pace.hand(decoded) if decoded.num_rows > 1 else (decoded,):
                    self._count(batch)
                    yield batch
                    self._check()
            self._check()
            done = True
        except DRIVER_ERRORS as error:
            raise self._failure(error) from None
        finally:
            self._finish(lease, done)

    def reader(self) -> ScanReader:
        """`batches` as the contract has them; once."""
        return ScanReader(self.schema, self.batches())

    def ask(self) -> RowStatement | None:
        """Send the statement, of which `batches` then reads the answer. Does not wait.

        None if that cannot be done: without a connection at hand that is ready for it.
        """
        lease = self._pool.at_hand()
        if lease is None:
            return None
        if lease.connection.timeout != self._timeout():  # to set it takes a round trip
            self._pool.release(lease, healthy=True)
            return None
        self._context.on_cancel(self._abort)
        try:
            statement = self._open(lease.connection)
            if isinstance(statement, RowStatement) and statement.send():
                self._asked = lease
                return statement
        finally:
            if self._asked is None:
                self._finish(lease, False)
        return None

    def close(self) -> None:
        """Give up what was asked and has not been read."""
        asked, self._asked = self._asked, None
        if asked is not None:
            self._finish(asked, False)

    # -- start ------------------------------------------------------------------------------

    def _started(self) -> tuple[Lease[Connection], Iterator[pa.RecordBatch]]:
        """A connection and the first batch; a connection that broke in the pool is replaced."""
        asked, self._asked = self._asked, None
        for fresh in (False, True):
            lease, asked = asked or self._lease(fresh), None
            try:
                self._check()
                return lease, self._first(self._running or self._opened(lease.connection))
            except DRIVER_ERRORS as error:
                self._finish(lease, False)
                if lease.reused and not fresh and is_lost(error) and not self._stopped:
                    continue
                raise self._failure(error) from None
            except BaseException:
                self._finish(lease, False)
                raise
        raise AssertionError("unreachable")

    def _opened(self, connection: Connection) -> Statement:
        """A statement on a connection that is ready for it."""
        self._prepare(connection)
        return self._open(connection)

    def _lease(self, fresh: bool) -> Lease[Connection]:
        self._check()
        try:
            return self._pool.acquire(fresh=fresh, timeout=self._remaining())
        except DRIVER_ERRORS as error:
            raise self._failure(error) from None

    def _prepare(self, connection: Connection) -> None:
        """Set the statement's time and, for COPY, its values: one round trip, or none."""
        calls, values = [], []
        timeout = self._timeout()
        if timeout != connection.timeout:
            calls.append(f"set_config('statement_timeout', '{timeout}', false)")
        if self._plan.copy:
            for number, value in enumerate(self._plan.values, 1):
                calls.append(f"set_config('{SETTING}{number}', ${number}, false)")
                values.append(value)
        if calls:
            connection.run(f"{self._tag()} SELECT {', '.join(calls)}", values)
            connection.timeout = timeout

    def _open(self, connection: Connection) -> Statement:
        statement = connection.statement(
            f"{self._tag()} {self._plan.sql}",
            () if self._plan.copy else self._plan.values,
            self._pace,
        )
        with self._lock:
            self._running = statement
            self._over.clear()
        self._check()
        return statement

    def _first(self, statement: Statement) -> Iterator[pa.RecordBatch]:
        """The stream, with its first batch read: until then the connection may be replaced."""
        batches = statement.batches()
        first = next(batches, None)
        if first is None:
            return iter(())
        return _chained(first, batches)

    def _tag(self) -> str:
        query, trace = self._context.query_id, self._context.trace_parent
        return f"/* unsilo query_id={_harmless(query)} traceparent='{_harmless(trace)}' */"

    # -- time, limits, cancel ---------------------------------------------------------------

    def _remaining(self) -> float | None:
        deadline = self._context.deadline
        return None if deadline is None else deadline - time.monotonic()

    def _timeout(self) -> int:
        """Milliseconds for the server, rounded up so that it is seldom set anew; 0: none."""
        remaining = self._remaining()
        if remaining is None:
            return 0
        step = 0.1 if remaining < 10 else 1.0
        return max(1, round(math.ceil(remaining / step) * step * 1000))

    def _check(self) -> None:
        remaining = self._remaining()
        if remaining is not None and remaining <= 0:
            raise DeadlineExceeded("the statement's time was over")
        if self._stopped or self._context.cancelled:
            raise Cancelled("the query was cancelled")

    def _count(self, batch: pa.RecordBatch) -> None:
        most, bytes_ = self._context.max_rows, self._context.max_bytes
        self._rows += batch.num_rows
        if most is not None and self._rows > most:
            raise LimitExceeded(f"more than {most} rows from one source")
        if bytes_ is None:
            return
        self._bytes += batch.nbytes
        if self._bytes > bytes_:
            raise LimitExceeded(f"more than {bytes_} bytes from one source")

    def _abort(self) -> None:
        """Stop the server's work; called by another thread."""
        self._stopped = True
        end = time.monotonic() + CANCEL_SECONDS
        # The statement may be on its way still: a cancel that came too early found nothing.
        while time.monotonic() < end:
            with self._lock:
                if self._running is None:
                    return
                self._running.cancel()
            if self._over.wait(CANCEL_EVERY):
                return
        with self._lock:
            if self._running is not None:
                self._running.cut()

    # -- end --------------------------------------------------------------------------------

    def _finish(self, lease: Lease[Connection], done: bool) -> None:
        """Give the connection back; one whose stream is not at its end is cancelled and closed."""
        with self._lock:
            statement, self._running = self._running, None
            if statement is not None:
                self._over.set()
                done = done or statement.over
                if not done:
                    statement.cancel()
                statement.close()
            healthy = done and not self._stopped
        self._pool.release(lease, healthy=healthy)

    def _failure(self, error: Exception) -> ConnectorError:
        remaining = self._remaining()
        if sqlstate_of(error) == CANCELLED or self._stopped:
            # The server's clock may be a moment ahead of ours.
            if remaining is not None and remaining <= 0.05:
                return DeadlineExceeded("the statement's time was over")
            if self._stopped or self._context.cancelled:
                return Cancelled("the query was cancelled")
        return translated(error, self._options)


def _chained(first: pa.RecordBatch, rest: Iterator[pa.RecordBatch]) -> Iterator[pa.RecordBatch]:
    yield first
    yield from rest


def _harmless(text: str) -> str:
    """A query id that cannot end the comment it stands in."""
    return _HARMFUL.sub("", text)
