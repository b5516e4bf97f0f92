"""Who asks.

Until there are users, whoever reaches the port is trusted, as at the PostgreSQL endpoint; the name
given with HTTP basic authentication is then taken, and its password not looked at.

Imports: starlette.
"""

from __future__ import annotations

import base64
import binascii
from dataclasses import dataclass
from typing import Final

from starlette.requests import Request

from gateway.errors import SqlError

ANONYMOUS: Final = "unsilo"


@dataclass(frozen=True, slots=True)
class Identity:
    """A user, and whether anything proved it."""

    user: str
    proven: bool


def identify(request: Request) -> Identity:
    """The user of a request. Raises SqlError 28000 for a malformed header."""
    scheme, _, rest = request.headers.get("authorization", "").partition(" ")
    if scheme.lower() != "basic":
        return Identity(ANONYMOUS, proven=False)
    user, _ = basic(rest)
    return Identity(user or ANONYMOUS, proven=False)


def basic(encoded: str) -> tuple[str, str]:
    """User and password of RFC 7617. Raises SqlError 28000."""
    try:
        text = base64.b64decode(encoded.strip(), validate=True).decode()
    except (binascii.Error, UnicodeDecodeError):
        raise SqlError("28000", "malformed authorization header") from None
    user, colon, password = text.partition(":")
    if not colon or "\0" in text:
        raise SqlError("28000", "malformed authorization header")
    return user, password
