"""Where an error stands: for every statement of `positions.sql` at PostgreSQL's own place.

`t` is one row of `i int, s text, b boolean, d date, a int[], j jsonb`. Where PostgreSQL tells no
place, ours may.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

import psycopg
import pytest
from psycopg.pq import DiagnosticField

from gateway.demo.servers import Server
from gateway.engine import Gateway
from gateway.errors import SqlError
from gateway.session import Session

_STATEMENTS = [
    line
    for line in (Path(__file__).parent / "positions.sql").read_text().splitlines()
    if line and not line.startswith("--")
]
_T = (
    "WITH t AS (SELECT 1 AS i, 'a'::text AS s, true AS b, date '2020-01-01' AS d, "
    "ARRAY[1] AS a, '{}'::jsonb AS j)"
)


class Complaint(NamedTuple):
    """An error's SQLSTATE and 1-based place."""

    sqlstate: str
    position: int | None


def test_the_table_is_long() -> None:
    assert len(_STATEMENTS) > 200


@pytest.fixture(scope="module")
def oracle(postgres_server: Server) -> Iterator[psycopg.Connection[tuple[object, ...]]]:
    with psycopg.connect(postgres_server.url, autocommit=True) as connection:
        yield connection


@pytest.mark.parametrize("statement", _STATEMENTS)
def test_position(
    statement: str, gateway: Gateway, oracle: psycopg.Connection[tuple[object, ...]]
) -> None:
    sql = _over_t(statement)
    expected, found = _of_postgres(sql, oracle), _of_gateway(sql, gateway)
    if expected.position is None:
        expected = expected._replace(position=found.position)
    assert found == expected


def _over_t(statement: str) -> str:
    if " t" not in statement:
        return statement
    if statement.startswith("WITH "):
        return f"{_T}, {statement.removeprefix('WITH ')}"
    return f"{_T} {statement}"


def _of_postgres(sql: str, oracle: psycopg.Connection[tuple[object, ...]]) -> Complaint:
    ask = oracle.pgconn.exec_ if "$" not in sql else lambda text: oracle.pgconn.prepare(b"", text)
    result = ask(sql.encode())
    sqlstate = result.error_field(DiagnosticField.SQLSTATE)
    position = result.error_field(DiagnosticField.STATEMENT_POSITION)
    assert sqlstate is not None, "PostgreSQL takes it"
    return Complaint(sqlstate.decode(), None if position is None else int(position))


def _of_gateway(sql: str, gateway: Gateway) -> Complaint:
    with pytest.raises(SqlError) as raised:
        _rows(sql, gateway)
    return Complaint(raised.value.sqlstate, raised.value.position)


def _rows(sql: str, gateway: Gateway) -> None:
    with gateway.prepare(sql, Session(owner=True)).execute() as result:
        result.table()
