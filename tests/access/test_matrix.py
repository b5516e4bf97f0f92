"""The access matrix: doors x rights x ways to reach a value x sources x pushdown."""

from __future__ import annotations

import pytest

from gateway.errors import SqlError
from tests.access.doors import DOORS
from tests.access.ways import BARE, WAYS
from tests.access.world import SOURCES, World

SEEN = """(SELECT id, name, left(email, 1) || '***' AS email, country, salary
    FROM {} WHERE country = 'DE' OR name = 'Eve')"""
"""What ann sees of customers."""


@pytest.fixture(params=SOURCES)
def source(request: pytest.FixtureRequest) -> str:
    return str(request.param)


@pytest.fixture(params=["on", "off"])
def pushdown(request: pytest.FixtureRequest) -> str:
    return str(request.param)


VALUES = {
    "email": ("'a***'", "'ann@example.org'"),
    "salary": ("1000", "2000"),
}
"""Of each column a value that is seen, and one that is not."""


COMBINATIONS = (
    *((source, "email") for source in SOURCES),
    ("pg", "salary"),
)


@pytest.mark.parametrize(("source", "column"), COMBINATIONS)
def test_filtered_and_masked_everywhere(there: World, source: str, column: str) -> None:
    real = there.name(source, "customers")
    orders = there.name(source, "orders")
    for way, template in WAYS.items():
        for value in VALUES[column] if "{v}" in template else ("",):
            words = {"c": column, "v": value, "o": orders}
            wanted = there.admin(template.format(t=SEEN.format(real), **words))
            for pushdown in ("on", "off"):
                rows = there.ask("ann", template.format(t=real, **words), pushdown=pushdown)
                assert rows == sorted(wanted, key=repr), (way, value, pushdown)


@pytest.mark.parametrize("door", DOORS)
def test_every_door(there: World, source: str, door: str) -> None:
    """Each way through each door: what ann sees, and that she is denied what she may not."""
    real, vault = there.name(source, "customers"), there.name(source, "vault")
    orders = there.name(source, "orders")
    words = {"c": "email", "v": "'a***'", "o": orders}
    with DOORS[door](there, "ann", "on") as ask:
        for way, template in WAYS.items() if source == "pg" else list(WAYS.items())[::6]:
            wanted = there.admin(template.format(t=SEEN.format(real), **words))
            assert ask(template.format(t=real, **words)) == sorted(wanted, key=repr), way
            denied = template.format(t=vault, c="code", v="'1'", o=orders)
            with pytest.raises(SqlError) as caught:
                ask(denied)
            error = caught.value
            assert error.sqlstate == "42501", way
            assert error.message == "permission denied for table vault"
            assert "rosebud" not in error.detail + error.hint


def test_bare_names(there: World, source: str, pushdown: str) -> None:
    real = there.name(source, "customers")
    for way, template in BARE.items():
        rows = there.ask("ann", template.format(t=real, c="email"), pushdown=pushdown)
        assert rows, way
        shown = repr(rows)
        assert "***" in shown or "natural" in way, way
        for hidden in ("@", "Bob", "Dan", "FR", "US"):
            assert hidden not in shown, way


@pytest.mark.parametrize("column", ["code", "nothing"])
def test_denied_relation(there: World, source: str, column: str) -> None:
    """Existing or not, with whatever column: one answer."""
    messages = set()
    for table in ("vault", "no_such"):
        name = there.name(source, table)
        for template in (*WAYS.values(), *BARE.values()):
            sql = template.format(t=name, c=column, v="1", o=there.name(source, "orders"))
            for text in (sql, f"EXPLAIN {sql}", f"EXPLAIN ANALYZE {sql}"):
                error = there.denied("ann", text)
                messages.add(error.message.replace(table, "T"))
                assert "rosebud" not in error.detail + error.hint
                assert "vault" not in (error.detail + error.hint).replace(table, "T")
    assert messages == {"permission denied for table T"}


@pytest.mark.parametrize("column", ["salary", "email", "nothing"])
def test_denied_column(there: World, source: str, column: str) -> None:
    """bob reads id and country only; of others he cannot know whether they exist."""
    real, orders = there.name(source, "customers"), there.name(source, "orders")
    errors = set()
    for way, template in (WAYS | BARE).items():
        sql = template.format(t=real, c=column, v="'1'", o=orders)
        if "{c}" not in template and way not in BARE:
            there.ask("bob", sql)
            continue
        if way == "table":
            continue
        error = there.denied("bob", sql)
        errors.add((error.message, error.detail.replace(column, "C"), error.hint))
    assert {message for message, _, _ in errors} == {"permission denied for table customers"}
    assert not any(hint for _, _, hint in errors)


def test_granted_columns(there: World, source: str, pushdown: str) -> None:
    real, orders = there.name(source, "customers"), there.name(source, "orders")
    shown = f"(SELECT id, country FROM {real})"
    for way, template in WAYS.items():
        words = {"c": "country", "v": "'DE'", "o": orders}
        wanted = sorted(there.admin(template.format(t=shown, **words)), key=repr)
        rows = there.ask("bob", template.format(t=real, **words), pushdown=pushdown)
        assert rows == wanted, way


LEAKS = (
    # Each raises for a row that is withheld (salary 0, email NULL, country NULL), and for no other.
    "SELECT id FROM {t} WHERE 1000 / salary >= 0",
    "SELECT id FROM {t} WHERE id > 0 AND 1000 / salary >= 0",
    "SELECT id FROM {t} ORDER BY 1000 / salary",
    "SELECT count(*) FROM {t} GROUP BY 1000 / salary",
    "SELECT 1 FROM {t} GROUP BY salary HAVING 1000 / salary >= 0",
    "SELECT a.id FROM {t} a JOIN {t} b ON a.id = b.id AND 1000 / b.salary >= 0",
    "SELECT a.id FROM {o} a LEFT JOIN {t} b ON a.id = b.id AND 1000 / b.salary >= 0",
    "SELECT id FROM (SELECT id, 1000 / salary AS q FROM {t}) x WHERE q >= 0",
    "WITH x AS (SELECT id, 1000 / salary AS q FROM {t}) SELECT id FROM x WHERE q >= 0",
    "SELECT id FROM {t} WHERE CASE WHEN name = 'Dan' THEN 1 / 0 ELSE 1 END = 1",
    "SELECT id FROM {t} WHERE (CASE WHEN country = 'FR' THEN name ELSE '1' END)::int = 1",
    "SELECT o.id FROM {o} o WHERE EXISTS (SELECT 1 FROM {t} x WHERE x.id = o.customer "
    "AND 1000 / x.salary >= 0)",
    "SELECT o.id FROM {o} o, LATERAL (SELECT 1 FROM {t} x WHERE 1000 / x.salary >= o.id - 9) q",
    "SELECT x.id FROM {t} x, generate_series(1, 1000 / x.salary) g",
    "SELECT id FROM {t} WHERE id = (SELECT 1 / salary FROM {t} WHERE name = 'Dan') OR id = 1",
    "SELECT id FROM {t} WHERE (9223372036854775807 - salary + 1) > 0 AND salary < 1",
)


@pytest.mark.parametrize("sql", LEAKS)
def test_errors_tell_nothing_of_withheld_rows(
    there: World, source: str, pushdown: str, sql: str
) -> None:
    text = sql.format(t=there.name(source, "customers"), o=there.name(source, "orders"))
    there.ask("ann", text, pushdown=pushdown)


def test_errors_of_visible_rows_stay(there: World, source: str, pushdown: str) -> None:
    sql = f"SELECT id FROM {there.name(source, 'customers')} WHERE 1 / (salary - 1000) > 5"
    with pytest.raises(SqlError) as caught:
        there.ask("ann", sql, pushdown=pushdown)
    assert caught.value.sqlstate == "22012"


def test_explain_analyze_does_not_count_withheld_rows(
    there: World, source: str, pushdown: str
) -> None:
    name = there.name(source, "customers")
    for condition in ("true", "6000 / salary > 0"):
        sql = f"EXPLAIN ANALYZE SELECT id FROM {name} WHERE {condition}"
        lines = [str(row[0]) for row in there.ask("ann", sql, pushdown=pushdown)]
        assert "Result: 3 rows" in lines
        assert not any("5 rows" in line for line in lines), lines
        assert not any("Dan" in line or "@" in line for line in lines), lines
