"""Bytes to messages, parameters, rows: without a socket."""

from __future__ import annotations

import struct

import psycopg
import pyarrow as pa
import pytest

from connectors.types import INT8, TEXT, Type
from gateway.errors import SqlError
from gateway.serve.pgwire import messages, values
from gateway.serve.pgwire.encode import data_rows
from gateway.serve.pgwire.keys import Keys


def test_parse_and_bind() -> None:
    body = b"s\0select $1\0" + struct.pack("!HI", 1, 23)
    assert messages.decode(ord("P"), body) == messages.Parse("s", "select $1", (23,))
    body = b"p\0s\0" + struct.pack("!HhHi", 1, 1, 2, 1) + b"x" + struct.pack("!iH", -1, 0)
    assert messages.decode(ord("B"), body) == messages.Bind("p", "s", (1,), (b"x", None), ())


@pytest.mark.parametrize(
    ("kind", "body", "sqlstate"),
    [
        ("Q", b"no end", "08P01"),
        ("Q", b"end\0more", "08P01"),
        ("Q", b"\xff\0", "22021"),
        ("P", b"s\0select 1\0\0\x05", "08P01"),
        ("B", b"\0\0\0\0\0\x01\0\0\0\x09x", "08P01"),
        ("B", b"\0\0\0\x01\0\x07\0\0\0\0", "22023"),
        ("D", b"Xname\0", "08P01"),
        ("E", b"portal\0\0", "08P01"),
        ("S", b"x", "08P01"),
    ],
)
def test_malformed_bodies(kind: str, body: bytes, sqlstate: str) -> None:
    with pytest.raises(SqlError) as caught:
        messages.decode(ord(kind), body)
    assert caught.value.sqlstate == sqlstate


@pytest.mark.parametrize("header", [b"!\0\0\0\x04", b"Q\0\0\0\x03", b"Q\x7f\xff\xff\xff"])
def test_malformed_headers(header: bytes) -> None:
    with pytest.raises(SqlError) as caught:
        messages.header(header)
    assert caught.value.sqlstate == "08P01"


@pytest.mark.parametrize(
    "literal",
    [
        "(-32768)::int2", "7::int4", "9223372036854775807::int8", "true", "false", "1.5::float8",
        "'NaN'::float8", "'-Infinity'::float8", "'a é'::text", "'\\x00ff'::bytea",
        "'2000-02-29'::date", "'infinity'::date", "'1969-12-31 23:59:59.5'::timestamp",
        "'-infinity'::timestamp", "'2024-01-01 00:00:00+00'::timestamptz", "'NaN'::numeric",
        "0::numeric", "(-0.00012300)::numeric", "123456789012345.6700::numeric", "1e20::numeric",
        "0.5::numeric", "10000::numeric", "'{\"a\": 1}'::jsonb", "'12:34:56.000001'::time",
        "'a0eebc99-9c0b-4ef8-bb6d-6bb9bd380a11'::uuid",
    ],
)  # fmt: skip
def test_binary_parameters_mean_what_postgresql_sent(postgres_url: str, literal: str) -> None:
    """PostgreSQL's own binary output, read by us, is the same value to PostgreSQL."""
    with psycopg.connect(postgres_url) as connection:
        result = connection.pgconn.exec_params(f"SELECT {literal}".encode(), [], result_format=1)
        data, oid = result.get_value(0, 0), result.ftype(0)
        type_ = values.declared(oid)
        assert data is not None
        assert type_ is not None
        bind = messages.Bind("", "", (1,), (data,), ())
        (text,) = values.bound(bind, [type_])
        query = f"SELECT %s::text::{type_} IS NOT DISTINCT FROM {literal}"
        assert connection.execute(query, [text]).fetchone() == (True,)


def test_bad_binary_parameter() -> None:
    with pytest.raises(SqlError) as caught:
        values.bound(messages.Bind("", "", (1,), (b"abc",), ()), [INT8])
    assert caught.value.sqlstate == "22P03"


def test_rows_are_what_the_protocol_says() -> None:
    batch = pa.record_batch({"a": pa.array([1, None], pa.int64()), "b": ["é", ""]})
    second = b"D" + struct.pack("!ihii", 14, 2, -1, 0)
    first = b"D" + struct.pack("!ihi", 17, 2, 1) + b"1" + struct.pack("!i", 2) + "é".encode()
    assert bytes(data_rows(batch, [INT8, TEXT])) == first + second
    assert bytes(data_rows(batch.slice(1), [INT8, TEXT])) == second
    assert bytes(data_rows(batch.slice(2), [INT8, TEXT])) == b""


def test_row_without_columns() -> None:
    one = pa.table({"a": [1]}).to_batches()[0].select([])
    assert bytes(data_rows(one, [])) == b"D\0\0\0\x06\0\0"


def test_types_a_client_may_declare() -> None:
    assert values.declared(0) is None
    assert values.declared(705) is None
    assert values.declared(23) == Type("int4")
    with pytest.raises(SqlError):
        values.declared(999_999)


def test_cancel_needs_the_right_secret() -> None:
    keys, stopped = Keys(), []
    process, secret = keys.add(lambda: stopped.append(1))
    assert not keys.cancel(process, bytes(4))
    assert not keys.cancel(process + 1, secret)
    assert not stopped
    assert keys.cancel(process, secret)
    assert stopped
