"""The PostgreSQL endpoint: listening, opening connections, shutting down.

Until there are roles everyone who can connect may read every source, so the endpoint listens on
loopback only unless it is told otherwise.

Imports: `gateway`, this package.
"""

from __future__ import annotations

import asyncio
import contextlib
import ipaddress
import logging
import socket
from collections.abc import Iterator
from contextlib import AsyncExitStack
from functools import partial
from typing import TYPE_CHECKING, Final

from gateway.access import roles
from gateway.access.credentials import Login
from gateway.catalog.store import Store
from gateway.errors import SqlError
from gateway.operations.processes import ask_at
from gateway.serve.admission import Admission, OwnAdmission, client_seat, role_seat
from gateway.serve.embedded import in_thread
from gateway.serve.guests import Guest, Guests, unwelcome
from gateway.serve.pgwire import replies
from gateway.serve.pgwire.authenticate import Authenticator, Client
from gateway.serve.pgwire.channel import Channel, Closed
from gateway.serve.pgwire.conversation import Conversation
from gateway.serve.pgwire.keys import Keys, worker_of
from gateway.serve.pgwire.passing import Passing
from gateway.serve.pgwire.startup import ALPN, Cancel, Startup, opening
from gateway.serve.place import Place
from gateway.serve.tls import Certificates
from gateway.serve.workers import Workers
from gateway.session import Session
from gateway.statements.identity import begin_as

if TYPE_CHECKING:
    from gateway.engine import Gateway

logger = logging.getLogger(__name__)

DATABASE: Final = "unsilo"
PORT: Final = 5499
_LOOK_EVERY: Final = 1.0
"""Seconds between looks at whether roles and tokens have changed."""

_LINGER: Final = 5.0
"""Seconds that a client who goes has to take what was said, our last word included."""
_DRAINED_EVERY: Final = 0.05
"""Seconds between looks at who may go now."""


class _Connection:
    """One client, from its first byte to its last."""

    def __init__(self, channel: Channel) -> None:
        self.channel = channel
        self.conversation: Conversation | None = None
        """Once it has been let in."""
        self.task: asyncio.Task[None] | None = None
        self.leaving = False
        self.last_word: SqlError | None = None

    def leave(self, error: SqlError) -> None:
        """End it with a last word, unless it ends already."""
        if not self.leaving and self.task is not None:
            self.leaving, self.last_word = True, error
            if self.conversation is not None:
                self.conversation.cancel()
            self.task.cancel()

    @property
    def answered(self) -> bool:
        """Whether all that it has asked for has reached it."""
        conversation = self.conversation
        return conversation is not None and conversation.idle and not self.channel.undelivered


class Server:
    """A listening endpoint. All methods are called on its event loop."""

    def __init__(
        self,
        gateway: Gateway,
        admission: Admission | None = None,
        *,
        trust_remote: bool = False,
        place: Place | None = None,
    ) -> None:
        """`place` is that of a worker which shares its port with others, and their `admission`."""
        settings = gateway.settings
        self._gateway = gateway
        self._place = place
        self._workers = Workers()
        self._keys = Keys(place.number if place is not None else 0)
        self._admission: Admission = admission or OwnAdmission()
        self._guests = Guests()
        self._certificates = Certificates(settings, [ALPN])
        self._authenticator = Authenticator(
            gateway.catalog.store,
            settings,
            self._workers,
            self._admission,
            trust_remote=trust_remote,
        )
        self._connections: set[_Connection] = set()
        self._draining = False
        self._watching: asyncio.Task[None] | None = None
        self._listening: asyncio.Server | None = None
        self.port = 0

    async def start(self, host: str, port: int) -> None:
        """Listen; `self.port` is the port in use (0 asks for a free one)."""
        loop = asyncio.get_running_loop()
        self._listening = await loop.create_server(
            lambda: Channel(self._connected), host, port, reuse_port=self._place is not None
        )
        self.port = int(self._listening.sockets[0].getsockname()[1])
        if self._place is not None:
            self._gateway.notifications.pass_on = Passing(self._place, loop).pass_on
        if self._gateway.catalog.store is not None:
            self._watching = loop.create_task(self._watch(self._gateway.catalog.store))

    def reload(self) -> None:
        """Read the certificates again; connections that are open keep theirs."""
        self._certificates.reload()

    def cancel(self, process: int, secret: bytes) -> bool:
        """Stop what the owner of a cancel key runs; False for a wrong one."""
        return self._keys.cancel(process, secret)

    async def drain(self) -> None:
        """Let nobody in any more; who has been answered and is in no transaction has to go.

        Returns when everybody has gone. Cancel requests are heard until `close`.
        """
        self._draining = True
        while inside := [c for c in self._connections if c.conversation is not None]:
            for connection in inside:
                if connection.answered:
                    connection.leave(_shutdown())
            await asyncio.sleep(_DRAINED_EVERY)

    async def close(self) -> None:
        """Stop listening, cancel what runs, tell every client, and wait for the end."""
        if self._listening is not None:
            self._listening.close()
        if self._watching is not None:
            self._watching.cancel()
        for connection in self._connections:
            connection.leave(_shutdown())
        tasks = {connection.task for connection in self._connections if connection.task}
        if tasks:
            await asyncio.wait(tasks)
        await asyncio.to_thread(self._workers.close)

    def _connected(self, channel: Channel) -> None:
        connection = _Connection(channel)
        self._connections.add(connection)
        connection.task = asyncio.get_running_loop().create_task(self._serve(connection))
        connection.task.add_done_callback(lambda _: self._connections.discard(connection))

    async def _serve(self, connection: _Connection) -> None:
        """One connection from its first byte to its last."""
        channel = connection.channel
        try:
            await self._welcome(connection)
        except Closed:
            pass
        except SqlError as error:
            _last_word(channel, error)
        except TimeoutError:
            _last_word(channel, SqlError("08P01", "the client did not start a session in time"))
        except asyncio.CancelledError:
            _last_word(channel, connection.last_word or _shutdown())
        except Exception:
            logger.exception("internal error in a connection")
            _last_word(channel, SqlError("XX000", "internal error"))
        finally:
            connection.leaving = True
            await channel.finish(_LINGER)

    async def _welcome(self, connection: _Connection) -> None:
        channel = connection.channel
        tls = self._certificates.current
        settings = self._gateway.settings
        async with AsyncExitStack() as seats:
            async with asyncio.timeout(settings.authentication_timeout or None):
                first = await opening(channel, tls.context if tls is not None else None)
                if isinstance(first, Cancel):
                    await self._cancel(first)
                    return
                self._check_open()
                await seats.enter_async_context(
                    client_seat(self._admission, settings.max_connections)
                )
                client = Client(channel, first, tls if channel.tunnel is not None else None)
                login = await self._authenticator.log_in(client)
                if login is not None:
                    await seats.enter_async_context(role_seat(self._admission, login.role))
            self._check_open()
            session = _session(first, login)
            if first.role is not None:
                store = self._gateway.catalog.store
                await self._workers.run(partial(begin_as, store, session, first.role))
            session.client = channel.address or ""
            if tls is not None:
                session.values.start_default("ssl", "on")
            if channel.tunnel is not None:
                session.encryption = channel.tunnel.encryption
            with self._guests.seated(Guest(login, connection.leave)):
                await self._converse(connection, session, first.key_length)

    def _check_open(self) -> None:
        """As PostgreSQL says it; libpq then tries the next host that it was told."""
        if self._draining:
            raise SqlError("57P03", "the database system is shutting down")

    async def _cancel(self, asked: Cancel) -> None:
        """Here, or at the worker that gave the key out. As in PostgreSQL, nobody is told."""
        place, owner = self._place, worker_of(asked.process)
        if place is None or owner not in place.others:
            self._keys.cancel(asked.process, asked.secret)
            return
        request = {"do": "pass", "process": asked.process, "secret": asked.secret.hex()}
        with contextlib.suppress(OSError, ValueError):  # it has just ended
            await self._workers.run(partial(ask_at, place.control(owner), request))

    async def _converse(self, connection: _Connection, session: Session, key_length: int) -> None:
        channel = connection.channel
        conversation = Conversation(channel, self._gateway, session, self._workers)
        connection.conversation = conversation
        channel.on_end = conversation.cancel
        process, secret = self._keys.add(conversation.cancel, key_length)
        session.process = process
        try:
            channel.write(
                replies.AUTHENTICATION_OK
                + conversation.settings()
                + replies.backend_key(process, secret)
            )
            loop = asyncio.get_running_loop()

            def leave(error: SqlError) -> None:
                loop.call_soon_threadsafe(connection.leave, error)

            with self._gateway.presence.connected(session, leave):
                await conversation.run()
        finally:
            self._keys.remove(process)
            await conversation.close()

    async def _watch(self, store: Store) -> None:
        """Whoever may not be here any more has to leave, within seconds of the change."""
        seen = (-1, -1)
        while True:
            await asyncio.sleep(_LOOK_EVERY)
            try:
                # Who came meanwhile may have been let in by what was true before the change.
                state = (await self._workers.run(store.version), self._guests.arrived)
                if state == seen:
                    continue
                guests = self._guests.present()
                for guest, error in await self._workers.run(partial(unwelcome, store, guests)):
                    guest.leave(error)
                seen = state
            except SqlError as error:
                logger.warning("cannot read roles: %s", error)


def _shutdown() -> SqlError:
    return SqlError("57P01", "terminating connection due to administrator command")


def _session(startup: Startup, login: Login | None) -> Session:
    """The session a client asks for. 3D000, and what `Session.set` raises."""
    # libpq names the database after the user when it is not told one.
    if startup.database not in (DATABASE, startup.user):
        raise SqlError(
            "3D000",
            f'database "{startup.database}" does not exist',
            hint=f'There is one database, "{DATABASE}"; sources are schemas in it.',
        )
    session = Session(user=startup.user, database=DATABASE, door="postgres")
    for name, value in startup.settings.items():
        session.start(name, value)
    if login is not None and login.role.superuser:
        session.values.start_default("is_superuser", "on")
    return session


def _last_word(channel: Channel, error: SqlError) -> None:
    with contextlib.suppress(Closed):
        channel.write(replies.error_response(error, fatal=True))


async def serve(
    gateway: Gateway,
    host: str = "127.0.0.1",
    port: int = PORT,
    *,
    allow_remote: bool = False,
    place: Place | None = None,
    admission: Admission | None = None,
) -> Server:
    """Start the endpoint. 28000 for a host that is not loopback unless `allow_remote` or roles.

    `place` is that of a worker which shares the port, and the others' `admission`.
    """
    if not allow_remote and not _is_loopback(host) and not _has_roles(gateway):
        raise SqlError(
            "28000",
            f'refusing to listen on "{host}": there are no users, so anyone who reaches this '
            "port could read every source",
            hint="Add one with: unsilo user add NAME. Or say --allow-remote if the network is "
            "trusted.",
        )
    server = Server(gateway, admission, trust_remote=allow_remote, place=place)
    await server.start(host, port)
    return server


def _has_roles(gateway: Gateway) -> bool:
    store = gateway.catalog.store
    return store is not None and roles.exist(store)


def _is_loopback(host: str) -> bool:
    try:
        found = socket.getaddrinfo(host or None, None, flags=socket.AI_PASSIVE)
    except OSError:
        return False
    return all(ipaddress.ip_address(entry[4][0]).is_loopback for entry in found)


def notice(gateway: Gateway, host: str) -> str:
    """What whoever starts the endpoint should know about who may come in."""
    if _has_roles(gateway):
        if _is_loopback(host) or gateway.settings.tls_required:
            return "Users log in with their password or a token."
        if gateway.settings.tls_cert is None:
            return f"WARNING: users log in, but without TLS: all that passes {host} can be read."
        return "Users log in; TLS is offered and not required (setting tls_required)."
    if _is_loopback(host):
        return "There are no users: listening on loopback only, and whoever connects is trusted."
    return f"WARNING: there are no users and {host} is not loopback: whoever connects is trusted."


@contextlib.contextmanager
def running(gateway: Gateway, host: str = "127.0.0.1", port: int = 0) -> Iterator[Server]:
    """An endpoint in a thread of its own, for embedding and tests; stopped at the end."""
    with in_thread(partial(serve, gateway, host, port), "pgwire-loop") as server:
        yield server
