"""What a conversation is in the middle of: transaction, settings the client follows.

Imports: `gateway.errors`, `gateway.session`, this package.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from gateway.errors import SqlError
from gateway.serve.pgwire import replies
from gateway.session import Session, Status

_ENDS: Final = frozenset({"commit", "end", "rollback", "abort"})
_FOLLOWED: Final = (
    "application_name", "client_encoding", "DateStyle", "default_transaction_read_only",
    "integer_datetimes", "IntervalStyle", "is_superuser", "search_path", "server_encoding",
    "server_version", "standard_conforming_strings", "TimeZone",
)  # fmt: skip
"""The settings PostgreSQL 18 reports to clients, of those we have."""


class State:
    """What the conversation may do now, and the settings it has reported."""

    def __init__(self, session: Session) -> None:
        self._session = session
        self._reported: dict[str, str] = {}
        self._revision: object = None

    def check(self, word: str) -> None:
        """25P02 unless a statement that begins with `word` may run now."""
        if self._session.transaction.failed and word not in _ENDS:
            raise _aborted()

    def check_described(self, *, returns_rows: bool) -> None:
        """25P02 where nothing may run that returns rows."""
        if self._session.transaction.failed and returns_rows:
            raise _aborted()

    def patience(self) -> tuple[float | None, SqlError]:
        """How many seconds the client may be idle now (None: for ever), and what follows."""
        if self._session.transaction.status is not Status.IDLE:
            message = "terminating connection due to idle-in-transaction timeout"
            limit = self._session.seconds("idle_in_transaction_session_timeout")
            return limit, SqlError("25P03", message)
        message = "terminating connection due to idle-session timeout"
        return self._session.seconds("idle_session_timeout"), SqlError("57P05", message)

    def changes(self) -> Iterator[bytes]:
        """ParameterStatus for every followed setting whose value the client does not know."""
        revision = self._session.values.revision
        if revision is self._revision:
            return
        self._revision = revision
        for name, value in self._followed():
            if self._reported.get(name) != value:
                self._reported[name] = value
                yield replies.parameter_status(name, value)

    def _followed(self) -> Iterator[tuple[str, str]]:
        for name in _FOLLOWED:
            yield name, self._session.get(name)
        yield "session_authorization", self._session.session_user
        yield "in_hot_standby", "off"


def _aborted() -> SqlError:
    return SqlError(
        "25P02", "current transaction is aborted, commands ignored until end of transaction block"
    )
