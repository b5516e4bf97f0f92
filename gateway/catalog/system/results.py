"""DuckDB's answer as columns of PostgreSQL types.

Integers without a sign mark PostgreSQL types that DuckDB does not have (see `snapshot`).
Imports: pyarrow, `connectors`.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any, Final

import pyarrow as pa
import pyarrow.compute as pc

from connectors.api import OutputColumn, schema_of
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
    record,
)
from gateway.catalog.system.casts import REG
from gateway.catalog.system.from_items import Output
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

Names = Callable[[str], Mapping[int, str]]
"""`reg type -> name by OID`."""
_STRINGS: Final = frozenset({
    "text", "name", "char", "varchar", "bpchar", "json", "jsonb", "pg_node_tree", "aclitem",
    "inet", "cstring", "pg_ndistinct", "pg_dependencies", "anyarray", "xid8", "void", "pg_lsn",
})  # fmt: skip
_NUMBERS: Final = frozenset({"int2", "int4", "int8", "float4", "float8", "oid"})
_VECTORS: Final = {"int2vector": VECTOR.value_type, "oidvector": OID_VECTOR.value_type}


def typed(
    table: pa.Table, wanted: Sequence[Output], names: Names
) -> tuple[tuple[OutputColumn, ...], pa.Table]:
    """Columns with PostgreSQL's types, and the table in exactly their Arrow forms.

    `wanted` are the types that the statement gives its outputs, where it says, and their origins.
    """
    columns, arrays = [], []
    for field, values, output in zip(table.schema, table.columns, wanted, strict=True):
        type_, plain = _column(values, output.type, names)
        columns.append(OutputColumn(field.name, type_, output.origin))
        arrays.append(plain.cast(type_.arrow))
    schema = schema_of(columns)
    return tuple(columns), pa.Table.from_arrays(arrays, schema=schema)


def _column(
    values: pa.ChunkedArray, wanted: str | None, names: Names
) -> tuple[Type, pa.ChunkedArray]:
    form = values.type
    if pa.types.is_integer(form) and (wanted in REG or form == pa.uint64()):
        type_name = wanted if wanted is not None and wanted in REG else "regproc"
        return Type(type_name), _mapped(values, _shown(names(type_name)))
    if _is_list(form) and (wanted in _VECTORS or form.value_type in _VECTORS.values()):
        vector = next(n for n, item in _VECTORS.items() if wanted == n or form.value_type == item)
        texts = values.cast(pa.list_(pa.string()))
        return Type(vector), pc.binary_join(texts, " ")
    if wanted in ("xid", "cid") and pa.types.is_integer(form):
        return Type(wanted), _mapped(values, str)
    if wanted is not None and wanted.endswith("[]") and _is_list(form):
        return _list(values, wanted.removesuffix("[]"), names)
    if wanted in _STRINGS and _type(form).name == "text":
        return Type(wanted), values.cast(pa.string())
    if wanted in _NUMBERS and _type(form).name in _NUMBERS | {"numeric"}:
        return Type(wanted), values
    return _type(form), values


def _list(values: pa.ChunkedArray, element: str, names: Names) -> tuple[Type, pa.ChunkedArray]:
    """A list whose elements are of the type `element`."""
    found = _type(values.type.value_type)
    if element in REG and pa.types.is_integer(values.type.value_type):
        known = _shown(names(element))
        shown = [None if v is None else [known(item) for item in v] for v in values.to_pylist()]
        return array(Type(element)), pa.chunked_array([pa.array(shown, pa.list_(pa.string()))])
    fits = (element in _STRINGS and found.name == "text") or (
        element in _NUMBERS and found.name in _NUMBERS
    )
    return array(Type(element) if fits else found), values


def _shown(known: Mapping[int, str]) -> Callable[[int], str]:
    """How an OID prints: its name, `-` for none, else its number."""
    return lambda oid: known.get(oid, "-" if oid == 0 else str(oid))


def _type(form: pa.DataType) -> Type:
    if form in _TYPES:
        return _TYPES[form]
    if _is_list(form):
        return array(_type(form.value_type))
    if pa.types.is_struct(form):
        return record(*((field.name, _type(field.type)) for field in form))
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
