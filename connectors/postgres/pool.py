"""A pool of connections: opened when needed, given to one user at a time, checked after a rest."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Generic, Protocol, TypeVar

from connectors.api import SourceUnavailable

RESTED = 30.0
"""Seconds after which an idle connection is asked whether it still lives."""


class Closable(Protocol):
    """What a pool keeps."""

    def close(self) -> None:
        """End the connection. Must not raise."""

    def alive(self) -> bool:
        """Ask the server something small."""


C = TypeVar("C", bound=Closable)


@dataclass(slots=True)
class Lease(Generic[C]):
    """A connection in use; `reused` when it was opened for someone else."""

    connection: C
    reused: bool


@dataclass(slots=True)
class _Rest(Generic[C]):
    connection: C
    since: float = field(default_factory=time.monotonic)


class Pool(Generic[C]):
    """At most `size` connections, made by `connect`; waits `timeout` seconds for a free one."""

    def __init__(self, connect: Callable[[], C], size: int, timeout: float, name: str) -> None:
        self._connect = connect
        self._timeout = timeout
        self._name = name
        self._slots = threading.BoundedSemaphore(size)
        self._lock = threading.Lock()
        self._idle: list[_Rest[C]] = []
        self._closed = False

    def acquire(self, *, fresh: bool = False, timeout: float | None = None) -> Lease[C]:
        """A connection; with `fresh` a new one. Raises SourceUnavailable, and what connect does."""
        wait = self._timeout if timeout is None else min(timeout, self._timeout)
        if not self._slots.acquire(timeout=max(wait, 0)):
            raise SourceUnavailable(
                f'all connections to "{self._name}" are in use',
                hint='Raise the option "pool_size", or run fewer queries at once.',
                sqlstate="53300",
            )
        try:
            found = None if fresh else self._rested()
            if found is not None:
                return Lease(found, reused=True)
            if self._closed:
                raise SourceUnavailable(f'the source "{self._name}" is closed')
            return Lease(self._connect(), reused=False)
        except BaseException:
            self._slots.release()
            raise

    def at_hand(self) -> Lease[C] | None:
        """A connection that was used a moment ago, without waiting for anything."""
        if not self._slots.acquire(blocking=False):
            return None
        with self._lock:
            if self._idle and time.monotonic() - self._idle[-1].since < RESTED:
                return Lease(self._idle.pop().connection, reused=True)
        self._slots.release()
        return None

    def release(self, lease: Lease[C], *, healthy: bool) -> None:
        """Give a connection back; one that is not healthy is closed."""
        with self._lock:
            keep = healthy and not self._closed
            if keep:
                self._idle.append(_Rest(lease.connection))
        if not keep:
            lease.connection.close()
        self._slots.release()

    def close(self) -> None:
        """Close the idle connections now and the others when they come back. Idempotent."""
        with self._lock:
            self._closed = True
            idle, self._idle = self._idle, []
        for rest in idle:
            rest.connection.close()

    def _rested(self) -> C | None:
        while True:
            with self._lock:
                if not self._idle:
                    return None
                rest = self._idle.pop()
            if time.monotonic() - rest.since < RESTED or rest.connection.alive():
                return rest.connection
            rest.connection.close()
