"""Threads that are used again: to start one costs as much as to look a row up.

They are daemons: one that waits for a source which does not answer must not keep the process.
Imports: standard library.
"""

from __future__ import annotations

import queue
import threading
from collections.abc import Callable
from typing import Final

_IDLE_SECONDS: Final = 10.0

Call = Callable[[], None]
_Inbox = queue.SimpleQueue[Call]


class Threads:
    """As many as are needed at one time. Safe to use from many threads."""

    def __init__(self, name: str) -> None:
        self._name = name
        self._idle: list[_Inbox] = []

    def run(self, call: Call) -> None:
        """Run it in a thread, at once. It must not raise."""
        try:
            inbox = self._idle.pop()
        except IndexError:
            inbox = queue.SimpleQueue()
            threading.Thread(target=self._work, args=(inbox,), name=self._name, daemon=True).start()
        inbox.put(call)

    def _work(self, inbox: _Inbox) -> None:
        while (call := self._next(inbox)) is not None:
            call()
            del call  # and all that it holds
            self._idle.append(inbox)

    def _next(self, inbox: _Inbox) -> Call | None:
        """What to do next; None when there is nothing for long."""
        try:
            return inbox.get(timeout=_IDLE_SECONDS)
        except queue.Empty:
            pass
        try:
            self._idle.remove(inbox)
        except ValueError:  # it has just been taken
            return inbox.get()
        return None


THREADS: Final = Threads("scan")
"""Those of this process's scans."""
