"""Node.js: node-postgres with pools and cursors, and postgres.js."""

from __future__ import annotations

import json
from pathlib import Path

from tests.support.provision import node_packages, program
from tests.wire.clients.conftest import Address, Pair
from tests.wire.clients.programs import compare
from tests.wire.clients.queries import QUERIES


def test_same_as_postgresql(pair: Pair) -> None:
    node = program("node", hint="install nodejs")
    packages = str(node_packages("pg@8", "pg-cursor@2", "postgres@3"))
    script = str(Path(__file__).with_name("client.mjs"))

    def command(to: Address) -> list[str]:
        return [node, script, to.url, packages]

    compare(pair, command, checks=78, environment={"TZ": "UTC"}, stdin=json.dumps(QUERIES))
