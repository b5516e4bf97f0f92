"""The sizes of batches: small at first, large for fast readers, small again for slow ones."""

from __future__ import annotations

from itertools import pairwise

import pyarrow as pa
import pytest

from connectors import pace
from connectors.pace import FIRST_BYTES, MOST_BYTES, Pace

ROW = 1000


def batch(rows: int) -> pa.RecordBatch:
    return pa.RecordBatch.from_pydict({"a": pa.array(["x" * ROW] * rows)})


def test_a_fast_reader_gets_more_each_time() -> None:
    sizes = Pace(65_536)
    seen = [sizes.bytes]
    while sizes.bytes < MOST_BYTES:
        list(sizes.hand(batch(1)))
        seen.append(sizes.bytes)
    assert seen[0] == FIRST_BYTES
    assert seen[-1] == MOST_BYTES
    assert all(later == 2 * earlier for earlier, later in pairwise(seen))
    list(sizes.hand(batch(1)))
    assert sizes.bytes == MOST_BYTES


def test_who_has_proved_fast_gets_still_more(monkeypatch: pytest.MonkeyPatch) -> None:
    sizes = Pace(65_536)
    given = 0
    while sizes.bytes <= MOST_BYTES:
        assert given < 20 * 1024 * 1024
        given += sum(part.nbytes for part in sizes.hand(batch(500)))
    assert given > 16 * 1024 * 1024
    assert sizes.bytes == 2 * MOST_BYTES
    monkeypatch.setattr(pace, "_MOMENT", -1.0)
    list(sizes.hand(batch(500)))
    monkeypatch.undo()
    list(sizes.hand(batch(500)))
    assert sizes.bytes == MOST_BYTES  # to be proved anew


def test_a_slow_reader_gets_less(monkeypatch: pytest.MonkeyPatch) -> None:
    sizes = Pace(65_536)
    for _ in range(10):
        list(sizes.hand(batch(1)))
    monkeypatch.setattr(pace, "_MOMENT", -1.0)  # any wait is too long
    list(sizes.hand(batch(1)))
    assert sizes.bytes == MOST_BYTES // 2
    for _ in range(10):
        list(sizes.hand(batch(1)))
    assert sizes.bytes == FIRST_BYTES


def test_rows_are_as_many_as_the_bytes_hold() -> None:
    sizes = Pace(65_536)
    for _ in range(10):
        list(sizes.hand(batch(min(sizes.rows, 600))))
    assert sizes.rows == pytest.approx(MOST_BYTES / ROW, rel=0.02)


def test_rows_grow_slowly_after_light_ones() -> None:
    """Light rows tell little about those that follow."""
    sizes = Pace(65_536)
    first = sizes.rows
    list(sizes.hand(pa.RecordBatch.from_pydict({"a": pa.nulls(first)})))
    assert sizes.rows == 2 * first


@pytest.mark.parametrize("most", [1, 10, 65_536])
def test_no_more_rows_than_the_reader_wants(most: int) -> None:
    sizes = Pace(most)
    for _ in range(20):
        assert sizes.rows <= most
        list(sizes.hand(pa.RecordBatch.from_pydict({"a": [True] * sizes.rows})))


def test_what_is_too_large_comes_in_parts() -> None:
    whole = batch(3000)
    parts = list(Pace(65_536).hand(whole))
    assert max(part.nbytes for part in parts) <= MOST_BYTES + ROW
    assert pa.Table.from_batches(parts).equals(pa.Table.from_batches([whole]))
    assert [part.num_rows for part in Pace(7).hand(batch(15))] == [7, 7, 1]


def test_an_empty_batch_is_none() -> None:
    assert list(Pace(10).hand(batch(0))) == []
