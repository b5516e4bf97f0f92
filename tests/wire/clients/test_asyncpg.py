"""asyncpg: everything binary, types by introspection, prepared statements, cursors, COPY."""

from __future__ import annotations

import asyncio
import io
import json
from collections.abc import Awaitable, Callable
from datetime import UTC, date, datetime, time, timedelta
from decimal import Decimal
from typing import Any
from uuid import UUID

import asyncpg
import pytest

from tests.wire.clients.alike import same
from tests.wire.clients.conftest import Address, Pair
from tests.wire.clients.queries import QUERIES

Connection = Any
Check = Callable[[Connection], Awaitable[object]]
CHECKS: dict[str, Check] = {}


def check(found: Check) -> Check:
    CHECKS[found.__name__.replace("_", " ")] = found
    return found


def _run(check: Check, pair: Pair) -> None:
    async def on(address: Address) -> object:
        connection = await asyncpg.connect(address.url)
        try:
            return await check(connection)
        finally:
            await connection.close()

    same(lambda address: asyncio.run(on(address)), pair.ours, pair.theirs)


@pytest.mark.parametrize("check", CHECKS.values(), ids=CHECKS.keys())
def test_as_postgresql(check: Check, pair: Pair) -> None:
    _run(check, pair)


@pytest.mark.parametrize("name", QUERIES)
def test_query(name: str, pair: Pair) -> None:
    async def facts(connection: Connection) -> object:
        prepared = await connection.prepare(QUERIES[name])
        return prepared.get_attributes(), prepared.get_parameters(), await prepared.fetch()

    _run(facts, pair)


@pytest.mark.parametrize("form", ["text", "csv", "binary"])
@pytest.mark.parametrize("name", QUERIES)
def test_copy_from_query(name: str, form: str, pair: Pair) -> None:
    async def copied(connection: Connection) -> object:
        output = io.BytesIO()
        status = await connection.copy_from_query(QUERIES[name], output=output, format=form)
        return status, output.getvalue()

    _run(copied, pair)


@check
async def parameters_of_columns(connection: Connection) -> object:
    return await connection.fetch(
        "SELECT id FROM crm.customers WHERE id = $1 OR name = $2 OR credit = $3 OR born = $4 "
        "OR token = $5 OR seen = $6 OR woken = $7 OR span = $8 OR tags = $9 ORDER BY id",
        1, "x", Decimal("-0.01"), date(1, 1, 1), UUID(int=1), datetime(1999, 12, 31, tzinfo=UTC),
        time(7, 15), timedelta(seconds=-1), ["a"],
    )  # fmt: skip


@check
async def parameters_of_other_databases(connection: Connection) -> object:
    return await connection.fetch(
        "SELECT a.title, s.place, r.words FROM shop.articles a JOIN kv.stock s ON s.article = a.id "
        "JOIN docs.reviews r ON r.article = a.id WHERE a.id = ANY($1) AND s.amount >= $2 "
        "AND r.stars > $3 AND r.written < $4 ORDER BY r._id LIMIT $5",
        [1, 2], 0, 1, datetime(2026, 12, 1, tzinfo=UTC), 10,
    )  # fmt: skip


@check
async def wrong_parameter(connection: Connection) -> object:
    try:
        return await connection.fetch("SELECT id FROM crm.customers WHERE id = $1", "x")
    except asyncpg.DataError as error:
        return str(error)


@check
async def values_and_rows(connection: Connection) -> object:
    sql = "SELECT title FROM shop.articles WHERE id = $1"
    found = [await connection.fetchval(sql, n) for n in (1, 2, 3, 4)]
    return found, await connection.fetchrow(sql, 1), await connection.execute("SELECT 1")


@check
async def fetchmany(connection: Connection) -> object:
    return await connection.fetchmany("SELECT $1::int4 + 1", [(1,), (2,), (None,)])


@check
async def cursor(connection: Connection) -> object:
    async with connection.transaction(readonly=True, isolation="repeatable_read"):
        found = [await connection.fetchval("SHOW transaction_isolation")]
        one = await connection.cursor("SELECT n FROM crm.numbers WHERE n > $1 ORDER BY n", 10)
        two = await connection.cursor("SELECT id FROM shop.articles ORDER BY id")
        found += [await one.fetch(5), await two.fetch(1), await one.forward(100)]
        found += [await one.fetchrow(), await two.fetch(9), await one.fetch(2)]
        total = 0
        async for row in connection.cursor("SELECT n FROM crm.numbers", prefetch=333):
            total += row["n"]
        return found, total


@check
async def nested_transactions(connection: Connection) -> object:
    found: list[object] = []
    async with connection.transaction():
        try:
            async with connection.transaction():
                await connection.execute("SELECT 1 / 0")
        except asyncpg.DivisionByZeroError as error:
            found.append(error.sqlstate)
        found.append(await connection.fetchval("SELECT 5"))
    return found


@check
async def copy_from_table(connection: Connection) -> object:
    output = io.BytesIO()
    await connection.copy_from_table(
        "orders",
        schema_name="crm",
        columns=["id", "total"],
        output=output,
        format="csv",
        header=True,
    )
    return sorted(output.getvalue().splitlines())


@check
async def time_zone(connection: Connection) -> object:
    await connection.execute("SET TIME ZONE 'America/New_York'")
    found = await connection.fetch("SELECT seen, seen::text FROM crm.customers ORDER BY id")
    return found, connection.get_settings().TimeZone


@check
async def limit_with_casts(connection: Connection) -> object:
    sql = "SELECT n FROM crm.numbers ORDER BY n LIMIT $1::INTEGER OFFSET $2::int2"
    return await connection.fetch(sql, 2, 3), await connection.fetch(sql, None, None)


@check
async def system_types(connection: Connection) -> object:
    return await connection.fetch(
        "SELECT attname, attgenerated, attidentity, attalign FROM pg_attribute "
        "WHERE attrelid = 'shop.lines'::regclass AND attnum > 0 ORDER BY attnum"
    ), await connection.fetch(
        "SELECT indkey, indoption FROM pg_index WHERE indrelid = 'shop.lines'::regclass ORDER BY 1"
    )


@check
async def codecs(connection: Connection) -> object:
    await connection.set_type_codec(
        "jsonb", schema="pg_catalog", encoder=json.dumps, decoder=json.loads
    )
    return await connection.fetch("SELECT extra FROM crm.customers WHERE extra @> $1", {"k": [1]})


@check
async def errors(connection: Connection) -> object:
    found: list[object] = []
    for sql in (
        "SELECT nam FROM crm.customers",
        "SELECT * FROM nothing",
        "SELEC",
        "SELECT 1/0",
    ):
        try:
            found.append(await connection.fetch(sql))
        except asyncpg.PostgresError as error:
            found.append(
                (
                    type(error).__name__,
                    error.args[0].split("\n")[0],
                    error.as_dict().get("position"),
                )
            )
    return found


@check
async def writes_are_refused(connection: Connection) -> object:
    await connection.execute("SET default_transaction_read_only = on")
    found: list[object] = []
    for sql, *values in (
        ("INSERT INTO crm.customers (id, name, tags) VALUES ($1, $2, $3)", 9, "x", ["a"]),
        ("UPDATE crm.customers SET credit = $1, seen = $2 WHERE id = $3 RETURNING id, span",
         Decimal(1), datetime(2026, 1, 1, tzinfo=UTC), 9),
        ("DELETE FROM crm.orders USING crm.customers c WHERE customer = c.id AND c.born < $1",
         date(2026, 1, 1)),
    ):  # fmt: skip
        prepared = await connection.prepare(sql)
        try:
            await prepared.fetch(*values)
        except asyncpg.ReadOnlySQLTransactionError as error:
            described = prepared.get_parameters(), prepared.get_attributes()
            found.append((described, error.args[0]))
    return found


@check
async def notifications(connection: Connection) -> object:
    heard: list[object] = []
    await connection.add_listener("news", lambda c, pid, *said: heard.append(said))
    await connection.execute("NOTIFY news, 'a'")
    async with connection.transaction():
        await connection.execute("SELECT pg_notify($1, $2)", "news", "b")
    return heard


@check
async def timeout_cancels(connection: Connection) -> object:
    with pytest.raises(TimeoutError):
        await connection.fetch("SELECT slept FROM crm.forever", timeout=0.5)
    return await connection.fetchval("SELECT 'alive'")


@check
async def pool(connection: Connection) -> object:
    address = connection._params, connection._addr
    place = {"host": address[1][0], "port": address[1][1], "user": address[0].user}
    login = {"password": address[0].password, "database": address[0].database}
    async with asyncpg.create_pool(**place, **login, min_size=1, max_size=4) as made:
        return await asyncio.gather(*(made.fetchval("SELECT $1::int", n) for n in range(20)))


@check
async def reset(connection: Connection) -> object:
    await connection.execute("SET application_name = 'x'")
    await connection.reset()
    return await connection.fetchval("SHOW application_name"), connection.get_server_version()[0]
