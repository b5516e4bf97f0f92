"""A running `unsilo serve` as its operator handles it: look, kill, reload, drain."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import threading
from pathlib import Path

import psycopg
import pytest
from click.testing import CliRunner, Result

from gateway.cli.main import main
from gateway.operations.audit import records
from gateway.operations.processes import ask
from tests.operations.serving import connect, lets_in, serving
from tests.support.waiting import PATIENCE, wait_until


def _unsilo(home: Path, *words: str) -> Result:
    return CliRunner().invoke(main, [*words, "--home", str(home)])


class Sleeper:
    """A client whose statement runs until it is stopped."""

    def __init__(self, port: int, home: Path) -> None:
        self._port = port
        self.error: psycopg.Error | None = None
        self.thread = threading.Thread(target=self._run)
        self.thread.start()
        wait_until(lambda: any(a["statements"] for a in ask(home, {"do": "present"})))

    def _run(self) -> None:
        with connect(self._port) as connection:
            try:
                connection.execute("SELECT slept FROM crm.public.forever")
            except psycopg.Error as error:
                self.error = error


def test_top_ends_with_ctrl_c_as_it_says(home: Path) -> None:
    program = Path(sys.executable).with_name("unsilo")
    with subprocess.Popen(
        [program, "top", "--home", str(home)],
        stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True,
        env={**os.environ, "FORCE_COLOR": "1", "TERM": "xterm"},
    ) as process:  # fmt: skip
        assert process.stdout is not None
        assert "statements running" in process.stdout.readline()
        process.send_signal(signal.SIGINT)
        _, said = process.communicate(timeout=PATIENCE)
    assert (process.returncode, said) == (0, "")


def test_queries_top_and_kill(home: Path) -> None:
    with serving(home, "--no-http") as server:
        assert _unsilo(home, "queries").output == "Nothing runs.\n"
        sleeper = Sleeper(server.pg_port, home)
        shown = _unsilo(home, "queries").output
        assert "ann" in shown
        assert "postgres" in shown
        assert "1 statements running" in _unsilo(home, "top", "--count", "1").output
        (answer,) = ask(home, {"do": "present"})
        (query,) = answer["statements"]
        assert query["client"] == "127.0.0.1"
        assert query["query_id"] in shown
        assert _unsilo(home, "kill", "0" * 32).exit_code == 1
        assert _unsilo(home, "kill", query["query_id"]).exit_code == 0
        sleeper.thread.join(PATIENCE)
        assert sleeper.error is not None
        assert sleeper.error.sqlstate == "57014"


def test_no_server(home: Path) -> None:
    for command in ("queries", "reload"):
        assert "No server runs on this home." in _unsilo(home, command).output


def test_reload(home: Path) -> None:
    with serving(home, "--no-http") as server, connect(server.pg_port) as connection:
        (home / "unsilo.toml").write_text('statement_timeout = "2s"')
        assert _unsilo(home, "reload").output == "Loaded.\n"
        with pytest.raises(psycopg.errors.QueryCanceled):
            connection.execute("SELECT slept FROM crm.public.forever")
        (home / "unsilo.toml").write_text("nonsense = 1")
        failed = _unsilo(home, "reload")
        assert failed.exit_code == 1
        assert connection.execute("SHOW pushdown").fetchone() == ("on",)


def test_drain_lets_statements_end(home: Path) -> None:
    with serving(home, "--no-http") as server, connect(server.pg_port) as connection:
        rows = connection.cursor().stream("SELECT n FROM generate_series(1, 300000) AS n")
        first = next(rows)
        server.process.send_signal(signal.SIGTERM)
        wait_until(lambda: not lets_in(server.pg_port))
        assert len([first, *rows]) == 300_000
        assert server.process.wait(PATIENCE) == 0
    (found,) = [r for r in records(home / "audit") if "generate_series" in r["sql"]]
    assert (found["outcome"], found["rows"]) == ("00000", 300_000)


def test_drain_has_an_end(home: Path) -> None:
    (home / "unsilo.toml").write_text('drain = "200ms"')
    with serving(home, "--no-http") as server:
        sleeper = Sleeper(server.pg_port, home)
        server.process.send_signal(signal.SIGTERM)
        assert server.process.wait(PATIENCE) == 0
        sleeper.thread.join(PATIENCE)
        assert sleeper.error is not None
        assert sleeper.error.sqlstate in ("57014", "57P01")
    assert not list((home / "run").iterdir())


def test_audit_commands(home: Path) -> None:
    assert _unsilo(home, "query", "SELECT 1").exit_code == 0
    assert _unsilo(home, "query", "SELECT nothing").exit_code == 1
    assert "unbroken up to record 2" in _unsilo(home, "audit", "verify").output
    assert _unsilo(home, "audit", "head").output.startswith("2:")
    (failed,) = _unsilo(home, "audit", "show", "--failed").output.splitlines()
    assert json.loads(failed)["outcome"] == "42703"
    (path,) = (home / "audit").glob("*.jsonl")
    path.write_text(path.read_text().replace("SELECT 1", "SELECT 2"))
    broken = _unsilo(home, "audit", "verify")
    assert broken.exit_code == 1
    assert "record 1 has been changed" in broken.output
