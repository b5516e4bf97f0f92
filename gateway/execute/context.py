"""One running query: its id, deadline, warnings, and everything that must stop when it stops."""

from __future__ import annotations

import logging
import os
import random
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from functools import partial
from typing import Final

from connectors.api import Cancelled, ConnectorError, DeadlineExceeded
from gateway.execute.alarms import ALARMS, Alarm

logger = logging.getLogger(__name__)

Abort = Callable[[], None]


@dataclass(frozen=True, slots=True)
class Warning:
    """`count` values of one kind that could not be represented, or another thing worth knowing."""

    code: str
    message: str
    count: int = 1


@dataclass(frozen=True, slots=True)
class Limits:
    """Guards of a query. `seconds` None: no limit."""

    batch_rows: int = 65_536
    max_rows: int | None = None
    max_bytes: int | None = None
    seconds: float | None = None


_ids: Final = random.Random(os.urandom(32))
"""To ask the system for every id takes as long as the rest of a small query's start."""


def new_query_id() -> str:
    """An id that no other query has: 32 hexadecimal digits."""
    return f"{_ids.getrandbits(128):032x}"


@dataclass(slots=True)
class RunningQuery:
    """Shared by the threads of one query. Implements `connectors.api.ScanContext`."""

    limits: Limits = field(default_factory=Limits)
    query_id: str = field(default_factory=new_query_id)
    caller: str = ""
    """The caller's trace context, "" when it has none."""
    deadline: float | None = None
    stopped: ConnectorError | None = None
    _aborts: list[Abort] = field(default_factory=list)
    _warnings: dict[tuple[str, str], int] = field(default_factory=dict)
    _lock: threading.Lock = field(default_factory=threading.Lock)
    _alarm: Alarm | None = None

    def start(self) -> None:
        """Start the clock of the query's time limit."""
        if self.limits.seconds is None:
            return
        self.deadline = time.monotonic() + self.limits.seconds
        error = DeadlineExceeded("canceling statement due to statement timeout")
        self._alarm = ALARMS.after(self.limits.seconds, partial(self.stop, error))

    @property
    def trace_parent(self) -> str:
        """The statement's own place in its trace: the caller's trace, else one of the query's id.

        Format: W3C Trace Context, `version-trace-span-flags`.
        """
        trace = self.caller.split("-")[1] if self.caller else self.query_id
        return f"00-{trace}-{self.query_id[:16]}-01"

    @property
    def batch_rows(self) -> int:
        """Rows per batch to aim for."""
        return self.limits.batch_rows

    @property
    def max_rows(self) -> int | None:
        """Guard on the rows of one scan."""
        return self.limits.max_rows

    @property
    def max_bytes(self) -> int | None:
        """Guard on the Arrow bytes of one scan."""
        return self.limits.max_bytes

    @property
    def cancelled(self) -> bool:
        """Whether the query is to stop."""
        return self.stopped is not None

    def on_cancel(self, abort: Abort) -> None:
        """Call `abort` when the query stops, or now if it has."""
        with self._lock:
            if self.stopped is None:
                self._aborts.append(abort)
                return
        _run(abort)

    def cancel(self) -> None:
        """Stop the query as its user asked."""
        self.stop(Cancelled("canceling statement due to user request"))

    def stop(self, error: ConnectorError) -> None:
        """Stop everything, once; the first reason stays."""
        with self._lock:
            if self.stopped is not None:
                return
            self.stopped = error
            aborts, self._aborts = self._aborts, []
        for abort in aborts:
            # Each in a thread of its own: one slow source must not hold up the others.
            threading.Thread(target=_run, args=(abort,), daemon=True).start()

    def finish(self) -> None:
        """The query is over: the clock stops and nothing will be cancelled any more."""
        if self._alarm is not None:
            self._alarm.cancel()

    def warn(self, code: str, message: str, count: int = 1) -> None:
        """Add to the warnings; equal ones are counted together."""
        with self._lock:
            key = (code, message)
            self._warnings[key] = self._warnings.get(key, 0) + count

    @property
    def warnings(self) -> tuple[Warning, ...]:
        """The warnings so far."""
        with self._lock:
            return tuple(Warning(code, text, n) for (code, text), n in self._warnings.items())


class Discreet:
    """The context of a scan that reads what is withheld: that values are odd is told, but not how
    many, since they may be withheld ones."""

    def __init__(self, query: RunningQuery) -> None:
        self._query = query
        self.query_id = query.query_id
        self.trace_parent = query.trace_parent
        self.deadline = query.deadline
        self.batch_rows = query.batch_rows
        self.max_rows = query.max_rows
        self.max_bytes = query.max_bytes
        self.on_cancel = query.on_cancel
        self._told: set[tuple[str, str]] = set()

    @property
    def cancelled(self) -> bool:
        """As the query's."""
        return self._query.cancelled

    def warn(self, code: str, message: str, count: int = 1) -> None:
        """Once."""
        if (code, message) not in self._told:
            self._told.add((code, message))
            self._query.warn(code, message)


def _run(abort: Abort) -> None:
    try:
        abort()
    except Exception:
        logger.exception("a source's cancel failed")
