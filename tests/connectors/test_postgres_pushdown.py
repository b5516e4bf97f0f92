# ruff: noqa: E501 - one query, one line
"""Real SQL, whole and cut: PostgreSQL runs it, or the gateway does, and the answer is the same."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from connectors import postgres
from connectors.api import Connector, Fragment, Query, Relation
from connectors.conformance import run as connector_run
from gateway.catalog.catalog import Catalog
from gateway.engine import Gateway
from gateway.errors import SqlError
from gateway.session import Session
from gateway.sql.output import to_text
from tests.connectors.postgres_tools import rows, run

EXPRESSIONS = """
a + 1; a - b; a * b; a / 2; a % 3; -a; a::numeric / 7; f * 2; f / 3; abs(a); round(n, 1)
round(f); trunc(n); ceil(n); floor(f); sqrt(f); power(2, a); mod(a, 3); sign(n); ln(f); exp(1.0)
a::text || s; s || 'x'; length(s); upper(s); lower(s); initcap(s); substring(s, 2, 2); left(s, -1)
position('b' in s); replace(s, 'a', 'zz'); trim(s); lpad(s, 4, 'x'); repeat(s, 2); reverse(s)
split_part(s, 'b', 1); concat(s, a, NULL); concat_ws('-', s, a); translate(s, 'ab', 'x'); ascii(s)
s LIKE 'a%'; s ILIKE 'A%'; s NOT LIKE '%b'; s SIMILAR TO '(a|b)%'; s ~ '^a'; s ~* 'B'; md5(s)
s LIKE 'a\\_%'; s LIKE 'ax_%' ESCAPE 'x'; starts_with(s, 'a'); overlay(s placing 'X' from 1 for 1)
regexp_replace(s, '[aeiou]', '.'); s < 'b'; s >= 'B'; greatest(s, 'b'); least(a, b); nullif(a, 2)
coalesce(s, 'none'); s IS DISTINCT FROM 'a'; s = 'a '; s IN ('a', 'b', NULL); a NOT IN (1, 2)
a BETWEEN 1 AND 3; a = ANY (ARRAY[1, 2]); CASE WHEN a > 2 THEN 'big' ELSE s END; a IS NULL
d + 1; d - '2020-01-01'::date; d + interval '1 month'; extract(year from d); extract(dow from t)
date_trunc('month', t); t + interval '1 day 02:00'; t - t; age(t, t); t::date; d::timestamp
z AT TIME ZONE 'Europe/Berlin'; t AT TIME ZONE 'America/New_York'; date_trunc('hour', z); z::date
to_char(t, 'YYYY-MM-DD HH24:MI'); make_date(2020, 2, 29); isfinite(d); t < '2021-01-01'; d = t
j -> 'a'; j ->> 'a'; j #>> '{b,0}'; j @> '{"a": 1}'; j ? 'a'; jsonb_typeof(j); j || '{"z": 1}'
r[1]; r || 4; array_length(r, 1); cardinality(r); r @> ARRAY[1]; 2 = ANY (r); array_to_string(r, ',')
array_append(r, 9); array_position(r, 2); ARRAY[a, b]; r = ARRAY[1, 2]; a::float8; n::int; f::text
a::numeric(5,1); s::varchar(1); '12'::int + a; b::bool; u = '6ba7b810-9dad-11d1-80b4-00c04fd430c8'
u::text; y || '\\x00'::bytea; length(y); encode(y, 'hex'); y = '\\x6162'; m::text || s
i + interval '1 hour'; i * 2; extract(epoch from i); i > interval '1 day'; justify_hours(i)
(SELECT max(a) FROM t); EXISTS (SELECT 1 FROM t x WHERE x.a = t.b); a IN (SELECT b FROM t)
a > ALL (SELECT b FROM t WHERE b < 3); (a, b) IN (SELECT b, a FROM t); ARRAY(SELECT 1)
"""

QUERIES = """
SELECT a, count(*), sum(b), avg(n), min(s), max(s) FROM t GROUP BY a ORDER BY a
SELECT s, count(DISTINCT a) FROM t GROUP BY s ORDER BY s
SELECT a, b, sum(n) FROM t GROUP BY GROUPING SETS ((a, b), (a), ()) ORDER BY a, b, 3
SELECT a, b, grouping(a, b), count(*) FROM t GROUP BY ROLLUP (a, b) ORDER BY a, b, 3
SELECT count(*) FILTER (WHERE a > 1), sum(f) FROM t
SELECT string_agg(s, ',' ORDER BY s DESC), array_agg(a ORDER BY k) FROM t
SELECT percentile_disc(0.5) WITHIN GROUP (ORDER BY a) FROM t
SELECT DISTINCT s FROM t ORDER BY s
SELECT DISTINCT ON (a) a, s FROM t ORDER BY a, s DESC
SELECT DISTINCT ON (a) n, s FROM t ORDER BY a DESC, k
SELECT DISTINCT n, r FROM t ORDER BY n, r
SELECT k, row_number() OVER (PARTITION BY a ORDER BY s, k) FROM t ORDER BY k
SELECT k, sum(b) OVER (ORDER BY k ROWS BETWEEN 1 PRECEDING AND CURRENT ROW) FROM t ORDER BY k
SELECT k, lag(s) OVER (ORDER BY k), first_value(s) OVER (ORDER BY s, k) FROM t ORDER BY k
SELECT s FROM t UNION SELECT upper(s) FROM t ORDER BY 1
SELECT a FROM t INTERSECT ALL SELECT b FROM t ORDER BY 1
SELECT k FROM t EXCEPT SELECT b FROM t ORDER BY 1
WITH c AS (SELECT a, max(s) AS m FROM t GROUP BY a) SELECT t.k, c.m FROM t LEFT JOIN c ON c.a = t.a ORDER BY t.k
SELECT x.k, y.k FROM t x FULL JOIN t y ON x.a = y.b AND x.k < 4 ORDER BY 1, 2
SELECT t.k, l.m FROM t, LATERAL (SELECT max(a) AS m FROM t x WHERE x.k <= t.k) l ORDER BY t.k
SELECT k, v FROM t, unnest(r) AS u (v) ORDER BY k, v
SELECT k, v.c FROM t JOIN (VALUES (1, 'one'), (2, 'two')) AS v (n, c) ON v.n = t.k ORDER BY k
SELECT s FROM t ORDER BY s DESC NULLS LAST LIMIT 3 OFFSET 1
SELECT g FROM generate_series(1, 3) g, t WHERE t.k = 1 ORDER BY g
SELECT count(*), max(k) FROM t GROUP BY m ORDER BY 2
SELECT k FROM t WHERE s > 'A' AND s < 'c' ORDER BY s, k
SELECT k, n FROM t WHERE n IS NOT NULL ORDER BY n DESC, k
SELECT 1 FROM t WHERE a = 1 / 0
SELECT k FROM t WHERE 10 / (a - 1) > 0
"""


@pytest.fixture(scope="module")
def url(each_postgres_url: str) -> str:
    run(
        each_postgres_url,
        "CREATE TYPE mood AS ENUM ('sad', 'happy')",
        "CREATE TABLE t (k int PRIMARY KEY, a int, b int, n numeric(8,2), f float8, s text, d date, "
        "t timestamp, z timestamptz, j jsonb, r int[], u uuid, y bytea, m mood, i interval)",
        "SET TimeZone = 'UTC'; INSERT INTO t VALUES "
        "(1, 1, 2, 1.25, 0.1, 'a', '2020-02-29', '2020-02-29 12:34:56.789', '2020-03-29 01:30+00', "
        "'{\"a\": 1, \"b\": [\"x\"]}', '{1,2}', '6ba7b810-9dad-11d1-80b4-00c04fd430c8', 'ab', "
        "'sad', '1 day 01:00'),"
        "(2, 2, 1, -2.50, 2.5, 'B', '1999-12-31', '1999-12-31', '1999-12-31 23:00+00', '{}', '{}', "
        "NULL, '', 'happy', '-3 hours'),"
        "(3, 3, 3, 10.00, 100, 'ab', '2024-01-01', '2024-01-01 00:00:00', '2024-07-01 00:00+00', "
        "'[1, 2]', '{3,NULL,2}', NULL, 'xyz', NULL, '1 mon'),"
        "(4, 1, NULL, 0.00, 3, 'é', '2020-01-01', '2021-06-01 06:00', '2021-06-01 00:00+00', "
        "'{\"a\": null}', NULL, NULL, NULL, 'sad', '36 hours'),"
        "(5, NULL, 2, NULL, 4, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL),"
        "(6, 2, 2, 99999.99, 5, 'a', '2020-02-29', '2020-02-29', '2020-02-29 00:00+00', '1', "
        "'{1,2}', NULL, 'ab', 'happy', '00:00')",
    )
    return each_postgres_url


@pytest.fixture(scope="module")
def connector(url: str) -> Iterator[Connector]:
    connector = postgres.open({"url": url})
    yield connector
    connector.close()


class Watched:
    """The connector, remembering what it said about whole queries."""

    def __init__(self, connector: Connector) -> None:
        self._connector = connector
        self.whole: list[tuple[bool, str]] = []

    def __getattr__(self, name: str) -> object:
        return getattr(self._connector, name)

    def supports(self, fragment: Fragment, operation: object) -> object:
        answer = self._connector.supports(fragment, operation)  # type: ignore[arg-type]
        if isinstance(operation, Query):
            self.whole.append((answer.exact, f"{answer.reason}: {answer.detail}"))
        return answer


@pytest.fixture(scope="module")
def watched(connector: Connector) -> Watched:
    return Watched(connector)


@pytest.fixture(scope="module")
def gateway(connector: Connector, watched: Watched) -> Iterator[Gateway]:
    schema = connector.describe(Relation("public", "t"))
    gateway = Gateway(Catalog.in_memory({"pg": (watched, [schema])}))  # type: ignore[dict-item]
    yield gateway
    gateway.close()


def ask(gateway: Gateway, query: str, **settings: str) -> list[tuple[str | None, ...]] | str:
    """Rows as PostgreSQL's text, or the SQLSTATE."""
    session = Session(settings={"search_path": "pg.public", **settings})
    try:
        with gateway.execute(query, session=session) as result:
            table = result.table()
            types = [c.type for c in result.columns]
    except SqlError as error:
        return error.sqlstate
    columns = [
        to_text(column.combine_chunks(), type_).to_pylist()
        for column, type_ in zip(table.columns, types, strict=True)
    ]
    return list(zip(*columns, strict=True))


def _statements() -> list[str]:
    expressions = [e.strip() for line in EXPRESSIONS.splitlines() for e in line.split(";")]
    made = [f"SELECT k, {e} AS v FROM t ORDER BY k" for e in expressions if e]
    return made + [line.strip() for line in QUERIES.splitlines() if line.strip()]


@pytest.mark.parametrize("query", _statements(), ids=lambda query: query[:60])
def test_the_place_changes_nothing(
    url: str, gateway: Gateway, watched: Watched, query: str
) -> None:
    watched.whole.clear()
    pushed = ask(gateway, query)
    assert watched.whole, "the planner did not ask for the whole query"
    assert watched.whole[-1] == (True, ": ")
    local = ask(gateway, query, pushdown="off")
    assert local in (pushed, "0A000")  # what the local engine has not, it refuses
    if isinstance(pushed, str):
        assert pushed == "22012"
        return
    names = [f"c{i}" for i in range(len(pushed[0]))]
    # By output functions: the cast of a truth value to text says "true".
    printed = ", ".join(f"CASE WHEN {n} IS NOT NULL THEN format('%s', {n}) END" for n in names)
    assert pushed == rows(url, f"SELECT {printed} FROM ({query}) AS q ({', '.join(names)})")


def test_a_recursive_query(gateway: Gateway, connector: Connector) -> None:
    query = """WITH RECURSIVE c (x) AS (SELECT 1 UNION ALL SELECT x + 1 FROM c WHERE x < 5)
        SELECT t.k, s FROM c JOIN t ON t.k = x ORDER BY 1 DESC LIMIT 2"""
    bound = gateway.bind(query, Session(settings={"search_path": "pg.public"}))
    fragment = Fragment("pg", bound.query, bound.columns)
    assert connector.supports(fragment, Query(bound.query)).exact
    assert connector_run(connector, fragment).to_pydict() == {"k": [5, 4], "s": [None, "é"]}
