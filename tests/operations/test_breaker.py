"""A source that goes away and comes back: left alone meanwhile, and found again."""

from __future__ import annotations

import socket
import threading
from collections.abc import Iterator
from contextlib import closing, suppress
from pathlib import Path
from urllib.parse import urlsplit

import pytest

from gateway.catalog.sources import Sources
from gateway.config import Settings
from gateway.engine import Gateway
from gateway.errors import SqlError
from gateway.execute.breaker import FAILURES
from tests.support.waiting import wait_until


class Way:
    """A port that leads to a server while it is open."""

    def __init__(self, target: tuple[str, int]) -> None:
        self._target = target
        self._sockets: list[socket.socket] = []
        self._listening = socket.create_server(("127.0.0.1", 0))
        self.port = int(self._listening.getsockname()[1])
        threading.Thread(target=self._accept, args=(self._listening,), daemon=True).start()

    def close(self) -> None:
        """Nobody comes through any more."""
        for one in (self._listening, *self._sockets):
            with suppress(OSError):
                one.shutdown(socket.SHUT_RDWR)
            one.close()
        self._sockets.clear()

    def open(self) -> None:
        """Again, on the same port."""
        self._listening = socket.create_server(("127.0.0.1", self.port))
        threading.Thread(target=self._accept, args=(self._listening,), daemon=True).start()

    def _accept(self, listening: socket.socket) -> None:
        with suppress(OSError):
            while True:
                client, _ = listening.accept()
                server = socket.create_connection(self._target)
                self._sockets += client, server
                for ends in ((client, server), (server, client)):
                    threading.Thread(target=self._pass, args=ends, daemon=True).start()

    def _pass(self, one: socket.socket, other: socket.socket) -> None:
        with suppress(OSError):
            while data := one.recv(65_536):
                other.sendall(data)
            other.shutdown(socket.SHUT_WR)


@pytest.fixture
def way(filled: str) -> Iterator[Way]:
    address = urlsplit(filled)
    assert address.hostname is not None
    with closing(Way((address.hostname, address.port or 5432))) as opened:
        yield opened


@pytest.fixture
def gateway(filled: str, way: Way, tmp_path: Path) -> Iterator[Gateway]:
    address = urlsplit(filled)
    login, _, _ = address.netloc.rpartition("@")
    there = address._replace(netloc=f"{login}@127.0.0.1:{way.port}").geturl()
    Sources.open(Settings(home=tmp_path)).add("crm", there)
    with closing(Gateway.open(tmp_path)) as opened:
        yield opened


@pytest.mark.parametrize(
    "sql", ["SELECT count(*) FROM crm.people", "SELECT count(*) FROM crm.people WHERE id = 1"]
)
def test_a_source_that_goes_and_comes_back(gateway: Gateway, way: Way, sql: str) -> None:
    def answers() -> bool:
        with suppress(SqlError), gateway.execute(sql) as result:
            return result.table().num_rows == 1
        return False

    assert answers()
    way.close()
    for _ in range(FAILURES):
        with pytest.raises(SqlError) as failed, gateway.execute(sql) as result:
            result.table()
        assert failed.value.sqlstate.startswith("08")
        assert "left alone" not in failed.value.message
    with pytest.raises(SqlError, match="left alone") as refused, gateway.execute(sql) as result:
        result.table()
    assert refused.value.sqlstate == "08006"
    assert set(gateway.breakers.open()) == {"crm"}
    way.open()
    wait_until(answers)
    assert not gateway.breakers.open()
