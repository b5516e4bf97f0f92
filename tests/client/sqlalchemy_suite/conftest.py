"""The suite's gateway: the PostgreSQL database `$UNSILO_SUITE_SOURCE` behind a real HTTP socket."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import ExitStack, closing, contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory

import psycopg
import pytest
from sqlalchemy import testing
from sqlalchemy.dialects import registry
from sqlalchemy.testing import config as suite

from gateway.catalog.catalog import Catalog
from gateway.catalog.secrets import Vault
from gateway.catalog.sources import Sources
from gateway.config import Settings
from gateway.engine import Gateway
from gateway.serve.http.server import running
from tests.client.sqlalchemy_suite import provision  # noqa: F401
from tests.client.sqlalchemy_suite.dialect import SuiteDialect
from tests.client.sqlalchemy_suite.paired import SCHEMAS, SOURCE, Source

registry.register("unsilo.suite", SuiteDialect.__module__, SuiteDialect.__name__)

_open = ExitStack()


@contextmanager
def _served(url: str) -> Iterator[str]:
    """The SQLAlchemy URL of a gateway over the database."""
    with TemporaryDirectory() as folder:
        settings = Settings(home=Path(folder))
        with closing(Catalog.open(settings)) as catalog:
            assert catalog.store is not None
            sources = Sources(catalog.store, Vault(settings.home))
            source = SuiteDialect.source = Source(url, lambda: sources.refresh(SOURCE))
            sources.add(SOURCE, url)
            with (
                closing(source),
                closing(Gateway(catalog, settings)) as gateway,
                running(gateway) as server,
            ):
                yield f"unsilo+suite://127.0.0.1:{server.port}?search_path=%22{SOURCE}.public%22"


def pytest_configure(config: pytest.Config) -> None:
    url = os.environ["UNSILO_SUITE_SOURCE"]
    with psycopg.connect(url, autocommit=True) as connection:
        for schema in SCHEMAS[1:]:
            connection.execute(f"CREATE SCHEMA {schema}")
    config.option.dburi = [_open.enter_context(_served(url))]


@pytest.hookimpl(trylast=True)
def pytest_sessionstart() -> None:
    """The suite's schemas as the gateway names them."""
    current = suite._current
    current.test_schema, current.test_schema_2 = (f"{SOURCE}.{schema}" for schema in SCHEMAS[1:])
    current.set_as_current(current, testing)


def pytest_unconfigure() -> None:
    _open.close()
