"""The oracle of placement tests."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from gateway.demo.servers import Server
from tests.databases import empty_database
from tests.placement.oracle import Oracle


@pytest.fixture(scope="module")
def oracle(postgres_server: Server) -> Iterator[Oracle]:
    with empty_database(postgres_server) as url:
        oracle = Oracle(url)
        yield oracle
        oracle.close()
