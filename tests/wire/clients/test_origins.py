"""RowDescription names the table and column of an output as PostgreSQL's does."""

from __future__ import annotations

from collections.abc import Iterator

import psycopg
import pytest

from tests.wire.clients.conftest import Pair

_SHAPES = {
    "columns": "SELECT id, name FROM crm.customers",
    "star": "SELECT * FROM crm.customers",
    "view": "SELECT * FROM crm.rich",
    "alias": "SELECT c.name AS who FROM crm.customers AS c",
    "renamed columns": "SELECT * FROM crm.numbers AS t(a, b)",
    "parentheses": "SELECT (id), ((c.name)) FROM crm.customers c",
    "expressions": "SELECT id + 1, name || '', upper(name), 1, NULL, -rate FROM crm.customers",
    "cast to the same": "SELECT id::int8, credit::numeric(10,2), name::varchar(40) FROM "
    "crm.customers",
    "cast to another": "SELECT id::int4, name::text, credit::numeric FROM crm.customers",
    "derived table": "SELECT i, n FROM (SELECT id AS i, name AS n FROM crm.customers) AS d",
    "derived expression": "SELECT i, n FROM (SELECT id AS i, name || '' AS n FROM "
    "crm.customers) AS d",
    "twice derived": "SELECT * FROM (SELECT * FROM (SELECT name, id FROM crm.customers) a) b",
    "cte": "WITH w AS (SELECT id, name FROM crm.customers) SELECT * FROM w",
    "cte with names": "WITH w(a, b) AS (SELECT id, name FROM crm.customers) SELECT b, a FROM w",
    "recursive cte": "WITH RECURSIVE w(n) AS (SELECT n FROM crm.numbers WHERE n = 1 UNION ALL "
    "SELECT n + 1 FROM w WHERE n < 3) SELECT n FROM w",
    "union": "SELECT id FROM crm.customers UNION ALL SELECT id FROM crm.orders",
    "derived union": "SELECT * FROM (SELECT id FROM crm.customers UNION SELECT 7) AS u",
    "intersect": "SELECT id FROM crm.customers INTERSECT SELECT id FROM crm.orders",
    "join": "SELECT c.id, o.id, o.* FROM crm.customers c JOIN crm.orders o ON o.customer = c.id",
    "left join": "SELECT c.id, o.total FROM crm.customers c LEFT JOIN crm.orders o ON o.id = c.id",
    "using": "SELECT id, c.id, o.id FROM crm.customers c JOIN crm.orders o USING (id)",
    "using star": "SELECT * FROM crm.customers c JOIN crm.orders o USING (id)",
    "left using": "SELECT id FROM crm.customers c LEFT JOIN crm.orders o USING (id)",
    "right using": "SELECT id FROM crm.customers c RIGHT JOIN crm.orders o USING (id)",
    "full using": "SELECT id, total FROM crm.customers c FULL JOIN crm.orders o USING (id)",
    "using of two types": "SELECT id FROM crm.orders o JOIN shop.articles a USING (id)",
    "using of two types, right": "SELECT id FROM crm.orders o RIGHT JOIN shop.articles a "
    "USING (id)",
    "natural join": "SELECT * FROM crm.numbers a NATURAL JOIN (SELECT n FROM crm.numbers) b",
    "nested join": "SELECT c.id, o.id, a.title FROM crm.customers c LEFT JOIN (crm.orders o "
    "JOIN shop.articles a ON a.id = o.id) ON o.customer = c.id",
    "nested join with an alias": "SELECT j.* FROM (crm.numbers a JOIN crm.numbers b USING "
    "(n)) AS j",
    "two sources": "SELECT o.id, l.amount FROM crm.orders o, shop.lines l WHERE l.order_id = o.id",
    "group by": "SELECT customer, count(*), max(total) FROM crm.orders GROUP BY customer",
    "grouping sets": "SELECT customer, id FROM crm.orders GROUP BY GROUPING SETS "
    "((customer), (id))",
    "distinct": "SELECT DISTINCT customer FROM crm.orders ORDER BY customer",
    "distinct on": "SELECT DISTINCT ON (customer) customer, id FROM crm.orders ORDER BY 1, 2",
    "window": "SELECT id, row_number() OVER (ORDER BY id) FROM crm.orders",
    "scalar subquery": "SELECT (SELECT name FROM crm.customers WHERE id = 1), id FROM crm.orders",
    "lateral": "SELECT c.id, l.total, l.outer_name FROM crm.customers c, LATERAL "
    "(SELECT o.total, c.name AS outer_name FROM crm.orders o WHERE o.customer = c.id) l",
    "values": "SELECT v.a, n.label FROM (VALUES (1), (2)) v(a) JOIN crm.numbers n ON n.n = v.a",
    "function in from": "SELECT g, n.n FROM generate_series(1, 2) g JOIN crm.numbers n ON n.n = g",
    "set-returning function": "SELECT id, unnest(tags) FROM crm.customers",
    "limit": "SELECT * FROM (SELECT n, label FROM crm.numbers ORDER BY n LIMIT 3) AS q LIMIT 2",
    "MongoDB": "SELECT _id, stars, _doc FROM docs.reviews",
    "Redis": "SELECT * FROM kv.stock",
    "pg_class": "SELECT oid, relname, c.relkind AS kind, relnamespace::regnamespace FROM "
    "pg_class c",
    "pg_attribute": "SELECT a.* FROM pg_catalog.pg_attribute a, pg_class c WHERE c.oid = "
    "a.attrelid",
    "information_schema": "SELECT table_name, lower(column_name) FROM information_schema.columns",
    "system view": "SELECT schemaname, viewname FROM pg_views",
    "system derived": "SELECT * FROM (SELECT typname AS t, typlen + 1 FROM pg_type) AS d",
    "system cte": "WITH w AS (SELECT nspname FROM pg_namespace) SELECT nspname, 1 FROM w",
    "system union": "SELECT relname FROM pg_class UNION SELECT typname FROM pg_type",
}  # fmt: skip


Connections = tuple[psycopg.Connection, psycopg.Connection]


@pytest.fixture(scope="module")
def connections(pair: Pair) -> Iterator[Connections]:
    ours, theirs = (psycopg.connect(address.url, autocommit=True) for address in pair)
    with ours, theirs:
        yield ours, theirs


def _origins(connection: psycopg.Connection, statement: str) -> list[tuple[str, object]]:
    """Each output's name and the column it is, named through the system catalog."""
    result = connection.execute(statement.encode()).pgresult
    assert result is not None
    return [
        ((result.fname(n) or b"").decode(),
         _named(connection, result.ftable(n), result.ftablecol(n)))
        for n in range(result.nfields)
    ]  # fmt: skip


def _named(connection: psycopg.Connection, relation: int, column: int) -> object:
    if not relation:
        return column
    found = connection.execute(
        "SELECT n.nspname, c.relname, a.attname FROM pg_attribute a JOIN pg_class c "
        "ON c.oid = a.attrelid JOIN pg_namespace n ON n.oid = c.relnamespace "
        "WHERE a.attrelid = %s AND a.attnum = %s",
        (relation, column),
    ).fetchone()
    assert found is not None, (relation, column)
    return found


@pytest.mark.parametrize("shape", _SHAPES)
def test_as_postgresql(shape: str, connections: Connections) -> None:
    ours, theirs = (_origins(connection, _SHAPES[shape]) for connection in connections)
    assert ours == theirs


def test_prepared_statements_and_cursors(connections: Connections) -> None:
    found = []
    for connection in connections:
        query = "SELECT c.name, o.total + 1, o.id FROM crm.customers c JOIN crm.orders o USING (id)"
        connection.execute(f"PREPARE origins AS {query}".encode())
        with connection.transaction():
            connection.execute(f"DECLARE origins CURSOR FOR {query}".encode())
            asked = ("EXECUTE origins", "FETCH 1 FROM origins", query)
            found.append([_origins(connection, statement) for statement in asked])
        connection.execute("DEALLOCATE origins")
    assert found[0] == found[1]
    assert found[0][0] == found[0][1] == found[0][2]
