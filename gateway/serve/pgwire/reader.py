"""A result read in pieces: as many rows as were asked for, never more bytes than a message's worth.

Imports: pyarrow.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

import pyarrow as pa

_FIRST_ROWS: Final = 1024
"""The first piece is small so that it leaves early."""
_MOST_ROWS: Final = 32_768
TARGET_BYTES: Final = 1024 * 1024
"""What one piece may hold, unless it is a single row."""


class Reader:
    """A place in a stream of batches."""

    def __init__(self, batches: Iterator[pa.RecordBatch]) -> None:
        self._batches = batches
        self._rest: pa.RecordBatch | None = None
        self._step = _FIRST_ROWS

    def take(self, most: int | None = None) -> pa.RecordBatch | None:
        """The next rows, at most `most`; None at the end."""
        while self._rest is None or self._rest.num_rows == 0:  # a batch may have none
            self._rest = next(self._batches, None)
            if self._rest is None:
                return None
        piece = bounded(self._rest, self._step if most is None else min(most, self._step))
        rest = self._rest.slice(piece.num_rows)
        self._rest = rest if rest.num_rows else None  # nothing is kept for no rows
        self._step = min(self._step * 4, _MOST_ROWS)
        return piece


def bounded(batch: pa.RecordBatch, most: int) -> pa.RecordBatch:
    """The first rows of a batch: at most `most`, and within the bytes of a piece."""
    piece = batch.slice(0, most)
    while piece.num_rows > 1 and piece.nbytes > TARGET_BYTES:
        fitting = piece.num_rows * TARGET_BYTES // piece.nbytes
        piece = piece.slice(0, max(min(fitting, piece.num_rows // 2), 1))
    return piece
