"""Grants: who gave whom the right to read what, and what handing on and taking back do to them.

The rules are PostgreSQL's: a right may be handed on only with its grant option, and goes with the
right it came from. Pure functions over the grants there are.

Imports: standard library, `gateway.errors`.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import Final

from gateway.access.objects import Object
from gateway.errors import SqlError

OWNER: Final = ""
"""The grantor of what an administrator or the source's owner grants: it never loses the right."""


@dataclass(frozen=True, slots=True)
class Grant:
    """The right of `grantee` to read `object`: all of it, or one `column` of a relation."""

    object: Object
    column: str
    grantee: str
    grantor: str
    grantable: bool = False

    @property
    def right(self) -> tuple[Object, str]:
        """What may be read."""
        return self.object, self.column

    def covers(self, object_: Object, column: str) -> bool:
        """Whether this is a right to all of that object, or to that column of it."""
        return self.object in tuple(object_.around()) and self.column in ("", column)


def granted(existing: Iterable[Grant], new: Iterable[Grant]) -> set[Grant]:
    """All grants after `new` ones; a grant option once given stays."""
    result = set(existing)
    for grant in new:
        held = replace(grant, grantable=True)
        if held in result:
            continue
        if grant.grantable:
            result.discard(replace(grant, grantable=False))
        result.add(grant)
    return result


def revoked(
    existing: Iterable[Grant], gone: Iterable[Grant], *, option_only: bool, cascade: bool
) -> set[Grant]:
    """All grants without `gone` (their `grantable` is not looked at), or without its grant option.

    What was handed on from them goes as well with `cascade`, else it is an error (2BP01).
    """
    result = set(existing)
    for grant in gone:
        for held in (replace(grant, grantable=True), replace(grant, grantable=False)):
            if held in result:
                result.discard(held)
                if option_only:
                    result.add(replace(held, grantable=False))
    # A whole right taken back takes back its columns, as in PostgreSQL.
    taken = [g for g in gone if not g.column and not option_only]
    result = {
        g
        for g in result
        if not any(
            g.object == t.object and g.grantee == t.grantee and g.grantor == t.grantor
            for t in taken
        )
    }
    return _without_orphans(result, cascade=cascade)


def _without_orphans(grants: set[Grant], *, cascade: bool) -> set[Grant]:
    """The grants that still follow from a grant option of their grantor."""
    while True:
        orphans = {g for g in grants if g.grantor != OWNER and not _may_hand_on(grants, g)}
        if not orphans:
            return grants
        if not cascade:
            raise SqlError(
                "2BP01",
                "dependent privileges exist",
                hint="Use CASCADE to revoke them too.",
            )
        grants = grants - orphans


def _may_hand_on(grants: set[Grant], grant: Grant) -> bool:
    return any(
        held.grantable and held.grantee == grant.grantor and held.covers(*grant.right)
        for held in grants
    )
