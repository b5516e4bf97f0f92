"""`unsilo` as a process of its own: terminals, signals, pipes, and a listening port."""

from __future__ import annotations

import os
import pty
import re
import select
import signal
import subprocess
import time
from collections.abc import Callable

import psycopg
import pytest

from tests.cli.conftest import Unsilo

LONG = "select count(*) from crm.big a join crm.big b on a.word < b.word"


def running_queries(url: str) -> list[str]:
    with psycopg.connect(url, autocommit=True) as connection:
        rows = connection.execute(
            "SELECT query FROM pg_stat_activity WHERE state = 'active'"
            " AND pid <> pg_backend_pid() AND datname = current_database()"
            " AND backend_type = 'client backend'"
        )
        return [row[0] for row in rows]


def eventually(condition: Callable[[], bool], seconds: float) -> bool:
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        if condition():
            return True
        time.sleep(0.05)
    return condition()


def test_a_query_in_a_process(crm: Unsilo) -> None:
    run = subprocess.run(
        [*crm.command, "query", "select id from crm.orders order by id", "--format", "csv"],
        env=crm.environment, capture_output=True, text=True, timeout=60, check=False,
    )  # fmt: skip
    assert (run.returncode, run.stdout, run.stderr) == (0, "id\n1\n2\n3\n", "")


def test_ctrl_c_stops_the_source(crm: Unsilo, shop: str) -> None:
    process = subprocess.Popen(
        [*crm.command, "query", LONG],
        env=crm.environment, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True,
    )  # fmt: skip
    try:
        assert eventually(lambda: bool(running_queries(shop)), 30), "the query never started"
        process.send_signal(signal.SIGINT)
        begun = time.monotonic()
        out, err = process.communicate(timeout=20)
    finally:
        process.kill()
        process.wait()
    assert time.monotonic() - begun < 5
    assert (process.returncode, out) == (130, "")
    assert err == "ERROR:  canceling statement due to user request\n"
    assert eventually(lambda: not running_queries(shop), 2)


def test_progress_is_shown_on_a_terminal(crm: Unsilo) -> None:
    ours, theirs = pty.openpty()
    process = subprocess.Popen(
        [*crm.command, "query", LONG, "--set", "pushdown=off"],
        env={**crm.environment, "TERM": "xterm", "COLUMNS": "100"},
        stdout=subprocess.DEVNULL, stderr=theirs,
    )  # fmt: skip
    os.close(theirs)
    try:
        shown = read_until(ours, rb"crm +300,000 rows +[0-9.]+ MB", 60)
    finally:
        process.kill()
        process.wait()
        os.close(ours)
    assert b"Ctrl-C cancels" in shown


def read_until(descriptor: int, pattern: bytes, seconds: float) -> bytes:
    seen = b""
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        if select.select([descriptor], [], [], 0.2)[0]:
            try:
                seen += os.read(descriptor, 65536)
            except OSError:  # the other side has closed
                break
        if re.search(pattern, seen):
            return seen
    pytest.fail(f"{pattern!r} did not appear in {seen[-2000:]!r}")


def test_a_reader_that_goes_ends_the_query_quietly(crm: Unsilo, shop: str) -> None:
    command = " ".join([*crm.command, "query", "'select * from crm.big'", "--format", "csv"])
    run = subprocess.run(
        ["bash", "-c", f"{command} | head -n 2"],
        env=crm.environment, capture_output=True, text=True, timeout=60, check=False,
    )  # fmt: skip
    assert run.stdout.startswith("n,word\n")
    assert run.stderr == ""
    assert eventually(lambda: not running_queries(shop), 2)


def test_serve_answers_a_client(crm: Unsilo) -> None:
    process = subprocess.Popen(
        [*crm.command, "serve", "--pg-port", "0", "--http-port", "0"],
        env=crm.environment, stderr=subprocess.PIPE, text=True,
    )  # fmt: skip
    try:
        assert process.stderr is not None
        line = process.stderr.readline()
        match = re.search(r"127\.0\.0\.1:(\d+)", line)
        assert match, line
        with psycopg.connect(
            host="127.0.0.1", port=match[1], user="me", dbname="unsilo", autocommit=True
        ) as connection:
            rows = connection.execute("select id from crm.orders order by id").fetchall()
        assert rows == [(1,), (2,), (3,)]
        process.send_signal(signal.SIGINT)
        process.communicate(timeout=20)
    finally:
        process.kill()
        process.wait()
    assert process.returncode == 0


def test_a_port_in_use_is_a_readable_error(crm: Unsilo, shop: str) -> None:
    port = psycopg.conninfo.conninfo_to_dict(shop)["port"]
    run = subprocess.run(
        [*crm.command, "serve", "--pg-port", str(port), "--http-port", "0"],
        env=crm.environment, capture_output=True, text=True, timeout=60, check=False,
    )  # fmt: skip
    assert run.returncode == 1
    assert run.stderr.startswith(f"ERROR:  could not listen on 127.0.0.1:{port}\nDETAIL:  ")
