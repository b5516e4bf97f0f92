"""The public PEP 249 compliance suite (PyPI: dbapi-compliance).

It makes tables and fills them, which Unsilo does not: those statements go to the PostgreSQL source
itself. Everything else, and all of the driver, is the real thing.
"""

from __future__ import annotations

import types
from collections.abc import Iterator
from pathlib import Path

import dbapi20
import psycopg
import pyarrow as pa
import pytest

import gateway.client as unsilo
from gateway.catalog.sources import Sources
from gateway.client.embedded import Embedded
from gateway.client.parameters import Statement
from gateway.client.transport import Answer
from gateway.config import Settings

_SETTINGS = {"search_path": "crm"}


class Scratch:
    """A gateway whose only source may be written to behind its back."""

    def __init__(self, home: Path, url: str) -> None:
        self._inner = Embedded(home, _SETTINGS)
        self._home = home
        self._url = url

    def run(self, statement: Statement, query_id: str) -> Answer:
        word = statement.sql.split()[0]
        if word not in ("create", "drop", "insert"):
            return self._inner.run(statement, query_id)
        values = [None if value is None else value.encode() for value in statement.values]
        with psycopg.connect(self._url, autocommit=True) as real:
            done = real.pgconn.exec_params(statement.sql.encode(), values)
        if done.status != psycopg.pq.ExecStatus.COMMAND_OK:
            raise unsilo.ProgrammingError(done.error_message.decode())
        if word != "insert":
            self._inner.close()
            Sources.open(Settings(home=self._home)).refresh("crm")
            self._inner = Embedded(self._home, _SETTINGS)
        return Answer(pa.schema([]), iter(()))

    def cancel(self, query_id: str) -> None:
        self._inner.cancel(query_id)

    def close(self) -> None:
        self._inner.close()


@pytest.fixture(autouse=True, scope="module")
def _driver(postgres_url: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    home = tmp_path_factory.mktemp("home")
    Sources.open(Settings(home=home)).add("crm", postgres_url)
    opened: list[unsilo.Connection] = []

    def connect() -> unsilo.Connection:
        opened.append(unsilo.Connection(Scratch(home, postgres_url)))
        return opened[-1]

    driver = types.SimpleNamespace(**vars(unsilo))
    driver.connect = connect
    TestCompliance.driver = driver
    yield
    TestCompliance.driver = None
    for connection in opened:  # the suite leaves some open
        connection.close()


class TestCompliance(dbapi20.DatabaseAPI20Test):  # type: ignore[misc]
    """All of the suite but for what it leaves to the driver."""

    def test_nextset(self) -> None:
        """PEP 249's optional `nextset` is not there: a statement has one result."""
        assert not hasattr(unsilo.Cursor, "nextset")

    def test_setoutputsize(self) -> None:
        with self._connect() as connection:
            connection.cursor().setoutputsize(1000, 0)

    def test_non_idempotent_close(self) -> None:
        """As in psycopg: the suite itself says that reasonable persons differ."""
        connection = self._connect()
        connection.close()
        connection.close()
