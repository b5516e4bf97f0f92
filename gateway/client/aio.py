"""The driver for asyncio: the same calls, awaited.

Statements run in threads of the connection's own, so that the event loop never waits; cancelling
the task that awaits one stops it at the sources.

Imports: standard library, this package.
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable, Coroutine
from concurrent.futures import ThreadPoolExecutor
from functools import wraps
from types import TracebackType
from typing import TYPE_CHECKING, Any, ParamSpec, Self, TypeVar

import pyarrow as pa

from gateway.client import connect as connect_sync
from gateway.client.connection import Connection
from gateway.client.cursor import Cursor, Description, Row
from gateway.client.parameters import Parameters

if TYPE_CHECKING:
    import pandas
    import polars

T = TypeVar("T")
P = ParamSpec("P")

_THREADS = 4


class AsyncConnection:
    """As `Connection`; use it in one event loop."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection
        self._threads = ThreadPoolExecutor(_THREADS, thread_name_prefix="unsilo")

    def cursor(self) -> AsyncCursor:
        """A new cursor."""
        return AsyncCursor(self._connection.cursor(), self._threads)

    async def execute(self, operation: str, parameters: Parameters = None) -> AsyncCursor:
        """Run a statement with a new cursor; returns the cursor."""
        return await self.cursor().execute(operation, parameters)

    async def close(self) -> None:
        """Close the connection. Idempotent."""
        await asyncio.to_thread(self._connection.close)
        self._threads.shutdown(wait=False)

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        await self.close()


class AsyncCursor:
    """As `Cursor`; one call at a time."""

    def __init__(self, cursor: Cursor, threads: ThreadPoolExecutor) -> None:
        self._cursor = cursor
        self._threads = threads

    @property
    def description(self) -> list[Description] | None:
        """Name and type of each column of the result; None when there is none."""
        return self._cursor.description

    @property
    def rowcount(self) -> int:
        """Rows of the result, once all have been fetched; -1 before."""
        return self._cursor.rowcount

    @property
    def query_id(self) -> str:
        """The tag of the last statement."""
        return self._cursor.query_id

    @property
    def warnings(self) -> tuple[str, ...]:
        """What the gateway warned of."""
        return self._cursor.warnings

    async def execute(self, operation: str, parameters: Parameters = None) -> Self:
        """Run a statement; returns the cursor itself."""
        await self._run(lambda: self._cursor.execute(operation, parameters))
        return self

    async def fetchone(self) -> Row | None:
        """The next row, None after the last."""
        return await self._run(self._cursor.fetchone)

    async def fetchmany(self, size: int | None = None) -> list[Row]:
        """The next `size` rows (default 1)."""
        return await self._run(lambda: self._cursor.fetchmany(size))

    async def fetchall(self) -> list[Row]:
        """The rows that are left."""
        return await self._run(self._cursor.fetchall)

    async def fetch_arrow_table(self) -> pa.Table:
        """The rows that are left as one Arrow table."""
        return await self._run(self._cursor.fetch_arrow_table)

    async def fetch_record_batches(self) -> AsyncIterator[pa.RecordBatch]:
        """The rows that are left, batch by batch."""
        reader = self._cursor.fetch_record_batch()
        while (batch := await self._run(lambda: _next_batch(reader))) is not None:
            yield batch

    async def fetch_df(self) -> pandas.DataFrame:
        """The rows that are left as a pandas frame."""
        return await self._run(self._cursor.fetch_df)

    async def fetch_pl(self) -> polars.DataFrame:
        """The rows that are left as a Polars frame."""
        return await self._run(self._cursor.fetch_pl)

    async def cancel(self) -> None:
        """Stop the statement that runs now, here and at the sources."""
        await asyncio.to_thread(self._cursor.cancel)

    async def close(self) -> None:
        """Give up the result. Idempotent."""
        await self._run(self._cursor.close)

    async def __aiter__(self) -> AsyncIterator[Row]:
        while rows := await self.fetchmany(1000):
            for row in rows:
                yield row

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        await self.close()

    async def _run(self, call: Callable[[], T]) -> T:
        running = asyncio.get_running_loop().run_in_executor(self._threads, call)
        try:
            return await asyncio.shield(running)
        except asyncio.CancelledError:
            # The thread cannot be interrupted: the statement is, and the thread ends with it.
            await asyncio.to_thread(self._cursor.cancel)
            await asyncio.wait({running})
            _seen(running)
            raise


def _next_batch(reader: pa.RecordBatchReader) -> pa.RecordBatch | None:
    try:
        return reader.read_next_batch()
    except StopIteration:
        return None


def _seen(future: asyncio.Future[Any]) -> None:
    """Its exception was the cancel's own: nobody else will ask for it."""
    if not future.cancelled():
        future.exception()


def _awaited(connect: Callable[P, Connection]) -> Callable[P, Coroutine[Any, Any, AsyncConnection]]:
    @wraps(connect)
    async def awaited(*arguments: P.args, **options: P.kwargs) -> AsyncConnection:
        return AsyncConnection(await asyncio.to_thread(connect, *arguments, **options))

    return awaited


connect = _awaited(connect_sync)
"""As `gateway.client.connect`, to be awaited."""
