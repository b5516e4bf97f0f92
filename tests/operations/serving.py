"""A running `unsilo serve`."""

from __future__ import annotations

import re
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import psycopg

from gateway.operations.processes import ask
from tests.support.waiting import PATIENCE, wait_until


@dataclass(frozen=True, slots=True)
class Serving:
    """The process and its ports; 0 for a door it does not have."""

    process: subprocess.Popen[str]
    pg_port: int
    http_port: int = 0

    @property
    def http(self) -> str:
        """The address of its HTTP endpoint."""
        return f"http://127.0.0.1:{self.http_port}"


@contextmanager
def serving(home: Path, *options: str, workers: int = 1) -> Iterator[Serving]:
    """A server with these options on free ports, killed at the end."""
    program = Path(sys.executable).parent / "unsilo"
    process = subprocess.Popen(
        [program, "serve", "--pg-port", "0", "--home", str(home), "--workers", str(workers),
         *options],
        stderr=subprocess.PIPE, text=True,
    )  # fmt: skip
    assert process.stderr is not None
    ports: list[int] = []
    wanted = 1 if "--no-http" in options else 2
    try:
        for line in process.stderr:
            if found := re.search(r"endpoint on .*?:(\d+)(,|$)", line):
                ports.append(int(found[1]))
            if len(ports) == wanted:
                break
        assert len(ports) == wanted, "unsilo serve ended"
        wait_until(lambda: len(ask(home, {"do": "status"})) == workers)
        yield Serving(process, *ports)
    finally:
        process.kill()
        process.communicate()


def connect(port: int) -> psycopg.Connection:
    """A client."""
    return psycopg.connect(
        host="127.0.0.1", port=port, user="ann", dbname="unsilo", autocommit=True,
        connect_timeout=int(PATIENCE),
    )  # fmt: skip


def lets_in(port: int) -> bool:
    """Whether a new client may come in."""
    try:
        connect(port).close()
    except psycopg.OperationalError:
        return False
    return True
