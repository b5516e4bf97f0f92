"""DuckDB's type for each of our types, and the form in which values compare.

A numeric of unknown scale is text, so are uuid, json and opaque types. Types whose DuckDB values do
not compare as PostgreSQL's have a *key*: an expression that does.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Final

from connectors.types import MAX_DECIMAL_DIGITS, RANGES, SHAPE, TEXT, Type
from gateway.errors import unsupported

_PHYSICAL: Final[dict[str, str]] = {
    "bool": "BOOLEAN",
    "int2": "SMALLINT",
    "int4": "INTEGER",
    "int8": "BIGINT",
    "oid": "UINTEGER",
    "float4": "FLOAT",
    "float8": "DOUBLE",
    "bytea": "BLOB",
    "date": "DATE",
    "time": "TIME",
    "timestamp": "TIMESTAMP",
    "timestamptz": "TIMESTAMPTZ",
    "interval": "INTERVAL",
}

NO_EQUALITY: Final = frozenset({"json", "xml", "point", "path", "polygon", "line", "lseg", "box"})
"""Types without `=` in PostgreSQL."""

_TEXT_IS_IDENTITY: Final = frozenset(
    {
        "inet", "cidr", "macaddr", "macaddr8", "bit", "varbit", "pg_lsn", "tsvector",
        "int4range", "int8range", "daterange", "tsrange", "tstzrange",
        "int4multirange", "int8multirange", "datemultirange", "tsmultirange", "tstzmultirange",
        "xid", "xid8", "cid", "tid", "oidvector", "int2vector", "aclitem",
        "regclass", "regcollation", "regconfig", "regdictionary", "regnamespace",
        "regoperator", "regprocedure", "regrole", "regtype",
    }
)  # fmt: skip
"""Opaque types of which two values are equal exactly when their texts are. Of all others (citext,
numrange, a composite with a numeric) the gateway cannot tell."""


_INTEGER_RANGES: Final = frozenset(RANGES) - {"numrange"}
"""Ranges whose bounds are integers inside."""


def physical(type_: Type) -> str:
    """The DuckDB type that holds values of `type_`."""
    match type_.name:
        case "numeric" if type_.scale is not None:
            return f"DECIMAL({type_.precision or MAX_DECIMAL_DIGITS},{type_.scale})"
        case "array" if type_.shaped:
            items = f"items {physical(type_.element or TEXT)}[]"
            return f"STRUCT({items}, {', '.join(f'{name} INTEGER[]' for name in SHAPE)})"
        case "array":
            return f"{physical(type_.element or TEXT)}[]"
        case "record" if type_.fields:  # without fields there is NULL only
            fields = ", ".join(f"{quote(name)} {physical(t)}" for name, t in type_.fields)
            return f"STRUCT({fields})"
    return _PHYSICAL.get(type_.name, "VARCHAR")


def quote(name: str) -> str:
    """A DuckDB identifier."""
    return '"' + name.replace('"', '""') + '"'


def is_dynamic(type_: Type) -> bool:
    """Whether the type is a numeric held as text."""
    return type_.name == "numeric" and type_.scale is None


def decimal_text(sql: str, type_: Type) -> str:
    """A numeric of any form as the text PostgreSQL prints; DuckDB writes .25 for DECIMAL(2,2)."""
    if is_dynamic(type_):
        return sql
    if type_.precision != type_.scale:
        return f"CAST({sql} AS VARCHAR)"
    if type_.precision == MAX_DECIMAL_DIGITS:
        return f"regexp_replace(CAST({sql} AS VARCHAR), '^(-?)[.]', '\\10.')"
    scale = type_.scale or 0
    return f"CAST(CAST({sql} AS DECIMAL({scale + 1},{scale})) AS VARCHAR)"


def needs_key(type_: Type) -> bool:
    """Whether values compare, group and sort by `key` (which may refuse), not by themselves."""
    if type_.labels or not comparable_as_text(type_):
        return True
    match type_.name:
        case "numeric":
            return type_.scale is None
        case "bpchar" | "interval" | "jsonb" | "timetz":
            return True
        case name if name in _INTEGER_RANGES:
            return True
        case "array":
            return type_.shaped or needs_key(type_.element or TEXT)
        case "record":
            return any(needs_key(t) for _, t in type_.fields)
    return False


def key(sql: str, type_: Type) -> str:
    """A DuckDB expression over `sql` that is equal, and orders, as PostgreSQL's values do.

    Raises 0A000 for a type whose comparison we cannot reproduce.
    """
    if not comparable_as_text(type_):
        raise unsupported(f"comparing values of type {type_} in the gateway")
    if not needs_key(type_):
        return sql
    if type_.labels:
        return _place(sql, type_.labels)
    match type_.name:
        case "numeric":
            return f"pg_numeric_key({sql})"
        case "bpchar":
            return f"rtrim({sql}, ' ')"
        case "interval":
            return f"pg_interval_key({sql})"
        case "jsonb":
            return f"pg_jsonb_key({sql})"
        case "timetz":
            return f"pg_timetz_key({sql})"
        case name if name in _INTEGER_RANGES:
            return f"pg_range_key({sql}, '{name}')"
        case "array" if type_.shaped:
            # array_cmp: the items, the number of dimensions, their lengths, their bounds.
            items = key(f"({sql}).items", replace(type_, shaped=False))
            rest = f"n: len(({sql}).dims), d: ({sql}).dims, l: ({sql}).lowers"
            return f"CASE WHEN {sql} IS NOT NULL THEN {{i: {items}, {rest}}} END"
        case "array":
            inner = key("_k_", type_.element or TEXT)
            if inner == "_k_":
                return sql
            return f"list_transform({sql}, lambda _k_: {inner})"
    raise unsupported(f"comparing values of type {type_} in the gateway")


def _place(sql: str, labels: Sequence[str]) -> str:
    """The place of an enum's value among its labels."""
    quoted = (label.replace("'", "''") for label in labels)
    places = " ".join(f"WHEN '{label}' THEN {n}" for n, label in enumerate(quoted))
    return f"CASE {sql} {places} END"


def comparable_as_text(type_: Type) -> bool:
    """Whether values have an equality, and, if opaque, equal values equal texts."""
    if type_.name == "array":
        return comparable_as_text(type_.element or TEXT)
    if type_.name == "record":
        return all(comparable_as_text(item) for _, item in type_.fields)
    if type_.opaque:
        return bool(type_.labels) or type_.name in _TEXT_IS_IDENTITY
    return type_.name != "json"


def orderable(type_: Type) -> bool:
    """Whether `key` orders as PostgreSQL does, not only equals."""
    if type_.name == "array":
        return orderable(type_.element or TEXT)
    if type_.labels:
        return True
    if type_.name in _INTEGER_RANGES:
        return True
    return type_.name != "jsonb" and not (type_.opaque and type_.name not in _ORDERED_TEXT)


_ORDERED_TEXT: Final = frozenset({"macaddr", "macaddr8", "bit", "varbit"})
