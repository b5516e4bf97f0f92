"""`to_json` against PostgreSQL's own `to_json`."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal
from typing import Any

import psycopg
import pyarrow as pa
import pytest

from connectors.types import (
    BOOL,
    BYTEA,
    FLOAT4,
    FLOAT8,
    INT8,
    JSON,
    JSONB,
    NUMERIC,
    TEXT,
    TIMESTAMP,
    TIMESTAMPTZ,
    Type,
    array,
    numeric,
    record,
)
from gateway.serve.json_text import json_texts, to_json

INFINITY = 2**63 - 1
WORDS = ["", "a", 'q"\\', "\b\f\n\r\t\x01\x1f\x7f", "é😀\u2028", "</script>", "null"]


@pytest.fixture(scope="module")
def connection(postgres_url: str) -> Iterator[psycopg.Connection[Any]]:
    with psycopg.connect(postgres_url, autocommit=True) as connection:
        connection.execute("SET timezone = 'UTC'")
        yield connection


CASES: list[tuple[Type, str, list[Any], list[str]]] = [
    (BOOL, "bool", [True, False], ["t", "f"]),
    (INT8, "int8", [-(2**63), 7], [str(-(2**63)), "7"]),
    (FLOAT8, "float8", [0.1, 1e300, -0.0, float("nan"), float("inf"), -float("inf"), 1e15],
     ["0.1", "1e300", "-0", "NaN", "inf", "-inf", "1e15"]),
    (FLOAT4, "float4", [0.25, 1e10], ["0.25", "1e10"]),
    (numeric(12, 2), "numeric(12,2)", [Decimal("1.50"), Decimal("-0.10")], ["1.5", "-0.1"]),
    (NUMERIC, "numeric", ["12.500", "NaN", "Infinity"], ["12.500", "NaN", "Infinity"]),
    (TEXT, "text", WORDS, WORDS),
    (BYTEA, "bytea", [b"\x00\xff"], ["\\x00ff"]),
    (JSON, "json", ['{"a" :  1}', "[1, 2]"], ['{"a" :  1}', "[1, 2]"]),
    (JSONB, "jsonb", ['{"a": 1}', '"x"'], ['{"a":1}', '"x"']),
    (TIMESTAMP, "timestamp", [0, 1_500_000, INFINITY, -62_135_596_800_000_001],
     ["1970-01-01", "1970-01-01 00:00:01.5", "infinity", "0001-12-31 23:59:59.999999 BC"]),
    (TIMESTAMPTZ, "timestamptz", [0, -INFINITY, -62_135_596_800_000_001],
     ["1970-01-01Z", "-infinity", "0001-12-31 23:59:59.999999Z BC"]),
    (Type("date"), "date", [0, 2**31 - 1, -719_163], ["1970-01-01", "infinity", "0001-12-31 BC"]),
    (Type("time"), "time", [86_400_000_000], ["24:00:00"]),
    (Type("interval"), "interval", [(14, -3, 1_000_000_000)], ["1 year 2 mons -3 days 1 sec"]),
    (Type("inet"), "inet", ["10.0.0.1/8"], ["10.0.0.1/8"]),
    (array(TEXT), "text[]", [[], ["a", None, 'q"']], ["{}", '{a,NULL,"q\\""}']),
    (array(JSONB), "jsonb[]", [['{"a": 1}', None]], ['{"{\\"a\\": 1}",NULL}']),
]  # fmt: skip


@pytest.mark.parametrize(("type_", "name", "values", "literals"), CASES, ids=lambda v: str(v)[:12])
def test_as_postgresql(
    connection: psycopg.Connection[Any],
    type_: Type,
    name: str,
    values: list[Any],
    literals: list[str],
) -> None:
    expected = connection.execute(
        f"SELECT to_json(v)::text FROM (SELECT n, t::{name} AS v"
        " FROM unnest(%s::text[]) WITH ORDINALITY AS u(t, n)) AS x ORDER BY n",
        [literals],
    ).fetchall()
    data = pa.array([None, *values, None], type_.arrow)
    found = to_json(data.slice(1), type_)
    assert found.to_pylist() == [*(row[0] for row in expected), "null"]
    assert json_texts(data.slice(1), type_) == found.to_pylist()
    for zone in ("UTC", "Asia/Kolkata"):
        for strings in (False, True):
            whole = to_json(data, type_, zone, strings=strings).to_pylist()
            assert json_texts(data, type_, zone, strings=strings) == whole
    assert to_json(data.slice(0, 0), type_).to_pylist() == json_texts(data.slice(0, 0), type_) == []


def test_records(connection: psycopg.Connection[Any]) -> None:
    connection.execute('CREATE TYPE pair AS ("a ""b" int, words text[])')
    row = connection.execute("SELECT to_json(row(1, '{x,NULL}')::pair)::text").fetchone()
    type_ = record(('a "b', Type("int4")), ("words", array(TEXT)))
    values = pa.array([{'a "b': 1, "words": ["x", None]}, None], type_.arrow)
    assert to_json(values, type_).to_pylist() == [row[0] if row else "", "null"]
