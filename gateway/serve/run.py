"""Both doors in one process, until SIGINT or SIGTERM.

The process is all of the server, or a `Member` of the workers that share its ports.

Imports: `gateway`, `gateway.serve.pgwire`, `gateway.serve.http`.
"""

from __future__ import annotations

import asyncio
import contextlib
import gc
import logging
import signal
import socket
from collections.abc import Callable, Coroutine, Sequence
from contextlib import AsyncExitStack
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING, Any

from gateway.errors import SqlError
from gateway.operations import logs
from gateway.serve import pgwire
from gateway.serve.admission import Admission, OwnAdmission
from gateway.serve.control import Control
from gateway.serve.http import server as http
from gateway.serve.listening import listening
from gateway.serve.memory import use_frugal_allocator
from gateway.serve.pgwire.keys import first_of
from gateway.serve.place import Place
from gateway.serve.shared_admission import SharedAdmission
from gateway.serve.warm import warm

if TYPE_CHECKING:
    from gateway.engine import Gateway

logger = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Doors:
    """Where to listen. Port 0 takes a free one; without `http_port` there is no HTTP."""

    host: str = "127.0.0.1"
    pg_port: int = pgwire.PORT
    http_port: int | None = http.PORT
    allow_remote: bool = False


@dataclass(frozen=True, slots=True)
class Member:
    """What makes a process one of several workers.

    `ready` is called when it answers clients; over `admission` it asks who may come in; it ends
    when the file descriptor `supervisor` can be read.
    """

    place: Place
    ready: Callable[[], None]
    admission: socket.socket
    supervisor: int


def run(
    gateway: Gateway, doors: Doors, announce: Callable[[str], None], member: Member | None = None
) -> None:
    """Serve; `announce` gets the lines a user should see. SqlError 58000 for a port in use."""
    gc.collect()
    use_frugal_allocator()
    gc.freeze()  # what is loaded stays: no query waits until all of it has been looked through
    try:
        asyncio.run(_run(gateway, doors, announce, member))
    finally:
        gc.unfreeze()  # else modules that look what is left at the end find all of it


async def _run(
    gateway: Gateway, doors: Doors, announce: Callable[[str], None], member: Member | None
) -> None:
    stop, drain = asyncio.Event(), asyncio.Event()
    _listen_to_signals(stop, drain, member)
    place = member.place if member is not None else None
    if place is not None:
        gateway.processes.siblings = [place.control(number) for number in place.others]
        gateway.journal.first_number = first_of(place.number)
    logs.configure(gateway.settings.log_format)
    async with AsyncExitStack() as opened:
        admission = await _admission(opened, member)
        serving = pgwire.serve(
            gateway,
            doors.host,
            doors.pg_port,
            allow_remote=doors.allow_remote,
            place=place,
            admission=admission,
        )
        server = await listening(serving, doors.host, doors.pg_port, "--pg-port")
        opened.push_async_callback(server.close)
        reloads = [server.reload]
        announce(f"PostgreSQL endpoint on {doors.host}:{server.port}, database {pgwire.DATABASE}")
        web: http.HttpServer | None = None
        if doors.http_port is not None:
            web = http.HttpServer(
                gateway, admission=admission, trust_remote=doors.allow_remote, place=place
            )
            starting = web.start(doors.host, doors.http_port)
            await listening(starting, doors.host, doors.http_port, "--http-port")
            opened.push_async_callback(web.close)
            announce(f"HTTP endpoint on {web.scheme}://{_authority(doors.host)}:{web.port}")
            reloads.append(web.reload)
        reload = partial(_reload, gateway, reloads)
        asyncio.get_running_loop().add_signal_handler(signal.SIGHUP, _logged, reload)
        control = Control(gateway, reload, server.cancel, place)
        await control.start()
        opened.push_async_callback(control.close)
        announce(pgwire.notice(gateway, doors.host))
        if member is not None:
            member.ready()
        warming = asyncio.create_task(_warm(gateway))
        opened.callback(warming.cancel)  # its thread comes to its end: `asyncio.run` waits
        await _first(stop, drain)
        if not stop.is_set():
            announce("Draining: no new clients; running statements may end.")
            draining = [server.drain()] if web is None else [server.drain(), web.drain()]
            await _drain(draining, gateway.settings.drain, stop)


async def _warm(gateway: Gateway) -> None:
    await asyncio.to_thread(warm, gateway)
    gc.freeze()  # what was made stays, too


async def _admission(opened: AsyncExitStack, member: Member | None) -> Admission:
    """Of both doors, or of all workers."""
    if member is None:
        return OwnAdmission()
    shared = await SharedAdmission.over(member.admission)
    opened.push_async_callback(shared.close)
    return shared


def _listen_to_signals(stop: asyncio.Event, drain: asyncio.Event, member: Member | None) -> None:
    loop = asyncio.get_running_loop()
    loop.add_signal_handler(signal.SIGINT, stop.set)
    if member is None:
        loop.add_signal_handler(signal.SIGTERM, lambda: (stop if drain.is_set() else drain).set())
        return
    supervisor = member.supervisor

    def gone() -> None:
        loop.remove_reader(supervisor)
        stop.set()

    # A service manager sends SIGTERM to every process of the server; that must not count as two.
    loop.add_signal_handler(signal.SIGTERM, drain.set)
    signal.pthread_sigmask(signal.SIG_UNBLOCK, {signal.SIGINT})  # see the supervisor
    loop.add_reader(supervisor, gone)


async def _first(*events: asyncio.Event) -> None:
    waiting = [asyncio.ensure_future(event.wait()) for event in events]
    await asyncio.wait(waiting, return_when=asyncio.FIRST_COMPLETED)
    for task in waiting:
        task.cancel()


async def _drain(
    draining: Sequence[Coroutine[Any, Any, None]], seconds: float, stop: asyncio.Event
) -> None:
    """Until every door is empty, the time for it is over, or a second signal comes."""
    emptying: asyncio.Future[Any] = asyncio.gather(*draining)
    stopping: asyncio.Future[Any] = asyncio.ensure_future(stop.wait())
    await asyncio.wait({emptying, stopping}, timeout=seconds, return_when=asyncio.FIRST_COMPLETED)
    stopping.cancel()
    emptying.cancel()
    with contextlib.suppress(asyncio.CancelledError):
        await emptying


def _reload(gateway: Gateway, certificates: Sequence[Callable[[], None]]) -> None:
    """Settings, log, certificates. Raises SqlError, and all stays as it was."""
    gateway.reload()
    logs.configure(gateway.settings.log_format)
    for reload in certificates:
        reload()


def _logged(reload: Callable[[], None]) -> None:
    try:
        reload()
    except SqlError as error:
        logger.error("settings were not loaded again: %s %s", error, error.detail)


def _authority(host: str) -> str:
    return f"[{host}]" if ":" in host else host
