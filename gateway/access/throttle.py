"""Failed logins make the next ones of the same user from the same address wait.

Imports: `gateway.errors`.
"""

from __future__ import annotations

import math
import threading
import time
from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

from gateway.errors import SqlError

FREE: Final = 3
"""Failures that cost nothing: people mistype."""
FIRST_WAIT: Final = 0.5
LONGEST_WAIT: Final = 10.0
"""Seconds: each failure doubles the wait, up to this."""
FORGOTTEN_AFTER: Final = 900.0
_MOST: Final = 10_000


@dataclass(slots=True)
class _Record:
    failures: int
    seen: float
    free_at: float = 0.0


class Throttle:
    """Counts failures; of as many users and addresses as fit its memory. For many threads.

    Attempts that come at the same time wait one after another. Only what can be guessed needs it:
    a token never waits, so nobody who holds one can be locked out by others' failures.
    """

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._lock = threading.Lock()
        self._records: OrderedDict[tuple[str, str | None], _Record] = OrderedDict()

    def wait(self, user: str, address: str | None) -> float:
        """Seconds until this attempt may be answered. 53300 when too many wait already."""
        now = self._clock()
        with self._lock:
            record = self._current(user, address, now)
            step = _step(record.failures) if record is not None else 0.0
            if record is None or step == 0.0:
                return 0.0
            turn = max(now, record.free_at)
            if turn - now > LONGEST_WAIT:
                raise SqlError(
                    "53300",
                    f'too many failed login attempts for user "{user}"',
                    hint=f"Try again in {math.ceil(turn - now)} seconds.",
                )
            record.free_at = turn + step
            return turn + step - now

    def failed(self, user: str, address: str | None) -> None:
        """An attempt was wrong."""
        now = self._clock()
        with self._lock:
            record = self._current(user, address, now)
            if record is None:
                record = self._records[user, address] = _Record(0, now)
            record.failures += 1
            record.seen = now
            self._records.move_to_end((user, address))
            while len(self._records) > _MOST:
                self._records.popitem(last=False)

    def succeeded(self, user: str, address: str | None) -> None:
        """An attempt was right: what was before is forgotten."""
        with self._lock:
            self._records.pop((user, address), None)

    def _current(self, user: str, address: str | None, now: float) -> _Record | None:
        record = self._records.get((user, address))
        if record is not None and now - record.seen > FORGOTTEN_AFTER:
            del self._records[user, address]
            return None
        return record


def _step(failures: int) -> float:
    if failures < FREE:
        return 0.0
    return min(FIRST_WAIT * 2.0 ** min(failures - FREE, 30), LONGEST_WAIT)
