"""A store's batches made into the fragment's: limits, deadline, cancel, exact schema."""

from __future__ import annotations

import time
from collections.abc import Iterator
from contextlib import closing

import pyarrow as pa

from connectors.api import (
    Cancelled,
    ConnectorError,
    DeadlineExceeded,
    Fragment,
    LimitExceeded,
    RemoteError,
    ScanContext,
)
from connectors.files.plan import Plan
from connectors.pace import Pace
from connectors.sql.reader import Batches


def check(context: ScanContext) -> None:
    """Raise Cancelled or DeadlineExceeded when the scan must end."""
    if context.deadline is not None and time.monotonic() >= context.deadline:
        raise DeadlineExceeded("the scan's time is over")
    if context.cancelled:
        raise Cancelled("the scan was cancelled")


def guarded(fragment: Fragment, plan: Plan, found: Batches, context: ScanContext) -> Batches:
    """The fragment's batches out of `found`, whose columns are those of `plan.columns`.

    `found` is closed at the end. Raises LimitExceeded, Cancelled, DeadlineExceeded.
    """
    rows = size = 0
    pace = Pace(context.batch_rows)
    with closing(found):
        try:
            check(context)
            for batch in _windowed(found, plan, context):
                check(context)
                rows += batch.num_rows
                made = _projected(batch, fragment, plan)
                size += made.nbytes
                if context.max_rows is not None and rows > context.max_rows:
                    raise LimitExceeded(
                        f'"{plan.schema.relation}" gives more than {context.max_rows} rows'
                    )
                if context.max_bytes is not None and size > context.max_bytes:
                    raise LimitExceeded(
                        f'"{plan.schema.relation}" gives more than {context.max_bytes} bytes'
                    )
                for part in pace.hand(made):
                    yield part
                    check(context)
        except ConnectorError:
            raise
        except (pa.ArrowException, OSError, ValueError) as error:
            check(context)
            raise RemoteError(
                f'cannot read "{plan.schema.relation}"', detail=str(error), sqlstate="58030"
            ) from error


def _windowed(found: Iterator[pa.RecordBatch], plan: Plan, context: ScanContext) -> Batches:
    """The rows after OFFSET, until LIMIT."""
    skip, left = plan.offset, plan.limit
    if left == 0:
        return
    for batch in found:
        check(context)
        if skip >= batch.num_rows:
            skip -= batch.num_rows
            continue
        batch, skip = batch.slice(skip), 0
        if left is not None:
            batch = batch.slice(0, left)
            left -= batch.num_rows
        yield batch
        if left == 0:
            return


def _projected(batch: pa.RecordBatch, fragment: Fragment, plan: Plan) -> pa.RecordBatch:
    if not plan.outputs:
        return pa.RecordBatch.from_struct_array(pa.array([{}] * batch.num_rows, pa.struct([])))
    columns = [batch.column(column.name) for _, column in plan.outputs]
    return pa.RecordBatch.from_arrays(columns, schema=fragment.schema)
