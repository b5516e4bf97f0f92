"""JSON: one array of objects, or one object per line; values as PostgreSQL's `to_json`.

Imports: pyarrow, `gateway.serve.json_text`.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import BinaryIO

import pyarrow as pa
import pyarrow.compute as pc

from connectors.api import OutputColumn
from gateway.cli.formats.names import refuse_repeated_names
from gateway.serve.json_text import json_string, to_json


def write_json(
    columns: Sequence[OutputColumn],
    schema: pa.Schema,
    batches: Iterable[pa.RecordBatch],
    stream: BinaryIO,
) -> None:
    """An array with an object per row, a row per line."""
    refuse_repeated_names(columns, "JSON")
    before = b"["
    for batch in batches:
        for line in _objects(columns, batch):
            stream.write(before + b"\n" + line.encode())
            before = b","
    stream.write(b"[]\n" if before == b"[" else b"\n]\n")


def write_ndjson(
    columns: Sequence[OutputColumn],
    schema: pa.Schema,
    batches: Iterable[pa.RecordBatch],
    stream: BinaryIO,
) -> None:
    """An object per row, each on one line."""
    refuse_repeated_names(columns, "JSON")
    for batch in batches:
        stream.write("".join(f"{line}\n" for line in _objects(columns, batch)).encode())


def _objects(columns: Sequence[OutputColumn], batch: pa.RecordBatch) -> Iterator[str]:
    """The rows, each on one line: a json value's own line ends are white space to JSON."""
    if not columns:
        yield from ["{}"] * batch.num_rows
        return
    members = [
        pc.binary_join_element_wise(
            json_string(column.name) + ":",
            pc.replace_substring_regex(to_json(values, column.type), r"[\r\n]+", " "),
            "",
        )
        for values, column in zip(batch.columns, columns, strict=True)
    ]
    for row in zip(*(member.to_pylist() for member in members), strict=True):
        yield "{" + ",".join(row) + "}"
