"""The PostgreSQL endpoint: listening, opening connections, shutting down.

Until there are users everyone who can connect may read every source, so the endpoint listens on
loopback only unless it is told otherwise.

Imports: `gateway`, this package.
"""

from __future__ import annotations

import asyncio
import contextlib
import functools
import ipaddress
import logging
import signal
import socket
import sys
import threading
from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING, Final

from gateway.errors import SqlError
from gateway.serve.pgwire import replies
from gateway.serve.pgwire.channel import Channel, Closed
from gateway.serve.pgwire.conversation import Conversation
from gateway.serve.pgwire.keys import Keys
from gateway.serve.pgwire.startup import Cancel, Startup, opening
from gateway.serve.pgwire.workers import Workers
from gateway.session import Session

if TYPE_CHECKING:
    from gateway.engine import Gateway

logger = logging.getLogger(__name__)

DATABASE: Final = "unsilo"
PORT: Final = 5499
MAX_CONNECTIONS: Final = 1000
STARTUP_SECONDS: Final = 15.0
"""A client that has not said who it is by then is disconnected."""


class Server:
    """A listening endpoint. All methods are called on its event loop."""

    def __init__(self, gateway: Gateway) -> None:
        self._gateway = gateway
        self._workers = Workers()
        self._keys = Keys()
        self._tasks: dict[asyncio.Task[None], Conversation | None] = {}
        self._listening: asyncio.Server | None = None
        self.port = 0

    async def start(self, host: str, port: int) -> None:
        """Listen; `self.port` is the port in use (0 asks for a free one)."""
        loop = asyncio.get_running_loop()
        self._listening = await loop.create_server(lambda: Channel(self._connected), host, port)
        self.port = int(self._listening.sockets[0].getsockname()[1])

    async def close(self) -> None:
        """Stop listening, cancel what runs, tell every client, and wait for the end."""
        if self._listening is not None:
            self._listening.close()
        for task, conversation in list(self._tasks.items()):
            if conversation is not None:
                conversation.cancel()
            task.cancel()
        if self._tasks:
            await asyncio.wait(set(self._tasks))
        await asyncio.to_thread(self._workers.close)

    def _connected(self, channel: Channel) -> None:
        task = asyncio.get_running_loop().create_task(self._serve(channel))
        self._tasks[task] = None
        task.add_done_callback(lambda done: self._tasks.pop(done, None))

    async def _serve(self, channel: Channel) -> None:
        """One connection from its first byte to its last."""
        try:
            await self._welcome(channel)
        except Closed:
            pass
        except SqlError as error:
            _last_word(channel, error)
        except TimeoutError:
            _last_word(channel, SqlError("08P01", "the client did not start a session in time"))
        except asyncio.CancelledError:
            message = "terminating connection due to administrator command"
            _last_word(channel, SqlError("57P01", message))
        except Exception:
            logger.exception("internal error in a connection")
            _last_word(channel, SqlError("XX000", "internal error"))
        finally:
            channel.close()

    async def _welcome(self, channel: Channel) -> None:
        async with asyncio.timeout(STARTUP_SECONDS):
            first = await opening(channel)
        if isinstance(first, Cancel):
            self._keys.cancel(first.process, first.secret)
            return
        if len(self._tasks) > MAX_CONNECTIONS:
            raise SqlError("53300", "sorry, too many clients already")
        await self._converse(channel, _session(first))

    async def _converse(self, channel: Channel, session: Session) -> None:
        conversation = Conversation(channel, self._gateway, session, self._workers)
        task = asyncio.current_task()
        assert task is not None
        self._tasks[task] = conversation
        channel.on_end = conversation.cancel
        process, secret = self._keys.add(conversation.cancel)
        try:
            channel.write(
                replies.AUTHENTICATION_OK
                + conversation.settings()
                + replies.backend_key(process, secret)
            )
            await conversation.run()
        finally:
            self._keys.remove(process)
            await conversation.close()


def _session(startup: Startup) -> Session:
    """The session a client asks for. 3D000, and what `Session.set` raises."""
    # libpq names the database after the user when it is not told one.
    if startup.database not in (DATABASE, startup.user):
        raise SqlError(
            "3D000",
            f'database "{startup.database}" does not exist',
            hint=f'There is one database, "{DATABASE}"; sources are schemas in it.',
        )
    session = Session(user=startup.user, database=DATABASE)
    for name, value in startup.settings.items():
        session.start(name, value)
    return session


def _last_word(channel: Channel, error: SqlError) -> None:
    with contextlib.suppress(Closed):
        channel.write(replies.error_response(error, fatal=True))


async def serve(
    gateway: Gateway, host: str = "127.0.0.1", port: int = PORT, *, allow_remote: bool = False
) -> Server:
    """Start the endpoint. 28000 for a host that is not loopback unless `allow_remote`."""
    if not allow_remote and not _is_loopback(host):
        raise SqlError(
            "28000",
            f'refusing to listen on "{host}": there are no users, so anyone who reaches this '
            "port could read every source",
            hint="Listen on 127.0.0.1, or say --allow-remote if the network is trusted.",
        )
    server = Server(gateway)
    await server.start(host, port)
    return server


def _is_loopback(host: str) -> bool:
    try:
        found = socket.getaddrinfo(host or None, None, flags=socket.AI_PASSIVE)
    except OSError:
        return False
    return all(ipaddress.ip_address(entry[4][0]).is_loopback for entry in found)


def _to_stderr(line: str) -> None:
    sys.stderr.write(line + "\n")


def run(
    gateway: Gateway,
    host: str = "127.0.0.1",
    port: int = PORT,
    *,
    allow_remote: bool = False,
    announce: Callable[[str], None] = _to_stderr,
) -> None:
    """Serve until SIGINT or SIGTERM; `announce` gets the lines a user should see."""
    asyncio.run(_run(gateway, host, port, allow_remote, announce))


async def _run(
    gateway: Gateway, host: str, port: int, allow_remote: bool, announce: Callable[[str], None]
) -> None:
    stop = asyncio.Event()
    loop = asyncio.get_running_loop()
    for number in (signal.SIGINT, signal.SIGTERM):
        loop.add_signal_handler(number, stop.set)
    server = await serve(gateway, host, port, allow_remote=allow_remote)
    announce(f"PostgreSQL endpoint on {host}:{server.port}, database {DATABASE}")
    announce(notice(host))
    try:
        await stop.wait()
    finally:
        await server.close()


def notice(host: str) -> str:
    """What whoever starts the endpoint should know about who may come in."""
    if _is_loopback(host):
        return "There are no users: listening on loopback only, and whoever connects is trusted."
    return f"WARNING: there are no users and {host} is not loopback: whoever connects is trusted."


@contextlib.contextmanager
def running(gateway: Gateway, host: str = "127.0.0.1", port: int = 0) -> Iterator[Server]:
    """An endpoint in a thread of its own, for embedding and tests; stopped at the end."""
    loop = asyncio.new_event_loop()
    thread = threading.Thread(target=loop.run_forever, name="pgwire-loop", daemon=True)
    thread.start()
    call = functools.partial(asyncio.run_coroutine_threadsafe, loop=loop)
    try:
        server = call(serve(gateway, host, port)).result()
        try:
            yield server
        finally:
            call(server.close()).result()
    finally:
        loop.call_soon_threadsafe(loop.stop)
        thread.join()
        loop.close()
