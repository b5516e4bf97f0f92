"""Sources that do not answer are left alone for a while: queries fail fast, and they recover alone.

After some failures to connect in a row the breaker of a source opens: for a time, which doubles up
to half a minute, whoever asks gets an error at once. Then one query may try; the others wait for
its outcome by failing still. The first answer closes the breaker.

Imports: `connectors.api`, `gateway.errors`.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

from connectors.api import ConnectorError, SourceUnavailable
from gateway.errors import SqlError

FAILURES: Final = 5
"""In a row, after which the breaker opens."""
SHORTEST: Final = 1.0
LONGEST: Final = 30.0
"""Seconds for which it stays open."""


@dataclass(slots=True)
class _State:
    failures: int = 0
    pause: float = 0.0
    until: float = 0.0
    trying: bool = False
    reason: str = ""


class Breakers:
    """One breaker for each source. Safe to use from many threads."""

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._lock = threading.Lock()
        self._states: dict[str, _State] = {}

    def check(self, source: str) -> None:
        """SqlError 08006 while the source is left alone; else the caller reports what comes."""
        with self._lock:
            state = self._states.get(source)
            if state is None or not state.pause:
                return
            left = state.until - self._clock()
            if left <= 0 and not state.trying:
                state.trying = True
                return
        raise SqlError(
            "08006",
            f'source "{source}": it does not answer and is left alone for a while',
            detail=f"After {state.failures} failures in a row. The last one: {state.reason}.",
            hint=f"It is tried again in {max(left, 0.1):.1f} s.",
        )

    def trusts(self, source: str) -> bool:
        """Whether `check` says nothing of it, and does not count who asks."""
        return source not in self._states

    def succeeded(self, source: str) -> None:
        """The source has answered."""
        with self._lock:
            self._states.pop(source, None)

    def failed(self, source: str, error: BaseException) -> None:
        """A scan failed. What counts is that nobody answered; any other error is an answer."""
        if not isinstance(error, SourceUnavailable) or not error.sqlstate.startswith("08"):
            if isinstance(error, ConnectorError) and not error.sqlstate.startswith(("57", "53")):
                self.succeeded(source)
            else:
                self._tried(source)
            return
        with self._lock:
            state = self._states.setdefault(source, _State())
            state.failures += 1
            state.reason = error.message
            state.trying = False
            if state.failures >= FAILURES:
                state.pause = min(max(state.pause * 2, SHORTEST), LONGEST)
                state.until = self._clock() + state.pause

    def open(self) -> dict[str, str]:
        """Sources that are left alone now, and why."""
        with self._lock:
            return {name: state.reason for name, state in self._states.items() if state.pause}

    def _tried(self, source: str) -> None:
        """A try that said nothing of the source (it was cancelled): the next one may."""
        with self._lock:
            if source in self._states:
                self._states[source].trying = False
