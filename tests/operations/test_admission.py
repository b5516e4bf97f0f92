"""Limits and waits of a server with two workers: whichever is reached, they count together."""

from __future__ import annotations

import asyncio
import os
import signal
import socket
import time
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import httpx
import psycopg
import pytest

from gateway.access import roles, throttle
from gateway.access.roles import Role
from gateway.catalog.sources import open_store
from gateway.config import Settings
from gateway.errors import SqlError
from gateway.operations.processes import ask, ask_at
from gateway.serve.admission import OwnAdmission
from gateway.serve.pgwire.keys import worker_of
from gateway.serve.shared_admission import SharedAdmission, answer_worker
from tests.operations.serving import Serving, serving
from tests.support.waiting import PATIENCE, wait_until

OFTEN = 8
MOST, OF_ANN, QUERIES = 5, 2, 2
BOB = Role("bob", login=True, superuser=True)


@pytest.fixture
def server(home: Path) -> Iterator[Serving]:
    """Two workers, with limits and two users who have a password."""
    (home / "unsilo.toml").write_text(f"max_connections = {MOST}\nhttp_max_queries = {QUERIES}\n")
    with closing(open_store(Settings(home=home))) as store:
        for role in (Role("ann", login=True, connection_limit=OF_ANN), BOB):
            roles.create(store, role.with_password("right"))
    with serving(home, "--http-port", "0", workers=2) as started:
        yield started


def login(server: Serving, user: str, password: str = "right") -> psycopg.Connection:
    return psycopg.connect(
        host="127.0.0.1", port=server.pg_port, user=user, password=password, dbname="unsilo",
        connect_timeout=int(PATIENCE),
    )  # fmt: skip


def fill(server: Serving, user: str) -> tuple[list[psycopg.Connection], str]:
    """Connections until there may be no more, and what is said then."""
    opened = []
    for _ in range(OFTEN):
        try:
            opened.append(login(server, user))
        except psycopg.OperationalError as error:
            return opened, str(error)
    return opened, ""


def test_limits_are_those_of_the_whole_server(server: Serving, home: Path) -> None:
    of_ann, said = fill(server, "ann")
    assert (len(of_ann), 'too many connections for role "ann"' in said) == (OF_ANN, True)
    of_bob, said = fill(server, "bob")
    assert (len(of_bob), "too many clients already" in said) == (MOST - OF_ANN, True)
    of_ann[0].close()
    wait_until(lambda: _comes_in(server, "ann"))

    killed = worker_of(of_bob[0].info.backend_pid)
    pids = {answer["pid"] for answer in ask(home, {"do": "status"})}
    os.kill(_pid(home, killed), signal.SIGKILL)
    left = [c for c in (of_ann[1], *of_bob) if worker_of(c.info.backend_pid) != killed]
    wait_until(lambda: len({a["pid"] for a in ask(home, {"do": "status"})} - pids) == 1)
    more, said = fill(server, "bob")
    assert (len(more) + len(left), "too many clients already" in said) == (MOST, True)
    for connection in (*of_ann, *of_bob, *more):
        connection.close()


def test_statements_over_http(server: Serving) -> None:
    body = {"sql": "SELECT slept FROM crm.public.forever"}
    with httpx.Client(base_url=server.http, auth=("bob", "right"), timeout=PATIENCE) as client:
        answers = [client.post("/v1/queries", json=body) for _ in range(OFTEN)]
        assert [a.status_code for a in answers] == [202] * QUERIES + [503] * (OFTEN - QUERIES)
        for answer in answers[:QUERIES]:
            assert client.delete(answer.headers["location"]).status_code == 204
        wait_until(lambda: client.post("/v1/queries", json=body).status_code == 202)


def test_failed_logins_count_together(server: Serving) -> None:
    """By turns at both doors; nobody of the four who could count has seen more than three."""
    began = time.monotonic()
    for n in range(throttle.FREE + 2):
        if n % 2:
            assert httpx.get(f"{server.http}/v1/queries", auth=("bob", "no")).status_code == 401
        else:
            with pytest.raises(psycopg.OperationalError, match="authentication failed"):
                login(server, "bob", "no")
    assert time.monotonic() - began > 3 * throttle.FIRST_WAIT


def test_what_a_worker_has_taken_ends_with_it() -> None:
    async def run() -> None:
        kept = OwnAdmission()
        one, end_of_one = await _worker(kept)
        two, end_of_two = await _worker(kept)
        assert [await one.take("a", 2), await two.take("a", 2), await two.take("a", 2)] == [
            True, True, False,
        ]  # fmt: skip
        assert await two.take("b", None)
        await one.close()
        await end_of_one
        assert [await two.take("a", 2), await two.take("a", 2)] == [True, False]
        two.give("a")
        assert await two.take("a", 2)
        await two.close()
        await end_of_two

    asyncio.run(run())


def test_a_seat_for_who_has_gone_meanwhile_is_free() -> None:
    async def run() -> None:
        worker, answering = await _worker(OwnAdmission())
        asking = asyncio.create_task(worker.take("a", 1))
        await asyncio.sleep(0)
        asking.cancel()
        with pytest.raises(asyncio.CancelledError):
            await asking
        while not await worker.take("a", 1):
            await asyncio.sleep(0)
        await worker.close()
        await answering

    asyncio.run(run())


def test_failures_at_one_worker_make_the_other_wait() -> None:
    async def run() -> None:
        kept = OwnAdmission()
        (one, end_of_one), (two, end_of_two) = await _worker(kept), await _worker(kept)
        for _ in range(throttle.FREE):
            assert await one.wait("ann", "10.0.0.1") == 0
            one.failed("ann", "10.0.0.1")
        assert await one.wait("ann", "10.0.0.1") > 0
        assert await two.wait("ann", "10.0.0.1") > 0
        assert await two.wait("ann", None) == 0
        waiting = [two.wait("ann", "10.0.0.1") for _ in range(100)]
        said = [str(e) for e in await asyncio.gather(*waiting, return_exceptions=True)]
        assert 'too many failed login attempts for user "ann"' in said[-1]
        two.succeeded("ann", "10.0.0.1")
        assert await two.wait("ann", "10.0.0.1") == 0
        assert await one.wait("ann", "10.0.0.1") == 0
        await one.close()
        await two.close()
        await asyncio.wait({end_of_one, end_of_two})

    asyncio.run(run())


def test_without_a_supervisor_nobody_comes_in() -> None:
    async def run() -> None:
        worker, answering = await _worker(OwnAdmission())
        assert await worker.take("a", None)
        answering.cancel()
        await asyncio.wait({answering})
        for _ in range(2):
            with pytest.raises(SqlError) as caught:
                await worker.take("a", None)
            assert caught.value.sqlstate == "57P03"
        await worker.close()

    asyncio.run(run())


async def _worker(kept: OwnAdmission) -> tuple[SharedAdmission, asyncio.Task[None]]:
    """A worker's end, and what answers it."""
    asked, asks = socket.socketpair()
    answering = asyncio.create_task(answer_worker(kept, asked))
    return await SharedAdmission.over(asks), answering


def _comes_in(server: Serving, user: str) -> bool:
    try:
        login(server, user).close()
    except psycopg.OperationalError:
        return False
    return True


def _pid(home: Path, number: int) -> int:
    """Of a worker."""
    (path,) = (home / "run").glob(f"*-{number}.sock")
    pid: int = ask_at(path, {"do": "status"})["pid"]
    return pid
