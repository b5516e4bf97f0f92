"""The statements that run now. Each becomes a `Record` when it ends, for the sinks.

Imports: `connectors.api`, `gateway.errors`, `gateway.execute`, `gateway.session`, this package.
"""

from __future__ import annotations

import itertools
import logging
import threading
import time
from collections.abc import Callable, Sequence
from typing import Final

from connectors.api import ConnectorError
from gateway.errors import SqlError
from gateway.execute.context import new_query_id
from gateway.execute.result import Result
from gateway.execute.scans import Progress
from gateway.operations.record import OK, Record, Sent
from gateway.operations.redact import fit_to_keep
from gateway.session import Session

logger = logging.getLogger(__name__)

Sink = Callable[[Record], None]

_numbers: Final = itertools.count(1)
_MOST_TEXT: Final = 20_000
"""Characters that are kept of a statement."""


class Entry:
    """One statement between its start and its end."""

    def __init__(self, journal: Journal, session: Session, sql: str) -> None:
        self.query_id = session.query_id or new_query_id()
        self.user = session.login_user
        self.role = session.user
        self.owner = session.owns_home
        self.application = session.get("application_name")
        self.process = session.process or -(journal.first_number + next(_numbers))
        """PostgreSQL's number of its connection; one below 0 where it came another way."""
        self.door = session.door
        self.client = session.client
        self.sql = sql[:_MOST_TEXT]
        self.began = time.time()
        self.result: Result | None = None
        self._journal = journal
        self._started = time.monotonic()
        self._ended = self._cancelled = False
        self._lock = threading.Lock()

    def is_of(self, user: str) -> bool:
        """Whether it was run by this user of the gateway."""
        return self.user == user and not self.owner

    @property
    def seconds(self) -> float:
        """For how long it has been running."""
        return time.monotonic() - self._started

    @property
    def text(self) -> str:
        """What may be shown and kept of its text."""
        return fit_to_keep(self.sql, literals=self._journal.literals)

    @property
    def rows(self) -> int:
        """Rows handed to the client so far."""
        return self.result.rows if self.result is not None else 0

    @property
    def progress(self) -> Sequence[Progress]:
        """What each source has moved so far."""
        return self.result.moved() if self.result is not None else ()

    def cancel(self) -> None:
        """Stop it here and at the sources; its client gets 57014."""
        with self._lock:
            self._cancelled, result = True, self.result
        if result is not None:
            result.cancel()

    def follow(self, result: Result) -> Result:
        """The statement has begun to answer; it ends when its result does."""
        if result.query is None:  # made here, complete
            self.end(OK, result.rows)
            return result
        result.on_end(lambda outcome: self.end(outcome, result.rows))
        with self._lock:
            self.result, cancelled = result, self._cancelled
        if cancelled:
            result.cancel()
        return result

    def end(self, outcome: str, rows: int = 0) -> None:
        """It is over, once."""
        with self._lock:
            if self._ended:
                return
            self._ended = True
        self._journal.ended(self, outcome, rows)


class Journal:
    """All statements of one gateway. Safe to use from many threads."""

    def __init__(self) -> None:
        self.literals = True
        """Without them, texts of statements are kept without strings and numbers."""
        self.first_number = 0
        """Above which statements that came over no connection are numbered; each worker's own."""
        self._sinks: list[Sink] = []
        self._lock = threading.Lock()
        self._running: dict[int, Entry] = {}

    def add_sink(self, sink: Sink) -> None:
        """Give every record from now on to `sink` too; it must be quick and not raise."""
        self._sinks = [*self._sinks, sink]

    def remove_sink(self, sink: Sink) -> None:
        """No more to this one."""
        self._sinks = [other for other in self._sinks if other is not sink]

    def begin(self, session: Session, sql: str) -> Entry:
        """A statement starts."""
        entry = Entry(self, session, sql)
        with self._lock:
            self._running[id(entry)] = entry
        return entry

    def forget(self, entry: Entry) -> None:
        """It was none."""
        with self._lock:
            self._running.pop(id(entry), None)

    def failed(self, session: Session, sql: str, error: SqlError) -> None:
        """A statement failed before it could run: it cannot be parsed, bound, or may not be."""
        self.begin(session, sql).end(error.sqlstate)

    def running(self) -> list[Entry]:
        """What runs now, the oldest first."""
        with self._lock:
            return sorted(self._running.values(), key=lambda entry: entry.began)

    def find(self, query_id: str) -> Entry | None:
        """A running statement by its id."""
        return next((entry for entry in self.running() if entry.query_id == query_id), None)

    def ended(self, entry: Entry, outcome: str, rows: int) -> None:
        """For entries: hand the record to the sinks."""
        with self._lock:
            self._running.pop(id(entry), None)
        if not self._sinks:
            return
        query = entry.result.query if entry.result is not None else None
        record = Record(
            entry.query_id,
            entry.user,
            entry.door,
            entry.client,
            entry.text,
            entry.began,
            entry.seconds,
            outcome,
            rows,
            tuple(self._sent(progress) for progress in entry.progress),
            entry.result.policies if entry.result is not None else (),
            query.trace_parent if query is not None else "",
            query.caller if query is not None else "",
            entry.role,
            entry.owner,
        )
        for sink in self._sinks:
            try:
                sink(record)
            except Exception:
                logger.exception("a sink of the journal failed")

    def _sent(self, progress: Progress) -> Sent:
        return Sent(
            progress.source,
            self._text(progress),
            progress.rows,
            progress.bytes,
            progress.began,
            progress.seconds,
        )

    def _text(self, progress: Progress) -> str:
        """What the source was sent; without literals only which part of the statement it was."""
        if not self.literals or progress.sent is None:
            return progress.scan
        try:
            return progress.sent()[:_MOST_TEXT]
        except (ConnectorError, SqlError):
            return progress.scan  # the source has been removed meanwhile
