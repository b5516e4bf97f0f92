"""Intervals whose hours Arrow could not carry are refused, never wrapped around."""

from __future__ import annotations

from collections.abc import Iterator

import psycopg
import pytest

from gateway.catalog.catalog import Catalog
from gateway.demo.servers import Server
from gateway.engine import Gateway
from tests.semantics.harness import ask_gateway, ask_postgres

REFUSED = (
    "select interval '2562048 hours'",
    "select i + i from (values (interval '1300000 hours')) t(i)",
    "select i - j from (values (interval '1300000 hours', interval '-1300000 hours')) t(i, j)",
    "select make_interval(hours => 2562048)",
    "select sum(i) from (values (interval '1300000 hours'), ('1300000 hours')) t(i)",
    "select i * 2 from (values (interval '1300000 hours')) t(i)",
)
ANSWERED = (
    "select interval '2562047 hours', interval '-2562047 hours 1 day'",
    "select i + i, i - i, i + null from (values (interval '1 mon 1200000 hours')) t(i)",
    "select make_interval(hours => 2562046), make_interval(1, 2, 3, 4, 5, 6, 7.5)",
    "select i + j from (values (interval '1 day', null::interval), ('1 hour', '2 hours')) t(i, j)",
)


@pytest.fixture(scope="module")
def gateway() -> Iterator[Gateway]:
    opened = Gateway(Catalog.in_memory({}))
    yield opened
    opened.close()


@pytest.mark.parametrize("sql", REFUSED)
def test_long_intervals_are_refused(sql: str, gateway: Gateway) -> None:
    assert ask_gateway(gateway, sql).sqlstate == "0A000"


@pytest.mark.parametrize("sql", ANSWERED)
def test_shorter_ones_are_not(sql: str, gateway: Gateway, postgres_server: Server) -> None:
    with psycopg.connect(postgres_server.url) as oracle:
        assert ask_gateway(gateway, sql).rows == ask_postgres(oracle, sql).rows
