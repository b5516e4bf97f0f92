"""`unsilo bench http`: Arrow over HTTP, over the wire, and from PostgreSQL itself.

Imports: adbc_driver_postgresql, httptools, `gateway.client`, this package.
"""

from __future__ import annotations

import json
import socket
from collections.abc import Iterator, Sequence
from functools import partial
from random import Random
from typing import Final

import adbc_driver_postgresql.dbapi
import httptools
import pyarrow as pa

from gateway import client
from gateway.cli.bench.crowd import CLIENTS, SLOW, SLOW_SECONDS, slow_readers, throughput
from gateway.cli.bench.memory import grown
from gateway.cli.bench.raw import CHUNK, Raw
from gateway.cli.bench.servers import Gate, Silo, serving, silo
from gateway.cli.bench.table import best, table
from gateway.cli.bench.wire_encode import request

_ALL: Final = "SELECT * FROM mixed"
_WARM: Final = 100
_ARROW: Final = "application/vnd.apache.arrow.stream"


def measured(rows: int) -> Iterator[str]:
    """The tables, each when it is ready."""
    with silo(rows) as source:
        with serving(source) as gate:
            yield "All rows, seconds\n\n" + _streams(source, gate)
            yield f"Memory, each of {SLOW} slow readers\n\n" + _memory(gate)
        yield f"One row by its key, {CLIENTS} clients that keep their connection\n\n" + _small(
            source
        )


def _streams(source: Silo, gate: Gate) -> str:
    with Raw(gate.url) as ours, Raw(source.url) as theirs:
        ways = {
            "PostgreSQL, ADBC, to an Arrow table": partial(_adbc, source.url),
            "Unsilo's wire, ADBC, to an Arrow table": partial(_adbc, gate.url),
            "Unsilo's HTTP, its driver, to an Arrow table": partial(_driver, gate),
            "PostgreSQL, binary, bytes only": partial(theirs.ask, request("binary")),
            "Unsilo's wire, binary, bytes only": partial(ours.ask, request("binary")),
            "Unsilo's HTTP, Arrow, bytes only": partial(_bytes, gate),
        }
        taken = [(name, best(run)) for name, run in ways.items()]
    return table(("way", "seconds"), [(name, f"{time:.2f}") for name, time in taken])


def _adbc(url: str) -> pa.Table:
    with adbc_driver_postgresql.dbapi.connect(url) as connection, connection.cursor() as cursor:
        cursor.execute(_ALL)
        return cursor.fetch_arrow_table()


def _driver(gate: Gate) -> pa.Table:
    with (
        client.connect(f"http://127.0.0.1:{gate.http_port}") as connection,
        connection.cursor() as cursor,
    ):
        cursor.execute(_ALL)
        return cursor.fetch_arrow_table()


def _bytes(gate: Gate) -> None:
    browser = Browser(gate.http_port)
    browser.send(_post(_ALL, (), _ARROW))
    while not browser.read():
        pass
    browser.close()


def _memory(gate: Gate) -> str:
    read, opened = slow_readers(partial(Browser, gate.http_port), _post(_ALL, (), _ARROW))
    with opened:
        each = grown(gate.pid, read, SLOW_SECONDS) / 1024 / SLOW
    return table(("format", "MiB"), [("Arrow", f"{each:.1f}")])


def _small(source: Silo) -> str:
    sql, random = f"{_ALL} WHERE id = $1", Random(1)
    rows = []
    for workers in (1, 2):
        with serving(source, workers) as gate:
            for name, accept in (("JSON", "application/json"), ("Arrow", _ARROW)):
                requests = [
                    _post(sql, (random.randrange(source.rows),), accept) for _ in range(1000)
                ]
                _warm(gate, requests[:_WARM])
                rate, *late = throughput(partial(Browser, gate.http_port), requests)
                shown = (f"{value * 1e3:.1f}" for value in late)
                rows.append((f"{workers} processes, {name}", f"{rate:.0f}", *shown))
    return table(("server", "queries per second", "p50 ms", "p99 ms"), rows)


def _warm(gate: Gate, requests: Sequence[bytes]) -> None:
    """A process that has just begun knows no relation yet."""
    browser = Browser(gate.http_port)
    for each in requests:
        browser.send(each)
        while not browser.read():
            pass
    browser.close()


class Browser:
    """A keep-alive HTTP connection that only moves bytes."""

    def __init__(self, port: int) -> None:
        self.socket = socket.create_connection(("127.0.0.1", port))
        self.socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        self._complete = False
        self._parser = httptools.HttpResponseParser(self)

    def send(self, request: bytes) -> None:
        """Send a request."""
        self._complete = False
        self._parser = httptools.HttpResponseParser(self)
        self.socket.sendall(request)

    def read(self) -> bool:
        """Read what there is; whether the answer is complete."""
        data = self.socket.recv(CHUNK)
        if not data:
            raise ConnectionError("the server has closed the connection")
        self._parser.feed_data(data)
        return self._complete

    def on_message_complete(self) -> None:
        """For the parser: that was the whole answer."""
        status = self._parser.get_status_code()
        if status != 200:
            raise ConnectionError(f"the server has answered {status}")
        self._complete = True

    def close(self) -> None:
        """Hang up."""
        self.socket.close()


def _post(sql: str, values: tuple[int, ...], accept: str) -> bytes:
    body = json.dumps({"sql": sql, "parameters": values}).encode()
    head = (
        "POST /v1/query HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\n"
        f"Accept: {accept}\r\nContent-Length: {len(body)}\r\n\r\n"
    )
    return head.encode() + body
