# ruff: noqa: E501 - SQL in one piece
"""A PostgreSQL that reads the gateway's relations as foreign tables: IMPORT FOREIGN SCHEMA."""

from __future__ import annotations

from collections.abc import Iterator

import psycopg
import pytest
from psycopg import sql

from tests.databases import empty_database
from tests.servers import provide
from tests.wire.clients.alike import same
from tests.wire.clients.conftest import Address, Pair

SCHEMAS = ("crm", "shop", "depot", "docs", "kv")
QUERIES = {
    "rows": "SELECT id, name, credit, born, active, tags, seen, rate FROM {}crm.customers ORDER BY id",
    "mariadb": "SELECT * FROM {}shop.articles ORDER BY id",
    "mysql": "SELECT g.*, p.label FROM {0}depot.goods g JOIN {0}depot.parts p ON p.good = g.id ORDER BY 1, p.pos",
    "mongodb": "SELECT _id, article, stars, words, written, score FROM {}docs.reviews ORDER BY _id",
    "redis": "SELECT * FROM {}kv.stock ORDER BY article",
    "view": "SELECT * FROM {}crm.rich ORDER BY id",
    "filter": "SELECT title FROM {}shop.articles WHERE id = 1 AND title LIKE 'Tea%'",
    "join pushed": "SELECT c.name, o.total FROM {0}crm.customers c JOIN {0}crm.orders o "
    "ON o.customer = c.id WHERE c.id = 2 ORDER BY o.id",
    "join of databases": "SELECT a.title, s.place, r.stars FROM {0}shop.articles a "
    "JOIN {0}kv.stock s ON s.article = a.id JOIN {0}docs.reviews r ON r.article = a.id ORDER BY r._id",
    "groups": "SELECT customer, count(*), sum(total) FROM {}crm.orders GROUP BY 1 ORDER BY 1",
    "sorted": "SELECT n, label FROM {}crm.numbers ORDER BY n DESC LIMIT 5",
    "many": "SELECT count(*), sum(n) FROM {}crm.numbers WHERE n % 7 = 1",
    "columns": "SELECT table_name, column_name, data_type, is_nullable, character_maximum_length "
    "FROM information_schema.columns WHERE table_schema LIKE '{}%' "
    "ORDER BY table_name, ordinal_position",
}


@pytest.fixture(scope="module")
def reader(pair: Pair) -> Iterator[psycopg.Connection]:
    """PostgreSQL of the system, whose postgres_fdw knows both servers."""
    with (
        empty_database(provide("postgres-system")) as url,
        psycopg.connect(url, autocommit=True) as connection,
    ):
        connection.execute("CREATE EXTENSION postgres_fdw")
        for name, address in (("ours", pair.ours), ("theirs", pair.theirs)):
            _link(connection, name, address)
        yield connection


def _link(connection: psycopg.Connection, name: str, to: Address) -> None:
    server = sql.Identifier(name)
    place = sql.SQL("host {}, port {}, dbname {}").format(to.host, str(to.port), to.database)
    connection.execute(
        sql.SQL("CREATE SERVER {} FOREIGN DATA WRAPPER postgres_fdw OPTIONS ({}, fetch_size '50')")
        .format(server, place)
    )  # fmt: skip
    login = sql.SQL("user {}, password {}").format(to.user, to.password or "none")
    connection.execute(
        sql.SQL("CREATE USER MAPPING FOR CURRENT_USER SERVER {} OPTIONS ({})").format(server, login)
    )
    for schema in SCHEMAS:
        here = sql.Identifier(f"{name}_{schema}")
        connection.execute(sql.SQL("CREATE SCHEMA {}").format(here))
        connection.execute(
            sql.SQL("IMPORT FOREIGN SCHEMA {} FROM SERVER {} INTO {}").format(
                sql.Identifier(schema), server, here
            )
        )


@pytest.mark.parametrize("name", QUERIES)
def test_same_as_postgresql(name: str, reader: psycopg.Connection) -> None:
    query = QUERIES[name]
    same(
        lambda prefix: reader.execute(query.format(prefix).encode()).fetchall(), "ours_", "theirs_"
    )


def test_analyze(reader: psycopg.Connection) -> None:
    def rows(prefix: str) -> object:
        reader.execute(f"ANALYZE {prefix}crm.numbers".encode())
        name = f"{prefix}crm.numbers"
        return reader.execute(
            "SELECT reltuples FROM pg_class WHERE oid = %s::regclass", [name]
        ).fetchone()

    same(rows, "ours_", "theirs_")


@pytest.mark.parametrize(
    "statement",
    [
        "INSERT INTO ours_crm.numbers VALUES (0, 'x')",
        "UPDATE ours_crm.numbers SET label = 'x' WHERE n = 1",
        "DELETE FROM ours_crm.numbers WHERE n = 1",
        "TRUNCATE ours_crm.numbers",
    ],
)
def test_writes_are_refused(statement: str, reader: psycopg.Connection) -> None:
    with pytest.raises(psycopg.errors.ReadOnlySqlTransaction):
        reader.execute(statement.encode())
