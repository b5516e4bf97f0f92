"""One uvicorn server on sockets of ours.

Imports: uvicorn, `gateway.serve.delivered`, this package.
"""

from __future__ import annotations

import asyncio
import contextlib
import socket
from collections.abc import Iterator
from typing import Any, Final, cast

import uvicorn
from starlette.types import ASGIApp

from gateway.serve.delivered import undelivered
from gateway.serve.http.protocol import BoundedProtocol

KEEP_ALIVE_SECONDS: Final = 75
CLOSE_SECONDS: Final = 5


class _Uvicorn(uvicorn.Server):
    """Signals belong to the process, not to one of its doors."""

    @contextlib.contextmanager
    def capture_signals(self) -> Iterator[None]:
        """Leave them alone."""
        yield


class Listener:
    """An application behind sockets, from `start` to `stop`. Used on one event loop."""

    def __init__(self, app: ASGIApp, sockets: list[socket.socket], *, tls: Any = None) -> None:
        """`tls`: uvicorn's `ssl_context_factory`."""
        config = uvicorn.Config(
            app,
            http=BoundedProtocol,
            ws="none",
            lifespan="off",
            log_config=None,
            log_level="critical",  # what goes wrong is logged here, with the query's id
            access_log=False,
            proxy_headers=False,
            server_header=False,
            timeout_keep_alive=KEEP_ALIVE_SECONDS,
            timeout_graceful_shutdown=CLOSE_SECONDS,
            ssl_context_factory=tls,
        )
        self._server = _Uvicorn(config)
        self._task = asyncio.create_task(self._server.serve(sockets))

    async def started(self) -> None:
        """Wait until it listens. OSError if it cannot."""
        while not self._server.started and not self._task.done():
            await asyncio.sleep(0.005)
        if self._task.done():
            self._task.result()

    def drain(self) -> None:
        """Let nobody in any more; connections that are open may still ask."""
        for listening in self._server.servers:
            listening.close()

    @property
    def busy(self) -> bool:
        """Whether a request is being answered, or an answer has not reached its client."""
        state = self._server.server_state
        connections = cast("set[BoundedProtocol]", state.connections)
        return bool(state.tasks) or any(undelivered(one.transport) for one in connections)

    async def stop(self) -> None:
        """Close everything, after what is being answered."""
        self._server.should_exit = True
        await self._task
