"""How fast rows become bytes: our encoder fed from memory, and a real PostgreSQL, in one run.

Both are read over a socket by a client that only counts bytes; PostgreSQL's time includes reading
its table. Times are the best of three. Imports: pyarrow, `gateway.serve.pgwire.encode`.
"""

from __future__ import annotations

import socket
import threading
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Final, Literal

import pyarrow as pa

from gateway.cli.bench.raw import CHUNK, Raw, extended, simple
from gateway.cli.bench.rows import COLUMNS, mixed_rows
from gateway.cli.bench.table import best
from gateway.serve.pgwire.encode import CopyOptions, data_rows, encode_copy

Stream = Callable[[], Iterable[bytes | memoryview]]

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


def measure(url: str, rows: int) -> list[Figure]:
    """The figures for all formats. `url` is a PostgreSQL with that many rows in `mixed`."""
    batches = mixed_rows(rows)
    with Raw(url) as raw:
        return [_figure(raw, form, batches) for form in FORMATS]


def _figure(raw: Raw, form: str, batches: Sequence[pa.RecordBatch]) -> Figure:
    stream = partial(encoded, form, batches)
    rows = sum(batch.num_rows for batch in batches)
    nanoseconds = [
        best(run) / rows * 1e9
        for run in (
            partial(raw.ask, request(form)),
            partial(_through_socket, stream),
            partial(_drained, stream),
        )
    ]
    return Figure(form, *nanoseconds)


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


def request(form: str) -> bytes:
    """What asks for all rows in that form."""
    if form.startswith("COPY"):
        return simple(f"COPY mixed TO STDOUT (FORMAT {form.removeprefix('COPY ')})")
    sql = "SELECT * FROM mixed"
    return extended(sql, binary=True) if form == "binary" else simple(sql)


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
    buffer = bytearray(CHUNK)
    with client:
        while client.recv_into(buffer):
            pass


def _drained(stream: Stream) -> None:
    for _ in stream():
        pass
