"""A scan's queue: bounded in bytes, so that a slow reader costs little memory."""

from __future__ import annotations

import threading
import weakref
from collections.abc import Iterator
from types import SimpleNamespace
from typing import Any

import pyarrow as pa
import pytest

from connectors.api import OutputColumn
from connectors.types import Type
from gateway.execute import scans
from gateway.execute.breaker import Breakers
from gateway.execute.context import RunningQuery
from gateway.execute.result import Result
from gateway.execute.scans import RunningScan
from tests.support.waiting import wait_until

BATCH = pa.RecordBatch.from_pydict({"n": pa.array(range(1000), pa.int64())})
BATCHES = 50


class Counted:
    """A source that counts what was taken from it."""

    def __init__(self) -> None:
        self.made = 0
        self.waiting = threading.Event()

    def scan(self, fragment: object, context: object) -> Iterator[pa.RecordBatch]:
        for _ in range(BATCHES):
            self.made += 1
            yield BATCH


@pytest.mark.parametrize(("batches", "most"), [(3, 4), (0, 2)])
def test_no_more_bytes_than_allowed(
    monkeypatch: pytest.MonkeyPatch, batches: int, most: int
) -> None:
    monkeypatch.setattr(scans, "QUEUE_BYTES", BATCH.nbytes * batches)
    source = Counted()
    fragment: Any = SimpleNamespace(schema=BATCH.schema, source="s")
    running = RunningScan(
        SimpleNamespace(fragment=fragment, name="scan", guarded=False),  # type: ignore[arg-type]
        source,  # type: ignore[arg-type]
        RunningQuery(),
        Breakers(),
    )
    running.start()
    try:
        wait_until(lambda: source.made == most)
        read = running.batches()
        for taken in range(1, 5):
            next(read)
            wait_until(lambda: source.made == most + taken)  # noqa: B023 - called at once
        assert sum(1 for _ in read) == BATCHES - 4
    finally:
        running.abandon()
        running.join(30)


def test_a_batch_that_was_read_is_not_kept() -> None:
    """While its reader is slow, nothing on the way holds it."""

    def scan(fragment: object, context: object) -> Iterator[pa.RecordBatch]:
        for start in range(3):
            yield pa.RecordBatch.from_pydict({"n": pa.array([start], pa.int64())})

    fragment: Any = SimpleNamespace(schema=BATCH.schema, source="s")
    running = RunningScan(
        SimpleNamespace(fragment=fragment, name="scan", guarded=False),  # type: ignore[arg-type]
        SimpleNamespace(scan=scan),  # type: ignore[arg-type]
        RunningQuery(),
        Breakers(),
    )
    running.start()
    running.join(30)
    result = Result([OutputColumn("n", Type("int8"))], running.batches())
    read = result.batches()
    for number in range(3):
        batch = next(read)
        assert batch["n"].to_pylist() == [number]
        kept = weakref.ref(batch)
        del batch
        assert kept() is None
    assert next(read, None) is None
    assert result.rows == 3
