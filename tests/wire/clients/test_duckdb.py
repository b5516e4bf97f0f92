"""DuckDB's postgres extension. Its wheel is for DuckDB 1.5.5, installed apart from ours."""

from __future__ import annotations

import sys
from pathlib import Path

from tests.support.provision import python_packages
from tests.wire.clients.conftest import Address, Pair
from tests.wire.clients.programs import compare

_VERSION = "1.5.5"


def test_same_as_postgresql(pair: Pair) -> None:
    wheels = f"duckdb=={_VERSION}", f"duckdb-extension-postgres-scanner=={_VERSION}"
    folder = python_packages(*wheels, "pytz")
    [extension] = folder.rglob("postgres_scanner.duckdb_extension")
    script = str(Path(__file__).with_name("client_duckdb.py"))

    def command(to: Address) -> list[str]:
        address = f"host={to.host} port={to.port} user={to.user} dbname={to.database}"
        password = f" password={to.password}" if to.password else ""
        return [sys.executable, script, str(extension), address + password]

    compare(pair, command, checks=17, environment={"PYTHONPATH": str(folder)})
