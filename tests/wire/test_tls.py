"""TLS with real clients: channel binding, client certificates, reload, rude handshakes."""

from __future__ import annotations

import asyncio
import os
import re
import shutil
import signal
import socket
import ssl
import struct
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import asyncpg
import pg8000.native
import pytest
from cryptography import x509
from cryptography.hazmat.primitives import serialization

from gateway.access import tokens
from gateway.config import Settings
from gateway.errors import SqlError
from gateway.serve.tls import Certificates
from tests.support.waiting import wait_until
from tests.wire.certificates import Authority, Pair
from tests.wire.doors import Door, door

SSL_REQUEST = struct.pack("!II", 8, 80877103)


@pytest.fixture(scope="module")
def authority(tmp_path_factory: pytest.TempPathFactory) -> Authority:
    return Authority(tmp_path_factory.mktemp("authority"))


@pytest.fixture(scope="module")
def secured(authority: Authority, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Door]:
    """A server with TLS, the users ann and bob, and a certificate's name that means bob."""
    pair = authority.server()
    with door(
        tmp_path_factory.mktemp("home"),
        tls_cert=pair.certificate,
        tls_key=pair.key,
        tls_client_ca=authority.certificate,
        certificate_roles={"Bob Builder": "bob"},
    ) as opened:
        opened.add("ann")
        opened.add("bob", None)
        yield opened


@pytest.fixture
def verified(authority: Authority) -> dict[str, str]:
    """What makes libpq trust this server only."""
    return {"sslmode": "verify-full", "sslrootcert": str(authority.certificate)}


def test_what_the_catalog_says_of_the_connection(
    secured: Door, authority: Authority, verified: dict[str, str]
) -> None:
    of_me = (
        "SELECT ssl, version, cipher, bits, client_dn, issuer_dn FROM pg_stat_ssl "
        "WHERE pid = pg_backend_pid()"
    )
    pair = authority.client("Bob Builder")
    files = {"sslcert": str(pair.certificate), "sslkey": str(pair.key)}
    with (
        secured.connect("ann", "sesame", **verified) as ann,
        secured.connect("bob", **verified, **files) as bob,
        secured.connect("ann", "sesame") as plain,
    ):
        for connection in (ann, bob, plain):
            assert connection.execute("SHOW ssl").fetchone() == ("on",)
            found = connection.execute("SELECT setting FROM pg_settings WHERE name = 'ssl'")
            assert found.fetchone() == ("on",)
        row = ann.execute(of_me).fetchone()
        assert row is not None
        assert row[:2] == (True, "TLSv1.3")
        assert (row[2].startswith("TLS_"), row[3] >= 128, row[4:]) == (True, True, (None, None))
        row = bob.execute(of_me).fetchone()
        assert row is not None
        assert row[4:] == ("/CN=Bob Builder", "/CN=test authority")
        assert plain.execute(of_me).fetchone() == (False, *[None] * 5)


def context(authority: Authority, client: Pair | None = None) -> ssl.SSLContext:
    made = ssl.create_default_context(cafile=authority.certificate)
    if client is not None:
        made.load_cert_chain(client.certificate, client.key)
    return made


def test_every_client_logs_in(
    secured: Door, authority: Authority, verified: dict[str, str]
) -> None:
    _, token = tokens.create(secured.store, "ann")
    port = secured.server.port
    root = f"sslmode=verify-full sslrootcert={authority.certificate}"

    async def over_asyncpg(password: str, *, direct: bool) -> str:
        made = context(authority)
        made.set_alpn_protocols(["postgresql"])
        connection = await asyncpg.connect(
            host="localhost", port=port, user="ann", password=password, database="unsilo",
            ssl=made, direct_tls=direct,
        )  # fmt: skip
        try:
            return str(await connection.fetchval("SELECT current_user"))
        finally:
            await connection.close()

    for password in ("sesame", token):
        said = secured.psql(f"host=localhost user=ann channel_binding=require {root}", password)
        assert said == ("ann", "")
        for negotiation in ("postgres", "direct"):
            with secured.connect(
                "ann", password, channel_binding="require", sslnegotiation=negotiation, **verified
            ) as connection:
                assert connection.execute("SELECT current_user").fetchone() == ("ann",)
                assert connection.pgconn.ssl_in_use
        for direct in (False, True):
            assert asyncio.run(over_asyncpg(password, direct=direct)) == "ann"
        other = pg8000.native.Connection(
            "ann", host="localhost", port=port, password=password, database="unsilo",
            ssl_context=context(authority),
        )  # fmt: skip
        assert other.run("SELECT current_user") == [["ann"]]
        other.close()


def test_much_passes_both_ways(secured: Door, verified: dict[str, str]) -> None:
    with secured.connect("ann", "sesame", **verified) as connection:
        row = connection.execute("SELECT repeat('é', 900000), length(%s)", ["x" * 900_000])
        assert row.fetchone() == ("é" * 900_000, 900_000)


def test_plain_connections_where_tls_is_not_required(secured: Door) -> None:
    with secured.connect("ann", "sesame", sslmode="disable") as connection:
        assert not connection.pgconn.ssl_in_use


def test_tls_where_it_is_required(tmp_path: Path, authority: Authority) -> None:
    pair = authority.server("required")
    with door(tmp_path, tls_cert=pair.certificate, tls_key=pair.key, tls_required=True) as opened:
        opened.add("ann")
        said = opened.refusal("ann", "sesame", sslmode="disable")
        assert (
            'FATAL:  no pg_hba.conf entry for host "127.0.0.1", user "ann", database "unsilo", '
            "no encryption" in said
        )
        for mode in ("prefer", "require"):
            with opened.connect("ann", "sesame", sslmode=mode) as connection:
                assert connection.pgconn.ssl_in_use


def test_a_client_certificate_logs_in(
    secured: Door, authority: Authority, verified: dict[str, str]
) -> None:
    ann, builder = authority.client("ann"), authority.client("Bob Builder")

    def files(pair: Pair) -> dict[str, str]:
        return verified | {"sslcert": str(pair.certificate), "sslkey": str(pair.key)}

    with secured.connect("ann", **files(ann)) as connection:
        assert connection.execute("SELECT session_user").fetchone() == ("ann",)
    with secured.connect("bob", **files(builder)) as connection:
        assert connection.execute("SELECT session_user").fetchone() == ("bob",)
    # A certificate of somebody else is no help, and no harm to who has the password.
    assert "no password supplied" in secured.refusal("bob", **files(ann))
    with secured.connect("ann", "sesame", **files(builder)):
        pass


def test_a_client_certificate_of_another_authority(
    secured: Door, tmp_path: Path, verified: dict[str, str]
) -> None:
    (tmp_path / "other").mkdir()
    forged = Authority(tmp_path / "other").client("ann")
    said = secured.refusal(
        "ann", **verified, sslcert=str(forged.certificate), sslkey=str(forged.key)
    )
    assert "alert" in said or "closed" in said or "reset" in said
    with secured.connect("ann", "sesame", **verified):
        pass


def shown(port: int) -> x509.Certificate:
    """The certificate that the server shows now."""
    plain = ssl.create_default_context()
    plain.check_hostname, plain.verify_mode = False, ssl.CERT_NONE
    with socket.create_connection(("127.0.0.1", port), timeout=30) as client:
        client.sendall(SSL_REQUEST)
        assert client.recv(1) == b"S"
        with plain.wrap_socket(client) as tls:
            return x509.load_der_x509_certificate(tls.getpeercert(binary_form=True) or b"")


def test_certificates_are_reloaded(
    tmp_path: Path, authority: Authority, caplog: pytest.LogCaptureFixture
) -> None:
    first, second = authority.server("first"), authority.server("second")
    pair = Pair(tmp_path / "server.pem", tmp_path / "server.key")
    shutil.copy(first.certificate, pair.certificate)
    shutil.copy(first.key, pair.key)
    with door(tmp_path / "home", tls_cert=pair.certificate, tls_key=pair.key) as opened:
        opened.add("ann")
        port = opened.server.port
        before = shown(port)
        secure = {"sslmode": "require", "channel_binding": "require"}
        with opened.connect("ann", "sesame", **secure) as connection:
            pair.certificate.write_text("not a certificate")
            opened.server.reload()
            assert "certificates not reloaded" in caplog.text
            assert shown(port) == before
            shutil.copy(second.certificate, pair.certificate)
            shutil.copy(second.key, pair.key)
            opened.server.reload()
            assert shown(port) != before
            assert connection.execute("SELECT 1").fetchone() == (1,)
        with opened.connect("ann", "sesame", **secure):
            pass


def test_a_signal_reloads(tmp_path: Path, authority: Authority) -> None:
    """`unsilo serve`, as it is run."""
    first, second = authority.server("third"), authority.server("fourth")
    process = subprocess.Popen(
        [Path(sys.executable).with_name("unsilo"), "serve", "--pg-port", "0", "--no-http"],
        env={
            **os.environ,
            "UNSILO_HOME": str(tmp_path),
            "UNSILO_TLS_CERT": str(first.certificate),
            "UNSILO_TLS_KEY": str(first.key),
        },
        stderr=subprocess.PIPE,
        text=True,
    )
    try:
        assert process.stderr is not None
        match = None
        while match is None:
            line = process.stderr.readline()
            assert line, "it has ended"
            match = re.search(r"PostgreSQL endpoint on 127.0.0.1:(\d+)", line)
        port = int(match[1])
        before = shown(port)
        shutil.copy(second.key, first.key)
        shutil.copy(second.certificate, first.certificate)
        process.send_signal(signal.SIGHUP)
        wait_until(lambda: shown(port) != before)
    finally:
        process.terminate()
        process.communicate(timeout=60)
    assert process.returncode == 0


def talk(port: int, *data: bytes) -> bytes:
    """What the server says until it hangs up."""
    with socket.create_connection(("127.0.0.1", port), timeout=30) as client:
        said = b""
        try:
            for part in data:
                client.sendall(part)
            client.shutdown(socket.SHUT_WR)
            while part := client.recv(65536):
                said += part
        except ConnectionError:
            pass
        return said


def test_rude_handshakes(secured: Door) -> None:
    port = secured.server.port
    startup = struct.pack("!II", 21, 196608) + b"user\0ann\0\0\0\0\0"
    assert b"received unencrypted data after SSL request" in talk(port, SSL_REQUEST + startup)
    for garbage in (
        b"\x16\x03\x01\xff\xff" + b"x" * 100,
        b"\x16\x03\x01\x00\x05hello",
        b"\x16",
        b"\x16" * 70_000,
    ):
        assert b"FATAL" not in talk(port, garbage)
        assert b"FATAL" not in talk(port, SSL_REQUEST)[1:]
    with secured.connect("ann", "sesame", sslmode="require"):
        pass


def test_direct_tls_needs_alpn(secured: Door, authority: Authority) -> None:
    for protocols in ([], ["http/1.1"]):
        made = context(authority)
        if protocols:
            made.set_alpn_protocols(protocols)
        with (
            socket.create_connection(("localhost", secured.server.port), timeout=30) as client,
            made.wrap_socket(client, server_hostname="localhost") as tls,
        ):
            assert b"without ALPN protocol negotiation extension" in tls.recv(4096)


def test_old_versions_are_refused(secured: Door, authority: Authority) -> None:
    made = context(authority)
    made.set_ciphers("DEFAULT:@SECLEVEL=0")
    with pytest.warns(DeprecationWarning, match="TLSv1_1"):
        made.minimum_version = made.maximum_version = ssl.TLSVersion.TLSv1_1
    with socket.create_connection(("localhost", secured.server.port), timeout=30) as client:
        client.sendall(SSL_REQUEST)
        assert client.recv(1) == b"S"
        with pytest.raises((ssl.SSLError, ConnectionError)):
            made.wrap_socket(client, server_hostname="localhost")


def test_a_second_request_inside_is_refused(secured: Door, authority: Authority) -> None:
    with socket.create_connection(("localhost", secured.server.port), timeout=30) as client:
        client.sendall(SSL_REQUEST)
        assert client.recv(1) == b"S"
        with context(authority).wrap_socket(client, server_hostname="localhost") as tls:
            tls.sendall(SSL_REQUEST)
            assert b"unsupported frontend protocol 1234.5679" in tls.recv(4096)


def test_a_certificate_without_a_hash_has_no_channel_binding(tmp_path: Path) -> None:
    """Ed25519 signs without a separate hash: RFC 5929 defines no end point for it."""
    pair = Authority(tmp_path, edwards=True).server()
    with door(tmp_path / "home", tls_cert=pair.certificate, tls_key=pair.key) as opened:
        opened.add("ann")
        with opened.connect("ann", "sesame", sslmode="require"):
            pass
        said = opened.refusal("ann", "sesame", sslmode="require", channel_binding="require")
        assert "channel binding" in said


def test_files_that_cannot_be_used(tmp_path: Path, authority: Authority) -> None:
    pair, other = authority.server("good"), authority.server("other")
    readable = tmp_path / "readable.key"
    shutil.copy(pair.key, readable)
    readable.chmod(0o644)
    locked = tmp_path / "locked.key"
    locked.touch(mode=0o600)
    key = serialization.load_pem_private_key(pair.key.read_bytes(), None)
    locked.write_bytes(
        key.private_bytes(
            serialization.Encoding.PEM,
            serialization.PrivateFormat.PKCS8,
            serialization.BestAvailableEncryption(b"secret"),
        )
    )
    for settings, said in (
        ({"tls_required": True}, 'setting "tls_required" needs "tls_cert"'),
        ({"tls_key": pair.key}, 'setting "tls_key" needs "tls_cert"'),
        ({"tls_cert": pair.certificate, "tls_key": readable}, "may be read by others"),
        ({"tls_cert": pair.certificate, "tls_key": tmp_path / "none"}, "could not read"),
        ({"tls_cert": tmp_path / "none", "tls_key": pair.key}, "cannot be used"),
        ({"tls_cert": pair.certificate, "tls_key": other.key}, "cannot be used"),
        ({"tls_cert": pair.certificate, "tls_key": locked}, "cannot be used"),
        (
            {"tls_cert": pair.certificate, "tls_key": pair.key, "tls_client_ca": pair.key},
            "cannot be used",
        ),
    ):
        with pytest.raises(SqlError, match=said) as caught:
            Certificates(Settings(home=tmp_path, **settings))  # type: ignore[arg-type]
        assert caught.value.sqlstate == "F0000"
