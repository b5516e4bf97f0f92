"""Something that happens now and then, to be waited for on the event loop.

Imports: asyncio.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable


class Signal:
    """`pulse` may be called from any thread; it wakes all who wait."""

    def __init__(self) -> None:
        self._loop = asyncio.get_running_loop()
        self._event = asyncio.Event()

    def pulse(self) -> None:
        """It has happened."""
        self._loop.call_soon_threadsafe(self._wake)

    async def wait_until(self, condition: Callable[[], bool], seconds: float) -> bool:
        """Wait until `condition` holds, which is looked at after each pulse; whether it does."""
        try:
            async with asyncio.timeout(seconds):
                while not condition():
                    await self._event.wait()
        except TimeoutError:
            return condition()
        return True

    def _wake(self) -> None:
        woken, self._event = self._event, asyncio.Event()
        woken.set()
