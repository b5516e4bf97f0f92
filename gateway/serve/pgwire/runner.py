"""Running a portal: rows as they come, until the limit, the end, a cancel or a timeout.

Imports: `gateway`, this package.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from functools import partial

from gateway.errors import Notice, SqlError
from gateway.execute.result import Result
from gateway.serve.awaited import Awaited
from gateway.serve.pgwire import replies
from gateway.serve.pgwire.coding import Coding
from gateway.serve.pgwire.output import Output
from gateway.serve.pgwire.portal import Chunk, Portal
from gateway.serve.workers import Job, Lane
from gateway.session import Session
from gateway.sql.output_style import OutputStyle

_LEVELS = (
    "debug5", "debug4", "debug3", "debug2", "debug1", "log", "notice", "warning", "error",
)  # fmt: skip
"""Of `client_min_messages`, the least important first."""


Ahead = Job[Chunk | None] | Awaited[Chunk | None]
"""Rows on their way."""


class Runner:
    """One conversation's: it runs one portal at a time, and can be told to stop."""

    def __init__(self, output: Output, session: Session, lane: Lane, coding: Coding) -> None:
        self._output = output
        self._session = session
        self._coding = coding
        self._lane = lane
        self._busy = False
        self._running: Portal | None = None
        self._clock: asyncio.TimerHandle | None = None
        self._told: set[tuple[str, str, str, int]] = set()
        self.stopped: SqlError | None = None
        """Why what runs has to end."""

    def begin(self) -> None:
        """A message is being answered: until `end`, `stop` and `statement_timeout` count."""
        self._busy = True
        self.start_clock()

    def end(self) -> None:
        """It has been answered."""
        self._busy, self.stopped = False, None
        self._stop_clock()

    def start_clock(self) -> None:
        """A statement begins: it has `statement_timeout` from now on."""
        self._stop_clock()
        seconds = self._session.seconds("statement_timeout")
        if seconds is not None:
            error = SqlError("57014", "canceling statement due to statement timeout")
            loop = asyncio.get_running_loop()
            self._clock = loop.call_later(seconds, self.stop, error)

    def stop(self, error: SqlError) -> None:
        """End what runs now, if anything does. Called on the event loop."""
        if not self._busy or self.stopped is not None:
            return
        self.stopped = error
        result = self._running.result if self._running is not None else None
        if result is not None:
            self._lane.cancel(result.cancel)
        self._output.wake()

    def check(self) -> None:
        """Raise what `stop` was told."""
        if self.stopped is not None:
            raise self.stopped

    async def run(self, portal: Portal, limit: int | None = None, *, described: bool) -> None:
        """Run it, or go on with it, for up to `limit` rows.

        `described`: the client knows the columns. Raises SqlError and Closed.
        """
        first: Ahead | None = self._asked(portal, limit)
        if first is None:
            first = self._lane.start(partial(self._begin, portal, limit))
        await self._answer(portal, limit, first, described=described)

    async def run_whole(self, portal: Portal) -> None:
        """Run it to its end, and give it up."""
        try:
            await self.run(portal, described=False)
        finally:
            await self._lane.quiet()
            await self.close(portal)

    async def run_new(self, make: Callable[[], Portal]) -> None:
        """Run to its end what `make`, which blocks, makes: one turn of the threads for both."""
        made: list[Portal] = []

        def begin() -> Chunk | None:
            made.append(make())
            self.check()
            return self._begin(made[0], None)

        first = self._lane.start(begin)
        try:
            await first.over()
            if made:
                await self._answer(made[0], None, first, described=False)
            else:
                await first.result()
        finally:
            await self._lane.quiet()
            for portal in made:
                await self.close(portal)

    async def close(self, portal: Portal) -> None:
        """Give up what has not been read."""
        if portal.quiet:
            portal.close()
        else:
            await self._lane.run(portal.close)

    # -- inside ----------------------------------------------------------------------------

    async def _answer(
        self, portal: Portal, limit: int | None, first: Ahead, *, described: bool
    ) -> None:
        """Send its rows, of which the `first` are on their way, and what ends them."""
        try:
            rows = await self._rows(portal, limit, first, described=described)
            result = portal.start()
            if portal.copy is not None:
                self._output.hold(portal.copy.tail() + replies.COPY_DONE)
            if portal.copy is None and rows == limit:
                await self._output.send(replies.PORTAL_SUSPENDED)
            else:
                await self._complete(result, rows)
        except BaseException:
            portal.broken = True
            raise
        finally:
            await self._lane.quiet()
            self._running = None
            self._coding.refresh()

    def _asked(self, portal: Portal, limit: int | None) -> Awaited[Chunk | None] | None:
        """Its first rows, if a source could be asked for them without a thread."""
        portal.encoding = self._coding.encoding
        asked = portal.ask(timed=limit is None)
        if asked is None:
            return None
        self._running = portal
        read = partial(portal.read_first, limit, OutputStyle.of(self._session))
        return Awaited(asked, read, self._lane)

    def _begin(self, portal: Portal, limit: int | None) -> Chunk | None:
        """Start it and read its first rows. In a worker thread."""
        self._running = portal
        portal.encoding = self._coding.encoding
        result = portal.start(timed=limit is None)
        if self.stopped is not None:
            # `stop` came when there was nothing to cancel.
            result.cancel()
        return portal.read_first(limit, OutputStyle.of(self._session))

    async def _rows(
        self,
        portal: Portal,
        limit: int | None,
        ahead: Ahead,
        *,
        described: bool,
    ) -> int:
        """Send up to `limit` rows; their number.

        The next chunk is made while the last slice of this one is on its way: a client that reads
        slowly holds no more. An error before the first has left is all that the client sees.
        """
        if portal.statement.copy is not None:
            limit = None
        chunk, sent = await ahead.result(), 0
        style = OutputStyle.of(self._session)
        self._output.hold(self._head(portal, described=described))
        while chunk is not None:
            self.check()
            sent += chunk.rows
            if chunk.last:  # it leaves with what ends it
                self._output.hold(chunk.data)
                break
            left = None if limit is None else limit - sent
            rest = await self._output.most_of(chunk.data)
            if left != 0:
                ahead = self._lane.start(partial(portal.read, left, style))
            await self._output.rows(rest)
            del rest
            self.check()
            if left == 0:
                break
            chunk = await ahead.result()
        return sent

    def _head(self, portal: Portal, *, described: bool) -> bytes:
        """What comes before the rows."""
        if portal.copy is not None:
            columns = len(portal.start().columns)
            return replies.copy_out(portal.copy.format_code, columns) + portal.copy.head()
        if portal.statement.returns_rows and not described:
            return replies.row_description(portal.columns, portal.formats)
        return b""

    async def _complete(self, result: Result, rows: int) -> None:
        self.check()
        self._tell(result)
        await self._output.send(replies.command_complete(result.tag(rows)))

    def _tell(self, result: Result) -> None:
        """Notices of the statement, and what its rows so far gave reason to say."""
        for notice in result.notices:
            self._notice(notice)
        for warning in result.warnings:
            key = (result.query_id, warning.code, warning.message, warning.count)
            if key in self._told:
                continue
            self._told.add(key)
            detail = f"{warning.count} values." if warning.count > 1 else ""
            self._notice(Notice("WARNING", "01000", warning.message, detail))

    def forget_told(self) -> None:
        """The queries of before are over."""
        self._told.clear()

    def _notice(self, notice: Notice) -> None:
        least = _LEVELS.index(self._session.get("client_min_messages"))
        if notice.severity == "INFO" or _LEVELS.index(notice.severity.lower()) >= least:
            self._output.hold(replies.notice_response(notice))

    def _stop_clock(self) -> None:
        if self._clock is not None:
            self._clock.cancel()
            self._clock = None
