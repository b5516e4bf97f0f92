"""One statement at a server: its session, its time, and its end.

Only a session whose result was read to its end goes back to the pool. In every other case the
statement is killed from a second connection and the session hung up: closing a socket alone leaves
the server working, and reading the rest would take as long as the rest.

The query's context keeps a `Running` (it may be cancelled), but nothing here refers to the scan
that reads: a scan nobody wants any more is freed at once, and ends its statement.
"""

from __future__ import annotations

import socket
import threading
import time
from contextlib import suppress

import pymysql

from connectors.api import Cancelled, ConnectorError, DeadlineExceeded, ScanContext
from connectors.mysql.errors import translated
from connectors.mysql.packets import ServerError
from connectors.mysql.pool import Pool
from connectors.mysql.session import Session


class Running:
    """A statement between taking a session and letting go of it. `abort` comes from any thread."""

    def __init__(self, pool: Pool, context: ScanContext) -> None:
        """Registers itself to be cancelled; takes no session yet."""
        self._pool = pool
        self._context = context
        self._ending = threading.Lock()
        self._aborted = False
        self._session: Session | None = None
        context.on_cancel(self.abort)

    @property
    def ended(self) -> bool:
        """Whether the session was let go of."""
        return self._session is None

    def take(self, *, fresh: bool) -> Session:
        """A session whose server knows the deadline. Raises ConnectorError and what sockets do."""
        self.look_around()
        session = self._session = self._pool.take(self._context.deadline, fresh=fresh)
        self.look_around()
        session.limit_time(self.remaining())
        return session

    def wait(self) -> None:
        """Before every read: stop if it is over, else bound how long the read may last."""
        self.look_around()
        remaining = self.remaining()
        timeout = self._pool.options.read_timeout
        session = self._session
        if session is None:
            raise Cancelled("the scan was closed")
        session.socket.settimeout(timeout if remaining is None else min(timeout, remaining))

    def look_around(self) -> None:
        """Raise if the query's time is over or it was cancelled."""
        self.remaining()
        if self._aborted or self._context.cancelled:
            raise Cancelled("the query was cancelled")

    def remaining(self) -> float | None:
        """Seconds until the deadline. Raises DeadlineExceeded when there are none left."""
        deadline = self._context.deadline
        if deadline is None:
            return None
        remaining = deadline - time.monotonic()
        if remaining <= 0:
            raise DeadlineExceeded("the statement's time was over")
        return remaining

    def abort(self) -> None:
        """Stop the statement at the server and wake whoever reads. Never raises."""
        self._aborted = True
        with self._ending:
            if self._session is not None:
                self._stop(self._session)

    def finish(self) -> None:
        """The result was read to its end: the session is as good as new."""
        with self._ending:
            session, self._session = self._session, None
        if session is None:
            return
        if self._aborted:
            self._pool.discard(session)
            raise Cancelled("the query was cancelled")
        self._pool.give_back(session)

    def abandon(self) -> None:
        """Stop what is running and hang up. Idempotent."""
        with self._ending:
            session, self._session = self._session, None
            if session is None:
                return
            if not self._aborted:
                self._stop(session)
        self._pool.discard(session)

    def failed(self, error: BaseException) -> ConnectorError:
        """Abandon it because of `error`; what the gateway is told."""
        self.abandon()
        if isinstance(error, (OSError, ServerError)):
            try:  # a socket that was cut, a statement that was killed: by whom?
                self.look_around()
            except ConnectorError as reason:
                return reason
        return translated(error, self._pool.options.address)

    def _stop(self, session: Session) -> None:
        """KILL, then cut the connection, so that a reader blocked on it wakes up."""
        with suppress(OSError, pymysql.err.MySQLError):
            self._pool.kill(session.identity)
        with suppress(OSError):
            session.socket.shutdown(socket.SHUT_RDWR)
