"""PEP 249's cursor: one statement at a time, its rows decoded batch by batch as they are asked for.

Imports: pyarrow, this package.
"""

from __future__ import annotations

import uuid
from collections.abc import Iterable, Iterator, Sequence
from itertools import islice
from types import TracebackType
from typing import TYPE_CHECKING, Any, TypeAlias

import pyarrow as pa

from gateway.client.errors import InterfaceError, ProgrammingError
from gateway.client.parameters import Parameters, statement
from gateway.client.reading import Reading
from gateway.client.transport import Answer
from gateway.client.values import type_name

if TYPE_CHECKING:
    import pandas
    import polars

    from gateway.client.connection import Connection

Row: TypeAlias = tuple[Any, ...]
Description: TypeAlias = tuple[str, str, None, None, int | None, int | None, None]


class Cursor:
    """Made by `Connection.cursor`. `cancel` may be called from any thread, all else from one."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection
        self._answer: Answer | None = None
        self._reading: Reading | None = None
        self._closed = False
        self.query_id = ""
        """The tag of the last statement, in every statement it sent to a source."""
        self.arraysize = 1
        self.rowcount = -1
        """Rows of the last result, once all have been fetched; -1 before."""

    # -- PEP 249 ---------------------------------------------------------------------------

    @property
    def connection(self) -> Connection:
        """The cursor's connection."""
        return self._connection

    @property
    def description(self) -> list[Description] | None:
        """Name and type of each column of the result; None when there is none."""
        if self._answer is None or not len(self._answer.schema):
            return None
        return [_described(field) for field in self._answer.schema]

    @property
    def warnings(self) -> tuple[str, ...]:
        """What the gateway warned of; complete when all rows have been fetched."""
        return self._answer.warnings() if self._answer is not None else ()

    def execute(self, operation: str, parameters: Parameters = None) -> Cursor:
        """Run a statement; returns the cursor itself. Placeholders: `%s` or `%(name)s`."""
        self._usable()
        self._release()
        prepared = statement(operation, parameters)
        self.query_id = uuid.uuid4().hex
        self._answer = self._connection.run(prepared, self.query_id)
        self._reading = Reading(self._answer.batches, self._read, self._connection.json_loads)
        if not len(self._answer.schema):
            self._finish()
        return self

    def executemany(self, operation: str, seq_of_parameters: Iterable[Parameters]) -> None:
        """Run a statement with each of the values; results are not kept."""
        for parameters in seq_of_parameters:
            self.execute(operation, parameters)
            self._finish()

    def fetchone(self) -> Row | None:
        """The next row, None after the last."""
        return next(self._fetching(), None)

    def fetchmany(self, size: int | None = None) -> list[Row]:
        """The next `size` rows (default `arraysize`)."""
        return list(islice(self._fetching(), self.arraysize if size is None else size))

    def fetchall(self) -> list[Row]:
        """The rows that are left."""
        return list(self._fetching())

    def setinputsizes(self, sizes: Sequence[Any]) -> None:
        """Nothing to do."""
        self._usable()

    def setoutputsize(self, size: int, column: int | None = None) -> None:
        """Nothing to do."""
        self._usable()

    def close(self) -> None:
        """Give up the result; what is still running is stopped at the sources. Idempotent."""
        self._release()
        self._closed = True

    # -- beyond PEP 249 --------------------------------------------------------------------

    def fetch_record_batch(self) -> pa.RecordBatchReader:
        """The rows that are left as a stream of Arrow batches."""
        reading = self._result()
        return pa.RecordBatchReader.from_batches(self._schema(), reading.batches())

    def fetch_arrow_table(self) -> pa.Table:
        """The rows that are left as one Arrow table."""
        reading = self._result()
        return pa.Table.from_batches(reading.batches(), schema=self._schema())

    def fetch_df(self) -> pandas.DataFrame:
        """The rows that are left as a pandas frame; needs pandas."""
        return self.fetch_arrow_table().to_pandas()

    def fetch_pl(self) -> polars.DataFrame:
        """The rows that are left as a Polars frame; needs polars."""
        import polars

        return polars.DataFrame(polars.from_arrow(self.fetch_arrow_table()))

    def cancel(self) -> None:
        """Stop the statement that runs now, here and at the sources; from any thread."""
        if self.query_id:
            self._connection.cancel(self.query_id)

    def __iter__(self) -> Iterator[Row]:
        return self

    def __next__(self) -> Row:
        return next(self._fetching())

    def __enter__(self) -> Cursor:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()

    # -- inside ----------------------------------------------------------------------------

    def _usable(self) -> None:
        if self._closed:
            raise InterfaceError("the cursor is closed")
        self._connection.usable()

    def _result(self) -> Reading:
        self._usable()
        if self._reading is None or not len(self._schema()):
            raise ProgrammingError("the last statement has no result to fetch")
        return self._reading

    def _schema(self) -> pa.Schema:
        return self._answer.schema if self._answer is not None else pa.schema([])

    def _fetching(self) -> Iterator[Row]:
        return self._result().rows

    def _read(self, count: int) -> None:
        self.rowcount = count
        self._finish()

    def _finish(self) -> None:
        if self._answer is not None:
            self._answer.close()

    def _release(self) -> None:
        self._finish()
        self._answer = self._reading = None
        self.rowcount = -1


def _described(field: pa.Field) -> Description:
    decimal = field.type if pa.types.is_decimal(field.type) else None
    precision = decimal.precision if decimal is not None else None
    scale = decimal.scale if decimal is not None else None
    return (field.name, type_name(field), None, None, precision, scale, None)
