"""Stores a table can be placed in: each loads rows into a real server and names its source.

A store may know a type by another name (MongoDB's numbers are int8 or numeric); the values and what
queries make of them must be the same all the same.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from pathlib import Path
from typing import Any, Protocol
from urllib.parse import unquote, urlparse

import duckdb
import psycopg
import pymongo
import pymysql
import redis
from bson import Decimal128, Int64

from connectors.types import Type
from tests.placement.oracle import load_postgres
from tests.support.memory import arrow_table

Columns = Sequence[tuple[str, Type]]
Rows = Iterable[tuple[object, ...]]


class Store(Protocol):
    """One kind of server, with an empty database of its own."""

    name: str

    def load(self, table: str, columns: Columns, rows: Rows, key: tuple[str, ...]) -> None:
        """Create and fill a table."""

    def options(self) -> dict[str, str]:
        """What `connectors.open` needs."""

    def schema(self) -> str:
        """The schema part of the tables' names."""


@dataclass
class PostgresStore:
    """Tables in PostgreSQL."""

    url: str
    name: str = "pg"

    def load(self, table: str, columns: Columns, rows: Rows, key: tuple[str, ...]) -> None:
        with psycopg.connect(self.url, autocommit=True) as connection:
            load_postgres(connection, table, columns, rows, key)

    def options(self) -> dict[str, str]:
        return {"url": self.url}

    def schema(self) -> str:
        return "public"


_MYSQL_TYPES = {
    "bool": "TINYINT(1)",
    "bytea": "VARBINARY(100)",
    "int2": "SMALLINT",
    "int4": "INT",
    "int8": "BIGINT",
    "text": "VARCHAR(400)",
    "float8": "DOUBLE",
    "date": "DATE",
    "timestamp": "DATETIME(6)",
    "timestamptz": "TIMESTAMP(6) NULL",
}


@dataclass
class MySqlStore:
    """Tables in MySQL or MariaDB."""

    url: str
    name: str = "my"

    def load(self, table: str, columns: Columns, rows: Rows, key: tuple[str, ...]) -> None:
        parts = [f"`{c}` {_mysql_type(t)}" for c, t in columns]
        if key and not any(dict(columns)[c].name == "text" for c in key):
            parts.append(f"PRIMARY KEY ({', '.join(f'`{c}`' for c in key)})")
        place = urlparse(self.url)
        connection = pymysql.connect(
            host=place.hostname or "127.0.0.1",
            port=place.port or 3306,
            user=unquote(place.username or ""),
            password=unquote(place.password or ""),
            database=place.path.lstrip("/"),
            charset="utf8mb4",
        )
        try:
            with connection.cursor() as cursor:
                cursor.execute("SET time_zone = '+00:00'")
                cursor.execute(f"CREATE TABLE `{table}` ({', '.join(parts)})")
                marks = ", ".join(["%s"] * len(columns))
                for chunk in _chunks(rows, 1000):
                    cursor.executemany(f"INSERT INTO `{table}` VALUES ({marks})", chunk)
            connection.commit()
        finally:
            connection.close()

    def options(self) -> dict[str, str]:
        return {"url": self.url, "tinyint1": "bool"}

    def schema(self) -> str:
        return urlparse(self.url).path.lstrip("/")


def _mysql_type(type_: Type) -> str:
    if type_.name == "numeric":
        return f"DECIMAL({type_.precision},{type_.scale})"
    return _MYSQL_TYPES[type_.name]


@dataclass
class MongoStore:
    """Collections in MongoDB; NULL is null in odd rows and a missing field in even ones."""

    url: str
    name: str = "mongo"

    def load(self, table: str, columns: Columns, rows: Rows, key: tuple[str, ...]) -> None:
        client: pymongo.MongoClient[dict[str, Any]] = pymongo.MongoClient(self.url)
        try:
            collection = client[self.schema()][table]
            collection.create_index([("_id", 1)])
            for chunk in _chunks(rows, 2000):
                collection.insert_many([document(columns, row, n) for n, row in enumerate(chunk)])
            validator = _validator(columns)
            client[self.schema()].command("collMod", table, validator=validator)
        finally:
            client.close()

    def options(self) -> dict[str, str]:
        return {"url": self.url}

    def schema(self) -> str:
        return urlparse(self.url).path.lstrip("/")


_BSON_TYPES = {
    "bool": "bool",
    "int4": "int",
    "int8": "long",
    "text": "string",
    "float8": "double",
    "numeric": "decimal",
    "timestamptz": "date",
}


def _validator(columns: Columns) -> dict[str, Any]:
    properties = {c: {"bsonType": [_BSON_TYPES[t.name], "null"]} for c, t in columns}
    return {"$jsonSchema": {"bsonType": "object", "properties": properties}}


def document(columns: Columns, row: tuple[object, ...], number: int) -> dict[str, Any]:
    """The `number`-th row as MongoDB keeps it."""
    document = {}
    for (name, type_), value in zip(columns, row, strict=True):
        if value is not None:
            document[name] = _bson(value, type_)
        elif number % 2:
            document[name] = None
    return document


def _bson(value: Any, type_: Type) -> Any:
    if isinstance(value, Decimal):
        return Decimal128(value)
    return Int64(value) if type_.name == "int8" else value


@dataclass
class RedisStore:
    """One hash per row; the first key column is part of the key."""

    url: str
    folder: Path
    name: str = "redis"
    _tables: list[str] = field(default_factory=list)

    def load(self, table: str, columns: Columns, rows: Rows, key: tuple[str, ...]) -> None:
        client = redis.Redis.from_url(self.url)
        pattern = ":".join([table, *(f"{{{c}}}" for c in key)])
        names = [c for c, _ in columns]
        with client.pipeline(transaction=False) as pipe:
            for row in rows:
                values = dict(zip(names, row, strict=True))
                address = pattern.format(**values)
                fields = {c: str(v) for c, v in values.items() if v is not None and c not in key}
                pipe.hset(address, mapping=fields or {"_": ""})
            pipe.execute()
        client.close()
        self._tables.append(_redis_mapping(table, pattern, columns))

    def options(self) -> dict[str, str]:
        path = self.folder / "relations.toml"
        path.write_text("\n".join(self._tables))
        return {"url": self.url, "relations": str(path)}

    def schema(self) -> str:
        return "main"


def _redis_mapping(table: str, pattern: str, columns: Columns) -> str:
    lines = ["[[relation]]", f'name = "{table}"', f'key = "{pattern}"', "[relation.columns]"]
    return "\n".join([*lines, *(f'{name} = "{type_}"' for name, type_ in columns)]) + "\n"


@dataclass
class FilesStore:
    """Tables in one DuckDB file."""

    folder: Path
    name: str = "files"

    def load(self, table: str, columns: Columns, rows: Rows, key: tuple[str, ...]) -> None:
        connection = duckdb.connect(str(self.folder / "shop.duckdb"))
        try:
            connection.execute("SET TimeZone = 'UTC'")
            connection.register("incoming", arrow_table(columns, list(rows)))
            connection.execute(f'CREATE TABLE "{table}" AS SELECT * FROM incoming')
            names = ", ".join(f'"{name}"' for name in key)
            connection.execute(f'ALTER TABLE "{table}" ADD PRIMARY KEY ({names})')
        finally:
            connection.close()

    def options(self) -> dict[str, str]:
        return {"url": f"duckdb:///{self.folder / 'shop.duckdb'}"}

    def schema(self) -> str:
        return "main"


def _chunks(rows: Rows, size: int) -> Iterable[list[tuple[object, ...]]]:
    chunk: list[tuple[object, ...]] = []
    for row in rows:
        chunk.append(row)
        if len(chunk) == size:
            yield chunk
            chunk = []
    if chunk:
        yield chunk
