"""The table that psql prints: columns as wide as their widest value, numbers to the right.

All rows are held as text until the last is read, as psql does. Rules: `print_aligned_text` and
`pg_wcsformat` of psql. Imports: pyarrow, rich's cell widths, `gateway.sql.output`.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import BinaryIO, Final

import pyarrow as pa
from rich.cells import cell_len

from connectors.api import OutputColumn
from connectors.types import NUMBERS
from gateway.serve.formats.rows import Rows
from gateway.sql.output import to_text

_RIGHT: Final = NUMBERS | {"oid", "xid", "cid", "money"}
_TAB: Final = 8


def write_aligned(rows: Rows, stream: BinaryIO) -> None:
    """The whole table with its header and its count of rows."""
    cells = [row for batch in rows.batches for row in _cells(batch, rows)]
    stream.write("".join(f"{line}\n" for line in aligned(rows.columns, cells)).encode())


Cell = tuple[str, ...]
"""The lines of one value."""


def aligned(columns: Sequence[OutputColumn], rows: Sequence[Sequence[Cell]]) -> Iterator[str]:
    """The lines of the table; rows of cells as `lines_of` makes them."""
    heads = [lines_of(column.name) for column in columns]
    widths = [
        max(cell_len(line) for cell in (head, *(row[at] for row in rows)) for line in cell)
        for at, head in enumerate(heads)
    ]
    if columns:
        yield from _row(heads, widths, ["^"] * len(columns), pad_last=True)
        yield "+".join("-" * (width + 2) for width in widths)
    else:
        yield "--"
    sides = [">" if column.type.name in _RIGHT else "<" for column in columns]
    for row in rows:
        yield from _row(row, widths, sides, pad_last=False)
    yield f"({len(rows)} row{'' if len(rows) == 1 else 's'})"
    yield ""


def lines_of(text: str | None) -> Cell:
    """A value's lines, with tabs expanded and control characters made visible."""
    if text is None:
        return ("",)
    return tuple(_visible(line) for line in text.split("\n"))


def _cells(batch: pa.RecordBatch, rows: Rows) -> list[tuple[Cell, ...]]:
    if not rows.columns:
        return [()] * batch.num_rows
    texts = [
        [lines_of(value) for value in to_text(values, column.type, rows.style).to_pylist()]
        for values, column in zip(batch.columns, rows.columns, strict=True)
    ]
    return list(zip(*texts, strict=True))


def _row(
    cells: Sequence[Cell], widths: Sequence[int], sides: Sequence[str], *, pad_last: bool
) -> Iterator[str]:
    """One row: as many lines as its tallest cell; `+` marks a value that goes on below."""
    for number in range(max((len(cell) for cell in cells), default=1)):
        parts = []
        for at, (cell, width, side) in enumerate(zip(cells, widths, sides, strict=True)):
            text = cell[number] if number < len(cell) else ""
            more = number + 1 < len(cell)
            open_end = at == len(cells) - 1 and not more and not pad_last
            if open_end and (side == "<" or number >= len(cell)):
                parts.append(f" {text}")
            else:
                end = "+" if more else "" if open_end else " "
                parts.append(f" {_padded(text, width, side)}{end}")
        yield "|".join(parts)


def _padded(text: str, width: int, side: str) -> str:
    room = width - cell_len(text)
    match side:
        case ">":
            return " " * room + text
        case "^":
            return " " * (room // 2) + text + " " * (room - room // 2)
    return text + " " * room


def _visible(line: str) -> str:
    if line.isprintable():
        return line
    shown = ""
    for character in line:
        if character == "\t":
            shown += " " * (_TAB - cell_len(shown) % _TAB)
        elif character == "\r":
            shown += "\\r"
        elif ord(character) < 0x20 or ord(character) == 0x7F:
            shown += f"\\x{ord(character):02X}"
        else:
            shown += character
    return shown
