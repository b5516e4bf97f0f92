"""Parquet and Arrow IPC streams. Each field's metadata has the PostgreSQL type (`pg_type`).

Warnings are in the metadata at the end (`unsilo_warnings`, JSON): of an empty last batch in Arrow,
of the file in Parquet. Imports: pyarrow, `gateway.sql.output`.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import Final

import pyarrow as pa

from connectors.api import OutputColumn
from connectors.types import Type
from gateway.serve.formats.json import warnings_json
from gateway.serve.formats.names import refuse_repeated_names
from gateway.serve.formats.rows import Rows, Sink
from gateway.sql.output import to_text

WARNINGS: Final = "unsilo_warnings"
_GROUP_ROWS: Final = 131_072
_GROUP_BYTES: Final = 16 * 1024 * 1024
"""A row group of a Parquet file is complete with so many rows or so many bytes of Arrow."""


def arrow(rows: Rows, codec: str | None = None) -> Iterator[bytes]:
    """An Arrow IPC stream of the batches as they are; buffers compressed by "zstd" or "lz4"."""
    described = _described(rows.columns, rows.schema)
    sink = Sink()
    options = pa.ipc.IpcWriteOptions(compression=codec)
    with pa.ipc.new_stream(pa.PythonFile(sink, mode="w"), described, options=options) as writer:
        for batch in rows.batches:
            writer.write_batch(pa.RecordBatch.from_arrays(batch.columns, schema=described))
            yield sink.take()
        warnings = rows.warnings()
        if warnings:
            nothing = pa.RecordBatch.from_pylist([], schema=described)
            writer.write_batch(nothing, custom_metadata={WARNINGS: warnings_json(warnings)})
    yield sink.take()


def parquet(rows: Rows) -> Iterator[bytes]:
    """A Parquet file in row groups of many batches; intervals, which Parquet has not, as text."""
    import pyarrow.parquet  # costs 50 ms that other formats need not pay

    refuse_repeated_names(rows.columns, "Parquet")
    described = _described(rows.columns, rows.schema)
    for number, column in enumerate(rows.columns):
        if _has_interval(column.type):
            text = described.field(number).with_type(pa.string())
            described = described.set(number, text)
    sink = Sink()
    with pyarrow.parquet.ParquetWriter(
        pa.PythonFile(sink, mode="w"), described, compression="zstd"
    ) as writer:
        for batches in _groups(rows.batches):
            written = [_without_intervals(batch, rows, described) for batch in batches]
            table = pa.Table.from_batches(written)
            writer.write_table(table, row_group_size=max(table.num_rows, 1))
            yield sink.take()
        warnings = rows.warnings()
        if warnings:
            writer.add_key_value_metadata({WARNINGS: warnings_json(warnings)})
    yield sink.take()


def _groups(batches: Iterable[pa.RecordBatch]) -> Iterator[list[pa.RecordBatch]]:
    """Neighbours that make a row group together; a small one packs and reads badly."""
    group: list[pa.RecordBatch] = []
    rows = size = 0
    for batch in batches:
        group.append(batch)
        rows, size = rows + batch.num_rows, size + batch.nbytes
        if rows >= _GROUP_ROWS or size >= _GROUP_BYTES:
            yield group
            group, rows, size = [], 0, 0
    if group:
        yield group


def _without_intervals(batch: pa.RecordBatch, rows: Rows, schema: pa.Schema) -> pa.RecordBatch:
    arrays = [
        to_text(values, column.type, rows.style) if _has_interval(column.type) else values
        for values, column in zip(batch.columns, rows.columns, strict=True)
    ]
    return pa.RecordBatch.from_arrays(arrays, schema=schema)


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
