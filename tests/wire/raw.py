"""A client made of bytes, for what no driver would send."""

from __future__ import annotations

import socket
import struct
from types import TracebackType


class Raw:
    """A socket to the endpoint on a port of this machine."""

    def __init__(self, port: int) -> None:
        self.socket = socket.create_connection(("127.0.0.1", port), timeout=30)

    def __enter__(self) -> Raw:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.socket.close()

    def start(self, user: str) -> None:
        """StartupMessage."""
        body = b"user\0" + user.encode() + b"\0database\0unsilo\0\0"
        self.socket.sendall(struct.pack("!II", len(body) + 8, 196608) + body)

    def send(self, kind: bytes, body: bytes) -> None:
        """A message."""
        self.socket.sendall(kind + struct.pack("!I", len(body) + 4) + body)

    def begin(self, mechanism: str, first: bytes) -> None:
        """SASLInitialResponse."""
        self.send(b"p", mechanism.encode() + b"\0" + struct.pack("!i", len(first)) + first)

    def receive(self) -> tuple[bytes, bytes]:
        """The next message; two times nothing at the end."""
        head = self._exactly(5)
        if not head:
            return b"", b""
        return head[:1], self._exactly(int.from_bytes(head[1:]) - 4)

    def error(self) -> dict[str, str]:
        """The fields of the ErrorResponse that must come next."""
        kind, body = self.receive()
        assert kind == b"E", (kind, body)
        return {part[:1].decode(): part[1:].decode() for part in body.split(b"\0") if part}

    def _exactly(self, count: int) -> bytes:
        data = b""
        while len(data) < count and (part := self.socket.recv(count - len(data))):
            data += part
        return data


def first_challenge(port: int, user: str) -> list[bytes]:
    """The server's nonce, salt and iterations for a user."""
    with Raw(port) as client:
        client.start(user)
        assert client.receive()[1].startswith(b"\0\0\0\x0a")
        client.begin("SCRAM-SHA-256", b"n,,n=,r=abc")
        kind, body = client.receive()
        assert kind == b"R"
        return [part[2:] for part in body[4:].split(b",")]
