"""What a connection needs of the gateway, wherever that is.

Imports: pyarrow, `gateway.client.parameters`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Protocol

import pyarrow as pa

from gateway.client.parameters import Statement


@dataclass(slots=True)
class Answer:
    """A statement's answer, on its way.

    Every field of `schema` has its PostgreSQL type in its metadata (`pg_type`); a statement without
    rows (SET) has no fields. Reading raises the driver's errors.
    """

    schema: pa.Schema
    batches: Iterator[pa.RecordBatch]
    close: Callable[[], None] = lambda: None
    warnings: Callable[[], tuple[str, ...]] = tuple


class Transport(Protocol):
    """A session with one gateway: what SET changes lasts. Used by one thread at a time."""

    def run(self, statement: Statement, query_id: str) -> Answer:
        """Start a statement and return when its first rows are there. Raises Error."""

    def cancel(self, query_id: str) -> None:
        """Stop a statement, from any thread; one that is over is left alone."""

    def close(self) -> None:
        """Release everything. Idempotent."""
