"""Queries whose result is fetched later: states, chunks, idempotency, cancel, limits, TTL."""

from __future__ import annotations

import json
import time
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import httpx
import pyarrow as pa
import pytest

from gateway.engine import Gateway
from gateway.serve.http.door import HttpLimits
from gateway.serve.http.server import HttpServer, running
from tests.http.activity import FOREVER, sleepers
from tests.support.waiting import wait_until

ARROW = "application/vnd.apache.arrow.stream"
WIDE = "SELECT n, repeat('x', 200) AS t FROM files.numbers ORDER BY n"


def submit(client: httpx.Client, sql: str, **members: object) -> str:
    response = client.post("/v1/queries", json={"sql": sql} | members)
    assert response.status_code == 202, response.text
    query_id: str = response.json()["id"]
    assert response.headers["location"] == f"/v1/queries/{query_id}"
    return query_id


def wait(client: httpx.Client, query_id: str) -> dict[str, Any]:
    response = client.get(f"/v1/queries/{query_id}?wait=30")
    assert response.status_code == 200
    shown: dict[str, Any] = response.json()
    return shown


def test_from_submit_to_rows(client: httpx.Client) -> None:
    query_id = submit(client, "SELECT id, name FROM crm.customers WHERE id < $1", parameters=[2])
    shown = wait(client, query_id)
    assert (shown["state"], shown["rows"], shown["chunks"]) == ("succeeded", 1, 1)
    assert [(s["source"], s["done"]) for s in shown["sources"]] == [("crm", True)]
    response = client.get(shown["result"])
    assert response.json()["rows"] == [[1, "Ann"]]
    assert response.json()["command"] == "SELECT 1"
    assert "link" not in response.headers
    csv = client.get(shown["result"], headers={"Accept": "text/csv"})
    assert csv.text == "id,name\n1,Ann\n"
    assert csv.headers["etag"] != response.headers["etag"]


def test_chunks_follow_one_another(client: httpx.Client) -> None:
    query_id = submit(client, WIDE)
    path: str | None = f"/v1/queries/{query_id}/result?wait=30"
    numbers: list[int] = []
    chunks = 0
    while path is not None:
        response = client.get(path, headers={"Accept": ARROW})
        assert response.status_code == 200, response.text
        table = pa.ipc.open_stream(response.content).read_all()
        assert table.num_rows == int(response.headers["x-unsilo-chunk-rows"])
        assert table.nbytes < 40_000_000
        numbers += table.column("n").to_pylist()
        chunks += 1
        path = response.links.get("next", {}).get("url")
    assert numbers == list(range(300_000))
    assert chunks > 2
    assert wait(client, query_id)["chunks"] == chunks
    assert client.get(f"/v1/queries/{query_id}/result?chunk={chunks}").status_code == 404


def test_a_chunk_that_is_known_is_not_sent_again(client: httpx.Client) -> None:
    query_id = submit(client, "SELECT 1 AS a")
    first = client.get(f"/v1/queries/{query_id}/result?wait=30")
    headers = {"If-None-Match": first.headers["etag"]}
    again = client.get(f"/v1/queries/{query_id}/result", headers=headers)
    assert (again.status_code, again.content) == (304, b"")


@pytest.mark.parametrize(
    ("sql", "rows"), [("SELECT id FROM crm.customers WHERE id < 0", []), ("SET pushdown = on", [])]
)
def test_results_without_rows(client: httpx.Client, sql: str, rows: list[Any]) -> None:
    query_id = submit(client, sql)
    assert client.get(f"/v1/queries/{query_id}/result?wait=30").json()["rows"] == rows


def test_a_failure_is_what_the_result_says(client: httpx.Client) -> None:
    query_id = submit(client, "SELECT nothing FROM crm.customers")
    shown = wait(client, query_id)
    assert (shown["state"], shown["error"]["sqlstate"]) == ("failed", "42703")
    response = client.get(f"/v1/queries/{query_id}/result")
    assert (response.status_code, response.json()) == (400, shown["error"])


def test_cancel(client: httpx.Client, source_url: str) -> None:
    query_id = submit(client, FOREVER)
    wait_until(lambda: sleepers(source_url, query_id) == 1)
    early = client.get(f"/v1/queries/{query_id}/result")
    assert (early.status_code, early.json()["state"]) == (202, "running")
    running_now = client.get("/v1/queries").json()["queries"]
    assert [query["id"] for query in running_now] == [query_id]
    assert client.get(f"/v1/queries/{query_id}?wait=1").json()["state"] == "running"
    assert client.delete(f"/v1/queries/{query_id}").status_code == 204
    assert wait(client, query_id)["state"] == "canceled"
    assert client.get(f"/v1/queries/{query_id}/result").json()["sqlstate"] == "57014"
    wait_until(lambda: sleepers(source_url, query_id) == 0)


def test_delete_forgets_the_result(client: httpx.Client) -> None:
    query_id = submit(client, "SELECT 1")
    wait(client, query_id)
    assert client.delete(f"/v1/queries/{query_id}").status_code == 204
    assert client.get(f"/v1/queries/{query_id}").status_code == 404
    assert client.get(f"/v1/queries/{query_id}/result").status_code == 404


def test_idempotency(client: httpx.Client) -> None:
    headers = {"Idempotency-Key": uuid.uuid4().hex}
    bodies = [{"sql": "SELECT 1"}, {"sql": "SELECT 1"}, {"sql": "SELECT 2"}]
    first, again, other = (client.post("/v1/queries", json=b, headers=headers) for b in bodies)
    assert first.json()["id"] == again.json()["id"]
    assert other.status_code == 422
    elsewhere = client.post("/v1/queries", json=bodies[0], headers=headers, auth=("ann", ""))
    assert elsewhere.json()["id"] != first.json()["id"]


def test_results_are_their_users(client: httpx.Client) -> None:
    """Also while there are no roles, when everybody may look at everything that runs."""
    query_id = submit(client, "SELECT 1")
    result = f"/v1/queries/{query_id}/result?wait=30"
    assert client.get(result, auth=("ann", "")).status_code == 404
    assert client.get(result).status_code == 200


def test_row_limit(client: httpx.Client) -> None:
    query_id = submit(client, WIDE, row_limit=5)
    shown = wait(client, query_id)
    assert (shown["rows"], shown["warnings"][0]["code"]) == (5, "row_limit")


@pytest.mark.parametrize("query", ["chunk=-1", "chunk=x", "wait=61", "chunk=1e3", "wait=٣"])
def test_numbers_in_the_query_string(client: httpx.Client, query: str) -> None:
    query_id = submit(client, "SELECT 1")
    assert client.get(f"/v1/queries/{query_id}/result?{query}").status_code == 400


def test_streamed_rows_are_not_kept(client: httpx.Client) -> None:
    response = client.post("/v1/query", json={"sql": "SELECT 1"})
    query_id = response.headers["x-unsilo-query-id"]
    assert client.get(f"/v1/queries/{query_id}/result").status_code == 404


@contextmanager
def limited(gateway: Gateway, **limits: Any) -> Iterator[tuple[HttpServer, httpx.Client]]:
    with (
        running(gateway, limits=HttpLimits(**limits)) as server,
        httpx.Client(base_url=f"http://127.0.0.1:{server.port}", timeout=60) as client,
    ):
        yield server, client


def test_space_for_results_is_bounded(gateway: Gateway) -> None:
    with limited(gateway, result_bytes=100_000) as (_, client):
        query_id = submit(client, "SELECT n FROM files.numbers")
        shown = wait(client, query_id)
        assert (shown["state"], shown["error"]["sqlstate"]) == ("failed", "53100")
        small = submit(client, "SELECT 1")
        assert wait(client, small)["state"] == "succeeded"


def test_results_go_with_time_and_with_the_server(
    home: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("UNSILO_TEMP_DIRECTORY", str(tmp_path))
    monkeypatch.setattr("gateway.serve.http.server.SWEEP_SECONDS", 0.05)
    gateway = Gateway.open(home)

    def files() -> list[Path]:
        return [path for path in tmp_path.rglob("*.arrow") if "unsilo-results-" in str(path)]

    with limited(gateway, result_seconds=1.0) as (_, client):
        query_id = submit(client, "SELECT 1")
        wait(client, query_id)
        wait_until(lambda: client.get(f"/v1/queries/{query_id}").status_code == 404)
        wait_until(lambda: not files())
    with limited(gateway) as (_, client):
        wait(client, submit(client, "SELECT 1"))
        (path,) = files()
        assert path.parent.stat().st_mode & 0o077 == 0
    assert not files()
    assert not list(tmp_path.glob("unsilo-results-*"))
    gateway.close()


def test_queries_of_a_user_are_limited(gateway: Gateway, source_url: str) -> None:
    with limited(gateway, queries_per_user=2) as (_, client):
        ids = [submit(client, FOREVER) for _ in range(2)]
        response = client.post("/v1/query", json={"sql": "SELECT 1"})
        assert (response.status_code, response.json()["sqlstate"]) == (503, "53300")
        assert response.headers["retry-after"] == "1"
        other = client.post("/v1/query", json={"sql": "SELECT 1"}, auth=("ann", ""))
        assert other.status_code == 200
        for query_id in ids:
            client.delete(f"/v1/queries/{query_id}")
            wait(client, query_id)
        assert client.post("/v1/query", json={"sql": "SELECT 1"}).status_code == 200


def test_stopping_the_server_ends_what_runs(gateway: Gateway, source_url: str) -> None:
    began = time.monotonic()
    with limited(gateway) as (server, client):
        query_id = submit(client, FOREVER)
        wait_until(lambda: sleepers(source_url, query_id) == 1)
    assert time.monotonic() - began < 60
    assert server.door.statements.find(query_id, "unsilo").state == "canceled"
    wait_until(lambda: sleepers(source_url, query_id) == 0)


def test_the_body_is_the_same_as_of_a_query(client: httpx.Client) -> None:
    response = client.post("/v1/queries", content=json.dumps({"sq": "SELECT 1"}),
                           headers={"Content-Type": "application/json"})  # fmt: skip
    assert (response.status_code, response.json()["sqlstate"]) == (400, "08P01")
