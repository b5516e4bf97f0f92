"""Connectors in use: one per source, opened on first use and shared.

Imports: `connectors.api` only.
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Set

from connectors.api import Connector, ConnectorError
from gateway.errors import from_connector


class Connections:
    """Open connectors by source. Threads that ask for the same source wait for one opening."""

    def __init__(self, open_connector: Callable[[str], Connector]) -> None:
        self._open = open_connector
        self._lock = threading.Lock()
        self._opening: dict[str, threading.Lock] = {}
        self._connectors: dict[str, Connector] = {}
        self._retired: list[Connector] = []

    def get(self, source: str) -> Connector:
        """The connector of a source; what opening it raised, as a SqlError."""
        with self._lock:
            if source in self._connectors:
                return self._connectors[source]
            opening = self._opening.setdefault(source, threading.Lock())
        with opening:
            with self._lock:
                if source in self._connectors:
                    return self._connectors[source]
            try:
                connector = self._open(source)
            except ConnectorError as error:
                raise from_connector(error, source) from None
            with self._lock:
                self._connectors[source] = connector
            return connector

    def keep(self, sources: Set[str]) -> None:
        """Open all others anew on next use; queries that still run keep what they have."""
        with self._lock:
            for name in self._connectors.keys() - sources:
                self._retired.append(self._connectors.pop(name))

    def close(self) -> None:
        """Close everything ever opened. Idempotent."""
        with self._lock:
            connectors = [*self._retired, *self._connectors.values()]
            self._retired.clear()
            self._connectors.clear()
        for connector in dict.fromkeys(connectors):
            connector.close()
