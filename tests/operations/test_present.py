"""Who is there and what runs, over all workers: seen, canceled and ended by who may."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import httpx
import psycopg
import pytest

from gateway.access import roles, tokens
from gateway.access.roles import Role
from gateway.catalog.sources import Sources, open_store
from gateway.config import Settings
from gateway.engine import Gateway
from gateway.serve.pgwire.keys import worker_of
from tests.operations.serving import Serving, serving
from tests.support.waiting import PATIENCE, wait_until

FOREVER = "SELECT slept FROM crm.public.forever"
SEEN = "SELECT pid, state, query FROM pg_stat_activity WHERE pid = %s"


@pytest.fixture(scope="module")
def shared_home(filled: str, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Of the administrators root and admin, and of ann."""
    home = tmp_path_factory.mktemp("present")
    Sources.open(Settings(home=home)).add("crm", filled)
    with closing(open_store(Settings(home=home))) as store:
        for name in ("root", "admin", "ann"):
            role = Role(name, login=True, superuser=name != "ann")
            roles.create(store, role.with_password("right"))
    return home


@pytest.fixture(scope="module")
def server(shared_home: Path) -> Iterator[Serving]:
    with serving(shared_home, "--http-port", "0", workers=2) as started:
        yield started


class Sleeper:
    """A client at one of the workers, with a statement that ends only when it is stopped."""

    def __init__(self, server: Serving, number: int, user: str = "admin", **more: str) -> None:
        self.connection = at(server, number, user, **more)
        self.process = self.connection.info.backend_pid
        self.error: psycopg.Error | None = None
        self._thread = threading.Thread(target=self._run)
        self._thread.start()

    def _run(self) -> None:
        try:
            self.connection.execute(FOREVER)
        except psycopg.Error as error:
            self.error = error

    def ended(self) -> str | None:
        """The SQLSTATE, when it has ended."""
        self._thread.join(PATIENCE)
        assert self.error is not None
        return self.error.sqlstate


def at(server: Serving, number: int, user: str, password: str = "right") -> psycopg.Connection:
    """A client of the worker with this number."""
    while True:
        connection = psycopg.connect(
            host="127.0.0.1", port=server.pg_port, user=user, password=password, dbname="unsilo",
            connect_timeout=int(PATIENCE), autocommit=True,
        )  # fmt: skip
        if worker_of(connection.info.backend_pid) == number:
            return connection
        connection.close()


def seen(connection: psycopg.Connection, process: int) -> list[tuple[object, ...]]:
    return connection.execute(SEEN, (process,)).fetchall()


def test_all_workers_are_seen_and_stopped(server: Serving) -> None:
    sleeper = Sleeper(server, 0)
    with at(server, 1, "root") as root, at(server, 1, "ann") as ann:
        wait_until(lambda: seen(root, sleeper.process) == [(sleeper.process, "active", FOREVER)])
        running = "SELECT sql FROM operations.running"
        assert (FOREVER,) in root.execute(running).fetchall()
        assert (FOREVER,) not in ann.execute(running).fetchall()
        assert seen(ann, sleeper.process) == []
        for function in ("pg_cancel_backend", "pg_terminate_backend"):
            assert ann.execute(f"SELECT {function}({sleeper.process})").fetchone() == (False,)
        cancel = f"SELECT pg_cancel_backend({sleeper.process})"
        assert root.execute(cancel).fetchone() == (True,)
        assert sleeper.ended() == "57014"
        assert seen(root, sleeper.process) == [(sleeper.process, "idle", "")]
        end = f"SELECT pg_terminate_backend({sleeper.process})"
        assert root.execute(end).fetchone() == (True,)
        with pytest.raises(psycopg.errors.AdminShutdown):
            sleeper.connection.execute("SELECT 1")
        wait_until(lambda: seen(root, sleeper.process) == [])
        assert root.execute(end).fetchone() == (False,)
        assert root.execute(cancel).fetchone() == (False,)


def test_who_is_stopped_may_be_computed(server: Serving) -> None:
    sleepers = [Sleeper(server, number) for number in (0, 1)]
    processes = [sleeper.process for sleeper in sleepers]
    with at(server, 1, "root") as root, at(server, 0, "ann") as ann:
        wait_until(lambda: all(seen(root, p)[0][1] == "active" for p in processes))
        whose = "FROM pg_stat_activity WHERE query = %s AND pid <> pg_backend_pid()"
        assert ann.execute(f"SELECT pg_cancel_backend(pid) {whose}", [FOREVER]).fetchall() == []
        stopped = root.execute(f"SELECT pid, pg_cancel_backend(pid) {whose}", [FOREVER])
        assert sorted(stopped.fetchall()) == [(process, True) for process in sorted(processes)]
        assert [column.name for column in stopped.description or ()] == ["pid", "pg_cancel_backend"]
        assert [sleeper.ended() for sleeper in sleepers] == ["57014", "57014"]
        end = "SELECT pg_terminate_backend(pid + 0) FROM pg_stat_activity WHERE pid = ANY (%s)"
        assert root.execute(end, [processes]).fetchall() == [(True,), (True,)]
        assert root.execute("SELECT pg_cancel_backend(2147483647 - 1)").fetchall() == [(False,)]
        wait_until(lambda: not any(seen(root, process) for process in processes))
    for sleeper in sleepers:
        sleeper.connection.close()


def test_the_own_sessions_at_another_worker(server: Serving) -> None:
    with at(server, 0, "ann") as one, at(server, 1, "ann") as two:
        process = two.info.backend_pid
        two.execute("BEGIN")
        assert seen(one, process) == [(process, "idle in transaction", "")]
        end = f"SELECT pg_terminate_backend({process})"
        assert one.execute(end).fetchone() == (True,)
        with pytest.raises(psycopg.errors.AdminShutdown):
            two.execute("SELECT 1")


@pytest.mark.parametrize("number", [0, 1])
def test_a_running_statement_is_ended_as_well(server: Serving, number: int) -> None:
    """Also at the worker that is asked."""
    sleeper = Sleeper(server, number)
    with at(server, 1, "root") as root:
        wait_until(lambda: seen(root, sleeper.process)[0][1] == "active")
        root.execute(f"SELECT pg_terminate_backend({sleeper.process})")
    assert sleeper.ended() == "57P01"


def test_statements_over_http_have_numbers_of_their_own(server: Serving) -> None:
    body = {"sql": FOREVER}
    with (
        httpx.Client(base_url=server.http, auth=("admin", "right"), timeout=PATIENCE) as client,
        at(server, 1, "root") as root,
    ):
        places = [client.post("/v1/queries", json=body).headers["location"] for _ in range(8)]
        sql = "SELECT DISTINCT pid FROM pg_stat_activity WHERE pid < 0 AND state = 'active'"
        wait_until(lambda: len(root.execute(sql).fetchall()) == len(places))
        for (process,) in root.execute(sql).fetchall():
            assert root.execute(f"SELECT pg_cancel_backend({process})").fetchone() == (True,)
        for place in places:
            assert client.get(f"{place}?wait=30").json()["state"] == "canceled"


def test_other_programs_of_the_home_see_them(server: Serving, shared_home: Path) -> None:
    sleeper = Sleeper(server, 0)
    with closing(Gateway.open(shared_home)) as gateway:
        sql = "SELECT count(*) FROM operations.running WHERE door = 'postgres'"

        def runs() -> int:
            return int(gateway.execute(sql).table().column(0)[0].as_py())

        wait_until(lambda: runs() == 1)
        with at(server, 1, "root") as root:
            root.execute(f"SELECT pg_terminate_backend({sleeper.process})")
        sleeper.ended()
        wait_until(lambda: runs() == 0)


def test_who_may_be_here_no_longer_is_stopped_at_every_worker(
    server: Serving, shared_home: Path
) -> None:
    with closing(open_store(Settings(home=shared_home))) as store:
        roles.create(store, Role("eve", login=True, superuser=True).with_password("right"))
        token, text = tokens.create(store, "admin", "ci")
        sleepers = [Sleeper(server, number, "eve") for number in (0, 1)]
        sleepers += [Sleeper(server, number, "admin", password=text) for number in (0, 1)]
        with at(server, 1, "root") as root:
            for sleeper in sleepers:
                wait_until(lambda s=sleeper: seen(root, s.process)[0][1] == "active")
        roles.drop(store, ["eve"])
        tokens.revoke(store, token.id)
        assert [sleeper.ended() for sleeper in sleepers] == ["57P01"] * 4
