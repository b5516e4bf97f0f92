"""Requests about a query that another worker runs: passed on to it, and its answer passed back.

A query, its state and its kept rows belong to the worker that has begun it. Which one that is
nobody writes down: a worker that does not know an id asks the others, over sockets in the home
that only its owner may use. Who asks has been found out by then and is told along.

Imports: httptools, starlette, `gateway.serve`, this package.
"""

from __future__ import annotations

import asyncio
import contextlib
import hashlib
import json
import socket
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any, Final
from urllib.parse import quote, unquote

import httptools
from starlette.requests import Request
from starlette.responses import Response, StreamingResponse
from starlette.types import ASGIApp, Receive, Scope, Send

from gateway.errors import SqlError
from gateway.operations.processes import Short
from gateway.serve.http.identity import Identities
from gateway.serve.place import Place

_PASSED: Final = (
    "accept", "accept-encoding", "content-type", "idempotency-key", "if-none-match", "traceparent",
    "x-unsilo-query-id",
)  # fmt: skip
_HOPS: Final = frozenset({b"connection", b"date", b"transfer-encoding"})
_USER: Final = "x-unsilo-user"
_CLIENT: Final = "x-unsilo-client"
_READ: Final = 64 * 1024


class Trusted:
    """Around the application for other workers: they have looked at who asks."""

    def __init__(self, app: ASGIApp, identities: Identities) -> None:
        self._app = app
        self._identities = identities

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """One request."""
        request = Request(scope)
        request.state.identity = await self._identities.known(unquote(request.headers[_USER]))
        scope["client"] = (request.headers[_CLIENT], 0)
        await self._app(scope, receive, send)


class Neighbours:
    """The other workers of one server, as seen from one."""

    def __init__(self, place: Place) -> None:
        self._place = place

    def bind(self) -> socket.socket:
        """The socket on which this worker is asked."""
        path = self._place.http(self._place.number)
        path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        path.unlink(missing_ok=True)
        made = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
        with Short(path) as short:
            made.bind(short)
        return made

    def close(self) -> None:
        """This worker is asked no more. Idempotent."""
        self._place.http(self._place.number).unlink(missing_ok=True)

    async def find(self, request: Request, user: str) -> Response | None:
        """The answer of the worker that knows what is asked for; None if none does."""
        for number in self._place.others:
            with contextlib.suppress(OSError):  # it has just ended, and what it knew with it
                answer = await _asked(self._place.http(number), request, user)
                if answer.status_code != 404:
                    return answer
                await answer.read()
        return None

    async def all(self, request: Request, user: str) -> list[Any]:
        """The JSON answers of all other workers to the same request."""
        found = []
        for number in self._place.others:
            with contextlib.suppress(OSError):
                answer = await _asked(self._place.http(number), request, user)
                found.append(json.loads(await answer.read()))
        return found

    async def texts(self, request: Request, user: str) -> dict[int, str]:
        """The text answers of all other workers, by their number."""
        found = {}
        for number in self._place.others:
            with contextlib.suppress(OSError):
                answer = await _asked(self._place.http(number), request, user)
                found[number] = (await answer.read()).decode()
        return found

    async def keeper(self, request: Request, user: str, key: str, body: bytes) -> Response | None:
        """The answer of the worker that keeps a user's idempotency key; None if it is this one."""
        digest = hashlib.sha256(f"{user}\0{key}".encode()).digest()
        number = int.from_bytes(digest[:8]) % self._place.count
        if number == self._place.number:
            return None
        try:
            return await _asked(self._place.http(number), request, user, body)
        except OSError:
            raise SqlError(
                "57P03",
                "the worker process that keeps this idempotency key is being started again",
                hint="Try again in a second.",
            ) from None

    @property
    def number(self) -> int:
        """This worker's."""
        return self._place.number


class _Answer(StreamingResponse):
    """Another worker's answer: to be sent on, or to be read here."""

    def __init__(self, status: int, parts: AsyncIterator[bytes]) -> None:
        super().__init__(parts, status)
        self._parts = parts

    async def read(self) -> bytes:
        """All of its body."""
        return b"".join([part async for part in self._parts])


class _Parsed:
    """What httptools has found in an answer so far."""

    def __init__(self) -> None:
        self.headers: list[tuple[bytes, bytes]] = []
        self.parts: list[bytes] = []
        self.begun = self.complete = False
        self.parser = httptools.HttpResponseParser(self)

    def on_header(self, name: bytes, value: bytes) -> None:
        """One header."""
        self.headers.append((name.lower(), value))

    def on_headers_complete(self) -> None:
        """The body follows."""
        self.begun = True

    def on_body(self, body: bytes) -> None:
        """Some of the body."""
        self.parts.append(body)

    def on_message_complete(self) -> None:
        """That was all."""
        self.complete = True

    async def more(self, reader: asyncio.StreamReader) -> None:
        """Read on. ConnectionError if the other end has gone."""
        data = await reader.read(_READ)
        if not data:
            raise ConnectionResetError("the worker has gone")
        self.parser.feed_data(data)

    def taken(self) -> list[bytes]:
        """The parts of the body that came."""
        parts, self.parts = self.parts, []
        return parts


async def _asked(path: Path, request: Request, user: str, body: bytes = b"") -> _Answer:
    """The answer of the worker at a socket. OSError if there is none."""
    with Short(path) as short:
        reader, writer = await asyncio.open_unix_connection(short)
    try:
        writer.write(_head(request, user, len(body)) + body)
        await writer.drain()
        parsed = _Parsed()
        while not parsed.begun:
            await parsed.more(reader)
    except BaseException:
        writer.close()
        raise
    status = parsed.parser.get_status_code()
    answer = _Answer(status, _body(reader, writer, parsed))
    answer.raw_headers = [(name, value) for name, value in parsed.headers if name not in _HOPS]
    return answer


async def _body(
    reader: asyncio.StreamReader, writer: asyncio.StreamWriter, parsed: _Parsed
) -> AsyncIterator[bytes]:
    try:
        while True:
            for part in parsed.taken():
                yield part
            if parsed.complete:
                return
            await parsed.more(reader)
    finally:
        writer.close()


def _head(request: Request, user: str, length: int) -> bytes:
    # A HEAD is a GET whose body the server does not send on.
    method = "GET" if request.method == "HEAD" else request.method
    client = request.client.host if request.client is not None else ""
    lines = [
        f"{method} {request.url.path}?{request.url.query} HTTP/1.1",
        "host: unsilo",
        "connection: close",
        f"content-length: {length}",
        f"{_USER}: {quote(user)}",
        f"{_CLIENT}: {client}",
        *(f"{name}: {request.headers[name]}" for name in _PASSED if name in request.headers),
    ]
    return ("\r\n".join(lines) + "\r\n\r\n").encode("latin-1")
