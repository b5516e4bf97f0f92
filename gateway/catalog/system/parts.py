"""One source's rows of the system tables: made whole once, then only for what has changed.

What a role sees of a source is made likewise, from the rows of all of it.
Imports: numpy, pyarrow, `gateway.catalog.oids`, this package.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Final

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from gateway.catalog.oids import Oids, SameOids, oid_of
from gateway.catalog.system.objects import OF, OWN_TABLES, TABLES, Objects
from gateway.catalog.system.places import Key, Place, SourceContent, namespaces_of, places_of
from gateway.catalog.system.snapshot import relations

_NUMBERED: Final = ("pg_class", "pg_type", "pg_attrdef", "pg_constraint")
"""Tables with OIDs."""
_MOST_SLICES: Final = 256
"""A table in more pieces is copied into one."""


@dataclass(frozen=True)
class Part:
    """The rows of one source, by table; each has the OID of the relation that it is of.

    `namespaces` are the OIDs of its schemas by the names that clients know, `moved` the OIDs of
    things whose own OID something else has.
    """

    content: SourceContent
    places: Mapping[Key, Place]
    namespaces: Mapping[str, int]
    tables: Mapping[str, pa.Table]
    moved: Mapping[tuple[str, ...], int]

    @cached_property
    def oids(self) -> list[int]:
        """The OIDs of all that it has besides relations, whose OIDs the catalog gives."""
        found = list(self.namespaces.values())
        for name in _NUMBERED:
            table = self.tables[name]
            if name == "pg_class":
                table = table.filter(pc.not_equal(table.column("oid"), table.column(OF)))
            found += table.column("oid").to_pylist()
        return found

    def stands(self, taken: Collection[int]) -> bool:
        """Whether it would have the same OIDs if it were made anew, beside others' OIDs."""
        own = set(self.oids)
        if len(own) != len(self.oids) or not own.isdisjoint(taken):
            return False
        return all(oid in own or oid in taken for oid in (oid_of(*name) for name in self.moved))


def new_part(content: SourceContent, taken: Collection[int]) -> Part:
    """All rows of a source; `taken` are the OIDs of others, and of all relations."""
    oids = Oids(taken)
    namespaces = namespaces_of(content, oids.new)
    places = places_of(content, namespaces, {})
    made = Objects(oids.new)
    made.add(places.values())
    tables = {name: made.table(name, _arrow(name)) for name in TABLES}
    return Part(content, places, namespaces, tables, oids.moved)


def renewed(before: Part, content: SourceContent) -> Part:
    """The rows of what a source has now, or of what is seen of it.

    Made are only the rows of relations that are not as they were in `before`. Everything has the
    OID that it has in `before`.
    """
    if content.same(before.content):
        return before
    oids = SameOids(before.moved)
    namespaces = namespaces_of(content, oids.new)
    places = places_of(content, namespaces, before.places)
    old = before.places
    fresh = [place for key, place in places.items() if old.get(key) is not place]
    gone = [place.oid for key, place in old.items() if places.get(key) is not place]
    if not fresh and not gone:
        return replace(before, content=content)
    made = Objects(oids.new)
    made.add(fresh)
    of_gone = pa.array(gone, pa.uint32())
    tables = {
        name: pa.concat_tables(
            [_without(before.tables[name], of_gone), made.table(name, _arrow(name))]
        )
        for name in TABLES
    }
    return Part(content, places, namespaces, tables, before.moved)


def _without(table: pa.Table, gone: pa.Array) -> pa.Table:
    """The rows that are of other relations; as slices of the table where few are gone."""
    of_gone = pc.is_in(table.column(OF), gone)
    rows = np.flatnonzero(of_gone.to_numpy()).tolist()
    if len(rows) > _MOST_SLICES or table.column(OF).num_chunks > _MOST_SLICES:
        return table.filter(pc.invert(of_gone)).combine_chunks()
    starts, ends = [0, *(row + 1 for row in rows)], [*rows, len(table)]
    kept = [table.slice(start, end - start) for start, end in zip(starts, ends, strict=True)]
    return pa.concat_tables(part for part in kept if len(part) or part is kept[0])


def _arrow(table: str) -> pa.Schema:
    known = OWN_TABLES.get(table)
    columns = relations()["pg_catalog", table].arrow if known is None else known
    return columns.append(pa.field(OF, pa.uint32()))
