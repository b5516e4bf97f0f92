"""What PostgreSQL clients see of views and constraints of MariaDB, MySQL and MongoDB."""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import closing
from typing import Any

import psycopg
import pymongo
import pytest

from gateway.catalog.sources import Sources
from gateway.config import Settings
from gateway.demo.servers import Server
from gateway.engine import Gateway
from gateway.serve.pgwire import running
from tests.connectors.mysql_client import run
from tests.databases import empty_database

TABLES = (
    "CREATE TABLE makers (id int PRIMARY KEY, name varchar(40), CONSTRAINT known UNIQUE (name))",
    "CREATE TABLE parts (id int PRIMARY KEY, maker int, price int, "
    "CONSTRAINT worth CHECK (price > 0), CONSTRAINT made FOREIGN KEY (maker) "
    "REFERENCES makers (id) ON DELETE SET NULL)",
    "CREATE VIEW dear AS SELECT id FROM parts WHERE price > 100",
)


@pytest.fixture(scope="module", params=["mariadb", "mysql"])
def flavour(request: pytest.FixtureRequest) -> str:
    return str(request.param)


@pytest.fixture(scope="module")
def connection(
    flavour: str,
    request: pytest.FixtureRequest,
    mongodb_server: Server,
    tmp_path_factory: pytest.TempPathFactory,
) -> Iterator[psycopg.Connection]:
    home = tmp_path_factory.mktemp("home")
    server: Server = request.getfixturevalue(f"{flavour}_server")
    with empty_database(server) as my, empty_database(mongodb_server) as mongo:
        run(my, *TABLES)
        client: pymongo.MongoClient[dict[str, Any]]
        with pymongo.MongoClient(mongo) as client:
            database = client.get_default_database()
            database["notes"].insert_one({"_id": 1, "stars": 5})
            database.command(
                "create", "good", viewOn="notes", pipeline=[{"$match": {"stars": {"$gt": 3}}}]
            )
        with Sources.open(Settings(home=home)) as sources:
            sources.add("my", my)
            sources.add("docs", mongo)
        with closing(Gateway.open(home)) as gateway, running(gateway) as endpoint:
            address = f"host=127.0.0.1 port={endpoint.port} user=unsilo dbname=unsilo"
            with psycopg.connect(address, autocommit=True) as opened:
                yield opened


def test_constraints_of_mysql(connection: psycopg.Connection) -> None:
    found = connection.execute(
        "SELECT conrelid::regclass::text, conname, contype, pg_get_constraintdef(oid) "
        "FROM pg_constraint WHERE conrelid > 16384 AND conrelid::regclass::text <> 'notes' "
        "ORDER BY 1, 2"
    ).fetchall()
    texts = {(str(table), str(name)): (kind, text) for table, name, kind, text in found}
    kind, check = texts.pop(("parts", "worth"))
    assert (kind, check.replace("((", "(").replace("))", ")")) == ("c", "CHECK (`price` > 0)")
    assert texts == {
        ("makers", "PRIMARY"): ("p", "PRIMARY KEY (id)"),
        ("makers", "known"): ("u", "UNIQUE (name)"),
        ("parts", "PRIMARY"): ("p", "PRIMARY KEY (id)"),
        ("parts", "made"): (
            "f", "FOREIGN KEY (maker) REFERENCES makers(id) ON DELETE SET NULL",
        ),
    }  # fmt: skip


def test_the_text_of_a_view_of_mysql(connection: psycopg.Connection) -> None:
    for query in (
        "SELECT pg_get_viewdef('my.dear'::regclass, true)",
        "SELECT definition FROM pg_views WHERE viewname = 'dear'",
        "SELECT view_definition FROM information_schema.views WHERE table_schema = 'my'",
    ):
        ((text,),) = connection.execute(query.encode()).fetchall()
        assert text.startswith("select ")
        assert "`price` > 100" in text


def test_the_text_of_a_view_of_mongodb(connection: psycopg.Connection) -> None:
    query = "SELECT pg_get_viewdef(oid), pg_get_viewdef(oid, true) FROM pg_class WHERE relname = %s"
    ((plain, pretty),) = connection.execute(query, ["good"]).fetchall()
    expected = {"viewOn": "notes", "pipeline": [{"$match": {"stars": {"$gt": 3}}}]}
    assert json.loads(plain) == json.loads(pretty) == expected
    assert "\n" in pretty
    assert connection.execute(query, ["notes"]).fetchall() == [(None, None)]
