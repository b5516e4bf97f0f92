"""Names to relations: every rule of `gateway.catalog.resolve`, and its hints."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest

from gateway.catalog import Catalog
from gateway.errors import SqlError
from tests.unit.nothing import Nothing, table


@pytest.fixture
def catalog() -> Iterator[Catalog]:
    sources = {
        "crm": [
            table("public.customers"),
            table("public.orders"),
            table("public.Mixed"),
            table("sales.orders"),
            table("sales.regions"),
            table("Sales.regions"),
            table("hr.People"),
            table("hr.PEOPLE"),
        ],
        "bill": [table("shop.invoices"), table("shop.customers"), table("audit.log")],
        "feat": [table("main.users")],
        "sales": [table("main.log"), table("main.orders")],
    }
    catalog = Catalog.in_memory(
        {name: (Nothing(), schemas) for name, schemas in sources.items()},
        default_schemas={"bill": "shop"},
    )
    yield catalog
    catalog.close()


def resolve(catalog: Catalog, name: str, *path: str) -> str:
    written = re.findall(r'"[^"]*"|[^."]+', name)
    parts = tuple(part.strip('"') for part in written)
    quoted = tuple(part.startswith('"') for part in written)
    found = catalog.resolve(parts, path, quoted=quoted, position=7)
    return f"{found.source}.{found.schema.relation}"


@pytest.mark.parametrize(
    ("name", "path", "expected"),
    [
        ("crm.sales.orders", (), "crm.sales.orders"),
        ("crm.public.mixed", (), "crm.public.Mixed"),
        ('crm.public."Mixed"', (), "crm.public.Mixed"),
        ('crm.hr."PEOPLE"', (), "crm.hr.PEOPLE"),
        ('crm."Sales".regions', (), "crm.Sales.regions"),
        ("crm.sales.regions", (), "crm.sales.regions"),
        ("crm.orders", (), "crm.public.orders"),
        ("bill.customers", (), "bill.shop.customers"),
        ("bill.log", (), "bill.audit.log"),
        ("feat.users", (), "feat.main.users"),
        ("sales.orders", (), "sales.main.orders"),
        ("audit.log", ("bill",), "bill.audit.log"),
        ("audit.log", ("feat", "bill"), "bill.audit.log"),
        ("users", (), "feat.main.users"),
        ("mixed", (), "crm.public.Mixed"),
        ("orders", ("crm",), "crm.public.orders"),
        ("orders", ("crm.sales",), "crm.sales.orders"),
        ("customers", ("feat", "bill", "crm"), "bill.shop.customers"),
        ("customers", ("crm", "bill"), "crm.public.customers"),
        ("users", ("$user", "public"), "feat.main.users"),
        ("log", ("bill",), "bill.audit.log"),
        # As PostgreSQL clients see schemas: `gateway.catalog.naming`.
        ('"crm.sales".orders', (), "crm.sales.orders"),
        ('"crm.public".orders', (), "crm.public.orders"),
        ("unsilo.crm.orders", (), "crm.public.orders"),
        ('unsilo."crm.sales".orders', (), "crm.sales.orders"),
        ('"unsilo"."crm.sales"."orders"', (), "crm.sales.orders"),
        ("orders", ("crm.sales", "crm"), "crm.sales.orders"),
    ],
)
def test_resolves(catalog: Catalog, name: str, path: tuple[str, ...], expected: str) -> None:
    assert resolve(catalog, name, *path) == expected


@pytest.mark.parametrize(
    ("name", "path", "state", "message", "hint"),
    [
        ("crm.ordres", (), "42P01", 'relation "crm.ordres" does not exist',
         'Did you mean "crm.public.orders" or "crm.sales.orders"?'),
        ("crm.invoices", (), "42P01", 'relation "crm.invoices" does not exist',
         'Did you mean "bill.shop.invoices"?'),
        ("crm.public.regions", (), "42P01", 'relation "crm.public.regions" does not exist',
         'Did you mean crm."Sales".regions or "crm.sales.regions"?'),
        ("crm.pubic.orders", (), "3F000", 'schema "crm.pubic" does not exist',
         'Source "crm" has schemas Sales, hr, public, sales. Did you mean "crm.public"?'),
        ("crn.zzzzzz", (), "42P01", 'relation "crn.zzzzzz" does not exist',
         'No source is named "crn". Did you mean "crm"?'),
        ("crn.public.customers", (), "42P01", 'relation "crn.public.customers" does not exist',
         'Did you mean "bill.shop.customers" or "crm.public.customers"?'),
        ("zzzzzz", (), "42P01", 'relation "zzzzzz" does not exist',
         "Sources: bill, crm, feat, sales."),
        ("users", ("crm",), "42P01", 'relation "users" does not exist',
         'Did you mean "feat.main.users"?'),
        ('"USERS"', (), "42P01", 'relation "USERS" does not exist',
         'Did you mean "feat.main.users"?'),
        ("customers", (), "42702", 'relation "customers" is ambiguous',
         "It may be any of bill.shop.customers, crm.public.customers. "
         "Write source.schema.table."),
        ("crm.hr.people", (), "42702", 'relation "crm.hr.people" is ambiguous',
         'It may be any of crm.hr."PEOPLE", crm.hr."People". Write source.schema.table.'),
        ("sales.orders", ("crm",), "42702", 'relation "sales.orders" is ambiguous',
         "It may be any of crm.sales.orders, sales.main.orders. Write source.schema.table."),
        ("crm.regions", (), "42702", 'relation "crm.regions" is ambiguous',
         'It may be any of crm."Sales".regions, crm.sales.regions. Write source.schema.table.'),
        ("a.b.c.d", (), "42601",
         'improper qualified name (too many dotted names): "a.b.c.d"',
         "A relation is written source.schema.table."),
    ],
)  # fmt: skip
def test_refuses(
    catalog: Catalog, name: str, path: tuple[str, ...], state: str, message: str, hint: str
) -> None:
    with pytest.raises(SqlError) as caught:
        resolve(catalog, name, *path)
    error = caught.value
    assert (error.sqlstate, error.message, error.hint, error.position) == (state, message, hint, 7)


def test_an_empty_catalog_says_how_to_add_a_source() -> None:
    catalog = Catalog.in_memory({})
    with pytest.raises(SqlError) as caught:
        catalog.resolve(("orders",), ())
    assert caught.value.hint == (
        "No source is registered. Add one with: unsilo source add NAME URL"
    )
    catalog.close()


def test_connectors_are_shared_and_closed_with_the_catalog() -> None:
    connector = Nothing()
    catalog = Catalog.in_memory({"a": (connector, [table("main.t")])})
    assert catalog.connector("a") is catalog.connector("a")
    with pytest.raises(SqlError, match='source "b" does not exist') as caught:
        catalog.connector("b")
    assert caught.value.sqlstate == "42704"
    catalog.close()
    catalog.close()
    assert connector.closed == 1


def test_unknown_statistics_are_unknown(catalog: Catalog) -> None:
    schema = catalog.resolve(("users",), ()).schema
    assert catalog.statistics("feat", schema.relation).rows is None


def test_search_finds_names_before_columns_before_comments() -> None:
    catalog = Catalog.in_memory(
        {
            "a": (Nothing(), [table("main.orders", "id", "user_id")]),
            "b": (Nothing(), [table("main.users", "id"), table("main.t", comment="all USERS")]),
        }
    )
    assert [(hit.source, hit.name) for hit in catalog.search("user")] == [
        ("b", "users"),
        ("a", "user_id"),
        ("b", "t"),
    ]
    assert [hit.name for hit in catalog.search("users main id")] == ["id"]
    assert catalog.search("  ") == []
    catalog.close()


def test_five_thousand_relations_resolve_and_hint_quickly() -> None:
    schemas = [table(f"public.table_{number}") for number in range(5000)]
    catalog = Catalog.in_memory({"big": (Nothing(), schemas)})
    assert catalog.resolve(("table_4321",), ()).schema.relation.name == "table_4321"
    with pytest.raises(SqlError) as caught:
        catalog.resolve(("big", "tabel_77"), ())
    assert '"big.public.table_77"' in caught.value.hint
    catalog.close()
