"""Policies and masks with sub-selects: in each source, over the same one and over another."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from gateway.access import store as rules
from gateway.access.objects import Object
from gateway.access.policies import Policy
from gateway.errors import SqlError
from gateway.session import Session
from tests.access.test_matrix import LEAKS
from tests.access.ways import WAYS
from tests.access.world import SOURCES, World, world

SEEN = (
    "(SELECT id, name, left(email, 1) || '*' AS email, country, salary FROM {} WHERE id IN (1, 3))"
)
"""What ann sees of customers: Ann and Cleo."""
POLICIES = {
    "in": "id IN (SELECT o.customer FROM {o} o WHERE o.total NOT IN (30, 50))",
    "exists": "EXISTS (SELECT FROM {o} WHERE customer = customers.id AND total NOT IN (30, 50))",
}
MASK = "(SELECT left(customers.email, 1) || min('*'::text) FROM {o} WHERE customer = customers.id)"
PG = "pg.public.customers"


@pytest.fixture(scope="module")
def opened(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[World]:
    with world(request, tmp_path_factory.mktemp("home")) as there:
        yield there


@pytest.fixture
def there(opened: World) -> Iterator[World]:
    """Everybody reads everything, until a policy is made."""
    for source in SOURCES:
        opened.admin(f"GRANT SELECT ON SOURCE {source} TO PUBLIC")
    yield opened
    store = opened.gateway.access.store
    with store.changing() as connection:
        for table in ("grants", "policies", "policy_roles"):
            connection.exec_driver_sql(f"DELETE FROM unsilo_{table}")


@pytest.fixture(params=POLICIES)
def form(request: pytest.FixtureRequest) -> str:
    return str(request.param)


@pytest.fixture(params=SOURCES)
def source(request: pytest.FixtureRequest) -> str:
    return str(request.param)


@pytest.fixture(params=["here", "elsewhere"])
def orders(request: pytest.FixtureRequest, opened: World, source: str) -> str:
    """The relation that policies read: of the same source, or of another."""
    other = source if request.param == "here" else "my" if source == "pg" else "pg"
    return opened.name(other, "orders")


def restrict(there: World, name: str, orders: str, form: str, *, mask: bool) -> None:
    there.admin(f"CREATE POLICY p ON {name} USING ({POLICIES[form].format(o=orders)})")
    if mask:
        there.admin(f"CREATE MASK m ON {name} (email) USING ({MASK.format(o=orders)})")


def test_every_way_to_a_value(there: World, source: str, orders: str, form: str) -> None:
    real, own = there.name(source, "customers"), there.name(source, "orders")
    for mask in (False, True):
        restrict(there, real, orders, form, mask=mask)
        column, values = ("email", ("'a*'", "'b*'")) if mask else ("salary", ("1000", "2000"))
        for way, template in WAYS.items():
            for value in values if "{v}" in template else ("",):
                words = {"c": column, "v": value, "o": own}
                wanted = there.admin(template.format(t=SEEN.format(real), **words))
                for pushdown in ("on", "off"):
                    rows = there.ask("ann", template.format(t=real, **words), pushdown=pushdown)
                    assert rows == sorted(wanted, key=repr), (way, value, pushdown)
        there.admin(f"DROP POLICY p ON {real}")


def test_errors_tell_nothing_of_withheld_rows(
    there: World, source: str, orders: str, form: str
) -> None:
    name = there.name(source, "customers")
    restrict(there, name, orders, form, mask=False)
    for sql in LEAKS:
        text = sql.format(t=name, o=there.name(source, "orders"))
        for pushdown in ("on", "off"):
            there.ask("ann", text, pushdown=pushdown)


def test_rows_moved_are_not_told(there: World, source: str, orders: str, form: str) -> None:
    name = there.name(source, "customers")
    restrict(there, name, orders, form, mask=False)
    for condition in ("true", "6000 / salary > 0"):
        for pushdown in ("on", "off"):
            sql = f"EXPLAIN ANALYZE SELECT id FROM {name} WHERE {condition}"
            lines = [str(row[0]) for row in there.ask("ann", sql, pushdown=pushdown)]
            assert "Result: 2 rows" in lines
            assert not any("5 rows" in line for line in lines), lines


def test_what_a_policy_reads_has_policies_too(there: World) -> None:
    """As in PostgreSQL it is read with the rights of who asks."""
    orders = there.name("my", "orders")
    restrict(there, PG, orders, "in", mask=False)
    there.admin(f"CREATE POLICY few ON {orders} USING (total < 25)")
    for condition in ("true", "1000 / salary > 0"):
        for pushdown in ("on", "off"):
            sql = f"SELECT id FROM {PG} WHERE {condition}"
            assert there.ask("ann", sql, pushdown=pushdown) == [("1",)]
    there.admin("REVOKE SELECT ON SOURCE my FROM PUBLIC")
    assert there.denied("ann", f"SELECT id FROM {PG}").position is None
    assert len(there.ask("root", f"SELECT id FROM {PG}")) == 5


def test_recursion_is_told(there: World) -> None:
    orders = there.name("my", "orders")
    restrict(there, PG, orders, "in", mask=False)
    there.admin(f"CREATE POLICY p ON {orders} USING (customer IN (SELECT id FROM {PG}))")
    for name in (PG, orders):
        with pytest.raises(SqlError, match="infinite recursion detected in policy") as caught:
            there.ask("ann", f"SELECT * FROM {name}")
        assert caught.value.sqlstate == "42P17"
    there.admin(f"ALTER POLICY p ON {PG} USING (id IN (SELECT id FROM {PG}))")
    with pytest.raises(SqlError, match='recursion detected in policy for relation "customers"'):
        there.ask("ann", f"SELECT * FROM {PG}")


def test_names_mean_what_they_meant_to_who_made_it(there: World) -> None:
    session = Session(owner=True, settings={"search_path": "my"})
    sql = (
        f"CREATE POLICY p ON {PG} USING (name <> 'Zoë' AND id IN (WITH few AS (SELECT customer "
        "FROM orders WHERE total < 25) SELECT customer FROM few))"
    )
    there.gateway.execute(sql, session=session).close()
    (policy,) = there.gateway.access.rules.policies
    assert f"FROM {there.name('my', 'orders').replace(chr(34), '')} WHERE" in policy.using
    ways = (
        f"SELECT id FROM {PG}",
        f"WITH orders AS (SELECT 2 AS customer, 1 AS total), few AS (SELECT 2 AS customer) "
        f"SELECT id FROM {PG}",
    )
    for sql in ways:
        assert there.ask("ann", sql, search_path="pg") == [("1",)]


def test_a_name_that_is_not_in_full_is_no_name(there: World) -> None:
    """Whatever is in the store, a search path decides nothing."""
    object_ = Object("pg", "public", "customers")
    policy = Policy("p", object_, frozenset({"public"}), "id IN (SELECT customer FROM orders)")
    rules.change_policies(there.gateway.access.store, new=policy)
    with pytest.raises(SqlError, match='relation "orders" without its source and schema'):
        there.ask("ann", f"SELECT id FROM {PG}", search_path="my")
