"""How much a batch holds: little at first, and no more than its reader takes in a moment.

The first rows are to leave early, whoever reads slowly is to cost little memory, and whoever reads
fast is to be fed in large pieces. A source that can be told how many bytes to gather follows
`Pace.bytes`; one that counts rows follows `Pace.rows`, which is judged by the rows before.

Imports: pyarrow.
"""

from __future__ import annotations

import time
from collections.abc import Generator
from typing import Final

import pyarrow as pa

FIRST_BYTES: Final = 16 * 1024
MOST_BYTES: Final = 512 * 1024
_FAST_BYTES: Final = 1024 * 1024
_PROOF: Final = 16 * 1024 * 1024
"""Who has taken so much without delay reads fast, and gets `_FAST_BYTES` a batch, which costs less
for each row. It is more than the sockets' buffers take for a reader that does not read."""
MOST_ROWS: Final = 8192
"""Rows to ask for at a time of a source that can be told once only."""
_FIRST_ROWS: Final = 256
_MOMENT: Final = 0.5
"""Seconds. A batch that waited longer for its reader was too large, or the queue before it."""
_GROWTH: Final = 2


class Pace:
    """The sizes of one scan's batches. Used by the scan's thread only."""

    def __init__(self, most_rows: int) -> None:
        """`most_rows`: what no batch may exceed, as `ScanContext.batch_rows` says."""
        self._most_rows = max(1, most_rows)
        self._given: float | None = None
        self._without_delay = 0
        self.bytes = FIRST_BYTES
        """What the next batch should hold, in bytes of Arrow or on the wire."""
        self.rows = min(_FIRST_ROWS, self._most_rows)
        """Rows that the next batch should have: as many as `bytes` hold, going by the last one."""
        self._row_bytes = 1

    def given(self, rows: int, size: int) -> None:
        """A batch of so many bytes is handed over now; `taken` when the next one is asked for."""
        self._given = time.monotonic()
        self.rows = max(1, rows)
        self._row_bytes = max(1, size // self.rows)

    def taken(self) -> None:
        """The next batch is asked for: larger, or smaller if the last one has waited long."""
        if self._given is None:
            return
        waited, self._given = time.monotonic() - self._given, None
        if waited > _MOMENT:
            self._without_delay = 0
            self.bytes = max(self.bytes // _GROWTH, FIRST_BYTES)
        else:
            self._without_delay += self.rows * self._row_bytes
            most = _FAST_BYTES if self._without_delay > _PROOF else MOST_BYTES
            self.bytes = min(self.bytes * _GROWTH, most)
        fitting = max(1, self.bytes // self._row_bytes)
        self.rows = min(fitting, self.rows * _GROWTH, self._most_rows)

    def hand(self, batch: pa.RecordBatch) -> Generator[pa.RecordBatch, None, None]:
        """Hand a batch over, in parts if it is too large, and see how fast it is taken."""
        size, step = batch.nbytes, self._most_rows
        if size > 2 * MOST_BYTES:
            step = min(step, max(1, batch.num_rows * MOST_BYTES // size))
        for start in range(0, batch.num_rows, step):
            part = batch.slice(start, step)
            self.given(part.num_rows, size * part.num_rows // batch.num_rows)
            yield part
            self.taken()
