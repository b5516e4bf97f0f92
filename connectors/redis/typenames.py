"""SQL type names in a mapping file, as types."""

from __future__ import annotations

import re
from typing import Final

from connectors import types as t
from connectors.types import Type

_NAMES: Final[dict[str, Type]] = {
    "boolean": t.BOOL, "bool": t.BOOL, "smallint": t.INT2, "int2": t.INT2, "integer": t.INT4,
    "int": t.INT4, "int4": t.INT4, "bigint": t.INT8, "int8": t.INT8, "real": t.FLOAT4,
    "float4": t.FLOAT4, "double precision": t.FLOAT8, "float8": t.FLOAT8, "numeric": t.NUMERIC,
    "decimal": t.NUMERIC, "text": t.TEXT, "varchar": t.VARCHAR, "character varying": t.VARCHAR,
    "bytea": t.BYTEA, "uuid": t.UUID, "date": t.DATE, "time": t.TIME, "timestamp": t.TIMESTAMP,
    "timestamp without time zone": t.TIMESTAMP, "timestamptz": t.TIMESTAMPTZ,
    "timestamp with time zone": t.TIMESTAMPTZ, "json": t.JSON, "jsonb": t.JSONB,
    "time without time zone": t.TIME,
}  # fmt: skip
_SIZED = re.compile(r"(varchar|character varying)\s*\(\s*(\d+)\s*\)")
_NUMERIC = re.compile(r"(?:numeric|decimal)\s*\(\s*(\d+)\s*(?:,\s*(\d+)\s*)?\)")


def type_named(text: str) -> Type:
    """The type of that SQL name. Raises ValueError for one that Redis values cannot have."""
    name = " ".join(text.lower().split())
    if name in _NAMES:
        return _NAMES[name]
    if found := _SIZED.fullmatch(name):
        return t.varchar(int(found[2]))
    if found := _NUMERIC.fullmatch(name):
        return t.numeric(int(found[1]), int(found[2] or 0))
    raise ValueError(f'type "{text}" is not known; known are {", ".join(sorted(_NAMES))}')
