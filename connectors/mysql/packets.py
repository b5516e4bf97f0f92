"""The wire, below SQL: prepare and execute a statement, take its rows in bulk.

PyMySQL logs in (authentication, TLS); from there a scan speaks MySQL's *binary* protocol itself, on
the same socket. Parameters are bound by the server, never pasted into SQL, and numbers, FLOATs and
dates arrive as bits, not as rounded text. Rows are not touched one by one: `Incoming.rows` hands on
the raw bytes of thousands of them with the position of each, for `decode` to read column-wise.

Protocol: https://dev.mysql.com/doc/dev/mysql-server/latest/PAGE_PROTOCOL.html
"""

from __future__ import annotations

import socket
import struct
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

from connectors.mysql.parameters import encode_parameters

MAX_PACKET = 0xFFFFFF
PADDING = 16
"""Bytes that may be read behind the last row: a fixed-width look at a NULL reads past its end."""

_HEADER = struct.Struct("<I")
_FIRST_CAPACITY = 1 << 16

_COM_PREPARE, _COM_EXECUTE, _COM_CLOSE = b"\x16", b"\x17", b"\x19"
_OK, _END, _ERROR = 0x00, 0xFE, 0xFF


class ServerError(Exception):
    """An error packet: MySQL's number, its SQLSTATE and its message."""

    def __init__(self, number: int, sqlstate: str, message: str) -> None:
        super().__init__(message)
        self.number = number
        self.sqlstate = sqlstate
        self.message = message


class BrokenProtocol(Exception):
    """The server said something that no MySQL server says here."""


@dataclass(frozen=True, slots=True)
class Field:
    """How the server sends one column: wire type, flags, character set id, decimals."""

    name: str
    code: int
    flags: int
    charset: int
    decimals: int

    @property
    def unsigned(self) -> bool:
        """Whether an integer's bits are to be read without sign."""
        return bool(self.flags & 0x20)


@dataclass(frozen=True, slots=True)
class Chunk:
    """Rows as they came: row `i` begins (after its packet header) at `data[starts[i]]`.

    `data` is valid until the next call on the `Incoming` it came from.
    """

    data: bytearray
    starts: list[int]


class Incoming:
    """What the server sends, in one buffer that packets and whole runs of rows are cut from."""

    def __init__(self, sock: socket.socket, wait: Callable[[], None]) -> None:
        """`wait` is called before every read: it sets the socket's timeout, or raises."""
        self._socket = sock
        self._wait = wait
        self._data = bytearray(_FIRST_CAPACITY)
        self._start = 0
        self._end = 0
        self.finished = False

    def packet(self) -> bytes:
        """The next packet's payload. Raises ServerError if it is an error packet."""
        while (stop := self._complete(self._start)) is None:
            self._fill()
        payload = bytes(memoryview(self._data)[self._start + 4 : stop])
        self._start = stop
        if payload[:1] == b"\xff":
            raise _error(payload)
        return payload

    def rows(self, limit: int, enough: int) -> Chunk:
        """Up to `limit` rows: all that can be had in one go, at least one unless `finished`.

        A chunk also ends when it holds `enough` bytes, so that wide rows do not fill the memory.
        Raises ServerError when the server breaks the result off.
        """
        self._compact()
        starts: list[int] = []
        position = self._start
        while not self.finished:
            position = self._find_rows(position, starts, limit)
            if self.finished or len(starts) >= limit or position - self._start > enough:
                break
            self._fill()
        self._start = position
        return Chunk(self._data, starts)

    def first_rows(self, limit: int) -> Chunk:
        """As `rows`, but content with what the first read brings: the first rows leave at once."""
        self._compact()
        starts: list[int] = []
        position = self._find_rows(self._start, starts, limit)
        while not starts and not self.finished:
            self._fill()
            position = self._find_rows(position, starts, limit)
        self._start = position
        return Chunk(self._data, starts)

    def _find_rows(self, position: int, starts: list[int], limit: int) -> int:
        """Append where rows begin, as far as they are here; the position behind the last."""
        data, end = self._data, self._end
        unpack, append = _HEADER.unpack_from, starts.append
        room = limit - len(starts)
        while room > 0 and end - position > 4:
            body = position + 4
            length: int = unpack(data, position)[0] & MAX_PACKET
            stop = body + length
            if length == MAX_PACKET:
                joined = self._join(position)
                if joined is None:
                    break
                stop, end = joined, self._end
            if stop > end:
                break
            if data[body]:
                self._finish(bytes(data[body:stop]))
                return stop
            append(body)
            position = stop
            room -= 1
        return position

    def _finish(self, payload: bytes) -> None:
        self.finished = True
        if payload[0] == _ERROR:
            raise _error(payload)
        if payload[0] != _END or len(payload) >= 9:
            raise BrokenProtocol(f"unexpected packet 0x{payload[0]:02x} among rows")

    def _complete(self, position: int) -> int | None:
        """End of the packet at `position` once all of it is here, joined if it came in parts."""
        if self._end - position < 4:
            return None
        length = _HEADER.unpack_from(self._data, position)[0] & MAX_PACKET
        if length == MAX_PACKET:
            return self._join(position)
        stop = position + 4 + length
        return stop if stop <= self._end else None

    def _join(self, position: int) -> int | None:
        """Make one run of bytes of a packet in parts of 16 MB; its end, None if not all is here."""
        inner = []
        length = MAX_PACKET
        while length == MAX_PACKET:
            position += 4 + length
            if self._end - position < 4:
                return None
            inner.append(position)
            length = _HEADER.unpack_from(self._data, position)[0] & MAX_PACKET
        stop = position + 4 + length
        if stop > self._end:
            return None
        view = memoryview(self._data)
        for header in reversed(inner):
            view[header : self._end - 4] = view[header + 4 : self._end]
            self._end -= 4
        return stop - 4 * len(inner)

    def _compact(self) -> None:
        """Move what is left over to the front: the chunk before is done with."""
        rest = self._end - self._start
        view = memoryview(self._data)
        view[:rest] = view[self._start : self._end]
        self._start, self._end = 0, rest

    def _fill(self) -> None:
        """Read what is there, at least one byte."""
        room = len(self._data) - PADDING - self._end
        if room < len(self._data) // 4:
            # A new object instead of a resize: arrays may still look at the old one.
            grown = bytearray(2 * len(self._data))
            grown[: self._end] = memoryview(self._data)[: self._end]
            self._data = grown
            room = len(grown) - PADDING - self._end
        self._wait()
        got = self._socket.recv_into(memoryview(self._data)[self._end : self._end + room])
        if got == 0:
            raise ConnectionResetError("the server closed the connection")
        self._end += got


class Statement:
    """One prepared statement on a session's socket."""

    def __init__(self, sock: socket.socket, incoming: Incoming) -> None:
        self._socket = sock
        self.incoming = incoming
        self._id = b""

    def prepare(self, sql: str) -> None:
        """Let the server parse and check `sql`. Raises ServerError."""
        self._send(_COM_PREPARE + sql.encode())
        answer = self.incoming.packet()
        self._id = answer[1:5]
        columns, parameters = struct.unpack_from("<HH", answer, 5)
        for count in (parameters, columns):
            self._skip_definitions(count)

    def execute(self, parameters: Sequence[object]) -> list[Field]:
        """Start it with these values; the rows follow in `incoming`. Raises ServerError."""
        head = _COM_EXECUTE + self._id + b"\x00" + struct.pack("<I", 1)
        self._send(head + encode_parameters(parameters))
        count, _ = _length(self.incoming.packet(), 0)
        fields = [_field(self.incoming.packet()) for _ in range(count)]
        self.incoming.packet()
        self.incoming.finished = False
        return fields

    def close(self) -> None:
        """Tell the server to forget it; there is no answer."""
        if self._id:
            self._send(_COM_CLOSE + self._id)
            self._id = b""

    def _skip_definitions(self, count: int) -> None:
        for _ in range(count + 1 if count else 0):
            self.incoming.packet()

    def _send(self, payload: bytes) -> None:
        self._socket.sendall(b"".join(_parts(payload)))


def _parts(payload: bytes) -> Iterator[bytes]:
    """`payload` as packets of at most 16 MB, each with its header."""
    for sequence, begin in enumerate(range(0, len(payload) + 1, MAX_PACKET)):
        part = payload[begin : begin + MAX_PACKET]
        yield len(part).to_bytes(3, "little") + bytes([sequence & 0xFF]) + part


def _error(payload: bytes) -> ServerError:
    number = int.from_bytes(payload[1:3], "little")
    text = payload[3:]
    sqlstate = "HY000"
    if text[:1] == b"#":
        sqlstate, text = text[1:6].decode("ascii", "replace"), text[6:]
    return ServerError(number, sqlstate, text.decode("utf-8", "replace"))


def _field(payload: bytes) -> Field:
    position = 0
    texts = []
    for _ in range(6):
        length, position = _length(payload, position)
        texts.append(payload[position : position + length])
        position += length
    charset, _, code, flags, decimals = struct.unpack_from("<HIBHB", payload, position + 1)
    return Field(texts[4].decode("utf-8", "replace"), code, flags, charset, decimals)


def _length(payload: bytes, position: int) -> tuple[int, int]:
    """A length-encoded integer, and the position behind it."""
    first = payload[position]
    if first < 0xFB:
        return first, position + 1
    width = {0xFC: 2, 0xFD: 3, 0xFE: 8}.get(first)
    if width is None:
        raise BrokenProtocol(f"unexpected length byte 0x{first:02x}")
    begin = position + 1
    return int.from_bytes(payload[begin : begin + width], "little"), begin + width
