"""Whatever the connector claims to push means in MongoDB what it means on PostgreSQL.

Every case is claimed EXACT (else the test fails), run at the source and compared with a real
PostgreSQL: once on clean documents with the strict policy, once among documents that fit nothing
with the lenient one.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest

from connectors.api import Filter, Query, Support
from tests.connectors.mongodb_edge import Edge, edge
from tests.databases import empty_database

COMPARED = {
    "a_i": ("0", "7", "9223372036854775807", "-9223372036854775808", "2.5", "7.0",
            "9007199254740993", "1.5::float8", "NULL"),
    "a_f": ("0", "1.5", "0.1", "'NaN'", "'Infinity'", "'-Infinity'", "-1.5"),
    "a_n": ("1", "1.00", "0.1", "'NaN'", "'Infinity'", "1000", "9223372036854775807"),
    "a_m": ("0.1", "1", "9007199254740992", "9007199254740993", "'NaN'", "'-Infinity'", "1e300",
            "0.30000000000000004", "0.1000000000000000055511151231257827", "-1.5"),
    "a_s": ("''", "'a'", "'A'", "'a '", "'é'", "'$gt'", "E'b\\n'", "'ab'", "'😀'", "'it''s'"),
    "a_b": ("true", "false"),
    "a_d": ("'1970-01-01 00:00:00+00'", "'1970-01-01 00:00:00.0005+00'",
            "'1969-12-31 23:59:59.999+00'", "'2020-02-29 23:59:59.999999+00'",
            "'1969-12-31 23:59:59.9985+00'"),
    "a_o": ("'5f0000000000000000000001'", "'5F0000000000000000000001'", "'5f'", "''", "'g'",
            "'5g'", "'ffffffffffffffffffffffff0'", "'5fffffffffffffffffffffffz'", "'a b'"),
    "a_u": ("'00000000-0000-0000-0000-000000000007'", "'ffffffff-ffff-ffff-ffff-ffffffffffff'"),
    "(a_r).x": ("1", "2"),
    "(a_r).s": ("'a'",),
}  # fmt: skip
OPERATORS = ("=", "<>", "<", "<=", ">", ">=", "IS DISTINCT FROM", "IS NOT DISTINCT FROM")

PREDICATES = [
    *(f"{a} {op} {b}" for a, values in COMPARED.items() for op in OPERATORS for b in values
      if not (b == "NULL" and "IS" in op)),
    *(f"{a} IS NULL" for a in COMPARED),
    *(f"{a} IS NOT NULL" for a in COMPARED),
    "a_b", "NOT a_b", "a_b IS TRUE", "a_b IS NOT TRUE", "a_b IS FALSE", "a_b IS NOT FALSE",
    "a_b IS UNKNOWN", "a_b IS NOT UNKNOWN",
    "a_i IN (0, 7)", "a_i IN (0, NULL)", "a_i NOT IN (0, 7)", "a_i NOT IN (0, NULL)",
    "a_i = ANY ('{0,7}'::int8[])", "a_i <> ALL ('{0,7}'::int8[])",
    "a_f IN (0, 'NaN')", "a_m IN (0.1, 1)", "a_m NOT IN (0.1, 1)", "a_s IN ('a', '$gt')",
    "a_s NOT IN ('a', 'é')", "a_o IN ('5f0000000000000000000001', 'x')",
    "a_o NOT IN ('5f0000000000000000000001', 'x')", "a_o IN ('x', 'y')",
    "a_i BETWEEN 0 AND 7", "a_s BETWEEN 'a' AND 'b'",
    "a_i = b_i", "a_i < b_i", "a_s >= b_s", "a_d <> b_d", "a_o = b_o", "a_b < b_b",
    "a_i = 7 AND b_s = 'a'", "a_i = 7 OR b_s = 'a'", "a_i <> 7 OR b_s IS NULL",
    "(a_i > 0 AND a_b) OR NOT (a_s < 'b' OR a_f > 1)",
    *(f"a_s LIKE {p}" for p in (
        "'a'", "''", "'a%'", "'%b'", "'%a%'", "'a%b'", "'%a%b%'", "'a%a%b'", "'%'", "'a\\%b'",
        "'a\\_b'", "'%\\n'", "'é%'", "'😀%'", "E'a\\\\\\\\%'", "'%ab%ab%'", "'$%'", "'%.%'")),
    "a_s NOT LIKE 'a%'", "a_s NOT LIKE '%b'", "a_s LIKE '#%%' ESCAPE '#'", "a_s LIKE NULL",
]  # fmt: skip

QUERIES = [
    "SELECT _id FROM edge WHERE a_y = '\\x61'",
    "SELECT _id FROM edge WHERE a_y IN ('\\x61', '\\xff', '')",
    "SELECT count(*) AS n FROM edge",
    "SELECT count(*) AS n, count(a_i) AS c, sum(a_i) AS s, min(a_i) AS lo, max(a_i) AS hi"
    " FROM edge",
    "SELECT count(*) AS n, sum(a_i) AS s, min(a_s) AS lo FROM edge WHERE _id < 0",
    "SELECT sum(a_i) AS s FROM edge WHERE a_i IS NULL",
    "SELECT a_b, sum(a_i) AS s, bool_and(b_b) AS every, bool_or(b_b) AS some FROM edge"
    " GROUP BY a_b",
    *(f"SELECT {k} AS k, count(*) AS n FROM edge GROUP BY {k}"
      for k in ("a_i", "a_f", "a_s", "a_b", "a_d", "a_o", "a_u", "(a_r).x")),
    "SELECT a_s, b_b, min(a_d) AS lo, max(a_o) AS hi FROM edge GROUP BY a_s, b_b",
    "SELECT a_s, count(*) AS n FROM edge WHERE a_i > 0 GROUP BY a_s HAVING count(*) > 10",
    "SELECT a_i, sum(b_i) AS s FROM edge GROUP BY a_i HAVING sum(b_i) > 0 AND a_i IS NOT NULL",
    "SELECT DISTINCT a_b, (a_r).s AS s FROM edge",
    "SELECT DISTINCT a_s FROM edge WHERE a_s LIKE 'a%'",
    "SELECT (a_r).x AS x, (a_r).s AS s, a_i FROM edge WHERE (a_r).x = 1",
]  # fmt: skip

ORDERED = [
    *(f"SELECT {k} AS k, _id FROM edge ORDER BY {k} {how}, _id LIMIT 70"
      for k in ("a_i", "a_f", "a_s", "a_b", "a_d", "a_o", "a_u", "a_n", "(a_r).s")
      for how in ("", "DESC", "NULLS FIRST", "DESC NULLS LAST")),
    "SELECT a_i, a_s, _id FROM edge ORDER BY a_b DESC, a_s, _id DESC LIMIT 30 OFFSET 100",
    "SELECT _id FROM edge ORDER BY _id DESC LIMIT 3",
    "SELECT _id FROM edge ORDER BY _id LIMIT 0",
    "SELECT a_s, count(*) AS n FROM edge GROUP BY a_s ORDER BY n DESC, a_s LIMIT 5",
    "SELECT DISTINCT a_i FROM edge ORDER BY a_i OFFSET 2",
]  # fmt: skip

REFUSED = {
    "SELECT avg(a_i) AS x FROM edge": "aggregate",
    "SELECT sum(a_f) AS x FROM edge": "aggregate",
    "SELECT min(a_f) AS x FROM edge": "aggregate",
    "SELECT count(DISTINCT a_i) AS x FROM edge": "aggregate",
    "SELECT a_i + 1 AS x FROM edge": "expression",
    "SELECT _id FROM edge WHERE a_s ILIKE 'a%'": "function",
    "SELECT _id FROM edge WHERE a_s ~ 'a'": "function",
    "SELECT _id FROM edge WHERE a_s LIKE 'a_b'": "superset_filter",
    "SELECT _id FROM edge WHERE a_s NOT LIKE 'a_b'": "like_pattern",
    "SELECT _id FROM edge WHERE (a_s LIKE 'a_b') IS NOT TRUE": "like_pattern",
    "SELECT _id FROM edge WHERE a_y <> '\\x61'": "binary_subtype",
    "SELECT _id FROM edge WHERE a_y IS NULL": "binary_subtype",
    "SELECT count(a_y) AS n FROM edge": "binary_subtype",
    "SELECT _id FROM edge WHERE a_y < '\\x61'": "comparison",
    "SELECT _id FROM edge WHERE a_f < b_f": "comparison",
    "SELECT _id FROM edge WHERE a_i < 1e300::float8": "comparison",
    "SELECT _id FROM edge WHERE a_r IS NULL": "record_null",
    "SELECT _id FROM edge WHERE _doc IS NULL": "whole_document",
    "SELECT _id FROM edge ORDER BY a_m LIMIT 1": "sort",
    "SELECT _id FROM edge ORDER BY a_y LIMIT 1": "sort",
    "SELECT a_m, count(*) AS n FROM edge GROUP BY a_m": "group_key",
    "SELECT e.a_i FROM edge AS e JOIN edge AS f ON e._id = f._id": "query_shape",
    "SELECT a_i FROM edge UNION ALL SELECT b_i FROM edge": "query_shape",
}


@pytest.fixture(scope="module", params=[False, True], ids=["clean", "messy"])
def found(request: Any, mongodb_server: Any, postgres_server: Any) -> Iterator[Edge]:
    with (
        empty_database(mongodb_server) as url,
        empty_database(postgres_server) as oracle,
        edge(url, oracle, messy=request.param) as made,
    ):
        yield made


def _same(found: Edge, sql: str, *, ordered: bool = False) -> None:
    fragment = found.fragment(sql)
    answer = found.connector.supports(fragment, Query(fragment.query))
    assert answer.exact, f"{sql}: {answer}"
    ours, theirs = found.ask_source(sql), found.ask_oracle(sql)
    if not ordered:
        ours, theirs = sorted(ours), sorted(theirs)
    assert ours == theirs, f"{sql}\n{found.connector.explain(fragment)}"


@pytest.mark.parametrize("predicate", PREDICATES)
def test_predicates(found: Edge, predicate: str) -> None:
    bare = found.fragment("SELECT _id FROM edge")
    whole = found.fragment(f"SELECT _id FROM edge WHERE {predicate}")
    answer = found.connector.supports(bare, Filter(whole.query.args["where"].this))
    assert answer.exact, answer
    _same(found, f"SELECT _id FROM edge WHERE {predicate}")
    _same(found, f"SELECT _id FROM edge WHERE NOT ({predicate})")
    _same(found, f"SELECT _id FROM edge WHERE ({predicate}) IS UNKNOWN")
    _same(found, f"SELECT _id FROM edge WHERE ({predicate}) IS NOT TRUE")


@pytest.mark.parametrize("sql", QUERIES)
def test_queries(found: Edge, sql: str) -> None:
    _same(found, sql)


@pytest.mark.parametrize("sql", ORDERED)
def test_order(found: Edge, sql: str) -> None:
    _same(found, sql, ordered=True)


@pytest.mark.parametrize("sql", REFUSED)
def test_refused(found: Edge, sql: str) -> None:
    fragment = found.fragment(sql)
    answer = found.connector.supports(fragment, Query(fragment.query))
    assert (answer.support, answer.reason) == (Support.NONE, REFUSED[sql]), answer
    assert answer.detail


def test_a_narrowing_filter_misses_no_row(found: Edge) -> None:
    predicate = "a_s LIKE 'a_b' OR a_i = 1"
    fragment = found.fragment(f"SELECT _id FROM edge WHERE {predicate}")
    bare = found.fragment("SELECT _id FROM edge")
    answer = found.connector.supports(bare, Filter(fragment.query.args["where"].this))
    assert answer.support is Support.SUPERSET
    exact = set(found.ask_oracle(f"SELECT _id FROM edge WHERE {predicate}"))
    narrowed = set(found.ask_source(f"SELECT _id FROM edge WHERE {predicate}"))
    assert exact <= narrowed < set(found.ask_oracle("SELECT _id FROM edge"))
