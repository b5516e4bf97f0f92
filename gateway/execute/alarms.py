"""Calls at set times, all made by one thread: a thread for each costs as much as a look-up.

Imports: standard library.
"""

from __future__ import annotations

import heapq
import itertools
import threading
import time
from collections.abc import Callable
from typing import Final

Call = Callable[[], None]

_MANY: Final = 64
"""Cancelled alarms that are kept before it is worth while to look for them."""


class Alarm:
    """One call to come."""

    __slots__ = ("_alarms", "call", "number", "time")

    def __init__(self, alarms: Alarms, time: float, number: int, call: Call) -> None:
        self._alarms = alarms
        self.time = time
        self.number = number
        self.call: Call | None = call
        """None when it is not to be made."""

    def __lt__(self, other: Alarm) -> bool:
        return (self.time, self.number) < (other.time, other.number)

    def cancel(self) -> None:
        """Do not call. Idempotent; a call that is being made goes on."""
        if self.call is not None:
            self.call = None
            self._alarms.cancelled()


class Alarms:
    """Safe to use from many threads. Calls must be short and not raise."""

    def __init__(self, name: str) -> None:
        self._name = name
        self._changed = threading.Condition()
        self._coming: list[Alarm] = []
        self._cancelled = 0
        self._numbers = itertools.count()
        self._thread: threading.Thread | None = None

    def after(self, seconds: float, call: Call) -> Alarm:
        """Call when so many seconds have passed."""
        alarm = Alarm(self, time.monotonic() + seconds, next(self._numbers), call)
        with self._changed:
            heapq.heappush(self._coming, alarm)
            if self._thread is None:
                self._thread = threading.Thread(target=self._work, name=self._name, daemon=True)
                self._thread.start()
            elif self._coming[0] is alarm:
                self._changed.notify()
        return alarm

    def __len__(self) -> int:
        """Alarms that are kept, cancelled ones among them."""
        return len(self._coming)

    def cancelled(self) -> None:
        """One of them was; what it held is gone, and it will be."""
        with self._changed:
            self._cancelled += 1
            if self._cancelled > max(_MANY, len(self._coming) // 2):
                self._coming = [alarm for alarm in self._coming if alarm.call is not None]
                heapq.heapify(self._coming)
                self._cancelled = 0

    def _work(self) -> None:
        while True:
            call = self._due().call
            if call is not None:
                call()

    def _due(self) -> Alarm:
        """Wait for the next."""
        with self._changed:
            while True:
                if not self._coming:
                    self._changed.wait()
                    continue
                left = self._coming[0].time - time.monotonic()
                if left <= 0:
                    return heapq.heappop(self._coming)
                self._changed.wait(left)


ALARMS: Final = Alarms("alarms")
"""Those of this process."""
