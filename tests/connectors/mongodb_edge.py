"""Edge values of every BSON type in MongoDB, and what the connector reads of them in a PostgreSQL.

One collection of pairs: fields `a_…` and `b_…` of each kind run through all pairs of its values;
NULL is null and no field in turns. `messy` adds documents whose values fit no column (other types,
arrays that hold fitting values, scalars where objects belong), read as NULL by the lenient policy.
"""

from __future__ import annotations

import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from decimal import Decimal
from typing import Any

import psycopg
import pymongo
from bson import Binary, DatetimeMS, Decimal128, Int64, MaxKey, ObjectId, Regex

from connectors import mongodb
from connectors.api import Connector, Fragment, OutputColumn, Relation, RelationSchema
from connectors.conformance import Context, run
from connectors.tree import type_of
from gateway.catalog.resolve import Resolved
from gateway.session import Session
from gateway.sql.bind import bind
from gateway.sql.parse import parse

_NAN, _INF = float("nan"), float("inf")
_OID = "5f0000000000000000000001"

VALUES: dict[str, tuple[Any, ...]] = {
    "i": (0, 1, -1, 7, Int64(2**63 - 1), Int64(-(2**63)), Int64(2**53 + 1), Int64(7), None),
    "f": (0.0, -0.0, 1, 1.5, -1.5, 0.1, _NAN, _INF, -_INF, 5e-324, 2.0**53, None),
    "n": (*map(Decimal128, ("0", "1.0", "1.00", "-1.5", "0.1", "NaN", "Infinity", "-Infinity")),
          Decimal128("1E+3"), Int64(2**63 - 1), 7, None),
    "m": (0, 0.1, Decimal128("0.1"), 1.0, Int64(2**53 + 1), 2.0**53, 1e300, _NAN,
          Decimal128("-1.50"), 0.30000000000000004, None),
    "s": ("", " ", "a", "A", "a ", "ab", "aXb", "a%b", "a_b", "a\\b", "é", "e\u0301", "😀",
          "\uffff", "$gt", "it's", "a\nb", "b\n", "abab", "aab", None),
    "b": (True, False, None),
    "d": (*map(DatetimeMS, (0, -1, 1, 1583020799999, -62135510400000)), None),
    "o": (*map(ObjectId, ("0" * 24, _OID, "5f" + "f" * 22, "f" * 24)), None),
    "u": (Binary(bytes(16), 4), Binary(b"\xff" * 16, 4), Binary(uuid.UUID(int=7).bytes, 4), None),
    "y": (b"", b"a", b"a\0", b"\xff", None),
    "r": ({"x": 1, "s": "a"}, {"x": 2}, {"s": None, "x": None}, {"x": 1, "s": "b"}, None),
}  # fmt: skip
"""Suffix of a field to the values it runs through."""

MISFITS: tuple[Any, ...] = (
    "7", 7, 7.5, True, None, [], [7], [1, "a"], ["a"], [True], [None], {"x": [1]}, {"x": "1"},
    [{"x": 1, "s": "a"}], ObjectId(_OID), _OID, DatetimeMS(2**62), Binary(b"a", 5), Regex("a"),
    MaxKey(), Decimal128("7"), b"a", DatetimeMS(0), Int64(2**40), Binary(b"short", 4), {"y": 1},
)  # fmt: skip
"""Put into every field of a document of its own."""

ROWS = max(len(values) ** 2 for values in VALUES.values())


def documents(*, messy: bool) -> list[dict[str, Any]]:
    """Row i holds, for a kind with n values, value i // n % n in `a_…` and i % n in `b_…`."""
    made = []
    for i in range(ROWS):
        row: dict[str, Any] = {"_id": i}
        for suffix, values in VALUES.items():
            row[f"a_{suffix}"] = values[i // len(values) % len(values)]
            row[f"b_{suffix}"] = values[i % len(values)]
        made.append({k: v for k, v in row.items() if v is not None or i % 2})
    if messy:
        for i, value in enumerate(MISFITS, ROWS):
            names = [f"{side}_{suffix}" for suffix in VALUES for side in "ab"]
            made.append({"_id": i, **dict.fromkeys(names, value)})
    return made


@dataclass(slots=True)
class Edge:
    """The collection, and its PostgreSQL copy."""

    connector: Connector
    oracle: psycopg.Connection[Any]
    schema: RelationSchema

    def resolve(self, parts: tuple[str, ...], search_path: tuple[str, ...], **_: Any) -> Resolved:
        """The only relation there is (see `gateway.sql.bind.context.Relations`)."""
        return Resolved("mongo", self.schema)

    def fragment(self, sql: str) -> Fragment:
        """A statement as the gateway binds it."""
        bound = bind(parse(sql)[0], self, Session())
        outputs = [OutputColumn(item.alias, type_of(item.this)) for item in bound.query.selects]
        return Fragment("mongo", bound.query, tuple(outputs))

    def ask_source(self, sql: str) -> list[tuple[str, ...]]:
        """The rows of the pushed statement as they come."""
        table = run(self.connector, self.fragment(sql), Context())
        columns = [[_text(value) for value in column.to_pylist()] for column in table.columns]
        return list(zip(*columns, strict=True))

    def ask_oracle(self, sql: str) -> list[tuple[str, ...]]:
        """PostgreSQL's rows as they come."""
        rows = self.oracle.execute(sql.encode()).fetchall()
        return [tuple(map(_text, row)) for row in rows]


def _text(value: Any) -> str:
    """One spelling per value, whatever the driver: numbers by their digits, NULL as such."""
    match value:
        case None:
            return "NULL"
        case float():
            return repr(value + 0.0)
        case Decimal():
            return format(value, "f")
        case datetime():
            return value.astimezone(UTC).replace(tzinfo=None).isoformat(" ", "microseconds")
        case bytes():
            return value.hex()
    return str(value)


@contextmanager
def edge(url: str, oracle: str, *, messy: bool) -> Iterator[Edge]:
    """Make and fill `edge` on both sides; discovery sees the clean documents only."""
    database = url.rsplit("/", 1)[1]
    name = "messy" if messy else "clean"
    connector = mongodb.open({"url": url, "on_type_mismatch": "null" if messy else "error"})
    with pymongo.MongoClient[dict[str, Any]](url) as client:
        collection = client[database][name]
        collection.insert_many(documents(messy=False))
        schema = connector.describe(Relation(database, name))
        collection.insert_many(documents(messy=messy)[ROWS:] or [{"_id": ROWS}])
        collection.create_index("a_s")
        collection.create_index("a_i")
    with psycopg.connect(oracle, autocommit=True) as connection:
        found = Edge(connector, connection, schema)
        _copy(found)
        yield found
    connector.close()


def _copy(found: Edge) -> None:
    columns = [column for column in found.schema.columns if column.name != "_doc"]
    connection = found.oracle
    connection.execute("SET timezone = 'UTC'")
    connection.execute("DROP TABLE IF EXISTS edge; DROP TYPE IF EXISTS edge_r")
    connection.execute("CREATE TYPE edge_r AS (x bigint, s text)")
    spelled = ", ".join(
        f'"{c.name}" {"edge_r" if c.type.name == "record" else c.type}' for c in columns
    )
    connection.execute(f"CREATE TABLE edge ({spelled})".encode())
    names = ", ".join(column.name for column in columns)
    table = run(found.connector, found.fragment(f"SELECT {names} FROM edge"), Context())
    marks = ", ".join(
        "CASE WHEN %s THEN ROW(%s, %s)::edge_r END" if c.type.name == "record" else "%s"
        for c in columns
    )
    with connection.cursor() as cursor:
        for row in table.to_pylist():
            values: list[Any] = []
            for column in columns:
                value = row[column.name]
                if column.type.name == "record":
                    inner = value or {"x": None, "s": None}
                    values += [value is not None, inner["x"], inner["s"]]
                else:
                    values.append(value)
            cursor.execute(f"INSERT INTO edge VALUES ({marks})".encode(), values)
