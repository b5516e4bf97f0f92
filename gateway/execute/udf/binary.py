"""Hashes, conversions and the clock."""

from __future__ import annotations

import hashlib
from datetime import UTC, datetime
from typing import Any

import pyarrow as pa

from gateway.errors import SqlError, unsupported
from gateway.execute.udf.registry import engine_function
from gateway.execute.udf.rows import by_row


@engine_function("pg_hash", ("VARCHAR", "BLOB"), "BLOB")
def _hash(names: Any, values: Any) -> pa.Array:
    def digest(name: str, value: bytes) -> bytes:
        return hashlib.new(name, value).digest()

    return by_row(digest, pa.binary())(names, values)


@engine_function("pg_convert_to", ("VARCHAR", "VARCHAR"), "BLOB")
def _convert_to(texts: Any, encodings: Any) -> pa.Array:
    def encoded(text: str, encoding: str) -> bytes:
        return text.encode(_codec(encoding))

    return by_row(encoded, pa.binary())(texts, encodings)


@engine_function("pg_convert_from", ("BLOB", "VARCHAR"), "VARCHAR")
def _convert_from(values: Any, encodings: Any) -> pa.Array:
    def decoded(value: bytes, encoding: str) -> str:
        try:
            text = value.decode(_codec(encoding))
        except UnicodeDecodeError:
            raise _invalid() from None
        if "\0" in text:
            raise _invalid()
        return text

    return by_row(decoded, pa.string())(values, encodings)


@engine_function("pg_bytes_position", ("BLOB", "BLOB"), "INTEGER")
def _position(values: Any, parts: Any) -> pa.Array:
    return by_row(lambda value, part: value.find(part) + 1, pa.int32())(values, parts)


@engine_function("pg_clock", ("BIGINT",), "BIGINT", volatile=True)
def _clock(rows: Any) -> pa.Array:
    """Microseconds since 1970 at each row; the argument only says how many rows there are."""
    return pa.array([int(datetime.now(UTC).timestamp() * 1_000_000) for _ in rows], pa.int64())


def _codec(name: str) -> str:
    if name.lower().replace("-", "").replace("_", "") in ("utf8", "unicode"):
        return "utf-8"
    raise unsupported(f'the encoding "{name}"')


def _invalid() -> SqlError:
    return SqlError("22021", 'invalid byte sequence for encoding "UTF8"')
