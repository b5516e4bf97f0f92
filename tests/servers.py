"""The database servers of the tests: found, started once, shared, and never skipped.

A server comes from the first of: an address in the environment (UNSILO_TEST_POSTGRES_URL and so
on), a container where a Docker engine answers (unless UNSILO_TEST_DOCKER=0), a program on this
machine, installed if need be. A server that cannot be had raises CannotProvide.

Local servers are shared by all pytest-xdist workers: the first worker that needs a kind starts it
under a file lock and writes it down; they end with the run (see `Run`).
"""

from __future__ import annotations

import fcntl
import json
import os
import shutil
import tempfile
from collections.abc import Callable
from dataclasses import asdict, dataclass
from functools import partial
from pathlib import Path
from typing import Self
from urllib.parse import unquote, urlsplit

from gateway.demo.servers import (
    Server,
    start_mariadb,
    start_mongodb,
    start_mysql,
    start_postgres,
    start_redis,
)
from gateway.demo.servers.postgres import system_binaries
from tests import containers

_RUN = "UNSILO_TEST_RUN"
STARTERS: dict[str, Callable[..., Server]] = {
    "postgres": start_postgres,
    "postgres-system": partial(start_postgres, source="system"),
    "mariadb": start_mariadb,
    "mysql": start_mysql,
    "mongodb": start_mongodb,
    "redis": start_redis,
}
_PORTS = {"postgres": 5432, "mariadb": 3306, "mysql": 3306, "mongodb": 27017, "redis": 6379}


@dataclass(frozen=True, slots=True)
class Run:
    """One pytest run: the folder where its servers are written down, the process it ends with."""

    folder: Path
    owner: int

    @classmethod
    def begin(cls) -> Self:
        """Open a run and tell the worker processes to come about it."""
        run = cls(Path(tempfile.mkdtemp(prefix="unsilo-tests-")), os.getpid())
        os.environ[_RUN] = f"{run.owner}:{run.folder}"
        return run

    @classmethod
    def current(cls) -> Self:
        """The run this process belongs to."""
        owner, folder = os.environ[_RUN].split(":", 1)
        return cls(Path(folder), int(owner))

    def server(self, name: str) -> Server:
        """The shared server of this name (a key of STARTERS), started if nobody has."""
        with open(self.folder / f"{name}.lock", "w") as lock:
            fcntl.flock(lock, fcntl.LOCK_EX)
            note = self.folder / f"{name}.json"
            if note.exists():
                return _read(note)
            server = STARTERS[name](watch=self.owner)
            _write(note, server)
            return server

    def end(self) -> None:
        """Stop every server of the run."""
        for note in self.folder.glob("*.json"):
            _read(note).stop()
        shutil.rmtree(self.folder, ignore_errors=True)


def provide(name: str) -> Server:
    """A running server of this name (a key of STARTERS), which other tests use as well."""
    if address := os.environ.get(f"UNSILO_TEST_{name.replace('-', '_').upper()}_URL"):
        return _external(name, address)
    if name in containers.IMAGES and containers.docker_answers():
        return containers.started(name)
    return Run.current().server(name)


def postgres_names() -> list[str]:
    """The PostgreSQL servers there are here: the oracle, and the system's where installed."""
    return ["postgres", *(["postgres-system"] if system_binaries() else [])]


def _external(name: str, address: str) -> Server:
    kind = name.split("-")[0]
    parts = urlsplit(address)
    return Server(
        kind=kind,
        version="",
        host=parts.hostname or "127.0.0.1",
        port=parts.port or _PORTS[kind],
        user=unquote(parts.username or ""),
        password=unquote(parts.password or ""),
        database=parts.path.lstrip("/"),
    )


def _write(note: Path, server: Server) -> None:
    note.touch(mode=0o600)
    note.write_text(json.dumps(asdict(server), default=str))


def _read(note: Path) -> Server:
    values = json.loads(note.read_text())
    return Server(**{**values, "folder": Path(values["folder"])})
