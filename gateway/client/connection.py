"""PEP 249's connection.

Imports: this package.
"""

from __future__ import annotations

from collections.abc import Callable
from types import TracebackType
from typing import Any

from gateway.client import errors
from gateway.client.cursor import Cursor
from gateway.client.parameters import Parameters, Statement
from gateway.client.transport import Answer, Transport
from gateway.client.values import json_value


class Connection:
    """A session with one gateway: what a SET statement changes lasts as long as it.

    The gateway is read-only: `commit` and `rollback` have nothing to do. Use from one thread at a
    time (`threadsafety` 1); cursors share the connection.
    """

    Warning = errors.Warning
    Error = errors.Error
    InterfaceError = errors.InterfaceError
    DatabaseError = errors.DatabaseError
    DataError = errors.DataError
    OperationalError = errors.OperationalError
    IntegrityError = errors.IntegrityError
    InternalError = errors.InternalError
    ProgrammingError = errors.ProgrammingError
    NotSupportedError = errors.NotSupportedError

    def __init__(self, transport: Transport) -> None:
        self._transport = transport
        self._closed = False
        self.json_loads: Callable[[str], Any] = json_value
        """Makes the values of json and jsonb of their text, for cursors that execute from now."""

    def cursor(self) -> Cursor:
        """A new cursor."""
        self.usable()
        return Cursor(self)

    def execute(self, operation: str, parameters: Parameters = None) -> Cursor:
        """Run a statement with a new cursor; returns the cursor."""
        return self.cursor().execute(operation, parameters)

    def commit(self) -> None:
        """Nothing to do."""
        self.usable()

    def rollback(self) -> None:
        """Nothing to do."""
        self.usable()

    def close(self) -> None:
        """Close the connection. Idempotent; the transport's resources are released."""
        if not self._closed:
            self._closed = True
            self._transport.close()

    @property
    def closed(self) -> bool:
        """Whether it is closed."""
        return self._closed

    def usable(self) -> None:
        """InterfaceError when the connection is closed."""
        if self._closed:
            raise errors.InterfaceError("the connection is closed", sqlstate="08003")

    def run(self, statement: Statement, query_id: str) -> Answer:
        """Start a statement; for cursors."""
        self.usable()
        return self._transport.run(statement, query_id)

    def cancel(self, query_id: str) -> None:
        """Stop a statement; for cursors."""
        if not self._closed:
            self._transport.cancel(query_id)

    def __enter__(self) -> Connection:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()
