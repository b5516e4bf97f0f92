"""A real gateway behind a real HTTP socket: PostgreSQL and files as sources."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path

import httpx
import psycopg
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from gateway.catalog.sources import Sources
from gateway.config import Settings
from gateway.demo.servers import Server
from gateway.engine import Gateway
from gateway.serve.http.server import HttpServer, running
from tests.databases import empty_database
from tests.http.types import CREATE_TYPES

NUMBERS = 300_000


@pytest.fixture(scope="session")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    made = tmp_path_factory.mktemp("files")
    pq.write_table(pa.table({"n": pa.array(range(NUMBERS), pa.int64())}), made / "numbers.parquet")
    (made / "towns.csv").write_text("id,name\n1,Wien\n2,Łódź\n3,\n")
    return made


@pytest.fixture(scope="package")
def source_url(postgres_server: Server) -> Iterator[str]:
    with empty_database(postgres_server) as url:
        with psycopg.connect(url, autocommit=True) as connection:
            connection.execute(
                "CREATE TABLE customers (id bigint PRIMARY KEY, name varchar(20) NOT NULL, "
                "credit numeric(10,2) DEFAULT 0)"
            )
            connection.execute("COMMENT ON TABLE customers IS 'who buys'")
            connection.execute("INSERT INTO customers VALUES (1, 'Ann', 12.50), (2, 'Bob', NULL)")
            connection.execute("CREATE VIEW forever AS SELECT pg_sleep(600)::text AS slept")
            connection.execute(
                "CREATE VIEW breaks AS SELECT n, 1/(200000 - n) AS q "
                "FROM generate_series(1, 300000) AS n"
            )
            for statement in CREATE_TYPES:
                connection.execute(statement)
        yield url


@pytest.fixture(scope="package")
def home(folder: Path, source_url: str, tmp_path_factory: pytest.TempPathFactory) -> Path:
    made = tmp_path_factory.mktemp("home")
    with closing(Sources.open(Settings(home=made))) as sources:
        sources.add("crm", source_url)
        sources.add("files", folder.as_uri())
    return made


@pytest.fixture(scope="package")
def gateway(home: Path) -> Iterator[Gateway]:
    with closing(Gateway.open(home)) as opened:
        yield opened


@pytest.fixture(scope="package")
def server(gateway: Gateway) -> Iterator[HttpServer]:
    with running(gateway) as started:
        yield started


@pytest.fixture
def client(server: HttpServer) -> Iterator[httpx.Client]:
    with httpx.Client(base_url=f"http://127.0.0.1:{server.port}", timeout=60) as opened:
        yield opened


Ask = Callable[..., httpx.Response]


@pytest.fixture
def ask(client: httpx.Client) -> Ask:
    """Post a query: its body's members by keyword, the format by `accept`."""

    def post(sql: str, accept: str = "application/json", **members: object) -> httpx.Response:
        body = {"sql": sql} | members
        return client.post("/v1/query", json=body, headers={"Accept": accept})

    return post
