"""Clients and statements as PostgreSQL's clients look at them: pg_stat_activity, pg_cancel_backend.

All workers of a server are one to them.

Imports: `gateway.access`, `gateway.catalog.system`, `gateway.session`, this package.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import UTC, datetime

from gateway.access.access import Access
from gateway.catalog.system.surroundings import Activity
from gateway.operations.present import Connected, Presence, Present, Running
from gateway.operations.processes import Processes
from gateway.session import Session


class Activities:
    """An administrator's are everybody's, anybody else's the own."""

    def __init__(self, presence: Presence, processes: Processes, access: Access) -> None:
        self._presence = presence
        self._processes = processes
        self._access = access

    def others(self, session: Session) -> Sequence[Activity]:
        """Who is there, and what runs without a connection; not the session itself. 58000."""
        heard = self._processes.ask_siblings({"do": "present"})
        whose = self._whose(session)
        return [
            activity
            for present in (self._presence.now(), *map(Present.heard, heard))
            for activity in _activities(present, session, whose)
        ]

    def cancel(self, session: Session, process: int) -> bool:
        """Stop what a process runs; False where there is nothing that the session may see."""
        return self._stop(session, process, "cancel")

    def terminate(self, session: Session, process: int) -> bool:
        """End a process's connection; False where there is none that the session may see."""
        return self._stop(session, process, "terminate")

    def _stop(self, session: Session, process: int, how: str) -> bool:
        whose = self._whose(session)
        stop = self._presence.cancel if how == "cancel" else self._presence.terminate
        if stop(process, whose):
            return True
        request = {"do": how, "process": process, "whose": whose}
        return any(answer["stopped"] for answer in self._processes.ask_siblings(request))

    def _whose(self, session: Session) -> str | None:
        """The user who may be looked at; None for everybody."""
        everybody = self._access.rights(session).administrator
        return None if everybody else session.session_user


def _activities(present: Present, session: Session, whose: str | None) -> Iterator[Activity]:
    statements = {
        one.process: one
        for one in present.statements
        if one.query_id != session.query_id and (whose is None or one.is_of(whose))
    }
    for connection in present.connections:
        if whose in (None, connection.user) and connection.process != session.process:
            yield _connected(connection, statements.pop(connection.process, None))
    for statement in statements.values():
        if not session.process or statement.process != session.process:
            yield _running(statement)


def _connected(connection: Connected, statement: Running | None) -> Activity:
    began = None if statement is None else _moment(statement.began)
    return Activity(
        connection.process,
        connection.user,
        connection.application,
        connection.client or None,
        connected_at=_moment(connection.since),
        query_start=began,
        state_change=began,
        state=connection.state if statement is None else "active",
        query="" if statement is None else statement.sql,
    )


def _running(statement: Running) -> Activity:
    """What came another way than over a connection of PostgreSQL's protocol."""
    began = _moment(statement.began)
    return Activity(
        statement.process,
        statement.user,
        statement.application,
        statement.client or None,
        query_start=began,
        state_change=began,
        state="active",
        query=statement.sql,
    )


def _moment(seconds: float) -> datetime:
    return datetime.fromtimestamp(seconds, UTC)
