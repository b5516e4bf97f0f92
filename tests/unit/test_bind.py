"""Binding: what names mean, how outputs are called, PostgreSQL's errors for the rest."""

from __future__ import annotations

import pytest

from connectors.types import DATE, INT4, INT8, TEXT, numeric, record
from gateway.catalog.catalog import Catalog
from gateway.errors import SqlError
from gateway.session import Session
from gateway.sql.bind import Bound, bind
from gateway.sql.parse import parse
from tests.support.memory import MemoryConnector

CRM = MemoryConnector(
    {
        "customers": (
            (("id", INT4), ("name", TEXT), ("doc", record(("city", TEXT), ("Zip", INT4)))),
            [],
        ),
        "orders": (
            (
                ("id", INT4),
                ("customer", INT4),
                ("total", numeric(10, 2)),
                ("day", DATE),
                ("firstName", TEXT),
            ),
            [],
        ),
    },
    primary_keys={"customers": ("id",)},
)
WEB = MemoryConnector({"events": ((("id", INT8), ("kind", TEXT)), [])}, schema="shop")


@pytest.fixture(scope="module")
def catalog() -> Catalog:
    return Catalog.in_memory(
        {
            name: (connector, [connector.describe(r) for r in connector.relations()])
            for name, connector in (("crm", CRM), ("web", WEB))
        }
    )


def bound(catalog: Catalog, sql: str) -> Bound:
    return bind(parse(sql)[0], catalog, Session())


@pytest.mark.parametrize(
    ("sql", "columns"),
    [
        ("select 1", [("?column?", "integer")]),
        ("select 1 as One, 'a' as \"Two\"", [("one", "integer"), ("Two", "text")]),
        ("select null", [("?column?", "text")]),
        ("select count(*) from crm.public.orders", [("count", "bigint")]),
        ("select total * 2 from orders", [("?column?", "numeric")]),
        ("select sum(total) from orders", [("sum", "numeric")]),
        ("select total from orders", [("total", "numeric(10,2)")]),
        ("select day::text from orders", [("day", "text")]),
        ("select 'x'::varchar(3)", [("varchar", "character varying(3)")]),
        ("select case when true then id end from orders", [("case", "integer")]),
        ("select coalesce(name, '') from customers", [("coalesce", "text")]),
        ("select (doc).city, c.doc.zip from customers c", [("city", "text"), ("zip", "integer")]),
        ("select (select max(id) from events)", [("max", "bigint")]),
        ("select array[1, 2]", [("array", "integer[]")]),
        ("select id, id from customers", [("id", "integer"), ("id", "integer")]),
        ("select e.* from web.shop.events e", [("id", "bigint"), ("kind", "text")]),
        ("select firstName from orders", [("firstname", "text")]),
        ("values (1, 'a'), (null, 'b')", [("column1", "integer"), ("column2", "text")]),
        ("select 1 union select 2.5", [("?column?", "numeric")]),
        ("select * from orders o join customers c using (id) limit 0", None),
        # What depends on a grouped primary key need not be grouped.
        ("select c.name from customers c group by c.id", [("name", "text")]),
        ("table events", [("id", "bigint"), ("kind", "text")]),
    ],
)
def test_columns(catalog: Catalog, sql: str, columns: list[tuple[str, str]] | None) -> None:
    found = [(column.name, str(column.type)) for column in bound(catalog, sql).columns]
    if columns is None:
        assert [name for name, _ in found].count("id") == 1
    else:
        assert found == columns


@pytest.mark.parametrize(
    ("sql", "state", "words", "position"),
    [
        ("select nme from customers", "42703", 'column "nme" does not exist', 8),
        ("select c.nme from customers c", "42703", "column c.nme does not exist", 8),
        ("select id from customers, orders", "42702", 'reference "id" is ambiguous', 8),
        ("select x.id from customers c", "42P01", 'FROM-clause entry for table "x"', 8),
        ("select customers.id from customers c", "42P01", 'entry for table "customers"', 8),
        ("select 1 from customer", "42P01", 'relation "customer" does not exist', 15),
        ("select 1 from orders a, events a", "42712", 'table name "a" specified', None),
        ("select name from customers group by doc", "42803", '"customers.name" must', None),
        ("select * from orders where sum(id) > 1", "42803", "not allowed in WHERE", 28),
        ("select sum(count(*)) from orders", "42803", "cannot be nested", None),
        ("select 1 limit 'x'", "22P02", "invalid input syntax for type bigint", None),
        ("select id from orders where id", "42804", "must be type boolean, not type integer", None),
        ("select id from orders for update", "25006", "SELECT FOR UPDATE in a read-only", None),
        ("select id from orders for key share", "25006", "SELECT FOR KEY SHARE", None),
        ("select * into x from orders", "25006", "SELECT INTO", None),
        ("insert into orders values (1)", "25006", "cannot execute INSERT", None),
        ("select id from orders qualify id = 1", "42601", "syntax error", None),
        ("select (doc).nothing from customers", "42703", "not found in data type", None),
        ("select $0", "42P02", "there is no parameter $0", 8),
        ("select $70000", "42P02", "there is no parameter $70000", 8),
        ("select $name", "42601", 'syntax error at or near "$"', None),
        ("select $1 is null from orders", "42P18", "data type of parameter $1", None),
        ("select distinct name from customers order by id", "42P10", "SELECT DISTINCT", None),
        ("select 1, 2 union select 1", "42601", "same number of columns", None),
        ("with a as (select 1), a as (select 2) select 1", "42712", '"a" specified', None),
        ("select row_number() from orders", "42809", "requires an OVER clause", None),
        ('select name collate "de_DE" from customers', "0A000", 'collation "de_DE"', None),
        (
            "select (select max(c.id) from orders) from customers c",
            "0A000",
            "an aggregate over columns of an outer query",
            16,
        ),
    ],
)
def test_errors(catalog: Catalog, sql: str, state: str, words: str, position: int | None) -> None:
    with pytest.raises(SqlError) as caught:
        bound(catalog, sql)
    assert caught.value.sqlstate == state
    assert words in caught.value.message
    if position is not None:
        assert caught.value.position == position


def test_parameters_take_their_type_from_their_use(catalog: Catalog) -> None:
    types = bound(catalog, "select $2 || 'x' from orders where id = $1 limit $3").parameters
    assert [str(t) for t in types] == ["integer", "text", "bigint"]


def test_nearest_name_is_hinted(catalog: Catalog) -> None:
    with pytest.raises(SqlError) as caught:
        bound(catalog, "select c.nmae from customers c")
    assert "c.name" in caught.value.hint


def test_aliases_are_unique_in_the_whole_statement(catalog: Catalog) -> None:
    query = bound(
        catalog, "select * from orders o where exists (select 1 from events o where o.id = 1)"
    ).query
    aliases = [table.alias for table in query.find_all(type(query.args["from_"].this))]
    assert sorted(aliases) == ["o", "o_2"]
