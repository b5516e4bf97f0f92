"""Parquet, CSV and JSON files of a folder as relations."""

from __future__ import annotations

import threading
from collections.abc import Iterator, Sequence
from pathlib import Path
from urllib.parse import unquote

import pyarrow as pa

from connectors.api import (
    Column,
    Health,
    Relation,
    RelationSchema,
    RemoteError,
    ScanContext,
    Statistics,
)
from connectors.files import delimited, documents, parquet
from connectors.files.folder import FileSet, Folder
from connectors.files.options import Options
from connectors.files.plan import EVERYTHING, Plan
from connectors.files.predicates import Test
from connectors.files.search import expression
from connectors.sql.reader import Batches
from connectors.types import TEXT


class FolderStore:
    """A `connector.Store` over a folder or a single file."""

    def __init__(self, options: Options) -> None:
        self._options = options
        self._folder = Folder(options.root, options.hive)
        self._known: dict[tuple[Relation, object], RelationSchema] = {}
        self._lock = threading.Lock()

    def check(self) -> Health:
        """The root is there."""
        self._folder.check()
        return Health("files", pa.__version__)

    def relations(self) -> list[Relation]:
        """One per file, or per folder of files of one format."""
        return [files.relation for files in self._folder.relations()]

    def describe(self, relation: Relation) -> RelationSchema:
        """The columns; read again only when a file has changed."""
        files = self._folder.find(relation)
        key = relation, files.state
        with self._lock:
            if key not in self._known:
                self._known = {k: v for k, v in self._known.items() if k[0] != relation}
                try:
                    self._known[key] = self._described(files)
                except (pa.ArrowException, OSError) as error:
                    raise RemoteError(
                        f'cannot read "{relation}"', detail=str(error), sqlstate="58030"
                    ) from error
            return self._known[key]

    def statistics(self, relation: Relation) -> Statistics:
        """Rows where the format counts them, bytes on disk."""
        files = self._folder.find(relation)
        rows = parquet.rows(files) if files.format == "parquet" else None
        return Statistics(rows=rows, bytes=files.bytes)

    def refuse(self, test: Test, schema: RelationSchema) -> None:
        """Every understood test can be run."""

    def explain(self, plan: Plan) -> str:
        """What is read, and what is looked for."""
        columns = ", ".join(c.name for c in plan.columns) or "(rows only)"
        lines = [f"read {plan.schema.details['format']} {plan.schema.relation}: {columns}"]
        if plan.test != EVERYTHING:
            lines.append(f"where {expression(plan.test)}")
        if plan.limit is not None or plan.offset:
            lines.append(f"rows {plan.offset} to {'end' if plan.limit is None else plan.limit}")
        return "\n".join(lines)

    def batches(self, plan: Plan, context: ScanContext) -> Batches:
        """Batches of `plan.columns` that pass the test. Raises RemoteError when columns changed."""
        files = self._folder.find(plan.schema.relation)
        now = self.describe(plan.schema.relation)
        wanted = [_unchanged(column, now) for column in plan.columns]
        stored = [c for c in wanted if c.name not in files.partitions]
        test = None if plan.test == EVERYTHING else expression(plan.test)
        for path, batch in self._read(files, now, stored, plan.test, context):
            found = _with_partitions(batch, wanted, files, path)
            yield found if test is None else found.filter(test)

    def close(self) -> None:
        """Nothing is kept open."""

    def _described(self, files: FileSet) -> RelationSchema:
        columns = [
            *self._columns(files),
            *(Column(p, TEXT, nullable=False, native_type="folder") for p in files.partitions),
        ]
        return RelationSchema(files.relation, tuple(columns), details={"format": files.format})

    def _columns(self, files: FileSet) -> list[Column]:
        options = self._options
        match files.format:
            case "parquet":
                return parquet.columns(files)
            case "csv":
                return delimited.columns(
                    files, all_text=options.all_text, sample_bytes=options.sample_bytes
                )
        return documents.columns(files, sample_bytes=options.sample_bytes)

    def _read(
        self,
        files: FileSet,
        now: RelationSchema,
        stored: Sequence[Column],
        test: Test,
        context: ScanContext,
    ) -> Iterator[tuple[Path, pa.RecordBatch]]:
        match files.format:
            case "parquet":
                return parquet.batches(files, stored, test, context.batch_rows)
            case "csv":
                return delimited.batches(files, stored)
        known = [c for c in now.columns if c.name not in files.partitions]
        misfits = self._options.on_mismatch == "null"
        return documents.batches(files, known, stored, misfits, context)


def _unchanged(column: Column, now: RelationSchema) -> Column:
    """The column as it is now; RemoteError unless it is as it was described."""
    found = next((c for c in now.columns if c.name == column.name), None)
    if found is None or found.type != column.type:
        state = "is gone" if found is None else f"is {found.type} now, not {column.type}"
        raise RemoteError(
            f'column "{column.name}" of "{now.relation}" {state}',
            detail="The file was changed after it was described.",
            hint="Refresh the source.",
            sqlstate="42703" if found is None else "42804",
        )
    return found


def _with_partitions(
    batch: pa.RecordBatch, wanted: Sequence[Column], files: FileSet, path: Path
) -> pa.RecordBatch:
    if not any(c.name in files.partitions for c in wanted):
        return batch
    pairs = (part.split("=", 1) for part in path.parts[:-1] if "=" in part)
    values = {key: unquote(value) for key, value in pairs}
    arrays = [
        pa.repeat(pa.scalar(values[c.name]), batch.num_rows)
        if c.name in files.partitions
        else batch.column(c.name)
        for c in wanted
    ]
    return pa.RecordBatch.from_arrays(arrays, names=[c.name for c in wanted])
