"""`to_text` against the text that a real PostgreSQL prints for the same values."""

from __future__ import annotations

import random
import struct
from collections.abc import Callable, Iterator
from decimal import Decimal
from typing import Any

import psycopg
import pyarrow as pa
import pytest

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
    JSONB,
    OID,
    TEXT,
    TIME,
    TIMESTAMP,
    TIMESTAMPTZ,
    UUID,
    Type,
    array,
    numeric,
    record,
    shaped_array,
)
from gateway.sql.output import to_text

Connection = psycopg.Connection[Any]
SECOND = 1_000_000
EPOCH = "timestamp '1970-01-01'"


@pytest.fixture(scope="module")
def connection(postgres_url: str) -> Iterator[Connection]:
    with psycopg.connect(postgres_url, autocommit=True) as connection:
        connection.execute("SET timezone = 'UTC'")
        connection.execute("SET intervalstyle = 'postgres'")
        yield connection


def oracle(connection: Connection, literals: list[str], type_: str, raw: str) -> list[Any]:
    """For each literal: `raw` (an SQL expression over `v`) and PostgreSQL's text, in order."""
    return connection.execute(
        f"SELECT {raw}, format('%%s', v) FROM (SELECT n, t::{type_} AS v"
        " FROM unnest(%s::text[]) WITH ORDINALITY AS u(t, n)) AS x ORDER BY n",
        [literals],
    ).fetchall()


def check(rows: list[Any], type_: Type, convert: Callable[[Any], Any] = lambda v: v) -> None:
    """With a NULL before and after, and as a slice, so that offsets are right."""
    values = [None, None, *(convert(raw) for raw, _ in rows), None]
    texts = [None, *(text for _, text in rows), None]
    result = to_text(pa.array(values, type_.arrow).slice(1), type_)
    assert result.type == pa.string()
    assert result.to_pylist() == texts


@pytest.mark.parametrize(
    ("type_", "literals", "convert"),
    [
        (BOOL, ["t", "f"], lambda v: v),
        (INT2, ["-32768", "0", "32767"], lambda v: v),
        (INT4, ["-2147483648", "7"], lambda v: v),
        (INT8, ["-9223372036854775808", "9223372036854775807"], lambda v: v),
        (OID, ["0", "4294967295"], lambda v: v),
        (TEXT, ["", "a", "é\t\"x\"", "NULL", " b "], lambda v: v),
        (UUID, ["a0eebc99-9c0b-4ef8-bb6d-6bb9bd380a11"], str),
        (BYTEA, ["", "\\x00ff10", "\\\\'"], bytes),
        (numeric(20, 2), ["0", "-1.5", "123456789012345678.99"], lambda v: v),
        (numeric(38, 12), ["0", "0.000000000001", "-0.0000001", "1"], lambda v: v),
        (numeric(38, 0), ["0", "99999999999999999999999999999999999999"], lambda v: v),
    ],
)  # fmt: skip
def test_simple_types(
    connection: Connection, type_: Type, literals: list[str], convert: Callable[[Any], Any]
) -> None:
    check(oracle(connection, literals, str(type_), "v"), type_, convert)


def test_jsonb_and_opaque_types_are_their_text() -> None:
    for type_ in (JSONB, Type("inet"), Type("mood")):
        assert to_text(pa.array(["x", None]), type_).to_pylist() == ["x", None]


DATES = ["1970-01-01", "0001-01-01", "0001-12-31 BC", "0044-03-15 BC", "4713-01-01 BC",
         "2024-02-29", "1900-02-28", "9999-12-31", "10000-01-01", "294246-12-31", "infinity",
         "-infinity", "2000-02-29", "0004-02-29", "0005-02-28 BC"]  # fmt: skip


def test_dates(connection: Connection) -> None:
    rows = oracle(
        connection,
        [*DATES, "5874897-12-31"],
        "date",
        "CASE v WHEN 'infinity' THEN 2147483647 WHEN '-infinity' THEN -2147483647"
        " ELSE v - date '1970-01-01' END",
    )
    check(rows, DATE)


def test_times(connection: Connection) -> None:
    literals = ["00:00:00", "24:00:00", "23:59:59.999999", "10:20:30.5", "01:02:03.000100"]
    check(oracle(connection, literals, "time", "(extract(epoch FROM v) * 1000000)::int8"), TIME)


@pytest.mark.parametrize("type_", [TIMESTAMP, TIMESTAMPTZ])
def test_timestamps(connection: Connection, type_: Type) -> None:
    clocks = ["00:00:00", "12:34:56.7", "23:59:59.999999"]
    literals = [
        " ".join([date.split()[0], clock, *date.split()[1:]]) if date[0].isdigit() or "0" in date
        else date
        for date in DATES
        for clock in clocks
    ]  # fmt: skip
    raw = (
        "CASE v WHEN 'infinity' THEN 9223372036854775807 WHEN '-infinity' THEN"
        " -9223372036854775807 ELSE (extract(epoch FROM v) * 1000000)::int8 END"
    )
    check(oracle(connection, literals, type_.name, raw), type_)


def test_intervals(connection: Connection) -> None:
    literals = ["0", "1 year 2 mons -3 days 04:05:06.7", "-1 year", "-13 mons 5 days",
                "1 mon -1 sec", "-00:00:00.000001", "100 hours", "1 day -23:00:00",
                "-1 day 23:00:00", "1 second", "-1 mon -1 day -1 sec"]  # fmt: skip
    raw = (
        "array[(extract(year FROM v) * 12 + extract(month FROM v))::int8,"
        " extract(day FROM v)::int8,"
        " (extract(hour FROM v) * 3600000000 + extract(minute FROM v) * 60000000"
        " + extract(microseconds FROM v))::int8 * 1000]"
    )
    check(oracle(connection, literals, "interval", raw), INTERVAL, tuple)


def some_floats(form: str, count: int) -> list[float]:
    """Awkward values, powers of two (uneven neighbours), then random bit patterns."""
    chooser = random.Random(4)
    size = struct.calcsize(form)
    bits = [chooser.randbytes(size) for _ in range(count)]
    values = [struct.unpack(form, pattern)[0] for pattern in bits]
    powers = range(-149, 128) if form == "<f" else range(-1074, 1024)
    values += [2.0**power for power in powers]
    values += [10.0**power for power in range(-20, 20)]
    values += [chooser.uniform(-1e7, 1e7) for _ in range(count)]
    values += [round(chooser.uniform(-1000, 1000), 2) for _ in range(count)]
    values += [0.0, -0.0, 1.0, 100000.0, 999999.0, 1234567.0, 123456789012345.0, 1e15, 1e22, 1e23,
               999999999999999.9, 9007199254740993.0, float("inf"), float("-inf")]  # fmt: skip
    return [struct.unpack(form, struct.pack(form, value))[0] for value in values if value == value]


@pytest.mark.parametrize(("type_", "form"), [(FLOAT8, "<d"), (FLOAT4, "<f")])
def test_floats(connection: Connection, type_: Type, form: str) -> None:
    values = [*some_floats(form, 3000), float("nan")]
    text = connection.execute(
        f"SELECT array(SELECT (v::{type_})::text FROM unnest(%b::float8[])"
        " WITH ORDINALITY AS u(v, n) ORDER BY n)",
        [values],
    ).fetchone()
    assert text is not None
    check(list(zip(values, text[0], strict=True)), type_)


def test_arrays(connection: Connection) -> None:
    words = ["a", "", "NULL", "null", "nulls", 'q"q', "b\\b", "x y", "{", "}", "c,d", "e;f", "\n",
             "\v", "é", " ", None]  # fmt: skip
    texts = connection.execute("SELECT %s::text[]::text, '{}'::text[]::text", [words]).fetchone()
    assert texts is not None
    check([(words, texts[0]), ([], texts[1])], array(TEXT))
    stamps = connection.execute(
        "SELECT array['1970-01-01 00:00:01'::timestamp, 'infinity', NULL]::text"
    ).fetchone()
    assert stamps is not None
    raw = pa.array([SECOND, 2**63 - 1, None], pa.int64()).cast(pa.timestamp("us"))
    column = pa.ListArray.from_arrays(pa.array([0, 3], pa.int32()), raw)
    assert to_text(column, array(TIMESTAMP)).to_pylist() == [stamps[0]]
    bools = connection.execute("SELECT '{t,NULL,f}'::bool[]::text, '[0:1]={5,6}'::int[]::text")
    (one, two) = bools.fetchone() or ("", "")
    check([([True, None, False], one)], array(BOOL))
    check([({"items": [5, 6], "dims": [2], "lowers": [0]}, two)], shaped_array(INT4))


def test_null_lists_with_hidden_items_print_nothing() -> None:
    items = pa.array([1, 2, 3], pa.int32())
    lists = pa.ListArray.from_arrays(
        pa.array([0, 2, 3], pa.int32()), items, mask=pa.array([True, False])
    )
    assert to_text(lists, array(INT4)).to_pylist() == [None, "{3}"]


def test_records(connection: Connection) -> None:
    values: list[tuple[Any, ...]] = [
        (1, "a", True),
        (None, None, None),
        (2, "", False),
        (3, 'x"\\y', None),
        (4, "p,q (r)", True),
        (5, "NULL", True),
        (6, "\t", True),
    ]
    type_ = record(("n", INT4), ("s", TEXT), ("b", BOOL))
    texts = [
        connection.execute("SELECT row(%s::int, %s::text, %s::bool)::text", value).fetchone()
        for value in values
    ]
    rows = [
        (dict(zip("nsb", value, strict=True)), text[0] if text else None)
        for value, text in zip(values, texts, strict=True)
    ]
    check(rows, type_)
    nested = connection.execute(
        "SELECT array[row(1, 'a b', true), row(2, '{}', null)]::text"
    ).fetchone()
    assert nested is not None
    records = [{"n": 1, "s": "a b", "b": True}, {"n": 2, "s": "{}", "b": None}]
    check([(records, nested[0])], array(type_))


def test_a_numeric_of_another_scale_keeps_its_zeros() -> None:
    values = pa.array([Decimal("0.00"), Decimal("-0.10")], pa.decimal128(5, 2))
    assert to_text(values, numeric(5, 2)).to_pylist() == ["0.00", "-0.10"]


def test_no_rows() -> None:
    for type_ in (BOOL, FLOAT8, BYTEA, DATE, TIMESTAMPTZ, INTERVAL, array(TEXT), numeric(9, 2)):
        assert to_text(pa.array([], type_.arrow), type_).to_pylist() == []
    assert to_text(pa.array([None], array(TEXT).arrow), array(TEXT)).to_pylist() == [None]
