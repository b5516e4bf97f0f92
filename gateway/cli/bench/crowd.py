"""Many clients at once, in one thread that waits for all of their sockets.

Imports: standard library, this package.
"""

from __future__ import annotations

import selectors
import socket
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack
from typing import Protocol

from gateway.cli.bench.table import percentile

CLIENTS = 32
SLOW = 10
SLOW_SECONDS = 6.0
_SLOW_BYTES, _SLOW_PAUSE = 6_400, 0.1
"""64 kB a second."""


class Client(Protocol):
    """One connection: it sends a request and reads the answer piece by piece."""

    socket: socket.socket

    def send(self, request: bytes) -> None:
        """Send a request."""

    def read(self) -> bool:
        """Read what there is; whether the answer is complete."""

    def close(self) -> None:
        """Hang up."""


Connect = Callable[[], Client]


def throughput(
    connect: Connect, requests: Sequence[bytes], prepare: bytes = b"", seconds: float = 4.0
) -> tuple[float, float, float]:
    """Answers per second to CLIENTS clients that ask one request after another; p50 and p99.

    Each client sends `prepare` first.
    """
    taken: list[float] = []
    asking = _endless(requests)
    with ExitStack() as opened, selectors.DefaultSelector() as selector:
        began: dict[Client, float] = {}
        for _ in range(CLIENTS):
            client = connect()
            opened.callback(client.close)
            if prepare:
                client.send(prepare)
                while not client.read():
                    pass
            selector.register(client.socket, selectors.EVENT_READ, client)
            began[client] = time.perf_counter()
            client.send(next(asking))
        begun = now = time.perf_counter()
        while now - begun < seconds:
            for key, _ in selector.select():
                client = key.data
                if client.read():
                    now = time.perf_counter()
                    taken.append(now - began[client])
                    began[client] = now
                    client.send(next(asking))
    return len(taken) / (now - begun), percentile(taken, 0.5), percentile(taken, 0.99)


def slow_readers(connect: Connect, request: bytes) -> tuple[Callable[[], None], ExitStack]:
    """SLOW clients that have asked for much; the function lets each read a little."""
    opened = ExitStack()
    clients = [connect() for _ in range(SLOW)]
    for client in clients:
        opened.callback(client.close)
        client.socket.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 64 * 1024)
        client.send(request)

    def read() -> None:
        time.sleep(_SLOW_PAUSE)
        for client in clients:
            client.socket.recv(_SLOW_BYTES)

    return read, opened


def _endless(requests: Sequence[bytes]) -> Iterator[bytes]:
    while True:
        yield from requests
