"""The conformance suite on MariaDB and MySQL, over columns whose collation folds case."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, time
from decimal import Decimal
from typing import Any, ClassVar

import pytest

from connectors import mysql
from connectors.api import Connector, Relation
from connectors.conformance import CannotStore, Columns, ConnectorConformance, Load, Rows
from connectors.types import INTERVAL, Type, varchar
from tests.connectors.mysql_client import client, database_of
from tests.databases import empty_database

_DDL = {
    "bool": "tinyint(1)", "int2": "smallint", "int4": "int", "int8": "bigint", "float4": "float",
    "float8": "double", "text": "longtext", "bytea": "longblob", "date": "date",
    "time": "time(6)", "timestamp": "datetime(6)", "timestamptz": "timestamp(6) null",
    "interval": "time(6)", "json": "json",
}  # fmt: skip
_JSON = {
    '{"a": 1}': '{"a": 1}', '{"a":1}': '{"a": 1}', "null": "null", '"x"': '"x"', "1.0": "1.0",
    '{"é": "😀"}': '{"é": "😀"}', "[1, 2.50, null]": "[1, 2.5, null]",
    '{"a": 1, "a": 2}': '{"a": 2}',
}  # fmt: skip
"""JSON text and what MySQL's own JSON type makes of it."""


def spelled(type_: Type, url: str) -> str:
    """A column of MariaDB or MySQL for a type. CannotStore."""
    match type_.name:
        case "uuid" if url.startswith("mariadb"):
            return "uuid"
        case "numeric":
            return f"decimal({type_.precision or 65}, {30 if type_.scale is None else type_.scale})"
        case "varchar" | "bpchar":
            return f"{type_.name.removeprefix('bp')}({type_.length})"
    if type_.name not in _DDL:
        raise CannotStore
    return _DDL[type_.name]


def loader(url: str) -> Load:
    def load(name: str, columns: Columns, rows: Rows) -> Relation:
        definitions = ", ".join(f"`{column}` {spelled(type_, url)}" for column, type_ in columns)
        marks = ", ".join(["%s"] * len(columns))
        with client(url) as connection, connection.cursor() as cursor:
            cursor.execute(f"CREATE TABLE `{name}` ({definitions}) CHARACTER SET utf8mb4")
            for begin in range(0, len(rows), 5000):
                some = [tuple(map(_stored, row)) for row in rows[begin : begin + 5000]]
                cursor.executemany(f"INSERT INTO `{name}` VALUES ({marks})", some)
            connection.commit()
        return Relation(database_of(url), name)

    return load


def _stored(value: Any) -> Any:
    return value.replace(tzinfo=None) if isinstance(value, datetime) else value


def idle(url: str) -> Callable[[str], bool]:
    def server_is_idle(query_id: str) -> bool:
        with client(url) as connection, connection.cursor() as cursor:
            cursor.execute(
                "SELECT COUNT(*) FROM information_schema.PROCESSLIST "
                "WHERE INFO LIKE %s AND ID <> CONNECTION_ID()",
                (f"%{query_id}%",),
            )
            return cursor.fetchone() == (0,)

    return server_is_idle


class TestMariaDB(ConnectorConformance):
    templates = frozenset({"int2", "int4", "int8"})
    open_options: ClassVar[dict[str, str]] = {"url": "mariadb://user:very-secret@127.0.0.1:1/db"}
    documented_types: ClassVar[dict[str, Type]] = {
        "character(8)": varchar(8),
        "time without time zone": INTERVAL,
    }
    zeros_lose_their_sign = True

    @classmethod
    def stores(cls, type_: Type, value: Any) -> bool:
        match type_.name, value:
            case _, None:
                return True
            case (("float4" | "float8"), float()):
                return math.isfinite(value)
            case (("date" | "timestamp" | "timestamptz"), str()):
                return False
            case "timestamptz", datetime():
                return datetime(1970, 1, 2, tzinfo=UTC) < value < datetime(2038, 1, 1, tzinfo=UTC)
            case "interval", str():
                return ":" in value and " " not in value
            case "numeric", Decimal() if type_.scale is None:
                return value.is_finite() and _fits(value)
        return True

    @classmethod
    def arrives(cls, type_: Type, value: Any) -> Any:
        match type_.name, value:
            case "time", time():
                return value.isoformat()
            case "numeric", Decimal() if type_.scale is None:
                return Decimal(f"{value:.30f}")
            case (("float4" | "float8"), float()) if cls.zeros_lose_their_sign:
                return value + 0.0
        return value

    @pytest.fixture(scope="class")
    @classmethod
    def url(cls, mariadb_server: Any) -> Iterator[str]:
        with empty_database(mariadb_server) as url:
            yield url

    @pytest.fixture(scope="class")
    @classmethod
    def connector(cls, url: str) -> Iterator[Connector]:
        connector = mysql.open({"url": url, "tinyint1": "bool"})
        yield connector
        connector.close()

    @pytest.fixture(scope="class")
    @classmethod
    def load(cls, url: str) -> Load:
        return loader(url)

    @pytest.fixture(scope="class")
    @classmethod
    def server_is_idle(cls, url: str) -> Callable[[str], bool]:
        return idle(url)

    @pytest.fixture(scope="class")
    @classmethod
    def slow_relation(cls, url: str) -> Relation:
        with client(url) as connection, connection.cursor() as cursor:
            cursor.execute("CREATE TABLE slow_rows (id bigint)")
            cursor.executemany("INSERT INTO slow_rows VALUES (%s)", [(i,) for i in range(2000)])
            connection.commit()
            cursor.execute("CREATE VIEW slow AS SELECT id, SLEEP(0.01) AS v FROM slow_rows")
        return Relation(database_of(url), "slow")


class TestMySQL(TestMariaDB):
    zeros_lose_their_sign = False

    @classmethod
    def arrives(cls, type_: Type, value: Any) -> Any:
        if type_.name == "json" and value is not None:
            return _JSON[value]
        return super().arrives(type_, value)

    @pytest.fixture(scope="class")
    @classmethod
    def url(cls, mysql_server: Any) -> Iterator[str]:
        with empty_database(mysql_server) as url:
            yield url


def _fits(value: Decimal) -> bool:
    """Whether DECIMAL(65, 30) holds the number."""
    exponent = value.as_tuple().exponent
    return abs(value) < Decimal(10) ** 35 and isinstance(exponent, int) and exponent >= -30
