"""The gateway in this process: the same driver without any server.

Importing this module loads no server code; `open_embedded` does, when it is called.

Imports: standard library, pyarrow, this package.
"""

from __future__ import annotations

import threading
from collections.abc import Iterator, Mapping
from importlib import import_module
from pathlib import Path
from typing import Any

import pyarrow as pa

from gateway.client.errors import DatabaseError, from_sqlstate
from gateway.client.parameters import Statement
from gateway.client.transport import Answer
from gateway.client.values import TYPE_KEY


class Embedded:
    """A transport to a gateway in this process."""

    def __init__(self, home: Path, settings: Mapping[str, str]) -> None:
        """Open the gateway of `home`. Raises the driver's errors."""
        engine, errors = import_module("gateway.engine"), import_module("gateway.errors")
        session = import_module("gateway.session")
        self._types = import_module("connectors.types")
        self._error: type[Exception] = errors.SqlError
        self._running: dict[str, Any] = {}
        self._cancelled = ""
        self._lock = threading.Lock()
        try:
            self._session = session.Session(settings=settings, owner=True)
            self._gateway = engine.Gateway.open(home)
        except self._error as error:
            raise _translated(error) from None

    def run(self, statement: Statement, query_id: str) -> Answer:
        """Start a statement; its first batch is read before this returns."""
        try:
            types = tuple(self._type(name) for name in statement.types)
            prepared = self._gateway.prepare(statement.sql, self._session, types)
            result = prepared.execute(statement.values)
        except self._error as error:
            raise _translated(error, query_id) from None
        with self._lock:
            self._running[query_id] = result
            cancelled = self._cancelled == query_id  # before it was running
        if cancelled:
            result.cancel()
        batches = self._read(result, query_id)
        first = next(batches, None)
        return Answer(
            _described(result),
            _chained(first, batches),
            close=result.close,
            warnings=lambda: tuple(warning.message for warning in result.warnings),
        )

    def cancel(self, query_id: str) -> None:
        """Stop a statement."""
        with self._lock:
            self._cancelled, result = query_id, self._running.get(query_id)
        if result is not None:
            result.cancel()

    def close(self) -> None:
        """Close the gateway."""
        for result in list(self._running.values()):
            result.close()
        self._gateway.close()

    def _read(self, result: Any, query_id: str) -> Iterator[pa.RecordBatch]:
        schema = _described(result)
        try:
            for batch in result.batches():
                yield pa.RecordBatch.from_arrays(batch.columns, schema=schema)
        except self._error as error:
            raise _translated(error, query_id) from None
        finally:
            self._running.pop(query_id, None)

    def _type(self, name: str | None) -> Any:
        if name is None:
            return None
        if name.endswith("[]"):
            return self._types.array(self._type(name.removesuffix("[]")))
        return self._types.Type(name)


def _described(result: Any) -> pa.Schema:
    return pa.schema(
        [
            field.with_metadata({TYPE_KEY: str(column.type).encode()})
            for field, column in zip(result.schema, result.columns, strict=True)
        ]
    )


def _chained(
    first: pa.RecordBatch | None, rest: Iterator[pa.RecordBatch]
) -> Iterator[pa.RecordBatch]:
    if first is not None:
        yield first
        yield from rest


def _translated(error: Any, query_id: str = "") -> DatabaseError:
    return from_sqlstate(error.sqlstate)(
        error.message,
        sqlstate=error.sqlstate,
        detail=error.detail,
        hint=error.hint,
        position=error.position,
        query_id=query_id,
    )
