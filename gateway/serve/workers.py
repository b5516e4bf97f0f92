"""Threads for what blocks: planning, scanning, encoding. The event loop only moves bytes.

Imports: `gateway.execute.threads`.
"""

from __future__ import annotations

import asyncio
from collections import deque
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from functools import partial
from typing import Any, Final, Generic, TypeVar, cast

from gateway.execute.threads import Threads

T = TypeVar("T")

_MOST: Final = 128
_FOR_CANCELS: Final = 4
_YOUNG: Final = 2
"""Jobs that may be young at one time."""
_OLD: Final = 0.004
"""Seconds after which a job is not young any more."""


class Workers:
    """The threads of one server; those for cancels are apart, so that a cancel never queues."""

    def __init__(self) -> None:
        self._work = ThreadPoolExecutor(_MOST, thread_name_prefix="serve")
        self._threads = Threads("serve")
        self._young = 0
        self._waiting: deque[Job[Any]] = deque()
        self._cancels = ThreadPoolExecutor(_FOR_CANCELS, thread_name_prefix="serve-cancel")

    def run(self, call: Callable[[], T]) -> asyncio.Future[T]:
        """Start a blocking call."""
        return asyncio.get_running_loop().run_in_executor(self._work, call)

    def start(self, job: Job[Any]) -> None:
        """Run a job: at once while few are young, else when one of those has ended or grown old.

        Threads that all want the interpreter hold each other up; those that wait for a source, as
        all do that have run for some time, do not.
        """
        if self._young < _YOUNG:
            self._launch(job)
        else:
            self._waiting.append(job)

    def _launch(self, job: Job[Any]) -> None:
        self._young += 1
        clock = asyncio.get_running_loop().call_later(_OLD, self._grown)
        job.on_end = partial(self._ended, clock)
        self._threads.run(job.run)

    def _ended(self, clock: asyncio.TimerHandle) -> None:
        if clock.when() > asyncio.get_running_loop().time():  # else it is about to ring, or has
            clock.cancel()
            self._grown()

    def _grown(self) -> None:
        """A job is young no more."""
        self._young -= 1
        if self._waiting:
            self._launch(self._waiting.popleft())

    def cancel(self, call: Callable[[], None]) -> None:
        """Run a cancel at once and do not wait for it."""
        self._cancels.submit(call)

    def close(self) -> None:
        """End the threads when they are done with what they do."""
        self._work.shutdown(wait=True, cancel_futures=True)
        self._cancels.shutdown(wait=True)


class Job(Generic[T]):
    """A call in a thread, and its end, which is awaited on the loop that has started it.

    Less than a future of an executor: a look-up is over in the time that one takes.
    """

    def __init__(self, call: Callable[[], T]) -> None:
        self._loop = asyncio.get_running_loop()
        self._call: Callable[[], T] | None = call
        self._waiter: asyncio.Future[None] | None = None
        self._value: T | None = None
        self._error: BaseException | None = None
        self.done = False
        self.on_end: Callable[[], None] = lambda: None
        """Called on the loop."""

    def run(self) -> None:
        """Make the call. In the thread."""
        assert self._call is not None
        try:
            self._value = self._call()
        except BaseException as error:  # noqa: BLE001 - raised where it is awaited
            self._error = error
        self._call = None
        with suppress(RuntimeError):  # nobody can wait any more: the loop is closed
            self._loop.call_soon_threadsafe(self._end)

    async def over(self) -> None:
        """Wait for its end. Cancelling the caller leaves it running."""
        while not self.done:
            self._waiter = self._loop.create_future()
            await self._waiter

    async def result(self) -> T:
        """What the call has returned, or raised; once."""
        await self.over()
        error, self._error = self._error, None
        if error is not None:
            raise error
        return cast(T, self._value)

    def _end(self) -> None:
        self.done = True
        self.on_end()
        if self._waiter is not None and not self._waiter.done():
            self._waiter.set_result(None)


class Lane:
    """One conversation's way to the workers: one call at a time, and its end can be awaited."""

    def __init__(self, workers: Workers) -> None:
        self._workers = workers
        self._running: Job[Any] | None = None

    def start(self, call: Callable[[], T]) -> Job[T]:
        """Start a call; the one before must have ended (see `quiet`)."""
        assert self._running is None or self._running.done
        job = self._running = Job(call)
        self._workers.start(job)
        return job

    async def run(self, call: Callable[[], T]) -> T:
        """Its result. Cancelling the caller leaves the call running."""
        return await self.start(call).result()

    async def quiet(self) -> None:
        """Wait until no call runs; its outcome is of no interest."""
        if self._running is not None:
            await self._running.over()
            self._running = None

    def cancel(self, call: Callable[[], None]) -> None:
        """Run a cancel beside what runs."""
        self._workers.cancel(call)
