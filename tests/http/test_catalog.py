"""What there is, plans, and what operators ask."""

from __future__ import annotations

import httpx

from tests.http.conftest import Ask
from tests.support.waiting import wait_until


def test_sources(client: httpx.Client) -> None:
    found = {s["name"]: s for s in client.get("/v1/sources").json()["sources"]}
    assert set(found) == {"crm", "files"}
    assert found["crm"]["kind"] == "postgresql"
    assert found["crm"]["product"] == "PostgreSQL"
    assert found["crm"]["relations"] == 4
    assert "unsilo:" not in client.get("/v1/sources").text


def test_tree(client: httpx.Client) -> None:
    sources = client.get("/v1/catalog").json()["sources"]
    assert [s["name"] for s in sources] == ["crm", "files"]
    (schema,) = sources[0]["schemas"]
    customers = next(r for r in schema["relations"] if r["name"] == "customers")
    assert (schema["name"], customers["comment"]) == ("public", "who buys")
    assert customers["primary_key"] == ["id"]
    assert customers["columns"][1]["type"] == "character varying(20)"
    assert customers["columns"][1]["nullable"] is False


def test_tree_of_one_source_without_columns(client: httpx.Client) -> None:
    sources = client.get("/v1/catalog?source=files&columns=false").json()["sources"]
    assert [s["name"] for s in sources] == ["files"]
    assert all("columns" not in r for s in sources[0]["schemas"] for r in s["relations"])
    response = client.get("/v1/catalog?source=nothing")
    assert (response.status_code, response.json()["sqlstate"]) == (400, "42704")
    assert client.get("/v1/catalog?columns=maybe").status_code == 400


def test_search(client: httpx.Client) -> None:
    hits = client.get("/v1/catalog", params={"search": "cust"}).json()["hits"]
    assert (hits[0]["source"], hits[0]["relation"], hits[0]["column"]) == ("crm", "customers", None)
    assert len(client.get("/v1/catalog?search=n&limit=1").json()["hits"]) == 1
    assert client.get("/v1/catalog?search=").json()["hits"] == []


def test_explain(client: httpx.Client) -> None:
    body = {"sql": "SELECT name FROM crm.customers WHERE id = $1", "parameters": [1]}
    response = client.post("/v1/explain", json=body)
    plan = response.json()["plan"]
    assert plan["Source"] == "crm"
    assert "customers" in plan["Statement"]
    assert response.headers["x-unsilo-query-id"]
    analyzed = client.post("/v1/explain", json=body | {"analyze": True}).json()["plan"]
    assert analyzed["Actual Rows"] == 1


def test_explain_of_what_is_no_query(client: httpx.Client) -> None:
    response = client.post("/v1/explain", json={"sql": "SET pushdown = off"})
    assert (response.status_code, response.json()["sqlstate"]) == (400, "0A000")
    response = client.post("/v1/explain", json={"sql": "SELECT nope FROM crm.customers"})
    assert (response.json()["sqlstate"], response.json()["position"]) == ("42703", 8)
    response = client.post("/v1/explain", json={"sql": "SELECT 1", "analyze": 1})
    assert response.json()["sqlstate"] == "08P01"


def test_health(client: httpx.Client) -> None:
    assert client.get("/healthz").text == "ok\n"
    assert client.get("/readyz").text == "ready\n"
    assert client.head("/healthz").status_code == 200


def test_metrics(client: httpx.Client, ask: Ask) -> None:
    def value(line: str) -> float:
        text = client.get("/metrics").text
        return next(
            (float(t.rpartition(" ")[2]) for t in text.splitlines() if t.startswith(line)), 0.0
        )

    queries = 'unsilo_http_requests_total{method="POST",route="/v1/query",status="200"}'
    before = value(queries)
    ask("SELECT 1")
    wait_until(lambda: value(queries) == before + 1)
    assert value("unsilo_http_sent_bytes_total ") > 0
    client.get("/nothing/here")
    unknown = 'unsilo_http_requests_total{method="GET",route="none",status="404"}'
    wait_until(lambda: value(unknown) >= 1)
