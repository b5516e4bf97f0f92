# ruff: noqa: E501 - SQL in one piece
"""psqlODBC: prints "name<TAB>result" lines. Arguments: driver, host, port, user, password, db."""

from __future__ import annotations

import json
import sys
from collections.abc import Callable

import pyodbc

DRIVER, HOST, PORT, USER, PASSWORD, DATABASE, OPTIONS = sys.argv[1:]
connection = pyodbc.connect(
    f"DRIVER={DRIVER};SERVER={HOST};PORT={PORT};UID={USER};PWD={PASSWORD};DATABASE={DATABASE};{OPTIONS}",
    autocommit=True,
)
cursor = connection.cursor()


def check(name: str, run: Callable[[], object]) -> None:
    try:
        found = repr(run())
    except pyodbc.Error as error:
        found = f"FAILED {error.args}"
        connection.rollback()
    sys.stdout.write(f"{name}\t{found}\n")


def rows(run: Callable[[], pyodbc.Cursor], without: tuple[str, ...] = ()) -> object:
    found = run()
    columns = [(d[0], d[1].__name__, *d[2:]) for d in found.description]
    kept = [i for i, column in enumerate(columns) if column[0] not in without]
    return columns, [tuple(row[i] for i in kept) for row in found.fetchall()]


def failed(sql: str, *values: object) -> object:
    try:
        cursor.execute(sql, *values).fetchall()
    except pyodbc.Error as error:
        return error.args[0]
    return "ran"


for title, statement in json.load(sys.stdin).items():
    check(title, lambda sql=statement: rows(lambda: cursor.execute(sql)))
check(
    "parameters",
    lambda: rows(
        lambda: cursor.execute(
            "SELECT id FROM crm.customers WHERE id = ? OR name = ? OR credit = ? ORDER BY id",
            2,
            "Ann",
            -0.01,
        )
    ),
)
check(
    "parameters of other stores",
    lambda: rows(
        lambda: cursor.execute(
            "SELECT title, place FROM shop.articles a JOIN kv.stock s ON s.article = a.id WHERE a.id = ? AND s.place = ?",
            1,
            "Wien",
        )
    ),
)
check(
    "again and again",
    lambda: [
        cursor.execute("SELECT title FROM shop.articles WHERE id = ?", n).fetchall()
        for n in (1, 2, 3, 4)
    ],
)
check(
    "fetch in parts",
    lambda: [
        cursor.execute("SELECT n FROM crm.numbers ORDER BY n").fetchmany(3),
        cursor.fetchmany(250)[-1],
        len(cursor.fetchall()),
    ],
)
check("a column that is not there", lambda: failed("SELECT nam FROM crm.customers"))
check("a table that is not there", lambda: failed("SELECT 1 FROM nothing"))
check("division by zero", lambda: failed("SELECT 1 / 0"))
check("tables", lambda: rows(lambda: cursor.tables(schema="crm"), ("table_cat",)))
check(
    "tables of all kinds",
    lambda: rows(lambda: cursor.tables(schema="%", tableType="TABLE,VIEW"), ("table_cat",)),
)
check(
    "schemas", lambda: rows(lambda: cursor.tables(catalog="", schema="%", table=""), ("table_cat",))
)
for schema, table in [
    ("crm", "customers"),
    ("shop", "articles"),
    ("depot", "parts"),
    ("docs", "reviews"),
    ("kv", "stock"),
]:
    check(
        f"columns {schema}",
        lambda s=schema, t=table: rows(
            lambda: cursor.columns(schema=s, table=t), ("table_cat", "table oid")
        ),
    )
    check(
        f"primaryKeys {schema}",
        lambda s=schema, t=table: rows(
            lambda: cursor.primaryKeys(schema=s, table=t), ("table_cat",)
        ),
    )
    check(
        f"statistics {schema}",
        lambda s=schema, t=table: rows(
            lambda: cursor.statistics(schema=s, table=t), ("table_cat", "cardinality", "pages")
        ),
    )
check(
    "foreignKeys",
    lambda: rows(
        lambda: cursor.foreignKeys(schema="shop", table="articles"), ("pktable_cat", "fktable_cat")
    ),
)
check(
    "foreignKeys of a table",
    lambda: rows(
        lambda: cursor.foreignKeys(foreignSchema="crm", foreignTable="orders"),
        ("pktable_cat", "fktable_cat"),
    ),
)
check("rowIdColumns", lambda: rows(lambda: cursor.rowIdColumns(schema="crm", table="customers")))
check("getTypeInfo", lambda: rows(lambda: cursor.getTypeInfo()))
connection.autocommit = False
check(
    "a transaction",
    lambda: [
        failed("SELECT 1 / 0"),
        cursor.execute("ROLLBACK") and 1,
        cursor.execute("SELECT 5").fetchall(),
    ],
)
connection.rollback()
