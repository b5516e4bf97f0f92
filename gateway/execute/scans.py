"""Scans of one query, each in a thread, behind a bounded queue.

The local engine pulls its inputs one after another; the threads here let all sources work at the
same time. A queue holds a few batches, and few bytes, so a slow consumer slows its source.
"""

from __future__ import annotations

import queue
import threading
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass

import pyarrow as pa

from connectors.api import Connector, ConnectorError, RemoteError
from gateway.errors import SqlError, from_connector
from gateway.execute.breaker import Breakers
from gateway.execute.context import Discreet, RunningQuery
from gateway.execute.threads import THREADS
from gateway.plan.plan import Scan

QUEUE_BATCHES = 8
QUEUE_BYTES = 512 * 1024
"""A queue holds no more than this, unless a single batch is larger."""
_WAIT_SECONDS = 0.05


@dataclass(slots=True)
class Progress:
    """How far a scan has come: rows and Arrow bytes moved so far.

    0 for a scan that reads rows which who asks may not know of.
    """

    source: str
    scan: str
    sent: Callable[[], str] | None = None
    """The native text of what the source was asked. May raise what `Connector.explain` raises."""
    rows: int = 0
    bytes: int = 0
    batches: int = 0
    done: bool = False
    began: float | None = None
    """Unix time; None before it has begun."""
    seconds: float | None = None
    """How long it took; None before it is over."""

    def add(self, rows: int, size: int) -> None:
        """A batch of so many bytes has come."""
        self.rows += rows
        self.bytes += size
        self.batches += 1


_Item = tuple[pa.RecordBatch | None, int]
"""A batch and its bytes; None at the end."""


class RunningScan:
    """One fragment on its way from source to engine."""

    def __init__(
        self, scan: Scan, connector: Connector, query: RunningQuery, breakers: Breakers
    ) -> None:
        self.scan = scan
        self.schema = scan.fragment.schema
        self.progress = Progress(
            scan.fragment.source, scan.name, lambda: connector.explain(scan.fragment)
        )
        self.error: BaseException | None = None
        self._connector = connector
        self._query = query
        self._breakers = breakers
        self._queue: queue.SimpleQueue[_Item] = queue.SimpleQueue()
        self._held = 0
        self._lock = threading.Lock()
        self._taken = threading.Event()
        self._abandoned = threading.Event()
        self._ended = threading.Event()
        self._started = False

    def start(self) -> None:
        """Begin to read."""
        self._started = True
        THREADS.run(self._run)

    def batches(self) -> Iterator[pa.RecordBatch]:
        """The batches in order; raises SqlError for what the source raised."""
        return iter(self._more, None)  # keeps none of them while its reader is slow

    def failure(self) -> SqlError | None:
        """The user's form of the scan's error, None when there was none."""
        return None if self.error is None else as_failure(self.error, self.progress.source)

    def abandon(self) -> None:
        """Nobody reads any more: stop the source's work."""
        self._abandoned.set()
        while True:  # make room, so that a blocked producer sees it
            try:
                self._queue.get_nowait()
            except queue.Empty:
                return

    def join(self, seconds: float) -> bool:
        """Wait until nothing is done for it any more; False if that took longer."""
        return not self._started or self._ended.wait(seconds)

    def _more(self) -> pa.RecordBatch | None:
        batch = self._next()
        if batch is None and self.error is not None:
            raise self.failure() or self.error
        return batch

    def _next(self) -> pa.RecordBatch | None:
        while True:
            try:
                batch, size = self._queue.get(timeout=_WAIT_SECONDS)
            except queue.Empty:
                if self._query.stopped is not None:
                    self.error = self.error or self._query.stopped
                    return None
                if self._ended.is_set() and self._queue.empty():
                    return None
            else:
                self._hold(-size)
                self._taken.set()
                return batch

    def _run(self) -> None:
        source, started = self.progress.source, time.monotonic()
        self.progress.began = time.time()
        reader: pa.RecordBatchReader | None = None
        try:
            self._breakers.check(source)
            context = Discreet(self._query) if self.scan.guarded else self._query
            reader = self._connector.scan(self.scan.fragment, context)
            for batch in reader:
                size = batch.nbytes  # looks at every buffer: once is enough
                self._check(batch, size)
                if not self._put(batch, size):
                    break
            self.progress.done = True
            self._breakers.succeeded(source)
        except BaseException as error:  # noqa: BLE001 - handed to the reader of the queue
            self.error = self._query.stopped or cause_of(error)
            self._breakers.failed(source, self.error)
        finally:
            close(reader)
            self.progress.seconds = time.monotonic() - started
            self._put(None)
            self._ended.set()

    def _check(self, batch: pa.RecordBatch, size: int) -> None:
        if not batch.schema.equals(self.schema):
            raise SqlError(
                "XX000",
                f'source "{self.scan.fragment.source}" delivered {batch.schema.to_string()!r}, '
                f"not {self.schema.to_string()!r}",
            )
        self.progress.add(batch.num_rows, size)

    def _put(self, batch: pa.RecordBatch | None, size: int = 0) -> bool:
        while not self._abandoned.is_set() and self._query.stopped is None:
            if self._is_full(size):
                self._taken.wait(_WAIT_SECONDS)
                self._taken.clear()
                continue
            self._hold(size)
            self._queue.put((batch, size))
            return True
        return False

    def _is_full(self, size: int) -> bool:
        too_much = self._held > 0 and self._held + size > QUEUE_BYTES
        return too_much or self._queue.qsize() >= QUEUE_BATCHES

    def _hold(self, size: int) -> None:
        with self._lock:
            self._held += size


def drained(batches: Iterator[pa.RecordBatch], limit: int) -> tuple[list[pa.RecordBatch], bool]:
    """Batches up to about `limit` rows, and whether that was all of them."""
    collected: list[pa.RecordBatch] = []
    rows = 0
    for batch in batches:
        collected.append(batch)
        rows += batch.num_rows
        if rows > limit:
            return collected, False
    return collected, True


def as_failure(error: BaseException, source: str) -> SqlError:
    """The user's form of what went wrong in a scan."""
    match error:
        case SqlError():
            return error
        case ConnectorError():
            return from_connector(error, source)
    return from_connector(RemoteError(f"unexpected {type(error).__name__}: {error}"), source)


def cause_of(error: BaseException) -> BaseException:
    """The connector's own error, where pyarrow wrapped it on its way through a reader."""
    seen: BaseException | None = error
    while seen is not None:
        if isinstance(seen, (ConnectorError, SqlError)):
            return seen
        seen = seen.__cause__ or seen.__context__
    return error


def close(reader: pa.RecordBatchReader | None) -> None:
    """Stop the source's work."""
    if reader is None:
        return
    try:
        reader.close()
    except (ConnectorError, pa.ArrowException, OSError):
        return  # the scan's own outcome is what counts
