"""psqlODBC, through pyodbc: queries, parameters, cursors of the driver, the catalog functions."""

from __future__ import annotations

import json
import sys
from pathlib import Path

import pytest

from gateway.demo.servers.debs import TRIPLET
from tests.support.provision import debian_file, debian_libraries
from tests.wire.clients.conftest import Address, Pair
from tests.wire.clients.programs import compare
from tests.wire.clients.queries import QUERIES

_FILE = f"usr/lib/{TRIPLET}/odbc/psqlodbcw.so"
_MANAGER = f"usr/lib/{TRIPLET}/libodbc.so.2"
_MODES = {
    "plain": "",
    "declare/fetch": "UseDeclareFetch=1;Fetch=100",
    "simple": "UseServerSidePrepare=0",
}


@pytest.mark.parametrize("mode", _MODES)
def test_same_as_postgresql(mode: str, pair: Pair) -> None:
    driver = str(debian_file("odbc-postgresql", _FILE))
    # The driver, and the driver manager that pyodbc is linked to.
    folders = [
        debian_libraries(package, file)
        for package, file in (("odbc-postgresql", _FILE), ("libodbc2", _MANAGER))
    ]
    script = str(Path(__file__).with_name("client_odbc.py"))

    def command(to: Address) -> list[str]:
        login = [to.host, str(to.port), to.user, to.password, to.database, _MODES[mode]]
        return [sys.executable, script, driver, *login]

    environment = {"LD_LIBRARY_PATH": ":".join(map(str, folders))}
    compare(pair, command, checks=44, environment=environment, stdin=json.dumps(QUERIES))
