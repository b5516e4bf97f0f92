"""The result of a statement: typed Arrow batches, on their way."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from types import TracebackType

import pyarrow as pa

from connectors.api import OutputColumn
from gateway.errors import Notice
from gateway.execute.context import RunningQuery, Warning
from gateway.execute.scans import Progress
from gateway.timezones import Zone


class Result:
    """Batches of `schema`, to be read once. Use it as a context manager, or close it.

    Reading raises SqlError. `columns` are the outputs under the names users see (they may repeat);
    the schema's fields have the same names. `zone` is the session's: whose clocks a timestamptz
    shows when it is printed.
    """

    def __init__(
        self,
        columns: Sequence[OutputColumn],
        batches: Iterator[pa.RecordBatch],
        *,
        command: str = "SELECT",
        query: RunningQuery | None = None,
        progress: Callable[[], Sequence[Progress]] = tuple,
        close: Callable[[], None] | None = None,
        notices: Sequence[Notice] = (),
        zone: Zone = "UTC",
    ) -> None:
        self.columns = tuple(columns)
        self.schema = pa.schema([pa.field(c.name, c.type.arrow) for c in columns])
        self.command = command
        self.notices = notices
        """What the statement itself has to say; `warnings` are about its rows."""
        self.zone = zone
        self.rows = 0
        self._batches = batches
        self._query = query
        self._progress = progress
        self._close = close

    def batches(self) -> Iterator[pa.RecordBatch]:
        """The rows; the source is slowed by whoever reads slowly."""
        try:
            for batch in self._batches:
                self.rows += batch.num_rows
                yield batch
        finally:
            self.close()

    def table(self) -> pa.Table:
        """All rows at once."""
        return pa.Table.from_batches(list(self.batches()), schema=self.schema)

    def tag(self, rows: int | None = None) -> str:
        """PostgreSQL's command tag: "SELECT 3", "SET"."""
        if self.command in ("SELECT", "FETCH", "COPY"):
            return f"{self.command} {self.rows if rows is None else rows}"
        return self.command

    @property
    def query(self) -> RunningQuery | None:
        """What runs at the sources; None for local statements."""
        return self._query

    @property
    def warnings(self) -> tuple[Warning, ...]:
        """What the user should know about the rows read so far."""
        return self._query.warnings if self._query is not None else ()

    @property
    def query_id(self) -> str:
        """The tag that every remote statement of this query carries; "" for local statements."""
        return self._query.query_id if self._query is not None else ""

    def progress(self) -> Sequence[Progress]:
        """Rows and bytes moved from each source so far."""
        return self._progress()

    def cancel(self) -> None:
        """Stop the work everywhere, from any thread; the reader gets 57014."""
        if self._query is not None:
            self._query.cancel()

    def close(self) -> None:
        """Release everything; unread work is stopped at the sources. Idempotent."""
        close, self._close = self._close, None
        if close is not None:
            close()

    def __enter__(self) -> Result:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()
