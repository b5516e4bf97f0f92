"""The tables of the system catalog, changed in place where something has changed."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace

import duckdb
import pytest

from connectors.api import RelationSchema
from gateway.catalog.system.database import Database
from gateway.catalog.system.loaded import OutdatedError
from gateway.catalog.system.objects import TABLES
from gateway.catalog.system.parts import new_part, renewed
from tests.unit.test_catalog_parts import ALL, CUSTOMERS, LOG, ORDERS, content, narrowed


def rows(cursor: duckdb.DuckDBPyConnection) -> dict[str, Counter[str]]:
    tables = (*TABLES, "__alone", "pg_namespace")
    found = {name: cursor.execute(f"FROM memory.pg.{name}").fetchall() for name in tables}
    return {name: Counter(map(str, values)) for name, values in found.items()}


COMMENTED = replace(CUSTOMERS, relation=replace(CUSTOMERS.relation, comment="another"))


@pytest.mark.parametrize(
    "now",
    [
        pytest.param((COMMENTED, ORDERS, LOG), id="comment"),
        pytest.param((narrowed(CUSTOMERS, "name"), ORDERS, LOG), id="fewer columns"),
        pytest.param((CUSTOMERS, LOG), id="a relation less"),
        pytest.param((ORDERS, LOG), id="the target of a foreign key less"),
        pytest.param(ALL, id="nothing"),
    ],
)
def test_the_same_as_made_anew(now: tuple[RelationSchema, ...]) -> None:
    before = new_part(content(*ALL), ())
    after = renewed(before, content(*now))
    first = Database([before])
    earlier = first.cursor()
    seen = rows(earlier)
    second = first.followed([after])
    assert second is not None
    assert rows(second.cursor()) == rows(Database([after]).cursor())
    assert rows(earlier) == seen, "a statement sees to its end what it began with"
    with pytest.raises(OutdatedError):
        first.cursor()


def test_back_again() -> None:
    before = new_part(content(*ALL), ())
    database = Database([before])
    whole = rows(database.cursor())
    for _ in range(3):
        for part in (renewed(before, content(COMMENTED, LOG)), before):
            followed = database.followed([part])
            assert followed is not None
            database = followed
    assert rows(database.cursor()) == whole


def test_another_schema_needs_other_tables() -> None:
    before = new_part(content(*ALL), ())
    first = Database([before])
    assert first.followed([renewed(before, content(CUSTOMERS, ORDERS))]) is None
    assert rows(first.cursor())
