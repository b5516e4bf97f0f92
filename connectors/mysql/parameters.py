"""Python values as parameters of the binary protocol.

In: what a `connectors.tree.Constant` holds, less the text forms of intervals and infinities (the
connector answers NONE for those). Out: the tail of COM_STMT_EXECUTE: which are NULL, their types,
their values. Naive and UTC datetimes are sent alike: the session's time zone is UTC.
"""

from __future__ import annotations

import struct
from collections.abc import Sequence
from datetime import date, datetime, time
from decimal import Decimal

_NULL, _LONGLONG, _DOUBLE, _DECIMAL = 6, 8, 5, 246
_DATE, _TIME, _DATETIME, _BLOB, _STRING = 10, 11, 12, 252, 253
_UNSIGNED = 0x80


def encode_parameters(values: Sequence[object]) -> bytes:
    """NULL bitmap, "types follow", types, values. TypeError for a value of another class."""
    if not values:
        return b""
    nulls = bytearray((len(values) + 7) // 8)
    types, data = [], []
    for index, value in enumerate(values):
        if value is None:
            nulls[index // 8] |= 1 << (index % 8)
        kind, flag, body = _encoded(value)
        types.append(bytes((kind, flag)))
        data.append(body)
    return bytes(nulls) + b"\x01" + b"".join(types) + b"".join(data)


def _encoded(value: object) -> tuple[int, int, bytes]:
    """Type code, sign flag and bytes of one value."""
    match value:
        case None:
            return _NULL, 0, b""
        case bool():
            return _LONGLONG, 0, struct.pack("<q", int(value))
        case int():
            return _integer(value)
        case float():
            return _DOUBLE, 0, struct.pack("<d", value)
        case Decimal():
            return _DECIMAL, 0, _string(format(value, "f").encode())
        case str():
            return _STRING, 0, _string(value.encode())
        case bytes():
            return _BLOB, 0, _string(value)
        case datetime():
            return _DATETIME, 0, _datetime(value)
        case date():
            return _DATE, 0, struct.pack("<BHBB", 4, value.year, value.month, value.day)
        case time():
            clock = (value.hour, value.minute, value.second, value.microsecond)
            return _TIME, 0, struct.pack("<BBIBBBI", 12, 0, 0, *clock)
    raise TypeError(f"no parameter form for {type(value).__name__}")


def _integer(value: int) -> tuple[int, int, bytes]:
    if -(1 << 63) <= value < 1 << 63:
        return _LONGLONG, 0, struct.pack("<q", value)
    if 0 <= value < 1 << 64:
        return _LONGLONG, _UNSIGNED, struct.pack("<Q", value)
    return _DECIMAL, 0, _string(str(value).encode())


def _datetime(value: datetime) -> bytes:
    day = (value.year, value.month, value.day)
    clock = (value.hour, value.minute, value.second, value.microsecond)
    return struct.pack("<BHBBBBBI", 11, *day, *clock)


def _string(body: bytes) -> bytes:
    size = len(body)
    if size < 0xFB:
        return bytes((size,)) + body
    if size < 1 << 16:
        return b"\xfc" + size.to_bytes(2, "little") + body
    if size < 1 << 24:
        return b"\xfd" + size.to_bytes(3, "little") + body
    return b"\xfe" + size.to_bytes(8, "little") + body
