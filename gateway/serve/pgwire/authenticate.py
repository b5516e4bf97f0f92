"""Who is it, and may it come in: what happens between the startup message and AuthenticationOk.

Imports: `gateway`, this package.
"""

from __future__ import annotations

import asyncio
import logging
import struct
from dataclasses import dataclass
from functools import partial
from typing import Final

from gateway import networks
from gateway.access import roles, tokens
from gateway.access.credentials import Credentials, Login, admit
from gateway.catalog.store import Store
from gateway.config import Settings
from gateway.errors import SqlError
from gateway.serve.admission import Admission
from gateway.serve.pgwire import replies
from gateway.serve.pgwire.channel import Channel
from gateway.serve.pgwire.messages import HEADER, utf8, violation
from gateway.serve.pgwire.sasl import Exchange
from gateway.serve.pgwire.startup import Startup
from gateway.serve.tls import Tls
from gateway.serve.workers import Workers

logger = logging.getLogger(__name__)

_MAX_RESPONSE: Final = 2048
"""Bytes of a SASL message; PostgreSQL's PG_MAX_SASL_MESSAGE_LENGTH is 1024."""


@dataclass(frozen=True, slots=True)
class Client:
    """Who asks to come in, and over what."""

    channel: Channel
    startup: Startup
    tls: Tls | None

    @property
    def user(self) -> str:
        """The role it says it is."""
        return self.startup.user


class Authenticator:
    """The rules of one server."""

    def __init__(
        self,
        store: Store | None,
        settings: Settings,
        workers: Workers,
        admission: Admission,
        *,
        trust_remote: bool,
    ) -> None:
        self._store = store
        self._settings = settings
        self._workers = workers
        self._trust_remote = trust_remote
        self._credentials = Credentials(store) if store is not None else None
        self._admission = admission
        self._had_roles = False

    async def log_in(self, client: Client) -> Login | None:
        """Who it is; None for a client that is trusted because there are no roles.

        SqlError 28000 and 28P01 for who may not come in, 53300 after many failures, 08P01.
        """
        self._check_way(client)
        if self._credentials is None or not await self._workers.run(self.needs_login):
            self._check_trusted(client)
            return None
        login = await self._by_certificate(client)
        method = "certificate"
        if login is None:
            login = await self._by_scram(client, self._credentials)
            method = "password" if login.token is None else f"token {login.token.id}"
        admit(login.role, client.channel.address)
        if login.token is not None and self._store is not None:
            await self._workers.run(partial(tokens.note_use, self._store, login.token.id))
        logger.info(
            "login user=%s address=%s method=%s", client.user, client.channel.address, method
        )
        return login

    def needs_login(self) -> bool:
        """Whether there are roles. When the last has gone, this server does not become open."""
        if not self._had_roles and self._store is not None:
            self._had_roles = roles.exist(self._store)
        return self._had_roles

    def _check_way(self, client: Client) -> None:
        """The address, and TLS where it is required."""
        allowed = networks.allows(self._settings.allowed_addresses, client.channel.address)
        if not allowed or (self._settings.tls_required and client.tls is None):
            raise _no_entry(client)

    def _check_trusted(self, client: Client) -> None:
        address = client.channel.address
        local = address is not None and networks.plain(address).is_loopback
        if not local and not self._trust_remote:
            raise _no_entry(client)

    async def _by_certificate(self, client: Client) -> Login | None:
        """A verified client certificate that names the role; its common name may be mapped."""
        tunnel = client.channel.tunnel
        name = tunnel.common_name if tunnel is not None else None
        if name is None or self._settings.certificate_roles.get(name, name) != client.user:
            return None
        assert self._store is not None
        role = await self._workers.run(partial(roles.find, self._store, client.user))
        return None if role is None else Login(role)

    async def _by_scram(self, client: Client, credentials: Credentials) -> Login:
        channel, user = client.channel, client.user
        proofs = await self._workers.run(partial(credentials.proofs, user))
        end_point = client.tls.end_point if client.tls is not None else None
        exchange = Exchange(user, proofs, end_point)
        channel.write(replies.authentication_sasl(exchange.mechanisms))
        mechanism, first = _initial(await _response(channel))
        channel.write(replies.authentication_sasl_continue(exchange.first(mechanism, first)))
        last = await _response(channel)
        try:
            proof, login = exchange.final(last)
        except SqlError as error:
            if error.sqlstate == "28P01":
                await self._turn(client)
                self._admission.failed(user, channel.address)
                logger.warning("failed login user=%s address=%s", user, channel.address)
            raise
        if login.token is None:
            await self._turn(client)
            self._admission.succeeded(user, channel.address)
        channel.write(replies.authentication_sasl_final(proof))
        return login

    async def _turn(self, client: Client) -> None:
        """Wait as long as failures before ask for; right and wrong passwords wait alike."""
        await asyncio.sleep(await self._admission.wait(client.user, client.channel.address))


def _no_entry(client: Client) -> SqlError:
    """PostgreSQL's words, which tools look for."""
    encryption = "no encryption" if client.tls is None else "SSL encryption"
    return SqlError(
        "28000",
        f'no pg_hba.conf entry for host "{client.channel.address}", user "{client.user}", '
        f'database "{client.startup.database}", {encryption}',
        hint="The settings allowed_addresses and tls_required say who may connect.",
    )


async def _response(channel: Channel) -> bytes:
    """The body of a SASL message."""
    kind, length = struct.unpack("!ci", await channel.read(HEADER))
    if kind != b"p":
        raise violation(f"expected SASL response, got message type {kind[0]}")
    if not 4 <= length <= _MAX_RESPONSE:
        raise violation("invalid SASL message length")
    return await channel.read(length - 4)


def _initial(body: bytes) -> tuple[str, bytes]:
    """SASLInitialResponse: the mechanism's name, a length, as many bytes."""
    name, zero, rest = body.partition(b"\0")
    if not zero or len(rest) < 4 or int.from_bytes(rest[:4], signed=True) != len(rest) - 4:
        raise violation("malformed SASL initial response")
    return utf8(name), rest[4:]
