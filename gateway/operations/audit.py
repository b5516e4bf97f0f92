"""The audit log: a file of JSON lines per day in `$UNSILO_HOME/audit`, one chain over all of them.

Several processes may write: each takes a lock for a batch of records and continues where the last
one ended. Records are written by a thread of their own; `close` waits for it.

    audit/2026-11-28.jsonl   the records of a day (UTC)
    audit/head               number and hash of the newest record; locked while somebody writes

The metadata store keeps two heads as well: the newest (every few seconds and at the end), which
shows when lines were cut off, and the one before the oldest line that retention has left.

Imports: `gateway.catalog.store`, this package.
"""

from __future__ import annotations

import fcntl
import json
import logging
import os
import queue
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import fields
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import IO, Any, Final

from gateway.catalog.store import Store
from gateway.operations.chain import Broken, Head, followed, head_of, linked
from gateway.operations.record import Record, Sent

logger = logging.getLogger(__name__)

NEWEST: Final = "newest"
OLDEST: Final = "oldest"
_WAITING: Final = 10_000
"""Records that may wait to be written; more hold up whoever makes them, since none may be lost."""
_BATCH: Final = 500
_GATHER: Final = 0.02
"""Seconds that a record waits for others: they are written together, after their statements."""
_REMEMBER_EVERY: Final = 5.0


class AuditLog:
    """Writes records. Use as a sink of the journal."""

    def __init__(self, folder: Path, store: Store | None, days: int) -> None:
        """Records older than `days` days are deleted; 0 keeps all."""
        self._folder = folder
        self._store = store
        self._days = days
        self._waiting: queue.Queue[Record | None] = queue.Queue(_WAITING)
        self._remembered = (0.0, Head())
        self._thread: threading.Thread | None = None
        self._lock = threading.Lock()
        self._closed = False

    def __call__(self, record: Record) -> None:
        """Write a record, soon."""
        with self._lock:
            if self._closed:
                return
            if self._thread is None:
                self._thread = threading.Thread(target=self._work, name="audit", daemon=True)
                self._thread.start()
        self._waiting.put(record)

    def close(self) -> None:
        """Write what is waiting. Idempotent."""
        with self._lock:
            self._closed, thread = True, self._thread
        if thread is not None and thread.is_alive():
            self._waiting.put(None)
            thread.join()

    def flush(self) -> None:
        """Wait until everything given so far is written."""
        self._waiting.join()

    def _work(self) -> None:
        going = True
        while going:
            batch = [self._waiting.get()]
            time.sleep(_GATHER)
            while len(batch) < _BATCH and not self._waiting.empty():
                batch.append(self._waiting.get())
            going = None not in batch
            try:
                self._write([record for record in batch if record is not None], last=not going)
            except Exception:
                logger.exception("the audit log could not be written")
            for _ in batch:
                self._waiting.task_done()

    def _write(self, records: list[Record], *, last: bool) -> None:
        with _locked(self._folder) as place:
            path, head = _continued(place, self._folder)
            lines = []
            for record in records:
                line, head = linked(head, _content(record))
                lines.append(line + "\n")
            _append(path, "".join(lines))
            _write_head(place, head)
            self._forget()
        self._remember(head, last=last)

    def _remember(self, head: Head, *, last: bool) -> None:
        at, known = self._remembered
        if self._store is None or head == known:
            return
        if last or time.monotonic() - at > _REMEMBER_EVERY:
            self._store.keep_audit_head(NEWEST, head.seq, head.hash)
            self._remembered = (time.monotonic(), head)

    def _forget(self) -> None:
        """Delete the days that are too old, and remember where the rest begins."""
        if not self._days:
            return
        first = f"{datetime.now(UTC) - timedelta(days=self._days):%Y-%m-%d}"
        for path in _files(self._folder):
            if path.stem >= first:
                return
            lines = path.read_text(encoding="utf-8").splitlines()
            if lines and self._store is not None:
                gone = head_of(lines[-1])
                self._store.keep_audit_head(OLDEST, gone.seq, gone.hash)
            path.unlink()


def verify(folder: Path, store: Store | None) -> Head:
    """Follow the chain from its oldest line to its newest; the head. Raises Broken."""
    kept = {} if store is None else store.audit_heads()
    oldest = Head(*kept[OLDEST]) if OLDEST in kept else Head()
    with _locked(folder):
        hashes = {oldest.seq: oldest.hash}
        head = oldest
        for head in followed(_lines(folder), oldest):
            hashes[head.seq] = head.hash
    if NEWEST in kept:
        seq, hashed = kept[NEWEST]
        if seq > head.seq:
            raise Broken(f"records {head.seq + 1} to {seq} are missing at the end")
        if seq in hashes and hashes[seq] != hashed:
            raise Broken(f"record {seq} is not the one that was written: the chain was made anew")
    return head


def records(folder: Path) -> Iterator[dict[str, Any]]:
    """Every record as it was written, the oldest first; not one that is being written."""
    for path in _files(folder):
        with suppress(FileNotFoundError), path.open(encoding="utf-8") as lines:  # may be forgotten
            yield from (json.loads(line) for line in lines if line.endswith("}\n"))


def _content(record: Record) -> dict[str, Any]:
    began = datetime.fromtimestamp(record.began, UTC).isoformat()
    sent = [_members(one) for one in record.sent]
    seconds = round(record.seconds, 6)
    return _members(record) | {"began": began, "seconds": seconds, "sent": sent}


def _members(record: Record | Sent) -> dict[str, Any]:
    """As `asdict`, which copies what it finds."""
    return {field.name: getattr(record, field.name) for field in fields(record)}


def _files(folder: Path) -> list[Path]:
    return sorted(folder.glob("????-??-??.jsonl"))


def _lines(folder: Path) -> Iterator[str]:
    for path in _files(folder):
        with path.open(encoding="utf-8") as lines:
            yield from (line for line in lines if line.strip())


def _append(path: Path, text: str) -> None:
    handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)
    with os.fdopen(handle, "a", encoding="utf-8") as stream:
        stream.write(text)


@contextmanager
def _locked(folder: Path) -> Iterator[IO[str]]:
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    handle = os.open(folder / "head", os.O_RDWR | os.O_CREAT, 0o600)
    with os.fdopen(handle, "r+", encoding="utf-8") as place:
        fcntl.flock(place, fcntl.LOCK_EX)
        yield place


def _continued(place: IO[str], folder: Path) -> tuple[Path, Head]:
    """The file to write to, and the head to go on from: the last line's, else the one noted.

    A file never gets records while there is one of a later day, even if the clock has gone back.
    """
    today = folder / f"{datetime.now(UTC):%Y-%m-%d}.jsonl"
    newest = max([today, *_files(folder)])
    for path in reversed(_files(folder)):
        line = _last_line(path)
        if line:
            return newest, head_of(line)
    place.seek(0)
    seq, _, hashed = place.read().strip().partition(":")
    return newest, Head(int(seq), hashed) if seq.isdigit() else Head()


def _last_line(path: Path) -> str:
    """The last complete line; what a crash has left of a line behind it is cut off."""
    with path.open("rb+") as stream:
        content = _tail(stream)
        torn = len(content) - (content.rfind(b"\n") + 1)
        if torn:
            logger.warning("cut off %d bytes of an incomplete record in %s", torn, path)
            stream.seek(-torn, os.SEEK_END)
            stream.truncate()
            content = content[:-torn]
    return content.rstrip(b"\n").rpartition(b"\n")[2].decode()


def _tail(stream: IO[bytes]) -> bytes:
    """The end of a file, long enough to hold its last line whole."""
    size, want = stream.seek(0, os.SEEK_END), 64 * 1024
    while True:
        start = max(0, size - want)
        stream.seek(start)
        content = stream.read()
        if start == 0 or content.rstrip(b"\n").count(b"\n"):
            return content
        want *= 4


def _write_head(place: IO[str], head: Head) -> None:
    place.seek(0)
    place.truncate()
    place.write(head.text)
    place.flush()
