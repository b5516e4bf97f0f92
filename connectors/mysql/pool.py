"""Connections kept between statements: lazily opened, checked after idling, bounded in number."""

from __future__ import annotations

import contextlib
import threading
import time
from collections.abc import Iterator
from typing import Any

import pymysql

from connectors.api import ConnectorError, OptionError, SourceUnavailable
from connectors.mysql.errors import lost, translated
from connectors.mysql.options import Options
from connectors.mysql.session import Session

_TRUSTED_SECONDS = 5.0
"""A session idle for less is handed out without asking the server whether it is still there."""
_KILL_SECONDS = 0.8


class Pool:
    """Sessions of one source, for many threads."""

    def __init__(self, options: Options) -> None:
        self.options = options
        self._idle: list[Session] = []
        self._open = 0
        self._closed = False
        self._changed = threading.Condition()

    def take(self, deadline: float | None = None, *, fresh: bool = False) -> Session:
        """A session of one's own, to be given back. Raises ConnectorError.

        `fresh` asks for a new connection (an old one turned out to be dead). Waits for a free place
        until `deadline` (`time.monotonic()`), at most as long as connecting may take.
        """
        session = self._reserve(deadline)
        if session is not None and not fresh and self._usable(session):
            return session
        if session is not None:
            session.close()
        try:
            return self._connect()
        except BaseException:
            self._free()
            raise

    def give_back(self, session: Session) -> None:
        """Keep a session whose last result was read to its end."""
        session.used_at = time.monotonic()
        with self._changed:
            if not self._closed:
                self._idle.append(session)
                self._open -= 1
                self._changed.notify()
                return
        self.discard(session)

    def discard(self, session: Session) -> None:
        """Hang up a session in an unknown state."""
        session.close()
        self._free()

    def kill(self, identity: int) -> None:
        """End session `identity` and what it runs, from another connection; never raises.

        KILL QUERY would not do: what comes before the session's statement has begun is lost.
        """
        with contextlib.suppress(OSError, pymysql.err.MySQLError, ConnectorError):
            killer = Session(self.options, timeout=_KILL_SECONDS)
            try:
                killer.run(f"KILL {identity:d}")
            finally:
                killer.close()

    def ask(self, sql: str, *parameters: object, named: bool = False) -> list[Any]:
        """Rows of a question about the catalog, once more if the connection had died meanwhile.

        Raises ConnectorError.
        """
        for fresh in (False, True):
            try:
                with self.session(fresh=fresh) as session:
                    return session.rows(sql, parameters, named=named)
            except (OSError, pymysql.err.MySQLError) as error:
                if fresh or not lost(error):
                    raise translated(error, self.options.address) from None
        raise AssertionError("the second attempt returns or raises")

    @contextlib.contextmanager
    def session(self, *, fresh: bool = False) -> Iterator[Session]:
        """A session for a while; kept afterwards if it still answers."""
        session = self.take(fresh=fresh)
        try:
            yield session
        except BaseException:
            self.discard(session)
            raise
        self.give_back(session)

    def close(self) -> None:
        """Hang up every idle session; those in use are hung up when they come back. Idempotent."""
        with self._changed:
            self._closed = True
            idle, self._idle = self._idle, []
            self._changed.notify_all()
        for session in idle:
            session.close()

    def _reserve(self, deadline: float | None) -> Session | None:
        """A place among the open connections, with an idle session in it if there is one."""
        until = time.monotonic() + self.options.connect_timeout
        until = min(until, deadline) if deadline is not None else until
        with self._changed:
            while True:
                if self._closed:
                    raise SourceUnavailable("the source was closed")
                if self._open < self.options.connections:
                    self._open += 1
                    return self._idle.pop() if self._idle else None
                if not self._changed.wait(until - time.monotonic()):
                    raise SourceUnavailable(
                        f'all {self.options.connections} connections to "{self.options.address}" '
                        "are in use",
                        hint="Raise the source's option connections.",
                        sqlstate="53300",
                    )

    def _free(self) -> None:
        with self._changed:
            self._open -= 1
            self._changed.notify()

    def _usable(self, session: Session) -> bool:
        return time.monotonic() - session.used_at < _TRUSTED_SECONDS or session.alive()

    def _connect(self) -> Session:
        try:
            session = Session(self.options)
            session.set_up()
            return session
        except (OSError, pymysql.err.MySQLError, RuntimeError) as error:
            # RuntimeError: PyMySQL lacks what a login method needs.
            raise translated(error, self.options.address) from None
        except UnicodeError:
            raise OptionError('option "url" has a user or database name that is not text') from None
