"""A look-up that is ready: run where it is asked for, without a thread, a queue, or an engine.

The rows are few and come in one answer, so that there is nothing to read ahead. Who must not wait
asks, does other things until the answer has come, and reads it then.

Imports: pyarrow, `connectors`, `gateway.errors`, `gateway.plan`, this package.
"""

from __future__ import annotations

import time
from collections.abc import Iterator
from dataclasses import dataclass

import pyarrow as pa

from connectors.api import Cancelled
from connectors.template import Asked
from gateway.errors import SqlError
from gateway.execute.breaker import Breakers
from gateway.execute.context import RunningQuery
from gateway.execute.result import Result
from gateway.execute.scans import Progress, as_failure, cause_of, close
from gateway.plan.lookups import Ready


@dataclass(frozen=True, slots=True)
class Asking:
    """A result whose first batch can be read without waiting once the answer is here."""

    result: Result
    answer: Asked


def look_up(ready: Ready, query: RunningQuery, breakers: Breakers) -> Result:
    """Its result; the source is asked when the first batch is."""
    return _LookUp(ready, query, breakers).result()


def ask(ready: Ready, query: RunningQuery, breakers: Breakers) -> Asking | None:
    """Ask the source now, if that can be done without waiting for anything."""
    if not breakers.trusts(ready.source):
        return None
    running = _LookUp(ready, query, breakers)
    asked = running.ask()
    return None if asked is None else Asking(running.result(), asked)


class _LookUp:
    """One of them."""

    def __init__(self, ready: Ready, query: RunningQuery, breakers: Breakers) -> None:
        self._ready = ready
        self._query = query
        self._breakers = breakers
        self._progress = Progress(ready.source, ready.scan, ready.repeat.explain)
        self._started = 0.0
        self._asked: Asked | None = None

    def result(self) -> Result:
        """What the user gets."""
        ready = self._ready
        return Result(
            ready.columns,
            self._batches(),
            query=self._query,
            progress=self.progressed,
            moved=self.progressed,
            close=self.close,
            settled=lambda seconds: True,
            style=ready.style,
            policies=ready.policies,
            schema=ready.schema,
        )

    def ask(self) -> Asked | None:
        """As `Repeat.ask`."""
        self._start()
        self._asked = self._ready.repeat.ask(self._query)
        if self._asked is None:
            self._query.finish()
        return self._asked

    def progressed(self) -> list[Progress]:
        """Of its one scan."""
        return [self._progress]

    def close(self) -> None:
        """It is over, read to its end or not."""
        if not self._progress.done:
            self._query.stop(Cancelled("the rest of the result is not needed"))
        if self._asked is not None:
            self._asked.close()
        self._query.finish()

    def _batches(self) -> Iterator[pa.RecordBatch]:
        """The rows. Raises SqlError."""
        ready, progress = self._ready, self._progress
        reader: pa.RecordBatchReader | None = None
        try:
            reader = self._reader()
            for batch in reader:
                progress.add(batch.num_rows, batch.nbytes)
                if ready.renamed:
                    batch = pa.RecordBatch.from_arrays(batch.columns, schema=ready.schema)
                yield batch
            progress.done = True
            self._breakers.succeeded(ready.source)
        except GeneratorExit:
            raise
        except BaseException as error:  # noqa: BLE001 - becomes the user's error
            raise self._failure(error) from None
        finally:
            progress.seconds = time.monotonic() - self._started
            close(reader)
            self.close()

    def _reader(self) -> pa.RecordBatchReader:
        if self._asked is not None:
            return self._asked.scan()
        self._start()
        self._breakers.check(self._ready.source)
        return self._ready.repeat.scan(self._query)

    def _start(self) -> None:
        self._query.start()
        self._started, self._progress.began = time.monotonic(), time.time()

    def _failure(self, error: BaseException) -> SqlError:
        cause = self._query.stopped or cause_of(error)
        self._breakers.failed(self._ready.source, cause)
        stopped = self._query.stopped
        if stopped is not None:
            return SqlError(stopped.sqlstate, stopped.message, detail=stopped.detail)
        return as_failure(cause, self._ready.source)
