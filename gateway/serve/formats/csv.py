"""CSV as PostgreSQL's COPY writes it: RFC 4180 quoting, lines ended by a newline.

NULL is nothing, the empty string is `""`. Imports: pyarrow, `gateway.sql.output`.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

import pyarrow as pa
import pyarrow.compute as pc

from gateway.serve.formats.rows import Rows
from gateway.sql.output import to_text

_QUOTED: Final = '^$|[",\r\n]'


def csv(rows: Rows) -> Iterator[bytes]:
    """A header line, then a line per row."""
    names = pa.array([column.name for column in rows.columns], pa.string())
    heads = _fields(names, alone=len(rows.columns) == 1).to_pylist()
    head = ",".join(heads).encode() + b"\n"
    for batch in rows.batches:
        yield head + _lines(rows, batch)
        head = b""
    yield head


def _lines(rows: Rows, batch: pa.RecordBatch) -> bytes:
    columns = rows.columns
    if not columns:
        return b"\n" * int(batch.num_rows)
    texts = [
        _fields(to_text(values, column.type, rows.style), alone=len(columns) == 1)
        for values, column in zip(batch.columns, columns, strict=True)
    ]
    lines = texts[0] if len(texts) == 1 else pc.binary_join_element_wise(*texts, ",")
    made: list[str] = lines.to_pylist()
    return "".join(f"{line}\n" for line in made).encode()


def _fields(text: pa.Array, *, alone: bool) -> pa.Array:
    # A line of its own that reads `\.` would end a COPY.
    pattern = _QUOTED + r"|^\\\.$" if alone else _QUOTED
    doubled = pc.replace_substring(text, '"', '""')
    quoted = pc.binary_join_element_wise('"', doubled, '"', "")
    return pc.fill_null(pc.if_else(pc.match_substring_regex(text, pattern), quoted, text), "")
