"""The prepared statements and portals of one conversation, by name ("" is the unnamed one).

Cursors are portals: SQL and protocol share one namespace.

Imports: `gateway.errors`, `gateway.session`, this package.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

from gateway.errors import SqlError
from gateway.serve.pgwire.portal import Portal, Statement
from gateway.session import Cursor

MAX_STATEMENTS: Final = 5_000
MAX_PORTALS: Final = 1_000
MAX_BYTES: Final = 64 * 1024 * 1024
"""Of the texts of all statements, and of the values of all portals."""


class Names:
    """What the client has named. Closing a portal blocks."""

    def __init__(self) -> None:
        self._statements: dict[str, Statement] = {}
        self._portals: dict[str, Portal] = {}

    # -- statements ------------------------------------------------------------------------

    def new_statement(self, name: str, sql: str) -> None:
        """Make sure the name is free; the unnamed statement is replaced. 42P05, 53400."""
        if name and name in self._statements:
            raise SqlError("42P05", f'prepared statement "{name}" already exists')
        self._statements.pop(name, None)
        size = len(sql) + sum(len(statement.sql) for statement in self._statements.values())
        if len(self._statements) >= MAX_STATEMENTS or size > MAX_BYTES:
            raise _too_many("prepared statements", "Deallocate those that are not needed.")

    def add_statement(self, name: str, statement: Statement) -> None:
        """Name a statement."""
        self._statements[name] = statement

    def statement(self, name: str) -> Statement:
        """26000 if there is none."""
        if name not in self._statements:
            which = f'prepared statement "{name}"' if name else "unnamed prepared statement"
            raise SqlError("26000", f"{which} does not exist")
        return self._statements[name]

    def find_statement(self, name: str) -> Statement | None:
        """The statement, if there is one."""
        return self._statements.get(name)

    def drop_statement(self, name: str) -> None:
        """Forget a statement, if there is one."""
        self._statements.pop(name, None)

    def drop_statements(self) -> None:
        """Forget all of them."""
        self._statements.clear()

    # -- portals ---------------------------------------------------------------------------

    def add_portal(self, name: str, portal: Portal) -> None:
        """Name a portal. 42P03, 53400."""
        if name in self._portals:
            raise SqlError("42P03", f'cursor "{name}" already exists')
        size = sum(_size(other) for other in self._portals.values()) + _size(portal)
        if len(self._portals) >= MAX_PORTALS or size > MAX_BYTES:
            raise _too_many("cursors", "Close those that are not needed.")
        self._portals[name] = portal

    def cursors(self) -> list[Cursor]:
        """What pg_cursors shows."""
        return [
            Cursor(name, p.text, p.hold, p.statement.binary, p.scroll, p.created)
            for name, p in self._portals.items()
        ]

    def portal(self, name: str, *, what: str = "portal") -> Portal:
        """34000 if there is none; `what` is what the message calls it."""
        if name not in self._portals:
            raise SqlError("34000", f'{what} "{name}" does not exist')
        return self._portals[name]

    def find_portal(self, name: str) -> Portal | None:
        """The portal, if there is one."""
        return self._portals.get(name)

    def take_portal(self, name: str) -> Portal | None:
        """Forget a portal, if there is one; it is to be closed."""
        return self._portals.pop(name, None)

    def close_portals(self) -> None:
        """Forget all of them."""
        while self._portals:
            self._portals.popitem()[1].close()

    def close_ended(self) -> Callable[[], None] | None:
        """What closes portals whose transaction or savepoint is over; None if nothing blocks.

        They are forgotten at once. A cursor WITH HOLD stays when its transaction was committed.
        """
        gone = [name for name, portal in self._portals.items() if _is_over(portal)]
        ended = [self._portals.pop(name) for name in gone]
        closing = [portal for portal in ended if not portal.quiet]
        for portal in ended:
            if portal.quiet:
                portal.close()

        def close() -> None:
            for portal in closing:
                portal.close()

        return close if closing else None


def _is_over(portal: Portal) -> bool:
    level = portal.level
    if portal.broken or (level is not None and level.undone):
        return True
    if level is not None and level.over:
        if not portal.hold:
            return True
        portal.level = None
    return False


def _size(portal: Portal) -> int:
    return sum(len(value) for value in portal.values if value is not None)


def _too_many(what: str, hint: str) -> SqlError:
    return SqlError("53400", f"too many {what} in this session", hint=hint)
