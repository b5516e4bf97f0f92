"""Cancel keys: what proves that a CancelRequest comes from the client it speaks for.

Imports: standard library.
"""

from __future__ import annotations

import hmac
import itertools
import secrets
from collections.abc import Callable
from typing import Final

SHORT: Final = 4
"""Bytes of a secret in protocol 3.0."""
LONG: Final = 32
"""Since protocol 3.2, as PostgreSQL 18 makes them."""
_WORKER_BITS: Final = 8
_NUMBER_BITS: Final = 31 - _WORKER_BITS


class Keys:
    """The running conversations by process id and secret. Used on the event loop only.

    The upper bits of a process id are the number of the worker that made it, so that a
    CancelRequest which reaches another worker of the same port can be passed on.
    """

    def __init__(self, worker: int = 0) -> None:
        self._worker = worker
        self._numbers = itertools.count(1)
        self._known: dict[int, tuple[bytes, Callable[[], None]]] = {}

    def add(self, cancel: Callable[[], None], length: int = SHORT) -> tuple[int, bytes]:
        """A new process id and a secret of `length` bytes for what `cancel` stops."""
        process = self._free()
        secret = secrets.token_bytes(length)
        self._known[process] = (secret, cancel)
        return process, secret

    def remove(self, process: int) -> None:
        """The conversation is over."""
        self._known.pop(process, None)

    def cancel(self, process: int, secret: bytes) -> bool:
        """Cancel what the key's owner runs; False for a wrong key (nobody is told which)."""
        known, action = self._known.get(process, (b"", None))
        if not hmac.compare_digest(known, secret) or action is None:
            return False
        action()
        return True

    def _free(self) -> int:
        while True:
            number = next(self._numbers) & ((1 << _NUMBER_BITS) - 1)
            process = first_of(self._worker) + number
            if number and process not in self._known:
                return process


def first_of(worker: int) -> int:
    """Above which the process ids of a worker are."""
    return worker << _NUMBER_BITS


def worker_of(process: int) -> int:
    """The worker that made this process id."""
    return process >> _NUMBER_BITS
