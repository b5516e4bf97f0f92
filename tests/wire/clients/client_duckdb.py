# ruff: noqa: E501 - SQL in one piece
"""DuckDB's postgres extension: prints "name<TAB>result" lines. Arguments: extension, address."""

from __future__ import annotations

import sys
from collections.abc import Callable

import duckdb

EXTENSION, ADDRESS = sys.argv[1:]
connection = duckdb.connect()
connection.execute(f"LOAD '{EXTENSION}'")
connection.execute("SET TimeZone = 'UTC'")
connection.execute(f"ATTACH '{ADDRESS}' AS p (TYPE postgres, READ_ONLY)")


def check(name: str, run: Callable[[], object]) -> None:
    try:
        found = repr(run())
    except duckdb.Error as error:
        found = f"FAILED {error}".replace("\n", " ")
    sys.stdout.write(f"{name}\t{found}\n")


def rows(sql: str) -> object:
    found = connection.execute(sql)
    return [(d[0], str(d[1])) for d in found.description or ()], found.fetchall()


def _refused() -> str:
    try:
        connection.execute("INSERT INTO p.kv.stock VALUES (9, 9, 'x')")
    except duckdb.Error:
        return "refused"
    return "ran"


SCHEMAS = "('crm', 'depot', 'docs', 'kv', 'shop')"
check(
    "tables",
    lambda: rows(
        f"SELECT schema_name, table_name, column_count FROM duckdb_tables() WHERE database_name = 'p' AND schema_name IN {SCHEMAS} ORDER BY ALL"
    ),
)
check(
    "views",
    lambda: rows(
        f"SELECT schema_name, view_name FROM duckdb_views() WHERE database_name = 'p' AND schema_name IN {SCHEMAS} ORDER BY ALL"
    ),
)
check(
    "columns",
    lambda: rows(
        f"SELECT schema_name, table_name, column_name, data_type, is_nullable FROM duckdb_columns() WHERE database_name = 'p' AND schema_name IN {SCHEMAS} ORDER BY ALL"
    ),
)
for table, key in [
    ("crm.orders", "id"),
    ("crm.numbers", "n"),
    ("shop.articles", "id"),
    ("shop.lines", "order_id, pos"),
    ("docs.reviews", "_id"),
    ("kv.stock", "article"),
    ("crm.rich", "id"),
]:
    check(f"rows of {table}", lambda t=table, k=key: rows(f"SELECT * FROM p.{t} ORDER BY {k}"))
check(
    "every type",
    lambda: rows(
        "SELECT id, name, credit, born, active, tags, extra, token, seen, woken, rate, share, photo, small FROM p.crm.customers ORDER BY id"
    ),
)
check("a filter", lambda: rows("SELECT name FROM p.crm.customers WHERE id = 2"))
check("a filter on text", lambda: rows("SELECT id FROM p.shop.articles WHERE title = 'Teapot'"))
check(
    "a join here",
    lambda: rows(
        "SELECT c.name, sum(l.amount) FROM p.crm.customers c JOIN p.crm.orders o ON o.customer = c.id JOIN p.shop.lines l ON l.order_id = o.id GROUP BY ALL ORDER BY ALL"
    ),
)
check("a count", lambda: rows("SELECT count(*) FROM p.crm.numbers"))
check(
    "a query",
    lambda: rows(
        "SELECT * FROM postgres_query('p', 'SELECT title, place FROM shop.articles a JOIN kv.stock s ON s.article = a.id ORDER BY 1')"
    ),
)
check("a write is refused", _refused)
