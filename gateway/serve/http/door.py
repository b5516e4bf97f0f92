"""What the routes share.

Imports: starlette, `gateway.engine`, this package.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from starlette.requests import Request

from gateway.serve.http.identity import Identity
from gateway.serve.http.running import RunningStatements
from gateway.serve.pgwire.workers import Workers

if TYPE_CHECKING:
    from gateway.engine import Gateway


@dataclass(frozen=True, slots=True)
class HttpLimits:
    """Guards of the HTTP door."""

    body_bytes: int = 16 * 1024 * 1024
    body_seconds: float = 60.0
    queries_per_user: int = 64


@dataclass(frozen=True, slots=True)
class Door:
    """One HTTP endpoint's parts."""

    gateway: Gateway
    workers: Workers
    statements: RunningStatements
    limits: HttpLimits


def user_of(request: Request) -> str:
    """The user whom the guard has let in."""
    identity: Identity = request.state.identity
    return identity.user
