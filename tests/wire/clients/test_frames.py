"""Tables for analysis: ADBC, connectorx, polars and pandas."""

from __future__ import annotations

from collections.abc import Callable

import adbc_driver_postgresql.dbapi as adbc
import connectorx
import pandas
import polars
import pytest
import sqlalchemy

from tests.wire.clients.alike import same
from tests.wire.clients.conftest import Address, Pair
from tests.wire.clients.queries import QUERIES

# "span" and "extra" are what none of them can hold; the others cannot do arrays of text or times.
COLUMNS = "id, name, credit, born, active, seen, placed, rate, share, photo, small"
STATEMENTS = {**QUERIES, "every type": f"SELECT {COLUMNS} FROM crm.customers ORDER BY id"}
PLAIN = {name: sql for name, sql in STATEMENTS.items() if name not in ("constants", "no rows")}


def _adbc(address: Address, sql: str) -> object:
    with adbc.connect(address.url) as connection, connection.cursor() as cursor:
        cursor.execute(sql)
        table = cursor.fetch_arrow_table()
    return table.schema.to_string(show_schema_metadata=False), table.to_pylist()


def _connectorx(address: Address, sql: str) -> object:
    table = connectorx.read_sql(address.url, sql, return_type="arrow")
    return table.schema.to_string(), table.to_pylist()


def _polars_adbc(address: Address, sql: str) -> object:
    frame = polars.read_database_uri(sql, address.url, engine="adbc")
    return frame.schema, frame.rows()


def _polars_connectorx(address: Address, sql: str) -> object:
    frame = polars.read_database_uri(sql, address.url, engine="connectorx")
    return frame.schema, frame.rows()


def _pandas(address: Address, sql: str) -> object:
    engine = sqlalchemy.create_engine(address.url_for("postgresql+psycopg"))
    with engine.connect() as connection:
        frame = pandas.read_sql(sqlalchemy.text(sql), connection)
    engine.dispose()
    return frame.dtypes.to_dict(), frame.to_dict("records")


def _pandas_adbc(address: Address, sql: str) -> object:
    with adbc.connect(address.url) as connection:
        frame = pandas.read_sql(sql, connection)
    return frame.dtypes.to_dict(), frame.to_dict("records")


READERS = [_adbc, _connectorx, _polars_adbc, _polars_connectorx, _pandas, _pandas_adbc]


@pytest.mark.filterwarnings("ignore:.*:DeprecationWarning")
@pytest.mark.parametrize("name", PLAIN)
@pytest.mark.parametrize("read", READERS, ids=lambda read: read.__name__[1:])
def test_read(read: Callable[[Address, str], object], name: str, pair: Pair) -> None:
    same(lambda address: read(address, PLAIN[name]), pair.ours, pair.theirs)


def test_pandas_parameters_and_chunks(pair: Pair) -> None:
    def read(address: Address) -> object:
        engine = sqlalchemy.create_engine(address.url_for("postgresql+psycopg"))
        sql = sqlalchemy.text("SELECT n FROM crm.numbers WHERE n > :low ORDER BY n")
        with engine.connect().execution_options(stream_results=True) as connection:
            parts = pandas.read_sql(sql, connection, params={"low": 4000}, chunksize=300)
            found = [(len(part), int(part["n"].sum())) for part in parts]
            table = pandas.read_sql_table("articles", connection, schema="shop")
        engine.dispose()
        return found, table.dtypes.to_dict(), table.to_dict("records")

    same(read, pair.ours, pair.theirs)


def test_adbc_catalog(pair: Pair) -> None:
    def read(address: Address) -> object:
        with adbc.connect(address.url) as connection:
            schemas = {
                f"{schema}.{table}": connection.adbc_get_table_schema(
                    table, db_schema_filter=schema
                ).to_string()
                for schema, table in [
                    ("shop", "articles"),
                    ("depot", "parts"),
                    ("docs", "reviews"),
                    ("kv", "stock"),
                ]
            }
            objects = connection.adbc_get_objects(depth="tables", catalog_filter=address.database)
            found = [
                (
                    schema["db_schema_name"],
                    sorted(t["table_name"] for t in schema["db_schema_tables"]),
                )
                for catalog in objects.read_all().to_pylist()
                for schema in catalog["catalog_db_schemas"]
                if schema["db_schema_name"] in ("crm", "shop", "depot", "docs", "kv")
            ]
            return schemas, sorted(found), connection.adbc_get_table_types()

    same(read, pair.ours, pair.theirs)


def test_adbc_parameters(pair: Pair) -> None:
    def read(address: Address) -> object:
        with adbc.connect(address.url) as connection, connection.cursor() as cursor:
            cursor.execute(
                "SELECT title FROM shop.articles WHERE id = $1 AND title = $2", (1, "Teapot")
            )
            return cursor.fetchall(), cursor.description

    same(read, pair.ours, pair.theirs)
