"""What every PostgreSQL 18 has in its system schemas: relations, columns, and its own rows.

Read from `postgres18.json.xz`, written by `take_snapshot`.
Imports: pyarrow.
"""

from __future__ import annotations

import json
import lzma
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any, Final

import pyarrow as pa

FILE: Final = Path(__file__).with_name("postgres18.json.xz")

VECTOR: Final = pa.list_(pa.uint16())
OID_VECTOR: Final = pa.list_(pa.uint64())
_ARROW: Final[dict[str, pa.DataType]] = {
    # The widths without a sign mark PostgreSQL types on their way through DuckDB (`results`).
    "oid": pa.uint32(),
    "xid": pa.uint32(),
    "regproc": pa.uint64(),
    "regtype": pa.uint32(),
    "int2vector": VECTOR,
    "oidvector": OID_VECTOR,
    "oid[]": pa.list_(pa.uint32()),
    "boolean": pa.bool_(),
    "smallint": pa.int16(),
    "integer": pa.int32(),
    "bigint": pa.int64(),
    "real": pa.float32(),
    "double precision": pa.float64(),
    "numeric": pa.float64(),
    "smallint[]": pa.list_(pa.int16()),
    "integer[]": pa.list_(pa.int32()),
    "real[]": pa.list_(pa.float32()),
    "double precision[]": pa.list_(pa.float64()),
    "boolean[]": pa.list_(pa.bool_()),
    "bytea": pa.binary(),
    "timestamp with time zone": pa.timestamp("us", tz="UTC"),
    "information_schema.cardinal_number": pa.int32(),
    "information_schema.time_stamp": pa.timestamp("us", tz="UTC"),
}


def _arrow(type_: str) -> pa.DataType:
    if type_ in _ARROW:
        return _ARROW[type_]
    return pa.list_(pa.string()) if type_.endswith("[]") else pa.string()


@dataclass(frozen=True, slots=True)
class SystemRelation:
    """A relation of `pg_catalog` or `information_schema`.

    `rows` are PostgreSQL's own (none where they are not kept); `empty` says that an empty
    PostgreSQL has none, so that an empty relation is a true answer.
    """

    schema: str
    name: str
    arrow: pa.Schema
    empty: bool
    rows: pa.Table | None


@cache
def _content() -> dict[str, Any]:
    content: dict[str, Any] = json.loads(lzma.decompress(FILE.read_bytes()))
    return content


@cache
def relations() -> dict[tuple[str, str], SystemRelation]:
    """Every system relation by schema and name."""
    found = (_relation(*item) for item in _content()["relations"].items())
    return {(relation.schema, relation.name): relation for relation in found}


def functions() -> pa.Table:
    """`pg_get_function_result` and `pg_get_function_arguments` of every function."""
    return _texts("functions", ("__oid", "__result", "__arguments"))


def indexes() -> pa.Table:
    """`pg_get_indexdef` of every index of PostgreSQL's own: whole (0) and by column."""
    return _texts("indexes", ("__oid", "__number", "__text"))


def constraints() -> pa.Table:
    """`pg_get_constraintdef` of every constraint of PostgreSQL's own."""
    return _texts("constraints", ("__oid", "__text"))


@cache
def keywords() -> frozenset[str]:
    """Words that are no identifier without quotes."""
    return frozenset(_content()["keywords"][0])


def _texts(name: str, columns: tuple[str, ...]) -> pa.Table:
    forms = {"__oid": pa.uint32(), "__number": pa.int32()}
    values = _content()[name]
    return pa.table(
        {
            column: pa.array(items, forms.get(column, pa.string()))
            for column, items in zip(columns, values, strict=True)
        }
    )


@dataclass(frozen=True, slots=True)
class TypeForm:
    """How PostgreSQL stores a type: what pg_attribute repeats of pg_type."""

    length: int
    by_value: bool
    align: str
    storage: str
    collation: int


@cache
def type_forms() -> dict[int, TypeForm]:
    """By OID of the type."""
    rows = relations()["pg_catalog", "pg_type"].rows
    assert rows is not None
    names = ("typlen", "typbyval", "typalign", "typstorage", "typcollation")
    columns = [rows.column(name).to_pylist() for name in names]
    oids = rows.column("oid").to_pylist()
    return {oid: TypeForm(*form) for oid, *form in zip(oids, *columns, strict=True)}


def _relation(full_name: str, content: dict[str, Any]) -> SystemRelation:
    schema, name = full_name.split(".", 1)
    arrow = pa.schema([pa.field(column, _arrow(type_)) for column, type_ in content["columns"]])
    rows = content["rows"]
    table = None
    if rows is not None:
        arrays = [pa.array(values, field.type) for values, field in zip(rows, arrow, strict=True)]
        table = pa.Table.from_arrays(arrays, schema=arrow)
    return SystemRelation(schema, name, arrow, content["empty"], table)
