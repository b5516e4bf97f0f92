"""What a scan needs of a connection, whichever client library is behind it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Protocol

import pyarrow as pa

from connectors.pace import Pace


class Statement(Protocol):
    """One statement, run once."""

    def batches(self) -> Iterator[pa.RecordBatch]:
        """Run, and give batches in the form of ADBC's driver. Raises the library's error."""

    @property
    def over(self) -> bool:
        """Whether the server is known to do nothing for it any more."""

    def cancel(self) -> None:
        """Ask the server to stop; from any thread, while the statement is open."""

    def cut(self) -> None:
        """Hang up on a server that does not hear `cancel`, if a reader waits for it; any thread."""

    def close(self) -> None:
        """Release its memory."""


class Connection(Protocol):
    """A session, used by one thread at a time."""

    timeout: int
    """The session's statement_timeout in milliseconds."""

    def run(self, sql: str, values: Sequence[str] = ()) -> None:
        """A small statement whose rows do not matter; `values` bound as text to $1, $2, …"""

    def statement(self, sql: str, values: Sequence[str], pace: Pace) -> Statement:
        """A statement ready to run; its batches hold about `pace.bytes`, where it can be told."""

    def alive(self) -> bool:
        """Whether the server answers."""

    def close(self) -> None:
        """End the session."""
