"""Edge values of every type in MySQL or MariaDB, and the same values in a PostgreSQL.

One relation `edge` of pairs: columns `a_…` and `b_…` of each type run through all pairs of its
values. The PostgreSQL table holds what the connector reads, under the types it describes, so that
any SQL expression can be asked of both: of the source through the connector, as the gateway would
bind and send it, and of a real PostgreSQL as it stands.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from decimal import Decimal
from typing import Any

import numpy as np
import psycopg
import pyarrow as pa

from connectors import mysql
from connectors.api import Connector, ConnectorError, Fragment, OutputColumn, Relation
from connectors.api import RelationSchema as Schema
from connectors.conformance import Context, run
from connectors.tree import type_of
from gateway.catalog.resolve import Resolved
from gateway.session import Session
from gateway.sql.bind import bind
from gateway.sql.parse import parse
from tests.connectors.mysql_client import client, database_of

_FLOAT4 = 700
_INT2 = (0, 1, -1, 7, 32767, -32768, None)
_INT4 = (0, 1, -1, 7, 2**31 - 1, -(2**31), None)
_INT8 = (0, 1, -1, 7, 2**63 - 1, -(2**63), 2**53 + 1, None)
_TEXT = (
    "", " ", "a", "A", "a ", "ab", "á", "a\u0301", "ß", "ss", "Z", "z", "😀", "\ufffd", "a\\b",
    "a%", "it's", "a\tb", "|", "10", None,
)  # fmt: skip
_DATE = (
    "2020-02-29", "1969-12-31", "0001-01-01", "9999-12-31", "2021-01-03", "0000-00-00",
    "2020-00-15", "2020-05-00", "2019-02-30", "0000-05-05", None,
)  # fmt: skip
_DATETIME = (
    "2020-02-29 23:59:59.999999", "1969-12-31 00:00:00", "0001-01-01 00:00:00.000001",
    "9999-12-31 23:59:59.999999", "2021-01-03 12:34:56.5", "0000-00-00 00:00:00",
    "2020-00-15 10:00:00", "2019-02-30 01:00:00", None,
)  # fmt: skip
_TIMESTAMP = (
    "1970-01-01 00:00:01", "2038-01-19 03:14:07.999999", "2021-03-28 01:30:00",
    "0000-00-00 00:00:00", None,
)  # fmt: skip
_DECIMAL = ("0.000", "1.500", "-1.500", "0.001", "999999999.999", "-999999999.999", None)

COLUMNS: dict[str, tuple[str, Sequence[Any]]] = {
    "bool": ("tinyint(1)", (0, 1, None)),
    "i2": ("smallint", _INT2),
    "i4": ("int", _INT4),
    "i8": ("bigint", _INT8),
    "u2": ("tinyint unsigned", (0, 1, 7, 255, None)),
    "u4": ("int unsigned", (0, 1, 7, 2**32 - 1, None)),
    "u8": ("bigint unsigned", (0, 1, 7, 2**63, 2**64 - 1, None)),
    "n": ("decimal(12, 3)", _DECIMAL),
    "n0": ("decimal(30, 0)", ("0", "7", "-1", "9" * 30, None)),
    "f4": ("float", (0.0, 1.5, -1.5, 0.1, 3.4e38, 1e-40, None)),
    "f8": ("double", (0.0, 1.5, -1.5, 0.1, 1e308, 5e-324, 9007199254740993.0, None)),
    "v": ("varchar(40)", _TEXT),
    "t": ("longtext", _TEXT),
    "c": ("char(5)", ("", "a", "A", "ab", "á", "a\tb", None)),
    "w": ("varchar(40) collate utf8mb4_bin", _TEXT),
    "z": ("varchar(40) collate {bytes}", _TEXT),
    "u": ("varchar(40) character set ucs2", ("", "a", "A", "a ", "á", "日", None)),
    "s": ("set('x','a','Y')", ("", "x", "x,a", "Y", "x,a,Y", None)),
    "y": ("year", (1901, 2000, 2155, 0, None)),
    "zi": ("int(8) zerofill", (0, 42, 2**32 - 1, None)),
    "zn": ("decimal(12, 3) zerofill", ("0.000", "1.500", "999999999.999", None)),
    "bi": ("binary(3)", (b"", b"a", b"a\x00", b"abc", None)),
    "l": (
        "varchar(40) character set latin1 collate latin1_swedish_ci",
        ("", "a", "A", "a ", "á", "ß", "ss", "Z", "ÿ", "€", None),
    ),
    "e": ("enum('b','a','A ','é')", ("b", "a", "é", None)),
    "by": ("varbinary(20)", (b"", b"a", b"A", b"a ", b"a\x00", b"\xff", None)),
    "d": ("date", _DATE),
    "dt": ("datetime(6)", _DATETIME),
    "ts": ("timestamp(6) null", _TIMESTAMP),
}
"""Column suffix to MySQL's type and the values it runs through."""

ROWS = max(len(values) ** 2 for _, values in COLUMNS.values())


@dataclass(frozen=True, slots=True)
class Found:
    """What a statement came to: its rows as text, or the SQLSTATE of its error."""

    rows: list[tuple[str, ...]] | None = None
    sqlstate: str | None = None


@dataclass(slots=True)
class Edge:
    """The relation in both databases."""

    flavour: str
    connector: Connector
    oracle: psycopg.Connection[Any]
    schema: Schema

    def resolve(self, parts: tuple[str, ...], search_path: tuple[str, ...], **_: Any) -> Resolved:
        """The only relation there is (see `gateway.sql.bind.context.Relations`)."""
        return Resolved("my", self.schema)

    def fragment(self, sql: str) -> Fragment:
        """A statement as the gateway binds it."""
        bound = bind(parse(sql)[0], self, Session())
        select = bound.query
        while not select.selects or select.key in ("union", "intersect", "except"):
            select = select.this
        outputs = [OutputColumn(item.alias, type_of(item.this)) for item in select.selects]
        return Fragment("my", bound.query, tuple(outputs))

    def ask_source(self, fragment: Fragment) -> Found:
        """The fragment's rows, sorted, from the source."""
        try:
            table = run(self.connector, fragment, Context())
        except ConnectorError as error:
            return Found(sqlstate=error.sqlstate)
        columns = [[_text(v) for v in _values(column)] for column in table.columns]
        return Found(rows=sorted(zip(*columns, strict=True)))

    def rows_in_order(self, fragment: Fragment) -> list[tuple[str, ...]]:
        """The fragment's rows as they come."""
        table = run(self.connector, fragment, Context())
        columns = [[_text(v) for v in _values(column)] for column in table.columns]
        return list(zip(*columns, strict=True))

    def in_order(self, sql: str) -> list[tuple[str, ...]]:
        """PostgreSQL's rows as they come."""
        cursor = self.oracle.execute(sql.encode())
        single = [column.type_code == _FLOAT4 for column in cursor.description or ()]
        return [
            tuple(
                _text(float(np.float32(value)) if short and value is not None else value)
                for value, short in zip(row, single, strict=True)
            )
            for row in cursor.fetchall()
        ]

    def ask_oracle(self, sql: str) -> Found:
        """The statement's rows, sorted, from PostgreSQL."""
        try:
            return Found(rows=sorted(self.in_order(sql)))
        except psycopg.Error as error:
            return Found(sqlstate=error.sqlstate)


def _values(column: pa.ChunkedArray) -> list[Any]:
    return column.to_pylist()


def _text(value: Any) -> str:
    """One spelling per value, whatever the driver: numbers by their digits, NULL as such."""
    match value:
        case None:
            return "NULL"
        case bool():
            return str(value)
        case float():
            return repr(value + 0.0)
        case Decimal():
            return format(value, "f")
        case datetime():
            moment = value.astimezone(UTC).replace(tzinfo=None) if value.tzinfo else value
            return moment.isoformat(" ", "microseconds")
        case bytes():
            return value.hex()
    return str(value)


def rows_of_pairs() -> list[dict[str, Any]]:
    """Row i holds, for a type with n values, value i // n % n in `a_…` and i % n in `b_…`."""
    rows = []
    for i in range(ROWS):
        row: dict[str, Any] = {"id": i}
        for suffix, (_, values) in COLUMNS.items():
            row[f"a_{suffix}"] = values[i // len(values) % len(values)]
            row[f"b_{suffix}"] = values[i % len(values)]
        rows.append(row)
    return rows


@contextmanager
def edge(url: str, oracle: str) -> Iterator[Edge]:
    """Make and fill `edge` on both sides."""
    bytewise = "utf8mb4_nopad_bin" if url.startswith("mariadb") else "utf8mb4_0900_bin"
    spelled = [
        f"`{side}_{suffix}` {type_.format(bytes=bytewise)}"
        for suffix, (type_, _) in COLUMNS.items()
        for side in "ab"
    ]
    names = ["id", *(f"{side}_{suffix}" for suffix in COLUMNS for side in "ab")]
    with client(url) as connection, connection.cursor() as cursor:
        cursor.execute(
            f"CREATE TABLE edge (id int PRIMARY KEY, {', '.join(spelled)}) CHARACTER SET utf8mb4"
        )
        marks = ", ".join(["%s"] * len(names))
        rows = [tuple(row[name] for name in names) for row in rows_of_pairs()]
        cursor.executemany(f"INSERT INTO edge ({', '.join(names)}) VALUES ({marks})", rows)
        connection.commit()
    connector = mysql.open({"url": url, "tinyint1": "bool"})
    schema = connector.describe(Relation(database_of(url), "edge"))
    with psycopg.connect(oracle, autocommit=True) as connection:
        flavour = str(schema.details["flavour"]).lower()
        found = Edge(flavour, connector, connection, schema)
        _copy(found)
        yield found
    connector.close()


def _copy(found: Edge) -> None:
    columns = found.schema.columns
    connection = found.oracle
    connection.execute("SET timezone = 'UTC'")
    definitions = ", ".join(f'"{c.name}" {c.type}' for c in columns)
    connection.execute(f"DROP TABLE IF EXISTS edge; CREATE TABLE edge ({definitions})".encode())
    table = run(found.connector, found.fragment("SELECT * FROM edge"))
    marks = ", ".join(["%s"] * len(columns))
    with connection.cursor() as cursor:
        rows = zip(*(column.to_pylist() for column in table.columns), strict=True)
        cursor.executemany(f"INSERT INTO edge VALUES ({marks})".encode(), list(rows))
