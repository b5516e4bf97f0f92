"""All statements of the HTTP door, by id: those that run, and for a while those that have ended.

Used on the event loop only. Imports: this package.
"""

from __future__ import annotations

import re
import time
from collections import OrderedDict
from typing import Final

from gateway.errors import SqlError
from gateway.execute.context import new_query_id
from gateway.serve.http.problems import Problem
from gateway.serve.http.statement import RunningStatement

_ID: Final = re.compile(r"[0-9a-f]{32}")
_REMEMBERED: Final = 1000
_SECONDS: Final = 600.0


class RunningStatements:
    """Who runs what."""

    def __init__(self, most_per_user: int) -> None:
        self._most = most_per_user
        self._running: dict[str, RunningStatement] = {}
        self._ended: OrderedDict[str, tuple[float, RunningStatement]] = OrderedDict()

    def begin(self, user: str, sql: str, wanted: str | None = None) -> RunningStatement:
        """A new statement; `wanted` is the id its client has chosen.

        Raises Problem 400 for what is no id, 409 for one in use; SqlError 53300 above the limit.
        """
        if wanted is not None and _ID.fullmatch(wanted) is None:
            raise Problem(400, "a query id is 32 hexadecimal digits in lower case")
        if wanted in self._running or wanted in self._ended:
            raise Problem(409, f"the query id {wanted} is in use")
        if sum(s.user == user for s in self._running.values()) >= self._most:
            raise SqlError(
                "53300",
                f'too many running statements for user "{user}"',
                detail=f"The limit is {self._most}.",
            )
        statement = RunningStatement(wanted or new_query_id(), user, sql)
        self._running[statement.query_id] = statement
        return statement

    def ended(self, statement: RunningStatement) -> None:
        """Keep what is known of it for a while."""
        self._running.pop(statement.query_id, None)
        self._ended[statement.query_id] = (time.monotonic(), statement)
        self._forget()

    def find(self, query_id: str, user: str) -> RunningStatement:
        """A statement of this user. Problem 404: there is none, or it is somebody else's."""
        self._forget()
        found = self._running.get(query_id)
        if found is None and query_id in self._ended:
            found = self._ended[query_id][1]
        if found is None or found.user != user:
            raise Problem(404, "there is no such query")
        return found

    def of(self, user: str) -> list[RunningStatement]:
        """What this user runs now."""
        return [s for s in self._running.values() if s.user == user]

    @property
    def count(self) -> int:
        """How many run now."""
        return len(self._running)

    def cancel_all(self) -> None:
        """The server is to stop."""
        reason = SqlError("57P01", "terminating connection due to administrator command")
        for statement in list(self._running.values()):
            statement.cancel(reason)

    def _forget(self) -> None:
        before = time.monotonic() - _SECONDS
        while self._ended:
            oldest = next(iter(self._ended.values()))[0]
            if oldest > before and len(self._ended) <= _REMEMBERED:
                return
            self._ended.popitem(last=False)
