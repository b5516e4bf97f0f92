"""Which names pg_catalog qualifies under a chosen path, compared with PostgreSQL."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing

import psycopg
import pytest

from gateway.catalog.sources import Sources
from gateway.config import Settings
from gateway.engine import Gateway
from gateway.session import Session

KEYS = """
    SELECT conname, pg_get_constraintdef(oid), confrelid::regclass::text
    FROM pg_constraint WHERE contype = 'f' ORDER BY conname
"""


@pytest.fixture(scope="module")
def gateway(postgres_url: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Gateway]:
    with psycopg.connect(postgres_url, autocommit=True) as connection:
        connection.execute("CREATE SCHEMA sales")
        for schema in ("public", "sales"):
            connection.execute(f"CREATE TABLE {schema}.person (id int PRIMARY KEY)")
            key = f"CONSTRAINT {schema}_key REFERENCES {schema}.person"
            connection.execute(f"CREATE TABLE {schema}.bill (person int {key})")
    home = tmp_path_factory.mktemp("home")
    with closing(Sources.open(Settings(home=home))) as sources:
        sources.add("crm", postgres_url)
    with closing(Gateway.open(home)) as opened:
        yield opened


@pytest.mark.parametrize("schema", ["public", "sales"])
def test_names_in_the_first_schema_of_the_path_are_not(
    schema: str, gateway: Gateway, postgres_url: str
) -> None:
    with psycopg.connect(postgres_url) as connection:
        connection.execute(f"SET search_path = {schema}")
        expected = connection.execute(KEYS).fetchall()
    session = Session(owner=True, settings={"search_path": f'"crm.{schema}"'})
    with gateway.execute(KEYS, (), session) as result:
        found = [tuple(map(_as_at_the_source, row.values())) for row in result.table().to_pylist()]
    assert found == expected


def _as_at_the_source(text: str) -> str:
    return text.replace('"crm.sales"', "sales").replace("crm.", "public.")
