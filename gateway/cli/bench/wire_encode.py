"""How fast rows become bytes: our encoder fed from memory, and a real PostgreSQL, in one run.

    python -m gateway.cli.bench.wire_encode URL [ROWS]

The rows have 8 mixed columns with NULLs in three of them (`research/wire.md` section 2) and are
the same for both. Both are read over a socket by a client that only counts bytes; PostgreSQL's
time includes reading its table. Times are the best of three. Imports: psycopg, numpy, pyarrow,
`connectors`, `gateway.serve.pgwire.encode`.
"""

from __future__ import annotations

import os
import socket
import struct
import sys
import threading
import time
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from functools import partial
from typing import Any, Final, Literal

import numpy as np
import psycopg
import pyarrow as pa

from connectors.api import OutputColumn
from connectors.types import Type, numeric
from gateway.serve.pgwire.encode import CopyOptions, data_rows, encode_copy

Stream = Callable[[], Iterable[bytes | memoryview]]

_BATCH: Final = 16_384
_CHUNK: Final = 1 << 18
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
FORMATS: Final = ("text", "binary", "COPY text", "COPY csv", "COPY binary")


@dataclass(frozen=True, slots=True)
class Figure:
    """Nanoseconds a row: PostgreSQL over a socket, ours over a socket, our encoder alone."""

    format: str
    postgres: float
    ours: float
    encoder: float

    @property
    def ratio(self) -> float:
        """PostgreSQL's time over ours: above 1 we are faster."""
        return self.postgres / self.ours


def measure(url: str, rows: int = 1_000_000) -> list[Figure]:
    """The figures for all formats. `url` is a PostgreSQL where a temporary table may be made."""
    batches = mixed_rows(rows)
    figures = []
    with psycopg.connect(url, autocommit=True, sslmode="disable") as connection:
        _load(connection, batches)
        raw = socket.socket(fileno=os.dup(connection.pgconn.socket))
        raw.setblocking(True)
        for form in FORMATS:
            stream = partial(encoded, form, batches)
            figures.append(
                Figure(
                    form,
                    _best(partial(_ask, raw, _request(form))) / rows,
                    _best(partial(_through_socket, stream)) / rows,
                    _best(partial(_drained, stream)) / rows,
                )
            )
        raw.close()
    return figures


def mixed_rows(rows: int, seed: int = 1) -> list[pa.RecordBatch]:
    """Batches of the eight columns."""
    random = np.random.default_rng(seed)
    return [_batch(random, min(_BATCH, rows - at), at) for at in range(0, rows, _BATCH)]


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


def encoded(form: str, batches: Iterable[pa.RecordBatch]) -> Iterator[bytes | memoryview]:
    """The stream that a client gets for the rows."""
    if form.startswith("COPY"):
        name: Literal["text", "csv", "binary"] = form.removeprefix("COPY ")  # type: ignore[assignment]
        yield from encode_copy(batches, COLUMNS, CopyOptions(name))
        return
    types = [column.type for column in COLUMNS]
    codes = (int(form == "binary"),) * len(types)
    for batch in batches:
        yield data_rows(batch, types, codes)


def _load(connection: psycopg.Connection[Any], batches: Iterable[pa.RecordBatch]) -> None:
    listed = ", ".join(f"{column.name} {column.type}" for column in COLUMNS)
    connection.execute(f"CREATE TEMP TABLE mixed ({listed})")
    with connection.cursor().copy("COPY mixed FROM STDIN (FORMAT binary)") as copy:
        for message in encode_copy(batches, COLUMNS, CopyOptions("binary")):
            # The contents of CopyData messages, whose heads libpq writes itself.
            copy.write(b"".join(_contents(bytes(message))))
    connection.execute("VACUUM ANALYZE mixed")


def _contents(messages: bytes) -> Iterator[bytes]:
    at = 0
    while at < len(messages):
        end = at + 1 + int.from_bytes(messages[at + 1 : at + 5])
        yield messages[at + 5 : end]
        at = end


def _request(form: str) -> bytes:
    if form == "binary":
        parts = (
            (b"P", b"\0SELECT * FROM mixed\0\0\0"),
            (b"B", b"\0\0" + struct.pack("!hhhh", 0, 0, 1, 1)),
            (b"E", b"\0" + struct.pack("!i", 0)),
            (b"S", b""),
        )
        return b"".join(_message(kind, body) for kind, body in parts)
    sql = "SELECT * FROM mixed"
    if form.startswith("COPY"):
        sql = f"COPY mixed TO STDOUT (FORMAT {form.removeprefix('COPY ')})"
    return _message(b"Q", sql.encode() + b"\0")


def _message(kind: bytes, body: bytes) -> bytes:
    return kind + struct.pack("!i", len(body) + 4) + body


def _ask(server: socket.socket, request: bytes) -> None:
    """Send a request and read up to ReadyForQuery."""
    server.sendall(request)
    buffer = bytearray(_CHUNK)
    while True:
        count = server.recv_into(buffer)
        if not count:
            raise ConnectionError("PostgreSQL has closed the connection")
        if count >= 6 and buffer[count - 6 : count] == b"Z\0\0\0\5I":
            return


def _through_socket(stream: Stream) -> None:
    """Send a stream over loopback to a client that only reads."""
    with socket.create_server(("127.0.0.1", 0)) as server:
        client = socket.create_connection(server.getsockname())
        sender, _ = server.accept()
    reader = threading.Thread(target=_read_all, args=(client,))
    reader.start()
    with sender:
        for part in stream():
            sender.sendall(part)
    reader.join()


def _read_all(client: socket.socket) -> None:
    buffer = bytearray(_CHUNK)
    with client:
        while client.recv_into(buffer):
            pass


def _drained(stream: Stream) -> None:
    for _ in stream():
        pass


def _best(run: Callable[[], None], times: int = 3) -> float:
    """Nanoseconds of the fastest of some runs."""
    taken = []
    for _ in range(times):
        start = time.perf_counter_ns()
        run()
        taken.append(time.perf_counter_ns() - start)
    return float(min(taken))


def main() -> None:
    """Print the table."""
    rows = int(sys.argv[2]) if len(sys.argv) > 2 else 1_000_000
    print("format        PostgreSQL  ours  encoder alone  ratio   (ns/row)")
    for figure in measure(sys.argv[1], rows):
        print(
            f"{figure.format:12}  {figure.postgres:10.0f}  {figure.ours:4.0f}"
            f"  {figure.encoder:13.0f}  {figure.ratio:5.2f}"
        )


if __name__ == "__main__":
    main()
