"""Who asks: a token, a web token, a password; or nobody in particular while there are no roles.

Until there are roles whoever reaches the port is trusted, as at the PostgreSQL endpoint; the name
given with HTTP basic authentication is then taken, and its password not looked at.

Imports: starlette, `gateway.access`, this package.
"""

from __future__ import annotations

import asyncio
import base64
import binascii
import logging
from dataclasses import dataclass
from functools import partial
from typing import Final

from starlette.requests import Request

from gateway import networks
from gateway.access import roles, tokens
from gateway.access.credentials import Credentials, Login, admit
from gateway.access.jwt import WebTokens
from gateway.catalog.store import Store
from gateway.config import Settings
from gateway.errors import SqlError
from gateway.serve.admission import Admission
from gateway.serve.workers import Workers

logger = logging.getLogger(__name__)

ANONYMOUS: Final = "unsilo"


@dataclass(frozen=True, slots=True)
class Identity:
    """A user, and what proved it; None where whoever comes is trusted."""

    user: str
    login: Login | None = None


class Identities:
    """The rules of one door. F0000 for settings that contradict each other."""

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
        self._web_tokens = WebTokens(settings) if settings.jwt_jwks_url else None
        self._admission = admission
        self._had_roles = False
        self._open_at: int | None = None
        """The store's version at which there were no roles."""

    async def identify(self, request: Request) -> Identity:
        """Who asks. SqlError 28000 and 28P01 for who may not, 53300 after many failures."""
        address = request.client.host if request.client is not None else None
        allowed = networks.allows(self._settings.allowed_addresses, address)
        if not allowed or (self._settings.tls_required and request.url.scheme != "https"):
            raise SqlError("28000", f'connections from host "{address}" are not allowed this way')
        scheme, _, rest = request.headers.get("authorization", "").partition(" ")
        if self._credentials is None or not await self._needs_login():
            return self._trusted(scheme, rest, address)
        login = await self._login(self._credentials, scheme.lower(), rest.strip(), address)
        admit(login.role, address)
        return Identity(login.role.name, login)

    async def known(self, user: str) -> Identity:
        """Somebody of whom another worker has found out who it is."""
        if self._store is None:
            return Identity(user)
        role = await self._workers.run(partial(roles.find, self._store, user))
        return Identity(user) if role is None else Identity(user, Login(role))

    async def _needs_login(self) -> bool:
        """Whether there are roles. When the last has gone, this server does not become open."""
        if self._had_roles or self._store is None:
            return self._had_roles
        if not self._store.fresh or self._store.version() != self._open_at:
            await self._workers.run(partial(self._look_for_roles, self._store))
        return self._had_roles

    def _look_for_roles(self, store: Store) -> None:
        version = store.version()
        self._had_roles = roles.exist(store)
        self._open_at = version

    def _trusted(self, scheme: str, rest: str, address: str | None) -> Identity:
        local = address is not None and networks.plain(address).is_loopback
        if not local and not self._trust_remote:
            raise SqlError("28000", f'there are no users, and host "{address}" is not trusted')
        user = basic(rest)[0] if scheme.lower() == "basic" else ""
        return Identity(user or ANONYMOUS)

    async def _login(
        self, credentials: Credentials, scheme: str, rest: str, address: str | None
    ) -> Login:
        match scheme:
            case "basic":
                return await self._password(credentials, *basic(rest), address)
            case "bearer" if self._web_tokens is None or tokens.is_token(rest):
                return await self._workers.run(partial(credentials.verify_token, rest))
            case "bearer" if self._web_tokens is not None:
                return await self._workers.run(partial(self._web_token, self._web_tokens, rest))
        raise SqlError("28000", "no credentials were given")

    async def _password(
        self, credentials: Credentials, user: str, password: str, address: str | None
    ) -> Login:
        if not tokens.is_token(password):
            await asyncio.sleep(await self._admission.wait(user, address))
        try:
            login = await self._workers.run(partial(credentials.verify_password, user, password))
        except SqlError as error:
            if error.sqlstate == "28P01":
                self._admission.failed(user, address)
                logger.warning("failed login user=%s address=%s", user, address)
            raise
        if login.token is None:
            self._admission.succeeded(user, address)
        return login

    def _web_token(self, web_tokens: WebTokens, text: str) -> Login:
        assert self._store is not None
        name = web_tokens.role(text)
        role = roles.find(self._store, name)
        if role is None:
            logger.warning("web token for role %r, which does not exist", name)
            raise SqlError("28000", "web token authentication failed")
        return Login(role)


def basic(encoded: str) -> tuple[str, str]:
    """User and password of RFC 7617. Raises SqlError 28000."""
    try:
        text = base64.b64decode(encoded.strip(), validate=True).decode()
    except (binascii.Error, ValueError):
        raise SqlError("28000", "malformed authorization header") from None
    user, colon, password = text.partition(":")
    if not colon or "\0" in text:
        raise SqlError("28000", "malformed authorization header")
    return user, password
