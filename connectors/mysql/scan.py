"""Running a fragment: batches as they come, and a server that stops when nobody wants them.

A `Scan` is an iterator of batches used by one thread; `abort` may come from any other. Only a
session whose result was read to its end goes back to the pool. In every other case the statement is
killed from a second connection and the session hung up: closing a socket alone leaves the server
working, and reading the rest would take as long as the rest.
"""

from __future__ import annotations

import socket
import threading
import time
from collections.abc import Iterator
from contextlib import suppress

import pyarrow as pa
import pymysql

from connectors.api import (
    Cancelled,
    ConnectorError,
    DeadlineExceeded,
    Fragment,
    LimitExceeded,
    ScanContext,
    SourceUnavailable,
    ValueNotRepresentable,
)
from connectors.mysql.decode import Decoder
from connectors.mysql.errors import lost, translated
from connectors.mysql.packets import BrokenProtocol, Incoming, ServerError, Statement
from connectors.mysql.pool import Pool
from connectors.mysql.session import Session

_FAILURES = (OSError, ServerError, BrokenProtocol, pymysql.err.MySQLError, ConnectorError)


class Scan(Iterator[pa.RecordBatch]):
    """One running statement."""

    def __init__(
        self, pool: Pool, sql: str, values: list[object], fragment: Fragment, context: ScanContext
    ) -> None:
        """Send the statement and wait until the server begins to answer. Raises ConnectorError."""
        self._pool = pool
        self._fragment = fragment
        self._context = context
        self._ending = threading.Lock()
        self._aborted = False
        self._rows = self._bytes = 0
        self._session: Session | None = None
        self._first = True
        context.on_cancel(self.abort)
        self._start(sql, values)

    # -- reading ------------------------------------------------------------------------------

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
            raise self._failed(error) from None

    def _advance(self) -> pa.RecordBatch | None:
        if self._session is None:
            self._look_around()
            return None
        if self._incoming.finished:
            self._finish()
            return None
        read = self._incoming.first_rows if self._first else self._incoming.rows
        self._first = False
        batch = self._decoder.batch(read(max(1, self._context.batch_rows)))
        self._count(batch)
        if self._incoming.finished:
            self._finish()
        return batch

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

    def _bad_dates(self, column: str, count: int) -> None:
        message = f'column "{column}" holds zero or incomplete dates'
        if self._pool.options.zero_dates != "null":
            raise ValueNotRepresentable(
                message, hint="Set the source's option zero_dates to null.", sqlstate="22008"
            )
        self._context.warn("zero_dates", f"{message}; they are NULL here", count)

    # -- starting -----------------------------------------------------------------------------

    def _start(self, sql: str, values: list[object]) -> None:
        """Begin; once more on a fresh connection if the kept one turns out to be dead."""
        for fresh in (False, True):
            try:
                self._begin(sql, values, fresh=fresh)
                return
            except _FAILURES as error:
                if fresh or not lost(error) or self._aborted:
                    raise self._failed(error) from None
                self._abandon()

    def _begin(self, sql: str, values: list[object], *, fresh: bool) -> None:
        self._look_around()
        session = self._pool.take(self._context.deadline, fresh=fresh)
        self._session = session
        self._look_around()
        remaining = self._remaining()
        session.limit_time(remaining)
        wire = session.socket
        self._incoming = Incoming(wire, self._wait)
        self._statement = Statement(wire, self._incoming)
        self._statement.prepare(sql)
        fields = self._statement.execute(values)
        self._decoder = Decoder(fields, self._fragment.columns, self._bad_dates)

    def _wait(self) -> None:
        """Before every read: stop if it is over, else bound how long the read may last."""
        self._look_around()
        remaining = self._remaining()
        timeout = self._pool.options.read_timeout
        session = self._session
        if session is None:
            raise Cancelled("the scan was closed")
        session.socket.settimeout(timeout if remaining is None else min(timeout, remaining))

    def _look_around(self) -> None:
        """Raise if the query was cancelled or its time is over."""
        if self._aborted or self._context.cancelled:
            remaining = self._remaining_or_less()
            if remaining is not None and remaining <= 0:
                raise DeadlineExceeded("the statement's time was over")
            raise Cancelled("the query was cancelled")
        self._remaining()

    def _remaining(self) -> float | None:
        remaining = self._remaining_or_less()
        if remaining is not None and remaining <= 0:
            raise DeadlineExceeded("the statement's time was over")
        return remaining

    def _remaining_or_less(self) -> float | None:
        deadline = self._context.deadline
        return None if deadline is None else deadline - time.monotonic()

    # -- ending -------------------------------------------------------------------------------

    def abort(self) -> None:
        """Stop the statement at the server; wakes the reading thread. Never raises."""
        self._aborted = True
        with self._ending:
            if self._session is not None:
                self._stop(self._session)

    def close(self) -> None:
        """End the scan wherever it is. Idempotent."""
        self._abandon()

    def __del__(self) -> None:
        if getattr(self, "_session", None) is not None:
            self._abandon()

    def _stop(self, session: Session) -> None:
        """KILL QUERY, then cut the connection, so that a reader blocked on it wakes up."""
        with suppress(OSError, pymysql.err.MySQLError):
            self._pool.kill(session.identity)
        with suppress(OSError):
            session.socket.shutdown(socket.SHUT_RDWR)

    def _finish(self) -> None:
        """The result was read to its end: the session is as good as new."""
        with self._ending:
            session, self._session = self._session, None
        if session is None:
            return
        if self._aborted:
            self._pool.discard(session)
            raise Cancelled("the query was cancelled")
        try:
            self._statement.close()
        except OSError:
            self._pool.discard(session)
        else:
            self._pool.give_back(session)

    def _abandon(self) -> None:
        """Stop what is running and hang up."""
        with self._ending:
            session, self._session = self._session, None
            if session is None:
                return
            if not self._aborted:
                self._stop(session)
        self._pool.discard(session)

    def _failed(self, error: BaseException) -> ConnectorError:
        """End the scan because of `error`; what the gateway is told."""
        self._abandon()
        remaining = self._remaining_or_less()
        if isinstance(error, (OSError, ServerError, Cancelled)):
            if remaining is not None and remaining <= 0:
                return DeadlineExceeded("the statement's time was over")
            if self._aborted or self._context.cancelled:
                return Cancelled("the query was cancelled")
        if isinstance(error, TimeoutError):
            return SourceUnavailable(
                f'"{self._pool.options.address}" was silent for '
                f"{self._pool.options.read_timeout:g} seconds"
            )
        return translated(error, self._pool.options.address)
