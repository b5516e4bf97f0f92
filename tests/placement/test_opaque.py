"""Types that the gateway only carries: no wrong answer over PostgreSQL, pushed down or not."""

from __future__ import annotations

from collections.abc import Iterator

import psycopg
import pytest

from gateway.demo.servers import Server
from gateway.engine import Gateway
from gateway.session import Session
from tests.databases import empty_database
from tests.placement.one_source import gateway, oracle
from tests.semantics.harness import ask_gateway, ask_postgres

__all__ = ["gateway", "oracle"]

SETUP = """
CREATE TYPE pair AS (a numeric, b text);
CREATE TYPE floats AS RANGE (subtype = float8);
CREATE TABLE p (id int PRIMARY KEY, n numrange, f floats, m nummultirange, c pair, d daterange,
                ns numrange[], cs pair[], bs box[], l tsvector, s pg_snapshot);
CREATE TABLE none ();
INSERT INTO none DEFAULT VALUES;
CREATE TYPE timed AS (a timestamptz);
CREATE TABLE z (z tstzrange, w timed);
INSERT INTO z VALUES ('[2020-06-01 00:00+00,)', '(2020-06-01 00:00+00)');
INSERT INTO p VALUES
    (1, '[1.10,2)', '[-0,2)', '{[1.10,2)}', '(1.10,"x ,")', '[2020-01-01,2020-02-01]',
     '{"[1.10,2)"}', '{"(1.10,x)"}', '{(2,2),(1,1);(4,4),(3,3)}', 'a b', '10:20:10'),
    (2, '[1.1,2)', '[0,2)', '{[1.1,2)}', '(1.1,"x ,")', '[2020-01-01,2020-02-02)',
     '{"[1.1,2)"}', '{"(1.1,x)"}', '{(3,2),(2,1)}', 'b a', '10:20:10'),
    (3, NULL, NULL, NULL, '(,)', 'empty', '{}', '{NULL}', '{}', '', NULL),
    (4, NULL, NULL, NULL, '(,"")', NULL, NULL, NULL, NULL, NULL, NULL),
    (5, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL)
"""
COLUMNS = ("n", "f", "m", "c", "d", "ns", "cs", "bs", "l", "s")
SHAPES = (
    "select id, {0} from p order by id",
    "select id, {0}::text from p order by id",
    "select {0} is null, count(*) from p group by {0} order by 1, 2",
    "select count(distinct {0}) from p ",
    "select id from p where {0} is null order by id",
    "select id from p where {0} is not null order by id",
    "select id from p where not ({0} is null) order by id",
    "select a.id, b.id from p a join p b on a.{0} = b.{0} order by 1, 2",
    "select a.id, b.id from p a, p b where a.{0} is distinct from b.{0} order by 1, 2",
    "select id from p where {0} in (select {0} from p where id > 1) order by id",
    "select id, rank() over (partition by {0} order by id) from p order by id",
    "select count({0}) from p ",
)
TIMED = ("z::text", "w::text", "concat(z)", "z is null", "z = z", "count(*) filter (where z = z)")


@pytest.fixture(scope="module")
def database(postgres_server: Server) -> Iterator[str]:
    with empty_database(postgres_server) as url:
        with psycopg.connect(url, autocommit=True) as connection:
            connection.execute(SETUP)
        yield url


@pytest.mark.parametrize("pushdown", ["on", "off"])
@pytest.mark.parametrize("shape", SHAPES)
@pytest.mark.parametrize("column", COLUMNS)
def test_opaque(
    column: str,
    shape: str,
    pushdown: str,
    gateway: Gateway,
    oracle: psycopg.Connection[tuple[object, ...]],
) -> None:
    sql = shape.format(column)
    expected = ask_postgres(oracle, sql)
    moved = sql.replace(" p ", " pg.public.p ").replace(" p,", " pg.public.p,")
    found = ask_gateway(gateway, moved, f"SET pushdown = {pushdown}")
    # How a value is moved, and whether it is one, is known of every type.
    if found.sqlstate != "0A000" or "null order" in shape or shape == SHAPES[0]:
        assert (found.sqlstate, found.rows) == (expected.sqlstate, expected.rows), str(found)


@pytest.mark.parametrize("pushdown", ["on", "off"])
@pytest.mark.parametrize("what", TIMED)
def test_text_of_times_outside_of_utc(
    what: str, pushdown: str, gateway: Gateway, oracle: psycopg.Connection[tuple[object, ...]]
) -> None:
    sql = f"select {what} from z "
    oracle.execute("SET TimeZone = 'Europe/Berlin'")
    expected = ask_postgres(oracle, sql)
    oracle.execute("RESET TimeZone")
    session = Session(owner=True)
    gateway.execute("SET TimeZone = 'Europe/Berlin'", session=session)
    moved = sql.replace("from z ", "from pg.public.z ")
    found = ask_gateway(gateway, moved, f"SET pushdown = {pushdown}", session)
    if found.sqlstate != "0A000":
        assert (found.sqlstate, found.rows) == (expected.sqlstate, expected.rows), str(found)


ROWS = (
    "select r is null, r is not null, not (r is null) from (values (row(null::int, null::text)),"
    " (row(1, null)), (row(1, 'a')), (null)) as t (r) order by 1, 2",
    "select n, r is null, r is not null from (select 1 n, row(1, 'a') r union all"
    " select 2, row(null::int, null::text) union all select 3, row(1, null::text)) x order by n",
)


@pytest.mark.parametrize("sql", ROWS)
def test_rows_of_nulls_are_null(
    sql: str, gateway: Gateway, oracle: psycopg.Connection[tuple[object, ...]]
) -> None:
    assert ask_gateway(gateway, sql).rows == ask_postgres(oracle, sql).rows


@pytest.mark.parametrize("sql", ["select count(*) from none ", "select 1 from none "])
def test_a_relation_without_columns(
    sql: str, gateway: Gateway, oracle: psycopg.Connection[tuple[object, ...]]
) -> None:
    moved = sql.replace(" none ", " pg.public.none ")
    assert ask_gateway(gateway, moved).rows == ask_postgres(oracle, sql).rows
    assert ask_gateway(gateway, moved, "SET pushdown = off").sqlstate == "0A000"
