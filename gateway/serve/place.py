"""A worker's place among the processes that share the ports of one `unsilo serve`.

Each worker has two sockets in `$UNSILO_HOME/run`: one for commands (see `control`), which also
takes the cancels that came in at another worker, and one for HTTP requests about its queries.

Imports: standard library.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Final

MOST_WORKERS: Final = 64


@dataclass(frozen=True, slots=True)
class Place:
    """Worker `number` of `count`; `group` is the process id of their supervisor."""

    folder: Path
    group: int
    number: int
    count: int

    @property
    def others(self) -> Iterator[int]:
        """The numbers of the other workers."""
        return (number for number in range(self.count) if number != self.number)

    def control(self, number: int) -> Path:
        """Where a worker takes commands."""
        return self.folder / f"{self.group}-{number}.sock"

    def http(self, number: int) -> Path:
        """Where a worker answers HTTP requests that another one passes on."""
        return self.folder / f"{self.group}-{number}.http"
