"""One batch of documents into one Arrow record batch."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import pyarrow as pa

from connectors.mongodb.bytewalk import Buffer, Int64s, Slots, walk
from connectors.mongodb.columns import Columns
from connectors.mongodb.misfits import Misfits
from connectors.mongodb.shapes import Shape

Path = tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Read:
    """A value to read from every document: at `path` (empty: the document itself).

    `shapes` has one shape per step of the path; all but the last are objects. `label` names the
    value in errors. An `output` goes into the batch; others are only checked.
    """

    path: Path
    shapes: tuple[Shape, ...]
    label: str
    output: bool = True
    required: bool = False


def decode(
    raw: bytes, reads: Sequence[Read], schema: pa.Schema, misfits: Misfits
) -> tuple[pa.RecordBatch, list[pa.Array]]:
    """The documents laid end to end in `raw`, as a batch of `schema`, and what is no output."""
    buffer = Buffer(raw)
    starts = buffer.documents()
    columns = Columns(buffer, misfits)
    tops = walk(buffer, starts, dict.fromkeys(read.path[0] for read in reads if read.path)).slots
    outputs: list[pa.Array] = []
    others: list[pa.Array] = []
    for read in reads:
        array = _column(buffer, columns, read, starts, tops, misfits)
        (outputs if read.output else others).append(array)
    if not outputs:
        rows = pa.array([{}] * len(starts), pa.struct([]))
        return pa.RecordBatch.from_struct_array(rows), others
    return pa.RecordBatch.from_arrays(outputs, schema=schema), others


def _column(
    buffer: Buffer,
    columns: Columns,
    read: Read,
    starts: Int64s,
    tops: dict[str, Slots],
    misfits: Misfits,
) -> pa.Array:
    if not read.path:
        whole = Slots(np.full(len(starts), 3, np.uint8), starts)
        return columns.array(read.label, read.shapes[0], whole)
    slots = tops[read.path[0]]
    for step, name in enumerate(read.path[1:]):
        slots = _inside(buffer, columns, read, step, slots, name)
    if read.required:
        null = np.isin(slots.types, (0, 6, 10))
        if null.any():
            misfits.refuse_count(read.label, read.shapes[-1], "null", int(null.sum()))
    return columns.array(read.label, read.shapes[-1], slots)


def _inside(
    buffer: Buffer, columns: Columns, read: Read, step: int, slots: Slots, name: str
) -> Slots:
    """The values of `name` inside the objects of `slots`, one step along the path."""
    columns.check(".".join(read.path[: step + 1]), read.shapes[step], slots)
    rows = np.flatnonzero(slots.types == 3)
    found = walk(buffer, slots.at[rows], [name]).slots[name]
    inner = Slots.empty(len(slots.types))
    inner.types[rows] = found.types
    inner.at[rows] = found.at
    return inner
