"""What is measured: a PostgreSQL of our own with the rows, and `unsilo serve` over it.

Imports: psycopg, `gateway.catalog`, `gateway.demo.servers`.
"""

from __future__ import annotations

import re
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from pathlib import Path

import psycopg

from gateway.catalog.sources import Sources
from gateway.cli.bench.crowd import CLIENTS
from gateway.cli.bench.rows import load, mixed_rows
from gateway.config import Settings
from gateway.demo.servers import start_postgres
from gateway.errors import SqlError


@dataclass(frozen=True, slots=True)
class Silo:
    """A running PostgreSQL with the table `mixed`, and a home where it is a source."""

    url: str
    pid: int
    home: Path
    rows: int


@dataclass(frozen=True, slots=True)
class Gate:
    """A running `unsilo serve`."""

    pid: int
    pg_port: int
    http_port: int

    @property
    def url(self) -> str:
        """Its PostgreSQL endpoint."""
        return f"postgresql://bench@127.0.0.1:{self.pg_port}/unsilo"


@contextmanager
def silo(rows: int) -> Iterator[Silo]:
    """Start and fill it; all is gone when the context ends."""
    with tempfile.TemporaryDirectory(prefix="unsilo-bench-") as folder, start_postgres() as server:
        with psycopg.connect(server.url, autocommit=True) as connection:
            load(connection, mixed_rows(rows))
        home = Path(folder)
        with closing(Sources.open(Settings(home=home))) as sources:
            sources.add("bench", server.url, {"pool_size": str(CLIENTS)})
        yield Silo(server.url, server.pid, home, rows)


@contextmanager
def serving(silo: Silo, workers: int = 1) -> Iterator[Gate]:
    """A gateway over it with so many processes."""
    program = Path(sys.executable).parent / "unsilo"
    command = [str(program), "serve", "--home", str(silo.home), "--workers", str(workers),
               "--pg-port", "0", "--http-port", "0"]  # fmt: skip
    with subprocess.Popen(command, stderr=subprocess.PIPE, text=True) as process:
        assert process.stderr is not None
        ports: list[int] = []
        try:
            for line in process.stderr:
                if found := re.search(r"endpoint on .*?:(\d+)(?:,|$)", line):
                    ports.append(int(found[1]))
                if len(ports) == 2:
                    break
            else:
                raise SqlError("58000", "unsilo serve ended while it started")
            yield Gate(process.pid, *ports)
        finally:
            process.terminate()
