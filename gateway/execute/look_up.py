"""A look-up that is ready: run where it is asked for, without a thread, a queue, or an engine.

The rows are few and come in one answer, so that there is nothing to read ahead.

Imports: pyarrow, `connectors`, `gateway.errors`, `gateway.plan`, this package.
"""

from __future__ import annotations

import time
from collections.abc import Iterator
from dataclasses import dataclass

import pyarrow as pa

from connectors.api import Cancelled
from gateway.errors import SqlError
from gateway.execute.breaker import Breakers
from gateway.execute.context import RunningQuery
from gateway.execute.result import Result
from gateway.execute.scans import Progress, as_failure, cause_of, close
from gateway.plan.lookups import Ready


def look_up(ready: Ready, query: RunningQuery, breakers: Breakers) -> Result:
    """Its result; the source is asked when the first batch is."""
    progress = Progress(ready.source, ready.scan, ready.repeat.explain)
    running = _LookUp(ready, query, breakers, progress)
    return Result(
        ready.columns,
        running.batches(),
        query=query,
        progress=running.progressed,
        moved=running.progressed,
        close=running.close,
        settled=lambda seconds: True,
        style=ready.style,
        policies=ready.policies,
        schema=ready.schema,
    )


@dataclass(slots=True)
class _LookUp:
    """One of them."""

    ready: Ready
    query: RunningQuery
    breakers: Breakers
    progress: Progress

    def progressed(self) -> list[Progress]:
        """Of its one scan."""
        return [self.progress]

    def batches(self) -> Iterator[pa.RecordBatch]:
        """The rows. Raises SqlError."""
        self.query.start()
        started = time.monotonic()
        self.progress.began = time.time()
        reader: pa.RecordBatchReader | None = None
        try:
            self.breakers.check(self.ready.source)
            reader = self.ready.repeat.scan(self.query)
            for batch in reader:
                self.progress.add(batch.num_rows, batch.nbytes)
                if self.ready.renamed:
                    batch = pa.RecordBatch.from_arrays(batch.columns, schema=self.ready.schema)
                yield batch
            self.progress.done = True
            self.breakers.succeeded(self.ready.source)
        except GeneratorExit:
            raise
        except BaseException as error:  # noqa: BLE001 - becomes the user's error
            raise self._failure(error) from None
        finally:
            self.progress.seconds = time.monotonic() - started
            close(reader)
            self.close()

    def close(self) -> None:
        """It is over, read to its end or not."""
        if not self.progress.done:
            self.query.stop(Cancelled("the rest of the result is not needed"))
        self.query.finish()

    def _failure(self, error: BaseException) -> SqlError:
        cause = self.query.stopped or cause_of(error)
        self.breakers.failed(self.ready.source, cause)
        stopped = self.query.stopped
        if stopped is not None:
            return SqlError(stopped.sqlstate, stopped.message, detail=stopped.detail)
        return as_failure(cause, self.ready.source)
