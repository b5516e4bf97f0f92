"""`unsilo demo` as a newcomer meets it: real servers, three answers, a port, and nothing left."""

from __future__ import annotations

import re
import signal
import socket
import subprocess
from pathlib import Path

import psycopg
import pytest

from tests.cli.conftest import Unsilo

MISSING = {
    "UNSILO_POSTGRES_BIN": "/nowhere",
    "UNSILO_MARIADB_BIN": "/nowhere",
    "UNSILO_MONGODB_BIN": "/nowhere",
    "UNSILO_REDIS_BIN": "/nowhere",
}


def demo(
    unsilo: Unsilo, temporary: Path, *ports: str, **surroundings: str
) -> subprocess.Popen[str]:
    # Packages come from the cache that the tests' servers use, not into the home of a test.
    environment = {k: v for k, v in unsilo.environment.items() if k != "UNSILO_HOME"}
    return subprocess.Popen(
        [*unsilo.command, "demo", *ports],
        env=environment | {"TMPDIR": str(temporary)} | surroundings,
        stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True,
    )  # fmt: skip


def said_until(process: subprocess.Popen[str], end: str) -> str:
    assert process.stdout is not None
    said = ""
    for line in process.stdout:
        said += line
        if end in line:
            return said
    pytest.fail(f"{end!r} was not said: {said}")


def test_what_it_prints_can_be_pasted_into_psql_and_ctrl_c_leaves_nothing(
    unsilo: Unsilo, tmp_path: Path
) -> None:
    with demo(unsilo, tmp_path, "--pg-port", "0", "--http-port", "0") as process:
        try:
            said = said_until(process, "There are no users")
            found = re.findall(r"^((?:select|with) .*?);\n\n(.*?\(5 rows\)\n)", said, re.S | re.M)
            assert len(found) == 3, said
            port = re.findall(r"PostgreSQL endpoint on 127\.0\.0\.1:(\d+)", said)[0]
            address = f"postgresql://ann@127.0.0.1:{port}/unsilo"
            with psycopg.connect(address, autocommit=True) as connection:
                for text, shown in found:
                    first = str(connection.execute(text).fetchall()[0][0])
                    assert shown.splitlines()[2].split(" |")[0].strip() == first
            process.send_signal(signal.SIGINT)
            rest, _ = process.communicate(timeout=60)
        finally:
            process.kill()
    assert (process.returncode, rest) == (0, "")
    assert list(tmp_path.iterdir()) == []


def test_what_cannot_be_had_is_named_with_what_it_costs(unsilo: Unsilo, tmp_path: Path) -> None:
    without = {k: v for k, v in MISSING.items() if k != "UNSILO_REDIS_BIN"}
    with demo(unsilo, tmp_path, "--pg-port", "0", "--http-port", "0", **without) as process:
        try:
            said = said_until(process, "There are no users")
            process.send_signal(signal.SIGINT)
            process.communicate(timeout=60)
        finally:
            process.kill()
    assert 'customers in PostgreSQL: not to be had here: "/nowhere" does not exist\n' in said
    assert "left out, without billing, crm, web: Who is about to leave us" in said
    assert "hourly features in Redis: redis " in said


def test_without_any_database_it_says_what_to_install(unsilo: Unsilo, tmp_path: Path) -> None:
    process = demo(unsilo, tmp_path, "--pg-port", "0", "--http-port", "0", **MISSING)
    said, _ = process.communicate(timeout=60)
    assert process.returncode == 1
    assert said.endswith(
        "ERROR:  no database can be had on this machine\nHINT:  Run: pip install 'unsilo[demo]'\n"
    )
    assert list(tmp_path.iterdir()) == []


def test_a_port_in_use_is_told_before_anything_starts(unsilo: Unsilo, tmp_path: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = str(taken.getsockname()[1])
        for ports in (("--pg-port", port), ("--pg-port", "0", "--http-port", port)):
            said, _ = demo(unsilo, tmp_path, *ports).communicate(timeout=60)
            assert said.startswith(f"ERROR:  could not listen on 127.0.0.1:{port}\n")
            assert f"Choose another port with {ports[-2]}." in said
