"""LISTEN and NOTIFY among the sessions of one gateway.

What a transaction says and hears changes when it commits, and only then; a session is told between
its transactions. Rules: async.c.

Imports: `gateway.errors`.
"""

from __future__ import annotations

import threading
from collections import deque
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Final

from gateway.errors import SqlError

LONGEST_PAYLOAD: Final = 7999
"""Bytes (`NOTIFY_PAYLOAD_MAX_LENGTH` is one more)."""
LONGEST_NAME: Final = 63
"""Bytes of a channel's name."""
_MOST_WAITING: Final = 16 * 1024 * 1024
"""Bytes that may wait for one session."""


@dataclass(frozen=True, slots=True)
class Notification:
    """What was said on a channel by the session with this process number."""

    process: int
    channel: str
    payload: str = ""


@dataclass(frozen=True, slots=True)
class Listen:
    """From the commit on the session hears a channel."""

    channel: str


@dataclass(frozen=True, slots=True)
class Unlisten:
    """It does not any more; None is every channel."""

    channel: str | None = None


Act = Listen | Unlisten | Notification
"""What a transaction does when it commits."""


class Exchange:
    """Who hears which channel. For any thread."""

    def __init__(self) -> None:
        self._hearing: dict[str, set[Listener]] = {}
        self._lock = threading.Lock()
        self.pass_on: Callable[[Sequence[Notification]], None] = lambda said: None
        """Told of everything that is said here, for other processes."""

    def commit(self, listener: Listener, acts: Sequence[Act]) -> None:
        """What a session's transaction did: first what it hears, then what it says."""
        with self._lock:
            for act in acts:
                if isinstance(act, Listen):
                    self._hearing.setdefault(act.channel, set()).add(listener)
                elif isinstance(act, Unlisten):
                    self._forget(listener, act.channel)
        said = [act for act in acts if isinstance(act, Notification)]
        if said:
            self.deliver(said, listener)
            self.pass_on(said)

    def deliver(self, said: Sequence[Notification], sender: Listener | None = None) -> None:
        """Tell the sessions that listen here; the sender looks for itself."""
        with self._lock:
            hearing = [(one, tuple(self._hearing.get(one.channel, ()))) for one in said]
        told = set()
        for one, listeners in hearing:
            for listener in listeners:
                listener.hear(one)
                told.add(listener)
        for listener in told - {sender}:
            listener.wake()

    def check_room(self, channel: str) -> None:
        """54000 where a session that hears the channel does not take what waits for it."""
        with self._lock:
            listeners = tuple(self._hearing.get(channel, ()))
        if any(listener.waiting > _MOST_WAITING for listener in listeners):
            raise SqlError("54000", "too many notifications in the NOTIFY queue")

    def heard_by(self, listener: Listener) -> list[str]:
        """The channels of a session."""
        with self._lock:
            return sorted(c for c, listeners in self._hearing.items() if listener in listeners)

    def _forget(self, listener: Listener, channel: str | None) -> None:
        for name in [*self._hearing] if channel is None else [channel]:
            listeners = self._hearing.get(name, set())
            listeners.discard(listener)
            if not listeners:
                self._hearing.pop(name, None)


class Listener:
    """A session's ear. `wake` is called, in any thread, when there is something to take."""

    def __init__(self, exchange: Exchange, wake: Callable[[], None]) -> None:
        self.exchange = exchange
        self.wake = wake
        self.waiting = 0
        """Bytes that have not been taken."""
        self._inbox: deque[Notification] = deque()

    def hear(self, said: Notification) -> None:
        """Keep it until the session takes it."""
        self._inbox.append(said)
        self.waiting += len(said.payload) + len(said.channel)

    def taken(self) -> list[Notification]:
        """What was said since, in order."""
        found = []
        while self._inbox:
            found.append(self._inbox.popleft())
        self.waiting = 0
        return found

    @property
    def channels(self) -> list[str]:
        """What the session hears."""
        return self.exchange.heard_by(self)

    def close(self) -> None:
        """Hear nothing any more."""
        self.exchange.commit(self, [Unlisten()])


def checked(process: int, channel: str, payload: str) -> Notification:
    """A notification. 22023 for a name or a payload that PostgreSQL does not take."""
    if not channel:
        raise SqlError("22023", "channel name cannot be empty")
    if len(channel.encode()) > LONGEST_NAME:
        raise SqlError("22023", "channel name too long")
    if len(payload.encode()) > LONGEST_PAYLOAD:
        raise SqlError("22023", "payload string too long")
    return Notification(process, channel, payload)
