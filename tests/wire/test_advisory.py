"""Advisory locks and pg_sleep: as in PostgreSQL, where the same is done on two connections."""

from __future__ import annotations

import subprocess
import sys
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import psycopg
import pytest

from gateway.engine import Gateway
from gateway.errors import SqlError
from gateway.session.advisory import AdvisoryLocks, Key
from tests.wire.conftest import Address

Connection = psycopg.Connection[Any]
Two = tuple[Connection, Connection]


@pytest.fixture
def ours(address: Address) -> Iterator[Two]:
    with (
        psycopg.connect(**address, autocommit=True) as one,  # type: ignore[arg-type]
        psycopg.connect(**address, autocommit=True) as other,  # type: ignore[arg-type]
    ):
        yield one, other


@pytest.fixture
def theirs(postgres_url: str) -> Iterator[Two]:
    with (
        psycopg.connect(postgres_url, autocommit=True) as one,
        psycopg.connect(postgres_url, autocommit=True) as other,
    ):
        yield one, other


SCRIPT = """
0 SELECT pg_advisory_lock(7)
1 SELECT pg_try_advisory_lock(7)
1 SELECT pg_try_advisory_lock_shared(7)
1 SELECT pg_try_advisory_lock(0, 7)
1 SELECT pg_try_advisory_lock(-7) AS got
0 SELECT pg_try_advisory_lock(-7::bigint)
0 SELECT * FROM pg_try_advisory_lock(7) AS again
0 SELECT pg_advisory_unlock(7)
1 SELECT pg_try_advisory_lock(7)
0 SELECT pg_advisory_unlock(7)
1 SELECT pg_try_advisory_lock(7)
0 SELECT pg_advisory_unlock(7)
1 SELECT pg_advisory_unlock_all()
0 SELECT pg_try_advisory_lock_shared(7)
1 SELECT pg_try_advisory_lock_shared(7)
1 SELECT pg_try_advisory_lock(7)
0 SELECT pg_advisory_unlock_shared(7)
1 SELECT pg_try_advisory_lock(7)
1 SELECT pg_advisory_unlock(7)
0 SELECT pg_try_advisory_lock_shared(7)
0 SELECT pg_advisory_unlock_all()
0 BEGIN
0 SELECT pg_advisory_xact_lock(8)
0 SAVEPOINT a
0 SELECT pg_try_advisory_xact_lock(9)
1 SELECT pg_try_advisory_lock(8)
1 SELECT pg_try_advisory_lock(9)
0 ROLLBACK TO a
1 SELECT pg_try_advisory_lock(9)
1 SELECT pg_try_advisory_lock(8)
0 SELECT pg_try_advisory_lock(10)
0 ROLLBACK
1 SELECT pg_try_advisory_lock(8)
1 SELECT pg_try_advisory_lock(10)
0 SELECT pg_advisory_xact_lock(11)
1 SELECT pg_try_advisory_lock(11)
0 DISCARD ALL
1 SELECT pg_try_advisory_lock(10)
1 SELECT pg_try_advisory_lock(NULL)
0 SET lock_timeout = '50ms'
0 SELECT pg_advisory_lock(10)
"""


def _told(two: Two, line: str) -> object:
    who, sql = line.split(" ", 1)
    try:
        cursor = two[int(who)].execute(sql.encode())
    except psycopg.Error as error:
        return error.sqlstate, error.diag.message_primary
    described = cursor.description
    columns = [(column.name, column.type_code) for column in described or ()]
    return line, columns, cursor.fetchall() if described else None


def test_locks_are_those_of_postgresql(ours: Two, theirs: Two) -> None:
    for line in SCRIPT.strip().splitlines():
        assert _told(ours, line) == _told(theirs, line)


def test_a_lock_is_waited_for(ours: Two) -> None:
    ours[0].execute("SELECT pg_advisory_lock(20)")
    waiting = threading.Thread(target=ours[1].execute, args=("SELECT pg_advisory_lock(20)",))
    waiting.start()
    ours[0].execute("SELECT pg_advisory_unlock(20)")
    waiting.join()
    assert ours[0].execute("SELECT pg_try_advisory_lock(20)").fetchone() == (False,)


def test_a_connection_that_ends_gives_its_locks_back(ours: Two) -> None:
    ours[0].execute("SELECT pg_advisory_lock(21)")
    ours[0].close()
    ours[1].execute("SELECT pg_advisory_lock(21)")
    assert ours[1].execute("SELECT pg_advisory_unlock(21)").fetchone() == (True,)


def test_what_one_does_not_have_cannot_be_unlocked(ours: Two, theirs: Two) -> None:
    said: list[list[tuple[str | None, ...]]] = []
    for connection, _ in (ours, theirs):
        heard: list[tuple[str | None, ...]] = []
        connection.add_notice_handler(
            lambda diag, heard=heard: heard.append(  # type: ignore[misc]
                (diag.severity, diag.sqlstate, diag.message_primary)
            )
        )
        assert connection.execute("SELECT pg_advisory_unlock(30)").fetchone() == (False,)
        said.append(heard)
    assert said[0] == said[1] != []


@pytest.mark.parametrize(
    "call",
    [
        "pg_sleep(60)",
        "pg_sleep_for('1 minute')",
        "pg_sleep_until(now() + interval '1 minute')",
        "pg_advisory_lock(31)",
    ],
)
def test_waiting_is_cancelled(ours: Two, call: str) -> None:
    ours[1].execute("SELECT pg_advisory_lock(31)")
    over = threading.Event()

    def cancel() -> None:
        """Again and again: one that comes before the statement is lost."""
        while not over.wait(0.1):
            ours[0].cancel_safe()  # `cancel` would hold the interpreter, and the gateway

    cancelling = threading.Thread(target=cancel)
    cancelling.start()
    try:
        with pytest.raises(psycopg.errors.QueryCanceled, match="due to user request"):
            ours[0].execute(f"SELECT {call}".encode())
    finally:
        over.set()
        cancelling.join()
    ours[0].execute("SET statement_timeout = '100ms'")
    with pytest.raises(psycopg.errors.QueryCanceled, match="due to statement timeout"):
        ours[0].execute(f"SELECT {call}".encode())


@pytest.mark.parametrize("call", ["pg_sleep(0.01)", "pg_sleep_for('1 ms')", "pg_sleep(NULL)"])
def test_sleep_gives_what_postgresql_gives(ours: Two, theirs: Two, call: str) -> None:
    assert _told(ours, f"0 SELECT {call}") == _told(theirs, f"0 SELECT {call}")


@pytest.mark.parametrize(
    "sql",
    [
        "SELECT pg_advisory_lock(oid::bigint) FROM pg_class",
        "SELECT pg_try_advisory_lock(1) WHERE false",
        "SELECT CASE WHEN false THEN pg_try_advisory_lock(1) END",
        "SELECT pg_sleep(1) FROM pg_class",
    ],
)
def test_what_might_be_called_for_some_rows_only_is_refused(ours: Two, sql: str) -> None:
    with pytest.raises(psycopg.errors.FeatureNotSupported):
        ours[0].execute(sql.encode())


def test_without_a_connection_nothing_is_locked(gateway: Gateway) -> None:
    """There is nothing to unlock, and nobody who would: drivers ask for it when they reset."""
    assert gateway.execute("SELECT pg_advisory_unlock_all()").table().num_rows == 1
    with pytest.raises(SqlError, match="outside the PostgreSQL protocol"):
        gateway.execute("SELECT pg_advisory_lock(1)")


def test_processes_lock_each_other_out(tmp_path: Path) -> None:
    script = (
        "import sys, pathlib\n"
        "from gateway.session.advisory import AdvisoryLocks, Key\n"
        "locks = AdvisoryLocks(pathlib.Path(sys.argv[1]))\n"
        "print(*(locks.take(Key(bits), shared=True) for bits in (1, 2, 2**64 - 1)))"
    )
    locks = AdvisoryLocks(tmp_path)
    assert locks.take(Key(1), shared=False)
    assert locks.take(Key(2), shared=True)
    run = subprocess.run(
        [sys.executable, "-c", script, str(tmp_path)], capture_output=True, text=True, check=True
    )
    locks.close()
    assert run.stdout.split() == ["False", "True", "True"]
