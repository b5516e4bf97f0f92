"""The conformance suite on PostgreSQL 18 and 15, and on one that sorts text by a language."""

from __future__ import annotations

import secrets
from collections.abc import Callable, Iterator
from types import MappingProxyType
from typing import Any

import psycopg
import pytest
from psycopg import sql

from connectors import postgres
from connectors.api import Connector, Relation
from connectors.conformance import CannotStore, Columns, ConnectorConformance, Load, Rows
from connectors.postgres.literals import text_of, type_name
from connectors.types import Type
from tests.databases import empty_database
from tests.servers import postgres_names, provide


def loader(url: str) -> Load:
    def load(name: str, columns: Columns, rows: Rows) -> Relation:
        if any(type_.name == "record" for _, type_ in columns):
            raise CannotStore
        table = sql.Identifier("public", name)
        spelled = [
            sql.SQL("{} {}").format(sql.Identifier(c), sql.SQL(type_name(t))) for c, t in columns
        ]
        with psycopg.connect(url, autocommit=True) as connection:
            connection.execute(
                sql.SQL("CREATE TABLE {} ({})").format(table, sql.SQL(", ").join(spelled))
            )
            with connection.cursor().copy(sql.SQL("COPY {} FROM STDIN").format(table)) as copy:
                for row in rows:
                    copy.write_row([_text(v, t) for v, (_, t) in zip(row, columns, strict=True)])
            connection.execute("ANALYZE")
        return Relation("public", name)

    return load


def _text(value: Any, type_: Type) -> str | None:
    return None if value is None else text_of(value, type_)


def idle(url: str) -> Callable[[str], bool]:
    def server_is_idle(query_id: str) -> bool:
        with psycopg.connect(url, autocommit=True) as connection:
            found = connection.execute(
                "SELECT count(*) FROM pg_stat_activity WHERE state <> 'idle' AND query LIKE %s "
                "AND pid <> pg_backend_pid()",
                [f"%{query_id}%"],
            ).fetchone()
        return found == (0,)

    return server_is_idle


class TestPostgres(ConnectorConformance):
    templates = frozenset({"int2", "int4", "int8", "text", "varchar", "uuid"})
    open_options = MappingProxyType({"url": "postgresql://user:very-secret@127.0.0.1:1/db"})

    @pytest.fixture(scope="class")
    @classmethod
    def url(cls, each_postgres_server: Any) -> Iterator[str]:
        with empty_database(each_postgres_server) as url:
            yield url

    @pytest.fixture(scope="class")
    @classmethod
    def connector(cls, url: str) -> Iterator[Connector]:
        connector = postgres.open({"url": url})
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
        with psycopg.connect(url, autocommit=True) as connection:
            connection.execute(
                "CREATE VIEW slow AS SELECT i AS id, pg_catalog.pg_sleep(0.01) IS NULL AS v "
                "FROM generate_series(1, 2000) i"
            )
        return Relation("public", "slow")


class TestLinguistic(TestPostgres):
    """A database whose default collation is ICU's American English."""

    @pytest.fixture(scope="class")
    @classmethod
    def url(cls, icu_server: Any) -> Iterator[str]:
        name = f"t_{secrets.token_hex(6)}"
        with psycopg.connect(icu_server.url, autocommit=True) as connection:
            connection.execute(
                f"CREATE DATABASE {name} TEMPLATE template0 ENCODING 'UTF8' "
                "LOCALE_PROVIDER icu ICU_LOCALE 'en-US' LOCALE 'C.UTF-8'"
            )
        yield icu_server.url_of(name)
        with psycopg.connect(icu_server.url, autocommit=True) as connection:
            connection.execute(f"DROP DATABASE {name} WITH (FORCE)")

    @pytest.fixture(scope="class")
    @classmethod
    def icu_server(cls) -> Any:
        """The system's PostgreSQL: the wheel's is built without ICU."""
        return provide(postgres_names()[-1])
