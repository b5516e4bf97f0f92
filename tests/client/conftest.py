"""A home with PostgreSQL and files as sources, and the driver's ways to it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import closing
from functools import partial
from pathlib import Path

import psycopg
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

import gateway.client as unsilo
from gateway.catalog.sources import Sources
from gateway.config import Settings
from gateway.engine import Gateway
from gateway.serve.http.server import running

NUMBERS = 200_000
collect_ignore = ["sqlalchemy_suite"]
"""It has a pytest run of its own."""

Connect = Callable[..., unsilo.Connection]


@pytest.fixture(scope="module")
def home(postgres_url: str, tmp_path_factory: pytest.TempPathFactory) -> Path:
    with psycopg.connect(postgres_url, autocommit=True) as connection:
        connection.execute("CREATE TABLE people (id bigint PRIMARY KEY, name text, born date)")
        connection.execute(
            "INSERT INTO people VALUES (1, 'Ann', '1990-01-02'), (2, 'Łukasz', NULL)"
        )
        connection.execute("CREATE VIEW forever AS SELECT pg_sleep(60)::text AS slept")
    folder = tmp_path_factory.mktemp("files")
    numbers = pa.table({"n": pa.array(range(NUMBERS), pa.int64())})
    pq.write_table(numbers, folder / "numbers.parquet", row_group_size=20_000)
    made = tmp_path_factory.mktemp("home")
    sources = Sources.open(Settings(home=made))
    sources.add("crm", postgres_url)
    sources.add("files", folder.as_uri())
    return made


@pytest.fixture(scope="module")
def url(home: Path) -> Iterator[str]:
    """The address of a running HTTP door."""
    with closing(Gateway.open(home)) as gateway, running(gateway) as server:
        yield f"http://127.0.0.1:{server.port}"


@pytest.fixture(scope="module", params=["embedded", "http"])
def connect(request: pytest.FixtureRequest, home: Path) -> Connect:
    """Opens a connection, by each transport in turn."""
    if request.param == "embedded":
        return partial(unsilo.connect, home=home)
    return partial(unsilo.connect, request.getfixturevalue("url"))


@pytest.fixture
def connection(connect: Connect) -> Iterator[unsilo.Connection]:
    with connect() as opened:
        yield opened
