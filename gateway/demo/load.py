"""Fill the demo's servers, each in the fastest way its own client offers."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from itertools import islice
from pathlib import Path
from typing import Any, TypeVar

import psycopg
import pymongo
import pymysql
import redis

from gateway.demo import silos
from gateway.demo.servers import Server

T = TypeVar("T")

FEATURES = """\
# The relations of the demo's Redis, as `unsilo source add … --relations` reads them.
[[relation]]
name = "features"
key = "features:{customer}"
comment = "hourly features of a customer"
[relation.columns]
customer = "bigint"
churn_risk = "numeric(5,4)"
sessions_24h = "integer"
computed_at = "timestamptz"
"""


def fill_postgres(server: Server, size: silos.Size) -> None:
    """The CRM: customers."""
    with psycopg.connect(server.url, autocommit=True) as connection:
        connection.execute(
            "CREATE TABLE customers ("
            " customer_no text PRIMARY KEY, name text NOT NULL, email text NOT NULL,"
            " country char(2) NOT NULL, segment text NOT NULL, credit_limit numeric(12,2),"
            " signed_up date NOT NULL)"
        )
        with connection.cursor().copy("COPY customers FROM STDIN") as copy:
            for row in silos.customers(size):
                copy.write_row(row)
        connection.execute("COMMENT ON TABLE customers IS 'every customer, as sales knows them'")
        connection.execute("CREATE INDEX ON customers (country)")
        connection.execute("ANALYZE customers")


def fill_mysql(server: Server, size: silos.Size) -> None:
    """Billing: invoices."""
    connection = pymysql.connect(
        host=server.host,
        port=server.port,
        user=server.user,
        password=server.password,
        database=server.database,
        charset="utf8mb4",
    )
    try:
        with connection.cursor() as cursor:
            cursor.execute(
                "CREATE TABLE invoices ("
                " id BIGINT UNSIGNED PRIMARY KEY, account INT NOT NULL, issued DATE NOT NULL,"
                " due DATE NOT NULL, amount DECIMAL(12,2) NOT NULL, currency CHAR(3) NOT NULL,"
                " state ENUM('paid','open','overdue','void') NOT NULL, memo VARCHAR(200),"
                " KEY (account)) COMMENT='what billing has sent out'"
            )
            statement = "INSERT INTO invoices VALUES (%s, %s, %s, %s, %s, %s, %s, %s)"
            for chunk in _chunks(silos.invoices(size), 5_000):
                cursor.executemany(statement, chunk)
        connection.commit()
        with connection.cursor() as cursor:
            cursor.execute("ANALYZE TABLE invoices")
    finally:
        connection.close()


def fill_mongodb(server: Server, size: silos.Size) -> None:
    """The web shop: sessions."""
    client: pymongo.MongoClient[dict[str, Any]] = pymongo.MongoClient(server.url)
    try:
        collection = client[server.database]["sessions"]
        for chunk in _chunks(silos.sessions(size), 5_000):
            collection.insert_many(chunk, ordered=False)
        collection.create_index("user")
    finally:
        client.close()


def fill_redis(server: Server, size: silos.Size) -> None:
    """The feature store: one hash per customer."""
    client = redis.Redis.from_url(server.url)
    try:
        for chunk in _chunks(silos.features(size), 2_000):
            with client.pipeline(transaction=False) as pipe:
                for customer, fields in chunk:
                    pipe.hset(f"features:{customer}", mapping=dict[Any, Any](fields))
                pipe.execute()
    finally:
        client.close()


def write_relations(folder: Path) -> Path:
    """The file that tells Unsilo what the Redis keys mean."""
    path = folder / "features.toml"
    path.write_text(FEATURES)
    return path


Fill = Callable[[Server, silos.Size], None]


def _chunks(rows: Iterable[T], size: int) -> Iterator[list[T]]:
    iterator = iter(rows)
    while chunk := list(islice(iterator, size)):
        yield chunk
