"""Row policies and column masks: what a role sees of a relation that it may read.

Imports: standard library, this package.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from gateway.access.objects import Object


@dataclass(frozen=True, slots=True)
class Policy:
    """Rows of a relation that roles see: those for which `using` is true.

    A role sees the rows of any of its permissive policies that satisfy all restrictive ones; as
    soon as a relation has a policy, a role without a permissive one sees none. `using` is SQL over
    the relation's columns; `roles` may hold PUBLIC.
    """

    name: str
    object: Object
    roles: frozenset[str]
    using: str
    restrictive: bool = False


@dataclass(frozen=True, slots=True)
class Mask:
    """What `roles` see in place of one column: `using`, SQL over the relation's columns."""

    name: str
    object: Object
    column: str
    roles: frozenset[str]
    using: str


@dataclass(frozen=True, slots=True)
class Guard:
    """The policies and masks of one relation that apply to one role.

    `closed`: there are policies, but no permissive one for this role, so that it sees no row.
    """

    permissive: tuple[Policy, ...] = ()
    restrictive: tuple[Policy, ...] = ()
    closed: bool = False
    masks: Mapping[str, Mask] = field(default_factory=dict)

    @property
    def filters(self) -> tuple[tuple[str, ...], ...]:
        """SQL conditions: of every group at least one is true for the rows that are seen."""
        if self.closed:
            return (("false",),)
        any_of = tuple(policy.using for policy in self.permissive)
        return (*([any_of] if any_of else []), *((policy.using,) for policy in self.restrictive))

    @property
    def names(self) -> tuple[str, ...]:
        """Names of the policies and masks."""
        rows = (*self.permissive, *self.restrictive)
        return (*(policy.name for policy in rows), *(mask.name for mask in self.masks.values()))

    def __bool__(self) -> bool:
        return bool(self.closed or self.permissive or self.restrictive or self.masks)


def guard(
    policies: tuple[Policy, ...], masks: tuple[Mask, ...], roles: frozenset[str]
) -> Guard | None:
    """What of one relation's policies and masks applies to who has `roles`; None if nothing."""
    mine = [policy for policy in policies if policy.roles & roles]
    permissive = tuple(policy for policy in mine if not policy.restrictive)
    applied = Guard(
        permissive,
        tuple(policy for policy in mine if policy.restrictive),
        bool(policies) and not permissive,
        {mask.column: mask for mask in masks if mask.roles & roles},
    )
    return applied if applied else None
