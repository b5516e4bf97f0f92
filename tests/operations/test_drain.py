"""SIGTERM: what was begun is brought to its end, to the last byte, and then everybody is told."""

from __future__ import annotations

import json
import signal
import socket
import subprocess
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial
from pathlib import Path

import psycopg
import pytest

from gateway.operations.processes import ask
from tests.operations.serving import Serving, connect, lets_in, serving
from tests.support.waiting import PATIENCE, wait_until
from tests.wire.raw import Raw

LITTLE = 4096
"""Bytes that the socket of a slow reader holds."""
ROWS, WIDTH = 20_000, 1000
LONG = f"SELECT repeat('#', {WIDTH}) FROM generate_series(1, {ROWS})"
SECONDS = 1.0
"""For which a server that must not end is watched."""


class SlowReader(Raw):
    """A client whose socket takes little, so that most of an answer stays at the server."""

    def __init__(self, port: int) -> None:
        self.socket = socket.socket()
        self.socket.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, LITTLE)
        self.socket.settimeout(PATIENCE)
        self.socket.connect(("127.0.0.1", port))

    def until(self, last: bytes) -> list[bytes]:
        """Kinds of the messages up to one of kind `last`, or to the end."""
        kinds = []
        while (kind := self.receive()[0]) not in (b"", last):
            kinds.append(kind)
        return [*kinds, kind]


@contextmanager
def reading(server: Serving, home: Path) -> Iterator[tuple[SlowReader, int]]:
    """A client in the middle of an answer that is made to its end; how many rows it has read."""
    with SlowReader(server.pg_port) as client:
        client.start("ann")
        client.until(b"Z")
        client.send(b"Q", LONG.encode() + b"\0")
        assert client.receive()[0] == b"T"
        rows = 0
        while _runs(home):
            for _ in range(50):
                assert client.receive()[0] == b"D"
            rows += 50
        yield client, rows


def test_an_answer_that_is_still_on_its_way(home: Path) -> None:
    """The statement is over, as far as the journal knows; its client has not read it yet."""
    with serving(home, "--no-http") as server, reading(server, home) as (client, read):
        _drain(server)
        _goes_on(server)
        kinds = client.until(b"E")
        assert kinds == [b"D"] * (ROWS - read) + [b"C", b"Z", b"E"]
        assert client.receive() == (b"", b"")
        assert server.process.wait(PATIENCE) == 0


def test_an_http_answer_that_is_still_on_its_way(home: Path) -> None:
    with (
        serving(home, "--http-port", "0") as server,
        SlowReader(server.http_port) as client,
        client.socket.makefile("rb") as answer,
    ):
        body = json.dumps({"sql": LONG}).encode()
        client.socket.sendall(
            b"POST /v1/query HTTP/1.1\r\nhost: 127.0.0.1\r\naccept: text/csv\r\n"
            b"content-type: application/json\r\ncontent-length: %d\r\n\r\n" % len(body) + body
        )
        assert answer.readline() == b"HTTP/1.1 200 OK\r\n"
        read = 0
        while _runs(home):
            read += answer.read(50_000).count(b"#")
        _drain(server)
        _goes_on(server)
        rest = b"".join(iter(partial(answer.read, 1 << 16), b""))
        assert read + rest.count(b"#") == ROWS * WIDTH
        assert rest.endswith(b"\r\n0\r\n\r\n")
        assert server.process.wait(PATIENCE) == 0


def test_clients_that_wait_for_nothing_are_told_at_once(home: Path) -> None:
    with (
        serving(home, "--no-http") as server,
        connect(server.pg_port) as idle,
        connect(server.pg_port) as block,
        Raw(server.pg_port),  # has not even said who it is
    ):
        with block.transaction():
            block.execute("DECLARE c CURSOR FOR SELECT n FROM generate_series(1, 3) AS n")
            _drain(server)
            with pytest.raises(psycopg.errors.AdminShutdown):
                idle.execute("SELECT 1")
            _goes_on(server)
            assert block.execute("FETCH ALL FROM c").fetchall() == [(1,), (2,), (3,)]
        assert server.process.wait(PATIENCE) == 0


def test_what_newcomers_hear(home: Path) -> None:
    """As from PostgreSQL; a cancel is still heard."""
    with serving(home, "--no-http") as server, connect(server.pg_port) as connection:
        sleeper = threading.Thread(target=_cancelled, args=(connection,))
        sleeper.start()
        wait_until(lambda: _runs(home))
        _drain(server)
        with pytest.raises(psycopg.OperationalError, match="the database system is shutting down"):
            connect(server.pg_port)
        connection.cancel_safe(timeout=PATIENCE)
        sleeper.join(PATIENCE)
        assert not sleeper.is_alive()
        assert server.process.wait(PATIENCE) == 0


def test_time_is_up(home: Path) -> None:
    """A transaction block and a client that never reads do not hold it up for ever."""
    (home / "unsilo.toml").write_text('drain = "200ms"')
    with serving(home, "--no-http") as server, connect(server.pg_port) as block:
        block.execute("BEGIN")
        with reading(server, home):
            server.process.send_signal(signal.SIGTERM)
            assert server.process.wait(PATIENCE) == 0
        with pytest.raises(psycopg.errors.AdminShutdown):
            block.execute("SELECT 1")


def _cancelled(connection: psycopg.Connection) -> None:
    with pytest.raises(psycopg.errors.QueryCanceled):
        connection.execute("SELECT slept FROM crm.public.forever")


def _runs(home: Path) -> bool:
    return any(answer["running"] for answer in ask(home, {"do": "status"}))


def _drain(server: Serving) -> None:
    """Begin; nobody is let in any more."""
    server.process.send_signal(signal.SIGTERM)
    wait_until(lambda: not lets_in(server.pg_port))


def _goes_on(server: Serving) -> None:
    """It does not end."""
    with pytest.raises(subprocess.TimeoutExpired):
        server.process.wait(SECONDS)
