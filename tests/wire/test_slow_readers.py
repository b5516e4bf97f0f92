"""Clients that do not read: what they keep, and what others hear."""

from __future__ import annotations

import time
from collections.abc import Iterator
from contextlib import ExitStack, closing, contextmanager
from pathlib import Path

import psycopg
import pytest

from gateway.catalog.sources import Sources
from gateway.config import Settings
from gateway.engine import Gateway
from gateway.serve.pgwire import Server, running
from tests.support.waiting import wait_until
from tests.wire.raw import Raw

CONNECTIONS = 2
QUERY = "SELECT id, text FROM crm.public.endless"


@pytest.fixture(scope="module")
def server(postgres_url: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """A source with few connections and a relation that fills every buffer."""
    with psycopg.connect(postgres_url, autocommit=True) as connection:
        connection.execute(
            "CREATE VIEW endless AS SELECT n AS id, repeat('x', 1000) AS text "
            "FROM generate_series(1, 10000) AS n, generate_series(1, 10000)"
        )
    home: Path = tmp_path_factory.mktemp("home")
    options = {"pool_size": str(CONNECTIONS), "pool_timeout": "1"}
    Sources.open(Settings(home=home)).add("crm", postgres_url, options)
    with closing(Gateway.open(home)) as gateway, running(gateway) as started:
        yield started


@contextmanager
def stalled(server: Server) -> Iterator[None]:
    """A client that has asked for very much and has read the first row."""
    with Raw(server.port) as client:
        client.start("unsilo")
        while client.receive()[0] != b"Z":
            pass
        client.send(b"Q", QUERY.encode() + b"\0")
        while client.receive()[0] != b"D":
            pass
        yield


def sessions(postgres_url: str) -> int:
    """How many of the source's sessions work for a client."""
    with psycopg.connect(postgres_url, autocommit=True) as real:
        found = real.execute("""
            SELECT count(*) FROM pg_stat_activity
            WHERE query LIKE '%endless%' AND state = 'active' AND pid <> pg_backend_pid()
              AND datname = current_database()
        """).fetchone()
    assert found is not None
    return int(found[0])


def test_connections_that_slow_readers_keep(server: Server, postgres_url: str) -> None:
    """Who finds none free is told so in time; they are free again when the slow ones leave."""
    url = f"postgresql://unsilo@127.0.0.1:{server.port}/unsilo"
    with psycopg.connect(url, autocommit=True) as other:
        with ExitStack() as slow:
            for _ in range(CONNECTIONS):
                slow.enter_context(stalled(server))
            started = time.monotonic()
            with pytest.raises(psycopg.errors.TooManyConnections, match="are in use") as caught:
                other.execute(QUERY)
            assert time.monotonic() - started < 20
            assert "pool_size" in (caught.value.diag.message_hint or "")
            assert other.execute("SELECT 1").fetchone() == (1,)
            assert sessions(postgres_url) == CONNECTIONS
        wait_until(lambda: sessions(postgres_url) == 0)
        with stalled(server):
            pass
    wait_until(lambda: sessions(postgres_url) == 0)
