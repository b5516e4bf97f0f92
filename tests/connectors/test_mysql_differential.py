"""Whatever the connector claims to push means on MariaDB and MySQL what it means on PostgreSQL.

Every case in `mysql_cases` is claimed EXACT (a test fails if it no longer is), run at the source
and compared with a real PostgreSQL: values, NULLs, scales, errors. The last test sees to it that
every entry of the signature tables is among them.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from sqlglot import exp

from connectors.api import Filter, Query, Support
from connectors.mysql.functions import AGGREGATES, SCALARS, WINDOWS
from connectors.sql.signatures import Signatures
from connectors.tree import Aggregate, Call, type_of
from tests.connectors.mysql_edge import ROWS, Edge, edge
from tests.databases import empty_database

ELSEWHERE = {"!~~"}
"""Not what SQL is bound to (NOT of LIKE is); the conformance suite runs it."""

CASES = Path(__file__).with_name("mysql_cases")


def cases(name: str) -> list[str]:
    """The lines of a file of cases; `mysql:` or `mariadb:` before one means that flavour only."""
    lines = (CASES / f"{name}.txt").read_text().splitlines()
    return [line for line in lines if line and not line.startswith("# ")]


PREDICATES, SCALARS_, AGGREGATES_ = cases("predicates"), cases("scalars"), cases("aggregates")
KEYS, QUERIES, ORDERED = cases("keys"), cases("queries"), cases("order")


@pytest.fixture(scope="module")
def found(each_mysql_url: str, postgres_server: Any) -> Iterator[Edge]:
    with empty_database(postgres_server) as oracle, edge(each_mysql_url, oracle) as made:
        yield made


def _same(found: Edge, case: str, template: str = "{}", *, ordered: bool = False) -> None:
    """The case, put into the template, is pushed and answered as PostgreSQL does."""
    only, sql = _only(case)
    sql = template.replace("{}", sql)
    fragment = found.fragment(sql)
    answer = found.connector.supports(fragment, Query(fragment.query))
    if only not in ("", found.flavour):
        assert answer.support is Support.NONE, f"{sql} is pushed to {found.flavour} as well"
        return
    assert answer.exact, f"{sql}: {answer}"
    native = found.connector.explain(fragment)
    if ordered:
        assert found.rows_in_order(fragment) == found.in_order(sql), native
    else:
        assert found.ask_source(fragment) == found.ask_oracle(sql), native


def _only(case: str) -> tuple[str, str]:
    """The flavour that a case is for ("" for both), and the case."""
    for flavour in ("mysql", "mariadb"):
        if case.startswith(f"{flavour}: "):
            return flavour, case.removeprefix(f"{flavour}: ")
    return "", case


@pytest.mark.parametrize("predicate", PREDICATES)
def test_predicates(found: Edge, predicate: str) -> None:
    whole = found.fragment(f"SELECT id FROM edge WHERE {predicate}")
    bare = found.fragment("SELECT id FROM edge")
    answer = found.connector.supports(bare, Filter(whole.query.args["where"].this))
    assert answer.exact, answer
    _same(found, predicate, "SELECT id FROM edge WHERE {}")
    _same(found, predicate, "SELECT id FROM edge WHERE NOT ({})")
    _same(found, predicate, "SELECT id FROM edge WHERE ({}) IS NULL")
    _same(found, predicate, "SELECT id, {} AS truth FROM edge")


@pytest.mark.parametrize("expression", SCALARS_)
def test_scalars(found: Edge, expression: str) -> None:
    _same(found, expression, "SELECT id, {} AS x FROM edge")
    for begin in range(0, ROWS, 147):
        slice_ = f"id BETWEEN {begin} AND {begin + 146}"
        _same(found, expression, f"SELECT id, {{}} AS x FROM edge WHERE {slice_}")


@pytest.mark.parametrize("operator", ["+", "-", "*"])
def test_overflow_of_every_pair(found: Edge, operator: str) -> None:
    """One row at a time: an error in one must not stand for the others."""
    for type_, pairs in (("i2", 49), ("i4", 49), ("i8", 64)):
        flavour = "mysql: " if (type_, operator) == ("i8", "-") else ""
        for row in range(pairs):
            case = f"{flavour}a_{type_} {operator} b_{type_}"
            _same(found, case, f"SELECT {{}} AS x FROM edge WHERE id = {row}")
            _same(found, case, f"SELECT id FROM edge WHERE id = {row} AND {{}} > 0")


@pytest.mark.parametrize("expression", ["- a_i8", "a_i8 - 1", "5 - a_i8", "abs(a_i8)", "a_i8 / 7"])
def test_overflow_of_every_value(found: Edge, expression: str) -> None:
    for row in range(0, 64, 8):
        _same(found, expression, f"SELECT {{}} AS x FROM edge WHERE id = {row}")
        _same(found, expression, f"SELECT id FROM edge WHERE id = {row} AND {{}} > 0")


@pytest.mark.parametrize("expression", AGGREGATES_)
def test_aggregates(found: Edge, expression: str) -> None:
    _same(found, expression, "SELECT {} AS x FROM edge")
    _same(found, expression, "SELECT {} AS x FROM edge WHERE id < 0")
    _same(found, expression, "SELECT a_i2, {} AS x FROM edge GROUP BY a_i2")
    _same(found, expression, "SELECT a_v, b_i4, {} AS x FROM edge GROUP BY a_v, b_i4")


@pytest.mark.parametrize("key", KEYS)
def test_keys(found: Edge, key: str) -> None:
    _same(found, key, "SELECT {}, count(*) AS n, min(id) AS first FROM edge GROUP BY {}")


@pytest.mark.parametrize("sql", QUERIES)
def test_queries(found: Edge, sql: str) -> None:
    _same(found, sql)


@pytest.mark.parametrize("sql", ORDERED)
def test_order(found: Edge, sql: str) -> None:
    _same(found, sql, ordered=True)


@pytest.mark.parametrize("case", cases("refused"))
def test_refused(found: Edge, case: str) -> None:
    reason, sql = case.split(" ", 1)
    fragment = found.fragment(sql)
    answer = found.connector.supports(fragment, Query(fragment.query))
    assert (answer.support, answer.reason) == (Support.NONE, reason), answer
    assert answer.detail


def test_every_signature_is_among_them(found: Edge) -> None:
    statements = [
        *(f"SELECT {_only(e)[1]} AS x FROM edge" for e in [*PREDICATES, *SCALARS_, *AGGREGATES_]),
        *(f"SELECT count(*) AS n FROM edge GROUP BY {_only(key)[1]}" for key in KEYS),
        *(_only(sql)[1] for sql in QUERIES),
    ]
    seen = {
        signature
        for sql in statements
        for node in found.fragment(sql).query.walk()
        for signature in _signatures_of(node)
    }
    tables = (SCALARS, AGGREGATES, WINDOWS)
    known = [s for table in tables for s in table if s.name not in ELSEWHERE]
    missing = [s for s in known if s not in seen and "uuid" not in s.arguments[0].names]
    assert not missing, [(s.name, [sorted(a.names) for a in s.arguments]) for s in missing]


def _signatures_of(node: exp.Expression) -> Iterator[Any]:
    tables: tuple[Signatures, ...]
    if isinstance(node, Call):
        tables, function, arguments = (SCALARS, WINDOWS), node.function, node.arguments
    elif isinstance(node, Aggregate):
        tables, function, arguments = (AGGREGATES,), node.function, node.arguments
    elif isinstance(node, exp.In):
        tables, function, arguments = (SCALARS,), "=", [node.this, node.this]
    else:
        return
    for table in tables:
        found = table.find(function, map(type_of, arguments), 999999)
        if found is not None:
            yield found
