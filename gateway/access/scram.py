"""SCRAM-SHA-256: what is kept of a password, and the sums both sides do with it. No I/O.

Rules: RFC 5802, RFC 7677; the stored form is PostgreSQL's (`pg_authid.rolpassword`).

Imports: standard library, `gateway.access.saslprep`, `gateway.errors`.
"""

from __future__ import annotations

import base64
import hashlib
import hmac
import re
import secrets
from dataclasses import dataclass
from typing import Final

from gateway.access.saslprep import saslprep
from gateway.errors import SqlError

ITERATIONS: Final = 4096
"""PostgreSQL's `scram_iterations`."""
SALT_BYTES: Final = 16
_PREFIX: Final = "SCRAM-SHA-256"
_STORED: Final = re.compile(
    rf"{_PREFIX}\$([0-9]{{1,10}}:[A-Za-z0-9+/=]+)\$([A-Za-z0-9+/=]+):([A-Za-z0-9+/=]+)"
)
_KEY_BYTES: Final = 32
_MOST_ITERATIONS: Final = 1_000_000


@dataclass(frozen=True, slots=True)
class Challenge:
    """What a client must know to begin: salt and iterations."""

    salt: bytes
    iterations: int = ITERATIONS

    @classmethod
    def new(cls) -> Challenge:
        """A random one."""
        return cls(secrets.token_bytes(SALT_BYTES))

    def __str__(self) -> str:
        """`iterations:salt`, as in PostgreSQL's stored form."""
        return f"{self.iterations}:{_base64(self.salt)}"

    @classmethod
    def parse(cls, text: str) -> Challenge:
        """From `iterations:salt`. ValueError."""
        iterations, _, salt = text.partition(":")
        decoded = base64.b64decode(salt, validate=True)
        if not decoded or not 0 < int(iterations) <= _MOST_ITERATIONS:
            raise ValueError
        return cls(decoded, int(iterations))


@dataclass(frozen=True, slots=True)
class Verifier:
    """Proves knowledge of a password without holding it."""

    challenge: Challenge
    stored_key: bytes
    server_key: bytes

    def __repr__(self) -> str:
        return "Verifier(…)"

    def __str__(self) -> str:
        """PostgreSQL's stored form."""
        stored, server = _base64(self.stored_key), _base64(self.server_key)
        return f"{_PREFIX}${self.challenge}${stored}:{server}"

    def proves(self, message: bytes, proof: bytes) -> bool:
        """Whether a client's proof over `message` shows the password. In constant time."""
        signature = _hmac(self.stored_key, message)
        if len(proof) != len(signature):
            return False
        client_key = bytes(a ^ b for a, b in zip(proof, signature, strict=True))
        return hmac.compare_digest(hashlib.sha256(client_key).digest(), self.stored_key)

    def signature(self, message: bytes) -> bytes:
        """What shows the client that we hold the verifier."""
        return _hmac(self.server_key, message)

    def matches(self, password: str) -> bool:
        """Whether `password` is the one. As slow as a login."""
        made = make(password, self.challenge)
        return hmac.compare_digest(made.stored_key, self.stored_key)


def make(password: str, challenge: Challenge) -> Verifier:
    """The verifier of a password."""
    salted = hashlib.pbkdf2_hmac(
        "sha256", saslprep(password).encode(), challenge.salt, challenge.iterations
    )
    client_key = _hmac(salted, b"Client Key")
    return Verifier(challenge, hashlib.sha256(client_key).digest(), _hmac(salted, b"Server Key"))


def mock(secret: bytes, name: str) -> Challenge:
    """The challenge of an unknown user: the same at every try."""
    return Challenge(_hmac(secret, name.encode())[:SALT_BYTES])


def parse(stored: str) -> Verifier:
    """A verifier from its stored form. 22023 if it is none."""
    match = _STORED.fullmatch(stored)
    try:
        if match is None:
            raise ValueError
        challenge = Challenge.parse(match[1])
        stored_key, server_key = (
            base64.b64decode(part, validate=True) for part in match.group(2, 3)
        )
        if len(stored_key) != _KEY_BYTES or len(server_key) != _KEY_BYTES:
            raise ValueError
    except ValueError:
        # The text may be somebody's password: it is not repeated.
        raise SqlError("22023", "malformed SCRAM-SHA-256 verifier") from None
    return Verifier(challenge, stored_key, server_key)


def is_verifier(text: str) -> bool:
    """Whether a password is a verifier already."""
    return text.startswith(f"{_PREFIX}$")


def _hmac(key: bytes, message: bytes) -> bytes:
    return hmac.digest(key, message, "sha256")


def _base64(data: bytes) -> str:
    return base64.b64encode(data).decode()
