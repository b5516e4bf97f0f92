"""What every PostgreSQL 18 has in its system schemas: relations, columns, and its own rows.

Read from `postgres18.json.xz`, written by `take_snapshot`.
Imports: pyarrow, `connectors.api`.
"""

from __future__ import annotations

import json
import lzma
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any, Final

import pyarrow as pa

from connectors.api import Origin

FILE: Final = Path(__file__).with_name("postgres18.json.xz")

PG_CATALOG: Final = 11
"""The OID of that schema."""
_INFORMATION_SCHEMA: Final = 12_421
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

    `types` are PostgreSQL's names of the columns' types, `rows` PostgreSQL's own (none where they
    are not kept); `empty` says that an empty PostgreSQL has none, so that an empty relation is a
    true answer.
    """

    schema: str
    name: str
    types: dict[str, str]
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


@cache
def origins() -> Mapping[tuple[str, str], Mapping[str, Origin]]:
    """OID and number of every column of every system relation, by schema and name."""
    rows = relations()["pg_catalog", "pg_class"].rows
    columns = relations()["pg_catalog", "pg_attribute"].rows
    assert rows is not None
    assert columns is not None
    numbers: dict[int, dict[str, Origin]] = {}
    names = ("attrelid", "attname", "attnum")
    for oid, name, number in zip(*(columns.column(n).to_pylist() for n in names), strict=True):
        numbers.setdefault(oid, {})[name] = Origin(oid, number)
    names = ("oid", "relname", "relnamespace")
    system = {PG_CATALOG: "pg_catalog", _INFORMATION_SCHEMA: "information_schema"}
    return {
        (system[schema], name): numbers.get(oid, {})
        for oid, name, schema in zip(*(rows.column(n).to_pylist() for n in names), strict=True)
        if schema in system
    }


def functions() -> pa.Table:
    """Every function's `pg_get_function_result`, `…_arguments` and `pg_get_functiondef`."""
    return _texts("functions", ("__oid", "__result", "__arguments", "__identity", "__definition"))


def indexes() -> pa.Table:
    """`pg_get_indexdef` of every index of PostgreSQL's own: whole (0) and by column."""
    return _texts("indexes", ("__oid", "__number", "__text"))


def constraints(form: pa.Schema) -> pa.Table:
    """`pg_get_constraintdef` of PostgreSQL's own constraints; `form` may have more columns."""
    known = _texts("constraints", ("__oid", "__text"))
    return pa.concat_tables([form.empty_table(), known], promote_options="default")


def keywords() -> pa.Table:
    """`pg_get_keywords()`."""
    return _texts("keywords", ("word", "catcode", "barelabel", "catdesc", "baredesc"))


@cache
def reserved() -> frozenset[str]:
    """Words that are no identifier without quotes."""
    words, codes = _content()["keywords"][:2]
    return frozenset(w for w, code in zip(words, codes, strict=True) if code != "U")


def predefined_roles() -> list[tuple[int, str]]:
    """PostgreSQL's own roles, `pg_monitor` and its like: OID and name."""
    return list(zip(*_content()["roles"], strict=True))


@cache
def setting_facts() -> dict[str, dict[str, Any]]:
    """What pg_settings says about each of PostgreSQL's settings, but for the value."""
    names = ("unit", "category", "short_desc", "extra_desc", "context", "vartype", "min_val",
             "max_val", "enumvals")  # fmt: skip
    name, *columns = _content()["settings"]
    return {
        key: dict(zip(names, values, strict=True))
        for key, *values in zip(name, *columns, strict=True)
    }


@cache
def column_types() -> dict[str, str]:
    """The type of every column name that has one type in all of pg_catalog (`nspname`: name)."""
    found: dict[str, set[str]] = {}
    for relation in relations().values():
        for column, type_ in relation.types.items():
            found.setdefault(column, set()).add(type_)
    return {column: types.pop() for column, types in found.items() if len(types) == 1}


@dataclass(frozen=True, slots=True)
class Function:
    """One of PostgreSQL's functions: OIDs of its result's and its parameters' types.

    `rows` says that it returns a set.
    """

    result: int
    parameters: tuple[int, ...]
    rows: bool


@cache
def function_signatures() -> dict[str, list[Function]]:
    """All functions by name."""
    rows = relations()["pg_catalog", "pg_proc"].rows
    assert rows is not None
    found: dict[str, list[Function]] = {}
    names = ("proname", "prorettype", "proargtypes", "proretset")
    columns = (rows.column(name).to_pylist() for name in names)
    for name, result, parameters, is_set in zip(*columns, strict=True):
        found.setdefault(name, []).append(Function(result, tuple(parameters), is_set))
    return found


@cache
def private_functions() -> frozenset[str]:
    """The names of those that not everybody may call."""
    return frozenset(_content()["private"][0])


def setting_flags() -> pa.Table:
    """`pg_settings_get_flags()` of every setting of PostgreSQL's."""
    return _texts("flags", ("__name", "__flags"))


@cache
def function_outputs() -> dict[str, tuple[tuple[str, str], ...]]:
    """Of functions that give records: the names of their columns, and their types' names."""
    rows = relations()["pg_catalog", "pg_proc"].rows
    assert rows is not None
    columns = ("proname", "proargnames", "proallargtypes", "proargmodes")
    found = {}
    for name, names, types, modes in zip(
        *(rows.column(column).to_pylist() for column in columns), strict=True
    ):
        outputs = zip(names or (), types or (), modes or (), strict=False)  # not all have modes
        found[name] = tuple((n, type_names()[t]) for n, t, m in outputs if m in "ot")
    return {name: outputs for name, outputs in found.items() if len(outputs) > 1}


@cache
def function_oids() -> dict[str, int]:
    """The OID of each function by name; of one of them where several have it."""
    rows = relations()["pg_catalog", "pg_proc"].rows
    assert rows is not None
    return dict(
        zip(rows.column("proname").to_pylist(), rows.column("oid").to_pylist(), strict=True)
    )


@cache
def type_names() -> dict[int, str]:
    """The internal name of each type by its OID, arrays as `element[]`."""
    rows = relations()["pg_catalog", "pg_type"].rows
    assert rows is not None
    columns = (rows.column(name).to_pylist() for name in ("oid", "typname", "typelem", "typlen"))
    all_types = {
        oid: (name, element, length) for oid, name, element, length in zip(*columns, strict=True)
    }
    return {
        oid: f"{all_types[element][0]}[]" if element and length == -1 and name[0] == "_" else name
        for oid, (name, element, length) in all_types.items()
    }


def _texts(name: str, columns: tuple[str, ...]) -> pa.Table:
    forms = {"__oid": pa.uint32(), "__number": pa.int32(), "barelabel": pa.bool_(),
             "__flags": pa.list_(pa.string())}  # fmt: skip
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
    types = {column: _internal(type_) for column, type_ in content["columns"]}
    return SystemRelation(schema, name, types, arrow, content["empty"], table)


_INTERNAL: Final = {
    "smallint": "int2", "integer": "int4", "bigint": "int8", "boolean": "bool", '"char"': "char",
    "real": "float4", "double precision": "float8", "character varying": "varchar",
    "timestamp with time zone": "timestamptz", "information_schema.cardinal_number": "int4",
    "information_schema.sql_identifier": "name", "information_schema.character_data": "varchar",
    "information_schema.yes_or_no": "varchar", "information_schema.time_stamp": "timestamptz",
}  # fmt: skip


def _internal(type_: str) -> str:
    """PostgreSQL's internal name for a spelled type; domains by what they are over."""
    element = type_.removesuffix("[]")
    return _INTERNAL.get(element, element) + type_[len(element) :]
