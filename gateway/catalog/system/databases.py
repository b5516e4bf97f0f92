"""The databases in use: shared by all who see the same, renewed where something has changed.

Imports: `gateway.catalog`, this package.
"""

from __future__ import annotations

import gc
import threading
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import TYPE_CHECKING, Final
from weakref import WeakKeyDictionary, WeakValueDictionary

from gateway.catalog.system.database import Database
from gateway.catalog.system.parts import Part, new_part, renewed
from gateway.catalog.system.places import SourceContent, key_of

if TYPE_CHECKING:
    from gateway.catalog.seen import Seen

_KEPT: Final = 8
"""Databases in memory: one for each set of relations that somebody sees."""


class Databases:
    """The databases in use. Safe to use from many threads."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._making = threading.Lock()
        self._parts: WeakKeyDictionary[Seen, dict[str, Part]] = WeakKeyDictionary()
        self._known: WeakKeyDictionary[Seen, tuple[int, Database]] = WeakKeyDictionary()
        self._last: WeakKeyDictionary[Seen, WeakValueDictionary[str, Database]] = (
            WeakKeyDictionary()
        )
        self._databases: list[Database] = []

    def of(self, catalog: Seen) -> Database:
        """The database of a catalog, or of a view of one, at its present version."""
        version = catalog.version
        found = self._found(catalog, version)
        if found is not None:
            return found
        with self._making:
            found = self._found(catalog, version)  # another thread may have made it
            if found is not None:
                return found
            with _uncollected():
                return self._made(catalog, version)

    def _found(self, catalog: Seen, version: int) -> Database | None:
        with self._lock:
            known, database = self._known.get(catalog, (-1, None))
            return database if known == version else None

    def _made(self, catalog: Seen, version: int) -> Database:
        """A database that is there already where it has just these relations, else a new one."""
        parts = self._parts_of(catalog)
        database = self._same(parts) or self._followed(catalog, parts) or Database(parts)
        with self._lock:
            self._databases = [d for d in self._databases if d is not database]
            self._databases.append(database)
            self._known[catalog] = version, database
            self._last.setdefault(catalog.whole, WeakValueDictionary())[catalog.viewer] = database
            while len(self._databases) > _KEPT:
                self._forget(self._databases.pop(0))
        return database

    def _same(self, parts: Sequence[Part]) -> Database | None:
        places = {part.content.name: part.places for part in parts}
        with self._lock:
            return next((d for d in self._databases if d.places == places), None)

    def _followed(self, catalog: Seen, parts: Sequence[Part]) -> Database | None:
        """What the same viewer had last, changed where something has changed since.

        Nobody else takes what administrators use.
        """
        last, used = self._last_of(catalog), self._last_of(catalog.whole)
        if last is None or (last is used and catalog is not catalog.whole):
            return None
        with self._lock:
            if last not in self._databases:
                return None
        followed = last.followed(parts)
        if followed is not None:
            with self._lock:
                self._databases.remove(last)
                self._forget(last)
        return followed

    def _last_of(self, catalog: Seen) -> Database | None:
        """What its viewer had last."""
        with self._lock:
            lasts = self._last.get(catalog.whole)
            return None if lasts is None else lasts.get(catalog.viewer)

    def _forget(self, database: Database) -> None:
        for catalog in [c for c, (_, d) in self._known.items() if d is database]:
            del self._known[catalog]

    def _parts_of(self, catalog: Seen) -> Sequence[Part]:
        """What is seen of every source, by the rows of all of it."""
        whole = self._whole(catalog.whole)
        if catalog is catalog.whole:
            return list(whole.values())
        last = self._last_of(catalog)
        before = {} if last is None else last.parts

        def nearest(name: str) -> Part:
            """What this viewer has seen, where things still have those OIDs; else all of it."""
            known = before.get(name)
            return known if known is not None and known.moved == whole[name].moved else whole[name]

        # A source that has gone meanwhile is gone in the next version.
        contents = (content for content in _contents(catalog) if content.name in whole)
        return [renewed(nearest(content.name), content) for content in contents]

    def _whole(self, catalog: Seen) -> Mapping[str, Part]:
        """The rows of all sources; OIDs depend on those of the sources before."""
        before = self._parts.get(catalog, {})
        taken = {oid for oids in catalog.oids().values() for oid in oids.values()}
        parts = {}
        for content in _contents(catalog):
            old = before.get(content.name)
            part = None if old is None else renewed(old, content)
            if part is None or not part.stands(taken):
                part = new_part(content, taken)
            taken.update(part.oids)
            parts[content.name] = part
        self._parts[catalog] = parts
        return parts


@contextmanager
def _uncollected() -> Iterator[None]:
    """Without a look for cycles meanwhile: much is made here that stays, and none of it has any."""
    enabled = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if enabled:
            gc.enable()


def _contents(catalog: Seen) -> Iterator[SourceContent]:
    """What is seen of every source."""
    oids = catalog.oids()
    for source in catalog.sources():
        known = oids.get(source, {})
        # What the sources have got since is in the next version.
        found = tuple(s for s in catalog.relations(source) if key_of(s.relation) in known)
        schemas = {schema.relation.schema for schema in found}
        yield SourceContent(
            source,
            found,
            {schema: catalog.schema_name(source, schema) for schema in schemas},
            {key: known[key] for key in (key_of(s.relation) for s in found)},
            catalog.estimates(source),
            frozenset(s.relation for s in found if catalog.partial(source, s.relation)),
        )
