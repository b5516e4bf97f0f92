"""Who is connected over PostgreSQL's protocol, and what runs: at one moment, as it can be told on.

Imports: `gateway.errors`, `gateway.session`, this package.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import asdict, dataclass, field
from typing import Any, Final

from gateway.errors import SqlError
from gateway.operations.journal import Entry, Journal
from gateway.session import Session, Status

_STATES: Final = {
    Status.IDLE: "idle",
    Status.OPEN: "idle in transaction",
    Status.FAILED: "idle in transaction (aborted)",
}


_ENDED: Final = "terminating connection due to administrator command"


@dataclass(frozen=True, slots=True)
class Running:
    """A statement. `began` is in seconds since 1970, `moved` what each source has moved so far."""

    query_id: str
    process: int
    user: str
    role: str
    owner: bool
    application: str
    door: str
    client: str
    sql: str
    began: float
    seconds: float
    rows: int
    moved: list[Mapping[str, Any]]

    @classmethod
    def of(cls, entry: Entry) -> Running:
        """One of this process."""
        moved: list[Mapping[str, Any]] = [
            {"source": p.source, "rows": p.rows, "bytes": p.bytes, "done": p.done}
            for p in entry.progress
        ]
        return cls(
            entry.query_id,
            entry.process,
            entry.user,
            entry.role,
            entry.owner,
            entry.application,
            entry.door,
            entry.client,
            entry.text,
            entry.began,
            round(entry.seconds, 3),
            entry.rows,
            moved,
        )

    def is_of(self, user: str) -> bool:
        """Whether it was run by this user of the gateway."""
        return self.user == user and not self.owner


@dataclass(frozen=True, slots=True)
class Connected:
    """A connection. `since` is in seconds since 1970."""

    process: int
    user: str
    application: str
    client: str
    since: float
    state: str


@dataclass(frozen=True, slots=True)
class Present:
    """Connections and statements of one or more processes."""

    connections: list[Connected] = field(default_factory=list)
    statements: list[Running] = field(default_factory=list)

    def told(self) -> dict[str, Any]:
        """As JSON has it."""
        return asdict(self)

    @classmethod
    def heard(cls, told: Mapping[str, Any]) -> Present:
        """What `told` has said."""
        return cls(
            [Connected(**one) for one in told["connections"]],
            [Running(**one) for one in told["statements"]],
        )


@dataclass(frozen=True, slots=True, eq=False)
class _Client:
    session: Session
    leave: Callable[[SqlError], None]
    since: float


class Presence:
    """The connections of this process, beside its journal. Safe to use from many threads."""

    def __init__(self, journal: Journal) -> None:
        self._journal = journal
        self._lock = threading.Lock()
        self._clients: set[_Client] = set()

    @contextmanager
    def connected(self, session: Session, leave: Callable[[SqlError], None]) -> Iterator[None]:
        """Until the end of the context. `leave` ends the connection, from any thread."""
        client = _Client(session, leave, time.time())
        with self._lock:
            self._clients.add(client)
        try:
            yield
        finally:
            with self._lock:
                self._clients.remove(client)

    def now(self) -> Present:
        """This process, at this moment."""
        statements = [Running.of(entry) for entry in self._journal.running()]
        return Present([_connected(client) for client in self._all()], statements)

    def cancel(self, process: int, whose: str | None) -> bool:
        """Stop what a process runs, if it is this user's (None: whosever it is)."""
        found = [
            entry
            for entry in self._journal.running()
            if entry.process == process and (whose is None or entry.is_of(whose))
        ]
        for entry in found:
            entry.cancel()
        return bool(found)

    def terminate(self, process: int, whose: str | None) -> bool:
        """End a connection; what has none is canceled."""
        for client in self._all():
            user = client.session.login_user
            if client.session.process == process and whose in (None, user):
                client.leave(SqlError("57P01", _ENDED))
                return True
        return self.cancel(process, whose)

    def _all(self) -> list[_Client]:
        with self._lock:
            return list(self._clients)


def _connected(client: _Client) -> Connected:
    session = client.session
    return Connected(
        session.process,
        session.login_user,
        session.get("application_name"),
        session.client,
        client.since,
        _STATES[session.transaction.status],
    )
