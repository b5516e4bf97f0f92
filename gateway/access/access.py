"""Who may read what: the rules of one metadata store, and what they mean for a session.

Imports: `gateway.catalog`, `gateway.session`, this package.
"""

from __future__ import annotations

import threading

from gateway.access import store as rule_store
from gateway.access.rights import EVERYTHING, Rights
from gateway.access.rules import Rules
from gateway.access.view import View
from gateway.catalog.catalog import Catalog
from gateway.catalog.seen import Seen
from gateway.session import Session


class Access:
    """Rights by role, derived once per version of the store. Safe to use from many threads.

    Without a store, and while there is no role, everything is allowed to everyone.
    """

    def __init__(self, catalog: Catalog) -> None:
        self._catalog = catalog
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
                return self._catalog
            if rights.role not in self._views:
                self._views[rights.role] = View(self._catalog, rights)
            return self._views[rights.role]

    def _rights_of(self, session: Session) -> Rights:
        self._refresh()
        if session.owner or not self._rules.roles:
            return EVERYTHING
        role = session.user
        if role not in self._rights:
            self._rights[role] = self._rules.rights(role)
        return self._rights[role]

    def _refresh(self) -> None:
        """Read the rules again if anything in the store has changed."""
        store = self._catalog.store
        version = self._catalog.version
        if store is None or version == self._version:
            return
        self._rules = rule_store.load(store)
        self._version = version
        self._rights.clear()
        self._views.clear()
