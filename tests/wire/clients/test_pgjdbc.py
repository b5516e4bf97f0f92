"""pgjdbc: simple and extended queries, binary, portals with a fetch size, metadata, cancel."""

from __future__ import annotations

import subprocess
from pathlib import Path

import pytest

from tests.support.provision import debian_file, program
from tests.wire.clients.conftest import Address, Pair
from tests.wire.clients.programs import compare
from tests.wire.clients.queries import QUERIES

_MODES = {"extended": "", "simple": "?preferQueryMode=simple", "binary": "?prepareThreshold=-1"}


@pytest.fixture(scope="module")
def classes(tmp_path_factory: pytest.TempPathFactory) -> str:
    """The class path with the driver and our compiled program."""
    jar = debian_file("libpostgresql-jdbc-java", "usr/share/java/postgresql.jar")
    folder = tmp_path_factory.mktemp("classes")
    compiler = program("javac", hint="install default-jdk-headless")
    source = Path(__file__).with_name("Client.java")
    command = [compiler, "-cp", str(jar), "-d", str(folder), str(source)]
    subprocess.run(command, check=True, timeout=120)
    return f"{jar}:{folder}"


@pytest.mark.parametrize("mode", _MODES)
def test_same_as_postgresql(mode: str, classes: str, pair: Pair) -> None:
    statements = [word for item in QUERIES.items() for word in item]

    def command(to: Address) -> list[str]:
        url = f"jdbc:postgresql://{to.host}:{to.port}/{to.database}{_MODES[mode]}"
        login = [to.user, to.password]
        return ["java", "-Xshare:auto", "-cp", classes, "Client", url, *login, *statements]

    compare(pair, command, checks=70 if mode == "simple" else 71)
