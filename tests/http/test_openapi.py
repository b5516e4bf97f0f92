"""The OpenAPI document is what the code does: its routes, its bodies, and schemathesis' cases."""

from __future__ import annotations

import dataclasses
import os
import re

import httpx
import pytest
import schemathesis
from hypothesis import HealthCheck, settings
from hypothesis.strategies import SearchStrategy, just, one_of, sampled_from
from schemathesis.specs.openapi.checks import negative_data_rejection, positive_data_acceptance

from gateway.serve.http.app import ROUTES
from gateway.serve.http.media import FORMATS
from gateway.serve.http.openapi import document
from gateway.serve.http.requests import Statement
from gateway.serve.http.schemas import SCHEMAS
from gateway.serve.http.server import HttpServer

DOCUMENT = document()


def test_the_routes_are_documented_and_no_others() -> None:
    documented = {
        (method.upper(), path)
        for path, operations in DOCUMENT["paths"].items()
        for method in operations
    }
    assert documented == {(method, path) for method, path, _ in ROUTES}


def test_the_bodies_are_the_codes() -> None:
    members = {field.name for field in dataclasses.fields(Statement)}
    assert set(SCHEMAS["Statement"]["properties"]) == members
    assert set(SCHEMAS["Explain"]["properties"]) == members | {"analyze"}


def test_the_formats_are_the_codes() -> None:
    answer = DOCUMENT["paths"]["/v1/query"]["post"]["responses"]["200"]
    assert set(answer["content"]) == set(FORMATS)


def test_every_reference_leads_somewhere_and_every_schema_is_used() -> None:
    names = set(re.findall(r"'#/components/schemas/(\w+)'", str(DOCUMENT)))
    assert names == set(SCHEMAS)


def test_it_is_served(client: httpx.Client) -> None:
    assert client.get("/openapi.json").json() == DOCUMENT


EXAMPLES = int(os.environ.get("SCHEMATHESIS_EXAMPLES", "25"))
"""Per operation and test: 4000 are some 50,000 cases, the long run."""

STATEMENTS = (
    "SELECT * FROM crm.customers", "TABLE crm.customers LIMIT 1", "SELECT * FROM crm.types",
    "SELECT c.name, t.name FROM crm.customers c, files.towns t",
    "SELECT count(*), sum(n) FROM files.numbers WHERE n % 7 = $1", "SELECT $1::int4[], $2::jsonb",
    "SELECT 'NaN'::numeric, 'infinity'::date, interval '1 mon'", "SELECT", "VALUES (1), (NULL)",
    "SELECT oid, relname FROM pg_class", "SELECT * FROM information_schema.columns",
    "EXPLAIN (ANALYZE, FORMAT JSON) SELECT * FROM files.towns", "EXPLAIN SELECT 1/0", "SELECT 1/0",
    "SET TimeZone = 'Europe/Vienna'", "SHOW ALL", "RESET ALL", "BEGIN", "PREPARE p AS SELECT 1",
    "DECLARE c CURSOR FOR SELECT 1", "COPY crm.customers TO STDOUT", "DELETE FROM crm.customers",
    "SELECT a.n AS x, b.n AS x FROM files.numbers a JOIN files.numbers b USING (n) LIMIT 3",
    "SELECT nothing FROM crm.customers", "SELEC 1", "SELECT 'x", "SELECT 1; SELECT 2", "", "--",
)  # fmt: skip
"""What no strategy for strings would find."""

QUERY_IDS = tuple(f"{n:032x}" for n in range(1, len(STATEMENTS) + 1))
"""Of the statements above, begun before each test."""

schema = schemathesis.openapi.from_dict(DOCUMENT)
ours = schemathesis.openapi.from_dict(DOCUMENT).include(path_regex="query|queries|explain")


@ours.hook
def flatmap_body(context: schemathesis.HookContext, body: object) -> SearchStrategy[object]:
    """Bodies with a statement of ours, beside what the schema says and alone."""
    if not isinstance(body, dict) or "sql" not in body:
        return just(body)
    statement = sampled_from(STATEMENTS)
    return one_of(
        just(body),
        statement.map(lambda sql: body | {"sql": sql, "timeout_ms": None}),  # 504 is an answer
        statement.map(lambda sql: {"sql": sql}),
    )


@ours.hook
def flatmap_path_parameters(
    context: schemathesis.HookContext, path_parameters: dict[str, object] | None
) -> SearchStrategy[dict[str, object] | None]:
    """Ids of queries that there are, beside others."""
    if not path_parameters or "id" not in path_parameters:
        return just(path_parameters)
    known = sampled_from(QUERY_IDS).map(lambda id_: {"id": id_})
    return one_of(just(path_parameters), known)


@pytest.fixture
def begun(client: httpx.Client) -> str:
    """The server's address, when those queries have begun."""
    for query_id, sql in zip(QUERY_IDS, STATEMENTS, strict=True):
        client.post("/v1/queries", json={"sql": sql}, headers={"X-Unsilo-Query-Id": query_id})
    return str(client.base_url)


@pytest.fixture(scope="module")
def base(server: HttpServer) -> str:
    return f"http://127.0.0.1:{server.port}"


LONG = settings(max_examples=EXAMPLES, deadline=None, derandomize=True,
                suppress_health_check=list(HealthCheck))  # fmt: skip


@schema.parametrize()
@LONG
def test_schemathesis(base: str, case: schemathesis.Case) -> None:
    """No 5xx, and answers as documented."""
    # What SQL is valid, no schema says.
    case.call_and_validate(base_url=base, excluded_checks=[positive_data_acceptance])


@ours.parametrize()
@LONG
def test_schemathesis_with_statements(begun: str, case: schemathesis.Case) -> None:
    """The same, of requests that get further; what was malformed may have been put right."""
    excluded = [positive_data_acceptance, negative_data_rejection]
    case.call_and_validate(base_url=begun, excluded_checks=excluded)
