"""The HTTP endpoint: listening, and stopping without leaving anything at the sources.

Imports: uvicorn, `gateway`, this package.
"""

from __future__ import annotations

import asyncio
import contextlib
import socket
import ssl
from collections.abc import Awaitable, Callable, Iterator
from typing import TYPE_CHECKING, Final

import uvicorn

from gateway.operations.metrics import Now, StatementMetrics
from gateway.serve.admission import Admission, OwnAdmission
from gateway.serve.embedded import in_thread
from gateway.serve.http.app import application, neighbours_application
from gateway.serve.http.door import Door, HttpLimits
from gateway.serve.http.listener import Listener
from gateway.serve.http.neighbours import Neighbours
from gateway.serve.listening import bound, port_of
from gateway.serve.place import Place
from gateway.serve.tls import Certificates

if TYPE_CHECKING:
    from gateway.engine import Gateway

PORT: Final = 8080
SWEEP_SECONDS: Final = 10.0
DISMISS_SECONDS: Final = 1.0
_DRAINED_EVERY: Final = 0.05


class HttpServer:
    """A listening HTTP endpoint. All methods are called on its event loop."""

    def __init__(
        self,
        gateway: Gateway,
        limits: HttpLimits | None = None,
        admission: Admission | None = None,
        *,
        trust_remote: bool = False,
        place: Place | None = None,
    ) -> None:
        """`place` is that of a worker which shares its port with others, and their `admission`."""
        settings = gateway.settings
        limits = limits or HttpLimits.of(settings)
        self._neighbours = Neighbours(place) if place is not None else None
        self.door = Door.of(
            gateway,
            limits,
            admission or OwnAdmission(),
            trust_remote=trust_remote,
            neighbours=self._neighbours,
        )
        self._counting = StatementMetrics(self.door.metrics.registry)
        self._origins = frozenset(settings.http_allowed_origins)
        self._certificates = Certificates(settings, ["http/1.1"])
        self._listeners: list[Listener] = []
        """The clients', then the other workers' if there are any."""
        self._regular: list[asyncio.Task[None]] = []
        self.port = 0

    async def start(self, host: str, port: int) -> None:
        """Listen; `self.port` is the port in use (0 asks for a free one). OSError if it cannot."""
        sockets = await bound(host, port, shared=self._neighbours is not None)
        self.port = port_of(sockets)
        gateway = self.door.gateway
        gateway.journal.add_sink(self._counting)
        self.door.metrics.registry.register(Now(gateway.journal, gateway.breakers.open))
        hosts = frozenset({"localhost", host.lower(), socket.gethostname().lower()})
        app = application(self.door, hosts=hosts, origins=self._origins)
        tls = self._context if self._certificates.offered else None
        self._listeners = [Listener(app, sockets, tls=tls)]
        if self._neighbours is not None:
            shared = neighbours_application(self.door)
            self._listeners.append(Listener(shared, [self._neighbours.bind()]))
        for listener in self._listeners:
            await listener.started()
        self._regular = [
            asyncio.create_task(_every(SWEEP_SECONDS, self.door.sweep)),
            asyncio.create_task(_every(DISMISS_SECONDS, self.door.dismiss)),
        ]

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

    async def drain(self) -> None:
        """Let nobody in any more; connections that are open may still ask.

        Returns when nothing runs and every answer has reached its client.
        """
        for listener in self._listeners[:1]:  # the other workers may still ask
            listener.drain()
        while self.door.jobs or any(listener.busy for listener in self._listeners):
            await asyncio.sleep(_DRAINED_EVERY)

    async def close(self) -> None:
        """Stop listening, cancel what runs, wait for the end. Idempotent."""
        if not self._listeners:
            return
        stopping = [asyncio.create_task(listener.stop()) for listener in self._listeners]
        self._listeners = []
        self.door.statements.cancel_all()
        await asyncio.wait(stopping)
        if self._neighbours is not None:
            self._neighbours.close()
        for task in self._regular:
            task.cancel()
        self.door.gateway.journal.remove_sink(self._counting)
        await self.door.close()


async def _every(seconds: float, work: Callable[[], Awaitable[None]]) -> None:
    while True:
        await asyncio.sleep(seconds)
        await work()


@contextlib.contextmanager
def running(
    gateway: Gateway,
    host: str = "127.0.0.1",
    port: int = 0,
    limits: HttpLimits | None = None,
) -> Iterator[HttpServer]:
    """An endpoint in a thread of its own, for embedding and tests; stopped at the end."""

    async def start() -> HttpServer:
        server = HttpServer(gateway, limits)
        await server.start(host, port)
        return server

    with in_thread(start, "http-loop") as server:
        yield server
