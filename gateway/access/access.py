"""Who may read what: the rules of one metadata store, and what they mean for a session.

Imports: `gateway.catalog`, `gateway.session`, this package.
"""

from __future__ import annotations

import threading
from collections.abc import Mapping

from connectors.api import Connector
from gateway.access import store as rule_store
from gateway.access.mapping import MappedConnections
from gateway.access.rights import EVERYTHING, Rights
from gateway.access.roles import PUBLIC, having
from gateway.access.rules import Rules
from gateway.access.view import View
from gateway.catalog.address import PLACEHOLDER, with_login
from gateway.catalog.catalog import Catalog
from gateway.catalog.secrets import Vault
from gateway.catalog.seen import Seen
from gateway.catalog.store import Store
from gateway.errors import SqlError, unsupported
from gateway.session import Session


class Access:
    """Rights by role, derived once per version of the store. Safe to use from many threads.

    Without a store, and while there is no role, everything is allowed to everyone.
    """

    def __init__(self, catalog: Catalog, vault: Vault) -> None:
        self.catalog = catalog
        self._vault = vault
        self._mapped = MappedConnections(catalog.store, vault) if catalog.store else None
        self._lock = threading.Lock()
        self._version = -1
        self._rules = Rules()
        self._rights: dict[str, Rights] = {}
        self._views: dict[str, View] = {}

    @property
    def rules(self) -> Rules:
        """All rules at the present version."""
        with self._lock:
            self._refresh()
            return self._rules

    def rights(self, session: Session) -> Rights:
        """What a session may do. 28000 for a role that is not there (any more)."""
        with self._lock:
            return self._rights_of(session)

    def seen_by(self, session: Session) -> Seen:
        """The catalog as a session sees it, for its present version."""
        with self._lock:
            rights = self._rights_of(session)
            if rights.administrator:
                return self.catalog
            if rights.role not in self._views:
                self._views[rights.role] = View(self.catalog, rights)
            return self._views[rights.role]

    @property
    def fresh(self) -> bool:
        """Whether what a session may do is known without a look at the store."""
        store = self.catalog.store
        return store is None or (store.fresh and store.version() == self._version)

    @property
    def store(self) -> Store:
        """Where the rules are kept. 0A000 for a catalog in memory."""
        if self.catalog.store is None:
            raise unsupported("access control without a metadata store")
        return self.catalog.store

    def members(self, role: str) -> frozenset[str]:
        """All roles that a role has: itself, those it is a member of, PUBLIC. 42704."""
        rules = self.rules
        if role not in rules.roles:
            raise SqlError("42704", f'role "{role}" does not exist')
        return frozenset(rules.roles) if rules.roles[role] else having(rules.memberships, role)

    def connector(self, source: str, session: Session) -> Connector:
        """The connector of a source under the name that the session's role has there."""
        rules = self.rules
        if session.owner or self._mapped is None or not rules.mappings:
            return self.catalog.connector(source)
        mapping = rules.mapping(source, session.user) or rules.mapping(source, PUBLIC)
        if mapping is None:
            return self.catalog.connector(source)
        return self._mapped.get(mapping)

    def protected(self, session: Session, option: str, value: str) -> str:
        """A mapping's option as it may be stored: a literal password is encrypted.

        References to the environment and to files are for administrators: 42501.
        """
        if PLACEHOLDER.search(value):
            if value.startswith("${enc:") or not self.rights(session).administrator:
                raise SqlError("42501", f'permission denied to refer to a secret in "{option}"')
            return value
        return self._vault.encrypted(value) if option == "password" else value

    def check_mapping(self, source: str, options: Mapping[str, str]) -> None:
        """HV00D where the source's address takes no user and password."""
        found = self.store.source(source)
        if found is not None:
            with_login(found.url, **options)

    def close(self) -> None:
        """Close the connectors of user mappings. Idempotent."""
        if self._mapped is not None:
            self._mapped.close()

    def _rights_of(self, session: Session) -> Rights:
        self._refresh()
        if session.owner or not self._rules.roles:
            return EVERYTHING
        role = session.user
        if role not in self._rules.roles:  # it may have been made a moment ago, elsewhere
            self.store.look_again()
            self._refresh()
        if role not in self._rights:
            self._rights[role] = self._rules.rights(role)
        return self._rights[role]

    def _refresh(self) -> None:
        """Read the rules again if anything in the store has changed."""
        store = self.catalog.store
        version = self.catalog.version
        if store is None or version == self._version:
            return
        self._rules = rule_store.load(store)
        self._version = version
        if self._mapped is not None:
            self._mapped.keep(self._rules.mappings)
        self._rights.clear()
        self._views.clear()
