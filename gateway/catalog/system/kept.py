"""What was found before, within limits: the same statement over the same catalog is the same.

Imports: pyarrow, `connectors.api`, this package.
"""

from __future__ import annotations

import threading
from collections import OrderedDict
from collections.abc import Callable, Hashable
from dataclasses import dataclass
from typing import Final, Generic, TypeVar

import pyarrow as pa

from connectors.api import OutputColumn
from gateway.catalog.system.from_items import Output

Answer = tuple[tuple[OutputColumn, ...], pa.Table]
T = TypeVar("T")
_MOST_BYTES: Final = 64 * 1024 * 1024
_LARGEST: Final = 32 * 1024 * 1024
_EACH: Final = 4096
"""Bytes that anything kept takes besides."""
_MOST_TEXT: Final = 8 * 1024 * 1024
_LONGEST: Final = 256 * 1024


@dataclass(frozen=True, slots=True)
class Rewritten:
    """A statement in DuckDB's terms.

    `live` are the relations of this moment that it reads, `outputs` what PostgreSQL says of its
    columns.
    """

    text: str
    live: tuple[str, ...]
    shows_types: bool
    outputs: tuple[Output, ...]


class Kept(Generic[T]):
    """The things last used; `size` says how much one takes of `most`, one above `largest` is not
    kept. Safe to use from many threads."""

    def __init__(self, size: Callable[[T], int], most: int, largest: int) -> None:
        self._size, self._most, self._largest = size, most, largest
        self._lock = threading.Lock()
        self._things: OrderedDict[Hashable, T] = OrderedDict()
        self._taken = 0

    def get(self, key: Hashable) -> T | None:
        """What is kept under a key."""
        with self._lock:
            found = self._things.get(key)
            if found is not None:
                self._things.move_to_end(key)
            return found

    def keep(self, key: Hashable, thing: T) -> None:
        """Keep it, unless it is large."""
        size = self._size(thing)
        if size > self._largest:
            return
        with self._lock:
            if key in self._things:
                return
            self._things[key] = thing
            self._taken += size
            while self._taken > self._most:
                _, dropped = self._things.popitem(last=False)
                self._taken -= self._size(dropped)


def kept_answers() -> Kept[Answer]:
    """For answers, by their bytes."""
    return Kept(lambda answer: answer[1].nbytes + _EACH, _MOST_BYTES, _LARGEST)


def kept_texts() -> Kept[Rewritten]:
    """For rewritten statements, by their length."""
    return Kept(lambda rewritten: len(rewritten.text) + _EACH, _MOST_TEXT, _LONGEST)
