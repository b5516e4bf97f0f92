"""Notifications on their way to the other workers of one `unsilo serve --workers`.

Imports: `gateway.operations`, `gateway.serve`, `gateway.session`.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Sequence
from contextlib import suppress

from gateway.operations.processes import ask_at
from gateway.serve.place import Place
from gateway.session.notifications import Notification

logger = logging.getLogger(__name__)


class Passing:
    """What is said in this worker, told to the others in the same order."""

    def __init__(self, place: Place, loop: asyncio.AbstractEventLoop) -> None:
        self._place = place
        self._loop = loop
        self._turn = asyncio.Lock()
        self._tasks: set[asyncio.Task[None]] = set()

    def pass_on(self, said: Sequence[Notification]) -> None:
        """Tell the others soon. In any thread."""
        with suppress(RuntimeError):  # the loop has just ended
            self._loop.call_soon_threadsafe(self._start, said)

    def _start(self, said: Sequence[Notification]) -> None:
        task = self._loop.create_task(self._tell(said))
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    async def _tell(self, said: Sequence[Notification]) -> None:
        async with self._turn:
            for number in self._place.others:
                for one in said:
                    request = {
                        "do": "notify",
                        "process": one.process,
                        "said": [one.channel, one.payload],
                    }
                    try:
                        await asyncio.to_thread(ask_at, self._place.control(number), request)
                    except (OSError, ValueError) as error:
                        logger.warning("worker %d was not told of a NOTIFY: %s", number, error)
