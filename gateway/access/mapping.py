"""User mappings: under whose name a role reaches a source, and the connectors opened so.

Imports: `connectors.api`, `gateway.catalog`.
"""

from __future__ import annotations

import threading
import uuid
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Final

from connectors.api import Connector
from gateway.catalog.address import with_login
from gateway.catalog.connections import Connections
from gateway.catalog.load import open_connector
from gateway.catalog.secrets import Vault
from gateway.catalog.sources import guarded
from gateway.catalog.store import Store
from gateway.errors import SqlError

OPTIONS: Final = ("user", "password")
"""What a mapping may say."""


@dataclass(frozen=True, slots=True)
class UserMapping:
    """The user a `role` (or PUBLIC) is at a source.

    `options` are `user` and `password`, secrets as templates (see `gateway.catalog.secrets`);
    `revision` changes with them.
    """

    source: str
    role: str
    options: Mapping[str, str] = field(repr=False)
    revision: str

    @classmethod
    def new(cls, source: str, role: str, options: Mapping[str, str]) -> UserMapping:
        """A mapping that was not there before."""
        return cls(source, role, options, uuid.uuid4().hex)


class MappedConnections:
    """Connectors by user mapping, each with a pool of its own. Safe to use from many threads."""

    def __init__(self, store: Store, vault: Vault) -> None:
        self._store = store
        self._vault = vault
        self._lock = threading.Lock()
        self._mappings: dict[str, UserMapping] = {}
        self._connections = Connections(self._open)

    def get(self, mapping: UserMapping) -> Connector:
        """The connector of a source under the mapping's name."""
        source = self._store.source(mapping.source)
        if source is None:
            raise SqlError("42704", f'source "{mapping.source}" does not exist')
        key = f"{source.revision} {mapping.revision}"
        with self._lock:
            self._mappings[key] = mapping
        return self._connections.get(key)

    def keep(self, mappings: Iterable[UserMapping]) -> None:
        """Retire the connectors of other mappings; queries that still run keep theirs."""
        revisions = {mapping.revision for mapping in mappings}
        with self._lock:
            kept = {key for key, m in self._mappings.items() if m.revision in revisions}
            self._mappings = {key: self._mappings[key] for key in kept}
        self._connections.keep(kept)

    def close(self) -> None:
        """Close them all. Idempotent."""
        self._connections.close()

    def _open(self, key: str) -> Connector:
        with self._lock:
            mapping = self._mappings[key]
        source = self._store.source(mapping.source)
        if source is None:
            raise SqlError("42704", f'source "{mapping.source}" does not exist')
        url = with_login(source.url, **mapping.options)
        filled = self._vault.fill(url, source.options)
        with guarded(mapping.source, filled):
            return open_connector(filled.url, filled.options)
