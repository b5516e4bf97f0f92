"""Rows of the system tables that are made anew only where something has changed."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace

import pytest

from connectors.api import Column, ForeignKey, Index, Relation, RelationSchema, Statistics
from connectors.types import INT4, TEXT
from gateway.catalog.oids import Oids, oid_of
from gateway.catalog.system.parts import Part, new_part, renewed
from gateway.catalog.system.places import SourceContent, key_of

CUSTOMERS = RelationSchema(
    Relation("public", "customers"),
    (Column("id", INT4, nullable=False), Column("name", TEXT, default="'x'", comment="who")),
    ("id",),
    (Index("customers_name", ("name",)),),
)
ORDERS = RelationSchema(
    Relation("public", "orders"),
    (Column("id", INT4), Column("customer", INT4)),
    foreign_keys=(ForeignKey("of", ("customer",), CUSTOMERS.relation, ("id",)),),
)
LOG = RelationSchema(Relation("other", "log", comment="all"), (Column("text", TEXT),))
ALL = (CUSTOMERS, ORDERS, LOG)


def content(
    *relations: RelationSchema, rows: int | None = None, partial: bool = False
) -> SourceContent:
    names = {"public": "crm", "other": "crm.other"}
    keys = sorted(key_of(schema.relation) for schema in relations)
    oids = Oids()
    return SourceContent(
        "crm",
        relations,
        {schema: names[schema] for schema, _ in keys},
        {key: oids.new("relation", *key) for key in keys},
        {("public", "customers"): Statistics(rows)},
        frozenset({CUSTOMERS.relation} if partial else ()),
    )


def rows(part: Part) -> dict[str, Counter[str]]:
    return {name: Counter(map(str, table.to_pylist())) for name, table in part.tables.items()} | {
        "namespaces": Counter(map(str, part.namespaces.items()))
    }


def narrowed(schema: RelationSchema, *columns: str) -> RelationSchema:
    seen = tuple(column for column in schema.columns if column.name in columns)
    return replace(schema, columns=seen, primary_key=(), indexes=(), foreign_keys=())


@pytest.mark.parametrize(
    "now",
    [
        content(*ALL),
        content(CUSTOMERS, LOG),
        content(ORDERS, LOG),
        content(LOG),
        content(),
        content(*ALL, rows=7),
        content(*ALL, partial=True),
        content(narrowed(CUSTOMERS, "name"), ORDERS),
        content(replace(CUSTOMERS, primary_key=()), ORDERS, LOG),
        content(replace(CUSTOMERS, details={"definition": "SELECT 1"}), ORDERS, LOG),
        content(CUSTOMERS, ORDERS, replace(LOG, relation=Relation("other", "log", "view", "some"))),
        content(*ALL, RelationSchema(Relation("other", "more"), (Column("a", INT4),))),
    ],
)
def test_what_has_changed_is_as_if_made_whole(now: SourceContent) -> None:
    for before in (content(*ALL), content(LOG)):
        assert rows(renewed(new_part(before, ()), now)) == rows(new_part(now, ()))


def test_only_what_has_changed_is_made() -> None:
    before = new_part(content(*ALL), ())
    assert renewed(before, before.content) is before
    copies = content(*(replace(schema) for schema in ALL))
    assert renewed(before, copies).tables is before.tables
    # A comment that has changed without its relation: rows that are kept do not have it.
    other = replace(CUSTOMERS.columns[1], comment="whom")
    changed = replace(CUSTOMERS, columns=(CUSTOMERS.columns[0], other))
    found = renewed(before, content(changed, ORDERS, LOG)).tables["pg_description"]
    assert sorted(found.column("description").to_pylist()) == ["all", "whom"]


def test_oids_that_make_way_are_the_same_after_a_change() -> None:
    wanted = oid_of("type", "crm.orders")
    taken = {wanted}
    before = new_part(content(*ALL), taken)
    (moved,) = before.moved.values()
    assert moved == wanted + 1
    assert before.stands(taken)
    assert not before.stands(set())
    now = content(replace(ORDERS, columns=ORDERS.columns[:1], foreign_keys=()), CUSTOMERS)
    after = renewed(before, now)
    assert after.stands(taken)
    assert moved in after.tables["pg_type"].column("oid").to_pylist()
    assert rows(after) == rows(new_part(now, taken))


def test_a_part_whose_oids_another_has_does_not_stand() -> None:
    before = new_part(content(*ALL), ())
    assert before.stands(())
    assert not before.stands({oid_of("type", "crm.orders")})
