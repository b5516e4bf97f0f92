"""Functions that do something: advisory locks and sleep. They act once for a statement.

What must be waited for is done when the statement's rows are asked for (`Later`), so that it can be
cancelled.
Imports: `gateway.errors`, `gateway.session`, this package.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Final, Protocol

from gateway.catalog.system.pieces import cut, is_at
from gateway.errors import Notice, SqlError, unsupported
from gateway.session import Session
from gateway.session.advisory import AdvisoryLocks, Key

_TAKING: Final = frozenset(
    f"pg_{how}advisory_{span}lock{mode}"
    for how in ("", "try_")
    for span in ("", "xact_")
    for mode in ("", "_shared")
)
ACTS: Final = _TAKING | {
    "pg_advisory_unlock", "pg_advisory_unlock_shared", "pg_advisory_unlock_all", "pg_sleep",
    "pg_sleep_for", "pg_sleep_until",
}  # fmt: skip
"""The functions."""
_CONDITIONAL: Final = frozenset({
    "where", "case", "coalesce", "nullif", "union", "intersect", "except", "and", "or", "limit",
    "offset", "having", "group", "with", "values", "join",
})  # fmt: skip
_LONGEST_PAUSE: Final = 0.05
_SIZES: Final = {1: (64, "bigint"), 2: (32, "integer")}


class Stopping(Protocol):
    """The running statement: what a wait hears of."""

    @property
    def cancelled(self) -> bool:
        """Whether it is to stop."""

    def on_cancel(self, abort: Callable[[], None]) -> None:
        """Call `abort` when it stops, or now if it has."""


Wait = Callable[[Stopping], None]


@dataclass(slots=True)
class Later:
    """What is left to do before the rows of a statement, and what there is to say."""

    waits: list[Wait] = field(default_factory=list)
    notices: list[Notice] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Acts:
    """The acts of one statement. `evaluate` gives the value of an expression without columns."""

    session: Session
    sql: str
    later: Later
    evaluate: Callable[[str, str], object]

    def call(self, name: str, arguments: Sequence[str]) -> str:
        """Do it, or have it done later; the value as DuckDB text. 0A000."""
        self._check(name)
        if name.startswith("pg_sleep"):
            return self._sleep(name, arguments)
        locks = self.session.locks
        if name == "pg_advisory_unlock_all":
            if locks is not None:  # else none was taken
                locks.give_all_back()
            return "''::VARCHAR"
        if locks is None:
            raise unsupported(f"{name} outside the PostgreSQL protocol")
        key, shared = self._key(name, arguments), name.endswith("_shared")
        if key is None:
            return "NULL::BOOLEAN" if "try" in name or "unlock" in name else "NULL::VARCHAR"
        if "unlock" in name:
            return self._unlock(locks, key, shared=shared)
        level = self.session.transaction.level if "_xact_" in name else None

        def take() -> bool:
            return locks.take(key, shared=shared, level=level)

        if name.startswith("pg_try"):
            return str(take()).lower()
        self.later.waits.append(lambda query: _until(take, query, self._patience()))
        return "''::VARCHAR"

    def _check(self, name: str) -> None:
        """0A000 where the function may be called not just once."""
        pieces = cut(self.sql)
        words = {piece.text for piece in pieces if piece.name is not None}
        froms = [at for at, piece in enumerate(pieces) if piece.text == "from"]
        plain = all(
            is_at(pieces, at + 1, name, "(") or is_at(pieces, at + 3, name, "(") for at in froms
        )
        if words & _CONDITIONAL or not plain:
            raise unsupported(f"{name} in a statement that may call it for some rows only")

    def _key(self, name: str, arguments: Sequence[str]) -> Key | None:
        bits, type_ = _SIZES[len(arguments)]
        numbers = [self.evaluate(argument, type_) for argument in arguments]
        found = 0
        for number in numbers:
            if number is None:
                return None
            if not isinstance(number, int):
                raise unsupported(f"{name} of something else than a literal")
            found = (found << bits) | (number & ((1 << bits) - 1))
        return Key(found, len(arguments) == 2)

    def _unlock(self, locks: AdvisoryLocks, key: Key, *, shared: bool) -> str:
        done = locks.give_back(key, shared=shared)
        if not done:
            mode = "ShareLock" if shared else "ExclusiveLock"
            text = f"you don't own a lock of type {mode}"
            self.later.notices.append(Notice("WARNING", "01000", text))
        return str(done).lower()

    def _patience(self) -> float | None:
        return self.session.seconds("lock_timeout")

    def _sleep(self, name: str, arguments: Sequence[str]) -> str:
        (argument,) = arguments
        match name:
            case "pg_sleep":
                seconds = self.evaluate(argument, "double")
            case "pg_sleep_for":
                seconds = self.evaluate(f"epoch(({argument})::interval)", "double")
            case _:
                moment = f"epoch(({argument})::timestamptz)"
                until = self.evaluate(moment, "double")
                seconds = until - time.time() if isinstance(until, float) else until
        if not isinstance(seconds, float):
            return "NULL::VARCHAR"
        self.later.waits.append(lambda query: _pause(seconds, query))
        return "''::VARCHAR"


def _pause(seconds: float, query: Stopping) -> None:
    """Wait so long, unless the statement is to stop."""
    stopped = threading.Event()
    query.on_cancel(stopped.set)
    stopped.wait(max(seconds, 0.0))


def _until(take: Callable[[], bool], query: Stopping, patience: float | None) -> None:
    """Try until it works. 55P03 when `lock_timeout` is over."""
    stopped = threading.Event()
    query.on_cancel(stopped.set)
    end = None if patience is None else time.monotonic() + patience
    pause = 0.001
    while not query.cancelled and not take():
        if end is not None and time.monotonic() > end:
            raise SqlError("55P03", "canceling statement due to lock timeout")
        stopped.wait(pause)
        pause = min(pause * 2, _LONGEST_PAUSE)
