"""How results are written: one function per format.

A writer gets the rows and a binary stream, writes as the batches come, and leaves the stream open.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import BinaryIO, Final

from gateway.cli.formats.aligned import write_aligned
from gateway.serve.formats.csv import csv
from gateway.serve.formats.files import arrow, parquet
from gateway.serve.formats.json import json_array, ndjson
from gateway.serve.formats.rows import Encode, Rows

Writer = Callable[[Rows, BinaryIO], None]


@dataclass(frozen=True, slots=True)
class Format:
    """A way to write a result. `whole`: nothing is written before the last row is read."""

    name: str
    write: Writer
    binary: bool = False
    whole: bool = False


def _written(encode: Encode) -> Writer:
    def write(rows: Rows, stream: BinaryIO) -> None:
        for part in encode(rows):
            stream.write(part)

    return write


FORMATS: Final = {
    item.name: item
    for item in (
        Format("table", write_aligned, whole=True),
        Format("csv", _written(csv)),
        Format("json", _written(json_array)),
        Format("ndjson", _written(ndjson)),
        Format("parquet", _written(parquet), binary=True),
        Format("arrow", _written(arrow), binary=True),
    )
}
"""Every format by name, the default first."""
