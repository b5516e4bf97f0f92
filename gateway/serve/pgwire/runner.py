"""Running a portal: rows as they come, until the limit, the end, a cancel or a timeout.

Imports: `gateway`, this package.
"""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial

from gateway.errors import Notice, SqlError
from gateway.execute.result import Result
from gateway.serve.pgwire import replies
from gateway.serve.pgwire.output import Output
from gateway.serve.pgwire.portal import Portal
from gateway.serve.pgwire.workers import Lane
from gateway.session import Session

_LEVELS = (
    "debug5", "debug4", "debug3", "debug2", "debug1", "log", "notice", "warning", "error",
)  # fmt: skip
"""Of `client_min_messages`, the least important first."""


class Runner:
    """One conversation's: it runs one portal at a time, and can be told to stop."""

    def __init__(self, output: Output, session: Session, lane: Lane) -> None:
        self._output = output
        self._session = session
        self._lane = lane
        self._busy = False
        self._running: Portal | None = None
        self._clock: asyncio.TimerHandle | None = None
        self._told: set[tuple[str, str, str, int]] = set()
        self.stopped: SqlError | None = None
        """Why what runs has to end."""

    @contextmanager
    def working(self) -> Iterator[None]:
        """While a message is being answered: `stop` and `statement_timeout` count."""
        self._busy = True
        self.start_clock()
        try:
            yield
        finally:
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
        self._running = portal
        try:
            result = await self._lane.run(partial(portal.start, timed=limit is None))
            self._check_started(result)
            if portal.copy is not None:
                await self._copy(portal, result)
                return
            head = b""
            if portal.columns and not described:
                head = replies.row_description(portal.columns, portal.formats)
            rows = await self._rows(portal, limit, head)
            if rows == limit:
                await self._output.send(replies.PORTAL_SUSPENDED)
            else:
                await self._complete(result, rows)
        except BaseException:
            portal.broken = True
            raise
        finally:
            await self._lane.quiet()
            self._running = None

    # -- inside ----------------------------------------------------------------------------

    async def _copy(self, portal: Portal, result: Result) -> None:
        encoder = portal.copy
        assert encoder is not None
        columns = len(result.columns)
        head = replies.copy_out(encoder.format_code, columns) + encoder.head()
        rows = await self._rows(portal, None, head)
        self._output.hold(encoder.tail() + replies.COPY_DONE)
        await self._complete(result, rows)

    async def _rows(self, portal: Portal, limit: int | None, head: bytes) -> int:
        """Send `head` and up to `limit` rows; their number.

        The next chunk is made while the last is on its way. An error before the first has left is
        all that the client sees.
        """
        sent = 0
        ahead = self._lane.start(partial(portal.read, limit))
        chunk = await asyncio.shield(ahead)
        self._output.hold(head)
        while chunk is not None:
            self.check()
            sent += chunk.rows
            left = None if limit is None else limit - sent
            if left != 0:
                ahead = self._lane.start(partial(portal.read, left))
            await self._output.rows(chunk.data)
            self.check()
            if left == 0:
                break
            chunk = await asyncio.shield(ahead)
        return sent

    async def _complete(self, result: Result, rows: int) -> None:
        self.check()
        self._tell(result)
        await self._output.send(replies.command_complete(result.tag(rows)))

    def _check_started(self, result: Result) -> None:
        """A cancel may have come before there was a result to cancel."""
        if self.stopped is not None:
            self._lane.cancel(result.cancel)
            raise self.stopped

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
