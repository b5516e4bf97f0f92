"""Every case file: the gateway says what PostgreSQL says, or that it cannot; nothing else."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest

from gateway.demo.servers import Server
from gateway.engine import Gateway
from tests.semantics.harness import CASES, Case, ask_gateway, ask_postgres, read


@pytest.fixture(scope="module")
def oracle(postgres_server: Server) -> Iterator[psycopg.Connection[tuple[object, ...]]]:
    with psycopg.connect(postgres_server.url, autocommit=True) as connection:
        # A prepared statement keeps the constants of the zone it was prepared in.
        connection.prepare_threshold = None
        connection.execute("SET statement_timeout = '20s'")
        yield connection


@pytest.mark.parametrize("path", sorted(CASES.glob("*.sql")), ids=lambda path: path.stem)
def test_cases(
    path: Path, gateway: Gateway, oracle: psycopg.Connection[tuple[object, ...]]
) -> None:
    cases = list(read(path))
    complaints = [text for case in cases if (text := _complaint(case, gateway, oracle))]
    assert not complaints, f"{len(complaints)} of {len(cases)}:\n" + "\n".join(complaints)


def _complaint(case: Case, gateway: Gateway, oracle: psycopg.Connection[tuple[object, ...]]) -> str:
    """What is wrong with a case; "" when nothing is."""
    answer = ask_gateway(gateway, case.sql, case.setting)
    if answer.sqlstate == "0A000" and case.refused:
        return ""
    expected = ask_postgres(oracle, case.sql, case.setting)
    if answer.agrees(expected):
        return f"{case}\n    is answered: take its mark away" if case.refused else ""
    return f"{case}\n    PostgreSQL {expected}\n    gateway    {answer}"
