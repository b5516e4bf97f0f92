"""Fixtures every test may use: real servers (lazy, shared) and fresh databases on them."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from hypothesis import settings

from gateway.demo.servers import Server
from tests.databases import empty_database
from tests.servers import Run, postgres_names, provide

_RUN = pytest.StashKey[Run]()

# Machines are shared: how long an example takes is no property of what is tested.
settings.register_profile("unsilo", settings(), deadline=None)
settings.load_profile("unsilo")


def pytest_configure(config: pytest.Config) -> None:
    if not hasattr(config, "workerinput"):  # a worker of pytest-xdist belongs to its parent's run
        config.stash[_RUN] = Run.begin()


def pytest_unconfigure(config: pytest.Config) -> None:
    if _RUN in config.stash:
        config.stash[_RUN].end()


@pytest.fixture(scope="session")
def postgres_server() -> Server:
    """PostgreSQL 18, the oracle."""
    return provide("postgres")


@pytest.fixture(scope="session", params=postgres_names())
def each_postgres_server(request: pytest.FixtureRequest) -> Server:
    """PostgreSQL 18, and then the system's where there is one."""
    return provide(request.param)


@pytest.fixture(scope="session")
def mariadb_server() -> Server:
    return provide("mariadb")


@pytest.fixture(scope="session")
def mysql_server() -> Server:
    return provide("mysql")


@pytest.fixture(scope="session", params=["mariadb", "mysql"])
def each_mysql_server(request: pytest.FixtureRequest) -> Server:
    """MariaDB, and then MySQL."""
    return provide(request.param)


@pytest.fixture(scope="session")
def mongodb_server() -> Server:
    return provide("mongodb")


@pytest.fixture(scope="session")
def redis_server() -> Server:
    return provide("redis")


@pytest.fixture(scope="module")
def postgres_url(postgres_server: Server) -> Iterator[str]:
    """The address of an empty database for this test module; so are the ones below."""
    with empty_database(postgres_server) as url:
        yield url


@pytest.fixture(scope="module")
def each_postgres_url(each_postgres_server: Server) -> Iterator[str]:
    with empty_database(each_postgres_server) as url:
        yield url


@pytest.fixture(scope="module")
def mariadb_url(mariadb_server: Server) -> Iterator[str]:
    with empty_database(mariadb_server) as url:
        yield url


@pytest.fixture(scope="module")
def mysql_url(mysql_server: Server) -> Iterator[str]:
    with empty_database(mysql_server) as url:
        yield url


@pytest.fixture(scope="module")
def each_mysql_url(each_mysql_server: Server) -> Iterator[str]:
    with empty_database(each_mysql_server) as url:
        yield url


@pytest.fixture(scope="module")
def mongodb_url(mongodb_server: Server) -> Iterator[str]:
    with empty_database(mongodb_server) as url:
        yield url


@pytest.fixture(scope="module")
def redis_url(redis_server: Server) -> Iterator[str]:
    with empty_database(redis_server) as url:
        yield url
