"""A real gateway behind a real socket: files and PostgreSQL as sources."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import psycopg
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from gateway.catalog.sources import Sources
from gateway.config import Settings
from gateway.engine import Gateway
from gateway.serve.pgwire import Server, running

NUMBERS = 300_000

Address = dict[str, str | int]


@pytest.fixture(scope="session")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    made = tmp_path_factory.mktemp("files")
    pq.write_table(pa.table({"n": pa.array(range(NUMBERS), pa.int64())}), made / "numbers.parquet")
    (made / "towns.csv").write_text("id,name\n1,Wien\n2,Łódź\n3,\n")
    return made


@pytest.fixture(scope="module")
def gateway(
    folder: Path, postgres_url: str, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Gateway]:
    with psycopg.connect(postgres_url, autocommit=True) as connection:
        connection.execute(
            "CREATE TABLE customers (id bigint PRIMARY KEY, name varchar(20) NOT NULL, "
            "credit numeric(10,2) DEFAULT 0)"
        )
        connection.execute(
            "CREATE TABLE orders (id bigint PRIMARY KEY, customer bigint REFERENCES customers)"
        )
        connection.execute("CREATE INDEX customers_name ON customers (name)")
        connection.execute("COMMENT ON TABLE customers IS 'who buys'")
        connection.execute("INSERT INTO customers VALUES (1, 'Ann', 12.50), (2, 'Bob', NULL)")
        connection.execute("CREATE VIEW short AS SELECT pg_sleep(0.4)::text AS slept")
        connection.execute("CREATE TABLE ten AS SELECT generate_series(1, 10) AS n")
        connection.execute("CREATE VIEW forever AS SELECT pg_sleep(60)::text AS slept")
    home = tmp_path_factory.mktemp("home")
    sources = Sources.open(Settings(home=home))
    sources.add("crm", postgres_url)
    sources.add("files", folder.as_uri())
    with closing(Gateway.open(home)) as opened:
        yield opened


@pytest.fixture(scope="module")
def server(gateway: Gateway) -> Iterator[Server]:
    with running(gateway) as started:
        yield started


@pytest.fixture
def address(server: Server) -> Address:
    return {"host": "127.0.0.1", "port": server.port, "user": "unsilo", "dbname": "unsilo"}


@pytest.fixture
def connection(address: Address) -> Iterator[psycopg.Connection]:
    with psycopg.connect(**address, autocommit=True) as opened:  # type: ignore[arg-type]
        yield opened


def forever_runs(postgres_url: str) -> bool:
    """Whether PostgreSQL works on the view `forever`."""
    with psycopg.connect(postgres_url, autocommit=True) as real:
        found = real.execute("""
            SELECT count(*) FROM pg_stat_activity
            WHERE query LIKE '%forever%' AND state = 'active' AND pid <> pg_backend_pid()
              AND datname = current_database()
        """).fetchone()
    return found != (0,)
