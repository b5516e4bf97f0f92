"""Protocol messages by hand: what no client library lets a test send, and every answer to it."""

from __future__ import annotations

import os
import socket
import struct
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import Any

import psycopg

Reply = tuple[Any, ...]
"""The message's letter, then what it says."""


def message(kind: str, body: bytes = b"") -> bytes:
    return kind.encode() + struct.pack("!I", len(body) + 4) + body


def text(value: str) -> bytes:
    return value.encode() + b"\0"


def query(sql: str) -> bytes:
    return message("Q", text(sql))


def parse(sql: str, name: str = "", types: Sequence[int] = ()) -> bytes:
    body = text(name) + text(sql) + struct.pack(f"!H{len(types)}I", len(types), *types)
    return message("P", body)


def bind(
    portal: str = "",
    statement: str = "",
    values: Sequence[str | None] = (),
    formats: Sequence[int] = (),
) -> bytes:
    body = text(portal) + text(statement) + struct.pack("!HH", 0, len(values))
    for value in values:
        data = None if value is None else value.encode()
        body += struct.pack("!i", -1 if data is None else len(data)) + (data or b"")
    return message("B", body + struct.pack(f"!H{len(formats)}h", len(formats), *formats))


def describe(kind: str, name: str = "") -> bytes:
    return message("D", kind.encode() + text(name))


def execute(portal: str = "", limit: int = 0) -> bytes:
    return message("E", text(portal) + struct.pack("!i", limit))


def close(kind: str, name: str = "") -> bytes:
    return message("C", kind.encode() + text(name))


FLUSH = message("H")
SYNC = message("S")


class Wire:
    """A connection whose bytes are ours, from the first ReadyForQuery on."""

    def __init__(self, connection: socket.socket) -> None:
        self.socket = connection
        self._input = b""

    def send(self, *data: bytes) -> None:
        self.socket.sendall(b"".join(data))

    def unit(self, *data: bytes) -> list[Reply]:
        """Every reply up to ReadyForQuery."""
        self.send(*data)
        found = []
        while not found or found[-1][0] != "Z":
            found.append(self.reply())
        return found

    def reply(self) -> Reply:
        kind, length = struct.unpack("!cI", self._exactly(5))
        return decoded(kind.decode(), self._exactly(length - 4))

    def _exactly(self, count: int) -> bytes:
        while len(self._input) < count:
            part = self.socket.recv(1 << 16)
            if not part:
                raise EOFError
            self._input += part
        data, self._input = self._input[:count], self._input[count:]
        return data


@contextmanager
def wire(**address: Any) -> Iterator[Wire]:
    """A connection that psycopg has logged in."""
    with psycopg.connect(**address, sslmode="disable", autocommit=True) as connection:
        taken = socket.socket(fileno=os.dup(connection.pgconn.socket))
        taken.setblocking(True)
        taken.settimeout(30)
        with taken:
            yield Wire(taken)


def decoded(kind: str, body: bytes) -> Reply:
    """What a backend message says, without what differs between two servers that are right."""
    match kind:
        case "T":
            return ("T", *_fields(body))
        case "D":
            return ("D", *_values(body))
        case "C":
            return ("C", body[:-1].decode())
        case "Z":
            return ("Z", body.decode())
        case "t":
            count = len(body) // 4
            return ("t", *struct.unpack(f"!{count}I", body[2:]))
        case "E" | "N":
            fields = {part[:1].decode(): _plain(part[1:]) for part in body.split(b"\0") if part}
            found = (fields["V"], fields["C"], fields["M"], fields.get("P", ""))
            return (kind, *found)
        case "A":
            return ("A", *_plain(body[4:-1]).split("\0"))
        case "S":
            name, value = _plain(body[:-1]).split("\0")
            return ("S", name, value)
        case "H":
            return ("H", body[0], *struct.unpack(f"!{(len(body) - 3) // 2}h", body[3:]))
        case "d":
            return ("d", body)
    return (kind,)


def _fields(body: bytes) -> Iterator[tuple[str, int, int]]:
    """Name, type and format of each column."""
    at = 2
    for _ in range(struct.unpack("!H", body[:2])[0]):
        end = body.index(b"\0", at)
        type_, _, _, code = struct.unpack("!IhiH", body[end + 7 : end + 19])
        yield _plain(body[at:end]), type_, code
        at = end + 19


def _values(body: bytes) -> Iterator[bytes | None]:
    at = 2
    for _ in range(struct.unpack("!H", body[:2])[0]):
        (length,) = struct.unpack("!i", body[at : at + 4])
        at += 4
        yield None if length < 0 else body[at : at + length]
        at += max(length, 0)


def _plain(text: bytes) -> str:
    """Text in whichever encoding, so that it can be compared."""
    return text.decode(errors="backslashreplace")
