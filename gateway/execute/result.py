"""The result of a statement: typed Arrow batches, on their way."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from types import TracebackType

import pyarrow as pa

from connectors.api import OutputColumn, schema_of
from gateway.errors import Notice, SqlError
from gateway.execute.context import RunningQuery, Warning
from gateway.execute.scans import Progress
from gateway.sql.output_style import USUAL, OutputStyle


class Result:
    """Batches of `schema`, to be read once. Use it as a context manager, or close it.

    Reading raises SqlError. `columns` are the outputs under the names users see (they may repeat);
    the schema's fields have the same names. `style` is how the session wants values printed.
    """

    def __init__(
        self,
        columns: Sequence[OutputColumn],
        batches: Iterator[pa.RecordBatch],
        *,
        command: str = "SELECT",
        query: RunningQuery | None = None,
        progress: Callable[[], Sequence[Progress]] = tuple,
        moved: Callable[[], Sequence[Progress]] = tuple,
        close: Callable[[], None] | None = None,
        settled: Callable[[float], bool] = lambda seconds: False,
        notices: Sequence[Notice] = (),
        style: OutputStyle = USUAL,
        policies: tuple[str, ...] = (),
        schema: pa.Schema | None = None,
    ) -> None:
        self.columns = tuple(columns)
        self.schema = schema_of(columns) if schema is None else schema
        self.command = command
        self.notices = notices
        """What the statement itself has to say; `warnings` are about its rows."""
        self.style = style
        self.rows = 0
        self._batches = batches
        self._query = query
        self._progress = progress
        self.moved = moved
        """As `progress`, for operators: also of scans of which the user may not know."""
        self.settled = settled
        """Whether all rows that have not been read are here; it may wait for so many seconds."""
        self._close = close
        self._on_end: Callable[[str], None] | None = None
        self._outcome = "00000"
        self.policies = policies
        """Row policies and masks that decided what the result shows."""

    def batches(self) -> Iterator[pa.RecordBatch]:
        """The rows; the source is slowed by whoever reads slowly."""
        try:
            yield from map(self._counted, self._batches)
        except SqlError as error:
            self._outcome = error.sqlstate
            raise
        finally:
            self.close()

    def _counted(self, batch: pa.RecordBatch) -> pa.RecordBatch:
        self.rows += batch.num_rows
        return batch

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
        ended, self._on_end = self._on_end, None
        try:
            if close is not None:
                close()
        finally:
            if ended is not None:
                ended(self._outcome)

    def on_end(self, ended: Callable[[str], None]) -> None:
        """Call `ended` once with the outcome's SQLSTATE, when all is read, closed, or failed."""
        self._on_end = ended

    def __enter__(self) -> Result:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()
