"""The suite over hashes, one per row: `id` is in the key, the other columns are fields."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import date, datetime, time
from pathlib import Path
from typing import Any

import pytest
import redis

from connectors.api import Relation
from connectors.conformance import Columns, ConnectorConformance, Load, Rows
from connectors.redis import open as open_redis
from connectors.redis.connector import RedisConnector
from connectors.types import Type


class TestRedis(ConnectorConformance):
    open_options = {"url": "redis://someone:se-cret@127.0.0.1:1/0"}
    expected_exact = ["limit*", "query bare"]

    @classmethod
    def stores(cls, type_: Type, value: Any) -> bool:
        if type_.name in ("date", "time", "timestamp", "timestamptz"):
            return not isinstance(value, str)
        return type_.name not in ("interval", "array", "record", "bpchar")

    @pytest.fixture(scope="class")
    @classmethod
    def folder(cls, tmp_path_factory: pytest.TempPathFactory) -> Path:
        folder = tmp_path_factory.mktemp("redis")
        (folder / "relations.toml").touch()
        return folder

    @pytest.fixture(scope="class")
    @classmethod
    def client(cls, redis_url: str) -> Iterator[redis.Redis]:
        with redis.Redis.from_url(redis_url) as client:
            yield client

    @pytest.fixture(scope="class")
    @classmethod
    def connector(cls, redis_url: str, folder: Path) -> Iterator[RedisConnector]:
        connector = open_redis({"url": redis_url, "relations": str(folder / "relations.toml")})
        yield connector
        connector.close()

    @pytest.fixture(scope="class")
    @classmethod
    def server_is_idle(cls, client: redis.Redis) -> Callable[[str], bool]:
        return lambda query_id: all(query_id not in c["name"] for c in client.client_list())

    @pytest.fixture(scope="class")
    @classmethod
    def load(cls, client: redis.Redis, folder: Path) -> Load:
        def load(name: str, columns: Columns, rows: Rows) -> Relation:
            with (folder / "relations.toml").open("a") as file:
                file.write(f'[[relation]]\nname = "{name}"\nkey = "{name}:{{id}}"\n')
                file.write("[relation.columns]\n")
                file.writelines(f'{column} = "{type_}"\n' for column, type_ in columns)
            pipe = client.pipeline(transaction=False)
            for number, (key, *values) in enumerate(rows):
                named = zip((c for c, _ in columns[1:]), values, strict=True)
                fields = {c: text(v) for c, v in named if v is not None}
                pipe.hset(f"{name}:{key}", mapping=fields or {"_": ""})
                if number % 5000 == 0:
                    pipe.execute()
            pipe.execute()
            return Relation("main", name)

        return load


def text(value: Any) -> str | bytes:
    match value:
        case bool():
            return str(value).lower()
        case bytes():
            return value
        case date() | time() | datetime():
            return value.isoformat()
        case float():
            return repr(value)
    return str(value)
