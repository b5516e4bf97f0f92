"""Rows on their way: cancels that reach the source, clients that are slow or leave, errors late."""

from __future__ import annotations

import json
import socket
import threading
import time
import uuid
from pathlib import Path
from typing import Any

import httpx
import pyarrow as pa
import pytest

from gateway.engine import Gateway
from gateway.serve.http.server import HttpServer, running
from tests.http.activity import FOREVER, SECONDS, sleepers
from tests.http.conftest import Ask
from tests.support.waiting import wait_until

LARGE = "SELECT a.n, b.n AS m FROM files.numbers a CROSS JOIN files.numbers b"
LATE_ERROR = "SELECT n, 1/(250000 - n) AS q FROM files.numbers"


class Asked(threading.Thread):
    """A query in a thread of its own."""

    def __init__(self, client: httpx.Client, sql: str, query_id: str) -> None:
        super().__init__(daemon=True)
        self._client, self._sql, self._id = client, sql, query_id
        self.response: httpx.Response | None = None

    def run(self) -> None:
        headers = {"X-Unsilo-Query-Id": self._id}
        self.response = self._client.post("/v1/query", json={"sql": self._sql}, headers=headers)

    def answer(self) -> httpx.Response:
        self.join(SECONDS)
        assert self.response is not None
        return self.response


def test_cancel_reaches_the_source(client: httpx.Client, source_url: str) -> None:
    mine = uuid.uuid4().hex
    asked = Asked(client, FOREVER, mine)
    asked.start()
    wait_until(lambda: sleepers(source_url, mine) == 1)
    shown = client.get(f"/v1/queries/{mine}").json()
    assert shown["state"] == "running"
    assert [s["source"] for s in shown["sources"]] == ["crm"]
    assert client.delete(f"/v1/queries/{mine}").status_code == 204
    response = asked.answer()
    assert (response.status_code, response.json()["sqlstate"]) == (499, "57014")
    wait_until(lambda: sleepers(source_url, mine) == 0)
    assert client.get(f"/v1/queries/{mine}").json()["state"] == "canceled"
    assert client.delete(f"/v1/queries/{mine}").status_code == 204


def _send(server: HttpServer, sql: str, accept: str = "text/csv") -> socket.socket:
    """A query sent by hand; its answer is in the socket."""
    body = json.dumps({"sql": sql}).encode()
    connection = socket.create_connection(("127.0.0.1", server.port), timeout=SECONDS)
    connection.sendall(
        b"POST /v1/query HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\n"
        + f"Accept: {accept}\r\nContent-Length: {len(body)}\r\n\r\n".encode()
        + body
    )
    return connection


def test_a_client_that_leaves_before_the_first_row(server: HttpServer, source_url: str) -> None:
    connection = _send(server, FOREVER)
    wait_until(lambda: sleepers(source_url) == 1)
    connection.close()
    wait_until(lambda: sleepers(source_url) == 0)
    wait_until(lambda: server.door.statements.count == 0)


def test_a_client_that_leaves_in_the_middle(server: HttpServer) -> None:
    with _send(server, LARGE) as connection:
        assert connection.recv(65536).startswith(b"HTTP/1.1 200")
        assert server.door.statements.count == 1
    wait_until(lambda: server.door.statements.count == 0)


def test_a_client_that_does_not_read(server: HttpServer, client: httpx.Client, ask: Ask) -> None:
    """Little is made for it, others are served, and it can be cancelled."""
    with _send(server, LARGE) as connection:
        wait_until(lambda: server.door.statements.count == 1)
        found = server.door.statements.of("unsilo")[0]
        wait_until(lambda: found.rows > 0)
        seen = -1
        while seen != found.rows:  # until it stands still
            seen = found.rows
            assert ask("SELECT 1 AS a").json()["rows"] == [[1]]
            time.sleep(0.3)
        assert found.rows < 2_000_000
        assert client.delete(f"/v1/queries/{found.query_id}").status_code == 204
        wait_until(lambda: server.door.statements.count == 0)
        assert found.state == "canceled"
        said = b""
        while part := connection.recv(1 << 16):
            said += part
        assert not said.endswith(b"0\r\n\r\n")


def cut_off(response: httpx.Response) -> bytes:
    """What came of a body that has no end."""
    read: list[bytes] = []
    with pytest.raises(httpx.RemoteProtocolError):
        read.extend(response.iter_bytes())
    return b"".join(read)


@pytest.mark.parametrize(
    "accept", ["application/json", "text/csv", "application/vnd.apache.arrow.stream",
               "application/vnd.apache.parquet"],
)  # fmt: skip
def test_an_error_in_the_middle_cuts_the_body_off(client: httpx.Client, accept: str) -> None:
    body = {"sql": LATE_ERROR}
    headers = {"Accept": accept, "Accept-Encoding": "identity"}
    with client.stream("POST", "/v1/query", json=body, headers=headers) as response:
        if response.status_code != 200:  # nothing had been sent: even better
            assert json.loads(response.read())["sqlstate"] == "22012"
            return
        read = cut_off(response)
        query_id = response.headers["x-unsilo-query-id"]
    assert client.get(f"/v1/queries/{query_id}").json()["state"] == "failed"
    if accept.endswith("stream"):
        with pytest.raises(pa.ArrowInvalid):
            pa.ipc.open_stream(read + b"\xff\xff\xff\xff").read_all()


def test_an_error_in_the_middle_is_the_last_line(client: httpx.Client) -> None:
    headers = {"Accept": "application/x-ndjson", "Accept-Encoding": "identity"}
    body = {"sql": LATE_ERROR}
    with client.stream("POST", "/v1/query", json=body, headers=headers) as response:
        assert response.status_code == 200
        read = cut_off(response)
    last: dict[str, Any] = json.loads(read.splitlines()[-1])
    assert last["error"]["sqlstate"] == "22012"
    assert last["error"]["query_id"] == response.headers["x-unsilo-query-id"]


def test_stopping_the_server_stops_the_sources(home: Path, source_url: str) -> None:
    gateway = Gateway.open(home)
    mine = uuid.uuid4().hex
    with httpx.Client(timeout=SECONDS) as client:
        with running(gateway) as server:
            client.base_url = httpx.URL(f"http://127.0.0.1:{server.port}")
            asked = Asked(client, FOREVER, mine)
            asked.start()
            wait_until(lambda: sleepers(source_url, mine) == 1)
        assert server.door.statements.count == 0
        response = asked.answer()
    assert (response.status_code, response.json()["sqlstate"]) == (503, "57P01")
    wait_until(lambda: sleepers(source_url, mine) == 0)
    gateway.close()
