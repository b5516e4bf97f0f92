"""Roles and memberships as the system catalog shows them: pg_roles, pg_auth_members.

Imports: `gateway.catalog`, this package.
"""

from __future__ import annotations

from collections.abc import Sequence

from gateway.access import roles
from gateway.catalog.store import Store
from gateway.catalog.system.surroundings import Membership, Role, Surroundings


def surroundings(store: Store | None) -> Surroundings:
    """What there is in the store at the time of each question; nothing without a store."""
    if store is None:
        return Surroundings()

    def all_roles() -> Sequence[Role]:
        return [
            Role(role.name, role.login, role.superuser, role.connection_limit, role.valid_until)
            for role in roles.list_roles(store)
        ]

    def all_memberships() -> Sequence[Membership]:
        given = roles.list_memberships(store)
        return [Membership(one.role, one.member, one.admin) for one in given]

    return Surroundings(all_roles, all_memberships)
