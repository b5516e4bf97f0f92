"""Transactions of a session: nothing is written, but settings, savepoints and failure are real.

A *unit* is what the client sends before it waits: a simple query, or messages up to Sync. Outside
a block it is a transaction by itself. A *level* is a transaction or a savepoint in it; what was
made in a level (a cursor) is gone when the level is undone.

Rules: xact.c. Imports: `gateway.errors`, this package.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from enum import Enum

from gateway.errors import SqlError
from gateway.session.notifications import Act, Notification
from gateway.session.values import Saved, Values


class Status(Enum):
    """As ReadyForQuery tells it."""

    IDLE = "I"
    OPEN = "T"
    FAILED = "E"


@dataclass(slots=True)
class Level:
    """A transaction, or a savepoint by name, and the settings when it began."""

    name: str
    before: Saved
    parent: Level | None = None
    acts: int = 0
    """How many acts there were before."""
    rolled_back: bool = False
    ended: bool = False

    @property
    def over(self) -> bool:
        """Whether its transaction has ended, in whichever way."""
        return self.ended or (self.parent is not None and self.parent.over)

    @property
    def undone(self) -> bool:
        """Whether it, or what it is in, was rolled back."""
        return self.rolled_back or (self.parent is not None and self.parent.undone)


class Transaction:
    """What a session is in the middle of."""

    def __init__(self, values: Values) -> None:
        self._values = values
        self._levels: list[Level] = []
        self._explicit = False
        self.failed = False
        """An error has happened in the block; nothing runs until its end."""
        self.several = False
        """The unit has more than one statement, so that it is a block of its own."""
        self.queried = False
        """A query has run, so that the isolation level stands."""
        self.start: datetime | None = None
        """When it began."""
        self.on_commit: Callable[[Sequence[Act]], None] = lambda acts: None
        """Told what the transaction has done when it commits."""
        self.on_end: Callable[[], None] = lambda: None
        """Called when it, or what followed a savepoint, is over."""
        self._acts: list[Act] = []
        self._said: set[Act] = set()

    @property
    def status(self) -> Status:
        """Between units."""
        if not self._explicit:
            return Status.IDLE
        return Status.FAILED if self.failed else Status.OPEN

    @property
    def in_block(self) -> bool:
        """Whether BEGIN has been said."""
        return self._explicit

    @property
    def in_any_block(self) -> bool:
        """Whether what is done now is not over with its statement."""
        return self._explicit or self.several

    @property
    def level(self) -> Level | None:
        """The innermost level."""
        return self._levels[-1] if self._levels else None

    # -- units -----------------------------------------------------------------------------

    def enter_unit(self) -> None:
        """A statement is about to run; the first of a unit begins its transaction."""
        if not self._levels:
            self._begin()

    def end_unit(self) -> None:
        """The unit is over: outside a block it commits."""
        self.several = False
        if not self._explicit:
            self._end()

    def fail(self) -> None:
        """A statement has failed: the block waits for its end, a unit of its own rolls back."""
        if self._explicit:
            self.failed = True
            self._values.restore(self._levels[-1].before)
        elif self._levels:
            self._undo(0)
            self._end()

    # -- statements ------------------------------------------------------------------------

    def begin(self) -> bool:
        """BEGIN. False when there is a block already."""
        if self._explicit:
            return False
        self.enter_unit()
        self._explicit = True
        return True

    def commit(self, *, chain: bool = False) -> bool:
        """COMMIT; whether it committed rather than rolled back a failed block."""
        good = not self.failed
        self._finish(chain=chain, undo=not good)
        return good

    def rollback(self, *, chain: bool = False) -> None:
        """ROLLBACK."""
        self._finish(chain=chain, undo=True)

    def savepoint(self, name: str) -> None:
        """SAVEPOINT."""
        self._levels.append(Level(name, self._values.saved(), self.level, len(self._acts)))

    def act(self, act: Act) -> None:
        """To be done when the transaction commits; the same again is done once."""
        if isinstance(act, Notification):
            if act in self._said:
                return
            self._said.add(act)
        self._acts.append(act)

    def release(self, name: str) -> None:
        """RELEASE: what happened since the savepoint belongs to what it is in. 3B001."""
        del self._levels[self._find(name) :]

    def rollback_to(self, name: str) -> None:
        """ROLLBACK TO: as it was at the savepoint, which stays; also after an error. 3B001."""
        at = self._find(name)
        level = self._levels[at]
        self._undo(at)
        self._levels.append(Level(level.name, level.before, level.parent, level.acts))
        self.failed = False
        self.on_end()

    # -- inside ----------------------------------------------------------------------------

    def _begin(self) -> None:
        self._levels = [Level("", self._values.saved())]
        self.start = datetime.now(UTC)

    def _finish(self, *, chain: bool, undo: bool) -> None:
        kept = {name: self._values.get(name) for name in _CHARACTERISTICS} if chain else {}
        if undo and self._levels:
            self._undo(0)
        self._end()
        if chain:
            self.begin()
            for name, value in kept.items():
                self._values.set(name, value, local=True)

    def _end(self) -> None:
        self._values.end_transaction()
        for level in self._levels:
            level.ended = True
        self._levels = []
        self._explicit = self.failed = self.queried = False
        self.start = None
        acts, self._acts = self._acts, []
        self._said.clear()
        if acts:
            self.on_commit(acts)
        self.on_end()

    def _undo(self, at: int) -> None:
        self._levels[at].rolled_back = True
        self._values.restore(self._levels[at].before)
        self._said.difference_update(self._acts[self._levels[at].acts :])
        del self._acts[self._levels[at].acts :]
        del self._levels[at:]

    def _find(self, name: str) -> int:
        for at in range(len(self._levels) - 1, 0, -1):
            if self._levels[at].name == name:
                return at
        raise SqlError("3B001", f'savepoint "{name}" does not exist')


_CHARACTERISTICS = ("transaction_isolation", "transaction_deferrable")
