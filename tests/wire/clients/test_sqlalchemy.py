"""SQLAlchemy 2 over psycopg, psycopg2 and asyncpg: the inspector, reflection and queries."""

from __future__ import annotations

import asyncio
import re
from collections.abc import Callable
from datetime import date
from decimal import Decimal
from typing import Any

import pytest
import sqlalchemy as sa
from sqlalchemy.ext.asyncio import create_async_engine

from tests.wire.clients.alike import shown
from tests.wire.clients.conftest import Address, Pair
from tests.wire.clients.queries import QUERIES

SCHEMAS = ("crm", "shop", "depot", "docs", "kv")
DRIVERS = ("psycopg", "psycopg2", "asyncpg")
Look = Callable[[sa.Connection], object]


def _inspect(method: str, *, each: bool = True) -> Look:
    def look(connection: sa.Connection) -> object:
        inspector = sa.inspect(connection)
        if not each:
            return getattr(inspector, method)()
        return [getattr(inspector, method)(schema=schema) for schema in (None, *SCHEMAS)]

    return look


def _reflected(connection: sa.Connection) -> object:
    metadata = sa.MetaData()
    for schema in SCHEMAS:
        metadata.reflect(connection, schema=schema, views=True)
    return {
        name: [repr(column) for column in table.columns] + sorted(map(repr, table.foreign_keys))
        for name, table in sorted(metadata.tables.items())
    }


def _joined(connection: sa.Connection) -> object:
    metadata = sa.MetaData()
    articles = sa.Table("articles", metadata, schema="shop", autoload_with=connection)
    stock = sa.Table("stock", metadata, schema="kv", autoload_with=connection)
    query = (
        sa.select(articles.c.title, stock.c.place, sa.func.count().over())
        .join_from(articles, stock, articles.c.id == stock.c.article)
        .where(articles.c.id.in_([1, 2, 3]), articles.c.price > Decimal("1.5"))
        .where(sa.or_(articles.c.stocked == date(2026, 1, 2), articles.c.stocked.is_(None)))
        .order_by(articles.c.title.desc())
        .limit(5)
        .offset(0)
    )
    return connection.execute(query).all()


def _typed(connection: sa.Connection) -> object:
    customers = sa.Table("customers", sa.MetaData(), schema="crm", autoload_with=connection)
    c = customers.c
    query = sa.select(c.id, c.tags, c.extra["k"], c.seen, c.token, c.photo, c.span).where(
        sa.or_(c.tags.contains(["a"]), c.name.ilike("%BRIEN%"), c.extra.is_not(None)),
        sa.not_(c.name.startswith("nobody")),
    )
    return connection.execute(query.order_by(c.id)).all()


LOOKS: dict[str, Look] = {
    "schemas": lambda c: [s for s in sa.inspect(c).get_schema_names() if s in SCHEMAS],
    "default schema": lambda c: sa.inspect(c).default_schema_name,
    "tables": _inspect("get_table_names"),
    "views": _inspect("get_view_names"),
    "materialized views": _inspect("get_materialized_view_names"),
    "sequences": _inspect("get_sequence_names"),
    "enums": _inspect("get_enums"),
    "columns": _inspect("get_multi_columns"),
    "primary keys": _inspect("get_multi_pk_constraint"),
    "foreign keys": _inspect("get_multi_foreign_keys"),
    "indexes": _inspect("get_multi_indexes"),
    "unique constraints": _inspect("get_multi_unique_constraints"),
    "check constraints": _inspect("get_multi_check_constraints"),
    # The gateway's says what the relation is called in its source.
    "the text of a view": lambda c: sa.inspect(c)
        .get_view_definition("rich", schema="crm")
        .replace("public.", ""),
    "comments": _inspect("get_multi_table_comment"),
    "temporary tables": _inspect("get_temp_table_names", each=False),
    "has table": lambda c: [
        sa.inspect(c).has_table("stock", schema="kv"), sa.inspect(c).has_table("none", schema="kv"),
        sa.inspect(c).has_index("customers", "customers_token", schema="crm"),
    ],
    "reflection": _reflected,
    "a join built from reflected tables": _joined,
    "types": _typed,
    **{name: lambda c, sql=sql: c.execute(sa.text(sql)).all() for name, sql in QUERIES.items()},
}  # fmt: skip


def _asked(address: Address, driver: str, look: Look) -> object:
    url = address.url_for(f"postgresql+{driver}")
    if driver == "asyncpg":
        return asyncio.run(_asked_async(url, look))
    engine = sa.create_engine(url)
    try:
        with engine.connect() as connection:
            return look(connection)
    finally:
        engine.dispose()


async def _asked_async(url: str, look: Look) -> object:
    engine = create_async_engine(url)
    try:
        async with engine.connect() as connection:
            return await connection.run_sync(look)
    finally:
        await engine.dispose()


def _ordered(value: Any) -> Any:
    """What SQLAlchemy has from PostgreSQL in no order."""
    match value:
        case dict():
            return sorted(((str(k), _ordered(v)) for k, v in value.items()), key=repr)
        case list() if value and all(isinstance(item, (str, dict)) for item in value):
            return sorted(map(_ordered, value), key=repr)
        case list():
            return [_ordered(item) for item in value]
    return value


def _spelled(value: Any) -> str:
    """Names of keys are what the databases behind call them; objects have no address."""
    text = re.sub(r"'(PRIMARY|_id_|\w+_pkey)'", "'pkey'", shown(_ordered(value)))
    text = re.sub(r"(object|memory) at \w+", r"\1", text)
    # The gateway always tells the schema that a key refers to.
    text = re.sub(r"\('referred_schema', '\w+'\)", "('referred_schema', None)", text)
    return text


@pytest.mark.parametrize("driver", DRIVERS)
@pytest.mark.parametrize("name", LOOKS)
def test_as_postgresql(name: str, driver: str, pair: Pair) -> None:
    ours, theirs = (_spelled(_asked(address, driver, LOOKS[name])) for address in pair)
    assert ours == theirs
