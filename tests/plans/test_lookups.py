"""Kept plans of look-ups: which statements have one, and that it is the plan made anew."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import pytest

from gateway.catalog.catalog import Catalog
from gateway.engine import Gateway
from gateway.errors import SqlError
from gateway.plan.explain import explain
from gateway.plan.lookups import is_lookup
from gateway.prepared import Query
from gateway.session import Session
from tests.plans.test_plans import KEYS, TABLES
from tests.support.memory import MemoryConnector, Profile

LOOKUPS = (
    ("SELECT * FROM customers WHERE id = $1", ["1"], ["2"], ["7"]),
    ("SELECT name, id + 1 AS next FROM customers WHERE $1 = id AND since IS NOT NULL", ["3"], [1]),
    ("SELECT count(*) FROM orders WHERE customer = $1", ["1"], ["9"]),
    ("SELECT id FROM orders WHERE customer = $2 AND id = $1 ORDER BY id", ["1", "1"], ["2", "9"]),
    ("SELECT id FROM customers WHERE name = $1", ["Ann"], ["bob"], [""]),
)
OTHERS = (
    "SELECT * FROM customers WHERE id > $1",
    "SELECT * FROM customers WHERE id = $1 OR id = 2",
    "SELECT * FROM customers WHERE id = $1 LIMIT $2",
    "SELECT * FROM customers WHERE id = $1 AND since = $2",
    "SELECT $1::int, id FROM customers WHERE id = $2",
    "SELECT * FROM customers WHERE id = $1 AND id = $1 + 1",
    "SELECT * FROM customers WHERE id = $1 AND since < now()",
    "SELECT * FROM customers c JOIN orders o ON o.customer = c.id WHERE c.id = $1",
    "SELECT * FROM customers WHERE id = $1 AND id IN (SELECT customer FROM orders)",
    "SELECT * FROM (SELECT * FROM customers) c WHERE id = $1",
    "SELECT id FROM customers WHERE id = $1 UNION SELECT 1",
    "SELECT * FROM customers",
)


def over(profile: Profile) -> Gateway:
    crm = MemoryConnector(TABLES["crm"], profile, primary_keys=KEYS)
    schemas = [crm.describe(relation) for relation in crm.relations()]
    return Gateway(Catalog.in_memory({"crm": (crm, schemas)}))


@pytest.fixture
def gateway() -> Iterator[Gateway]:
    made = over(Profile())
    yield made
    made.close()


def plan_text(gateway: Gateway, query: Query, values: Sequence[object]) -> list[str]:
    return list(explain(query.plan(values), gateway.connector_of(query.session), "", ()))


def prepared(gateway: Gateway, sql: str) -> Query:
    session = Session(owner=True)
    return Query(gateway, session, sql, gateway.bind(sql, session))


@pytest.mark.parametrize("profile", [Profile(), Profile(filters="superset", queries=False)])
@pytest.mark.parametrize("case", LOOKUPS, ids=lambda case: case[0])
def test_a_kept_plan_is_the_one_made_anew(profile: Profile, case: tuple[object, ...]) -> None:
    sql, *each = case
    keeping = over(profile)
    query = prepared(keeping, str(sql))
    assert is_lookup(query.bound)
    for values in (*each, *each):
        assert isinstance(values, list)
        fresh = over(profile)
        anew = prepared(fresh, str(sql))
        assert plan_text(keeping, query, values) == plan_text(fresh, anew, values)
        with query.execute(values) as found, anew.execute(values) as expected:
            assert found.table().equals(expected.table())
        fresh.close()
    keeping.close()


@pytest.mark.parametrize("sql", OTHERS)
def test_other_statements_are_planned_each_time(gateway: Gateway, sql: str) -> None:
    assert not is_lookup(prepared(gateway, sql).bound)


def test_values_that_are_not_like_the_first(gateway: Gateway) -> None:
    query = prepared(gateway, "SELECT name FROM customers WHERE id = $1")
    for value, expected in (("1", ["Ann"]), (None, []), ("3", [None]), ("2", ["bob"])):
        with query.execute([value]) as result:
            assert result.table().column(0).to_pylist() == expected
    for values, sqlstate in ((["x"], "22P02"), (["99999999999"], "22003"), ([], "08P01")):
        with pytest.raises(SqlError) as failed:
            query.execute(values)
        assert failed.value.sqlstate == sqlstate


def test_the_source_is_asked_about_every_value(gateway: Gateway) -> None:
    query = prepared(gateway, "SELECT name FROM customers WHERE id = $1")
    assert query.plan(["1"]).residual is None
    crm = gateway.catalog.connector("crm")
    assert isinstance(crm, MemoryConnector)
    crm.profile = Profile(queries=False, filters="none")
    assert query.plan(["2"]).residual is not None


def test_a_statement_without_parameters_is_planned_once(gateway: Gateway) -> None:
    query = prepared(gateway, "SELECT name FROM customers WHERE id > 1 ORDER BY id")
    assert query.plan([]) is query.plan([])
    for _ in range(2):
        with query.execute() as result:
            assert result.table().column(0).to_pylist() == ["bob", None]
    session = prepared(gateway, "SELECT name FROM customers WHERE since < now()")
    assert session.plan([]) is not session.plan([])


def test_a_kept_plan_is_of_its_settings(gateway: Gateway) -> None:
    query = prepared(gateway, "SELECT name FROM customers WHERE id > 1")
    assert query.plan([]).residual is None
    query.session.set("pushdown", "off")
    assert query.plan([]).residual is not None
