"""The HTTP endpoint: listening, and stopping without leaving anything at the sources.

Imports: uvicorn, `gateway`, this package.
"""

from __future__ import annotations

import asyncio
import contextlib
import functools
import socket
import ssl
import threading
from collections.abc import Iterator
from typing import TYPE_CHECKING, Final

import uvicorn

from gateway.operations.metrics import Now, StatementMetrics
from gateway.serve.http.app import application
from gateway.serve.http.door import Door, HttpLimits
from gateway.serve.http.protocol import BoundedProtocol
from gateway.serve.tls import Certificates

if TYPE_CHECKING:
    from gateway.engine import Gateway

PORT: Final = 8080
KEEP_ALIVE_SECONDS: Final = 75
CLOSE_SECONDS: Final = 5
SWEEP_SECONDS: Final = 10.0


class _Uvicorn(uvicorn.Server):
    """Signals belong to the process, not to one of its doors."""

    @contextlib.contextmanager
    def capture_signals(self) -> Iterator[None]:
        """Leave them alone."""
        yield


class HttpServer:
    """A listening HTTP endpoint. All methods are called on its event loop."""

    def __init__(
        self, gateway: Gateway, limits: HttpLimits | None = None, *, trust_remote: bool = False
    ) -> None:
        settings = gateway.settings
        limits = limits or HttpLimits.of(settings)
        self.door = Door.of(gateway, limits, trust_remote=trust_remote)
        self._counting = StatementMetrics(self.door.metrics.registry)
        self._origins = frozenset(settings.http_allowed_origins)
        self._certificates = Certificates(settings, ["http/1.1"])
        self._server: _Uvicorn | None = None
        self._task: asyncio.Task[None] | None = None
        self._sweeping: asyncio.Task[None] | None = None
        self.port = 0

    async def start(self, host: str, port: int) -> None:
        """Listen; `self.port` is the port in use (0 asks for a free one). OSError if it cannot."""
        sockets = await _listen(host, port)
        gateway = self.door.gateway
        gateway.journal.add_sink(self._counting)
        self.door.metrics.registry.register(Now(gateway.journal, gateway.breakers.open))
        self.port = int(sockets[0].getsockname()[1])
        hosts = frozenset({"localhost", host.lower(), socket.gethostname().lower()})
        config = uvicorn.Config(
            application(self.door, hosts=hosts, origins=self._origins),
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
            ssl_context_factory=self._context if self._certificates.offered else None,
        )
        self._server = _Uvicorn(config)
        self._task = asyncio.create_task(self._server.serve(sockets))
        self._sweeping = asyncio.create_task(self._sweep())
        while not self._server.started and not self._task.done():
            await asyncio.sleep(0.005)
        if self._task.done():
            self._task.result()

    @property
    def scheme(self) -> str:
        """What its addresses begin with."""
        return "https" if self._certificates.offered else "http"

    def reload(self) -> None:
        """Read the certificates again; connections that are open keep theirs."""
        self._certificates.reload()

    def _context(self, config: uvicorn.Config, make: object) -> ssl.SSLContext:
        """The certificates of now; every new connection looks for newer ones."""
        tls = self._certificates.current
        assert tls is not None

        def newest(connection: ssl.SSLObject, name: str | None, context: ssl.SSLContext) -> None:
            if self._certificates.current is not None:
                connection.context = self._certificates.current.context

        tls.context.sni_callback = newest
        return tls.context

    def drain(self) -> None:
        """Let nobody in any more; connections that are open may still ask."""
        if self._server is not None:
            for listening in self._server.servers:
                listening.close()

    async def close(self) -> None:
        """Stop listening, cancel what runs, wait for the end. Idempotent."""
        if self._server is None or self._task is None:
            return
        self._server.should_exit = True
        self.door.statements.cancel_all()
        await self._task
        if self._sweeping is not None:
            self._sweeping.cancel()
        self._server = None
        self.door.gateway.journal.remove_sink(self._counting)
        await self.door.close()

    async def _sweep(self) -> None:
        while True:
            await asyncio.sleep(SWEEP_SECONDS)
            await self.door.sweep()


async def _listen(host: str, port: int) -> list[socket.socket]:
    """A socket for every address of the host, all of the same port."""
    loop = asyncio.get_running_loop()
    found = await loop.getaddrinfo(
        host or None, port, type=socket.SOCK_STREAM, flags=socket.AI_PASSIVE
    )
    sockets: list[socket.socket] = []
    try:
        for family, _, _, _, address in dict.fromkeys(found):
            place = (str(address[0]), port or (sockets[0].getsockname()[1] if sockets else 0))
            sockets.append(_bound(family, place))
    except OSError:
        for opened in sockets:
            opened.close()
        raise
    return sockets


def _bound(family: int, place: tuple[str, int]) -> socket.socket:
    # The protocol must be named: asyncio switches Nagle's algorithm off only where it is.
    made = socket.socket(family, socket.SOCK_STREAM, socket.IPPROTO_TCP)
    try:
        made.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        if family == socket.AF_INET6:
            made.setsockopt(socket.IPPROTO_IPV6, socket.IPV6_V6ONLY, 1)
        made.bind(place)
    except OSError:
        made.close()
        raise
    return made


@contextlib.contextmanager
def running(
    gateway: Gateway,
    host: str = "127.0.0.1",
    port: int = 0,
    limits: HttpLimits | None = None,
) -> Iterator[HttpServer]:
    """An endpoint in a thread of its own, for embedding and tests; stopped at the end."""
    loop = asyncio.new_event_loop()
    thread = threading.Thread(target=loop.run_forever, name="http-loop", daemon=True)
    thread.start()
    call = functools.partial(asyncio.run_coroutine_threadsafe, loop=loop)
    server = HttpServer(gateway, limits)
    try:
        call(server.start(host, port)).result()
        try:
            yield server
        finally:
            call(server.close()).result()
    finally:
        loop.call_soon_threadsafe(loop.stop)
        thread.join()
        loop.close()
