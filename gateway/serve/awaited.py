"""An answer that the event loop waits for itself: a look-up takes no thread.

Imports: asyncio, `connectors.template`, this package.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from typing import Generic, TypeVar

from connectors.template import Asked, Step
from gateway.serve.workers import Lane

T = TypeVar("T")


class Awaited(Generic[T]):
    """What `read` makes of an answer, once that is here."""

    def __init__(self, asked: Asked, read: Callable[[], T], lane: Lane) -> None:
        self._asked = asked
        self._read = read
        self._lane = lane

    async def result(self) -> T:
        """Raises what `read` does; once. What would take long is read by a worker."""
        step = await arrival(self._asked)
        return self._read() if step is Step.READ else await self._lane.run(self._read)


async def arrival(asked: Asked) -> Step:
    """Wait until nothing is left to wait for here."""
    loop = asyncio.get_running_loop()
    done: asyncio.Future[Step] = loop.create_future()

    def look() -> None:
        found = asked.step()
        if found is not Step.WAIT and not done.done():
            done.set_result(found)

    socket = asked.fileno()
    loop.add_reader(socket, look)
    try:
        return await done
    finally:
        loop.remove_reader(socket)
