"""All statements of the HTTP door, by id: those that run, and for a while those that have ended.

Used on the event loop only. Imports: this package.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

from gateway.errors import SqlError
from gateway.execute.context import new_query_id
from gateway.serve.http.problems import Problem
from gateway.serve.http.statement import RunningStatement, State

_REMEMBERED: Final = 1000
"""Streamed statements that have ended and are still shown."""
_STREAMED_SECONDS: Final = 600.0


@dataclass(frozen=True, slots=True)
class _Key:
    """An idempotency key: what it was first sent with, and what that began."""

    digest: bytes
    query_id: str


class RunningStatements:
    """Who runs what."""

    def __init__(
        self, keep_seconds: float, on_end: Callable[[RunningStatement], None] = lambda _: None
    ) -> None:
        """`keep_seconds`: for how long a result that is fetched later is kept."""
        self._keep = keep_seconds
        self._on_end = on_end
        self._known: dict[str, RunningStatement] = {}
        self._begun: dict[str, RunningStatement] = {}
        """Those of which nobody has said that they have ended."""
        self._until: dict[str, float] = {}
        self._keys: dict[tuple[str, str], _Key] = {}

    def begin(self, user: str, sql: str, wanted: str | None = None) -> RunningStatement:
        """A new statement; `wanted` is the id its client has chosen.

        Raises Problem 409 for one in use.
        """
        if wanted in self._known:
            raise Problem(409, f"the query id {wanted} is in use")
        statement = RunningStatement(wanted or new_query_id(), user, sql)
        self._known[statement.query_id] = self._begun[statement.query_id] = statement
        return statement

    def repeated(self, user: str, key: str, digest: bytes) -> RunningStatement | None:
        """What this key has begun before. Problem 422 if it came with another body then."""
        known = self._keys.get((user, key))
        if known is None or known.query_id not in self._known:
            return None
        if known.digest != digest:
            raise Problem(422, "the idempotency key was used with another body")
        return self._known[known.query_id]

    def remember(self, user: str, key: str, digest: bytes, statement: RunningStatement) -> None:
        """This key has begun this statement."""
        self._keys[user, key] = _Key(digest, statement.query_id)

    def ended(self, statement: RunningStatement) -> None:
        """It runs no more; keep what is known of it for a while."""
        self._begun.pop(statement.query_id, None)
        self._on_end(statement)
        seconds = _STREAMED_SECONDS if statement.spooled is None else self._keep
        self._until[statement.query_id] = time.monotonic() + seconds

    def find(self, query_id: str, user: str) -> RunningStatement:
        """A statement of this user. Problem 404: there is none, or it is somebody else's."""
        found = self.look_up(query_id, user)
        if found is None:
            raise Problem(404, "there is no such query")
        return found

    def look_up(self, query_id: str, user: str | None) -> RunningStatement | None:
        """A statement of this user, or (None) of anybody."""
        found = self._known.get(query_id)
        return found if found is not None and user in (None, found.user) else None

    def of(self, user: str | None) -> list[RunningStatement]:
        """This user's, or (None) everybody's, the newest first."""
        return [s for s in reversed(self._known.values()) if user in (None, s.user)]

    def running(self) -> list[RunningStatement]:
        """All that run."""
        return [s for s in self._begun.values() if s.state is State.RUNNING]

    @property
    def count(self) -> int:
        """How many run, or have not been cleared away."""
        return len(self._known) - len(self._until)

    def cancel_all(self) -> None:
        """The server is to stop."""
        reason = SqlError("57P01", "terminating connection due to administrator command")
        for statement in list(self._known.values()):
            statement.cancel(reason)

    def forget(self, statement: RunningStatement) -> None:
        """Nothing is known of it any more; its result has been deleted."""
        self._known.pop(statement.query_id, None)
        self._begun.pop(statement.query_id, None)
        self._until.pop(statement.query_id, None)

    def expired(self) -> list[RunningStatement]:
        """Those whose time is over; their results are to be deleted."""
        now = time.monotonic()
        streamed = [i for i in self._until if self._known[i].spooled is None]
        surplus = set(streamed[: max(len(streamed) - _REMEMBERED, 0)])
        over = [i for i, until in self._until.items() if until <= now or i in surplus]
        gone = [self._known[query_id] for query_id in over]
        for statement in gone:
            self.forget(statement)
        self._keys = {k: v for k, v in self._keys.items() if v.query_id in self._known}
        return gone
