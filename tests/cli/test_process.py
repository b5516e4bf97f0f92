"""`unsilo` as a process of its own: terminals, signals, pipes, and a listening port."""

from __future__ import annotations

import os
import pty
import re
import select
import signal
import socket
import subprocess
import time
from collections.abc import Callable
from pathlib import Path

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


@pytest.mark.parametrize(
    ("told", "status"), [(signal.SIGINT, 130), (signal.SIGTERM, 143), (signal.SIGHUP, 129)]
)
def test_whoever_stops_a_query_stops_the_source(
    crm: Unsilo, shop: str, told: signal.Signals, status: int
) -> None:
    process = subprocess.Popen(
        [*crm.command, "query", LONG],
        env=crm.environment, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True,
    )  # fmt: skip
    try:
        assert eventually(lambda: bool(running_queries(shop)), 30), "the query never started"
        process.send_signal(told)
        begun = time.monotonic()
        out, err = process.communicate(timeout=20)
    finally:
        process.kill()
        process.wait()
    assert time.monotonic() - begun < 5
    assert (process.returncode, out) == (status, "")
    assert err == "ERROR:  canceling statement due to user request\n"
    assert eventually(lambda: not running_queries(shop), 2)


def test_ctrl_c_while_a_source_does_not_answer(unsilo: Unsilo) -> None:
    with socket.create_server(("127.0.0.1", 0)) as silent:
        address = f"postgresql://ann@127.0.0.1:{silent.getsockname()[1]}/shop"
        process = subprocess.Popen(
            [*unsilo.command, "source", "add", "crm", address],
            env=unsilo.environment, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True,
        )  # fmt: skip
        try:
            silent.settimeout(30)
            connection, _ = silent.accept()
            with connection:
                process.send_signal(signal.SIGINT)
                out, err = process.communicate(timeout=20)
        finally:
            process.kill()
            process.wait()
    assert (process.returncode, out, err) == (130, "", "\n")


def test_arguments_are_utf_8_whatever_the_locale(crm: Unsilo) -> None:
    ascii_only = {"LC_ALL": "C", "PYTHONUTF8": "0", "PYTHONCOERCECLOCALE": "0"}
    for surroundings in ({}, ascii_only):
        run = subprocess.run(
            [*crm.command, "query", "select 'é' || $1 as x", "--param", "日", "--format", "csv"],
            env=crm.environment | surroundings, capture_output=True, timeout=60, check=False,
        )  # fmt: skip
        assert (run.returncode, run.stdout.decode(), run.stderr) == (0, "x\né日\n", b"")
    for arguments in (["query", b"select '\xff'"], ["query", "select 1", "--set", b"x=\xff"]):
        run = subprocess.run(
            [*crm.command, *arguments],
            env=crm.environment, capture_output=True, timeout=60, check=False,
        )  # fmt: skip
        assert run.returncode == 1
        assert run.stderr == b'ERROR:  invalid byte sequence for encoding "UTF8" in an argument\n'


def test_what_a_terminal_cannot_show_is_no_failure(unsilo: Unsilo, tmp_path: Path) -> None:
    (tmp_path / "日本.csv").write_text("größe\n1\n", encoding="utf-8")
    unsilo("source", "add", "files", f"file://{tmp_path}")
    run = subprocess.run(
        [*unsilo.command, "source", "show", "files", "--columns"],
        env={**unsilo.environment, "PYTHONIOENCODING": "latin-1"},
        capture_output=True, timeout=60, check=False,
    )  # fmt: skip
    assert run.returncode == 0, run.stderr
    assert "\\u65e5\\u672c | größe " in run.stdout.decode("latin-1")


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
