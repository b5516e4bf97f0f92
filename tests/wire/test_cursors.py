"""Server-side cursors as clients use them: psycopg, asyncpg, psql."""

from __future__ import annotations

import asyncio
import subprocess
from collections.abc import Awaitable, Callable
from typing import Any

import asyncpg
import psycopg
import pytest

from gateway.catalog.sources import Sources
from gateway.engine import Gateway
from gateway.serve.pgwire import Server
from tests.support.waiting import wait_until
from tests.wire.conftest import NUMBERS, Address
from tests.wire.frames import SYNC, bind, describe, execute, parse, wire
from tests.wire.test_psql import programs

MANY = "SELECT n FROM files.main.numbers ORDER BY n"


def test_psycopg_reads_in_portions(address: Address) -> None:
    with psycopg.connect(**address) as connection, connection.cursor("c") as cursor:  # type: ignore[arg-type]
        cursor.itersize = 50_000
        cursor.execute("SELECT n FROM files.main.numbers WHERE n >= %s ORDER BY n", (10,))
        assert cursor.description is not None
        assert cursor.description[0].name == "n"
        assert cursor.fetchone() == (10,)
        assert cursor.fetchmany(3) == [(11,), (12,), (13,)]
        assert sum(1 for _ in cursor) == NUMBERS - 14


@pytest.mark.parametrize("binary", [False, True])
def test_psycopg_scrolls(address: Address, binary: bool) -> None:
    with (
        psycopg.connect(**address) as connection,  # type: ignore[arg-type]
        connection.cursor("c", scrollable=True, binary=binary) as cursor,
    ):
        cursor.execute(MANY)
        cursor.scroll(100_000, mode="absolute")
        assert cursor.fetchone() == (100_000,)
        cursor.scroll(-2)
        assert cursor.fetchone() == (99_999,)
        cursor.scroll(0, mode="absolute")
        assert cursor.fetchmany(2) == [(0,), (1,)]


def test_psycopg_holds(connection: psycopg.Connection) -> None:
    with connection.cursor("c", withhold=True) as cursor:
        cursor.execute(MANY)
        assert cursor.fetchmany(2) == [(0,), (1,)]
        assert connection.execute("SELECT 1").fetchone() == (1,)
        assert cursor.fetchmany(2) == [(2,), (3,)]
    assert connection.execute("SELECT 1").fetchone() == (1,)


def test_rows_kept_on_disk_are_the_same(connection: psycopg.Connection) -> None:
    """More than a SCROLL cursor keeps in memory, backward across pieces."""
    long = "SELECT n, repeat('x', 100) || n AS t FROM files.main.numbers ORDER BY n"
    with connection.transaction():
        connection.execute(f"DECLARE c SCROLL CURSOR FOR {long}")
        assert connection.execute("MOVE ALL c").statusmessage == f"MOVE {NUMBERS}"
        back = connection.execute("FETCH BACKWARD ALL c").fetchall()
        assert back == [(n, "x" * 100 + str(n)) for n in reversed(range(NUMBERS))]
        assert connection.execute("FETCH ABSOLUTE 250000 c").fetchone() == (
            249_999,
            "x" * 100 + "249999",
        )


def test_two_cursors_at_once(connection: psycopg.Connection) -> None:
    with connection.transaction():
        connection.execute(f"DECLARE a CURSOR FOR {MANY}")
        connection.execute(f"DECLARE b CURSOR FOR {MANY}")
        for start in (0, 1000, 2000):
            for name in "ab":
                rows = connection.execute(f"FETCH 1000 {name}").fetchall()
                assert rows == [(n,) for n in range(start, start + 1000)]


def _with_asyncpg(server: Server, use: Callable[[Any], Awaitable[None]]) -> None:
    async def run() -> None:
        connection = await asyncpg.connect(
            host="127.0.0.1", port=server.port, user="unsilo", database="unsilo", ssl=False
        )
        try:
            await use(connection)
        finally:
            await connection.close()

    asyncio.run(asyncio.wait_for(run(), 60))


def test_asyncpg_cursor(server: Server) -> None:
    async def use(connection: Any) -> None:
        async with connection.transaction():
            cursor = await connection.cursor(MANY)
            assert [row["n"] for row in await cursor.fetch(3)] == [0, 1, 2]
            assert await cursor.forward(10) == 10
            assert (await cursor.fetchrow())["n"] == 13
            other = await connection.cursor("SELECT n FROM files.main.numbers WHERE n < $1", 2)
            assert len(await other.fetch(5)) == 2
            assert [row["n"] async for row in connection.cursor(MANY, prefetch=40_000)] == list(
                range(NUMBERS)
            )

    _with_asyncpg(server, use)


def test_asyncpg_savepoints_and_settings(server: Server) -> None:
    async def use(connection: Any) -> None:
        async with connection.transaction(isolation="repeatable_read", readonly=True):
            with pytest.raises(asyncpg.UndefinedColumnError):
                async with connection.transaction():
                    await connection.execute("SELECT nope")
            assert await connection.fetchval("SHOW transaction_isolation") == "repeatable read"
        assert await connection.fetchval("SELECT $1::int + 1", 41) == 42

    _with_asyncpg(server, use)


@pytest.mark.parametrize("psql", programs())
def test_psql_fetch_count(psql: str, address: Address) -> None:
    done = subprocess.run(
        [
            psql, "-X", "-At", "-h", str(address["host"]), "-p", str(address["port"]),
            "-U", "unsilo", "-v", "FETCH_COUNT=10000", "-c", MANY, "unsilo",
        ],
        capture_output=True, text=True, timeout=60,
    )  # fmt: skip
    assert done.stderr == ""
    assert done.stdout == "".join(f"{n}\n" for n in range(NUMBERS))


def test_timeout_counts_for_each_fetch_and_not_for_the_cursor(
    connection: psycopg.Connection,
) -> None:
    connection.execute("SET statement_timeout = '1500ms'")
    with connection.transaction():
        connection.execute(f"DECLARE c CURSOR FOR {MANY}")
        connection.execute("FETCH c")
        for _ in range(4):
            connection.execute("SELECT slept FROM crm.public.short")
        assert connection.execute("FETCH c").fetchone() == (1,)
    with pytest.raises(psycopg.errors.QueryCanceled, match="statement timeout"):
        connection.execute("SELECT slept FROM crm.public.forever")
    assert connection.execute("SELECT 1").fetchone() == (1,)


def test_statement_whose_relation_has_changed(
    address: Address, gateway: Gateway, postgres_url: str
) -> None:
    """It is prepared again: with the same columns it goes on, with others it is 0A000."""
    run = bind("", "s") + describe("P") + execute() + SYNC
    sources = Sources.open(gateway.settings)
    with psycopg.connect(postgres_url, autocommit=True) as real, wire(**address) as client:
        real.execute("CREATE TABLE changing AS SELECT 1 AS a")
        sources.refresh("crm")
        prepare = parse("SELECT * FROM crm.public.changing", "s") + SYNC
        wait_until(lambda: client.unit(prepare)[0] == ("1",))
        assert ("D", b"1") in client.unit(run)
        real.execute("CREATE TABLE another (a int)")
        sources.refresh("crm")
        wait_until(
            lambda: client.unit(parse("SELECT * FROM crm.public.another"), SYNC)[0] == ("1",)
        )
        assert ("D", b"1") in client.unit(run)
        real.execute("ALTER TABLE changing ADD b text")
        sources.refresh("crm")
        refused = ("E", "ERROR", "0A000", "cached plan must not change result type", "")
        wait_until(lambda: client.unit(run)[0] == refused)
