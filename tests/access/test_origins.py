"""The column that a result says it is of, is the one that the asking role's catalog has."""

from __future__ import annotations

import pytest

from tests.access.world import SOURCES, World


def origins(there: World, user: str, sql: str) -> list[tuple[str, str | None]]:
    """Each output with the catalog's name of the column that it is of."""
    found = []
    for column in there.gateway.prepare(sql, there.session(user)).columns:
        name = None
        if column.origin is not None:
            ((name,),) = there.ask(
                user,
                "SELECT attname FROM pg_attribute "
                f"WHERE attrelid = {column.origin.relation} AND attnum = {column.origin.column}",
            )
        found.append((column.name, None if name is None else str(name)))
    return found


@pytest.mark.parametrize("source", SOURCES)
def test_numbers_are_those_of_the_asking_role(there: World, source: str) -> None:
    customers = there.name(source, "customers")
    for user in ("bob", "root", "ann"):
        sql = f"SELECT country, id, id + 1 AS more FROM {customers}"
        assert origins(there, user, sql) == [("country", "country"), ("id", "id"), ("more", None)]


@pytest.mark.parametrize("source", SOURCES)
def test_a_masked_column_is_none_of_the_relation(there: World, source: str) -> None:
    sql = f"SELECT email, name FROM {there.name(source, 'customers')}"
    assert origins(there, "ann", sql) == [("email", None), ("name", "name")]
    assert origins(there, "root", sql) == [("email", "email"), ("name", "name")]


def test_oids_do_not_depend_on_who_asks(there: World) -> None:
    sql = "SELECT oid, relname FROM pg_class WHERE relkind = 'r' AND oid > 16384"
    everything = set(there.ask("root", sql))
    for user in ("ann", "bob"):
        seen = set(there.ask(user, sql))
        assert seen < everything
        assert seen
