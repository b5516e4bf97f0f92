"""Every format with every type, exact: compared with what psycopg reads through the wire."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Iterator
from decimal import Decimal
from typing import Any

import httpx
import psycopg
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from connectors.types import SPELLING
from gateway.engine import Gateway
from gateway.serve import pgwire
from gateway.sql.output import to_text
from tests.http.conftest import Ask
from tests.http.types import COLUMNS

ALL = "SELECT * FROM crm.types ORDER BY id"
ARROW = "application/vnd.apache.arrow.stream"
NAMES = ["id", *COLUMNS]


@pytest.fixture(scope="module")
def texts(gateway: Gateway) -> Iterator[list[list[str | None]]]:
    """The rows in PostgreSQL's text form, as the wire sends them."""
    with (
        pgwire.running(gateway) as server,
        psycopg.connect(
            host="127.0.0.1", port=server.port, user="unsilo", dbname="unsilo"
        ) as connection,
    ):
        result = connection.execute(ALL).pgresult
        assert result is not None
        rows = [
            [result.get_value(row, column) for column in range(result.nfields)]
            for row in range(result.ntuples)
        ]
        assert len(rows) == 3
        yield [[None if v is None else v.decode() for v in row] for row in rows]


@pytest.fixture(scope="module")
def as_json(source_url: str) -> list[dict[str, Any]]:
    """The rows as PostgreSQL itself writes them in JSON, numbers exact."""
    with psycopg.connect(source_url) as connection:
        connection.execute("SET timezone = 'UTC'")
        rows = connection.execute(
            "SELECT row_to_json(x)::text FROM types AS x ORDER BY id"
        ).fetchall()
    return [json.loads(row[0], parse_float=Decimal) for row in rows]


def exact(response: httpx.Response) -> Any:
    assert response.status_code == 200, response.text
    return json.loads(response.text, parse_float=Decimal)


def test_csv(ask: Ask, texts: list[list[str | None]]) -> None:
    response = ask(ALL, "text/csv")
    assert response.headers["content-type"].startswith("text/csv")
    names, *rows = csv.reader(io.StringIO(response.text, newline=""))
    assert names == NAMES
    assert rows == [[value or "" for value in row] for row in texts]


def test_json(ask: Ask, as_json: list[dict[str, Any]]) -> None:
    document = exact(ask(ALL))
    assert [c["name"] for c in document["columns"]] == NAMES
    assert document["rows"] == [list(row.values()) for row in as_json]
    assert document["command"] == "SELECT 3"
    assert document["warnings"] == []


def test_json_keeps_every_digit(ask: Ask) -> None:
    text = ask(ALL).text
    assert "[1,true" not in text
    assert "-9223372036854775808" in text
    assert "1234567890123456789012345678.0123456789" in text
    assert "12.500" in text


def test_json_numbers_as_strings(client: httpx.Client) -> None:
    sql = "SELECT i8, n, any_n, ai, i4, f8 FROM crm.types ORDER BY id"
    response = client.post("/v1/query?numbers=string", json={"sql": sql})
    assert exact(response)["rows"][0] == [
        "-9223372036854775808", "1234567890123456789012345678.0123456789", "12.500",
        ["9223372036854775807", None], -2147483648, Decimal("0.1"),
    ]  # fmt: skip


def test_ndjson(ask: Ask, as_json: list[dict[str, Any]]) -> None:
    response = ask(ALL, "application/x-ndjson")
    lines = response.text.splitlines()
    assert [json.loads(line, parse_float=Decimal) for line in lines] == as_json


@pytest.mark.parametrize("codec", ["", ";codecs=zstd", "; codecs=lz4", ';codecs="lz4,zstd"'])
def test_arrow(ask: Ask, gateway: Gateway, texts: list[list[str | None]], codec: str) -> None:
    response = ask(ALL, ARROW + codec)
    assert response.status_code == 200, response.text
    table = pa.ipc.open_stream(response.content).read_all()
    assert table.schema.names == NAMES
    for field, (type_, _) in zip(list(table.schema)[1:], COLUMNS.values(), strict=True):
        spelled = SPELLING.get(type_, type_).replace("varchar", "character varying")
        spelled = spelled.replace("char(", "character(").replace("int8[]", "bigint[]")
        assert field.metadata[b"pg_type"].decode() == spelled
    with gateway.execute(ALL) as result:
        types = [column.type for column in result.columns]
        assert table.schema.equals(result.schema)
    found = [
        to_text(column.combine_chunks(), type_).to_pylist()
        for column, type_ in zip(table.columns, types, strict=True)
    ]
    assert [list(row) for row in zip(*found, strict=True)] == texts


def test_parquet(ask: Ask, gateway: Gateway) -> None:
    response = ask(ALL, "application/vnd.apache.parquet")
    assert response.status_code == 200, response.text
    table = pq.read_table(io.BytesIO(response.content))
    with gateway.execute(ALL) as result:
        types = {column.name: column.type for column in result.columns}
        expected = result.table()
    for name in NAMES:
        found = table.column(name).combine_chunks()
        wanted = expected.column(name).combine_chunks()
        if name == "iv":
            wanted = to_text(wanted, types[name])
        assert (
            found.to_pylist() == wanted.to_pylist()
            if name not in ("d", "ts", "tz", "f4")
            else (to_text(found, types[name]).equals(to_text(wanted, types[name])))
        ), name
        assert table.schema.field(name).metadata[b"pg_type"].decode() == str(types[name])


@pytest.mark.parametrize("accept", ["application/x-ndjson", "application/vnd.apache.parquet"])
def test_repeated_names_are_refused_where_one_would_be_lost(ask: Ask, accept: str) -> None:
    response = ask("SELECT 1 AS a, 2 AS a", accept)
    assert (response.status_code, response.json()["sqlstate"]) == (400, "42701")
    assert ask("SELECT 1 AS a, 2 AS a").json()["rows"] == [[1, 2]]


@pytest.mark.parametrize(
    "accept", ["application/json", "text/csv", "application/x-ndjson", ARROW,
               "application/vnd.apache.parquet"],
)  # fmt: skip
def test_no_rows(ask: Ask, accept: str) -> None:
    response = ask("SELECT id, name FROM crm.customers WHERE id < 0", accept)
    assert response.status_code == 200
    match accept.rpartition(".")[2].rpartition("/")[2]:
        case "json":
            assert response.json()["rows"] == []
            assert response.json()["columns"][0] == {"name": "id", "type": "bigint"}
        case "csv":
            assert response.text == "id,name\n"
        case "x-ndjson":
            assert response.content == b""
        case "stream":
            table = pa.ipc.open_stream(response.content).read_all()
            assert (table.num_rows, table.schema.names) == (0, ["id", "name"])
        case _:
            assert pq.read_table(io.BytesIO(response.content)).num_rows == 0


def test_many_rows_in_every_text_format(ask: Ask) -> None:
    sql = "SELECT n FROM files.numbers ORDER BY n"
    expected = list(range(300_000))
    assert [row[0] for row in ask(sql).json()["rows"]] == expected
    lines = ask(sql, "application/x-ndjson").text.splitlines()
    assert lines[-1] == '{"n":299999}'
    assert len(lines) == 300_000
    assert ask(sql, "text/csv").text.split() == ["n", *map(str, expected)]


def test_warnings_as_the_last_line_of_ndjson(ask: Ask) -> None:
    sql = "SELECT n FROM files.numbers ORDER BY n"
    accept = "application/x-ndjson; warnings=line"
    *rows, last = map(json.loads, ask(sql, accept, row_limit=2).text.splitlines())
    assert rows == [{"n": 0}, {"n": 1}]
    assert last["command"] == "SELECT 2"
    assert [warning["code"] for warning in last["warnings"]] == ["row_limit"]
    (last,) = map(json.loads, ask(f"SELECT n FROM ({sql}) AS x LIMIT 0", accept).text.splitlines())
    assert last == {"command": "SELECT 0", "warnings": []}
    assert ask(sql, "application/x-ndjson; warnings=trailer").status_code == 406


@pytest.mark.parametrize(
    ("accept", "found"),
    [
        ("", "application/json"),
        ("*/*", "application/json"),
        ("text/*", "text/csv"),
        ("text/csv;q=0.5, application/x-ndjson;q=0.6", "application/x-ndjson"),
        ("*/*;q=0.1, text/csv", "text/csv"),
        ("application/json;q=0, */*", "application/x-ndjson"),
        ("text/html, */*;q=0.8", "application/json"),
    ],
)
def test_negotiation(ask: Ask, accept: str, found: str) -> None:
    assert ask("SELECT 1 AS a", accept).headers["content-type"].partition(";")[0] == found


@pytest.mark.parametrize("accept", ["text/html", "image/*", f"{ARROW};codecs=brotli"])
def test_what_no_format_is(ask: Ask, accept: str) -> None:
    response = ask("SELECT 1", accept)
    assert response.status_code == 406
    assert response.headers["content-type"] == "application/problem+json"


@pytest.mark.parametrize("coding", ["gzip", "zstd"])
def test_compression(client: httpx.Client, coding: str) -> None:
    body = {"sql": "SELECT n FROM files.numbers ORDER BY n"}
    headers = {"Accept": "text/csv", "Accept-Encoding": coding}
    with client.stream("POST", "/v1/query", json=body, headers=headers) as response:
        assert response.headers["content-encoding"] == coding
        raw = b"".join(response.iter_raw())
    text = pa.CompressedInputStream(pa.BufferReader(raw), coding).read().decode()
    assert text.split() == ["n", *map(str, range(300_000))]
    assert len(raw) < len(text)
