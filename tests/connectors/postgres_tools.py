"""What the tests of the PostgreSQL connector share."""

from __future__ import annotations

from collections.abc import Sequence

import psycopg
import pyarrow as pa
from sqlglot import exp

from connectors.api import Connector, Relation
from connectors.conformance import build as b
from connectors.conformance.context import Context
from connectors.tree import constant
from connectors.types import INT8
from gateway.sql.output import to_text

Row = tuple[str | None, ...]


def run(url: str, *statements: str) -> None:
    """Run statements as the owner of the database."""
    with psycopg.connect(url, autocommit=True) as connection:
        for statement in statements:
            connection.execute(statement)  # type: ignore[arg-type]


def rows(url: str, query: str) -> list[tuple[object, ...]]:
    """The rows of a query, straight from the server."""
    with psycopg.connect(url, autocommit=True) as connection:
        connection.execute("SET TimeZone = 'UTC'")
        return connection.execute(query).fetchall()  # type: ignore[arg-type]


def scanned(
    connector: Connector,
    name: str,
    columns: Sequence[str] | None = None,
    schema: str = "public",
    *,
    small: bool = False,
) -> pa.Table:
    """A whole relation through the connector; with `small` by the way of small results."""
    described = connector.describe(Relation(schema, name))
    query = b.select(described, columns)
    if small:
        query.set("limit", exp.Limit(expression=constant(1000, INT8)))
    fragment = b.fragment(query)
    assert connector.explain(fragment).startswith("SELECT" if small else "COPY")
    with connector.scan(fragment, Context()) as reader:
        return reader.read_all()


def texts(connector: Connector, name: str, column: str, *, small: bool = False) -> list[str | None]:
    """One column through the connector, as PostgreSQL's text."""
    described = connector.describe(Relation("public", name))
    table = scanned(connector, name, [column], small=small)
    chunk = table.column(0).combine_chunks()
    found: list[str | None] = to_text(chunk, described.column(column).type).to_pylist()
    return found
