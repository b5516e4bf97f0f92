"""Jobs: a few at a time, none held up by those that take long."""

from __future__ import annotations

import asyncio
import threading

from gateway.serve.workers import Lane, Workers
from tests.support.waiting import PATIENCE


def test_jobs_that_take_long_hold_up_nobody() -> None:
    release = threading.Event()

    async def run() -> None:
        workers = Workers()
        slow = [Lane(workers).start(lambda: release.wait(PATIENCE)) for _ in range(20)]
        quick = [Lane(workers) for _ in range(20)]
        answers = [lane.run(lambda number=number: number) for number, lane in enumerate(quick)]
        assert await asyncio.wait_for(asyncio.gather(*answers), PATIENCE) == list(range(20))
        assert not any(job.done for job in slow)
        release.set()
        assert [await job.result() for job in slow] == [True] * 20
        workers.close()

    asyncio.run(run())


def test_many_jobs_all_end() -> None:
    async def run() -> None:
        workers = Workers()
        counted: list[int] = []
        for _ in range(20):
            lanes = [Lane(workers) for _ in range(50)]
            await asyncio.gather(*(lane.run(lambda: counted.append(1)) for lane in lanes))
        assert len(counted) == 1000
        workers.close()

    asyncio.run(run())


def test_what_a_job_raises_is_raised_where_it_is_awaited() -> None:
    async def run() -> None:
        workers = Workers()
        lane = Lane(workers)
        failed = lane.start(lambda: 1 // 0)
        await lane.quiet()
        try:
            await failed.result()
        except ZeroDivisionError:
            pass
        else:
            raise AssertionError("nothing was raised")
        assert await lane.run(lambda: 2) == 2
        workers.close()

    asyncio.run(run())
