"""psycopg 3: text and binary, parameters, pipelines, the server's cursors, COPY, errors, async."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from contextlib import suppress
from datetime import UTC, date, datetime, time, timedelta
from decimal import Decimal
from typing import Any
from uuid import UUID

import psycopg
import pytest
from psycopg.types.json import Jsonb
from psycopg.types.range import Range

from tests.wire.clients.alike import Check, Checks, same
from tests.wire.clients.conftest import Pair
from tests.wire.clients.queries import QUERIES

Connection = psycopg.Connection[Any]
check = Checks()
VALUES = [
    1, 2**40, 2**70, 1.5, Decimal("12.50"), "Łódź 'x'", True, None, b"\x00\xff", date(2026, 1, 2),
    time(1, 2, 3), datetime(2026, 1, 2, 3, 4, 5, 600), datetime(2026, 1, 2, tzinfo=UTC),
    timedelta(days=-1, seconds=5), UUID(int=7), [1, 2], ["a", None], Jsonb({"a": [1]}),
    Range(1, 5),
]  # fmt: skip


@pytest.fixture(scope="module")
def both(pair: Pair) -> Iterator[tuple[Connection, Connection]]:
    with (
        psycopg.connect(pair.ours.url, autocommit=True) as ours,
        psycopg.connect(pair.theirs.url, autocommit=True) as theirs,
    ):
        yield ours, theirs


@check.parametrize()
def test_as_postgresql(check: Check, both: tuple[Connection, Connection]) -> None:
    same(check, *both)


def _facts(cursor: Any) -> object:
    columns = [
        (c.name, c.type_code, c.internal_size, c.precision, c.scale) for c in cursor.description
    ]
    return columns, cursor.fetchall(), cursor.statusmessage


@pytest.mark.parametrize("binary", [False, True], ids=["text", "binary"])
@pytest.mark.parametrize("name", QUERIES)
def test_query(name: str, binary: bool, both: tuple[Connection, Connection]) -> None:
    same(lambda c: _facts(c.execute(QUERIES[name], binary=binary)), *both)


@pytest.mark.parametrize("mark", ["%s", "%b", "%t"])
@pytest.mark.parametrize("value", VALUES, ids=lambda v: type(v).__name__)
def test_parameter(value: object, mark: str, both: tuple[Connection, Connection]) -> None:
    statement = f"SELECT v, pg_typeof(v)::text FROM (SELECT {mark} AS v) AS given"
    same(lambda c: _facts(c.execute(statement, [value])), *both)


@check
def parameters_find_rows(connection: Connection) -> object:
    found = connection.execute(
        "SELECT id FROM crm.customers WHERE name = %s OR credit = %s OR born = %s "
        "OR id = ANY(%s) OR token = %s ORDER BY id",
        ["Ann", Decimal("-0.01"), date(1, 1, 1), [2], UUID(int=1)],
    )
    return found.fetchall()


@check
def names_are_qualified_where_they_are_out_of_sight(connection: Connection) -> object:
    found = []
    for path in ("crm", "shop", "crm, shop", "shop, crm, docs"):
        connection.execute(f"SET search_path = {path}".encode())
        rows = connection.execute(
            "SELECT conname, conrelid::regclass, conrelid::regclass::text, "
            "confrelid::regclass, pg_get_constraintdef(oid), pg_get_constraintdef(oid, true), "
            "pg_get_expr(conbin, conrelid), conkey, confkey, confdeltype, convalidated, "
            "connoinherit FROM pg_constraint "
            "WHERE contype IN ('f', 'c', 'u') AND conrelid > 0 ORDER BY conname"
        )
        found.append((path, rows.fetchall()))
    connection.execute("RESET search_path")
    return found


@check
def constraints_of_information_schema(connection: Connection) -> object:
    queries = (
        "SELECT constraint_schema, constraint_name, table_name, constraint_type, enforced, "
        "nulls_distinct FROM information_schema.table_constraints WHERE table_schema = 'crm' "
        "AND constraint_name NOT LIKE '%not_null' ORDER BY 1, 2",
        "SELECT constraint_schema, constraint_name, check_clause "
        "FROM information_schema.check_constraints WHERE constraint_name = 'worth' OR "
        "constraint_schema = 'information_schema' ORDER BY 2",
        "SELECT constraint_name, unique_constraint_name, update_rule, delete_rule "
        "FROM information_schema.referential_constraints WHERE constraint_schema = 'crm'",
        "SELECT table_name, column_name, constraint_name "
        "FROM information_schema.constraint_column_usage WHERE constraint_schema = 'crm' "
        "AND constraint_name NOT LIKE '%not_null' ORDER BY 3, 2",
        "SELECT table_name, constraint_name FROM information_schema.constraint_table_usage "
        "WHERE constraint_schema = 'crm' ORDER BY 2",
    )
    return [connection.execute(query.encode()).fetchall() for query in queries]


@check
def settings_have_units_and_say_where_they_are_from(connection: Connection) -> object:
    query = (
        "SELECT name, setting, unit, source, boot_val, reset_val, vartype, context, min_val "
        "FROM pg_settings WHERE name IN ('DateStyle', 'deadlock_timeout', 'lock_timeout', "
        "'statement_timeout', 'temp_buffers', 'wal_sender_timeout', 'work_mem') ORDER BY name"
    )
    connection.execute("SET work_mem = '8MB'")
    connection.execute("SET DateStyle = 'ISO, DMY'")
    with connection.transaction():
        connection.execute("SET LOCAL statement_timeout = '2s'")
        inside = connection.execute(query).fetchall()
    connection.execute("RESET ALL")
    return inside, [row for row in connection.execute(query) if row[0] != "DateStyle"]


@check
def dates_with_an_offset(connection: Connection) -> object:
    found = connection.execute(
        "SELECT date '1990-01-02 +00', date '1990-01-02 Z', timestamp '1990-01-02 +00', "
        "timestamptz '1990-01-02 +02', timestamptz '1990-01-02 -05:30', date '0044-03-15'"
    )
    return found.fetchall()


@check
def prepared_many_times(connection: Connection) -> object:
    sql = "SELECT title FROM shop.articles WHERE id = %s"
    return [connection.execute(sql, [n], prepare=True).fetchall() for n in range(1, 5)]


@check
def execute_many_returning(connection: Connection) -> object:
    cursor = connection.cursor()
    cursor.executemany("SELECT stars FROM docs.reviews WHERE _id = %s", [[1], [2]], returning=True)
    return [found.fetchall() for found in cursor.results()]


@check
def pipeline(connection: Connection) -> object:
    with connection.pipeline():
        cursors = [connection.execute(sql) for sql in list(QUERIES.values())[:5]]
    return [cursor.fetchall() for cursor in cursors]


@check
def an_error_in_a_pipeline(connection: Connection) -> object:
    cursors = []
    try:
        with connection.pipeline():
            for sql in ("SELECT 1", "SELECT * FROM nothing", "SELECT 2"):
                cursors.append(connection.execute(sql))
    except psycopg.Error as error:
        state = error.sqlstate
    return state, connection.execute("SELECT 3").fetchall()


@check
def server_cursor(connection: Connection) -> object:
    with connection.transaction(), connection.cursor("c1") as cursor:
        cursor.itersize = 700
        cursor.execute("SELECT n, label FROM crm.numbers WHERE n > %s ORDER BY n", [10])
        return sum(n for n, _ in cursor), cursor.description


@check
def server_cursor_scrolls(connection: Connection) -> object:
    with connection.transaction(), connection.cursor("c2", scrollable=True) as cursor:
        cursor.execute("SELECT n FROM crm.numbers ORDER BY n")
        found = [cursor.fetchone(), cursor.fetchmany(3)]
        cursor.scroll(100, mode="absolute")
        found.append(cursor.fetchone())
        cursor.scroll(-50)
        return [*found, cursor.fetchone()]


@check
def two_cursors_held(connection: Connection) -> object:
    with (
        connection.cursor("c3", withhold=True) as one,
        connection.cursor("c4", withhold=True) as two,
    ):
        one.execute("SELECT n FROM crm.numbers ORDER BY n")
        two.execute("SELECT id FROM shop.articles ORDER BY id")
        return one.fetchmany(2), two.fetchmany(2), one.fetchmany(2), two.fetchall()


@check
def open_cursors(connection: Connection) -> object:
    sql = "SELECT name, statement, is_holdable, is_binary FROM pg_cursors WHERE name <> ''"
    with connection.transaction():
        connection.execute("DECLARE here NO SCROLL BINARY CURSOR WITH HOLD FOR SELECT 1")
        found = connection.execute(sql).fetchall()
        connection.execute("CLOSE here")
    return found, connection.execute(sql).fetchall()


@check
def streamed(connection: Connection) -> object:
    return list(connection.cursor().stream("SELECT n FROM crm.numbers WHERE n < 50 ORDER BY n"))


def _copied(connection: Connection, statement: str) -> bytes:
    with connection.cursor().copy(statement) as copy:
        return b"".join(bytes(part) for part in copy)


@pytest.mark.parametrize("options", ["", "(FORMAT csv, HEADER)", "(FORMAT binary)"])
@pytest.mark.parametrize("name", QUERIES)
def test_copy(name: str, options: str, both: tuple[Connection, Connection]) -> None:
    same(lambda c: _copied(c, f"COPY ({QUERIES[name]}) TO STDOUT {options}"), *both)


@check
def copied_rows(connection: Connection) -> object:
    with connection.cursor().copy("COPY kv.stock TO STDOUT (FORMAT binary)") as copy:
        copy.set_types(["int4", "int4", "text"])
        return sorted(copy.rows())


@pytest.mark.parametrize(
    "statement",
    [
        "SELECT nam FROM crm.customers",
        "SELECT * FROM nothing.at_all",
        "SELEC 1",
        "SELECT 1 / 0",
        "SELECT 'x'::int",
        "SELECT nofunction(1)",
        "SELECT id FROM crm.customers JOIN crm.orders ON true",
        "SELECT 1 WHERE 1",
        "SELECT 'a' + 1",
        "SELECT 2147483647::int4 + 1",
        "FETCH 1 FROM nocursor",
        "EXECUTE noplan",
        "SELECT $1",
        "SELECT 1; SELECT $2 + $1",
    ],
)
def test_error(statement: str, both: tuple[Connection, Connection]) -> None:
    same(lambda c: _error(c, statement), *both)


def _error(connection: Connection, statement: str) -> object:
    with pytest.raises(psycopg.Error) as raised:
        connection.execute(statement)  # type: ignore[arg-type]
    found = raised.value.diag
    return found.sqlstate, found.message_primary, found.statement_position, found.severity


@check
def a_failed_transaction(connection: Connection) -> object:
    found: list[object] = []
    try:
        with connection.transaction():
            with suppress(psycopg.errors.InvalidTextRepresentation), connection.transaction():
                connection.execute("SELECT 'x'::int")
            found.append(connection.info.transaction_status)
            connection.execute("SELECT 1 / 0")
    except psycopg.errors.DivisionByZero as error:
        found.append(error.sqlstate)
    return [*found, connection.info.transaction_status, connection.execute("SELECT 1").fetchall()]


@check
def writes_are_refused(connection: Connection) -> object:
    connection.execute("SET default_transaction_read_only = on")
    found = []
    for statement, values in (
        ("INSERT INTO crm.orders (id, customer) VALUES (%s, %s) RETURNING id", [1, 2]),
        ("UPDATE crm.orders SET total = %s WHERE id = %s", [Decimal(1), 2]),
        ("DELETE FROM crm.orders WHERE id = ANY(%s)", [[1, 2]]),
    ):
        with pytest.raises(psycopg.errors.ReadOnlySqlTransaction) as raised:
            connection.execute(statement, values)
        found.append(raised.value.diag.message_primary)
    connection.execute("RESET default_transaction_read_only")
    return found


@check
def settings_and_status(connection: Connection) -> object:
    connection.execute("SET TIME ZONE 'Asia/Tokyo'")
    seen = connection.execute("SELECT seen FROM crm.customers ORDER BY id").fetchall()
    zone = connection.info.parameter_status("TimeZone")
    connection.execute("RESET TIME ZONE")
    return seen, zone, connection.info.encoding, connection.info.server_version // 10_000


@check
def another_encoding(connection: Connection) -> object:
    connection.execute("SET client_encoding = 'WIN1250'")
    found = [connection.info.encoding, connection.info.parameter_status("client_encoding")]
    for binary in (False, True):
        cursor = connection.cursor(binary=binary)
        cursor.execute(
            "SELECT name, %s, %b::text[] FROM crm.customers WHERE name = %t",
            ["Łódź €", ["ą", None], "Łukasz"],
        )
        found.append(cursor.fetchall())
        with pytest.raises(psycopg.errors.UntranslatableCharacter):
            cursor.execute("SELECT title FROM shop.articles")
    found.append(_copied(connection, "COPY crm.customers (name) TO STDOUT"))
    connection.execute("RESET client_encoding")
    return found, connection.execute("SELECT title FROM shop.articles ORDER BY id").fetchall()


@check
def notices(connection: Connection) -> object:
    found: list[object] = []
    add = lambda diag: found.append((diag.severity, diag.sqlstate))  # noqa: E731
    connection.add_notice_handler(add)
    connection.execute("COMMIT")
    connection.remove_notice_handler(add)
    return found


@check
def a_timeout(connection: Connection) -> object:
    connection.execute("SET statement_timeout = 300")
    with pytest.raises(psycopg.errors.QueryCanceled) as raised:
        connection.execute("SELECT slept FROM crm.forever")
    connection.execute("RESET statement_timeout")
    return raised.value.diag.message_primary


@pytest.mark.parametrize("binary", [False, True], ids=["text", "binary"])
def test_async(binary: bool, pair: Pair) -> None:
    async def rows(url: str) -> object:
        async with await psycopg.AsyncConnection.connect(url, autocommit=True) as connection:
            found: list[object] = []
            for sql in QUERIES.values():
                cursor = connection.cursor(binary=binary)
                await cursor.execute(sql)
                found.append(await cursor.fetchall())
            async with connection.transaction(), connection.cursor("c", binary=binary) as cursor:
                await cursor.execute(QUERIES["many rows"])
                found.append(await cursor.fetchmany(7))
            return found

    same(lambda url: asyncio.run(rows(url)), pair.ours.url, pair.theirs.url)


def test_cancel(pair: Pair) -> None:
    async def cancelled(url: str) -> object:
        async with await psycopg.AsyncConnection.connect(url, autocommit=True) as connection:
            running = asyncio.create_task(connection.execute("SELECT slept FROM crm.forever"))
            while not running.done():
                await connection.cancel_safe()
                await asyncio.wait([running], timeout=0.1)
            return getattr(running.exception(), "sqlstate", None)

    same(lambda url: asyncio.run(cancelled(url)), pair.ours.url, pair.theirs.url)
