"""Both doors in one process, until SIGINT or SIGTERM.

Imports: `gateway`, `gateway.serve.pgwire`, `gateway.serve.http`.
"""

from __future__ import annotations

import asyncio
import signal
from collections.abc import Awaitable, Callable
from contextlib import AsyncExitStack
from dataclasses import dataclass
from typing import TYPE_CHECKING, TypeVar

from gateway.errors import SqlError
from gateway.serve import pgwire
from gateway.serve.http import server as http

if TYPE_CHECKING:
    from gateway.engine import Gateway

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Doors:
    """Where to listen. Port 0 takes a free one; without `http_port` there is no HTTP."""

    host: str = "127.0.0.1"
    pg_port: int = pgwire.PORT
    http_port: int | None = http.PORT
    allow_remote: bool = False


def run(gateway: Gateway, doors: Doors, announce: Callable[[str], None]) -> None:
    """Serve; `announce` gets the lines a user should see. SqlError 58000 for a port in use."""
    asyncio.run(_run(gateway, doors, announce))


async def _run(gateway: Gateway, doors: Doors, announce: Callable[[str], None]) -> None:
    stop = asyncio.Event()
    loop = asyncio.get_running_loop()
    for number in (signal.SIGINT, signal.SIGTERM):
        loop.add_signal_handler(number, stop.set)
    async with AsyncExitStack() as opened:
        serving = pgwire.serve(gateway, doors.host, doors.pg_port, allow_remote=doors.allow_remote)
        server = await _listening(serving, doors.host, doors.pg_port, "--pg-port")
        opened.push_async_callback(server.close)
        reloads = [server.reload]
        announce(f"PostgreSQL endpoint on {doors.host}:{server.port}, database {pgwire.DATABASE}")
        if doors.http_port is not None:
            web = http.HttpServer(gateway, trust_remote=doors.allow_remote)
            starting = web.start(doors.host, doors.http_port)
            await _listening(starting, doors.host, doors.http_port, "--http-port")
            opened.push_async_callback(web.close)
            announce(f"HTTP endpoint on {web.scheme}://{_authority(doors.host)}:{web.port}")
            reloads.append(web.reload)
        loop.add_signal_handler(signal.SIGHUP, lambda: [reload() for reload in reloads])
        announce(pgwire.notice(gateway, doors.host))
        await stop.wait()


async def _listening(starting: Awaitable[T], host: str, port: int, option: str) -> T:
    try:
        return await starting
    except OSError as error:
        raise SqlError(
            "58000",
            f"could not listen on {host}:{port}",
            detail=str(error.strerror or error),
            hint=f"Choose another port with {option}.",
        ) from None


def _authority(host: str) -> str:
    return f"[{host}]" if ":" in host else host
