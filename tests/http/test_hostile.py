"""Requests no client should send, and pages that should not reach us."""

from __future__ import annotations

import socket
from pathlib import Path

import httpx
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from gateway.config import Settings
from gateway.engine import Gateway
from gateway.serve.http import protocol
from gateway.serve.http.door import HttpLimits
from gateway.serve.http.server import HttpServer, running
from tests.http.activity import SECONDS

QUERY = {"sql": "SELECT 1"}


def talk(server: HttpServer, data: bytes, *, hang_up: bool = True) -> bytes:
    """What the server says until it hangs up; with `hang_up` no more is sent."""
    with socket.create_connection(("127.0.0.1", server.port), timeout=SECONDS) as client:
        said = b""
        try:
            client.sendall(data)
            if hang_up:
                client.shutdown(socket.SHUT_WR)
            while part := client.recv(65536):
                said += part
        except OSError:
            pass  # it has hung up first
        return said


def alive(client: httpx.Client) -> None:
    assert client.post("/v1/query", json=QUERY).json()["rows"] == [[1]]


@pytest.mark.parametrize("host", ["evil.example", "localhost.evil.example", "", "a:b:c", "[::1"])
def test_a_name_that_was_made_to_resolve_here(client: httpx.Client, host: str) -> None:
    response = client.post("/v1/query", json=QUERY, headers={"Host": host})
    assert response.status_code in (400, 421)


@pytest.mark.parametrize("host", ["localhost", "127.0.0.1:1", "[::1]:80", "LOCALHOST:8080"])
def test_names_of_this_machine(client: httpx.Client, host: str) -> None:
    assert client.post("/v1/query", json=QUERY, headers={"Host": host}).status_code == 200


def test_pages_of_other_origins(client: httpx.Client) -> None:
    def post(**headers: str) -> int:
        return client.post("/v1/query", json=QUERY, headers=headers).status_code

    assert post(Origin="https://evil.example") == 403
    assert post(Origin="null") == 403
    assert post(**{"Sec-Fetch-Site": "cross-site"}) == 403
    assert post(Origin=str(client.base_url).rstrip("/")) == 200
    assert "access-control-allow-origin" not in client.get("/healthz").headers


@pytest.mark.parametrize(
    "kind", ["text/plain", "application/x-www-form-urlencoded", "multipart/form-data", ""]
)
def test_a_form_is_no_json(client: httpx.Client, kind: str) -> None:
    response = client.post("/v1/query", content=b'{"sql": "SELECT 1"}',
                           headers={"Content-Type": kind})  # fmt: skip
    assert response.status_code == 415


def test_origins_that_are_allowed(home: Path) -> None:
    allowed = Settings(home=home, http_allowed_origins=("https://app.example",))
    gateway = Gateway.open(home)
    gateway.settings = allowed
    with running(gateway) as server:
        base = f"http://127.0.0.1:{server.port}"
        origin = {"Origin": "https://app.example"}
        ask = origin | {"Access-Control-Request-Method": "POST",
                        "Access-Control-Request-Headers": "content-type"}  # fmt: skip
        preflight = httpx.options(f"{base}/v1/query", headers=ask)
        assert preflight.headers["access-control-allow-origin"] == "https://app.example"
        response = httpx.post(f"{base}/v1/query", json=QUERY, headers=origin)
        assert response.status_code == 200
        assert "X-Unsilo-Query-Id" in response.headers["access-control-expose-headers"]
        evil = httpx.post(f"{base}/v1/query", json=QUERY, headers={"Origin": "https://evil"})
        assert evil.status_code == 403
    gateway.close()


def test_headers_that_protect(client: httpx.Client) -> None:
    for response in (client.get("/healthz"), client.get("/nothing"), client.get("/v1/sources")):
        assert response.headers["x-content-type-options"] == "nosniff"
        assert "frame-ancestors 'none'" in response.headers["content-security-policy"]
        assert response.headers["cache-control"] == "no-store"
        assert "server" not in response.headers


def test_a_body_that_is_too_large(gateway: Gateway, client: httpx.Client) -> None:
    with running(gateway, limits=HttpLimits(body_bytes=1000)) as server:
        base = f"http://127.0.0.1:{server.port}/v1/query"
        large = {"sql": "SELECT '" + "x" * 1000 + "'"}
        assert httpx.post(base, json=large).status_code == 413

        def parts() -> list[bytes]:
            return [b'{"sql": "' + b"x" * 400] * 10

        kind = {"Content-Type": "application/json"}
        assert httpx.post(base, content=iter(parts()), headers=kind).status_code == 413
        assert httpx.post(base, json=QUERY).status_code == 200
    alive(client)


def test_a_body_that_does_not_come(gateway: Gateway) -> None:
    with (
        running(gateway, limits=HttpLimits(body_seconds=0.2)) as server,
        socket.create_connection(("127.0.0.1", server.port), timeout=SECONDS) as connection,
    ):
        connection.sendall(
            b"POST /v1/query HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\n"
            b"Content-Length: 100\r\n\r\n{"
        )
        assert connection.recv(65536).startswith(b"HTTP/1.1 408")


def test_a_head_that_does_not_end(
    server: HttpServer, client: httpx.Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    said = talk(server, b"GET / HTTP/1.1\r\nX: " + b"x" * 300_000)
    assert said == b"" or said.startswith(b"HTTP/1.1 400")
    monkeypatch.setattr(protocol, "HEAD_SECONDS", 0.2)
    with socket.create_connection(("127.0.0.1", server.port), timeout=SECONDS) as connection:
        connection.sendall(b"GET / HTTP/1.1\r\nX: ")
        assert connection.recv(100) == b""
    alive(client)


@pytest.mark.parametrize(
    "data",
    [
        b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03",
        b"\0\0\0\x08\x04\xd2\x16\x2f",
        b"GET /\r\n\r\n",
        b"GET / HTTP/9.9\r\n\r\n",
        b"GET http://[ HTTP/1.1\r\nHost: localhost\r\n\r\n",
        b"GET /\xff\xfe HTTP/1.1\r\nHost: localhost\r\n\r\n",
        b"POST /v1/query HTTP/1.1\r\nHost: localhost\r\nContent-Length: -1\r\n\r\n",
        b"POST /v1/query HTTP/1.1\r\nHost: localhost\r\nContent-Length: 5\r\n"
        b"Transfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
        b"POST /v1/query HTTP/1.1\r\nHost: localhost\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n",
        b"GET /healthz HTTP/1.1\r\nHost: localhost\r\nHost: evil\r\n\r\n",
        b"GET /healthz HTTP/1.1\r\nHost: localhost\r\nX: a\nb: c\r\n\r\n",
    ],
)
def test_what_is_no_request(server: HttpServer, client: httpx.Client, data: bytes) -> None:
    said = talk(server, data)
    assert not said.startswith(b"HTTP/1.1 5")
    alive(client)


@pytest.mark.parametrize(
    "path",
    ["/../etc/passwd", "/console/../../config.py", "/console/%2e%2e/%2e%2e/pyproject.toml",
     "//evil.example/", "/v1/queries/%00", "/v1/queries/../query", "/v1%2Fquery",
     "/console/..%5c..%5cx", "/v1/queries/" + "a" * 5000],
)  # fmt: skip
def test_paths_that_lead_nowhere(server: HttpServer, client: httpx.Client, path: str) -> None:
    request = f"GET {path} HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n"
    said = talk(server, request.encode(), hang_up=False)
    assert said[:12] in (b"HTTP/1.1 404", b"HTTP/1.1 400", b"HTTP/1.1 405"), said[:200]
    alive(client)


_SCALARS = (
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats(allow_nan=False, allow_infinity=False)
    | st.text(max_size=30)
)
JSON = st.recursive(
    _SCALARS,
    lambda inner: (
        st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=9), inner, max_size=4)
    ),
    max_leaves=12,
)
BODIES = JSON | st.fixed_dictionaries(
    {"sql": st.sampled_from(["SELECT $1", "SELECT 1", "SELECT $1::jsonb", ""]) | st.text()},
    optional={
        "parameters": st.lists(JSON, max_size=3) | JSON,
        "types": st.lists(st.sampled_from(["int8", "text[]", "jsonb", "x"]) | JSON, max_size=3),
        "settings": st.dictionaries(st.sampled_from(["pushdown", "a.b", "x"]), JSON) | JSON,
        "row_limit": JSON,
        "timeout_ms": JSON,
    },
)


@given(body=BODIES, path=st.sampled_from(["/v1/query", "/v1/explain"]))
@settings(max_examples=150, deadline=None, suppress_health_check=list(HealthCheck))
def test_bodies_of_all_kinds(client: httpx.Client, body: object, path: str) -> None:
    response = client.post(path, json=body)
    assert response.status_code < 500, response.text
    if response.status_code != 200:
        assert response.json()["status"] == response.status_code


@given(
    headers=st.dictionaries(
        st.sampled_from(["Accept", "Accept-Encoding", "Authorization", "Content-Type",
                         "X-Unsilo-Query-Id", "Idempotency-Key", "Origin", "If-None-Match"]),
        st.text(st.characters(min_codepoint=32, max_codepoint=126), max_size=40).map(str.strip),
    ),
    path=st.sampled_from(["/v1/query", "/v1/queries", "/v1/explain"]),
)  # fmt: skip
@settings(max_examples=150, deadline=None, suppress_health_check=list(HealthCheck))
def test_headers_of_all_kinds(client: httpx.Client, headers: dict[str, str], path: str) -> None:
    response = client.post(path, content=b'{"sql": "SELECT 1"}', headers=headers)
    assert response.status_code < 500, response.text
