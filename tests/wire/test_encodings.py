"""Clients that do not speak UTF-8: the same bytes, and the same errors, as from PostgreSQL."""

from __future__ import annotations

from itertools import product
from typing import Any

import psycopg
import pytest

from gateway.encodings import ENCODINGS, canonical
from gateway.errors import SqlError
from tests.wire.conftest import Address
from tests.wire.frames import SYNC, Wire, execute, message, query, wire
from tests.wire.protocol_cases import Case
from tests.wire.test_protocol import READ_ONLY, played

CONVERTED = [e for e in ENCODINGS.values() if e.name not in ("UTF8", "SQL_ASCII")]

_FUNCTIONS = """
CREATE FUNCTION pg_temp.written(letter int, encoding text) RETURNS bytea LANGUAGE plpgsql AS
    'BEGIN RETURN convert_to(chr(letter), encoding); EXCEPTION WHEN OTHERS THEN RETURN NULL; END';
CREATE FUNCTION pg_temp.read(data bytea, encoding text) RETURNS text LANGUAGE plpgsql AS
    'BEGIN RETURN convert_from(data, encoding); EXCEPTION WHEN OTHERS THEN RETURN sqlstate; END';
"""


@pytest.fixture(scope="module")
def real(postgres_url: str) -> Any:
    with psycopg.connect(postgres_url, autocommit=True) as connection:
        connection.execute(_FUNCTIONS.encode())
        yield connection


_TRAILS = [
    *product((0xA0, 0xA1, 0xB0, 0xCF, 0xFE), (0x40, 0xA1, 0xB5, 0xFE, 0xFF)),
    *product((0xA1, 0xA2, 0xA7, 0xA8, 0xAE), (0xA1, 0xC4, 0xFE), (0x40, 0xA1, 0xE3, 0xFE)),
]
"""What may follow the bytes that begin three or four."""


@pytest.mark.parametrize("encoding", CONVERTED, ids=lambda e: e.name)
def test_every_character(encoding: Any, real: psycopg.Connection) -> None:
    several = encoding.letter.startswith(rb"[\x01-\x7f]")
    last = 0x2FFFF if several else 0x2FFF  # no single byte is a letter above
    written = real.execute(
        "SELECT n, pg_temp.written(n, %s) FROM generate_series(1, %s) n "
        "WHERE n NOT BETWEEN 55296 AND 57343",
        (encoding.name, last),
    )
    for letter, data in written:
        assert _tried(encoding.encode, chr(letter)) in (data, "22P05" if data is None else data)
    seconds = range(0, 256, 5) if several else range(0)
    given = [bytes([first]) for first in range(1, 256)]
    given += [bytes([first, second or 1]) for first in range(128, 256) for second in seconds]
    given += [b"\x81\x30\x81\x30", b"\x84\x31\xa4\x39", b"\x81\x30\x81", b"\xe3\x32\x9a\x36"]
    if several:
        given += [bytes([lead, *rest]) for lead in (0x8E, 0x8F) for rest in _TRAILS]
    read = real.execute(
        "SELECT data, pg_temp.read(data, %s) FROM unnest(%s::bytea[]) data", (encoding.name, given)
    )
    for data, text in read:
        assert _tried(encoding.decode, bytes(data)) == text, bytes(data)


def _tried(convert: Any, value: Any) -> object:
    try:
        return convert(value)
    except SqlError as error:
        return error.sqlstate


def test_names(real: psycopg.Connection) -> None:
    names = [
        f"{start}{number}"
        for start in ("latin", "iso8859-", "ISO_8859_", "win", "Windows-", "koi8", "cp")
        for number in (*range(1, 17), 866, 874, 932, 936, 949, 950, *range(1249, 1260), "r", "u")
    ]
    names += ["abc", "ALT", "tcvn", "tcvn5712", "vscii", "unicode", "utf8", "'utf-8'", "euc-jp"]
    names += ["mskanji", "shiftjis", "Shift_JIS_2004", "uhc", "win", "ascii", "sql_ascii", ""]
    found = real.execute(
        "SELECT pg_encoding_to_char(pg_char_to_encoding(name)) "
        "FROM unnest(%s::text[]) WITH ORDINALITY AS t (name, n) ORDER BY n",
        (names,),
    ).fetchall()
    assert [canonical(name) or "" for name in names] == [shown for (shown,) in found]


def _set(name: str, *statements: bytes) -> Case:
    sent = [f"SET client_encoding = '{name}'".encode(), *statements]
    return Case(name, tuple(message("Q", statement + b"\0") for statement in sent))


def _extended(*parts: bytes) -> bytes:
    return b"".join(parts) + SYNC


_BOUND = [
    _extended(
        message("P", b"\xe9\0SELECT $1::text || '\xe9' AS \"\xe8\", $2::text[], $3::jsonb\0\0\0"),
        message("B", b'\xe8\0\xe9\0\0\0\0\3\0\0\0\1\xe4\0\0\0\3{\xe4}\0\0\0\4"\xe4a"\0\0'),
        message("D", b"P\xe8\0"),
        execute(),
    ),
    _extended(
        message(
            "P", b"\0SELECT $1::text, $2::text[], $3::jsonb, row(1, $1::text), $4::bytea\0\0\0"
        ),
        message(
            "B",
            b"\0\0\0\1\0\1\0\4\0\0\0\1\xe4\0\0\0\x1a\0\0\0\1\0\0\0\0\0\0\0\x19\0\0\0\1\0\0\0\1"
            b'\0\0\0\2\xe4\xe4\0\0\0\4\1"\xe4"\0\0\0\1\xff\0\1\0\1',
        ),
        message("D", b"P\0"),
        execute(),
    ),
    _extended(
        message("P", b"\0SELECT $1::text\0\0\0"),
        message("B", b"\0\0\0\1\0\1\0\1\0\0\0\2a\0\0\0"),
        execute(),
    ),
    _extended(message("D", b"S\xe7\0")),
]

_CASES = [
    _set(
        "latin1",
        b"SHOW client_encoding",
        b"SELECT '\xe9' AS \"\xe8\", length('\xe9'), ascii('\xe9')",
        b"SELECT chr(8364)",
        b"SELECT 1, chr(233) || chr(9749)",
        b"SELECT \"\xe9\"",
        b"SET application_name = '\xe9'",
        b"SELECT '\xe9'::bytea, array['\xe9', '\"\xe8'], '{\"a\": \"\xe9\"}'::jsonb",
        b"SELECT row('\xe9', 1)",
        b"SELECT pg_client_encoding(), current_setting('client_encoding')",
        b"COPY (SELECT 'a\xe9' AS \"\xe8\", 1) TO STDOUT CSV HEADER",
        b"COPY (SELECT 'a\xe9' AS \"\xe8\", 1) TO STDOUT BINARY",
        b"COPY (SELECT 'a\xe9' AS \"\xe8\", 1) TO STDOUT (ENCODING 'utf8')",
        b"COPY (SELECT chr(8364)) TO STDOUT",
        b"COPY (SELECT chr(8364)) TO STDOUT BINARY",
        b"BEGIN; DECLARE \"\xe9\" CURSOR FOR SELECT chr(200 + n) FROM ten ORDER BY n",
        b"FETCH 2 \"\xe9\"",
        b"FETCH 2 nope\xe9",
        b"ROLLBACK",
        b"SELECT chr(200 + n) FROM ten ORDER BY n",
        b"RESET client_encoding",
        b"SELECT '\xe9'",
    ),
    _set("windows-1252", b"SELECT '\x80', '\x81'", b"SELECT '\x80', ascii('\x80')",
         b"SELECT '\xe4', chr(129)"),
    _set("GBK", b"SELECT '\x81\x40', '\x80'", b"SELECT '\xff'", b"SELECT '\x81'",
         b"SELECT '\x81\x40', ascii('\x81\x40')", b"SELECT chr(8364) || 'x' || chr(233)",
         b"SELECT chr(384)", b"SELECT '\x95\x5c', E'\x95\x5c'",
         b"COPY (SELECT '\x95\x5c') TO STDOUT"),
    _set("gb18030", b"SELECT '\x81\x30\x81\x30', ascii('\x81\x30\x81\x30')", b"SELECT '\xff'",
         b"SELECT '\x81\x30'", b"SELECT '\x81\x30\x81'", b"SELECT chr(128512)",
         b"SELECT '\xe3\x32\x9a\x36'", b"SELECT 'a\x80b'"),
    _set("euc-cn", b"SELECT '\xb0\xa1', ascii('\xb0\xa1')", b"SELECT '\xff'", b"SELECT '\xb0'",
         b"SELECT '\xb0\x40'", b"SELECT chr(128512)", b"SELECT '\xaa\xa1'"),
    _set("sjis", b"SELECT '\x83\x5c', ascii('\x83\x5c'), '\xb1'", b"SELECT chr(165) || chr(12477)",
         b"SELECT '\xa0'", b"SELECT '\x83'", b"SELECT '\x83\x30'", b"SELECT chr(8364)",
         b"SELECT '\x81\xad'", b"COPY (SELECT '\x83\x5c', E'\t') TO STDOUT"),
    _set("euc-jp", b"SELECT '\xa4\xa2\x8e\xb1\x8f\xb0\xa1', ascii('\x8f\xb0\xa1')",
         b"SELECT '\x8f\xa1'",
         b"SELECT '\x8e\x41'", b"SELECT '\xff\xa1'", b"SELECT '\x8f\xa1\xa1'"),
    _set("big5", b"SELECT '\xa5\x5c', ascii('\xa5\x5c')", b"SELECT '\x8d '", b"SELECT '\xff\xff'"),
    _set("uhc", b"SELECT '\xb0\xa1\x81\x41', chr(57344)", b"SELECT '\x80\x41'"),
    _set("euc_tw", b"SELECT '\x8e\xa2\xa1\xa1', '\xc4\xa1'", b"SELECT '\x8e\xa9\xa1\xa1'"),
    _set("sql_ascii", b"SHOW client_encoding", b"SELECT '\xe9'",
         b"SELECT '\xc3\xa9', chr(8364), 'a\xe2'"),
    _set("UNICODE", b"SHOW client_encoding", b"SELECT pg_client_encoding()",
         b"SET client_encoding = 'unicode'", b"SET client_encoding = 'Latin_9'",
         b"SET client_encoding = 'nope'", b"SET client_encoding = 'mule_internal'",
         b"SET client_encoding = ''", b"SET NAMES 'latin2'", b"SHOW client_encoding",
         b"SET NAMES DEFAULT", b"SET NAMES utf8", b"SET client_encoding TO latin1",
         b"SELECT set_config('client_encoding', 'koi8', false)"),
    _set("utf8; SET client_encoding = 'latin1'; SELECT chr(233); SET client_encoding = 'utf8"),
    _set("utf8", b"BEGIN", b"SET LOCAL client_encoding = 'latin1'", b"SELECT chr(233)",
         b"SELECT \"\xe9\"", b"ROLLBACK", b"SELECT chr(233)", b"SELECT 'a\xe2\x82'"),
    Case("extended", (query("SET client_encoding = 'latin1'"), *_BOUND)),
]  # fmt: skip


@pytest.mark.parametrize("case", _CASES, ids=lambda case: case.name)
def test_replies_are_postgresqls(case: Case, address: Address, postgres_url: str) -> None:
    with wire(conninfo=postgres_url, options=READ_ONLY) as theirs:
        expected = played(case, theirs)
    with wire(**address, options="-c search_path=crm.public") as ours:
        found = played(case, ours)
    for sent, replies, right in zip(case.units, found, expected, strict=True):
        assert replies == right, sent


def test_what_an_error_says_arrives(address: Address) -> None:
    """PostgreSQL tells of the character instead of the error."""
    with wire(**address, options="-c client_encoding=latin1") as ours:
        assert _sqlstate(ours, b"SELECT chr(8364)::int") == ("22P02", "?")


def _sqlstate(ours: Wire, statement: bytes) -> tuple[str, str]:
    error = next(r for r in ours.unit(message("Q", statement + b"\0")) if r[0] == "E")
    return error[2], error[3].split('"')[1]


@pytest.mark.parametrize("name", ["euc_jis_2004", "Shift-JIS-2004"])
def test_what_would_not_be_exact(connection: psycopg.Connection, name: str) -> None:
    with pytest.raises(psycopg.errors.FeatureNotSupported) as raised:
        connection.execute(f"SET client_encoding = '{name}'".encode())
    assert raised.value.diag.message_detail
    assert connection.info.parameter_status("client_encoding") == "UTF8"
