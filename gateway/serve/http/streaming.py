"""An answer that is sent while its statement runs.

Nothing is sent before the first part is there, so that a statement that fails has its status. One
part is made ahead while another is sent; a client that reads slowly slows the sources, and one that
leaves stops them. A failure in the middle cuts the body off: no reader takes it for complete.

Imports: starlette, asyncio, this package.
"""

from __future__ import annotations

import asyncio
import contextlib
import itertools
import json
import logging
from collections.abc import Iterator, Mapping
from functools import partial
from typing import Final
from urllib.parse import quote

from starlette.types import Receive, Scope, Send

from gateway.errors import SqlError
from gateway.serve.formats.json import warnings_json
from gateway.serve.http.encoding import CODINGS, PIECE_BYTES
from gateway.serve.http.media import Media
from gateway.serve.http.problems import QUERY_ID, members, sql_problem
from gateway.serve.http.running import RunningStatements
from gateway.serve.http.statement import RunningStatement
from gateway.serve.workers import Lane, Workers

logger = logging.getLogger(__name__)

WARNINGS: Final = "X-Unsilo-Warnings"
SET_SESSION: Final = "X-Unsilo-Set-Session"
"""Settings that the statement has changed: `name=value, …` percent-encoded; `name`: reset."""
_MOST_HEADER: Final = 4096
_LAST_WORD_SECONDS: Final = 1.0
_NOT_WORTH_COMPRESSING: Final = 1024
_SMALL: Final = 256 * 1024


class StreamingAnswer:
    """Runs a statement's parts in a worker and sends them. An ASGI application."""

    def __init__(
        self,
        running: RunningStatement,
        parts: Iterator[bytes],
        media: Media,
        coding: str | None,
        workers: Workers,
        statements: RunningStatements,
    ) -> None:
        self._running = running
        self._parts = parts
        self._rest = parts
        self._media = media
        self._coding = coding
        self._lane = Lane(workers)
        self._statements = statements
        self._started = False
        self._complete = False
        """Whether all of it was made before any of it was sent."""
        self._loop = asyncio.get_running_loop()
        self._stopped = asyncio.Event()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Send the answer, or a problem."""
        self._running.on_stop = partial(self._loop.call_soon_threadsafe, self._stopped.set)
        watcher = asyncio.create_task(self._watch(receive))
        error: SqlError | None = None
        try:
            await self._send_all(send)
        except SqlError as raised:
            error = raised
        except asyncio.CancelledError:
            error = SqlError("57P01", "terminating connection due to administrator command")
            raise
        except Exception:
            logger.exception("internal error in query %s", self._running.query_id)
            error = SqlError("XX000", "internal error")
        finally:
            watcher.cancel()
            await self._end(error)
        if error is not None:
            await self._fail(self._running.error or error, scope, receive, send)

    async def _send_all(self, send: Send) -> None:
        data, self._complete = await self._lane.run(self._first)
        length = None
        if self._complete:
            self._running.end()
            length = len(data)
        headers = list(self._headers(length))
        await send({"type": "http.response.start", "status": 200, "headers": headers})
        self._started = True
        if self._complete:
            await send({"type": "http.response.body", "body": data, "more_body": False})
            return
        part: bytes | None = data
        while part is not None:
            ahead = self._lane.start(partial(next, self._rest, None))
            await self._send_part(send, part)
            part = await ahead.result()
        self._running.end()
        await send({"type": "http.response.body", "body": b"", "more_body": False})

    def _first(self) -> tuple[bytes, bool]:
        """The first part, with what follows without waiting for a source; whether that is all."""
        data, complete = bytearray(next(self._parts, b"")), False
        while not complete and self._running.quiet and len(data) < _SMALL:
            part = next(self._parts, None)
            complete = part is None
            data += part or b""
        if self._coding is None or (complete and len(data) < _NOT_WORTH_COMPRESSING):
            self._coding = None
            return bytes(data), complete
        compress = CODINGS[self._coding]
        if complete:
            return b"".join(compress(iter([bytes(data)]))), True
        self._rest = compress(itertools.chain([bytes(data)], self._parts))
        return next(self._rest, b""), False

    async def _send_part(self, send: Send, part: bytes) -> None:
        """Send it in pieces; a client that does not read is not waited for after a cancel."""
        view = memoryview(part)
        stopped = asyncio.ensure_future(self._stopped.wait())
        try:
            for start in range(0, len(part), PIECE_BYTES):
                piece = bytes(view[start : start + PIECE_BYTES])
                message = {"type": "http.response.body", "body": piece, "more_body": True}
                sending = asyncio.ensure_future(send(message))
                await asyncio.wait({sending, stopped}, return_when=asyncio.FIRST_COMPLETED)
                if not sending.done():
                    sending.cancel()
                    raise SqlError("57014", "canceling statement due to user request")
                sending.result()
        finally:
            stopped.cancel()

    def _headers(self, length: int | None) -> Iterator[tuple[bytes, bytes]]:
        yield b"content-type", self._media.content_type.encode()
        yield QUERY_ID.lower().encode(), self._running.query_id.encode()
        yield b"cache-control", b"no-store"
        yield b"vary", b"Accept, Accept-Encoding"
        if self._running.changed:
            yield SET_SESSION.lower().encode(), _changes(self._running.changed).encode()
        if self._coding is not None:
            yield b"content-encoding", self._coding.encode()
        if length is not None:
            yield b"content-length", str(length).encode()
        warnings = self._running.warnings
        if warnings:
            text = json.dumps(json.loads(warnings_json(warnings)))  # ASCII only
            yield WARNINGS.lower().encode(), text[:_MOST_HEADER].encode()

    async def _fail(self, error: SqlError, scope: Scope, receive: Receive, send: Send) -> None:
        """A problem; after rows have been sent, the body is left without its end."""
        if not self._started:
            await sql_problem(error, self._running.query_id)(scope, receive, send)
        elif self._media.name == "ndjson" and self._coding is None:
            line = json.dumps({"error": members(error, self._running.query_id)}) + "\n"
            message = {"type": "http.response.body", "body": line.encode(), "more_body": True}
            with contextlib.suppress(TimeoutError):
                await asyncio.wait_for(send(message), _LAST_WORD_SECONDS)

    async def _watch(self, receive: Receive) -> None:
        """Stop the statement when its client has left."""
        while (await receive())["type"] != "http.disconnect":
            pass
        self._lane.cancel(self._running.cancel)

    async def _end(self, error: SqlError | None) -> None:
        """Nothing runs any more, here or at a source."""
        if error is not None:
            self._running.cancel(error)
        self._running.end(error)
        await self._lane.quiet()
        if not self._complete:
            await self._lane.run(self._close)
        self._statements.ended(self._running)

    def _close(self) -> None:
        close = getattr(self._parts, "close", None)
        if close is not None:
            close()


def _changes(changed: Mapping[str, str | None]) -> str:
    return ", ".join(
        quote(name, safe="") if value is None else f"{quote(name, safe='')}={quote(value, safe='')}"
        for name, value in changed.items()
    )
