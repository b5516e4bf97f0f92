"""OIDs made of names, so that they stay the same when the catalog is read again: clients keep them.

Imports: standard library.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from typing import Final

FIRST: Final = 16_384
"""OIDs below are PostgreSQL's own."""
_LAST: Final = 2**31


class Oids:
    """Hands out OIDs that depend on the name, and on clashes with names before it, only."""

    def __init__(self, taken: Iterable[int] = ()) -> None:
        self._taken = set(taken)

    def new(self, *name: str) -> int:
        """The OID of something new of that name."""
        digest = hashlib.blake2b("\0".join(name).encode(), digest_size=8).digest()
        oid = FIRST + int.from_bytes(digest) % (_LAST - FIRST)
        while oid in self._taken:
            oid = oid + 1 if oid + 1 < _LAST else FIRST
        self._taken.add(oid)
        return oid
