"""Answers that were given before: the same statement over the same catalog has the same answer.

Imports: pyarrow, `connectors.api`.
"""

from __future__ import annotations

import threading
from collections import OrderedDict
from collections.abc import Hashable
from typing import Final

import pyarrow as pa

from connectors.api import OutputColumn

Answer = tuple[tuple[OutputColumn, ...], pa.Table]
_MOST_BYTES: Final = 64 * 1024 * 1024
_LARGEST: Final = 32 * 1024 * 1024


class Kept:
    """The answers last used, within a limit of memory. Safe to use from many threads."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._answers: OrderedDict[Hashable, Answer] = OrderedDict()
        self._bytes = 0

    def get(self, key: Hashable) -> Answer | None:
        """The answer kept under a key."""
        with self._lock:
            found = self._answers.get(key)
            if found is not None:
                self._answers.move_to_end(key)
            return found

    def keep(self, key: Hashable, answer: Answer) -> None:
        """Keep an answer, unless it is large."""
        size = answer[1].nbytes
        if size > _LARGEST:
            return
        with self._lock:
            if key in self._answers:
                return
            self._answers[key] = answer
            self._bytes += size
            while self._bytes > _MOST_BYTES:
                _, (_, dropped) = self._answers.popitem(last=False)
                self._bytes -= dropped.nbytes
