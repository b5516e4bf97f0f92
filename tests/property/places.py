"""Tables a, b, c in their stores and in the oracle: made once, filled anew for every example."""

from __future__ import annotations

import os
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import unquote, urlparse

import psycopg
import pyarrow.parquet as parquet
import pymongo
import pymysql
import redis
from psycopg import sql

from connectors.types import Type
from tests.placement.stores import (
    MongoStore,
    MySqlStore,
    PostgresStore,
    RedisStore,
    Store,
    document,
)
from tests.property.domains import columns
from tests.support.memory import arrow_table

Rows = Sequence[tuple[object, ...]]


@dataclass
class ParquetStore:
    """One Parquet file per table."""

    folder: Path
    name: str = "files"

    def load(
        self, table: str, columns: Sequence[tuple[str, Type]], rows: Any, key: tuple[str, ...]
    ) -> None:
        self.write(table, columns, list(rows))

    def write(self, table: str, columns: Sequence[tuple[str, Type]], rows: Rows) -> None:
        """Replace the file at once."""
        fresh = self.folder / f"{table}.fresh"
        parquet.write_table(arrow_table(columns, rows), fresh)
        os.replace(fresh, self.folder / f"{table}.parquet")

    def options(self) -> dict[str, str]:
        return {"url": f"file://{self.folder}"}

    def schema(self) -> str:
        return "main"


def refill(store: Store, table: str, rows: Rows) -> None:
    """Replace a table's rows."""
    named = columns(store.name)
    match store:
        case PostgresStore():
            with psycopg.connect(store.url, autocommit=True) as connection:
                refill_postgres(connection, table, rows)
        case MySqlStore():
            _refill_mysql(store, table, rows)
        case MongoStore():
            _refill_mongo(store, table, rows)
        case RedisStore():
            _refill_redis(store, table, [name for name, _ in named], rows)
        case ParquetStore():
            store.write(table, named, rows)


def refill_postgres(connection: psycopg.Connection, table: str, rows: Rows) -> None:
    """As `refill`, over an open connection."""
    connection.execute(sql.SQL("TRUNCATE {}").format(sql.Identifier(table)))
    statement = sql.SQL("COPY {} FROM STDIN").format(sql.Identifier(table))
    with connection.cursor().copy(statement) as copy:
        for row in rows:
            copy.write_row(row)


def _refill_mysql(store: MySqlStore, table: str, rows: Rows) -> None:
    place = urlparse(store.url)
    connection = pymysql.connect(
        host=place.hostname or "127.0.0.1",
        port=place.port or 3306,
        user=unquote(place.username or ""),
        password=unquote(place.password or ""),
        database=place.path.lstrip("/"),
        charset="utf8mb4",
        autocommit=True,
    )
    with connection, connection.cursor() as cursor:
        cursor.execute("SET time_zone = '+00:00'")
        cursor.execute(f"DELETE FROM `{table}`")
        marks = ", ".join(["%s"] * len(columns(store.name)))
        cursor.executemany(f"INSERT INTO `{table}` VALUES ({marks})", rows)


def _refill_mongo(store: MongoStore, table: str, rows: Rows) -> None:
    client: pymongo.MongoClient[dict[str, Any]]
    with pymongo.MongoClient(store.url) as client:
        collection = client[store.schema()][table]
        collection.delete_many({})
        if rows:
            types = columns(store.name)
            collection.insert_many([document(types, row, n) for n, row in enumerate(rows)])


def _refill_redis(store: RedisStore, table: str, names: Sequence[str], rows: Rows) -> None:
    with redis.Redis.from_url(store.url) as client, client.pipeline() as pipe:
        for key in client.scan_iter(f"{table}:*"):
            pipe.delete(key)
        for row in rows:
            values = dict(zip(names, row, strict=True))
            address = f"{table}:{values.pop('id')}"
            fields = {name: str(value) for name, value in values.items() if value is not None}
            pipe.hset(address, mapping=fields or {"_": ""})
        pipe.execute()


def placed(placement: Mapping[str, str]) -> dict[str, tuple[tuple[str, Type], ...]]:
    """The columns of each table where it is placed."""
    return {table: columns(store) for table, store in placement.items()}
