"""Parquet: types from the footers, columns and row groups skipped, values converted exactly."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path

import pyarrow as pa
import pyarrow.dataset as ds
import pyarrow.parquet as pq

from connectors.api import Column, RemoteError
from connectors.files.arrow_types import NoSuchType, converted, type_of_arrow
from connectors.files.folder import FileSet
from connectors.files.predicates import All, Test, columns_of
from connectors.files.search import expression
from connectors.pace import MOST_ROWS
from connectors.types import FLOATS, INTERVAL


def columns(files: FileSet) -> list[Column]:
    """The columns, equal in every file. Raises RemoteError where they are not, or have no form."""
    first = _schema(files.paths[0], files)
    for path in files.paths[1:]:
        if not _schema(path, files).equals(first):
            raise RemoteError(
                f'the files of "{files.relation}" differ in their columns',
                detail=f'"{path.name}" is not as "{files.paths[0].name}".',
                sqlstate="0A000",
            )
    intervals = _intervals(files.paths[0])
    return [_column(field, files, interval=field.name in intervals) for field in first]


def rows(files: FileSet) -> int:
    """The number of rows, from the footers."""
    return sum(pq.read_metadata(path).num_rows for path in files.paths)


def batches(
    files: FileSet, wanted: Sequence[Column], test: Test, batch_rows: int
) -> Iterator[tuple[Path, pa.RecordBatch]]:
    """Batches of the wanted columns with their file; row groups without a match are skipped.

    The rows may be more than those that pass the test.
    """
    plain = {c.name for c in wanted if c.native_type == str(c.type.arrow)}
    plain -= {c.name for c in wanted if c.type.name in FLOATS}  # statistics know no NaN
    for path in files.paths:
        file = ds.dataset(path, format="parquet")
        scanner = file.scanner(
            columns=[c.name for c in wanted],
            filter=expression(_prunable(test, plain)),
            batch_size=min(batch_rows, MOST_ROWS),
            batch_readahead=2,
            fragment_readahead=1,
        )
        for batch in scanner.to_reader():
            if not wanted:
                yield path, batch
                continue
            values = [converted(batch.column(c.name), c.type, c.name) for c in wanted]
            yield path, pa.RecordBatch.from_arrays(values, names=[c.name for c in wanted])


def _prunable(test: Test, plain: set[str]) -> Test:
    """The conjuncts that only look at columns whose stored form is ours."""
    parts = test.parts if isinstance(test, All) else (test,)
    return All(tuple(part for part in parts if columns_of(part) <= plain))


def _schema(path: Path, files: FileSet) -> pa.Schema:
    try:
        return pq.read_schema(path).remove_metadata()
    except (pa.ArrowException, OSError) as error:
        raise RemoteError(
            f'"{files.relation}" is not a Parquet file', detail=str(error), sqlstate="58030"
        ) from error


def _intervals(path: Path) -> set[str]:
    """The columns of Parquet's type INTERVAL, which pyarrow knows as bytes only."""
    columns = pq.ParquetFile(path).schema
    return {c.path for c in columns if str(c.logical_type) == "Interval"}


def _column(field: pa.Field, files: FileSet, *, interval: bool) -> Column:
    try:
        type_ = INTERVAL if interval else type_of_arrow(field.type)
    except NoSuchType as error:
        raise RemoteError(
            f'column "{field.name}" of "{files.relation}" is {error}, which has no exact form',
            sqlstate="0A000",
        ) from error
    return Column(field.name, type_, nullable=field.nullable, native_type=str(field.type))
