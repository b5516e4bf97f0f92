"""Prepared statements and portals: what a client has named, and how far it has read.

Everything here blocks and runs in a worker thread; the conversation sees to it that only one
thread at a time is inside.

Imports: pyarrow, `connectors.api`, `gateway.serve.pgwire.encode`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Final, Protocol

import pyarrow as pa

from connectors.api import OutputColumn
from connectors.types import Type
from gateway.execute.result import Result
from gateway.serve.pgwire.encode import data_rows

_FIRST_ROWS: Final = 1024
_MOST_ROWS: Final = 32_768
_TARGET_BYTES: Final = 1024 * 1024
"""What one chunk may hold: the first is small so that it leaves early."""


class Runnable(Protocol):
    """A prepared statement, the gateway's or our own."""

    @property
    def parameters(self) -> tuple[Type, ...]:
        """Types of its parameters."""

    @property
    def columns(self) -> tuple[OutputColumn, ...]:
        """What it returns; empty when it returns no rows."""

    def execute(self, values: Sequence[object] = ()) -> Result:
        """Run it."""


@dataclass(frozen=True, slots=True)
class Statement:
    """A prepared statement; `prepared` is None for an empty one.

    `word` is its first word in lower case, `offset` where it starts in the client's text.
    """

    sql: str
    word: str
    offset: int = 0
    prepared: Runnable | None = None

    @property
    def parameters(self) -> Sequence[Type]:
        """Types of its parameters."""
        return () if self.prepared is None else self.prepared.parameters

    @property
    def columns(self) -> Sequence[OutputColumn]:
        """What it returns; empty when it returns no rows."""
        return () if self.prepared is None else self.prepared.columns


@dataclass(frozen=True, slots=True)
class Chunk:
    """Encoded rows."""

    data: memoryview
    rows: int


class Portal:
    """A statement with its values, and its result from the first Execute on."""

    def __init__(
        self,
        statement: Statement,
        values: Sequence[str | None] = (),
        formats: Sequence[int] = (),
    ) -> None:
        self.statement = statement
        self.values = values
        self.formats = tuple(formats) or (0,) * len(statement.columns)
        """Format code of each column: 0 text, 1 binary."""
        self.result: Result | None = None
        self.rows = 0
        """Rows read so far."""
        self.complete = False
        """Whether it has been read to its end."""
        self._batches: Iterator[pa.RecordBatch] = iter(())
        self._rest: pa.RecordBatch | None = None
        self._step = _FIRST_ROWS

    @property
    def columns(self) -> Sequence[OutputColumn]:
        """What it returns; empty when it returns no rows."""
        return self.statement.columns if self.result is None else self.result.columns

    def start(self, execute: Callable[[], Result]) -> None:
        """Run it, unless it runs already."""
        if self.result is None:
            self.result = execute()
            self._batches = iter(self.result.batches())

    def read(self, limit: int | None) -> Chunk | None:
        """The next rows in encoded form, at most `limit`; None at the end."""
        assert self.result is not None
        batch = self._next_batch()
        if batch is None:
            self.complete = True
            return None
        piece = batch.slice(0, self._rows_of(batch, limit))
        self._rest = batch.slice(piece.num_rows)
        self._step = min(self._step * 4, _MOST_ROWS)
        self.rows += piece.num_rows
        types = [column.type for column in self.result.columns]
        return Chunk(data_rows(piece, types, self.formats), piece.num_rows)

    def close(self) -> None:
        """Give up what has not been read. Idempotent."""
        result, self.result, self._rest, self._batches = self.result, None, None, iter(())
        if result is not None:
            result.close()

    def _next_batch(self) -> pa.RecordBatch | None:
        while self._rest is None or self._rest.num_rows == 0:
            self._rest = next(self._batches, None)
            if self._rest is None:
                return None
        return self._rest

    def _rows_of(self, batch: pa.RecordBatch, limit: int | None) -> int:
        width: int = batch.nbytes // batch.num_rows or 1
        rows: int = min(self._step, batch.num_rows, max(_TARGET_BYTES // width, 1))
        return rows if limit is None else min(rows, limit)
