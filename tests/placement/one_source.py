"""One PostgreSQL (the fixture `database`): behind a gateway, and as the oracle beside it."""

from __future__ import annotations

from collections.abc import Iterator

import psycopg
import pytest

from gateway.catalog.catalog import Catalog
from gateway.catalog.load import open_connector
from gateway.engine import Gateway


@pytest.fixture(scope="module")
def gateway(database: str) -> Iterator[Gateway]:
    connector = open_connector(database, {})
    schemas = [connector.describe(relation) for relation in connector.relations()]
    opened = Gateway(Catalog.in_memory({"pg": (connector, schemas)}))
    yield opened
    opened.close()


@pytest.fixture(scope="module")
def oracle(database: str) -> Iterator[psycopg.Connection[tuple[object, ...]]]:
    with psycopg.connect(database, autocommit=True) as connection:
        yield connection
