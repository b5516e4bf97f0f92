"""A plain connection to the test's MariaDB or MySQL, for making what the connector then reads."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any
from urllib.parse import unquote, urlsplit

import pymysql


@contextmanager
def client(url: str, **arguments: Any) -> Iterator[Any]:
    """A connection that lets through what a strict server would not: zero dates and the like."""
    parts = urlsplit(url)
    connection = pymysql.connect(
        host=parts.hostname,
        port=parts.port or 3306,
        user=unquote(parts.username or ""),
        password=unquote(parts.password or ""),
        database=database_of(url),
        charset="utf8mb4",
        init_command="SET sql_mode = 'ALLOW_INVALID_DATES', time_zone = '+00:00'",
        **arguments,
    )
    try:
        yield connection
    finally:
        connection.close()


def database_of(url: str) -> str:
    """The database a URL names."""
    return unquote(urlsplit(url).path.lstrip("/"))


def run(url: str, *statements: str) -> None:
    """Run statements and commit."""
    with client(url) as connection, connection.cursor() as cursor:
        for statement in statements:
            cursor.execute(statement)
        connection.commit()
