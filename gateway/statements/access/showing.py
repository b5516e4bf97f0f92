"""SHOW ACCESS: the dry run, which says what a role sees of a relation, and why.

Imports: `gateway.access`, this package.
"""

from __future__ import annotations

from typing import Final

from connectors.api import OutputColumn
from connectors.types import TEXT
from gateway.access.access import Access
from gateway.access.reasons import reasons
from gateway.errors import SqlError
from gateway.session import Session
from gateway.statements.access import names
from gateway.statements.answer import Answer, Columns, Command
from gateway.statements.words import Words

COLUMNS: Final = (OutputColumn("what", TEXT), OutputColumn("why", TEXT))


def show_access(words: Words, access: Access) -> Command:
    """`SHOW ACCESS ON relation [FOR role]`."""
    words.expect("on")
    name = names.dotted(words)
    role = names.role(words) if words.take("for") else None
    words.end()

    def run(session: Session) -> Answer:
        found = names.relation(access, session, name)
        asked = role(session) if role is not None else session.user
        object_ = names.object_of(found)
        if asked != session.user and not access.rights(session).owns(object_.source):
            raise SqlError("42501", f'permission denied to show the access of role "{asked}"')
        rows = reasons(access.rules, asked, object_, found.schema)
        return Answer("SHOW", (), COLUMNS, tuple(rows))

    def columns(session: Session) -> Columns:
        return COLUMNS

    return Command(run, columns)
