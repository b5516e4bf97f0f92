"""A gateway with users of its own behind a real socket, for the tests of logging in."""

from __future__ import annotations

import os
import subprocess
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import psycopg

from gateway.access import roles
from gateway.access.roles import Role
from gateway.catalog.catalog import Catalog
from gateway.catalog.store import Store
from gateway.config import Settings
from gateway.engine import Gateway
from gateway.serve.pgwire import Server, running


@dataclass(frozen=True)
class Door:
    """A running endpoint and the store its users are in."""

    server: Server
    store: Store

    def connect(self, user: str, password: str = "", **options: Any) -> psycopg.Connection:
        """psycopg, over libpq."""
        return psycopg.connect(
            host="127.0.0.1",
            port=self.server.port,
            user=user,
            password=password,
            dbname="unsilo",
            autocommit=True,
            **({"sslmode": "disable", "connect_timeout": 30} | options),
        )

    def refusal(self, user: str, password: str = "", **options: Any) -> str:
        """What a client is told that may not come in."""
        try:
            with self.connect(user, password, **options):
                pass
        except psycopg.OperationalError as error:
            return str(error)
        raise AssertionError(f"{user} came in")

    def psql(self, conninfo: str, password: str = "") -> tuple[str, str]:
        """What psql prints, and says on standard error, for SELECT current_user."""
        done = subprocess.run(
            ["psql", "-XAtw", f"port={self.server.port} dbname=unsilo {conninfo}", "-c",
             "SELECT current_user"],
            env={**os.environ, "PGPASSWORD": password},
            capture_output=True,
            text=True,
            timeout=60,
        )  # fmt: skip
        return done.stdout.strip(), done.stderr.strip()

    def add(self, name: str, password: str | None = "sesame", **fields: Any) -> None:
        """A user."""
        roles.create(self.store, Role(name, login=True, **fields).with_password(password))


@contextmanager
def door(home: Path, **settings: Any) -> Iterator[Door]:
    """A gateway with no source at all, in a home of its own."""
    found = Settings(home=home, **settings)
    with closing(Gateway(Catalog.open(found), found)) as gateway, running(gateway) as server:
        assert gateway.catalog.store is not None
        yield Door(server, gateway.catalog.store)
