"""Who is connected, and who may stay no longer.

Imports: `gateway.access`, `gateway.errors`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from gateway.access import roles, tokens
from gateway.access.credentials import Login
from gateway.access.roles import Role
from gateway.catalog.store import Store
from gateway.errors import SqlError


@dataclass(frozen=True, slots=True, eq=False)
class Guest:
    """A connection, or a statement over HTTP; `leave` ends it with a last word.

    Without a login it is a trusted one.
    """

    login: Login | None
    leave: Callable[[SqlError], None]


class Guests:
    """The connections of one server. Used on the event loop only."""

    def __init__(self) -> None:
        self.arrived = 0
        """How many have come so far."""
        self._present: set[Guest] = set()

    @contextmanager
    def seated(self, guest: Guest) -> Iterator[None]:
        """Present until the end of the context."""
        self._present.add(guest)
        self.arrived += 1
        try:
            yield
        finally:
            self._present.remove(guest)

    def present(self) -> list[Guest]:
        """Everyone, at this moment."""
        return list(self._present)


def unwelcome(store: Store, guests: list[Guest]) -> list[tuple[Guest, SqlError]]:
    """Who may stay no longer, and why (57P01). Reads the store."""
    known = {role.name: role for role in roles.list_roles(store)}
    valid = {token.id for token in tokens.list_tokens(store)}
    found = []
    for guest in guests:
        reason = _reason(guest.login, known, valid)
        if reason:
            error = SqlError("57P01", f"terminating connection because {reason}")
            found.append((guest, error))
    return found


def _reason(login: Login | None, known: dict[str, Role], valid: set[str]) -> str:
    if login is None:
        return "users have to log in now" if known else ""
    role = known.get(login.role.name)
    if role is None or role.created_at != login.role.created_at:
        return f'role "{login.role.name}" has been dropped'
    if not role.login:
        return f'role "{role.name}" is not permitted to log in any more'
    if login.token is not None and login.token.id not in valid:
        return f'token "{login.token.id}" has been revoked'
    return ""
