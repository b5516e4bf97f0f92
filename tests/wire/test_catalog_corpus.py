"""Every catalog statement of the tools we want to serve, against PostgreSQL 18.

The source and the oracle hold the same relations (`catalog_corpus/schema.sql`): the source in
schema `public`, which clients of the gateway see as `crm`, the oracle in a schema of that name.
"""

from __future__ import annotations

import logging
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

import psycopg
import pytest

from gateway.catalog.sources import Sources
from gateway.catalog.system.static import EMPTY_HERE
from gateway.cli.bench.corpus import Case, cases, tools
from gateway.config import Settings
from gateway.demo.servers import Server
from gateway.engine import Gateway
from gateway.serve.pgwire import running
from tests.databases import empty_database
from tests.wire.catalog_compare import CORPUS, Answer, ask, relation_oids

Connection = psycopg.Connection[Any]
SYSTEM_RELATIONS = """
    SELECT n.nspname, c.relname FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
    WHERE n.nspname IN ('pg_catalog', 'information_schema') AND c.relkind IN ('r', 'v')
    AND NOT starts_with(c.relname, '_pg_') ORDER BY 1, 2
"""
"""But for what information_schema has for itself only."""
LEFT_OUT = {"pg_trigger", "pg_auth_members"}
"""PostgreSQL's machinery of foreign keys, and what its own roles have of each other."""
SCHEMA = (CORPUS / "schema.sql").read_text()


@pytest.fixture(scope="module")
def oracle(postgres_server: Server) -> Iterator[Connection]:
    with empty_database(postgres_server) as url, psycopg.connect(url, autocommit=True) as opened:
        opened.execute("CREATE SCHEMA crm")
        opened.execute("SET search_path = crm")
        opened.execute("DROP SCHEMA public")
        opened.execute(SCHEMA.encode())
        yield opened


@pytest.fixture(scope="module")
def connection(postgres_url: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Connection]:
    with psycopg.connect(postgres_url, autocommit=True) as source:
        source.execute(SCHEMA.encode())
    home: Path = tmp_path_factory.mktemp("home")
    Sources.open(Settings(home=home)).add("crm", postgres_url)
    with closing(Gateway.open(home)) as gateway, running(gateway) as server:
        address = f"host=127.0.0.1 port={server.port} user=unsilo dbname=unsilo"
        with psycopg.connect(address, autocommit=True) as opened:
            yield opened


@pytest.mark.parametrize("tool", tools(CORPUS))
def test_a_tool_gets_what_postgresql_gives(
    tool: str, connection: Connection, oracle: Connection, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.WARNING, "gateway.catalog.system")
    ours, theirs = relation_oids(connection), relation_oids(oracle)
    name = oracle.info.dbname
    found = []
    for case in cases(CORPUS, tool):
        expected = ask(oracle, case, theirs, database=name)
        assert not expected.error, f"{case}: the corpus itself is wrong: {expected.error}"
        found += _differences(case, ask(connection, case, ours), expected)
    assert not found, "\n".join(found)
    assert "unhandled catalog query" not in caplog.text


def test_no_relation_is_empty_where_postgresql_has_rows(
    connection: Connection, oracle: Connection, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.WARNING, "gateway.catalog.system")
    empty, refused, unlogged = set(), set(), set()
    for schema, name in oracle.execute(SYSTEM_RELATIONS).fetchall():
        query = f'SELECT * FROM {schema}."{name}"'.encode()
        caplog.clear()
        rows, sqlstate = _asked(connection, query)
        if sqlstate:
            refused.add((name, sqlstate))
        elif not rows and _asked(oracle, query)[0]:
            empty.add(name)
        if sqlstate == "0A000" and "unhandled catalog query" not in caplog.text:
            unlogged.add(name)
    assert empty <= EMPTY_HERE | LEFT_OUT, "an empty answer that is not the truth"
    assert ("pg_stat_bgwriter", "0A000") in refused
    assert {sqlstate for _, sqlstate in refused} == {"0A000", "42501"}
    assert not unlogged


def _asked(connection: Connection, query: bytes) -> tuple[list[tuple[Any, ...]], str | None]:
    """The rows of a query, or the code of its error."""
    try:
        return connection.execute(query).fetchall(), None
    except psycopg.Error as error:
        return [], error.sqlstate


def _differences(case: Case, answer: Answer, expected: Answer) -> list[str]:
    """What is not alike, as far as the case says that it is comparable."""
    if answer.error:
        return [f"{case}: {answer.error}"]
    if answer.columns != expected.columns:
        return [f"{case}: columns {answer.columns}, not {expected.columns}"]
    if answer.types != expected.types:
        pairs = zip(answer.columns, answer.types, expected.types, strict=True)
        return [f"{case}: types (ours, theirs) {[p for p in pairs if p[1] != p[2]]}"]
    if case.compare == "rows" and answer.rows != expected.rows:
        only = list((answer.rows - expected.rows).items())[:3]
        missing = list((expected.rows - answer.rows).items())[:3]
        return [f"{case}: rows, only ours {only}, only theirs {missing}"]
    return []
