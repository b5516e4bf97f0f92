"""The rows that are measured: 8 mixed columns with NULLs in three of them.

Imports: numpy, psycopg, pyarrow, `connectors`, `gateway.serve.pgwire.encode`.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any, Final

import numpy as np
import psycopg
import pyarrow as pa

from connectors.api import OutputColumn
from connectors.types import Type, numeric
from gateway.serve.pgwire.encode import CopyOptions, encode_copy

_BATCH: Final = 16_384
COLUMNS: Final = (
    OutputColumn("id", Type("int8")),
    OutputColumn("quantity", Type("int4")),
    OutputColumn("price", numeric(15, 2)),
    OutputColumn("ratio", Type("float8")),
    OutputColumn("day", Type("date")),
    OutputColumn("moment", Type("timestamp")),
    OutputColumn("flag", Type("bool")),
    OutputColumn("name", Type("text")),
)


def mixed_rows(rows: int, seed: int = 1) -> list[pa.RecordBatch]:
    """Batches of the eight columns; `id` counts from 0."""
    random = np.random.default_rng(seed)
    return [_batch(random, min(_BATCH, rows - at), at) for at in range(0, rows, _BATCH)]


def load(connection: psycopg.Connection[Any], batches: Iterable[pa.RecordBatch]) -> None:
    """Make the table `mixed` with its key."""
    listed = ", ".join(f"{column.name} {column.type}" for column in COLUMNS)
    connection.execute(f"CREATE TABLE mixed ({listed})")
    with connection.cursor().copy("COPY mixed FROM STDIN (FORMAT binary)") as copy:
        for message in encode_copy(batches, COLUMNS, CopyOptions("binary")):
            # The contents of CopyData messages, whose heads libpq writes itself.
            copy.write(b"".join(_contents(bytes(message))))
    connection.execute("ALTER TABLE mixed ADD PRIMARY KEY (id)")
    connection.execute("VACUUM ANALYZE mixed")


def _batch(random: np.random.Generator, rows: int, first: int) -> pa.RecordBatch:
    def some_null() -> Any:
        return random.random(rows) < 0.1

    cents = random.integers(-(10**9), 10**10, rows)
    # decimal128: the low half, and its sign carried on in the high half.
    halves = np.stack([cents, cents >> 63], axis=1)
    words = np.array([f"customer {n:05} of the north" for n in range(1000)])
    price = pa.Array.from_buffers(pa.decimal128(15, 2), rows, [None, pa.py_buffer(halves)])
    arrays = [
        pa.array(np.arange(first, first + rows)),
        pa.array(random.integers(0, 100_000, rows), pa.int32(), mask=some_null()),
        price,
        pa.array(random.random(rows) * 1000, mask=some_null()),
        pa.array(random.integers(0, 20_000, rows), pa.int32()).cast(pa.date32()),
        pa.array(random.integers(0, 1_700_000_000_000_000, rows)).cast(pa.timestamp("us")),
        pa.array(random.random(rows) < 0.5),
        pa.array(random.choice(words, rows), pa.string(), mask=some_null()),
    ]
    return pa.RecordBatch.from_arrays(arrays, [column.name for column in COLUMNS])


def _contents(messages: bytes) -> Iterator[bytes]:
    at = 0
    while at < len(messages):
        end = at + 1 + int.from_bytes(messages[at + 1 : at + 5])
        yield messages[at + 5 : end]
        at = end
