"""Fresh, empty databases on a running server, one maker per kind."""

from __future__ import annotations

import secrets
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import psycopg
import pymongo
import pymysql
import redis

from gateway.demo.servers import Server


@contextmanager
def empty_database(server: Server) -> Iterator[str]:
    """The address of a fresh, empty database of this server; dropped at the end."""
    match server.kind:
        case "postgres":
            made = _postgres(server)
        case "mariadb" | "mysql":
            made = _mysql(server)
        case "mongodb":
            made = _mongodb(server)
        case "redis":
            made = _redis(server)
        case kind:
            raise ValueError(f'no databases on "{kind}"')
    with made as name:
        yield server.url_of(name)


def _new_name() -> str:
    return f"t_{secrets.token_hex(6)}"


@contextmanager
def _postgres(server: Server) -> Iterator[str]:
    name = _new_name()
    with psycopg.connect(server.url, autocommit=True) as connection:
        connection.execute(f"CREATE DATABASE {name} TEMPLATE template0")  # the server's locale
    yield name
    with psycopg.connect(server.url, autocommit=True) as connection:
        connection.execute(f"DROP DATABASE {name} WITH (FORCE)")


@contextmanager
def _mysql(server: Server) -> Iterator[str]:
    name = _new_name()
    _mysql_run(server, f"CREATE DATABASE {name} CHARACTER SET utf8mb4")
    yield name
    _mysql_run(server, f"DROP DATABASE {name}")


def _mysql_run(server: Server, statement: str) -> None:
    with (
        pymysql.connect(
            host=server.host,
            port=server.port,
            user=server.user,
            password=server.password,
            connect_timeout=10,
            read_timeout=60,
        ) as connection,
        connection.cursor() as cursor,
    ):
        cursor.execute(statement)


@contextmanager
def _mongodb(server: Server) -> Iterator[str]:
    name = _new_name()
    yield name
    client: pymongo.MongoClient[dict[str, Any]]
    with pymongo.MongoClient(server.url) as client:
        client.drop_database(name)


@contextmanager
def _redis(server: Server) -> Iterator[str]:
    """A numbered database that nobody else has; database 0 keeps the list of those in use."""
    with redis.Redis.from_url(server.url_of("0")) as client:
        count = int(client.config_get("databases")["databases"])
        number = next((n for n in range(1, count) if client.hsetnx("taken", str(n), "")), None)
    if number is None:
        raise RuntimeError(f"all {count} databases of Redis are in use")
    with redis.Redis.from_url(server.url_of(str(number))) as client:
        client.flushdb()
        yield str(number)
        client.flushdb()
    with redis.Redis.from_url(server.url_of("0")) as client:
        client.hdel("taken", str(number))
