"""What the gateway says: backend messages as bytes. No I/O.

Rules: PostgreSQL manual, "Message Formats" and "Error and Notice Message Fields".

Imports: `connectors`, `gateway.errors`.
"""

from __future__ import annotations

import struct
from collections.abc import Sequence
from typing import Final

from connectors.api import OutputColumn
from connectors.types import Type
from gateway.errors import Notice, SqlError
from gateway.session import Status
from gateway.session.notifications import Notification


def _message(kind: bytes, body: bytes = b"") -> bytes:
    return kind + struct.pack("!i", len(body) + 4) + body


def _text(value: str) -> bytes:
    """A zero-terminated string; a zero inside would end it early."""
    return value.replace("\0", "").encode(errors="replace") + b"\0"


PARSE_COMPLETE: Final = _message(b"1")
BIND_COMPLETE: Final = _message(b"2")
CLOSE_COMPLETE: Final = _message(b"3")
NO_DATA: Final = _message(b"n")
EMPTY_QUERY: Final = _message(b"I")
PORTAL_SUSPENDED: Final = _message(b"s")
COPY_DONE: Final = _message(b"c")
AUTHENTICATION_OK: Final = _message(b"R", struct.pack("!i", 0))


def authentication_sasl(mechanisms: Sequence[str]) -> bytes:
    """AuthenticationSASL: what the client may choose of."""
    names = b"".join(_text(name) for name in mechanisms)
    return _message(b"R", struct.pack("!i", 10) + names + b"\0")


def authentication_sasl_continue(data: bytes) -> bytes:
    """AuthenticationSASLContinue: a challenge."""
    return _message(b"R", struct.pack("!i", 11) + data)


def authentication_sasl_final(data: bytes) -> bytes:
    """AuthenticationSASLFinal: the server's own proof."""
    return _message(b"R", struct.pack("!i", 12) + data)


def ready(status: Status) -> bytes:
    """ReadyForQuery."""
    return _message(b"Z", status.value.encode())


def parameter_status(name: str, value: str) -> bytes:
    """ParameterStatus: a setting the client follows."""
    return _message(b"S", _text(name) + _text(value))


def notification(said: Notification) -> bytes:
    """NotificationResponse."""
    return _message(
        b"A", struct.pack("!i", said.process) + _text(said.channel) + _text(said.payload)
    )


def backend_key(process: int, secret: bytes) -> bytes:
    """BackendKeyData: what a CancelRequest has to repeat."""
    return _message(b"K", struct.pack("!I", process) + secret)


def negotiate_version(minor: int, unknown: Sequence[str]) -> bytes:
    """NegotiateProtocolVersion: the newest minor version we speak, options we do not know."""
    names = b"".join(_text(name) for name in unknown)
    return _message(b"v", struct.pack("!ii", minor, len(unknown)) + names)


def command_complete(tag: str) -> bytes:
    """CommandComplete, e.g. "SELECT 3"."""
    return _message(b"C", _text(tag))


def copy_out(code: int, columns: int) -> bytes:
    """CopyOutResponse: CopyData follows, in text (0) or binary (1) in every column."""
    return _message(b"H", struct.pack(f"!bH{columns}h", code, columns, *[code] * columns))


def parameter_description(types: Sequence[Type]) -> bytes:
    """ParameterDescription."""
    return _message(b"t", struct.pack(f"!H{len(types)}I", len(types), *(t.oid for t in types)))


_KEPT: Final = 256
_described: Final[dict[tuple[int, tuple[int, ...]], tuple[Sequence[OutputColumn], bytes]]] = {}
"""RowDescriptions by the identity of their columns, which stay so that no others have it."""


def row_description(columns: Sequence[OutputColumn], formats: Sequence[int]) -> bytes:
    """RowDescription; `formats` has one code per column. Kept for columns that come again."""
    key = id(columns), tuple(formats)
    known = _described.get(key)
    if known is None or known[0] is not columns:
        if len(_described) >= _KEPT:
            _described.clear()
        known = _described[key] = columns, _row_description(columns, formats)
    return known[1]


def _row_description(columns: Sequence[OutputColumn], formats: Sequence[int]) -> bytes:
    """RowDescription; `formats` has one code per column."""
    fields = [struct.pack("!h", len(columns))]
    for column, code in zip(columns, formats, strict=True):
        type_ = column.type
        fields.append(_text(column.name))
        relation, number = (origin.relation, origin.column) if (origin := column.origin) else (0, 0)
        form = (relation, number, type_.oid, _size(type_), type_.modifier, code)
        fields.append(struct.pack("!IhIhih", *form))
    return _message(b"T", b"".join(fields))


_SIZES: Final = {
    "bool": 1, "char": 1, "int2": 2, "int4": 4, "int8": 8, "oid": 4, "float4": 4, "float8": 8,
    "date": 4, "time": 8, "timetz": 12, "timestamp": 8, "timestamptz": 8, "interval": 16,
    "uuid": 16, "name": 64, "money": 8, "macaddr": 6, "macaddr8": 8, "point": 16, "pg_lsn": 8,
    "unknown": -2, "void": 4,
}  # fmt: skip
"""`pg_type.typlen`; -1 for the rest."""


def _size(type_: Type) -> int:
    return _SIZES.get(type_.name, -1)


def error_response(error: SqlError, *, offset: int = 0, fatal: bool = False) -> bytes:
    """ErrorResponse. `offset`: characters before the statement in the text the client sent."""
    severity = "FATAL" if fatal else "ERROR"
    fields = {
        "S": severity,
        "V": severity,
        "C": error.sqlstate,
        "M": error.message,
        "D": error.detail,
        "H": error.hint,
        "P": str(error.position + offset) if error.position else "",
    }
    return _message(b"E", _fields(fields))


def notice_response(notice: Notice) -> bytes:
    """NoticeResponse."""
    fields = {
        "S": notice.severity,
        "V": notice.severity,
        "C": notice.sqlstate,
        "M": notice.message,
        "D": notice.detail,
        "H": notice.hint,
    }
    return _message(b"N", _fields(fields))


def _fields(fields: dict[str, str]) -> bytes:
    return b"".join(code.encode() + _text(value) for code, value in fields.items() if value) + b"\0"
