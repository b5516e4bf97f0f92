"""One client's conversation: messages in, statements to the gateway, replies out.

Imports: `gateway`, this package.
"""

from __future__ import annotations

import asyncio
import logging
import math
import time
from collections.abc import Callable, Sequence
from contextlib import nullcontext, suppress
from functools import partial
from typing import TYPE_CHECKING, Final, TypeVar

from connectors.api import ConnectorError
from connectors.types import Type
from gateway.catalog.store import LOOK_AGAIN
from gateway.errors import SqlError, unsupported
from gateway.lexer import Kind, tokens
from gateway.operations.processes import FOLDER
from gateway.serve.pgwire import local, messages, replies, values
from gateway.serve.pgwire.channel import Channel, Closed
from gateway.serve.pgwire.coding import Coding
from gateway.serve.pgwire.inner import Inner
from gateway.serve.pgwire.names import Names
from gateway.serve.pgwire.output import Output
from gateway.serve.pgwire.portal import Portal, Statement
from gateway.serve.pgwire.runner import Runner
from gateway.serve.pgwire.state import State
from gateway.serve.workers import Lane, Workers
from gateway.session import Session, Status
from gateway.sql.split import Statement as Text
from gateway.sql.split import split
from gateway.sql.unicode_escapes import plain_names

if TYPE_CHECKING:
    from gateway.engine import Gateway

logger = logging.getLogger(__name__)

T = TypeVar("T")

_SHORT: Final = 4096
"""Characters of a text that is cut into statements without a thread."""


class Conversation:
    """From the first ReadyForQuery to the end of the connection."""

    def __init__(
        self, channel: Channel, gateway: Gateway, session: Session, workers: Workers
    ) -> None:
        self._channel = channel
        self._gateway = gateway
        self._session = session
        self._transaction = session.transaction
        self._lane = Lane(workers)
        self._state = State(session)
        self._names = Names()
        session.cursors = self._names.cursors
        self._loop = asyncio.get_running_loop()
        self._listener = session.listen_by(gateway.notifications, self._wake)
        self._locks = session.lock_in(gateway.settings.home / FOLDER)
        self._coding = Coding(session)
        self._output = Output(channel, self._coding)
        self._runner = Runner(self._output, session, self._lane, self._coding)
        self._version = -1
        """The catalog's version when it was last looked at."""
        self._looked = -math.inf
        self._skipping = False
        self._waiting = False
        """Whether ReadyForQuery was the last word, so that the client is idle."""
        self._offset = 0
        """Where the statement being answered starts in the text the client sent."""

    def settings(self) -> bytes:
        """ParameterStatus messages for the client's first picture of the session."""
        return bytes(self._coding.reply(b"".join(self._state.changes())))

    async def run(self) -> None:
        """Serve until the client leaves. Raises Closed, or SqlError when it breaks the rules."""
        self._ready()
        await self._output.flush()
        while True:
            kind, body = await self._received()
            try:
                message = messages.decode(kind, body, self._coding.text)
            except SqlError as error:
                if self._skipping:
                    continue
                await self._failed(error, simple=kind == ord("Q"))
                continue
            if isinstance(message, messages.Terminate):
                return
            await self._answer(message)

    @property
    def idle(self) -> bool:
        """Whether nothing is under way: no answer, no transaction block, nothing just come in."""
        outside = self._transaction.status is Status.IDLE
        return self._waiting and outside and not self._channel.buffered

    def _wake(self) -> None:
        """Something was said that the session listens to. Called in any thread."""
        with suppress(RuntimeError):  # the loop has just ended
            self._loop.call_soon_threadsafe(self._notified)

    def _notified(self) -> None:
        """An idle client hears it at once."""
        if self.idle and self._channel.writable:
            self._tell()
            with suppress(Closed):
                self._output.push()

    def cancel(self) -> None:
        """Stop what runs now, if anything does. Called on the event loop."""
        self._runner.stop(SqlError("57014", "canceling statement due to user request"))

    async def close(self) -> None:
        """Stop and release everything. Idempotent."""
        self.cancel()
        await self._lane.quiet()
        await self._lane.run(self._names.close_portals)
        self._listener.close()
        self._locks.close()

    # -- messages --------------------------------------------------------------------------

    async def _received(self) -> tuple[int, bytes]:
        """The next message's type and body. 25P03 and 57P05 when the client is idle too long."""
        head = await (self._first_head() if self._waiting else self._channel.read(messages.HEADER))
        kind, length = messages.header(head)
        return kind, await self._channel.read(length)

    async def _first_head(self) -> bytes:
        """Of the first message after ReadyForQuery."""
        limit, idle = self._state.patience()
        try:
            async with asyncio.timeout(limit) if limit is not None else nullcontext():
                head = await self._channel.read(messages.HEADER)
        except TimeoutError:
            raise idle from None
        self._waiting = False
        return head

    async def _answer(self, message: messages.Message) -> None:
        if isinstance(message, messages.Sync):
            self._skipping = False
            await self._end_unit()
            return
        if self._skipping or isinstance(message, messages.Copy):
            return
        self._offset = 0
        self._runner.begin()
        try:
            await self._serve(message)
        except (SqlError, ConnectorError) as error:
            await self._failed(_plain(error), simple=isinstance(message, messages.Query))
        except (Closed, asyncio.CancelledError):
            raise
        except Exception as error:
            # A bug must not end the client's session.
            logger.exception("internal error while serving a statement")
            internal = SqlError("XX000", f"internal error: {type(error).__name__}")
            await self._failed(internal, simple=isinstance(message, messages.Query))
        finally:
            self._runner.end()

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
                await self._output.flush()
            case messages.Refused():
                raise unsupported(message.what)

    async def _query(self, sql: str) -> None:
        """Every statement of a simple query, each with its own result."""
        statements = await self._split(plain_names(sql))
        if not statements:
            self._output.hold(replies.EMPTY_QUERY)
        self._names.drop_statement("")
        if len(statements) > 1:
            # As in PostgreSQL, nothing runs if one of them cannot be parsed.
            for text in statements:
                self._offset = text.offset
                await self._block(partial(self._gateway.check, text))
            self._transaction.several = True
        for text in statements:
            self._offset = text.offset
            self._runner.start_clock()
            if text.word != "prepare":
                _check_no_parameter(text.text)
            self._enter(text.word)
            known = self._at_once(text)
            if known is not None:
                await self._runner.run_whole(known)
            else:
                await self._runner.run_new(partial(self._portal, text))
            await self._close_ended()
        await self._end_unit()

    async def _parse(self, message: messages.Parse) -> None:
        self._names.new_statement(message.name, message.sql)
        sql = plain_names(message.sql)
        found = await self._split(sql)
        if len(found) > 1:
            raise SqlError("42601", "cannot insert multiple commands into a prepared statement")
        types = tuple(values.declared(oid) for oid in message.types)
        # The text goes on whole, so that positions are the client's.
        statement = Statement(sql, found[0].word if found else "")
        if found:
            statement = self._known(statement, types) or await self._prepare(statement, types)
        self._names.add_statement(message.name, statement)
        await self._output.send(replies.PARSE_COMPLETE)

    async def _bind(self, message: messages.Bind) -> None:
        statement = self._names.statement(message.statement)
        self._state.check(statement.word)
        self._transaction.enter_unit()
        statement = await self._current(message.statement, statement)
        message = self._coding.bind(message, statement.parameters)
        bound = values.bound(message, statement.parameters)
        columns = statement.columns
        if len(message.result_formats) not in (0, 1, len(columns)):
            raise messages.violation(
                f"bind message has {len(message.result_formats)} result formats "
                f"but query has {len(columns)} columns"
            )
        formats = values.expand(message.result_formats, len(columns))
        portal = Portal(statement, bound, formats, level=self._transaction.level)
        if not message.portal:
            await self._close_portal(self._names.take_portal(""))
        self._names.add_portal(message.portal, portal)
        await self._output.send(replies.BIND_COMPLETE)

    def _describe(self, message: messages.Describe) -> None:
        if message.kind == "S":
            statement = self._names.statement(message.name)
            formats = (0,) * len(statement.columns)
            self._state.check_described(returns_rows=statement.returns_rows)
            self._output.hold(replies.parameter_description(statement.parameters))
        else:
            portal = self._names.portal(message.name)
            statement, formats = portal.statement, portal.formats
            self._state.check_described(returns_rows=statement.returns_rows)
        if statement.returns_rows:
            self._output.hold(replies.row_description(statement.columns, formats))
        else:
            self._output.hold(replies.NO_DATA)

    async def _execute(self, message: messages.Execute) -> None:
        portal = self._names.portal(message.portal)
        if portal.statement.prepared is None:
            await self._output.send(replies.EMPTY_QUERY)
            return
        self._state.check(portal.statement.word)
        self._transaction.enter_unit()
        await self._runner.run(portal, message.limit or None, described=True)
        await self._close_ended()
        # What follows before Sync is in one transaction with this.
        self._transaction.several = True

    async def _close(self, message: messages.Close) -> None:
        if message.kind == "S":
            self._names.drop_statement(message.name)
        else:
            await self._close_portal(self._names.take_portal(message.name))
        await self._output.send(replies.CLOSE_COMPLETE)

    # -- statements ------------------------------------------------------------------------

    def _enter(self, word: str) -> None:
        """A statement that begins with this word is about to be answered. 25P02."""
        self._state.check(word)
        self._transaction.enter_unit()

    def _portal(self, text: Text) -> Portal:
        """A statement of a simple query, ready to run. Blocks."""
        statement = Statement(text.text, text.word, text.offset)
        inner = Inner(self._gateway, self._session)
        prepared = local.prepared(statement, self._names, inner)
        return Portal(prepared, level=self._transaction.level)

    def _at_once(self, text: Text) -> Portal | None:
        """The same, if it is ready without a thread."""
        known = self._gateway.known(text.text, self._session)
        if known is None:
            return None
        statement = Statement(text.text, text.word, text.offset)
        inner = Inner(self._gateway, self._session)
        return Portal(local.by_gateway(statement, known, inner), level=self._transaction.level)

    async def _prepare(self, statement: Statement, types: Sequence[Type | None]) -> Statement:
        self._enter(statement.word)
        inner = Inner(self._gateway, self._session, types)
        prepared = await self._block(partial(local.prepared, statement, self._names, inner))
        self._runner.check()
        return prepared

    def _known(self, statement: Statement, types: Sequence[Type | None]) -> Statement | None:
        """The statement, if it is ready without a thread."""
        known = self._gateway.known(statement.sql, self._session, types)
        if known is None:
            return None
        self._enter(statement.word)
        return local.by_gateway(statement, known, Inner(self._gateway, self._session))

    async def _block(self, call: Callable[[], T]) -> T:
        """The result of a call that blocks."""
        return await self._lane.run(call)

    async def _current(self, name: str, statement: Statement) -> Statement:
        """The statement, prepared again if what it depends on has changed."""
        if statement.version is None:
            return statement
        now = time.monotonic()
        if now - self._looked > LOOK_AGAIN:
            self._version = await self._block(lambda: self._gateway.catalog.version)
            self._looked = now
        if statement.version == (self._version, self._session.search_path):
            return statement
        inner = Inner(self._gateway, self._session)
        renewed = await self._block(partial(local.renewed, statement, self._names, inner))
        self._names.add_statement(name, renewed)
        return renewed

    async def _split(self, sql: str) -> list[Text]:
        """The statements of a text; a long one must not hold up the other conversations."""
        if len(sql) <= _SHORT:
            return split(sql)
        return await self._block(partial(split, sql))

    async def _close_portal(self, portal: Portal | None) -> None:
        if portal is not None:
            await self._runner.close(portal)

    async def _close_ended(self) -> None:
        """Portals end with their transaction or savepoint."""
        close = self._names.close_ended()
        if close is not None:
            await self._block(close)

    # -- units of work ---------------------------------------------------------------------

    async def _end_unit(self) -> None:
        """ReadyForQuery; outside a transaction block the unit's transaction commits."""
        self._transaction.end_unit()
        await self._close_ended()
        if self._transaction.status is Status.IDLE:
            self._runner.forget_told()
        self._ready()
        await self._output.flush()

    async def _failed(self, error: SqlError, *, simple: bool) -> None:
        await self._lane.quiet()
        stopped = self._runner.stopped
        self._transaction.fail()
        told = replies.error_response(stopped or error, offset=self._offset)
        self._output.hold(told)
        await self._close_ended()
        if simple:
            self._transaction.end_unit()
            self._ready()
        else:
            self._skipping = True
        await self._output.flush(wait=stopped is None)

    def _ready(self) -> None:
        """ReadyForQuery, after notifications and the settings that have changed."""
        self._coding.refresh()
        if self._transaction.status is Status.IDLE:
            self._tell()
        self._output.hold(b"".join(self._state.changes()))
        self._output.hold(replies.ready(self._transaction.status))
        self._waiting = True

    def _tell(self) -> None:
        """What was said on the session's channels since."""
        for said in self._listener.taken():
            self._output.hold(replies.notification(said))


def _plain(error: SqlError | ConnectorError) -> SqlError:
    if isinstance(error, SqlError):
        return error
    return SqlError(error.sqlstate, error.message, detail=error.detail, hint=error.hint)


def _check_no_parameter(sql: str) -> None:
    """A simple query has no values for parameters. 42P02 for the first it names."""
    if "$" not in sql:
        return
    found = (token for token in tokens(sql) if token.kind is Kind.PARAMETER)
    if first := next(found, None):
        message = f"there is no parameter {first.text}"
        raise SqlError("42P02", message, position=first.start + 1)
