"""One statement of an HTTP client, from its start to its end: what runs, how far it is, its stop.

Imports: `gateway.access`, `gateway.execute`, `gateway.errors`, `gateway.operations`.
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from enum import StrEnum
from typing import Any

from gateway.access.credentials import Login
from gateway.errors import SqlError
from gateway.execute.context import Warning
from gateway.execute.result import Result
from gateway.execute.scans import Progress
from gateway.operations.redact import fit_to_keep
from gateway.serve.http.problems import members
from gateway.serve.http.signal import Signal
from gateway.serve.http.spool import Spooled


class State(StrEnum):
    """Where a statement is."""

    RUNNING = "running"
    SUCCEEDED = "succeeded"
    FAILED = "failed"
    CANCELED = "canceled"


@dataclass(slots=True)
class RunningStatement:
    """Shared by the event loop and the thread that does the work."""

    query_id: str
    user: str
    sql: str
    client: str = ""
    """The client's address."""
    login: Login | None = None
    """How its user has come in."""
    trace_parent: str = ""
    """The client's place in a trace (W3C Trace Context)."""
    begun: datetime = field(default_factory=lambda: datetime.now(UTC))
    ended: datetime | None = None
    state: State = State.RUNNING
    error: SqlError | None = None
    rows: int = 0
    """Rows that were handed on."""
    truncated: bool = False
    changed: Mapping[str, str | None] = field(default_factory=dict)
    """Settings that it has SET, with their values; None for those it has RESET."""
    on_stop: Callable[[], object] = lambda: None
    """Called once when it is cancelled, from any thread."""
    signal: Signal = field(default_factory=Signal)
    """Pulses when there is something new about it."""
    spooled: Spooled | None = None
    """Where its rows are kept, if they are."""
    _result: Result | None = None
    """While it runs: it holds the whole plan."""
    _progress: Sequence[Progress] = ()
    _warnings: Sequence[Warning] = ()
    """Of what has ended."""
    _stopped: SqlError | None = None
    _lock: threading.Lock = field(default_factory=threading.Lock)

    def start(self, execute: Callable[[], Result]) -> Result:
        """Run it, in a worker. Raises SqlError, also when it was cancelled before."""
        if self._stopped is not None:
            raise self._stopped
        result = execute()
        with self._lock:
            self._result = result
            stopped = self._stopped
        if stopped is not None:
            result.cancel()
        return result

    def cancel(self, reason: SqlError | None = None) -> None:
        """Stop it wherever it runs; from any thread. The first reason stays."""
        canceled = SqlError("57014", "canceling statement due to user request")
        with self._lock:
            if self.state is not State.RUNNING:
                return
            if self._stopped is not None:
                return
            self._stopped = reason or canceled
            result = self._result
        self.on_stop()
        if result is not None:
            result.cancel()

    def end(self, error: SqlError | None = None) -> SqlError | None:
        """It is over. Returns the error to report: the cancel's reason where there was one."""
        with self._lock:
            if self.state is not State.RUNNING:
                return self.error
            if error is not None and self._stopped is not None:
                error = self._stopped
            self.error = error
            self.ended = datetime.now(UTC)
            canceled = error is not None and error.sqlstate in ("57014", "57P01")
            ended = State.CANCELED if canceled else State.FAILED
            self._progress, self._warnings = self._seen()
            self._result = None
            self.state = State.SUCCEEDED if error is None else ended
        self.signal.pulse()
        return error

    @property
    def quiet(self) -> bool:
        """Whether every source has delivered all its rows, or will without being waited for."""
        result = self._result
        if result is None:
            return False
        return result.settled(0.0) or all(p.done for p in result.progress())

    @property
    def warnings(self) -> Sequence[Warning]:
        """So far; that rows were left out, if they were."""
        found = [*self._seen()[1]]
        if self.truncated:
            found.append(Warning("row_limit", "the result has more rows than row_limit"))
        return found

    def _seen(self) -> tuple[Sequence[Progress], Sequence[Warning]]:
        """How far its scans are, and what the result has warned of."""
        result = self._result
        if result is None:
            return self._progress, self._warnings
        told = [Warning(n.sqlstate, n.message) for n in result.notices]
        return [replace(p, sent=None) for p in result.progress()], [*told, *result.warnings]

    def shown(self) -> dict[str, Any]:
        """What its user may know of it."""
        progress, _ = self._seen()
        shown: dict[str, Any] = {
            "id": self.query_id,
            "state": self.state.value,
            "user": self.user,
            "door": "http",
            "client": self.client,
            "sql": fit_to_keep(self.sql, literals=True),
            "begun": self.begun.isoformat(),
            "ended": self.ended.isoformat() if self.ended else None,
            "seconds": ((self.ended or datetime.now(UTC)) - self.begun).total_seconds(),
            "rows": self.rows,
            "sources": [
                {"source": p.source, "scan": p.scan, "rows": p.rows, "bytes": p.bytes,
                 "done": p.done}
                for p in progress
            ],
            "warnings": [
                {"code": w.code, "message": w.message, "count": w.count} for w in self.warnings
            ],
        }  # fmt: skip
        if self.error is not None:
            shown["error"] = members(self.error, self.query_id)
        if self.spooled is not None:
            shown["chunks"] = len(self.spooled.chunks)
            shown["result"] = f"/v1/queries/{self.query_id}/result"
        return shown
