"""The prepared statements and portals of one conversation, by name ("" is the unnamed one).

Imports: `gateway.errors`, this package.
"""

from __future__ import annotations

from gateway.errors import SqlError
from gateway.serve.pgwire.portal import Portal, Statement


class Names:
    """What the client has named. Closing a portal blocks."""

    def __init__(self) -> None:
        self._statements: dict[str, Statement] = {}
        self._portals: dict[str, Portal] = {}

    def new_statement(self, name: str) -> None:
        """Make sure the name is free; the unnamed statement is replaced. 42P05."""
        if name and name in self._statements:
            raise SqlError("42P05", f'prepared statement "{name}" already exists')
        self._statements.pop(name, None)

    def add_statement(self, name: str, statement: Statement) -> None:
        """Name a statement."""
        self._statements[name] = statement

    def statement(self, name: str) -> Statement:
        """26000 if there is none."""
        if name not in self._statements:
            which = f'prepared statement "{name}"' if name else "unnamed prepared statement"
            raise SqlError("26000", f"{which} does not exist")
        return self._statements[name]

    def drop_statement(self, name: str) -> None:
        """Forget a statement, if there is one."""
        self._statements.pop(name, None)

    def drop_statements(self) -> None:
        """Forget all of them."""
        self._statements.clear()

    def add_portal(self, name: str, portal: Portal) -> None:
        """Name a portal; the unnamed one is replaced. 42P03."""
        if name and name in self._portals:
            raise SqlError("42P03", f'cursor "{name}" already exists')
        self.close_portal(name)
        self._portals[name] = portal

    def portal(self, name: str) -> Portal:
        """34000 if there is none."""
        if name not in self._portals:
            raise SqlError("34000", f'portal "{name}" does not exist')
        return self._portals[name]

    def close_portal(self, name: str) -> None:
        """Forget a portal, if there is one."""
        portal = self._portals.pop(name, None)
        if portal is not None:
            portal.close()

    def close_portals(self) -> None:
        """Forget all of them."""
        while self._portals:
            self._portals.popitem()[1].close()

    @property
    def has_portals(self) -> bool:
        """Whether any portal is open."""
        return bool(self._portals)
