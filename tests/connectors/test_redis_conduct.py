"""Stopping, breaking, logging in: against a server of its own, which is stalled and killed."""

from __future__ import annotations

import datetime
import ipaddress
import socket
import ssl
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

import pytest
import redis
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec

from connectors.api import (
    Cancelled,
    ConnectorError,
    DeadlineExceeded,
    SourceRefused,
    SourceUnavailable,
)
from connectors.conformance import Context, run
from connectors.conformance import build as b
from connectors.redis import open as open_redis
from gateway.demo.servers import Server, start_redis
from tests.connectors.redis_tools import Place, equal, place
from tests.support.waiting import wait_until

MAPPING = """
[[relation]]
name = "users"
key = "user:{id}"
[relation.columns]
id = "bigint"
name = "text"
"""
SIZE = 60_000


@pytest.fixture(scope="module")
def server() -> Iterator[Server]:
    with start_redis() as server:
        yield server


@pytest.fixture(scope="module")
def here(server: Server, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Place]:
    with place(server.url, MAPPING, tmp_path_factory.mktemp("conduct")) as here:
        fill(here.client)
        yield here


def fill(client: redis.Redis) -> None:
    pipe = client.pipeline(transaction=False)
    for i in range(SIZE):
        pipe.hset(f"user:{i}", "name", f"n{i}")
    pipe.execute()


def test_a_stalled_server_does_not_hold_a_cancel(here: Place) -> None:
    fragment = b.fragment(b.select(here.schema("users")))
    context = Context(batch_rows=1000)
    reader = here.connector.scan(fragment, context)
    reader.read_next_batch()
    here.client.execute_command("CLIENT", "PAUSE", "3000", "ALL")
    threading.Timer(0.3, context.cancel).start()
    started = time.monotonic()
    with pytest.raises(Cancelled):
        list(reader)
    assert time.monotonic() - started < 2.5
    here.client.ping()  # waits until the pause is over
    assert len(here.rows("users", limit=3)) == 3


def test_a_stalled_server_does_not_hold_a_deadline(here: Place) -> None:
    here.client.execute_command("CLIENT", "PAUSE", "3000", "ALL")
    started = time.monotonic()
    with pytest.raises(DeadlineExceeded):
        here.rows("users", context=Context(seconds=0.5))
    assert time.monotonic() - started < 2.5
    here.client.ping()


def test_the_query_is_named_in_the_client_list(here: Place) -> None:
    context = Context(batch_rows=100)
    reader = here.connector.scan(b.fragment(b.select(here.schema("users"))), context)
    reader.read_next_batch()
    name = f"unsilo:{context.query_id}"
    assert name in [client["name"] for client in here.client.client_list()]
    reader.close()
    wait_until(lambda: name not in [client["name"] for client in here.client.client_list()])


def test_keys_that_come_and_go_during_the_scan(here: Place) -> None:
    """What was there all the time comes exactly once; what was deleted comes once or not."""
    reader = here.connector.scan(
        b.fragment(b.select(here.schema("users"))), Context(batch_rows=500)
    )
    first = reader.read_next_batch().to_pylist()
    pipe = here.client.pipeline(transaction=False)
    for i in range(0, SIZE, 3):
        pipe.delete(f"user:{i}")
    for i in range(SIZE, 4 * SIZE):  # makes the server rehash: SCAN then repeats keys
        pipe.hset(f"user:{i}", "name", "new")
    pipe.execute()
    rows = first + [row for batch in reader for row in batch.to_pylist()]
    ids = [row["id"] for row in rows]
    assert len(ids) == len(set(ids))
    assert {i for i in range(SIZE) if i % 3} <= set(ids)
    assert all(row["name"] is not None for row in rows)
    here.client.flushdb()
    fill(here.client)


def test_one_query_uses_one_connection(here: Place) -> None:
    before = len(here.client.client_list())
    for _ in range(20):
        here.rows("users", limit=1)
    assert len(here.client.client_list()) <= before + 1


def test_wrong_password(server: Server, here: Place) -> None:
    wrong = server.url.replace(server.password, "wr0ng-secret")
    connector = open_redis({"url": wrong, "relations": str(here.file)})
    with pytest.raises(SourceRefused) as raised:
        connector.check()
    assert "wr0ng-secret" not in everything(raised.value)
    assert "wr0ng-secret" not in repr(connector)


def test_a_user_without_rights(server: Server, here: Place) -> None:
    here.client.acl_setuser(
        "reader", enabled=True, passwords=["+p:w@d"], keys=["other:*"],
        commands=["+hmget", "+client", "+select", "+type"],
    )  # fmt: skip
    url = f"redis://reader:p%3Aw%40d@{server.host}:{server.port}/0"
    connector = open_redis({"url": url, "relations": str(here.file)})
    schema = here.schema("users")
    for where in (None, equal(schema, "id", 1)):
        with pytest.raises(SourceRefused) as raised:
            run(connector, b.fragment(b.select(schema, where=where)))
        assert "p:w@d" not in everything(raised.value)
    here.client.acl_setuser("reader", enabled=True, keys=["user:*"], commands=["+scan"])
    assert run(connector, b.fragment(b.select(schema))).num_rows == SIZE
    connector.close()


def test_nobody_listens(here: Place) -> None:
    connector = open_redis({"url": "redis://127.0.0.1:1/0", "relations": str(here.file)})
    with pytest.raises(SourceUnavailable):
        connector.check()
    with pytest.raises(SourceUnavailable):
        run(connector, b.fragment(b.select(here.schema("users"))))


def test_the_server_dies(tmp_path: Path) -> None:
    with start_redis() as server, place(server.url, MAPPING, tmp_path) as here:
        fill(here.client)
        reader = here.connector.scan(
            b.fragment(b.select(here.schema("users"))), Context(batch_rows=1000)
        )
        reader.read_next_batch()
        server.stop()
        with pytest.raises(SourceUnavailable):
            list(reader)
        with pytest.raises(SourceUnavailable):
            here.rows("users")


def test_the_database_number(server: Server, here: Place) -> None:
    url = server.url.rsplit("/", 1)[0] + "/7"
    connector = open_redis({"url": url, "relations": str(here.file)})
    with redis.Redis.from_url(url) as client:
        client.hset("user:1", "name", "seven")
        table = run(connector, b.fragment(b.select(here.schema("users"))))
        assert table.to_pylist() == [{"id": 1, "name": "seven"}]
        client.flushdb()
    connector.close()


def test_tls(server: Server, here: Place, tmp_path: Path) -> None:
    certificate = tmp_path / "server.pem"
    write_certificate(certificate)
    with tls_in_front_of(server, certificate) as port:
        url = f"rediss://:{server.password}@127.0.0.1:{port}/0"
        options = {"url": url, "relations": str(here.file)}
        trusting = open_redis({**options, "ca_file": str(certificate)})
        assert trusting.check().flavour == "Redis"
        fragment = b.fragment(b.select(here.schema("users")))
        assert run(trusting, fragment).num_rows == SIZE
        trusting.close()
        with pytest.raises(SourceUnavailable, match="no connection"):
            open_redis(options).check()  # nobody vouches for the certificate


def everything(error: ConnectorError) -> str:
    return f"{error!r} {error.message} {error.detail} {error.hint} {error.__cause__!r}"


def write_certificate(path: Path) -> None:
    """A self-signed certificate for 127.0.0.1 with its key."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, "127.0.0.1")])
    now = datetime.datetime.now(datetime.UTC)
    address = x509.IPAddress(ipaddress.ip_address("127.0.0.1"))
    certificate = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - datetime.timedelta(hours=1))
        .not_valid_after(now + datetime.timedelta(hours=1))
        .add_extension(x509.SubjectAlternativeName([address]), critical=False)
        .add_extension(x509.BasicConstraints(ca=True, path_length=0), critical=True)
        .sign(key, hashes.SHA256())
    )
    pem = serialization.Encoding.PEM
    path.write_bytes(
        certificate.public_bytes(pem)
        + key.private_bytes(pem, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
    )


@contextmanager
def tls_in_front_of(server: Server, certificate: Path) -> Iterator[int]:
    """A port that speaks TLS and hands everything on to the server."""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(certificate)
    with socket.create_server(("127.0.0.1", 0)) as listener:

        def accept() -> None:
            with suppress(OSError):
                while True:
                    plain, _ = listener.accept()
                    threading.Thread(target=serve, args=(plain,), daemon=True).start()

        def serve(plain: socket.socket) -> None:
            with (
                suppress(OSError),
                context.wrap_socket(plain, server_side=True) as client,
                socket.create_connection((server.host, server.port)) as backend,
            ):
                back = threading.Thread(
                    target=hand_on, args=(backend.recv, client.sendall), daemon=True
                )
                back.start()
                hand_on(client.recv, backend.sendall)

        threading.Thread(target=accept, daemon=True).start()
        yield listener.getsockname()[1]
        listener.shutdown(socket.SHUT_RDWR)


def hand_on(receive: Callable[[int], bytes], send: Callable[[bytes], None]) -> None:
    with suppress(OSError):
        while data := receive(65536):
            send(data)
