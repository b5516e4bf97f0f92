"""Parquet and Arrow IPC streams. Each field's metadata has the PostgreSQL type (`pg_type`).

Imports: pyarrow, `gateway.sql.output`.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import BinaryIO

import pyarrow as pa

from connectors.api import OutputColumn
from connectors.types import Type
from gateway.cli.formats.names import refuse_repeated_names
from gateway.sql.output import to_text


def write_arrow(
    columns: Sequence[OutputColumn],
    schema: pa.Schema,
    batches: Iterable[pa.RecordBatch],
    stream: BinaryIO,
) -> None:
    """An Arrow IPC stream of the batches as they are."""
    described = _described(columns, schema)
    with pa.ipc.new_stream(pa.PythonFile(stream, mode="w"), described) as writer:
        for batch in batches:
            writer.write_batch(pa.RecordBatch.from_arrays(batch.columns, schema=described))


def write_parquet(
    columns: Sequence[OutputColumn],
    schema: pa.Schema,
    batches: Iterable[pa.RecordBatch],
    stream: BinaryIO,
) -> None:
    """A Parquet file, a row group per batch; intervals, which Parquet has not, as text."""
    import pyarrow.parquet  # costs 50 ms that other formats need not pay

    refuse_repeated_names(columns, "Parquet")
    described = _described(columns, schema)
    for number, column in enumerate(columns):
        if _has_interval(column.type):
            text = described.field(number).with_type(pa.string())
            described = described.set(number, text)
    with pyarrow.parquet.ParquetWriter(
        pa.PythonFile(stream, mode="w"), described, compression="zstd"
    ) as writer:
        for batch in batches:
            arrays = [
                to_text(values, column.type) if _has_interval(column.type) else values
                for values, column in zip(batch.columns, columns, strict=True)
            ]
            writer.write_batch(pa.RecordBatch.from_arrays(arrays, schema=described))


def _described(columns: Sequence[OutputColumn], schema: pa.Schema) -> pa.Schema:
    return pa.schema(
        [
            field.with_metadata({"pg_type": str(column.type)})
            for field, column in zip(schema, columns, strict=True)
        ]
    )


def _has_interval(type_: Type) -> bool:
    if type_.element is not None:
        return _has_interval(type_.element)
    return type_.name == "interval" or any(_has_interval(field) for _, field in type_.fields)
