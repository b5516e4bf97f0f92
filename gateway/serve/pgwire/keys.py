"""Cancel keys: what proves that a CancelRequest comes from the client it speaks for.

Imports: standard library.
"""

from __future__ import annotations

import hmac
import itertools
import secrets
from collections.abc import Callable


class Keys:
    """The running conversations by process id and secret. Used on the event loop only."""

    def __init__(self) -> None:
        self._numbers = itertools.count(1)
        self._known: dict[int, tuple[bytes, Callable[[], None]]] = {}

    def add(self, cancel: Callable[[], None]) -> tuple[int, int]:
        """A new process id and secret for a conversation that `cancel` stops."""
        process = next(self._numbers) & 0x7FFFFFFF
        secret = secrets.token_bytes(4)
        self._known[process] = (secret, cancel)
        return process, int.from_bytes(secret)

    def remove(self, process: int) -> None:
        """The conversation is over."""
        self._known.pop(process, None)

    def cancel(self, process: int, secret: int) -> bool:
        """Cancel what the key's owner runs; False for a wrong key (nobody is told which)."""
        known, action = self._known.get(process, (b"", None))
        if not hmac.compare_digest(known, secret.to_bytes(4)) or action is None:
            return False
        action()
        return True
