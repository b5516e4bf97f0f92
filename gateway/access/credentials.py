"""Credentials: is it who it says it is, and may it come in.

Passwords and tokens that are sent whole are verified here; what is only proved (SCRAM) is verified
with `Proofs`. Who fails is never told why.

Imports: SQLAlchemy, `gateway.catalog` (the store), the rest of this package, `gateway.errors`.
"""

from __future__ import annotations

import hmac
import secrets
import threading
import time
from collections import OrderedDict
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Final

from sqlalchemy import select

from gateway import networks
from gateway.access import roles, scram, tokens
from gateway.access.roles import Role
from gateway.access.scram import Challenge, Verifier
from gateway.access.tokens import Token
from gateway.catalog.store import Store
from gateway.catalog.tables import secrets as secrets_table
from gateway.errors import SqlError

REMEMBERED: Final = 300.0
"""Seconds for which a verified password need not be hashed again."""
_MOST_REMEMBERED: Final = 1024


@dataclass(frozen=True, slots=True)
class Login:
    """Somebody who has shown a credential: the role, and the token if it was one."""

    role: Role
    token: Token | None = None


@dataclass(frozen=True, slots=True)
class Proofs:
    """What a client that says it is a role may prove: its password or one of its tokens."""

    challenge: Challenge
    known: tuple[tuple[Verifier, Login], ...] = field(default=(), repr=False)

    def accepted(self, message: bytes, proof: bytes) -> tuple[Verifier, Login] | None:
        """What `proof` over `message` proves, if anything."""
        found = None
        for verifier, login in self.known:
            if verifier.proves(message, proof):
                found = verifier, login
        return found


class Credentials:
    """Verifies for one metadata store. Safe to use from many threads."""

    def __init__(self, store: Store) -> None:
        self._store = store
        self._secret = _server_secret(store)
        self._remembered = _Remembered()

    def verify_password(self, name: str, password: str) -> Login:
        """Who shows a password, or a token in its place.

        28P01 with one message and in the same time for an unknown role, one without a password,
        an expired password and a wrong one. Whether the role may come in is asked of `admit`.
        """
        role = roles.find(self._store, name)
        if tokens.is_token(password):
            login = self._token_as_password(name, password)
            if login is None:
                raise refused(name)
            return login
        verifier = None if role is None else role.verifier
        if verifier is None:
            scram.make(password, scram.mock(self._secret, name))
            raise refused(name)
        assert role is not None
        if not self._remembered.knows(name, verifier, password):
            if not verifier.matches(password):
                raise refused(name)
            self._remembered.add(name, verifier, password)
        if is_expired(role):
            raise refused(name)
        return Login(role)

    def verify_token(self, text: str) -> Login:
        """Whose token this is; its use is noted. 28P01, the same whatever is wrong."""
        token = tokens.verify(self._store, text)
        return Login(roles.get(self._store, token.role), token)

    def proofs(self, name: str) -> Proofs:
        """What proves to be `name`; for an unknown role a challenge that nothing meets."""
        role = roles.find(self._store, name)
        owned = tokens.list_tokens(self._store, name)
        if role is None:
            return Proofs(scram.mock(self._secret, name))
        known = [
            (token.verifier, Login(role, token))
            for token in owned
            if token.verifier.challenge == role.challenge and not token.expired
        ]
        if role.verifier is not None and not is_expired(role):
            known.append((role.verifier, Login(role)))
        return Proofs(role.challenge, tuple(known))

    def _token_as_password(self, name: str, text: str) -> Login | None:
        try:
            login = self.verify_token(text)
        except SqlError:
            return None
        return login if login.role.name == name else None


def admit(role: Role, address: str | None) -> None:
    """Whether a role may come in from an address. 28000 if not."""
    if not role.login:
        raise SqlError("28000", f'role "{role.name}" is not permitted to log in')
    if not networks.allows(role.allowed_addresses, address):
        raise SqlError(
            "28000", f'role "{role.name}" is not permitted to log in from address "{address}"'
        )


def is_expired(role: Role) -> bool:
    """Whether the time of its password is over."""
    return role.valid_until is not None and role.valid_until <= datetime.now(UTC)


def refused(name: str) -> SqlError:
    """28P01, PostgreSQL's text."""
    return SqlError("28P01", f'password authentication failed for user "{name}"')


def _server_secret(store: Store) -> bytes:
    t = secrets_table
    with store.reading() as connection:
        value = connection.execute(select(t.c.value).where(t.c.name == "login")).scalar_one()
    return bytes.fromhex(value)


class _Remembered:
    """Passwords verified lately, under a key of this process; a changed verifier is another."""

    def __init__(self) -> None:
        self._key = secrets.token_bytes(32)
        self._lock = threading.Lock()
        self._until: OrderedDict[bytes, float] = OrderedDict()

    def knows(self, name: str, verifier: Verifier, password: str) -> bool:
        """Whether this password was verified with this verifier within `REMEMBERED` seconds."""
        with self._lock:
            return self._until.get(self._mark(name, verifier, password), 0) > time.monotonic()

    def add(self, name: str, verifier: Verifier, password: str) -> None:
        """It has been verified now."""
        with self._lock:
            self._until[self._mark(name, verifier, password)] = time.monotonic() + REMEMBERED
            while len(self._until) > _MOST_REMEMBERED:
                self._until.popitem(last=False)

    def _mark(self, name: str, verifier: Verifier, password: str) -> bytes:
        parts = (name.encode(), verifier.stored_key, password.encode())
        return hmac.digest(self._key, b"".join(b"%d:%s" % (len(p), p) for p in parts), "sha256")
