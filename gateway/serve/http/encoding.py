"""A running statement as the bytes of its answer. Everything here blocks and runs in a worker.

Imports: pyarrow, `gateway.serve.formats`, this package.
"""

from __future__ import annotations

import zlib
from collections.abc import Callable, Iterator
from typing import Final

import pyarrow as pa

from gateway.execute.result import Result
from gateway.serve.formats.rows import Rows, Sink
from gateway.serve.http.media import Media
from gateway.serve.http.statement import RunningStatement

PIECE_BYTES: Final = 1024 * 1024
"""About what one part of an answer may hold."""
_FIRST_ROWS: Final = 1024
_MOST_ROWS: Final = 65_536


def encoded(
    running: RunningStatement,
    execute: Callable[[], Result],
    media: Media,
    row_limit: int | None = None,
) -> Iterator[bytes]:
    """The answer's parts. The statement starts with the first `next`; closing stops it."""
    with running.start(execute) as result:
        batches = counted(limited(result.batches(), row_limit, running), running)
        rows = Rows(
            result.columns,
            result.schema,
            batches if media.whole else paced(batches),
            lambda: running.warnings,
            lambda: result.tag(running.rows),
            result.style,
        )
        yield from media.encode(rows)


def counted(
    batches: Iterator[pa.RecordBatch], running: RunningStatement
) -> Iterator[pa.RecordBatch]:
    """The batches; their rows are counted as the statement's."""
    for batch in batches:
        running.rows += batch.num_rows
        yield batch


def limited(
    batches: Iterator[pa.RecordBatch], most: int | None, running: RunningStatement
) -> Iterator[pa.RecordBatch]:
    """The first `most` rows; that there are more is said by the statement's warnings."""
    left = most
    for batch in batches:
        if left is not None and batch.num_rows > left:
            running.truncated = True
            yield batch.slice(0, left)
            return
        left = None if left is None else left - batch.num_rows
        yield batch


def paced(batches: Iterator[pa.RecordBatch]) -> Iterator[pa.RecordBatch]:
    """Small pieces first, so that the first rows leave early; none of many bytes."""
    step = _FIRST_ROWS
    for batch in batches:
        start = 0
        while start < batch.num_rows:
            width = batch.nbytes // batch.num_rows or 1
            piece = batch.slice(start, min(step, max(PIECE_BYTES // width, 1)))
            yield piece
            start += piece.num_rows
            step = min(step * 4, _MOST_ROWS)


def gzipped(parts: Iterator[bytes]) -> Iterator[bytes]:
    """The parts compressed, each so that it can be read when it has come."""
    press = zlib.compressobj(1, wbits=31)
    for part in parts:
        yield press.compress(part) + press.flush(zlib.Z_SYNC_FLUSH)
    yield press.flush()


def zstandard(parts: Iterator[bytes]) -> Iterator[bytes]:
    """The same in zstd."""
    sink = Sink()
    press = pa.CompressedOutputStream(pa.PythonFile(sink, mode="w"), "zstd")
    for part in parts:
        press.write(part)
        press.flush()
        yield sink.take()
    press.close()
    yield sink.take()


CODINGS: Final = {"zstd": zstandard, "gzip": gzipped}
"""Content codings by name, the preferred first."""
