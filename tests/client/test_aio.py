"""The driver's twin for asyncio."""

from __future__ import annotations

import asyncio
from pathlib import Path

import pytest

import gateway.client as unsilo
from gateway.client import aio
from tests.client.conftest import NUMBERS
from tests.support.waiting import wait_until
from tests.wire.conftest import forever_runs


def test_rows_and_arrow(url: str) -> None:
    async def run() -> None:
        async with await aio.connect(url) as connection:
            cursor = await connection.execute("select n from files.numbers order by n")
            assert await cursor.fetchone() == (0,)
            assert await cursor.fetchmany(2) == [(1,), (2,)]
            rest = [batch async for batch in cursor.fetch_record_batches()]
            assert sum(batch.num_rows for batch in rest) == NUMBERS - 3
            again = await connection.execute("select n from files.numbers where n < %s", [5])
            assert sorted([row async for row in again]) == [(n,) for n in range(5)]
            with pytest.raises(unsilo.ProgrammingError):
                await connection.execute("select nothing")

    asyncio.run(run())


def test_statements_run_at_the_same_time(url: str) -> None:
    async def run() -> list[int]:
        async with await aio.connect(url) as connection:

            async def one(n: int) -> int:
                cursor = await connection.execute("select %s + count(*) from files.numbers", [n])
                row = await cursor.fetchone()
                assert row is not None
                return int(row[0])

            return await asyncio.gather(*(one(n) for n in range(4)))

    assert asyncio.run(run()) == [NUMBERS + n for n in range(4)]


@pytest.mark.parametrize("embedded", [False, True])
def test_a_cancelled_task_stops_the_source(
    home: Path, url: str, postgres_url: str, embedded: bool
) -> None:
    async def run() -> None:
        opening = aio.connect(home=home) if embedded else aio.connect(url)
        async with await opening as connection:
            task = asyncio.create_task(connection.execute("select slept from crm.forever"))
            await asyncio.to_thread(wait_until, lambda: forever_runs(postgres_url))
            task.cancel()
            with pytest.raises(asyncio.CancelledError):
                await task

    asyncio.run(run())
    wait_until(lambda: not forever_runs(postgres_url))
