"""What stands between who has knocked and who is let in: limits on numbers, waits after failures.

A process alone keeps an `Admission` of its own for both doors. Workers that share their ports share
the one that their supervisor keeps (see `shared_admission`).

Imports: `gateway.access`, `gateway.errors`.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Final, Protocol

from gateway.access.roles import Role
from gateway.access.throttle import Throttle
from gateway.errors import SqlError

CLIENTS: Final = "clients"
"""The seat of a connection to the PostgreSQL endpoint."""


class Admission(Protocol):
    """Counts seats by name, and failed logins. Used on an event loop only."""

    async def take(self, seat: str, most: int | None) -> bool:
        """One more of these seats, unless so many are taken. None is no limit."""

    def give(self, seat: str) -> None:
        """One of these is free again."""

    async def wait(self, user: str, address: str | None) -> float:
        """Seconds that this attempt to log in must wait. 53300 when too many wait already."""

    def failed(self, user: str, address: str | None) -> None:
        """An attempt was wrong."""

    def succeeded(self, user: str, address: str | None) -> None:
        """An attempt was right: what was before is forgotten."""


class OwnAdmission:
    """That of one process."""

    def __init__(self) -> None:
        self._throttle = Throttle()
        self._taken: Counter[str] = Counter()

    async def take(self, seat: str, most: int | None) -> bool:
        """See `Admission`."""
        if most is not None and self._taken[seat] >= most:
            return False
        self._taken[seat] += 1
        return True

    def give(self, seat: str) -> None:
        """See `Admission`."""
        self._taken[seat] -= 1
        if not self._taken[seat]:
            del self._taken[seat]

    async def wait(self, user: str, address: str | None) -> float:
        """See `Admission`."""
        return self._throttle.wait(user, address)

    def failed(self, user: str, address: str | None) -> None:
        """See `Admission`."""
        self._throttle.failed(user, address)

    def succeeded(self, user: str, address: str | None) -> None:
        """See `Admission`."""
        self._throttle.succeeded(user, address)


@asynccontextmanager
async def client_seat(admission: Admission, most: int) -> AsyncIterator[None]:
    """A connection's seat among all. 53300 without one."""
    async with _seat(admission, CLIENTS, most, "sorry, too many clients already"):
        yield


@asynccontextmanager
async def role_seat(admission: Admission, role: Role) -> AsyncIterator[None]:
    """A connection's seat among those of its role, which a superuser always has. 53300."""
    most = None if role.superuser else role.connection_limit
    full = f'too many connections for role "{role.name}"'
    async with _seat(admission, f"role {role.name}", most, full):
        yield


@asynccontextmanager
async def _seat(
    admission: Admission, name: str, most: int | None, full: str
) -> AsyncIterator[None]:
    if not await admission.take(name, most):
        raise SqlError("53300", full)
    try:
        yield
    finally:
        admission.give(name)
