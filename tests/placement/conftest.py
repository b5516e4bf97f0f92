"""Stores and oracle for placement tests."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest

from gateway.demo.servers import Server
from tests.databases import empty_database
from tests.placement.oracle import Oracle
from tests.placement.stores import (
    FilesStore,
    MongoStore,
    MySqlStore,
    PostgresStore,
    RedisStore,
    Store,
)


class Stores(dict[str, Store]):
    """Stores by name, each on a fresh database, made when first asked for; closed by `close`."""

    def __init__(self, request: pytest.FixtureRequest, folder: Path) -> None:
        super().__init__()
        self._request = request
        self._folder = folder
        self._databases = ExitStack()

    def __missing__(self, name: str) -> Store:
        store = self._make(name)
        self[name] = store
        return store

    def close(self) -> None:
        """Drop the databases."""
        self._databases.close()

    def _url(self, server: str) -> str:
        running = self._request.getfixturevalue(f"{server}_server")
        return self._databases.enter_context(empty_database(running))

    def _make(self, name: str) -> Store:
        match name:
            case "pg":
                return PostgresStore(self._url("postgres"))
            case "maria":
                return MySqlStore(self._url("mariadb"), "maria")
            case "my":
                return MySqlStore(self._url("mysql"), "my")
            case "mongo":
                return MongoStore(self._url("mongodb"))
            case "redis":
                return RedisStore(self._url("redis"), self._folder)
            case "files":
                return FilesStore(self._folder)
        raise KeyError(name)


@pytest.fixture(scope="module")
def oracle(postgres_server: Server) -> Iterator[Oracle]:
    with empty_database(postgres_server) as url:
        oracle = Oracle(url)
        yield oracle
        oracle.close()
