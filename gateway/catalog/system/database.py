"""The system catalog as somebody sees it: a small DuckDB database of its own for each such view.

Queries run on cursors and change nothing.

Imports: duckdb, this package.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import cached_property

import duckdb

from gateway.catalog.system.kept import kept_answers, kept_texts
from gateway.catalog.system.loaded import Tables, namespaces_of_all
from gateway.catalog.system.parts import Part
from gateway.catalog.system.static import static


class Database:
    """The rows of some sources' parts, with PostgreSQL's own.

    `rows` are the tables of one that ends with this: they become those of this one.
    """

    def __init__(self, parts: Sequence[Part], rows: Tables | None = None) -> None:
        self.answers = kept_answers()
        """Answers that hold as long as this database does."""
        self.rewritten = kept_texts()
        self.parts = {part.content.name: part for part in parts}
        self.places = {name: part.places for name, part in self.parts.items()}
        self.namespaces = namespaces_of_all(parts)
        """Our schemas as clients see them, in alphabetical order, with their OIDs."""
        self.missing = static().missing
        """Relations PostgreSQL has and we do not serve: schema and name."""
        self._tables = rows or Tables(parts)
        self._state = self._tables.state

    def cursor(self) -> duckdb.DuckDBPyConnection:
        """A connection for one query. OutdatedError where a later one has the tables."""
        return self._tables.cursor(self._state)

    def followed(self, parts: Sequence[Part]) -> Database | None:
        """The database of these parts, with the tables of this one, which ends; None where too
        much differs."""
        if self.namespaces != namespaces_of_all(parts):
            return None
        moved = self._tables.moved(self.parts, {part.content.name: part for part in parts})
        return Database(parts, self._tables) if moved else None

    @cached_property
    def _known_names(self) -> dict[str, Mapping[int, str]]:
        return {}

    def names(self, type_: str, cursor: duckdb.DuckDBPyConnection) -> Mapping[int, str]:
        """How the values of a reg* type print, by OID; a relation's, with the path of `cursor`."""
        names = f"pg.__{type_}_names{'()' if type_ == 'regoperator' else ''}"
        query = f"SELECT __oid, __name FROM {names}"
        if type_ == "regclass":
            return dict(cursor.execute(query).fetchall())
        known = self._known_names
        if type_ not in known:
            known[type_] = dict(cursor.execute(query).fetchall())
        return known[type_]
