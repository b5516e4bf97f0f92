"""OIDs made of names, so that they stay the same when the catalog is read again: clients keep them.

Imports: standard library.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping
from typing import Final

FIRST: Final = 16_384
"""OIDs below are PostgreSQL's own."""
_LAST: Final = 2**31


def oid_of(*name: str) -> int:
    """The OID that something of that name has where nothing else has it."""
    digest = hashlib.blake2b("\0".join(name).encode(), digest_size=8).digest()
    return FIRST + int.from_bytes(digest) % (_LAST - FIRST)


class Oids:
    """Hands out OIDs that depend on the name, and on clashes with names before it, only."""

    def __init__(self, taken: Iterable[int] = ()) -> None:
        self._taken = set(taken)
        self.moved: dict[tuple[str, ...], int] = {}
        """The OIDs of the names that had to make way."""

    def new(self, *name: str) -> int:
        """The OID of something new of that name."""
        oid = wanted = oid_of(*name)
        while oid in self._taken:
            oid = oid + 1 if oid + 1 < _LAST else FIRST
        self._taken.add(oid)
        if oid != wanted:
            self.moved[name] = oid
        return oid


class SameOids:
    """The OIDs that things of these names had before; `moved` are those that had made way then."""

    def __init__(self, moved: Mapping[tuple[str, ...], int]) -> None:
        self.moved = moved

    def new(self, *name: str) -> int:
        """The OID of something of that name."""
        return self.moved.get(name) or oid_of(*name)
