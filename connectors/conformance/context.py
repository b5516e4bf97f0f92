"""A scan context for tests: what the gateway would give, cancelled by hand."""

from __future__ import annotations

import threading
import time
import uuid
from collections import Counter
from collections.abc import Callable

import pyarrow as pa

from connectors.api import Connector, Fragment


class Context:
    """Implements `connectors.api.ScanContext`.

    `seconds` from now is the deadline (None: none). `warnings` counts what the scan warned of, by
    code; `messages` keeps the first message of each code.
    """

    def __init__(
        self,
        *,
        batch_rows: int = 65_536,
        max_rows: int | None = None,
        max_bytes: int | None = None,
        seconds: float | None = 60,
    ) -> None:
        self.query_id = f"conformance-{uuid.uuid4().hex[:16]}"
        self.trace_parent = f"00-{uuid.uuid4().hex}-{uuid.uuid4().hex[:16]}-01"
        self.deadline = None if seconds is None else time.monotonic() + seconds
        self.batch_rows = batch_rows
        self.max_rows = max_rows
        self.max_bytes = max_bytes
        self.warnings: Counter[str] = Counter()
        self.messages: dict[str, str] = {}
        self._stopped = threading.Event()
        self._lock = threading.Lock()
        self._aborts: list[Callable[[], None]] = []

    @property
    def cancelled(self) -> bool:
        """True once `cancel` was called."""
        return self._stopped.is_set()

    def on_cancel(self, abort: Callable[[], None]) -> None:
        """Keep `abort` for `cancel`; call it now if that has happened."""
        with self._lock:
            if not self._stopped.is_set():
                self._aborts.append(abort)
                return
        abort()

    def warn(self, code: str, message: str, count: int = 1) -> None:
        """Count a warning."""
        with self._lock:
            self.warnings[code] += count
            self.messages.setdefault(code, message)

    def cancel(self) -> None:
        """Cancel the scan, from any thread: every registered callback runs once."""
        with self._lock:
            self._stopped.set()
            aborts, self._aborts = self._aborts, []
        for abort in aborts:
            abort()


def run(connector: Connector, fragment: Fragment, context: Context | None = None) -> pa.Table:
    """The whole result of a fragment; the schema of every batch must be the fragment's."""
    reader = connector.scan(fragment, context or Context())
    try:
        assert reader.schema.equals(fragment.schema), _difference(reader.schema, fragment.schema)
        batches = list(reader)
    finally:
        reader.close()
    for batch in batches:
        assert batch.schema.equals(fragment.schema), _difference(batch.schema, fragment.schema)
        for column in batch.columns:
            column.validate(full=not pa.types.is_time(column.type))  # 24:00:00 is ours
    return pa.Table.from_batches(batches, schema=fragment.schema)


def _difference(found: pa.Schema, wanted: pa.Schema) -> str:
    return f"the scan's schema is\n{found}\nbut the fragment's is\n{wanted}"
