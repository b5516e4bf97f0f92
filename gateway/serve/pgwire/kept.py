"""Rows of a SCROLL cursor, kept so that they can be read again: in memory, then in a file.

Imports: pyarrow, `gateway.errors`.
"""

from __future__ import annotations

import tempfile
from bisect import bisect_right
from typing import IO, Final

import pyarrow as pa

from gateway.errors import SqlError

_IN_MEMORY: Final = 16 * 1024 * 1024
_MOST: Final = 4 * 1024**3
"""Bytes of one cursor, on disk."""


class Kept:
    """Batches in the order they came, with rows counted from 0."""

    def __init__(self, schema: pa.Schema) -> None:
        self._schema = schema
        self._starts: list[int] = []
        self._batches: list[pa.RecordBatch] = []
        self._places: list[tuple[int, int]] = []
        self._file: IO[bytes] | None = None
        self._bytes = 0
        self.rows = 0

    def add(self, batch: pa.RecordBatch) -> None:
        """Keep a batch. 53400 when the cursor is too large."""
        self._bytes += batch.nbytes
        if self._bytes > _MOST:
            raise SqlError(
                "53400",
                "a SCROLL cursor has too many rows to keep",
                detail=f"The limit is {_MOST} bytes.",
                hint="Declare it NO SCROLL, and read it forward only.",
            )
        self._starts.append(self.rows)
        self.rows += batch.num_rows
        if self._file is None and self._bytes <= _IN_MEMORY:
            self._batches.append(batch)
        else:
            self._write(batch)

    def piece(self, row: int, most: int) -> pa.RecordBatch:
        """Rows from `row` on, at most `most`, as far as they lie together."""
        at = bisect_right(self._starts, row) - 1
        return self._batch(at).slice(row - self._starts[at], most)

    def piece_before(self, row: int, most: int) -> pa.RecordBatch:
        """Rows before `row` in backward order, at most `most`, as far as they lie together."""
        at = bisect_right(self._starts, row - 1) - 1
        inside = row - self._starts[at]
        count = min(inside, most)
        rows = pa.array(range(inside - 1, inside - 1 - count, -1), pa.int64())
        return self._batch(at).take(rows)

    def close(self) -> None:
        """Forget everything."""
        self._batches.clear()
        if self._file is not None:
            self._file.close()

    def _batch(self, at: int) -> pa.RecordBatch:
        if at < len(self._batches):
            return self._batches[at]
        assert self._file is not None
        start, length = self._places[at - len(self._batches)]
        self._file.seek(start)
        return pa.ipc.read_record_batch(pa.py_buffer(self._file.read(length)), self._schema)

    def _write(self, batch: pa.RecordBatch) -> None:
        if self._file is None:
            self._file = tempfile.TemporaryFile(prefix="unsilo-cursor-")  # noqa: SIM115 - see close
        self._file.seek(0, 2)
        start = self._file.tell()
        data = batch.serialize()
        try:
            self._file.write(data)
            self._file.flush()
        except OSError as error:
            raise SqlError(
                "53100", "could not keep the rows of a cursor", detail=str(error)
            ) from None
        self._places.append((start, data.size))
