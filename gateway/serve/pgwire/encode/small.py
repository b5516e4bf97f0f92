"""A few rows, value by value: below some dozens of rows that is quicker than whole columns.

The common types are written here, all others by the column encoders. Both must give the same bytes
(`tests/wire/test_encode.py`).

Imports: pyarrow, `connectors.types`, `gateway.sql`, this package.
"""

from __future__ import annotations

import struct
from collections.abc import Callable, Sequence
from itertools import pairwise
from typing import Any, Final, NamedTuple

import pyarrow as pa

from connectors.types import Type
from gateway.serve.pgwire.encode.numeric import single
from gateway.serve.pgwire.encode.pieces import Encoder, Var, check_size, join, values, var
from gateway.sql.output_scalars import numeric_text
from gateway.sql.output_single import single_text
from gateway.sql.output_style import OutputStyle

MOST_ROWS: Final = 64
_DAY: Final = 86_400_000_000
_EPOCH_DAYS: Final = 10_957
_NULL: Final = struct.pack("!i", -1)


class Spelling(NamedTuple):
    """How single values of a type become bytes; `form` is the Arrow type to see them in."""

    spell: Callable[[Any], bytes]
    form: pa.DataType | None = None


def data_row_messages(
    batch: pa.RecordBatch, columns: Sequence[tuple[Encoder, Spelling | None]]
) -> bytes:
    """DataRow messages; each column by its spelling, if it has one."""
    listed = [
        _spelled(array, spelling) if spelling else _encoded(array, encoder)
        for array, (encoder, spelling) in zip(batch.columns, columns, strict=True)
    ]
    count = struct.pack("!H", len(columns))
    rows = [b"".join((count, *row)) for row in zip(*listed, strict=True)]
    check_size(max(map(len, rows)) + 4)
    return b"".join([b"D" + struct.pack("!i", 4 + len(row)) + row for row in rows])


def _spelled(array: pa.Array, spelling: Spelling) -> list[bytes]:
    """Length and value of each row."""
    spell, form = spelling
    items = (array if form is None else array.view(form)).to_pylist()
    return [_NULL if item is None else _counted(spell(item)) for item in items]


def _encoded(array: pa.Array, encoder: Encoder) -> list[bytes]:
    pieces, valid = values(array, encoder)
    joined = join([*pieces, var(pa.array([b""] * len(array), pa.binary()))], len(array))
    assert isinstance(joined, Var)
    data, ends = memoryview(joined.data), joined.offsets.tolist()
    items = [data[start:end] for start, end in pairwise(ends)]
    if valid is None:
        return [_counted(item) for item in items]
    return [_counted(item) if is_valid else _NULL
            for item, is_valid in zip(items, valid.tolist(), strict=True)]  # fmt: skip


def _counted(value: bytes | memoryview) -> bytes:
    return len(value).to_bytes(4, "big") + value


def text_spelling(type_: Type, style: OutputStyle) -> Spelling | None:
    """The text of a value, for the common types and settings."""
    found = single_text(type_, style)
    return None if found is None else Spelling(_letters(found.text), found.form)


def binary_spelling(type_: Type) -> Spelling | None:
    """The binary form of a value, for the common types."""
    return _BINARY.get(type_.name)


def _letters(text: Callable[[Any], str]) -> Callable[[Any], bytes]:
    return lambda value: text(value).encode()


def _packed(code: str) -> Callable[[Any], bytes]:
    return struct.Struct(code).pack


def _since_2000(code: str, epoch: int, end: int) -> Callable[[int], bytes]:
    pack = struct.Struct(code).pack

    def packed(value: int) -> bytes:
        if abs(value) == end:
            return pack(end if value > 0 else -end - 1)
        return pack(value - epoch)

    return packed


_STRING: Final = Spelling(str.encode)
_STRINGS: Final = dict.fromkeys(("text", "varchar", "bpchar", "name", "char", "json"), _STRING)
_TIMESTAMPS: Final = _since_2000("!q", _EPOCH_DAYS * _DAY, 2**63 - 1)

_BINARY: Final[dict[str, Spelling]] = {
    "bool": Spelling(_packed("!?")),
    "int2": Spelling(_packed("!h")),
    "int4": Spelling(_packed("!i")),
    "int8": Spelling(_packed("!q")),
    "oid": Spelling(_packed("!I")),
    "float4": Spelling(_packed("!f")),
    "float8": Spelling(_packed("!d")),
    "date": Spelling(_since_2000("!i", _EPOCH_DAYS, 2**31 - 1), pa.int32()),
    "time": Spelling(_packed("!q"), pa.int64()),
    "timestamp": Spelling(_TIMESTAMPS, pa.int64()),
    "timestamptz": Spelling(_TIMESTAMPS, pa.int64()),
    "numeric": Spelling(
        lambda value: single(value if isinstance(value, str) else numeric_text(value))
    ),
    "uuid": Spelling(lambda value: bytes.fromhex(value.replace("-", ""))),
    "jsonb": Spelling(lambda value: b"\1" + value.encode()),
    "bytea": Spelling(bytes),
    **{name: form for name, form in _STRINGS.items() if name != "char"},
}
