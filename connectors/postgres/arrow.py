"""Large results: ADBC's driver, which reads COPY's binary rows into Arrow batches."""

from __future__ import annotations

import contextlib
import threading
from collections.abc import Iterator, Mapping, Sequence
from typing import Any, Final

import adbc_driver_manager as adbc
import adbc_driver_postgresql
import pyarrow as pa
from adbc_driver_manager._reader import AdbcRecordBatchReader

from connectors.pace import Pace
from connectors.postgres import session
from connectors.postgres.options import Options

USE_COPY: Final = adbc_driver_postgresql.StatementOptions.USE_COPY.value
BATCH_BYTES: Final = adbc_driver_postgresql.StatementOptions.BATCH_SIZE_HINT_BYTES.value


class Database:
    """What connections share: the driver learns the server's types once."""

    def __init__(self, options: Options) -> None:
        self._options = options
        self._lock = threading.Lock()
        self._database: adbc.AdbcDatabase | None = None

    def connect(self) -> ArrowConnection:
        """A new connection, set up. Raises adbc_driver_manager.Error."""
        with self._lock:
            if self._database is None:
                self._database = adbc_driver_postgresql.connect(self._options.conninfo)
        connection = ArrowConnection(adbc.AdbcConnection(self._database))
        try:
            connection.run(session.statement())
        except BaseException:
            connection.close()
            raise
        return connection

    def close(self) -> None:
        """Release the driver's database object, if no connection holds it."""
        with self._lock, contextlib.suppress(adbc.Error, RuntimeError):
            if self._database is not None:
                self._database.close()
            self._database = None


class ArrowConnection:
    """A session of the ADBC driver. Used by one thread at a time; `cancel` by any."""

    def __init__(self, connection: adbc.AdbcConnection) -> None:
        self._connection = connection
        self.timeout = 0
        """The session's statement_timeout in milliseconds."""

    def run(self, sql: str, values: Sequence[str] = ()) -> None:
        """A small statement whose rows do not matter."""
        with contextlib.closing(self._statement(sql, {USE_COPY: "false"}, values)) as statement:
            for _ in statement.batches():
                pass

    def statement(self, sql: str, values: Sequence[str], pace: Pace) -> ArrowStatement:
        """A statement whose rows come by COPY, which binds no values."""
        assert not values, "COPY takes no parameters"
        return self._statement(sql, {USE_COPY: "true"}, pace=pace)

    def _statement(
        self,
        sql: str,
        options: Mapping[str, str],
        values: Sequence[str] = (),
        pace: Pace | None = None,
    ) -> ArrowStatement:
        handle = adbc.AdbcStatement(self._connection)
        handle.set_options(**options)
        handle.set_sql_query(sql)
        if values:
            arrays = [pa.array([value], pa.string()) for value in values]
            handle.bind(pa.record_batch(arrays, names=[str(i) for i in range(len(arrays))]))
        return ArrowStatement(handle, pace)

    def alive(self) -> bool:
        """Whether the server answers."""
        try:
            self.run("SELECT 1")
        except adbc.Error:
            return False
        return True

    def close(self) -> None:
        """End the session; the server stops what it does for it."""
        with contextlib.suppress(adbc.Error, RuntimeError):
            self._connection.close()


class ArrowStatement:
    """One running statement."""

    def __init__(self, handle: Any, pace: Pace | None) -> None:
        """`pace.bytes` is what the driver gathers before it hands over a batch."""
        self._handle = handle
        self._pace = pace
        self._reader: Any = None

    def batches(self) -> Iterator[pa.RecordBatch]:
        """Run, and read as the rows come. Raises adbc_driver_manager.Error."""
        stream, _ = self._handle.execute_query()
        self._reader = AdbcRecordBatchReader._import_from_c(stream.address)
        while True:
            if self._pace is not None:  # the driver takes the option between batches as well
                self._handle.set_options(**{BATCH_BYTES: str(self._pace.bytes)})
            try:
                yield self._reader.read_next_batch()
            except StopIteration:
                return

    @property
    def over(self) -> bool:
        """The driver does not tell."""
        return False

    def cancel(self) -> None:
        """Ask the server to stop; from any thread, while the statement is open."""
        with contextlib.suppress(adbc.Error):
            self._handle.cancel()

    def cut(self) -> None:
        """The driver shows no socket; the gateway does not wait for its threads."""

    def close(self) -> None:
        """Release the driver's memory."""
        with contextlib.suppress(adbc.Error, RuntimeError):
            if self._reader is not None:
                self._reader.close()
            self._handle.close()
