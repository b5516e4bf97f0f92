"""The servers themselves: they start, answer, and leave nothing behind."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

import psycopg
import pymongo
import pymysql
import pytest
import redis
from redis.backoff import NoBackoff
from redis.retry import Retry

from gateway.demo.servers import CannotProvide, Server, start_mongodb, start_redis
from gateway.demo.servers.postgres import start_postgres
from tests.databases import empty_database
from tests.servers import STARTERS, postgres_names, provide

NAMES = [name for name in STARTERS if name != "postgres-system" or name in postgres_names()]
EXPECTED = {"postgres": "18.", "mongodb": "6.", "mysql": "9."}


def answer(server: Server) -> object:
    """What the server says to a question that needs its engine."""
    match server.kind:
        case "postgres":
            with psycopg.connect(server.url) as connection:
                row = connection.execute("SELECT sum(n) FROM generate_series(1, 10) AS s (n)")
                return row.fetchone()
        case "mariadb" | "mysql":
            with mysql_connection(server) as connection, connection.cursor() as cursor:
                cursor.execute("SELECT 55 + 0 * count(*) FROM information_schema.schemata")
                return cursor.fetchone()
        case "mongodb":
            with pymongo.MongoClient[dict[str, Any]](server.url) as client:
                numbers = client[server.database]["numbers"]
                numbers.insert_many([{"n": n} for n in range(1, 11)])
                total = numbers.aggregate([{"$group": {"_id": None, "sum": {"$sum": "$n"}}}])
                return (next(total)["sum"],)
        case _:
            with redis.Redis.from_url(server.url) as client:
                return (client.eval("return 50 + 5", 0),)


def mysql_connection(server: Server) -> pymysql.Connection[Any]:
    return pymysql.connect(
        host=server.host,
        port=server.port,
        user=server.user,
        password=server.password,
        database=server.database,
        charset="utf8mb4",
    )


def running(pid: int) -> bool:
    """Whether the process exists and is not merely waiting to be reaped."""
    status = Path(f"/proc/{pid}/stat")
    return status.exists() and status.read_text().rsplit(")", 1)[1].split()[0] != "Z"


def listening(port: int) -> bool:
    with socket.socket() as probe:
        return probe.connect_ex(("127.0.0.1", port)) == 0


def gone_within(pid: int, seconds: float) -> bool:
    deadline = time.monotonic() + seconds
    while running(pid):
        if time.monotonic() > deadline:
            return False
        time.sleep(0.02)
    return True


@pytest.mark.parametrize("name", NAMES)
def test_starts_answers_and_is_gone_after_stop(name: str) -> None:
    server = STARTERS[name]()
    try:
        assert answer(server) == (55,)
        assert server.version.startswith(EXPECTED.get(name, ""))
        assert running(server.pid)
        assert running(server.guard)
    finally:
        server.stop()
    assert not running(server.pid)
    assert not running(server.guard)
    assert not listening(server.port)
    assert not server.folder.exists()
    server.stop()  # again is harmless


def test_postgres_sorts_by_bytes_and_knows_unicode(each_postgres_server: Server) -> None:
    with psycopg.connect(each_postgres_server.url) as connection:
        rows = connection.execute(
            "SELECT x FROM (VALUES ('é'), ('a'), ('B'), ('_')) AS t (x) ORDER BY x"
        ).fetchall()
        assert [row[0] for row in rows] == ["B", "_", "a", "é"]
        assert connection.execute("SELECT upper('é'), current_setting('TimeZone')").fetchone() == (
            "É",
            "UTC",
        )


def test_postgres_wants_its_password(postgres_server: Server) -> None:
    with pytest.raises(psycopg.OperationalError, match="password authentication failed"):
        psycopg.connect(
            host=postgres_server.host,
            port=postgres_server.port,
            user=postgres_server.user,
            password="wrong",
            dbname=postgres_server.database,
        )


def test_mysql_is_what_it_says_and_shows_its_processes(each_mysql_server: Server) -> None:
    mariadb = each_mysql_server.kind == "mariadb"
    with mysql_connection(each_mysql_server) as connection, connection.cursor() as cursor:
        cursor.execute("SELECT version() LIKE '%MariaDB%', @@character_set_server, @@time_zone")
        assert cursor.fetchone() == (int(mariadb), "utf8mb4", "+00:00")
        cursor.execute("SELECT info FROM information_schema.processlist WHERE id = connection_id()")
        assert "connection_id()" in str(cursor.fetchone())


def test_redis_wants_its_password(redis_server: Server) -> None:
    with (
        redis.Redis(
            host=redis_server.host, port=redis_server.port, retry=Retry(NoBackoff(), 0)
        ) as client,
        pytest.raises(redis.AuthenticationError),
    ):
        client.ping()


def test_the_password_is_not_shown() -> None:
    server = Server("redis", "7", "127.0.0.1", 1, "", "hunter2", "0")
    assert "hunter2" not in repr(server)
    assert server.url == "redis://:hunter2@127.0.0.1:1/0"


@pytest.mark.parametrize("how", [signal.SIGKILL, signal.SIGTERM])
def test_ends_with_a_killed_parent(how: signal.Signals) -> None:
    script = (
        "import time; from gateway.demo.servers import start_redis as r, start_postgres as p\n"
        "a, b = r(), p()\n"
        "print(a.pid, b.pid, a.folder, b.folder, flush=True); time.sleep(60)"
    )
    with subprocess.Popen([sys.executable, "-c", script], stdout=subprocess.PIPE) as parent:
        assert parent.stdout is not None
        first, second, *folders = parent.stdout.readline().decode().split()
        assert running(int(first))
        assert running(int(second))
        parent.send_signal(how)
    assert gone_within(int(first), 10)
    assert gone_within(int(second), 10)
    deadline = time.monotonic() + 5
    while any(Path(folder).exists() for folder in folders) and time.monotonic() < deadline:
        time.sleep(0.02)
    assert not any(Path(folder).exists() for folder in folders)


@pytest.mark.parametrize("start", [start_redis, start_postgres])
def test_ends_with_a_killed_guard(start: Any) -> None:
    with start() as server:
        os.kill(server.guard, signal.SIGKILL)
        assert gone_within(server.pid, 10)


def test_a_folder_and_a_port_can_be_chosen(tmp_path: Path) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        port = taken.getsockname()[1]
    with start_redis(tmp_path / "here", port) as server:
        assert (server.port, server.folder) == (port, tmp_path / "here")
        assert server.log.exists()
    assert not (tmp_path / "here").exists()


def test_a_taken_port_is_told(tmp_path: Path) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))  # not listening, so nobody waits for its answer
        port = taken.getsockname()[1]
        with pytest.raises(CannotProvide, match=r"(?i)address already in use"):
            start_redis(tmp_path / "here", port)
    assert not (tmp_path / "here").exists()


def test_a_missing_program_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("UNSILO_MONGODB_BIN", "/nowhere/mongod")
    with pytest.raises(CannotProvide, match='"/nowhere/mongod" does not exist'):
        start_mongodb()


def test_a_program_that_fails_is_told_with_its_log(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("UNSILO_MONGODB_BIN", "/bin/false")
    with pytest.raises(CannotProvide, match='cannot provide "mongodb": the server ended'):
        start_mongodb()


def test_each_test_module_has_its_own_empty_database(
    postgres_url: str, mariadb_url: str, mysql_url: str, mongodb_url: str, redis_url: str
) -> None:
    urls = [postgres_url, mariadb_url, mysql_url, mongodb_url, redis_url]
    schemes = [url.split(":")[0] for url in urls]
    assert schemes == ["postgresql", "mariadb", "mysql", "mongodb", "redis"]
    with psycopg.connect(postgres_url) as connection:
        found = connection.execute("SELECT count(*) FROM pg_stat_user_tables").fetchone()
        assert found == (0,)
    with redis.Redis.from_url(redis_url) as client:
        assert client.dbsize() == 0
        assert client.connection_pool.connection_kwargs["db"] != 0


def test_the_servers_of_a_run_are_shared(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("UNSILO_TEST_REDIS_URL", raising=False)
    first, second = provide("redis"), provide("redis")
    assert first == second
    assert running(first.pid)


def test_an_address_in_the_environment_comes_first(monkeypatch: pytest.MonkeyPatch) -> None:
    with start_redis() as own:
        monkeypatch.setenv("UNSILO_TEST_REDIS_URL", own.url)
        given = provide("redis")
        assert (given.url, given.pid) == (own.url, 0)
        assert answer(given) == (55,)
        given.stop()  # somebody else's
        assert running(own.pid)


def test_empty_databases_do_not_see_each_other(redis_server: Server) -> None:
    with empty_database(redis_server) as one, empty_database(redis_server) as two:
        with redis.Redis.from_url(one) as client:
            client.set("a", "1")
        with redis.Redis.from_url(two) as client:
            assert client.dbsize() == 0
    with redis.Redis.from_url(one) as client:
        assert client.dbsize() == 0
