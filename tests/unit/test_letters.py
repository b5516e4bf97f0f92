"""letters.txt against a real server: every code point."""

from __future__ import annotations

from collections.abc import Iterator

import duckdb
import psycopg
import pytest

from gateway.demo.servers import Server
from gateway.sql import letters
from gateway.sql.functions.strings import lower_sql, upper_sql

_EVERY = "generate_series(1, 1114111) c WHERE c NOT BETWEEN 55296 AND 57343"
CLASSES = ("alpha", "space", "punct", "upper", "lower", "print", "graph", "cntrl", "word")

Connection = psycopg.Connection[tuple[object, ...]]


@pytest.fixture(scope="module")
def oracle(postgres_server: Server) -> Iterator[Connection]:
    with psycopg.connect(postgres_server.url, autocommit=True) as connection:
        yield connection


def _codes(connection: Connection, condition: str) -> list[int]:
    rows = connection.execute(f"SELECT c FROM {_EVERY} AND {condition} ORDER BY c".encode())
    return [int(str(row[0])) for row in rows]


@pytest.mark.parametrize("name", CLASSES)
def test_class_has_the_servers_members(oracle: Connection, name: str) -> None:
    ours = [
        code
        for low, high in letters.ranges(name)
        for code in range(max(low, 1), high + 1)
        if not 0xD800 <= code <= 0xDFFF
    ]
    assert ours == _codes(oracle, f"chr(c) ~ '[[:{name}:]]'")


def test_digits_and_alnum(oracle: Connection) -> None:
    assert _codes(oracle, r"chr(c) ~ '\d'") == list(range(48, 58))
    assert _codes(oracle, r"(chr(c) ~ '[[:alnum:]]') <> (chr(c) ~ '[[:alpha:]]|\d')") == []


def _changed(connection: Connection, function: str) -> dict[str, str]:
    query = f"SELECT chr(c), {function}(chr(c)) FROM {_EVERY} AND {function}(chr(c)) <> chr(c)"
    return {str(before): str(after) for before, after in connection.execute(query.encode())}


@pytest.mark.parametrize(("function", "table"), [("upper", "toupper"), ("lower", "tolower")])
def test_case_in_python(oracle: Connection, function: str, table: str) -> None:
    mapped = {chr(low): chr(high) for low, high in letters.case_map(table).items()}
    assert mapped == _changed(oracle, function)


def test_initcap(oracle: Connection) -> None:
    """A capital is the upper-case letter; a word goes on as long as letters and digits do."""
    assert _changed(oracle, "initcap") == _changed(oracle, "upper")
    inside = _codes(oracle, "right(initcap('a' || chr(c) || 'a'), 1) = 'a'")
    assert inside == _codes(oracle, "chr(c) ~ '[[:alnum:]]'")
    assert letters.initcap("éa b'c x2y ǆ_z") == "Éa B'C X2y Ǆ_Z"


@pytest.mark.parametrize(("function", "sql"), [("upper", upper_sql), ("lower", lower_sql)])
def test_case_in_duckdb(oracle: Connection, function: str, sql: object) -> None:
    assert callable(sql)
    mapped = sql("chr(c::INTEGER)")
    with duckdb.connect() as connection:
        query = f"SELECT chr(c::INTEGER), {mapped} FROM range(1, 1114112) t(c) "
        query += f"WHERE c NOT BETWEEN 55296 AND 57343 AND {mapped} <> chr(c::INTEGER)"
        assert dict(connection.execute(query).fetchall()) == _changed(oracle, function)
