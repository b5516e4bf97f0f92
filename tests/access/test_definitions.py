"""Texts of views and checks may tell of what is hidden: who sees them, and who gets NULL."""

from __future__ import annotations

from collections.abc import Iterator

import psycopg
import pytest

from gateway.catalog.sources import Sources
from gateway.config import Settings
from gateway.demo.servers import Server
from gateway.engine import Gateway
from gateway.session import Session
from gateway.sql.output import to_text
from tests.databases import empty_database

SCHEMA = """
CREATE TABLE people (id int PRIMARY KEY, salary int CONSTRAINT limits CHECK (salary < 987654));
CREATE TABLE other (id int PRIMARY KEY);
CREATE VIEW chosen AS SELECT id FROM people WHERE salary > 123456;
CREATE MATERIALIZED VIEW kept AS SELECT id FROM people WHERE salary > 123456;
"""
VIEWS = (
    "SELECT definition FROM pg_views WHERE viewname = 'chosen'",
    "SELECT definition FROM pg_matviews WHERE matviewname = 'kept'",
    "SELECT view_definition FROM information_schema.views WHERE table_name = 'chosen'",
    "SELECT pg_get_viewdef(oid) FROM pg_class WHERE relname = 'chosen'",
    "SELECT pg_get_viewdef(oid, true) FROM pg_class WHERE relname = 'kept'",
)
BY_NAME = (
    "SELECT pg_get_viewdef('crm.chosen'::regclass)",
    "SELECT pg_get_viewdef('crm.chosen')",
)
CHECKS = (
    "SELECT pg_get_constraintdef(oid) FROM pg_constraint WHERE conname = 'limits'",
    "SELECT pg_get_constraintdef(oid, true) FROM pg_constraint WHERE conname = 'limits'",
    "SELECT pg_get_expr(conbin, conrelid) FROM pg_constraint WHERE conname = 'limits'",
    "SELECT check_clause FROM information_schema.check_constraints "
    "WHERE constraint_name = 'limits'",
)
SOME = {
    "filtered": "everything, but some rows",
    "masked": "everything, but a column's values",
    "elsewhere": "everything, but for the rows of another relation",
    "limited": "every relation that there is today",
    "narrow": "one column of the table, and the views",
}
"""Who may not read everything of the source crm."""


@pytest.fixture(scope="module")
def gateway(postgres_server: Server, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Gateway]:
    home = tmp_path_factory.mktemp("home")
    with empty_database(postgres_server) as url:
        with psycopg.connect(url, autocommit=True) as connection:
            connection.execute(SCHEMA.encode())
        with Sources.open(Settings(home=home)) as sources:
            sources.add("crm", url)
            sources.add("free", url)
        opened = Gateway.open(home)
        for statement in (
            "CREATE ROLE root SUPERUSER LOGIN PASSWORD 'x'",
            *(f"CREATE ROLE {name}" for name in ("keeper", "reader", "mapped", *SOME)),
            "ALTER SOURCE crm OWNER TO keeper",
            "GRANT SELECT ON SOURCE free TO reader, mapped",
            "GRANT SELECT ON SOURCE crm TO filtered, masked, elsewhere",
            "GRANT SELECT ON crm.people, crm.chosen, crm.kept, crm.other TO limited",
            "GRANT SELECT (id) ON crm.people TO narrow",
            "GRANT SELECT ON crm.chosen, crm.kept TO narrow",
            "CREATE POLICY few ON crm.people TO filtered USING (id < 5)",
            "CREATE POLICY all_rows ON crm.people TO masked, elsewhere, limited, narrow "
            "USING (true)",
            "CREATE MASK hidden ON crm.people (salary) TO masked USING (NULL)",
            "CREATE POLICY few ON crm.other TO elsewhere USING (id < 5)",
            "CREATE USER MAPPING FOR mapped SERVER free OPTIONS (user 'x', password 'y')",
        ):
            opened.execute(statement).close()
        yield opened
        opened.close()


def ask(gateway: Gateway, user: str, sql: str) -> list[str | None]:
    session = Session(owner=True) if user == "owner" else Session(user=user)
    with gateway.execute(sql, session=session) as result:
        column = result.table().column(0).combine_chunks()
    texts: list[str | None] = to_text(column, result.columns[0].type).to_pylist()
    return texts


@pytest.mark.parametrize("user", ["owner", "root", "keeper", "reader"])
@pytest.mark.parametrize("sql", [*VIEWS, *BY_NAME, *CHECKS])
def test_who_may_see_everything_sees_them(gateway: Gateway, user: str, sql: str) -> None:
    texts = ask(gateway, user, sql.replace("crm.", "free.") if user == "reader" else sql)
    assert texts
    for text in texts:
        assert ("987654" if sql in CHECKS else "123456") in (text or "")


@pytest.mark.parametrize("user", SOME)
def test_of_a_view_others_get_null(gateway: Gateway, user: str) -> None:
    for sql in (*VIEWS, *BY_NAME):
        assert ask(gateway, user, sql) == [None], sql


def test_a_login_of_ones_own_may_see_less_there(gateway: Gateway) -> None:
    for sql in VIEWS:
        assert ask(gateway, "mapped", sql) == [None], sql


@pytest.mark.parametrize("user", ["filtered", "masked", "narrow"])
def test_a_check_of_a_guarded_relation_is_hidden(gateway: Gateway, user: str) -> None:
    for sql in CHECKS:
        assert ask(gateway, user, sql) == [], sql
