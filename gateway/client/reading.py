"""One result, read as rows or as batches, in any order, every row once.

Imports: pyarrow, `gateway.client.values`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import pyarrow as pa

from gateway.client.values import rows


class Reading:
    """The batches of a result; `done` is called with the number of all rows after the last.

    `json_loads` makes the values of json and jsonb of their text.
    """

    def __init__(
        self,
        batches: Iterator[pa.RecordBatch],
        done: Callable[[int], None],
        json_loads: Callable[[str], Any],
    ) -> None:
        self._batches = batches
        self._json_loads = json_loads
        self._done = done
        self._seen = 0
        self._current: pa.RecordBatch | None = None
        self._taken = 0
        self.rows = self._rows()
        """The rows, decoded a batch at a time."""

    def batches(self) -> Iterator[pa.RecordBatch]:
        """What has not been taken as rows yet; what is taken here does not come as rows again."""
        current, self._current = self._current, None
        self.rows = self._rows()
        if current is not None and self._taken < current.num_rows:
            yield current.slice(self._taken)
        yield from self._arriving()

    def _rows(self) -> Iterator[tuple[Any, ...]]:
        for batch in self._arriving():
            self._current, self._taken = batch, 0
            for row in rows(batch, self._json_loads):
                self._taken += 1
                yield row
            self._current = None

    def _arriving(self) -> Iterator[pa.RecordBatch]:
        for batch in self._batches:
            self._seen += batch.num_rows
            yield batch
        self._done(self._seen)
