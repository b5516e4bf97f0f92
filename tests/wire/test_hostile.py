"""Bytes no client should send: a clear error or a closed connection, and the server lives on."""

from __future__ import annotations

import asyncio
import random
import socket
import struct
import time

import psycopg
import pytest

from gateway.engine import Gateway
from gateway.errors import SqlError
from gateway.serve.pgwire import Server, running
from tests.wire.conftest import Address
from tests.wire.frames import SYNC, bind, close, describe, execute, parse, query, wire
from tests.wire.fuzz import attack

STARTUP = b"user\0unsilo\0database\0unsilo\0\0"


def _startup(body: bytes = STARTUP, code: int = 196608) -> bytes:
    return struct.pack("!II", len(body) + 8, code) + body


def _message(kind: bytes, body: bytes) -> bytes:
    return kind + struct.pack("!I", len(body) + 4) + body


def _talk(server: Server, *data: bytes) -> bytes:
    """What the server says until it hangs up or has been silent for a second."""
    with socket.create_connection(("127.0.0.1", server.port), timeout=1) as client:
        said = bytearray()
        try:
            for part in data:
                client.sendall(part)
            while part := client.recv(65536):
                said += part
        except (TimeoutError, ConnectionError):
            pass
        return bytes(said)


def _alive(address: Address) -> None:
    with psycopg.connect(**address, connect_timeout=5) as connection:  # type: ignore[arg-type]
        assert connection.execute("SELECT 1").fetchone() == (1,)


@pytest.mark.parametrize(
    ("data", "sqlstate"),
    [
        (b"GET / HTTP/1.1\r\n\r\n", b"08P01"),
        (b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03", b"08P01"),
        (struct.pack("!II", 4, 196608), b"08P01"),
        (_startup(code=2 << 16), b"0A000"),
        (_startup(b"database\0unsilo\0\0"), b"28000"),
        (_startup(b"user\0unsilo"), b"08P01"),
        (_startup(b"user\0\xff\xff\0\0"), b"22021"),
        (_startup() + b"!\0\0\0\x04", b"08P01"),
        (_startup() + b"Q\0\0\0\x01", b"08P01"),
        (_startup() + b"Q\x7f\xff\xff\xff", b"08P01"),
        (_startup() + _message(b"Q", b"no zero byte"), b"08P01"),
        (_startup() + _message(b"Q", b"select '\xff'\0"), b"22021"),
        (_startup() + _message(b"E", b"nothing\0\0\0\0\0") + _message(b"S", b""), b"34000"),
        (_startup() + _message(b"F", b"") + _message(b"S", b""), b"0A000"),
    ],
)
def test_rules_broken(server: Server, address: Address, data: bytes, sqlstate: bytes) -> None:
    said = _talk(server, data)
    assert b"C" + sqlstate + b"\0" in said
    _alive(address)


def test_encryption_is_declined_and_the_client_goes_on(server: Server) -> None:
    ssl, gss = struct.pack("!II", 8, 80877103), struct.pack("!II", 8, 80877104)
    said = _talk(server, ssl, gss, _startup(), _message(b"X", b""))
    assert said.startswith(b"NNR")


def test_newer_minor_version_is_negotiated(server: Server) -> None:
    said = _talk(
        server, _startup(STARTUP[:-1] + b"_pq_.x\0" + b"1\0\0", 196610), _message(b"X", b"")
    )
    assert said.startswith(b"v")
    assert b"_pq_.x" in said


def test_random_bytes(server: Server, address: Address) -> None:
    source = random.Random(7)
    for _ in range(60):
        junk = source.randbytes(source.randrange(1, 60))
        with socket.create_connection(("127.0.0.1", server.port), timeout=1) as client:
            client.sendall((_startup() if source.random() < 0.7 else b"") + junk)
    _alive(address)


def test_wrong_cancel_key_is_ignored(server: Server, address: Address) -> None:
    assert _talk(server, struct.pack("!IIII", 16, 80877102, 1, 12345)) == b""
    _alive(address)


def test_client_that_does_not_read_can_be_cancelled(server: Server) -> None:
    """The sender waits for the client; a cancel wakes it and little has been sent."""
    query = b"SELECT a.n, b.n FROM files.main.numbers a CROSS JOIN files.main.numbers b\0"
    with socket.create_connection(("127.0.0.1", server.port), timeout=5) as client:
        client.sendall(_startup())
        hello = client.recv(65536)
        at = hello.index(b"K\0\0\0\x0c") + 5
        client.sendall(_message(b"Q", query))
        time.sleep(1)
        key = hello[at : at + 8]
        assert _talk(server, struct.pack("!II", 16, 80877102) + key) == b""
        read, last = 0, b""
        while b"C57014\0" not in last:
            part = client.recv(1 << 16)
            assert part
            last, read = last[-1000:] + part, read + len(part)
        assert read < 40_000_000


def test_client_that_vanishes_frees_its_worker(server: Server, address: Address) -> None:
    query = b"SELECT a.n, b.n FROM files.main.numbers a CROSS JOIN files.main.numbers b\0"
    for _ in range(5):
        client = socket.create_connection(("127.0.0.1", server.port))
        client.sendall(_startup() + _message(b"Q", query))
        time.sleep(0.1)
        client.close()
    _alive(address)


def test_only_loopback_without_users(gateway: Gateway) -> None:
    with pytest.raises(SqlError) as caught, running(gateway, "0.0.0.0"):
        pass
    assert caught.value.sqlstate == "28000"
    assert "--allow-remote" in caught.value.hint


def test_random_sequences_of_good_messages(server: Server, address: Address) -> None:
    """Whatever the order, every Sync gets its ReadyForQuery, and nothing breaks inside."""
    source = random.Random(11)
    with wire(**address) as client:
        for _ in range(150):
            unit = b"".join(_some_message(source) for _ in range(source.randrange(1, 12)))
            replies = client.unit(unit, SYNC)
            assert not [r for r in replies if r[0] == "E" and r[2] == "XX000"], unit
            while source.random() < 0.2:
                assert client.unit(query(source.choice(_STATEMENTS)))[-1][0] == "Z"
    _alive(address)


_STATEMENTS = (
    "SELECT 1", "BEGIN", "COMMIT", "ROLLBACK", "SAVEPOINT a", "ROLLBACK TO a", "SELECT nope",
    "DECLARE a SCROLL CURSOR FOR SELECT n FROM crm.public.ten", "FETCH 3 a", "MOVE LAST a",
    "FETCH BACKWARD 2 a", "CLOSE ALL", "PREPARE b AS SELECT $1::int", "EXECUTE b(1)",
    "DEALLOCATE ALL", "SET jit = off", "DISCARD ALL", "", "COPY crm.public.ten TO STDOUT",
    "SELECT n FROM crm.public.ten",
)  # fmt: skip


def _some_message(source: random.Random) -> bytes:
    name, other = source.choice(("", "a", "b")), source.choice(("", "a", "b"))
    return source.choice(
        (
            parse(source.choice(_STATEMENTS), name),
            bind(name, other),
            bind(name, other, ["7"], [1]),
            describe("S", name),
            describe("P", name),
            execute(name, source.choice((0, 1, 4))),
            close("S", name),
            close("P", name),
        )
    )


def test_bytes_in_drops(server: Server) -> None:
    with socket.create_connection(("127.0.0.1", server.port), timeout=10) as client:
        for byte in _startup() + _message(b"Q", b"SELECT 'drop'\0") + _message(b"X", b""):
            client.sendall(bytes((byte,)))
        said = b""
        while part := client.recv(65536):
            said += part
        assert b"drop" in said


def test_input_that_nobody_reads_is_not_taken(server: Server, address: Address) -> None:
    """While a statement runs, the server reads no more than a megabyte ahead."""
    slow = _message(b"Q", b"SELECT slept FROM crm.public.forever\0")
    with socket.create_connection(("127.0.0.1", server.port), timeout=2) as client:
        client.sendall(_startup() + slow)
        more = _message(b"Q", b"SELECT '" + b"x" * 1_000_000 + b"'\0")
        assert _sent_until_stuck(client, more, 64 * len(more)) < 64 * len(more)
    _alive(address)


def _sent_until_stuck(client: socket.socket, data: bytes, most: int) -> int:
    sent = 0
    while sent < most:
        try:
            sent += client.send(data)
        except TimeoutError:
            break
    return sent


def test_mutated_sequences(server: Server, address: Address) -> None:
    outcomes = asyncio.run(attack(server.port, 2000, seed=0))
    assert sum(outcomes.values()) == 2000
    assert outcomes["internal error"] == 0
    assert outcomes["closed"] > 0
    _alive(address)
