"""DuckDB's answer as columns of PostgreSQL types.

Integers without a sign mark PostgreSQL types that DuckDB does not have (see `snapshot`).
Imports: pyarrow, `connectors`.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Final

import pyarrow as pa

from connectors.api import OutputColumn
from connectors.types import (
    BOOL,
    BYTEA,
    DATE,
    FLOAT4,
    FLOAT8,
    INT2,
    INT4,
    INT8,
    INTERVAL,
    OID,
    TEXT,
    TIMESTAMP,
    TIMESTAMPTZ,
    Type,
    array,
    numeric,
)
from gateway.catalog.system.snapshot import OID_VECTOR, VECTOR
from gateway.errors import unsupported

_TYPES: Final[dict[pa.DataType, Type]] = {
    pa.bool_(): BOOL,
    pa.int8(): INT2,
    pa.int16(): INT2,
    pa.uint8(): INT2,
    pa.uint16(): INT2,
    pa.int32(): INT4,
    pa.int64(): INT8,
    pa.uint32(): OID,
    pa.float32(): FLOAT4,
    pa.float64(): FLOAT8,
    pa.string(): TEXT,
    pa.large_string(): TEXT,
    pa.string_view(): TEXT,
    pa.null(): TEXT,
    pa.binary(): BYTEA,
    pa.large_binary(): BYTEA,
    pa.binary_view(): BYTEA,
    pa.date32(): DATE,
    pa.month_day_nano_interval(): INTERVAL,
}

ProcName = Callable[[int], str]
"""The name of a function by OID: how a regproc prints."""


def typed(table: pa.Table, names: ProcName) -> tuple[tuple[OutputColumn, ...], pa.Table]:
    """Columns with our types, and the table in exactly their Arrow forms."""
    columns, arrays = [], []
    for field, values in zip(table.schema, table.columns, strict=True):
        type_, plain = _column(values, names)
        columns.append(OutputColumn(field.name, type_))
        arrays.append(plain.cast(type_.arrow))
    schema = pa.schema([pa.field(c.name, c.type.arrow) for c in columns])
    return tuple(columns), pa.Table.from_arrays(arrays, schema=schema)


def _column(values: pa.ChunkedArray, names: ProcName) -> tuple[Type, pa.ChunkedArray]:
    form = values.type
    if form == pa.uint64():
        return TEXT, _mapped(values, names)
    if _is_list(form) and form.value_type in (VECTOR.value_type, OID_VECTOR.value_type):
        return TEXT, _mapped(values, lambda items: " ".join(str(item) for item in items))
    return _type(form), values


def _type(form: pa.DataType) -> Type:
    if form in _TYPES:
        return _TYPES[form]
    if _is_list(form):
        return array(_type(form.value_type))
    if pa.types.is_decimal(form):
        return numeric(form.precision, form.scale, declared=False)
    if pa.types.is_timestamp(form):
        return TIMESTAMP if form.tz is None else TIMESTAMPTZ
    raise unsupported(f"a catalog query with a result of type {form}")


def _is_list(form: pa.DataType) -> bool:
    return bool(pa.types.is_list(form) or pa.types.is_large_list(form))


def _mapped(values: pa.ChunkedArray, text: Callable[[Any], str]) -> pa.ChunkedArray:
    shown = [None if value is None else text(value) for value in values.to_pylist()]
    return pa.chunked_array([pa.array(shown, pa.string())])


def oid_names(table: pa.Table) -> ProcName:
    """A lookup in a table of `oid` and `name`."""
    known = dict(zip(table.column(0).to_pylist(), table.column(1).to_pylist(), strict=True))
    return lambda oid: known.get(oid, "-" if oid == 0 else str(oid))
