"""`unsilo serve --workers 2`: one server to its clients, whichever process they reach.

A new connection reaches one of the two by chance, so what has to work across processes is done
often enough that it has crossed.
"""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path

import httpx
import psycopg
import pytest

from gateway.catalog.sources import Sources
from gateway.config import Settings
from gateway.operations.processes import ask
from gateway.serve.pgwire.keys import worker_of
from tests.operations.serving import Serving, connect, serving
from tests.support.psql import programs
from tests.support.waiting import PATIENCE, wait_until

OFTEN = 8
FOREVER = "SELECT slept FROM crm.public.forever"


@pytest.fixture(scope="module")
def shared_home(filled: str, tmp_path_factory: pytest.TempPathFactory) -> Path:
    home = tmp_path_factory.mktemp("workers")
    Sources.open(Settings(home=home)).add("crm", filled)
    return home


@pytest.fixture(scope="module")
def server(shared_home: Path) -> Iterator[Serving]:
    with serving(shared_home, "--http-port", "0", workers=2) as started:
        yield started


def worker(connection: psycopg.Connection) -> int:
    return worker_of(connection.info.backend_pid)


def pids(home: Path) -> set[int]:
    return {answer["pid"] for answer in ask(home, {"do": "status"})}


def running(home: Path) -> int:
    return sum(answer["running"] for answer in ask(home, {"do": "status"}))


def test_clients_reach_every_worker(server: Serving) -> None:
    seen: set[int] = set()

    def come() -> bool:
        with connect(server.pg_port) as connection:
            assert connection.execute("SELECT count(*) FROM crm.people").fetchone() == (2,)
            seen.add(worker(connection))
        return seen == {0, 1}

    wait_until(come)


def test_cancel_reaches_the_right_worker(server: Serving, shared_home: Path) -> None:
    for _ in range(OFTEN):
        with connect(server.pg_port) as connection:
            before = running(shared_home)

            def cancel(connection: psycopg.Connection = connection, before: int = before) -> None:
                wait_until(lambda: running(shared_home) > before)
                connection.cancel_safe(timeout=PATIENCE)

            other = threading.Thread(target=cancel)
            other.start()
            with pytest.raises(psycopg.errors.QueryCanceled):
                connection.execute(FOREVER)
            other.join()


def test_notify_reaches_every_worker(server: Serving) -> None:
    with ExitStack() as opened:
        listeners: dict[int, psycopg.Connection] = {}

        def come() -> bool:
            connection = opened.enter_context(connect(server.pg_port))
            listeners[worker(connection)] = connection
            return len(listeners) == 2

        wait_until(come)
        for listener in listeners.values():
            listener.execute("LISTEN news")
        for number, speaker in listeners.items():
            for n in range(20):
                speaker.execute("SELECT pg_notify('news', %s)", (f"{number}: {n}",))
            told = [f"{number}: {n}" for n in range(20)]
            for listener in listeners.values():
                heard = listener.notifies(timeout=PATIENCE, stop_after=20)
                assert [one.payload for one in heard] == told


def test_psql_cancels(server: Serving, shared_home: Path) -> None:
    psql = subprocess.Popen(
        [programs()[0], "-X", "-c", FOREVER],
        env=os.environ | {"PGHOST": "127.0.0.1", "PGPORT": str(server.pg_port),
                          "PGUSER": "ann", "PGDATABASE": "unsilo"},
        stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True,
    )  # fmt: skip
    wait_until(lambda: running(shared_home))
    psql.send_signal(signal.SIGINT)
    _, error = psql.communicate(timeout=PATIENCE)
    assert "canceling statement due to user request" in error


def test_a_later_result_is_found_from_any_worker(server: Serving) -> None:
    submitted = httpx.post(f"{server.http}/v1/queries", json={"sql": "SELECT name FROM crm.people"})
    location = submitted.headers["location"]
    for _ in range(OFTEN):
        shown = httpx.get(f"{server.http}{location}?wait=30")
        assert (shown.status_code, shown.json()["state"]) == (200, "succeeded")
        rows = httpx.get(f"{server.http}{location}/result", headers={"accept": "text/csv"})
        assert sorted(rows.text.split()) == ["Ann", "Bob", "name"]
        assert httpx.head(f"{server.http}{location}").status_code == 200
        other = httpx.get(f"{server.http}{location}/result", auth=("eve", ""))
        assert other.status_code == 404
        listed = httpx.get(f"{server.http}/v1/queries?ended=true").json()["queries"]
        assert shown.json()["id"] in [query["id"] for query in listed]
    assert httpx.delete(f"{server.http}{location}").status_code == 204
    assert [httpx.get(f"{server.http}{location}").status_code for _ in range(OFTEN)] == [
        404
    ] * OFTEN


def test_http_cancel_reaches_the_right_worker(server: Serving) -> None:
    for _ in range(OFTEN):
        submitted = httpx.post(f"{server.http}/v1/queries", json={"sql": FOREVER})
        location = submitted.headers["location"]
        assert httpx.delete(f"{server.http}{location}").status_code == 204
        ended = httpx.get(f"{server.http}{location}?wait=30").json()
        assert ended["state"] == "canceled"


def test_an_idempotency_key_begins_one_query(server: Serving) -> None:
    body, key = {"sql": "SELECT 1"}, {"idempotency-key": "the same"}
    begun = {
        httpx.post(f"{server.http}/v1/queries", json=body, headers=key).json()["id"]
        for _ in range(OFTEN)
    }
    assert len(begun) == 1


def test_metrics_are_those_of_all_workers(server: Serving) -> None:
    text = httpx.get(f"{server.http}/metrics").text
    for number in (0, 1):
        assert f'unsilo_http_queries_running{{worker="{number}"}}' in text


def test_a_killed_worker_is_started_again(server: Serving, shared_home: Path) -> None:
    first, second = (answer["pid"] for answer in ask(shared_home, {"do": "status"}))
    os.kill(second, signal.SIGKILL)
    wait_until(lambda: len(pids(shared_home) - {second}) == 2)
    assert first in pids(shared_home)
    test_clients_reach_every_worker(server)


def test_drain(home: Path) -> None:
    with serving(home, "--no-http", workers=2) as server:
        with connect(server.pg_port) as connection:
            rows = connection.cursor().stream("SELECT n FROM generate_series(1, 300000) AS n")
            first = next(rows)
            server.process.send_signal(signal.SIGTERM)
            assert len([first, *rows]) == 300_000
        assert server.process.wait(PATIENCE) == 0
    assert not list((home / "run").iterdir())


def test_reload_and_a_lost_supervisor(home: Path) -> None:
    with serving(home, "--no-http", workers=2) as server, connect(server.pg_port) as connection:
        workers = pids(home)
        (home / "unsilo.toml").write_text('statement_timeout = "200ms"')
        server.process.send_signal(signal.SIGHUP)

        def in_time() -> bool:
            try:
                connection.execute("SELECT count(*) FROM crm.public.slow")
            except psycopg.errors.QueryCanceled:
                return True
            return False

        wait_until(in_time)
        server.process.kill()
        server.process.wait(PATIENCE)
        wait_until(lambda: not any(Path(f"/proc/{pid}").exists() for pid in workers))


def test_ctrl_c_while_the_workers_start(home: Path) -> None:
    """A terminal sends it to all processes: those that still import said so with a traceback."""
    process = subprocess.Popen(
        [Path(sys.executable).with_name("unsilo"), "serve", "--pg-port", "0", "--no-http",
         "--home", str(home), "--workers", "2"],
        stderr=subprocess.PIPE, text=True, start_new_session=True,
    )  # fmt: skip
    children = Path(f"/proc/{process.pid}/task/{process.pid}/children")
    try:
        wait_until(lambda: len(children.read_text().split()) == 3)  # one tracks what they share
        os.killpg(process.pid, signal.SIGINT)
        _, said = process.communicate(timeout=PATIENCE)
    finally:
        process.kill()
        process.wait()
    assert (process.returncode, said) == (0, "")


def test_a_port_in_use(home: Path, server: Serving) -> None:
    port = str(server.pg_port)
    with (
        pytest.raises(AssertionError, match="unsilo serve ended"),
        serving(home, "--no-http", "--pg-port", port, workers=2),
    ):
        pass
