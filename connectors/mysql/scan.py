"""Reading the answer to a fragment: batches as they come, within the query's limits."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

import pyarrow as pa
import pymysql

from connectors.api import (
    ConnectorError,
    Fragment,
    LimitExceeded,
    ScanContext,
    ValueNotRepresentable,
)
from connectors.mysql.decode import Decoder
from connectors.mysql.errors import lost
from connectors.mysql.packets import BrokenProtocol, Chunk, Incoming, ServerError, Statement
from connectors.mysql.pool import Pool
from connectors.mysql.running import Running
from connectors.pace import Pace

_HARMFUL = re.compile(r"[^A-Za-z0-9_.-]")
_FAILURES = (OSError, ServerError, BrokenProtocol, pymysql.err.MySQLError, ConnectorError)


def shown(sql: str, values: Sequence[object]) -> str:
    """A statement for EXPLAIN and for the log: SQL, and the values bound to it."""
    return "\n".join([sql, *(f"-- ?{n} = {value!r}" for n, value in enumerate(values, 1))])


def commented(sql: str, context: ScanContext) -> str:
    """The statement with what tags it; that cannot end the comment it stands in."""
    query, trace = (_HARMFUL.sub("", text) for text in (context.query_id, context.trace_parent))
    return f"{sql} /* unsilo query_id={query} traceparent='{trace}' */"


class Scan(Iterator[pa.RecordBatch]):
    """The batches of one running statement; used by one thread at a time."""

    def __init__(
        self,
        pool: Pool,
        sql: str,
        values: Sequence[object],
        fragment: Fragment,
        context: ScanContext,
    ) -> None:
        """Send the statement and wait until the server begins to answer. Raises ConnectorError."""
        self._fragment = fragment
        self._context = context
        self._bad_dates = BadDates(pool.options.zero_dates, context)
        self._rows = self._bytes = 0
        self._pace = Pace(context.batch_rows)
        self._first = True
        self._running = Running(pool, context)
        try:
            self._start(sql, values)
        except _FAILURES as error:
            raise self._running.failed(error) from None

    def __next__(self) -> pa.RecordBatch:
        """The next batch. Raises ConnectorError, StopIteration."""
        try:
            while True:
                batch = self._advance()
                if batch is None:
                    raise StopIteration
                if batch.num_rows:
                    return batch
        except _FAILURES as error:
            raise self._running.failed(error) from None

    def close(self) -> None:
        """End the scan wherever it is. Idempotent."""
        self._running.abandon()

    def __del__(self) -> None:
        running = getattr(self, "_running", None)
        if running is not None:
            running.abandon()

    def _start(self, sql: str, values: Sequence[object]) -> None:
        """Prepare, once more on a fresh connection if the kept one turns out dead; execute."""
        try:
            self._prepare(sql, fresh=False)
        except _FAILURES as error:
            if not lost(error):
                raise
            self._running.look_around()
            self._running.abandon()
            self._prepare(sql, fresh=True)
        fields = self._statement.execute(values)
        self._decoder = Decoder(fields, self._fragment.columns, self._bad_dates)

    def _prepare(self, sql: str, *, fresh: bool) -> None:
        wire = self._running.take(fresh=fresh).socket
        self._incoming = Incoming(wire, self._running.wait)
        self._statement = Statement(wire, self._incoming)
        self._statement.prepare(sql)

    def _advance(self) -> pa.RecordBatch | None:
        if self._running.ended:
            self._running.look_around()
            return None
        batch = self._decoder.batch(self._chunk())
        size = batch.nbytes
        self._pace.given(batch.num_rows, size)
        self._count(batch.num_rows, size)
        if self._incoming.finished:
            self._end()
        return batch

    def _chunk(self) -> Chunk:
        if self._first:
            self._first = False
            return self._incoming.first_rows(max(1, self._context.batch_rows))
        self._pace.taken()
        return self._incoming.rows(self._pace.rows, self._pace.bytes)

    def _end(self) -> None:
        """Every row is here; the session goes back unless it broke just now."""
        try:
            self._statement.close()
        except OSError:
            self._running.abandon()
        else:
            self._running.finish()

    def _count(self, rows: int, size: int) -> None:
        self._rows += rows
        self._bytes += size
        for found, limit, unit in (
            (self._rows, self._context.max_rows, "rows"),
            (self._bytes, self._context.max_bytes, "bytes"),
        ):
            if limit is not None and found > limit:
                raise LimitExceeded(
                    f'source "{self._fragment.source}" answered with more than {limit} {unit}'
                )


class BadDates:
    """What becomes of dates that are none, as the source's option `zero_dates` says."""

    def __init__(self, policy: str, context: ScanContext) -> None:
        self._policy = policy
        self._context = context

    def __call__(self, column: str, count: int) -> None:
        """`count` of them were found in `column`. Raises ValueNotRepresentable."""
        message = f'column "{column}" holds zero or incomplete dates'
        if self._policy != "null":
            raise ValueNotRepresentable(
                message, hint="Set the source's option zero_dates to null.", sqlstate="22008"
            )
        self._context.warn("zero_dates", f"{message}; they are NULL here", count)
