"""Stores on fresh databases, made when they are asked for."""

from __future__ import annotations

from contextlib import ExitStack
from pathlib import Path

from tests.databases import empty_database
from tests.placement.stores import (
    FilesStore,
    MongoStore,
    MySqlStore,
    PostgresStore,
    RedisStore,
    Store,
)
from tests.servers import provide


class Stores(dict[str, Store]):
    """Stores by name, each on a fresh database, made when first asked for; closed by `close`."""

    def __init__(self, folder: Path) -> None:
        super().__init__()
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
        return self._databases.enter_context(empty_database(provide(server)))

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
