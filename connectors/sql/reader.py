"""A RecordBatchReader over a generator, whose `close` reaches the generator."""

from __future__ import annotations

from collections.abc import Generator, Iterator
from typing import Any

import pyarrow as pa

Batches = Generator[pa.RecordBatch, None, None]


class ScanReader(pa.RecordBatchReader):  # type: ignore[misc]
    """Batches of one schema. pyarrow's own reader would leave the generator open on close."""

    def __new__(cls, schema: pa.Schema, batches: Batches) -> ScanReader:
        """pyarrow allows no arguments here."""
        made: ScanReader = super().__new__(cls)
        return made

    def __init__(self, schema: pa.Schema, batches: Batches) -> None:
        self._batches = batches
        self._inner = pa.RecordBatchReader.from_batches(schema, batches)

    @property
    def schema(self) -> pa.Schema:
        """The schema of every batch."""
        return self._inner.schema

    def __iter__(self) -> Iterator[pa.RecordBatch]:
        return self

    def __next__(self) -> pa.RecordBatch:
        return self.read_next_batch()

    def read_next_batch(self) -> pa.RecordBatch:
        """The next batch. Raises ConnectorError, StopIteration."""
        return next(self._batches)

    def read_all(self) -> pa.Table:
        """All batches that are left."""
        return pa.Table.from_batches(list(self._batches), schema=self.schema)

    def close(self) -> None:
        """End the scan at the server. Idempotent."""
        self._batches.close()

    def __enter__(self) -> ScanReader:
        return self

    def __exit__(self, *exc_info: object) -> None:
        self.close()

    def __arrow_c_stream__(self, requested_schema: Any = None) -> Any:
        """The Arrow C stream of the batches."""
        return self._inner.__arrow_c_stream__(requested_schema)

    def _export_to_c(self, pointer: int) -> None:
        self._inner._export_to_c(pointer)
