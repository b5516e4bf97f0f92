"""PostgreSQL's binary form of every type, column by column.

Layouts are those of the `…send` functions in PostgreSQL's `src/backend/utils/adt`. An encoder gets
an Arrow array in the physical form of `connectors.types` without NULLs.

Imports: pyarrow, numpy, `connectors.types`, `gateway.errors`, this package.
"""

from __future__ import annotations

from functools import partial
from typing import Final

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from connectors.types import OIDS, STRINGS, Type
from gateway.errors import unsupported
from gateway.serve.pgwire.encode import nested, opaque
from gateway.serve.pgwire.encode.numeric import decimals, spelled
from gateway.serve.pgwire.encode.pieces import STRING, Array, Encoder, Fixed, Piece, fixed, var

_EPOCH_DAYS: Final = 10_957
"""Days from 1970-01-01 to PostgreSQL's 2000-01-01."""
_EPOCH_MICROS: Final = _EPOCH_DAYS * 86_400_000_000
_AS_TEXT: Final = STRINGS | {"json", "xml", "unknown", "bytea", "void"}
_INTERVAL: Final = np.dtype([("months", "<i4"), ("days", "<i4"), ("nanos", "<i8")])
_SENT_INTERVAL: Final = np.dtype([("micros", ">i8"), ("days", ">i4"), ("months", ">i4")])
_NIBBLES: Final = np.zeros(256, np.uint8)
for _digits in (b"0123456789abcdef", b"0123456789ABCDEF"):
    _NIBBLES[list(_digits)] = range(16)
_UUID_DIGITS: Final = [n for n in range(36) if n not in (8, 13, 18, 23)]


def encoder(type_: Type) -> Encoder:
    """The binary encoder of a type; 0A000 for a type of PostgreSQL's whose form we do not write.

    Strings, and types that clients see as text, are their own binary form.
    """
    match type_.name:
        case "numeric" if type_.scale is not None:
            return Encoder(partial(decimals, scale=type_.scale))
        case "array" if type_.element is not None:
            write = nested.shaped if type_.shaped else nested.arrays
            return Encoder(partial(write, element=type_.element, encoders=encoder))
        case "record":
            return Encoder(partial(nested.records, type_=type_, encoders=encoder))
    found = _ENCODERS.get(type_.name) or opaque.encoder(type_.name)
    if found is None and type_.name in OIDS and type_.name not in _AS_TEXT:
        raise unsupported(
            f"a result of type {type_} in binary format", hint="Ask for it as text: value::text."
        )
    return found or STRING


def _chars(array: pa.Array) -> list[Piece]:
    """`"char"` is one byte, zero where the text is empty."""
    return [var(pc.if_else(pc.equal(array, ""), "\0", array))]


def _numbers(code: str) -> Encoder:
    return Encoder(lambda array: [fixed(code, array.to_numpy(zero_copy_only=False))])


def _dates(array: pa.Array) -> list[Piece]:
    days = array.view(pa.int32()).to_numpy()
    return [fixed(">i4", _since_2000(days, _EPOCH_DAYS))]


def _times(array: pa.Array) -> list[Piece]:
    return [fixed(">i8", array.view(pa.int64()).to_numpy())]


def _timestamps(array: pa.Array) -> list[Piece]:
    return [fixed(">i8", _since_2000(array.view(pa.int64()).to_numpy(), _EPOCH_MICROS))]


def _since_2000(values: Array, epoch: int) -> Array:
    """From our epoch and infinities to PostgreSQL's."""
    ends = np.iinfo(values.dtype)
    shifted: Array = values - values.dtype.type(epoch)
    infinite = (values == ends.max) | (values <= -ends.max)
    if infinite.any():
        shifted = np.where(infinite, np.where(values > 0, ends.max, ends.min), shifted)
    return shifted


def _intervals(array: pa.Array) -> list[Piece]:
    parts = np.frombuffer(array.buffers()[1], _INTERVAL)[array.offset :][: len(array)]
    sent = np.empty(len(array), _SENT_INTERVAL)
    # Whole microseconds, so that the division is exact; infinity is all ends in both forms.
    ends = np.iinfo(np.int64)
    infinite = (parts["nanos"] == ends.max) | (parts["nanos"] == ends.min)
    sent["micros"] = np.where(infinite, parts["nanos"], parts["nanos"] // 1000)
    sent["days"] = parts["days"]
    sent["months"] = parts["months"]
    return [Fixed(_SENT_INTERVAL, sent)]


def _uuids(array: pa.Array) -> list[Piece]:
    text = var(array)
    letters = np.frombuffer(text.data, np.uint8)[text.offsets[0] : text.offsets[-1]]
    nibbles = _NIBBLES[letters.reshape(-1, 36)[:, _UUID_DIGITS]]
    raw = np.ascontiguousarray(nibbles[:, ::2] << 4 | nibbles[:, 1::2])
    return [fixed("V16", raw.view("V16").reshape(-1))]


def _jsonb(array: pa.Array) -> list[Piece]:
    """The version of the format, then the text."""
    return [fixed("u1", 1), var(array)]


_ENCODERS: Final[dict[str, Encoder]] = {
    "char": Encoder(_chars),
    "bool": _numbers("u1"),
    "int2": _numbers(">i2"),
    "int4": _numbers(">i4"),
    "int8": _numbers(">i8"),
    "oid": _numbers(">u4"),
    "float4": _numbers(">f4"),
    "float8": _numbers(">f8"),
    "numeric": Encoder(spelled),
    "date": Encoder(_dates),
    "time": Encoder(_times),
    "timestamp": Encoder(_timestamps),
    "timestamptz": Encoder(_timestamps),
    "interval": Encoder(_intervals),
    "uuid": Encoder(_uuids),
    "jsonb": Encoder(_jsonb),
}
