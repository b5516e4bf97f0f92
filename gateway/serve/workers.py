"""Threads for what blocks: planning, scanning, encoding. The event loop only moves bytes.

Imports: standard library.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Final, TypeVar

T = TypeVar("T")

_MOST: Final = 128
_FOR_CANCELS: Final = 4


class Workers:
    """The threads of one server; those for cancels are apart, so that a cancel never queues."""

    def __init__(self) -> None:
        self._work = ThreadPoolExecutor(_MOST, thread_name_prefix="serve")
        self._cancels = ThreadPoolExecutor(_FOR_CANCELS, thread_name_prefix="serve-cancel")

    def run(self, call: Callable[[], T]) -> asyncio.Future[T]:
        """Start a blocking call."""
        return asyncio.get_running_loop().run_in_executor(self._work, call)

    def cancel(self, call: Callable[[], None]) -> None:
        """Run a cancel at once and do not wait for it."""
        self._cancels.submit(call)

    def close(self) -> None:
        """End the threads when they are done with what they do."""
        self._work.shutdown(wait=True, cancel_futures=True)
        self._cancels.shutdown(wait=True)


class Lane:
    """One conversation's way to the workers: one call at a time, and its end can be awaited."""

    def __init__(self, workers: Workers) -> None:
        self._workers = workers
        self._running: asyncio.Future[object] | None = None

    def start(self, call: Callable[[], T]) -> asyncio.Future[T]:
        """Start a call; the one before must have ended (see `quiet`)."""
        assert self._running is None or self._running.done()
        future = self._workers.run(call)
        self._running = future  # type: ignore[assignment]  # only ever awaited for its end
        return future

    async def run(self, call: Callable[[], T]) -> T:
        """Its result. Cancelling the caller leaves the call running."""
        return await asyncio.shield(self.start(call))

    async def quiet(self) -> None:
        """Wait until no call runs; its outcome is of no interest."""
        if self._running is not None:
            await asyncio.wait({self._running})
            if not self._running.cancelled():
                self._running.exception()
            self._running = None

    def cancel(self, call: Callable[[], None]) -> None:
        """Run a cancel beside what runs."""
        self._workers.cancel(call)
