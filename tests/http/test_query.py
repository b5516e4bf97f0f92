"""`POST /v1/query`: parameters, settings, limits, and errors as problems."""

from __future__ import annotations

import json
import uuid
from contextlib import closing
from decimal import Decimal
from typing import Any

import httpx
import pytest

from gateway.client import ProgrammingError, connect
from gateway.serve.http.server import HttpServer
from tests.http.conftest import Ask


def rows(response: httpx.Response) -> list[list[Any]]:
    assert response.status_code == 200, response.text
    found: list[list[Any]] = response.json()["rows"]
    return found


@pytest.mark.parametrize(
    ("type_", "value", "text"),
    [
        ("int8", 9223372036854775807, "9223372036854775807"),
        ("int8", "42", "42"),
        ("numeric", 12.50, "12.5"),
        ("text", "a'b", "a'b"),
        ("text", 7, "7"),
        ("bool", True, "true"),
        ("date", "2024-02-29", "2024-02-29"),
        ("jsonb", {"a": [1, None]}, '{"a": [1, null]}'),
        ("jsonb", "[1]", "[1]"),
        ("int8[]", [1, None, 3], "{1,NULL,3}"),
        ("text", None, None),
        ("bytea", "\\x00ff", "\\x00ff"),
    ],
)
def test_parameters(ask: Ask, type_: str, value: object, text: str | None) -> None:
    assert rows(ask(f"SELECT CAST($1 AS {type_})::text", parameters=[value])) == [[text]]


def test_a_number_keeps_its_digits(client: httpx.Client) -> None:
    digits = "12345678901234567890.123456789000"
    sql = "SELECT $1::numeric::text, $2::json::text"
    body = f'{{"sql": "{sql}", "parameters": [{digits}, [{digits}]]}}'
    response = client.post("/v1/query", content=body, headers={"Content-Type": "application/json"})
    assert rows(response) == [[digits, f"[{digits}]"]]


@pytest.mark.parametrize(
    ("body", "sqlstate"),
    [
        ({"sql": "SELECT $1::int4", "parameters": ["x"]}, "22P02"),
        ({"sql": "SELECT $1::int4", "parameters": [1.5]}, "22P02"),
        ({"sql": "SELECT $1::int4", "parameters": [{"a": 1}]}, "42804"),
        ({"sql": "SELECT $1::int4", "parameters": [1, 2]}, "08P01"),
        ({"sql": "SELECT $1::int4"}, "08P01"),
        ({"sql": "SELECT 1; SELECT 2"}, "42601"),
        ({"sql": "SELEC 1"}, "42601"),
        ({"sql": "SELECT nope FROM crm.customers"}, "42703"),
        ({"sql": "DELETE FROM crm.customers"}, "25006"),
        ({"sql": "SELECT 1/0"}, "22012"),
        ({"sql": "SELECT 1", "settings": {"no_such": "1"}}, "42704"),
        ({"sql": "SELECT 1", "settings": {"client_encoding": "EBCDIC"}}, "22023"),
        ({"sql": "SELECT 1", "settings": {"server_version": "19"}}, "55P02"),
        ({"sql": "SELECT 1", "setings": {}}, "08P01"),
        ({"sql": 1}, "08P01"),
        ({"parameters": []}, "08P01"),
        ({"sql": "SELECT 1", "row_limit": 0}, "08P01"),
        ({"sql": "SELECT 1", "timeout_ms": True}, "08P01"),
        ({"sql": "SELECT 1", "parameters": {}}, "08P01"),
        ({"sql": "SELECT '\0'"}, "22021"),
        ([], "08P01"),
    ],
)
def test_errors_are_problems(client: httpx.Client, body: object, sqlstate: str) -> None:
    response = client.post("/v1/query", json=body)
    problem = response.json()
    assert response.headers["content-type"] == "application/problem+json"
    assert problem["sqlstate"] == sqlstate
    assert problem["type"] == f"urn:unsilo:sqlstate:{sqlstate}"
    assert problem["status"] == response.status_code
    assert 400 <= response.status_code < 500


@pytest.mark.parametrize(
    "body",
    [b"", b"{", b"null", b'{"sql": NaN}', b'{"sql": "a", "sql": "b"}', b"\xff", b'"\\ud800"',
     b"[" * 100_000, b'{"sql": "SELECT \\ud800"}', b'{"sql":"SELECT $1","parameters":["\\u0000"]}',
     b'{"sql": "SELECT 1", "row_limit": ' + b"9" * 5000 + b"}"],
)  # fmt: skip
def test_bodies_that_are_none(client: httpx.Client, body: bytes) -> None:
    response = client.post("/v1/query", content=body, headers={"Content-Type": "application/json"})
    assert response.status_code == 400, response.text
    assert response.json()["sqlstate"] in ("08P01", "22021")


def test_position_hint_and_id(ask: Ask) -> None:
    response = ask("SELECT id FROM crm.custmers")
    problem = response.json()
    assert problem["position"] == 16
    assert problem["hint"] == 'Did you mean "crm.public.customers"?'
    assert problem["query_id"] == response.headers["x-unsilo-query-id"]
    assert problem["detail"] == 'relation "crm.custmers" does not exist'


def test_settings_and_search_path(ask: Ask) -> None:
    assert rows(ask("SHOW pushdown", settings={"pushdown": False})) == [["off"]]
    assert rows(ask("SELECT count(*) FROM customers", search_path="crm")) == [[2]]
    assert rows(ask("SHOW search_path")) == [["crm, files"]]


def test_statements_without_rows(ask: Ask) -> None:
    assert ask("SET pushdown = off").json() == {
        "columns": [], "rows": [], "command": "SET", "warnings": [],
    }  # fmt: skip
    assert ask("").json()["command"] == ""


def test_row_limit(ask: Ask) -> None:
    document = ask("SELECT n FROM files.numbers ORDER BY n", row_limit=3).json()
    assert document["rows"] == [[0], [1], [2]]
    assert document["command"] == "SELECT 3"
    assert [w["code"] for w in document["warnings"]] == ["row_limit"]
    document = ask("SELECT id FROM crm.customers", row_limit=2).json()
    assert (len(document["rows"]), document["warnings"]) == (2, [])


def test_row_limit_is_told_in_the_header(ask: Ask) -> None:
    response = ask("SELECT id FROM crm.customers", "text/csv", row_limit=1)
    told = json.loads(response.headers["x-unsilo-warnings"])
    assert told[0]["code"] == "row_limit"


def test_timeout(ask: Ask) -> None:
    response = ask("SELECT * FROM crm.forever", timeout_ms=300)
    assert response.status_code == 504
    assert response.json()["sqlstate"] == "57014"
    assert "timeout" in response.json()["detail"]


def test_own_query_id(client: httpx.Client) -> None:
    mine = uuid.uuid4().hex
    headers = {"X-Unsilo-Query-Id": mine}
    response = client.post("/v1/query", json={"sql": "SELECT 1"}, headers=headers)
    assert response.headers["x-unsilo-query-id"] == mine
    again = client.post("/v1/query", json={"sql": "SELECT 1"}, headers=headers)
    assert again.status_code == 409
    bad = client.post("/v1/query", json={"sql": "x"}, headers={"X-Unsilo-Query-Id": "x"})
    assert bad.status_code == 400
    shown = client.get(f"/v1/queries/{mine}").json()
    assert (shown["state"], shown["rows"], shown["sql"]) == ("succeeded", 1, "SELECT 1")


def test_what_there_is_not(client: httpx.Client) -> None:
    assert client.get("/v1/queries/0").status_code == 404
    assert client.delete(f"/v1/queries/{uuid.uuid4().hex}").status_code == 404
    assert client.get("/nothing").json()["title"] == "Not Found"
    response = client.get("/v1/query")
    assert (response.status_code, response.headers["allow"]) == (405, "POST")


def test_what_set_changes_is_told_back(ask: Ask) -> None:
    told = ask("SET my.name = 'a, b=ü'").headers["x-unsilo-set-session"]
    assert told == "my.name=a%2C%20b%3D%C3%BC"
    told = ask("RESET pushdown", settings={"pushdown": "off"}).headers["x-unsilo-set-session"]
    assert told == "pushdown"
    assert "x-unsilo-set-session" not in ask("SHOW pushdown").headers


def test_types_of_parameters(ask: Ask) -> None:
    sql = "SELECT pg_typeof($1)::text, pg_typeof($2)::text"
    response = ask("SELECT $1 AS a, $2 AS b", parameters=["1", ["2"]], types=["int8", "numeric[]"])
    assert [c["type"] for c in response.json()["columns"]] == ["bigint", "numeric[]"]
    assert rows(response) == [[1, [2]]]
    problem = ask(sql, parameters=["1", "1"], types=["no_such", None]).json()
    assert problem["sqlstate"] == "42704"


def test_the_python_driver(server: HttpServer) -> None:
    with closing(connect(f"http://127.0.0.1:{server.port}")) as connection:
        cursor = connection.cursor()
        cursor.execute("SELECT id, credit FROM crm.customers WHERE id = %s", (1,))
        assert cursor.fetchall() == [(1, Decimal("12.50"))]
        cursor.execute("SET pushdown = off")
        cursor.execute("SHOW pushdown")
        assert cursor.fetchone() == ("off",)
        cursor.execute("RESET pushdown")
        cursor.execute("SHOW pushdown")
        assert cursor.fetchone() == ("on",)
        with pytest.raises(ProgrammingError):
            cursor.execute("SELECT * FROM crm.nothing")


def test_moments_are_of_the_sessions_zone(ask: Ask) -> None:
    sql = (
        "SELECT '2024-07-01 12:00:00.5+00'::timestamptz AS t, "
        "ARRAY['2024-01-01 00:00:00+00'::timestamptz] AS a"
    )
    vienna = {"timezone": "Europe/Vienna"}
    assert rows(ask(sql, settings=vienna)) == [
        ["2024-07-01T14:00:00.5+02:00", ["2024-01-01T01:00:00+01:00"]]
    ]
    kolkata = ask(sql, "text/csv", settings={"timezone": "Asia/Kolkata"}).text.splitlines()
    assert kolkata[1] == '2024-07-01 17:30:00.5+05:30,"{""2024-01-01 05:30:00+05:30""}"'
