"""Results kept on disk in chunks, for who fetches them later. All files together are bounded.

Every chunk is an Arrow IPC file of about CHUNK_BYTES. Used in workers; reading from any thread.

Imports: pyarrow, `gateway.errors`, `gateway.scratch`.
"""

from __future__ import annotations

import shutil
import tempfile
import threading
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

import pyarrow as pa

from gateway.errors import SqlError
from gateway.execute.result import Result
from gateway.scratch import Scratch

CHUNK_BYTES: Final = 16 * 1024 * 1024
_OPTIONS: Final = pa.ipc.IpcWriteOptions(compression="lz4")


class Spool:
    """The place for all results of one server: a private folder that goes with it."""

    def __init__(self, parent: Path | None, most_bytes: int) -> None:
        self._parent = parent
        self._most = most_bytes
        self._used = 0
        self._lock = threading.Lock()
        self._scratch: Scratch | None = None

    def new(self) -> Spooled:
        """A place for one result."""
        return Spooled(self)

    def folder(self) -> Path:
        """A new folder in it."""
        with self._lock:
            if self._scratch is None:
                self._scratch = Scratch("results", self._parent)
        return Path(tempfile.mkdtemp(dir=self._scratch.path))

    def take(self, size: int) -> None:
        """Count bytes that were written. 53100 if that is too many."""
        with self._lock:
            if self._used + size > self._most:
                raise SqlError(
                    "53100",
                    "could not keep the result: the space for results is full",
                    detail=f"Kept results may have {self._most} bytes.",
                    hint="Delete results that are no longer needed, or stream the rows with "
                    "POST /v1/query.",
                )
            self._used += size

    def give(self, size: int) -> None:
        """Bytes that are no more."""
        with self._lock:
            self._used -= size

    def close(self) -> None:
        """Remove everything. Idempotent."""
        if self._scratch is not None:
            self._scratch.remove()


@dataclass(slots=True)
class Spooled:
    """One result. `chunks` are the row counts of those that can be read."""

    spool: Spool
    result: Result | None = None
    """What it looks like, without its rows: the one that was run would keep its plan."""
    chunks: list[int] = field(default_factory=list)
    complete: bool = False
    _folder: Path | None = None
    _bytes: int = 0
    _gone: bool = False
    _lock: threading.Lock = field(default_factory=threading.Lock)

    def write(self, result: Result, batches: Iterator[pa.RecordBatch]) -> Iterator[int]:
        """Write the batches; yields the number of chunks whenever there is one more."""
        self.result = Result(
            result.columns,
            iter(()),
            command=result.command,
            style=result.style,
            schema=result.schema,
        )
        waiting: list[pa.RecordBatch] = []
        size = 0
        for batch in batches:
            waiting.append(batch)
            size += batch.nbytes
            if size >= CHUNK_BYTES:
                yield self._chunk(waiting)
                waiting, size = [], 0
        if waiting or not self.chunks:
            yield self._chunk(waiting)
        self.complete = True

    def read(self, number: int) -> Iterator[pa.RecordBatch]:
        """The batches of a chunk. SqlError 02000 if it has been deleted."""
        try:
            with pa.memory_map(str(self._path(number))) as source, pa.ipc.open_file(source) as file:
                for index in range(file.num_record_batches):
                    yield file.get_batch(index)
        except FileNotFoundError:
            raise SqlError("02000", "the result has been deleted") from None

    def delete(self) -> None:
        """Remove the files. Idempotent."""
        with self._lock:
            self._gone = True
            if self._folder is not None:
                shutil.rmtree(self._folder, ignore_errors=True)
            self.spool.give(self._bytes)
            self._bytes = 0

    def _chunk(self, batches: list[pa.RecordBatch]) -> int:
        assert self.result is not None
        with self._lock:
            if self._gone:
                raise SqlError("57014", "the result has been deleted")
            if self._folder is None:
                self._folder = self.spool.folder()
            path = self._path(len(self.chunks))
            with pa.ipc.new_file(str(path), self.result.schema, options=_OPTIONS) as writer:
                for batch in batches:
                    writer.write_batch(batch)
            size = path.stat().st_size
            try:
                self.spool.take(size)
            except SqlError:
                path.unlink()
                raise
            self._bytes += size
            self.chunks.append(sum(batch.num_rows for batch in batches))
            return len(self.chunks)

    def _path(self, number: int) -> Path:
        assert self._folder is not None
        return self._folder / f"{number}.arrow"
