"""How results are written: one function per format.

A writer gets the columns (names may repeat), their Arrow schema, the batches and a binary stream,
writes as the batches come, and leaves the stream open.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import BinaryIO, Final

import pyarrow as pa

from connectors.api import OutputColumn
from gateway.cli.formats.aligned import write_aligned
from gateway.cli.formats.csv import write_csv
from gateway.cli.formats.files import write_arrow, write_parquet
from gateway.cli.formats.json import write_json, write_ndjson

Writer = Callable[[Sequence[OutputColumn], pa.Schema, Iterable[pa.RecordBatch], BinaryIO], None]


@dataclass(frozen=True, slots=True)
class Format:
    """A way to write a result. `whole`: nothing is written before the last row is read."""

    name: str
    write: Writer
    binary: bool = False
    whole: bool = False


FORMATS: Final = {
    item.name: item
    for item in (
        Format("table", write_aligned, whole=True),
        Format("csv", write_csv),
        Format("json", write_json),
        Format("ndjson", write_ndjson),
        Format("parquet", write_parquet, binary=True),
        Format("arrow", write_arrow, binary=True),
    )
}
"""Every format by name, the default first."""
