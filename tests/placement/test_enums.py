"""Enums of a PostgreSQL source: compared, ordered and grouped as there, pushed down or not."""

from __future__ import annotations

from collections.abc import Iterator

import psycopg
import pytest

from gateway.demo.servers import Server
from gateway.engine import Gateway
from tests.databases import empty_database
from tests.placement.one_source import gateway, oracle
from tests.semantics.harness import ask_gateway, ask_postgres

__all__ = ["gateway", "oracle"]

QUERIES = (
    "select id from p where m = 'sad' order by id",
    "select id, m from p order by m, id",
    "select m, count(*) from p group by m order by m",
    "select id from p where m in ('sad','ok') order by id",
    "select id from p where m > 'sad' order by id",
    "select m::text, length(m::text) from p order by id",
    "select id from p where m <> 'ok' order by id",
    "select id from p where m = 'nope'",
    "select id from p where m is null",
    "select distinct m from p order by 1",
    "select a.id, b.id from p a join p b on a.m = b.m order by 1,2",
    "select id from p where m between 'sad' and 'ok' order by id",
    "select case when m = 'sad' then 1 else 0 end from p order by id",
    "select coalesce(m, 'ok') from p order by id",
    "select id from p where m = any (array['sad','ok']::text[])",
    "select m || 'x' from p order by id",
    "select array_agg(m order by m) from p ",
    "select string_agg(m::text, ',' order by m) from p ",
    "select id from p where m::text like 's%' order by id",
    "select id from p where m not in ('sad') order by id",
    "select row_number() over (order by m), id from p order by 1",
    "select id from p where lower(m::text) = 'sad' order by id",
    "select m = 'sad' from p order by id",
    "select max(m), min(m) from p ",
    "select max(m) filter (where id > 1), min(m) filter (where id > 9) from p ",
    "select id, max(m) over (order by id) from p order by id",
    "select id, min(m) over (partition by m is null) from p order by id",
    "select id % 2, max(m) from p group by 1 having max(m) > 'sad' order by 1",
    "select max(m)::text || '!' from p ",
    "select max(array[m, 'ok']) from p ",
    "select max(ms), min(ms), count(distinct ms) from p ",
    "select id, ms from p order by ms, id",
    "select id, ms::text, ms[1] from p order by id",
    "select ms, count(*) from p group by ms order by 2, 1",
    "select id from p where 'ok' = any(ms) order by id",
    "select id from p where ms = '{sad,ok}' order by id",
    "select id from p where ms[1] < 'happy' order by id",
    "select greatest(m, 'ok'), least(m, 'ok') from p order by id",
    "select p::text from p order by id",
    "select (p.*)::text, row(p.id, p.m)::text from p order by id",
    "select row(id, m, ms)::text from p order by id",
    "select id from p where row(m, id) > row('sad', 2) order by id",
    "select max(m + 1) from p ",
    "select sum(m) from p ",
)


@pytest.fixture(scope="module")
def database(postgres_server: Server) -> Iterator[str]:
    with empty_database(postgres_server) as url:
        with psycopg.connect(url, autocommit=True) as connection:
            connection.execute("CREATE TYPE mood AS ENUM ('sad', 'ok', 'happy')")
            connection.execute("CREATE TABLE p (id int PRIMARY KEY, m mood, ms mood[])")
            connection.execute(
                "INSERT INTO p VALUES (1, 'happy', '{sad,ok}'), (2, 'sad', NULL), (3, 'ok', '{}'),"
                "(4, NULL, '{happy,NULL}'), (5, 'sad', '{sad,happy}')"
            )
        yield url


@pytest.mark.parametrize("pushdown", ["on", "off"])
@pytest.mark.parametrize("sql", QUERIES)
def test_enum(
    sql: str, pushdown: str, gateway: Gateway, oracle: psycopg.Connection[tuple[object, ...]]
) -> None:
    expected = ask_postgres(oracle, sql)
    found = ask_gateway(gateway, sql.replace(" p ", " pg.public.p "), f"SET pushdown = {pushdown}")
    assert (found.sqlstate, found.rows) == (expected.sqlstate, expected.rows), str(found)
