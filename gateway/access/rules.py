"""Everything that was laid down about access, as one immutable picture.

Imports: standard library, this package.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import TypeVar

from gateway.access.grants import Grant
from gateway.access.mapping import UserMapping
from gateway.access.objects import Object
from gateway.access.policies import Guard, Mask, Policy, guard
from gateway.access.rights import EVERYTHING, Rights
from gateway.access.roles import PUBLIC, Membership, having
from gateway.errors import SqlError

Item = TypeVar("Item", Policy, Mask)


@dataclass(frozen=True, slots=True)
class Rules:
    """Roles (and whether they are administrators), memberships, owners, grants, policies, …."""

    roles: Mapping[str, bool] = field(default_factory=dict)
    memberships: tuple[Membership, ...] = ()
    owners: Mapping[str, str] = field(default_factory=dict)
    grants: frozenset[Grant] = frozenset()
    policies: tuple[Policy, ...] = ()
    masks: tuple[Mask, ...] = ()
    mappings: tuple[UserMapping, ...] = ()

    def rights(self, role: str) -> Rights:
        """What a role may do. 28000 if there is no such role."""
        if role not in self.roles:
            raise SqlError("28000", f'role "{role}" does not exist')
        if self.roles[role]:
            return EVERYTHING
        roles = having(self.memberships, role)
        mine = [grant for grant in self.grants if grant.grantee in roles]
        owned = frozenset(source for source, owner in self.owners.items() if owner in roles)
        columns: dict[Object, set[str]] = {}
        for grant in mine:
            if grant.column:
                columns.setdefault(grant.object, set()).add(grant.column)
        return Rights(
            role,
            roles,
            owned,
            frozenset(grant.object for grant in mine if not grant.column),
            {object_: frozenset(names) for object_, names in columns.items()},
            self._guards(roles, owned),
            frozenset(m.source for m in self.mappings if m.role in (role, PUBLIC)),
        )

    def owner(self, source: str) -> str:
        """The role that owns a source; "" where only administrators do."""
        return self.owners.get(source, "")

    def mapping(self, source: str, role: str) -> UserMapping | None:
        """The user mapping of exactly that role, or PUBLIC, at a source."""
        return next((m for m in self.mappings if (m.source, m.role) == (source, role)), None)

    def _guards(self, roles: frozenset[str], owned: frozenset[str]) -> Mapping[Object, Guard]:
        policies, masks = _by_object(self.policies), _by_object(self.masks)
        found = {
            object_: guard(policies.get(object_, ()), masks.get(object_, ()), roles)
            for object_ in policies.keys() | masks.keys()
            if object_.source not in owned
        }
        return {object_: applied for object_, applied in found.items() if applied is not None}


def _by_object(items: Iterable[Item]) -> dict[Object, tuple[Item, ...]]:
    found: dict[Object, list[Item]] = {}
    for item in items:
        found.setdefault(item.object, []).append(item)
    return {object_: tuple(listed) for object_, listed in found.items()}
