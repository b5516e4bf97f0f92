"""Running statements as clients of PostgreSQL look at them: pg_stat_activity, pg_cancel_backend.

Imports: `gateway.access`, `gateway.catalog.system`, `gateway.session`, this package.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime

from gateway.access.access import Access
from gateway.catalog.system.surroundings import Activity
from gateway.operations.journal import Entry, Journal
from gateway.session import Session


class Activities:
    """An administrator's are everybody's statements, anybody else's the own."""

    def __init__(self, journal: Journal, access: Access) -> None:
        self._journal = journal
        self._access = access

    def others(self, session: Session) -> Sequence[Activity]:
        """What runs and the session may see, without the statement that it runs itself."""
        return [_activity(entry) for entry in self._entries(session)]

    def cancel(self, session: Session, process: int) -> bool:
        """Stop what a process runs; False where there is nothing that the session may see."""
        found = [entry for entry in self._entries(session) if entry.process == process]
        for entry in found:
            entry.cancel()
        return bool(found)

    def _entries(self, session: Session) -> list[Entry]:
        everything = self._access.rights(session).administrator
        return [
            entry
            for entry in self._journal.running()
            if entry.query_id != session.query_id
            and (everything or entry.is_of(session.session_user))
        ]


def _activity(entry: Entry) -> Activity:
    began = datetime.fromtimestamp(entry.began, UTC)
    return Activity(
        entry.process,
        entry.user,
        entry.application,
        entry.client or None,
        query_start=began,
        state_change=began,
        state="active",
        query=entry.text,
    )
