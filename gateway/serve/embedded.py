"""A server in a thread of its own: for programs that embed one, and for tests.

Imports: standard library.
"""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Awaitable, Callable, Coroutine, Iterator
from contextlib import contextmanager
from typing import Any, Protocol, TypeVar


class Closable(Protocol):
    """What `in_thread` can end."""

    def close(self) -> Coroutine[Any, Any, None]:
        """Stop, and wait for the end."""


S = TypeVar("S", bound=Closable)


@contextmanager
def in_thread(start: Callable[[], Awaitable[S]], name: str) -> Iterator[S]:
    """What `start` has started on an event loop of its own; closed at the end.

    Raises what `start` raises. `name` is the thread's.
    """
    loop = asyncio.new_event_loop()
    thread = threading.Thread(target=loop.run_forever, name=name, daemon=True)
    thread.start()

    async def started() -> S:
        return await start()

    try:
        server = asyncio.run_coroutine_threadsafe(started(), loop).result()
        try:
            yield server
        finally:
            asyncio.run_coroutine_threadsafe(server.close(), loop).result()
    finally:
        loop.call_soon_threadsafe(loop.stop)
        thread.join()
        loop.close()
