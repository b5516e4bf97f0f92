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
_MODES = {
    "plain": "",
    "declare/fetch": "UseDeclareFetch=1;Fetch=100",
    "simple": "UseServerSidePrepare=0",
}


@pytest.mark.parametrize("mode", _MODES)
def test_same_as_postgresql(mode: str, pair: Pair) -> None:
    driver = str(debian_file("odbc-postgresql", _FILE))
    libraries = str(debian_libraries("odbc-postgresql", _FILE))
    script = str(Path(__file__).with_name("client_odbc.py"))

    def command(to: Address) -> list[str]:
        login = [to.host, str(to.port), to.user, to.password, to.database, _MODES[mode]]
        return [sys.executable, script, driver, *login]

    environment = {"LD_LIBRARY_PATH": libraries}
    compare(pair, command, checks=44, environment=environment, stdin=json.dumps(QUERIES))
