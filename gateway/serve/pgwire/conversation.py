"""One client's conversation: messages in, statements to the gateway, replies out.

Imports: `gateway`, this package.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable, Sequence
from functools import partial
from typing import TYPE_CHECKING, Final

from connectors.api import ConnectorError
from connectors.types import Type
from gateway.errors import Notice, SqlError, unsupported
from gateway.execute.result import Result
from gateway.serve.pgwire import messages, replies, values
from gateway.serve.pgwire.channel import Channel, Closed
from gateway.serve.pgwire.local import local_statement
from gateway.serve.pgwire.names import Names
from gateway.serve.pgwire.portal import Chunk, Portal, Runnable, Statement
from gateway.serve.pgwire.state import State
from gateway.serve.pgwire.workers import Lane, Workers
from gateway.session import Session, Status
from gateway.sql.split import split

if TYPE_CHECKING:
    from gateway.engine import Gateway

logger = logging.getLogger(__name__)

_HELD: Final = 64 * 1024
"""Replies are collected up to so many bytes before they go to the socket."""


class Conversation:
    """From the first ReadyForQuery to the end of the connection."""

    def __init__(
        self, channel: Channel, gateway: Gateway, session: Session, workers: Workers
    ) -> None:
        self._channel = channel
        self._gateway = gateway
        self._session = session
        self._lane = Lane(workers)
        self._state = State(session)
        self._names = Names()
        self._out = bytearray()
        self._skipping = False
        self._offset = 0
        self._busy = False
        self._cancelled = False
        self._running: Portal | None = None

    def settings(self) -> bytes:
        """ParameterStatus messages for the client's first picture of the session."""
        return b"".join(self._state.changes())

    async def run(self) -> None:
        """Serve until the client leaves. Raises Closed, or SqlError when it breaks the rules."""
        self._ready()
        await self._flush()
        while True:
            kind, length = messages.header(await self._channel.read(messages.HEADER))
            body = await self._channel.read(length)
            try:
                message = messages.decode(kind, body)
            except SqlError as error:
                if self._skipping:
                    continue
                await self._failed(error, simple=kind == ord("Q"))
                continue
            if isinstance(message, messages.Terminate):
                return
            await self._answer(message)

    def cancel(self) -> None:
        """Stop what runs now, if anything does. Called on the event loop."""
        if not self._busy or self._cancelled:
            return
        self._cancelled = True
        result = self._running.result if self._running is not None else None
        if result is not None:
            self._lane.cancel(result.cancel)
        self._channel.wake()

    async def close(self) -> None:
        """Stop and release everything. Idempotent."""
        self.cancel()
        await self._lane.quiet()
        await self._lane.run(self._names.close_portals)
        if self._running is not None:
            await self._lane.run(self._running.close)

    # -- messages --------------------------------------------------------------------------

    async def _answer(self, message: messages.Message) -> None:
        if isinstance(message, messages.Sync):
            self._skipping = False
            await self._end_unit()
            return
        if self._skipping or isinstance(message, messages.Copy):
            return
        simple = isinstance(message, messages.Query)
        self._offset = 0
        self._busy, self._cancelled = True, False
        try:
            await self._serve(message)
        except SqlError as error:
            await self._failed(error, simple=simple)
        except ConnectorError as error:
            plain = SqlError(error.sqlstate, error.message, detail=error.detail, hint=error.hint)
            await self._failed(plain, simple=simple)
        except (Closed, asyncio.CancelledError):
            raise
        except Exception as error:
            # A bug must not end the client's session.
            logger.exception("internal error while serving a statement")
            internal = SqlError("XX000", f"internal error: {type(error).__name__}")
            await self._failed(internal, simple=simple)
        finally:
            self._busy = False

    async def _serve(self, message: messages.Message) -> None:
        match message:
            case messages.Query():
                await self._query(message.sql)
            case messages.Parse():
                await self._parse(message)
            case messages.Bind():
                await self._bind(message)
            case messages.Describe():
                self._describe(message)
            case messages.Execute():
                await self._execute(message)
            case messages.Close():
                await self._close(message)
            case messages.Flush():
                await self._flush()
            case messages.Refused():
                raise unsupported(message.what)

    async def _query(self, sql: str) -> None:
        """Every statement of a simple query, each with its own result."""
        statements = await self._lane.run(partial(split, sql))
        if not statements:
            self._out += replies.EMPTY_QUERY
        for text in statements:
            self._offset = text.offset
            statement = await self._prepare(Statement(text.text, text.word, text.offset), ())
            portal = Portal(statement)
            self._running = portal
            try:
                await self._start(portal)
                if portal.columns:
                    self._out += replies.row_description(portal.columns, (0,) * len(portal.columns))
                await self._rows(portal, None)
            finally:
                await self._lane.quiet()
                await self._lane.run(portal.close)
                self._running = None
        await self._end_unit()

    async def _parse(self, message: messages.Parse) -> None:
        self._names.new_statement(message.name)
        found = await self._lane.run(partial(split, message.sql))
        if len(found) > 1:
            raise SqlError("42601", "cannot insert multiple commands into a prepared statement")
        types = tuple(values.declared(oid) for oid in message.types)
        # The text goes to the gateway whole, so that positions are the client's.
        statement = Statement(message.sql, found[0].word if found else "")
        if found:
            statement = await self._prepare(statement, types)
        self._names.add_statement(message.name, statement)
        await self._send(replies.PARSE_COMPLETE)

    async def _bind(self, message: messages.Bind) -> None:
        statement = self._names.statement(message.statement)
        self._state.check(statement.word)
        bound = values.bound(message, statement.parameters)
        columns = statement.columns
        if len(message.result_formats) not in (0, 1, len(columns)):
            raise messages.violation(
                f"bind message has {len(message.result_formats)} result formats "
                f"but query has {len(columns)} columns"
            )
        formats = values.expand(message.result_formats, len(columns))
        await self._lane.run(
            partial(self._names.add_portal, message.portal, Portal(statement, bound, formats))
        )
        await self._send(replies.BIND_COMPLETE)

    def _describe(self, message: messages.Describe) -> None:
        if message.kind == "S":
            statement = self._names.statement(message.name)
            columns, formats = statement.columns, (0,) * len(statement.columns)
            self._out += replies.parameter_description(statement.parameters)
        else:
            portal = self._names.portal(message.name)
            columns, formats = portal.statement.columns, portal.formats
        self._out += replies.row_description(columns, formats) if columns else replies.NO_DATA

    async def _execute(self, message: messages.Execute) -> None:
        portal = self._names.portal(message.portal)
        if portal.statement.prepared is None:
            await self._send(replies.EMPTY_QUERY)
            return
        self._running = portal
        try:
            await self._start(portal)
            await self._rows(portal, message.limit or None)
        finally:
            await self._lane.quiet()
            self._running = None

    async def _close(self, message: messages.Close) -> None:
        if message.kind == "S":
            self._names.drop_statement(message.name)
        else:
            await self._lane.run(partial(self._names.close_portal, message.name))
        await self._send(replies.CLOSE_COMPLETE)

    # -- statements ------------------------------------------------------------------------

    async def _prepare(self, statement: Statement, types: Sequence[Type | None]) -> Statement:
        self._state.check(statement.word)
        prepared: Runnable | None = local_statement(
            statement, self._names, self._gateway, self._session
        )
        if prepared is None:
            prepare = partial(self._gateway.prepare, statement.sql, self._session, types)
            prepared = await self._lane.run(prepare)
        return Statement(statement.sql, statement.word, statement.offset, prepared)

    async def _start(self, portal: Portal) -> None:
        statement = portal.statement
        self._state.check(statement.word)
        self._session.transaction.enter_unit()
        await self._lane.run(partial(portal.start, self._execution(portal)))
        self._stop_if_cancelled(portal)

    def _execution(self, portal: Portal) -> Callable[[], Result]:
        prepared = portal.statement.prepared
        assert prepared is not None
        return partial(prepared.execute, portal.values)

    async def _rows(self, portal: Portal, limit: int | None) -> None:
        """Send up to `limit` rows: the next chunk is made while the last is on its way."""
        left = limit
        ahead = self._lane.start(partial(portal.read, left))
        while (chunk := await asyncio.shield(ahead)) is not None:
            self._stop_if_cancelled(portal)
            if left is not None:
                left -= chunk.rows
            if left != 0:
                ahead = self._lane.start(partial(portal.read, left))
            await self._send_rows(chunk)
            if left == 0:
                await self._send(replies.PORTAL_SUSPENDED)
                return
        await self._complete(portal)

    async def _send_rows(self, chunk: Chunk) -> None:
        await self._flush()
        self._channel.write(chunk.data)
        await self._channel.drain()

    def _stop_if_cancelled(self, portal: Portal) -> None:
        """A cancel that came before there was a result, or while the client did not read."""
        if self._cancelled:
            if portal.result is not None:
                self._lane.cancel(portal.result.cancel)
            raise SqlError("57014", "canceling statement due to user request")

    async def _complete(self, portal: Portal) -> None:
        result = portal.result
        assert result is not None
        self._stop_if_cancelled(portal)
        self._warn(result)
        self._out += b"".join(self._state.changes())
        await self._send(replies.command_complete(result.tag(portal.rows)))

    def _warn(self, result: Result) -> None:
        if self._session.get("client_min_messages").lower() == "error":
            return
        for notice in result.notices:
            self._out += replies.notice_response(notice)
        for warning in result.warnings:
            detail = f"{warning.count} values." if warning.count > 1 else ""
            self._out += replies.notice_response(
                Notice("WARNING", "01000", warning.message, detail)
            )

    # -- units of work ---------------------------------------------------------------------

    async def _end_unit(self) -> None:
        """ReadyForQuery; portals outside a transaction block end with the unit."""
        self._session.transaction.end_unit()
        if self._session.transaction.status is Status.IDLE and self._names.has_portals:
            await self._lane.run(self._names.close_portals)
        self._ready()
        await self._flush()

    async def _failed(self, error: SqlError, *, simple: bool) -> None:
        await self._lane.quiet()
        if self._cancelled and error.sqlstate != "57014":
            error = SqlError("57014", "canceling statement due to user request")
        self._session.transaction.fail()
        self._out += replies.error_response(error, offset=self._offset)
        if self._names.has_portals:
            await self._lane.run(self._names.close_portals)
        if simple:
            self._ready()
        else:
            self._skipping = True
        await self._flush(wait=not self._cancelled)

    def _ready(self) -> None:
        self._out += replies.ready(self._session.transaction.status)

    async def _send(self, reply: bytes) -> None:
        self._out += reply
        if len(self._out) > _HELD:
            await self._flush()

    async def _flush(self, *, wait: bool = True) -> None:
        if self._out:
            self._channel.write(bytes(self._out))
            self._out.clear()
        if wait:
            await self._channel.drain()
