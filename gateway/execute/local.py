"""The local engine: one hardened DuckDB instance, one cursor per query."""

from __future__ import annotations

import threading
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TypeAlias

import duckdb
import pyarrow as pa

from connectors.pace import MOST_ROWS
from gateway.execute.udf import register_all
from gateway.scratch import Scratch

Input: TypeAlias = "pa.Table | pa.RecordBatchReader"

# Both are settings of a cursor. The first row must not wait for ten megabytes of others.
_CURSOR_SETTINGS = "SET streaming_buffer_size = '256KB'; SET TimeZone = 'UTC'"


@dataclass(frozen=True, slots=True)
class EngineSettings:
    """What the local engine may use. `memory` as DuckDB writes it ("4GB"); what has no room in it
    goes to a private folder in `temporary` (None: the system's)."""

    memory: str = "4GB"
    threads: int | None = None
    temporary: Path | None = None


class LocalEngine:
    """DuckDB over Arrow inputs. Safe to use from many threads: every query has its cursor."""

    def __init__(self, settings: EngineSettings | None = None) -> None:
        self._settings = settings or EngineSettings()
        self._lock = threading.Lock()
        self._root: duckdb.DuckDBPyConnection | None = None
        self._spill: Scratch | None = None

    def run(self, sql: str, inputs: Mapping[str, Input], batch_rows: int) -> EngineQuery:
        """Start a query over named inputs; its batches are pulled from the result."""
        return EngineQuery(self._connection().cursor(), sql, inputs, batch_rows)

    def close(self) -> None:
        """Free everything. Idempotent."""
        with self._lock:
            if self._root is not None:
                self._root.close()
                self._root = None
            if self._spill is not None:
                self._spill.remove()
                self._spill = None

    def _connection(self) -> duckdb.DuckDBPyConnection:
        with self._lock:
            if self._root is None:
                self._root = self._open()
            return self._root

    def _open(self) -> duckdb.DuckDBPyConnection:
        settings = self._settings
        config: dict[str, str | bool | int | float | list[str]] = {
            "memory_limit": settings.memory,
            "enable_external_access": "false",
            "python_enable_replacements": "false",
            "allow_community_extensions": "false",
            "autoload_known_extensions": "false",
            "autoinstall_known_extensions": "false",
            "preserve_insertion_order": "true",
            # DuckDB 2.0.0: an INTERNAL error for a filter above FULL JOINs with a grouped item.
            "disabled_optimizers": "join_elimination",
        }
        if settings.threads is not None:
            config["threads"] = str(settings.threads)
        self._spill = Scratch("spill", settings.temporary)
        config["temp_directory"] = str(self._spill.path)
        connection = duckdb.connect(":memory:", config=config)
        register_all(connection)
        return connection


class EngineQuery:
    """One query of the local engine."""

    def __init__(
        self,
        cursor: duckdb.DuckDBPyConnection,
        sql: str,
        inputs: Mapping[str, Input],
        batch_rows: int,
    ) -> None:
        self._cursor = cursor
        self._sql = sql
        self._inputs = inputs
        self._batch_rows = batch_rows

    def open(self) -> pa.RecordBatchReader:
        """Run; blocks until the first rows are there."""
        self._cursor.execute(_CURSOR_SETTINGS)
        for name, data in self._inputs.items():
            self._cursor.register(name, data)
        return self._cursor.sql(self._sql).to_arrow_reader(min(self._batch_rows, MOST_ROWS))

    def interrupt(self) -> None:
        """Stop the work, from another thread."""
        self._cursor.interrupt()

    def close(self) -> None:
        """Free the cursor and its inputs."""
        self._cursor.close()
