"""A PostgreSQL client that only moves bytes: what is measured is the server.

Imports: psycopg, for the login.
"""

from __future__ import annotations

import os
import socket
import struct
import time
from typing import Final

import psycopg

CHUNK: Final = 1 << 18
_ERROR: Final = b"SERROR\0"
_LOOK: Final = 256
"""Bytes at the start of what is read in which an error would stand."""
_READY: Final = b"Z\0\0\0\5I"


class Raw:
    """A connection after its login. Use it as a context manager, or close it."""

    def __init__(self, url: str) -> None:
        self._login = psycopg.connect(url, autocommit=True, sslmode="disable")
        self.socket = socket.socket(fileno=os.dup(self._login.pgconn.socket))
        self.socket.setblocking(True)
        self._buffer = bytearray(CHUNK)
        self._tail = b""

    def __enter__(self) -> Raw:
        return self

    def __exit__(self, *error: object) -> None:
        self.close()

    def close(self) -> None:
        """Hang up."""
        self.socket.close()
        self._login.close()

    def ask(self, request: bytes) -> None:
        """Send a request and read its whole answer."""
        self.send(request)
        while not self.read():
            pass

    def first_row(self, request: bytes) -> float:
        """Seconds to the first row; the rest of the answer is read after that."""
        begun = time.perf_counter()
        self.send(request)
        kind = b""
        while kind not in (b"D", b"d"):
            kind, length = struct.unpack("!ci", self._exactly(5))
            self._exactly(length - 4)
        taken = time.perf_counter() - begun
        while not self.read():
            pass
        return taken

    def send(self, request: bytes) -> None:
        """Send messages whose answer ends with ReadyForQuery."""
        self._tail = b""
        self.socket.sendall(request)

    def read(self) -> bool:
        """Read once, what there is; whether that was the answer's end."""
        count = self.socket.recv_into(self._buffer)
        if not count:
            raise ConnectionError("the server has closed the connection")
        if count < CHUNK and _ERROR in self._buffer[: min(count, _LOOK)]:
            raise ConnectionError(f"the server has reported an error: {self._buffer[:count]!r}")
        self._tail = (self._tail + bytes(self._buffer[max(count - 6, 0) : count]))[-6:]
        return self._tail == _READY

    def _exactly(self, count: int) -> bytes:
        data = bytearray()
        while len(data) < count:
            part = self.socket.recv(count - len(data))
            if not part:
                raise ConnectionError("the server has closed the connection")
            data += part
        return bytes(data)


def simple(sql: str) -> bytes:
    """One Query message."""
    return _message(b"Q", sql.encode() + b"\0")


def extended(sql: str, *values: str, binary: bool = False) -> bytes:
    """Parse, Bind, Execute, Sync."""
    return _message(b"P", b"\0" + sql.encode() + b"\0\0\0") + executed("", *values, binary=binary)


def prepared(name: str, sql: str) -> bytes:
    """Parse under a name, Sync."""
    return _message(b"P", name.encode() + b"\0" + sql.encode() + b"\0\0\0") + _message(b"S", b"")


def executed(name: str, *values: str, binary: bool = False) -> bytes:
    """Bind of a prepared statement with text values, Execute, Sync."""
    texts = [value.encode() for value in values]
    bound = b"".join(struct.pack("!i", len(text)) + text for text in texts)
    head = b"\0" + name.encode() + b"\0" + struct.pack("!hh", 0, len(texts))
    parts = (
        (b"B", head + bound + struct.pack("!hh", 1, int(binary))),
        (b"E", b"\0" + struct.pack("!i", 0)),
        (b"S", b""),
    )
    return b"".join(_message(kind, body) for kind, body in parts)


def _message(kind: bytes, body: bytes) -> bytes:
    return kind + struct.pack("!i", len(body) + 4) + body
