"""Rows of Redis made into the batches of a fragment, within its limits."""

from __future__ import annotations

from collections.abc import Callable, Generator, Iterator, Sequence
from itertools import islice
from typing import Any

import pyarrow as pa

from connectors.api import (
    Column,
    Fragment,
    LimitExceeded,
    ScanContext,
    ValueNotRepresentable,
)
from connectors.pace import Pace
from connectors.redis import values
from connectors.redis.definitions import Origin
from connectors.redis.fetch import Row, fetcher
from connectors.redis.keys import Found, lots
from connectors.redis.plan import Plan
from connectors.redis.wire import Link, linked

Batches = Generator[pa.RecordBatch, None, None]


def batches(
    fragment: Fragment,
    plan: Plan,
    pool: Any,
    null_misfits: bool,
    context: ScanContext,
) -> Batches:
    """The batches of a fragment. A closed generator gives its connection back at once."""
    total = size = 0
    with linked(pool, context) as link:
        stop = None if plan.limit is None else plan.offset + plan.limit
        rows = islice(_rows(plan, link, context), plan.offset, stop)
        pace = Pace(context.batch_rows)
        while part := list(islice(rows, _capacity(total, pace, context))):
            link.check()
            total += len(part)
            if context.max_rows is not None and total > context.max_rows:
                raise LimitExceeded(
                    f'"{plan.definition.relation}" gives more than {context.max_rows} rows'
                )
            batch = _batch(fragment, plan, part, null_misfits, context)
            size += batch.nbytes
            if context.max_bytes is not None and size > context.max_bytes:
                raise LimitExceeded(
                    f'"{plan.definition.relation}" gives more than {context.max_bytes} bytes'
                )
            yield from pace.hand(batch)
            link.check()


def _capacity(total: int, pace: Pace, context: ScanContext) -> int:
    """Rows of the next batch: no more than it takes to see that there are too many."""
    if context.max_rows is None:
        return pace.rows
    return min(pace.rows, context.max_rows - total + 1)


def _rows(plan: Plan, link: Link, context: ScanContext) -> Iterator[tuple[Row, Any]]:
    """Every row with the time to live of its key in milliseconds (where it is wanted)."""
    fetch = fetcher(plan)
    for lot in lots(plan, link, context):
        for part in _sized(lot, plan, context):
            found = fetch(plan, part, link, context)
            if plan.wants_ttl:
                yield from _with_ttl(list(found), link)
            else:
                yield from ((row, None) for row in found)


def _sized(lot: Sequence[Found], plan: Plan, context: ScanContext) -> Iterator[Sequence[Found]]:
    """A lot in the parts that are fetched together: few collections, no more than LIMIT needs."""
    single = plan.definition.kind in ("hash", "string", "json")
    count = len(lot) if single else 10
    if plan.limit is not None:
        count = min(count, max(1, plan.offset + plan.limit))
    for at in range(0, len(lot), max(1, count)):
        yield lot[at : at + count]


def _with_ttl(rows: Sequence[Row], link: Link) -> Iterator[tuple[Row, int]]:
    keys = list(dict.fromkeys(found.key for found, _ in rows))
    answers = link.ask_all([(b"PTTL", key) for key in keys])
    left = dict(zip(keys, answers, strict=True))
    yield from ((row, left[row[0].key]) for row in rows if left[row[0].key] != -2)


def _batch(
    fragment: Fragment,
    plan: Plan,
    rows: Sequence[tuple[Row, Any]],
    null_misfits: bool,
    context: ScanContext,
) -> pa.RecordBatch:
    if not plan.outputs:
        return pa.RecordBatch.from_struct_array(pa.array([{}] * len(rows), pa.struct([])))
    made: dict[str, pa.Array] = {}
    for _, column in plan.outputs:
        if column.name not in made:
            misfits = _misfits(column, null_misfits, context)
            made[column.name] = _column(column, plan, rows, misfits)
    arrays = [made[column.name] for _, column in plan.outputs]
    return pa.RecordBatch.from_arrays(arrays, schema=fragment.schema)


def _column(
    column: Column, plan: Plan, rows: Sequence[tuple[Row, Any]], misfits: values.Misfits
) -> pa.Array:
    origin: Origin = plan.definition.origin(column.name)
    match origin.role:
        case "part":
            at = plan.definition.template.names.index(column.name)
            return pa.array([found.parts[at] for (found, _), _ in rows], column.type.arrow)
        case "whole_key":
            return values.column([f.key for (f, _), _ in rows], column.type, "", misfits)
        case "ttl":
            return pa.array(
                [None if left < 0 else (0, 0, left * 1_000_000) for _, left in rows],
                column.type.arrow,
            )
    at = plan.fields.index(origin.field)
    raw = [found[at] for (_, found), _ in rows]
    if raw and isinstance(raw[0], int | float):  # a position or a score
        return pa.array(raw, column.type.arrow)
    return values.column(raw, column.type, origin.format, misfits)


def _misfits(
    column: Column, null_misfits: bool, context: ScanContext
) -> Callable[[values.Misfit], None]:
    def seen(misfit: values.Misfit) -> None:
        if not null_misfits:
            raise ValueNotRepresentable(
                f'a value of column "{column.name}" is not of type {column.type}',
                detail=f"It is {misfit}.",
                hint="Declare another type, or set on_bad_value = null to read it as NULL.",
            ) from misfit
        text = f'values of "{column.name}" are not {column.type} and became NULL'
        context.warn("mismatch", text)

    return seen
