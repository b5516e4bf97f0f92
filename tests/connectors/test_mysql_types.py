"""Every column type of MySQL and MariaDB, its edge values, and dates that are none."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any

import pyarrow as pa
import pytest

from connectors import mysql
from connectors.api import (
    Connector,
    ConnectorError,
    Filter,
    Query,
    Relation,
    RelationSchema,
    Support,
    ValueNotRepresentable,
)
from connectors.conformance import Context, run
from connectors.conformance import build as b
from connectors.types import (
    BOOL,
    BYTEA,
    DATE,
    FLOAT4,
    FLOAT8,
    INT2,
    INT4,
    INT8,
    INTERVAL,
    JSON,
    NUMERIC,
    TEXT,
    TIMESTAMP,
    TIMESTAMPTZ,
    UUID,
    Type,
    numeric,
    varchar,
)  # fmt: skip
from gateway.catalog.catalog import Catalog
from gateway.engine import Gateway
from gateway.errors import SqlError
from gateway.session import Session
from tests.connectors.mysql_client import client, database_of
from tests.connectors.mysql_client import run as execute

HOURS_838 = (838 * 3600 + 59 * 60 + 59) * 10**9

TABLE: list[tuple[str, Type, list[Any], list[Any]]] = [
    ("tinyint", INT2, [-128, 127, None], [-128, 127, None]),
    ("tinyint(1)", INT2, [127, 0, None], [127, 0, None]),
    ("tinyint unsigned", INT2, [0, 255], [0, 255]),
    ("smallint", INT2, [-32768, 32767], [-32768, 32767]),
    ("smallint unsigned", INT4, [65535], [65535]),
    ("mediumint", INT4, [-8388608, 8388607], [-8388608, 8388607]),
    ("mediumint unsigned", INT4, [16777215], [16777215]),
    ("int", INT4, [-(2**31), 2**31 - 1], [-(2**31), 2**31 - 1]),
    ("int unsigned", INT8, [2**32 - 1], [2**32 - 1]),
    ("int(8) unsigned zerofill", INT8, [42], [42]),
    ("bigint", INT8, [-(2**63), 2**63 - 1], [-(2**63), 2**63 - 1]),
    ("bigint unsigned", numeric(20, 0), [2**64 - 1, 0], [Decimal(2**64 - 1), Decimal(0)]),
    ("decimal(10,2)", numeric(10, 2), ["-12.50", "0"], [Decimal("-12.50"), Decimal("0.00")]),
    ("decimal(8,3) zerofill", numeric(8, 3), ["1.5"], [Decimal("1.500")]),
    ("decimal(38,30)", numeric(38, 30), ["-12345678." + "9" * 30],
     [Decimal("-12345678." + "9" * 30)]),
    ("decimal(65,0)", NUMERIC, ["9" * 65, "-1", "0"], ["9" * 65, "-1", "0"]),
    ("decimal(65,30)", NUMERIC, ["-0.5"], ["-0.5" + "0" * 29]),
    ("float", FLOAT4, [0.1, 16777217, 3.4028234e38, 1e-45],
     [0.10000000149011612, 16777216.0, 3.4028234663852886e38, 1.401298464324817e-45]),
    ("double", FLOAT8, [0.1, 1.7976931348623157e308, 5e-324, 0.30000000000000004],
     [0.1, 1.7976931348623157e308, 5e-324, 0.30000000000000004]),
    ("bit(1)", Type("bit", length=1), [b"\x01", b"\x00", None], ["1", "0", None]),
    ("bit(10)", Type("bit", length=10), [b"\x02\x01", b"\x03\xff"], ["1000000001", "1111111111"]),
    ("bit(64)", Type("bit", length=64), [b"\x80" + b"\0" * 7], ["1" + "0" * 63]),
    ("year", INT4, [1901, 2155, 0], [1901, 2155, 0]),
    ("date", DATE, ["0001-01-01", "9999-12-31", "1969-12-31", "2020-02-29"],
     [date(1, 1, 1), date(9999, 12, 31), date(1969, 12, 31), date(2020, 2, 29)]),
    ("datetime", TIMESTAMP, ["2020-02-29 23:59:59"], [datetime(2020, 2, 29, 23, 59, 59)]),
    ("datetime(3)", TIMESTAMP, ["2020-02-29 23:59:59.123"],
     [datetime(2020, 2, 29, 23, 59, 59, 123000)]),
    ("datetime(6)", TIMESTAMP, ["9999-12-31 23:59:59.999999", "0001-01-01"],
     [datetime(9999, 12, 31, 23, 59, 59, 999999), datetime(1, 1, 1)]),
    ("timestamp(6) null", TIMESTAMPTZ, ["2038-01-19 03:14:07.999999", None],
     [datetime(2038, 1, 19, 3, 14, 7, 999999, tzinfo=UTC), None]),
    ("time", INTERVAL, ["838:59:59", "-838:59:59", "00:00:00", "-00:00:01", "24:00:00"],
     [HOURS_838, -HOURS_838, 0, -(10**9), 86400 * 10**9]),
    ("time(6)", INTERVAL, ["-12:34:56.000001"], [-(45296 * 10**9 + 1000)]),
    ("char(5)", varchar(5), ["ab", "ab   ", ""], ["ab", "ab", ""]),
    ("varchar(20)", varchar(20), ["ab  ", "é😀", "\\'\"\0"], ["ab  ", "é😀", "\\'\"\0"]),
    ("varchar(20) character set latin1", varchar(20), ["ÿ€é"], ["ÿ€é"]),
    ("varchar(20) character set ucs2", varchar(20), ["日本"], ["日本"]),
    ("tinytext", TEXT, ["a"], ["a"]),
    ("text", TEXT, ["x" * 65535], ["x" * 65535]),
    ("mediumtext", TEXT, ["y" * 70_000], ["y" * 70_000]),
    ("longtext", TEXT, ["", None], ["", None]),
    ("enum('a','b''c','')", TEXT, ["b'c", "", "a"], ["b'c", "", "a"]),
    ("set('x','y','z')", TEXT, ["z,x", ""], ["x,z", ""]),
    ("binary(4)", BYTEA, [b"ab"], [b"ab\0\0"]),
    ("varbinary(10)", BYTEA, [b"\0\xff", b""], [b"\0\xff", b""]),
    ("tinyblob", BYTEA, [b"\x80"], [b"\x80"]),
    ("blob", BYTEA, [b"'\\"], [b"'\\"]),
    ("longblob", BYTEA, [bytes(range(256)) * 300], [bytes(range(256)) * 300]),
    ("json", JSON, ['{"a": 1, "b": [1, 2]}', None], ['{"a": 1, "b": [1, 2]}', None]),
]  # fmt: skip
"""Declaration, the gateway's type, values put in, values that must come out."""

MARIADB: list[tuple[str, Type, list[Any], list[Any]]] = [
    ("uuid", UUID, ["6BA7B810-9dad-11d1-80b4-00c04fd430c8"],
     ["6ba7b810-9dad-11d1-80b4-00c04fd430c8"]),
    ("inet6", TEXT, ["::ffff:1.2.3.4", "2001:db8::1"], ["::ffff:1.2.3.4", "2001:db8::1"]),
    ("inet4", TEXT, ["192.168.0.1"], ["192.168.0.1"]),
]  # fmt: skip


@pytest.fixture(scope="module")
def source(each_mysql_url: str) -> Iterator[tuple[Connector, str]]:
    connector = mysql.open({"url": each_mysql_url})
    yield connector, each_mysql_url
    connector.close()


def described(connector: Connector, url: str, name: str) -> RelationSchema:
    return connector.describe(Relation(database_of(url), name))


def column_values(column: pa.ChunkedArray) -> list[Any]:
    """Python values; an interval as its nanoseconds, as months and days must be zero."""
    found = column.to_pylist()
    if column.type != pa.month_day_nano_interval():
        return found
    assert all(v is None or (v.months, v.days) == (0, 0) for v in found)
    return [None if v is None else v.nanoseconds for v in found]


@pytest.mark.parametrize(("declared", "type_", "given", "expected"), TABLE + MARIADB)
def test_round_trip(
    source: tuple[Connector, str], declared: str, type_: Type, given: list[Any], expected: list[Any]
) -> None:
    connector, url = source
    if declared in {row[0] for row in MARIADB} and not url.startswith("mariadb"):
        with pytest.raises(Exception, match="syntax"):
            execute(url, f"CREATE TABLE never (v {declared})")
        return
    execute(url, "DROP TABLE IF EXISTS one", f"CREATE TABLE one (id int, v {declared}) "
            "CHARACTER SET utf8mb4")  # fmt: skip
    with client(url) as connection, connection.cursor() as cursor:
        cursor.executemany("INSERT INTO one VALUES (%s, %s)", list(enumerate(given)))
        connection.commit()
    schema = described(connector, url, "one")
    column = schema.column("v")
    assert column.type == type_
    assert column.warning is None
    table = run(connector, b.fragment(b.select(schema)))
    assert dict(zip(table["id"].to_pylist(), column_values(table["v"]), strict=True)) == dict(
        enumerate(expected)
    )


def test_every_type_in_one_row_of_nulls(source: tuple[Connector, str]) -> None:
    connector, url = source
    definitions = ", ".join(
        f"c{n} {declared} {'' if declared.endswith('null') else 'null'}"
        for n, (declared, *_) in enumerate(TABLE)
    )
    execute(url, f"CREATE TABLE nulls ({definitions})", "INSERT INTO nulls () VALUES (), ()")
    table = run(connector, b.fragment(b.select(described(connector, url, "nulls"))))
    assert table.num_rows == 2
    assert all(column.null_count == 2 for column in table.columns)


def test_tinyint1_as_bool(each_mysql_url: str) -> None:
    execute(each_mysql_url, "CREATE TABLE flags (b tinyint(1), t tinyint(4))",
            "INSERT INTO flags VALUES (1, 5), (0, 5), (NULL, 5)")  # fmt: skip
    connector = mysql.open({"url": each_mysql_url, "tinyint1": "bool"})
    schema = described(connector, each_mysql_url, "flags")
    assert [c.type for c in schema.columns] == [BOOL, INT2]
    fragment = b.fragment(b.select(schema))
    assert run(connector, fragment)["b"].to_pylist() == [True, False, None]
    execute(each_mysql_url, "INSERT INTO flags VALUES (2, 5)")
    with pytest.raises(ValueNotRepresentable, match='"b" holds numbers that are neither'):
        run(connector, fragment)
    connector.close()


@pytest.mark.parametrize("pushdown", ["on", "off"])
def test_tinyint1_as_bool_through_the_gateway(each_mysql_url: str, pushdown: str) -> None:
    """Filters and groups on it are the gateway's, which complains of a 2 wherever it is read."""
    execute(each_mysql_url, "DROP TABLE IF EXISTS marks",
            "CREATE TABLE marks (id int PRIMARY KEY, b tinyint(1))",
            "INSERT INTO marks VALUES (1, 1), (2, 0), (3, NULL), (4, 1)")  # fmt: skip
    connector = mysql.open({"url": each_mysql_url, "tinyint1": "bool"})
    gateway = Gateway(Catalog.in_memory({"my": (connector, [
        described(connector, each_mysql_url, "marks")])}))  # fmt: skip

    def ask(sql: str) -> list[tuple[object, ...]]:
        session = Session(settings={"pushdown": pushdown, "search_path": "my"})
        with gateway.execute(sql, session=session) as result:
            return [tuple(row.values()) for row in result.table().to_pylist()]

    assert sorted(ask("SELECT id FROM marks WHERE b")) == [(1,), (4,)]
    assert ask("SELECT id FROM marks WHERE NOT b") == [(2,)]
    assert ask("SELECT id FROM marks WHERE b IS NULL") == [(3,)]
    assert ask("SELECT b, count(*) FROM marks GROUP BY b ORDER BY b") == [
        (False, 1), (True, 2), (None, 1)]  # fmt: skip
    assert ask("SELECT bool_or(b), bool_and(b), count(b) FROM marks") == [(True, False, 3)]
    execute(each_mysql_url, "INSERT INTO marks VALUES (5, 2)")
    for sql in ("SELECT id FROM marks WHERE b", "SELECT count(b) FROM marks",
                "SELECT b FROM marks ORDER BY b DESC LIMIT 2"):  # fmt: skip
        with pytest.raises(SqlError, match='"b" holds numbers that are neither'):
            ask(sql)
    gateway.close()


def test_geometry_is_bytes_with_a_warning(source: tuple[Connector, str]) -> None:
    connector, url = source
    execute(url, "CREATE TABLE places (g geometry)",
            "INSERT INTO places VALUES (ST_GeomFromText('POINT(1 2)'))")  # fmt: skip
    schema = described(connector, url, "places")
    assert schema.column("g").type == BYTEA
    assert "internal bytes" in str(schema.column("g").warning)
    (value,) = run(connector, b.fragment(b.select(schema)))["g"].to_pylist()
    assert len(value) == 25


def test_a_row_larger_than_a_packet(each_mysql_server: Any, each_mysql_url: str) -> None:
    """Rows above 16 MB come in several packets; a small one follows."""
    execute(each_mysql_url, "CREATE TABLE wide (id int, v longtext)",
            "INSERT INTO wide VALUES (1, REPEAT('x', 12000000)), (2, 'small')",
            "CREATE VIEW wider AS SELECT id, CONCAT(v, v) AS v FROM wide")  # fmt: skip
    connector = mysql.open({"url": each_mysql_url})
    table = run(connector, b.fragment(b.select(described(connector, each_mysql_url, "wider"))))
    connector.close()
    got = {row["id"]: row["v"] for row in table.to_pylist()}
    assert got == {1: "x" * 24_000_000, 2: "smallsmall"}


BAD = ("0000-00-00", "2020-00-15", "2020-05-00", "2019-02-30", "0000-05-05")


@pytest.fixture(scope="module")
def dates(each_mysql_url: str) -> str:
    """A table of dates: five that are none, two that are, one NULL."""
    some = [*BAD, "2020-02-29", "1999-01-01", None]
    execute(each_mysql_url, "CREATE TABLE dates (id int, d date, dt datetime)")
    with client(each_mysql_url) as connection, connection.cursor() as cursor:
        for row in enumerate(some):
            cursor.execute("INSERT INTO dates VALUES (%s, %s, %s)", (*row, row[1]))
        connection.commit()
    return each_mysql_url


def test_bad_dates_are_null_and_counted(dates: str) -> None:
    connector = mysql.open({"url": dates})
    schema = described(connector, dates, "dates")
    context = Context()
    table = run(connector, b.fragment(b.select(schema)), context)
    assert table["d"].to_pylist() == [None] * 5 + [date(2020, 2, 29), date(1999, 1, 1), None]
    assert context.warnings == {"zero_dates": 10}
    assert '"d" holds zero or incomplete dates' in context.messages["zero_dates"]
    connector.close()


@pytest.mark.parametrize(("function", "ids"), [("is null", [0, 1, 2, 3, 4, 7]),
                                               ("is not null", [5, 6])])  # fmt: skip
def test_a_bad_date_is_null_at_the_source_too(dates: str, function: str, ids: list[int]) -> None:
    connector = mysql.open({"url": dates})
    schema = described(connector, dates, "dates")
    condition = b.truth(function, b.column(schema, "d"))
    assert connector.supports(b.fragment(b.select(schema)), Filter(condition)).exact
    found = run(connector, b.fragment(b.select(schema, ["id"], where=condition)))
    assert sorted(found["id"].to_pylist()) == ids
    connector.close()


def test_bad_dates_under_an_aggregate_are_counted(dates: str) -> None:
    connector = mysql.open({"url": dates})
    schema = described(connector, dates, "dates")
    query = b.select(schema)
    query.set("expressions", [b.named(b.aggregate("max", b.column(schema, "d"), type_=DATE), "m")])
    assert connector.supports(b.fragment(query), Query(query)).exact
    context = Context()
    assert run(connector, b.fragment(query), context)["m"].to_pylist() == [date(2020, 2, 29)]
    assert context.warnings == {"zero_dates": 5}
    connector.close()


def test_bad_dates_as_errors(dates: str) -> None:
    connector = mysql.open({"url": dates, "zero_dates": "error"})
    schema = described(connector, dates, "dates")
    with pytest.raises(ValueNotRepresentable, match='"d" holds zero or incomplete') as failed:
        run(connector, b.fragment(b.select(schema)))
    assert failed.value.sqlstate == "22008"
    before = b.truth("<", b.column(schema, "d"), b.value(date(2000, 1, 1), DATE))
    answer = connector.supports(b.fragment(b.select(schema)), Filter(before))
    assert (answer.support, answer.reason) == (Support.SUPERSET, "zero_dates")
    sorted_ = b.ordered(b.column(schema, "d"))
    query = b.with_order(b.select(schema), [sorted_])
    assert connector.supports(b.fragment(query), Query(query)).support is Support.NONE
    connector.close()


def test_dates_promised_to_be_dates(dates: str) -> None:
    """With zero_dates=none the column is used as it is, and a lie is found out when read."""
    connector = mysql.open({"url": dates, "zero_dates": "none"})
    schema = described(connector, dates, "dates")
    after = b.truth(">", b.column(schema, "d"), b.value(date(1990, 1, 1), DATE))
    fragment = b.fragment(b.select(schema, ["id"], where=after))
    assert "`t`.`d` > DATE'1990-01-01'" in connector.explain(fragment)
    assert "LAST_DAY" not in connector.explain(fragment)
    with pytest.raises(ConnectorError, match="zero or incomplete"):
        run(connector, b.fragment(b.select(schema)))
    connector.close()
