"""A gateway of its own home over PostgreSQL and files."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import psycopg
import pytest

from gateway.catalog.sources import Sources
from gateway.config import Settings
from gateway.engine import Gateway


@pytest.fixture(scope="module")
def filled(postgres_url: str) -> str:
    """A PostgreSQL with a table, and a view that never answers."""
    with psycopg.connect(postgres_url, autocommit=True) as connection:
        connection.execute("CREATE TABLE people (id bigint PRIMARY KEY, name text)")
        connection.execute("INSERT INTO people VALUES (1, 'Ann'), (2, 'Bob')")
        connection.execute("CREATE VIEW slow AS SELECT pg_sleep(0.5)::text AS slept")
        connection.execute("CREATE VIEW forever AS SELECT pg_sleep(60)::text AS slept")
    return postgres_url


@pytest.fixture
def home(filled: str, tmp_path: Path) -> Path:
    """A fresh home."""
    Sources.open(Settings(home=tmp_path)).add("crm", filled)
    return tmp_path


@pytest.fixture
def gateway(home: Path) -> Iterator[Gateway]:
    with closing(Gateway.open(home)) as opened:
        yield opened
