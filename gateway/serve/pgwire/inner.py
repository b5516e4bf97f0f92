"""How statements are prepared here, and queries inside other statements: of a cursor, of COPY.

Imports: `gateway`, this package.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from connectors.types import Type
from gateway import statements
from gateway.errors import SqlError, at_offset
from gateway.serve.pgwire.portal import Statement, Version
from gateway.session import Session
from gateway.sql.split import split

if TYPE_CHECKING:
    from gateway.engine import Gateway


_CHANGES: Final = frozenset({"insert", "update", "delete", "merge"})


@dataclass(frozen=True, slots=True)
class Inner:
    """Who prepares; `types` are what the client declared for the parameters."""

    gateway: Gateway
    session: Session
    types: Sequence[Type | None] = ()

    @property
    def version(self) -> Version:
        """What a prepared statement depends on: schemas, and where names are looked up. Blocks."""
        return self.gateway.catalog.version, self.session.search_path

    def query(
        self,
        start: int,
        text: str,
        *,
        types: Sequence[Type | None] | None = None,
        binary: bool = False,
        writing: bool = False,
    ) -> Statement:
        """The query that starts at `start` of the statement's text; `writing`: or one that writes.

        42601 for anything else.
        """
        with at_offset(start):
            found = split(text)
            word = found[0].word if found else ""
            allowed = writing and word in _CHANGES
            no_query = statements.is_session_statement(word) or word == "explain"
            if not found or (no_query and not allowed):
                near = f'or near "{text.split()[0]}"' if found else "end of input"
                raise SqlError("42601", f"syntax error at {near}", position=1)
            given = self.types if types is None else types
            prepared = self.gateway.prepare(text, self.session, given)
        return Statement(
            text,
            word,
            prepared=prepared,
            binary=binary,
            version=self.version,
            bare=not prepared.columns and not no_query,
        )
