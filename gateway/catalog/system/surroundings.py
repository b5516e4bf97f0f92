"""What a catalog query may ask about that is not in the catalog: roles, and who is connected.

The gateway hands it over; each part is asked only by a statement that reads it.
Imports: `gateway.session`.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime

from gateway.session import Session


@dataclass(frozen=True, slots=True)
class Role:
    """A row of pg_roles. `None` stands for no limit and no end."""

    name: str
    login: bool = True
    superuser: bool = False
    connection_limit: int | None = None
    valid_until: datetime | None = None


@dataclass(frozen=True, slots=True)
class Membership:
    """A row of pg_auth_members: `member` has what `role` has."""

    role: str
    member: str
    admin: bool = False


@dataclass(frozen=True, slots=True)
class Activity:
    """A row of pg_stat_activity: one client, and what it runs."""

    pid: int
    user: str
    application: str = ""
    client_address: str | None = None
    client_port: int | None = None
    connected_at: datetime | None = None
    transaction_start: datetime | None = None
    query_start: datetime | None = None
    state_change: datetime | None = None
    state: str = "idle"
    query: str = ""


def _none() -> tuple[()]:
    return ()


@dataclass(frozen=True, slots=True)
class Surroundings:
    """Where the answers come from.

    `activity` gives who else is there, and what else runs, that the asking session may see;
    `cancel` stops what a process of these runs, `terminate` ends its connection, if there is one.
    """

    roles: Callable[[], Sequence[Role]] = _none
    memberships: Callable[[], Sequence[Membership]] = _none
    activity: Callable[[Session], Sequence[Activity]] = lambda _: ()
    cancel: Callable[[Session, int], bool] = lambda _, __: False
    terminate: Callable[[Session, int], bool] = lambda _, __: False
