"""Casts as DuckDB SQL: each allowed pair of types gives PostgreSQL's value or its error.

DuckDB's own cast stands only where it was compared with PostgreSQL's; the rest are Python functions
(`pg_read_…` parse text, `pg_text_…` print it) or are refused with 0A000.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

from connectors.types import FLOATS, INTEGERS, STRINGS, TEXT, Type
from gateway.errors import unsupported
from gateway.sql.render import shapes
from gateway.sql.render.constants import text
from gateway.sql.render.forms import decimal_text, is_dynamic, physical
from gateway.timezones import SESSION_ZONE

Rule = Callable[[str, Type, Type], str]


def render_cast(sql: str, source: Type, target: Type, explicit: bool) -> str:
    """`sql`, a value of `source`, as `target`. `explicit`: written by the user, so that
    varchar(n) cuts longer text where an assignment raises 22001. Raises 0A000."""
    if _same(source, target):
        return sql
    if source.name == "array" and target.name == "array":
        if source.shaped or target.shaped:
            return shapes.render_cast(sql, source, target, _elements, explicit=explicit)
        return _elements(sql, source, target, explicit)
    if target.name == "numeric":
        return _to_numeric(sql, source, target)
    if source.name == "numeric":
        return _from_numeric(sql, source, target, explicit)
    if target.name in STRINGS:
        return _fit(to_text(sql, source), source, target, explicit)
    if source.name in STRINGS:
        return _parse(sql, source, target)
    rule = _RULES.get((source.name, target.name))
    if rule is not None:
        if "timestamptz" in (source.name, target.name) and SESSION_ZONE.get() != "UTC":
            # A single value is `timezone(zone, value)` by now (gateway.sql.session_zone).
            raise unsupported(f"the cast from {source} to {target} in an array")
        return _rounded(rule.format(sql), target, source)
    if source.name == target.name:
        return _rounded(sql, target, source)
    raise unsupported(f"the cast from {source} to {target} in the gateway")


def to_text(sql: str, source: Type) -> str:
    """The value as its type's output function prints it."""
    match source.name:
        case "text" | "varchar" | "name" | "uuid" | "json" | "jsonb" | "char" | "unknown":
            return sql
        case "bpchar":
            return f"rtrim({sql}, ' ')"
        case "bool" | "int2" | "int4" | "int8" | "oid" | "time":
            return f"CAST({sql} AS VARCHAR)"
        case "timestamptz" if SESSION_ZONE.get() != "UTC":
            return f"pg_text_timestamptz_in({sql}, {text(str(SESSION_ZONE.get()))})"
        case "float4" | "float8" | "interval" | "date" | "timestamp" | "timestamptz":
            return f"pg_text_{source.name}({sql})"
        case "numeric":
            return decimal_text(sql, source)
        case "bytea":
            return f"('\\x' || lower(hex({sql})))"
        case "array":
            return _array_text(sql, source)
        case "record":
            return _record_text(sql, source)
    return sql


def output_text(sql: str, source: Type) -> str:
    """A value as its output function prints it, also inside an array or record.

    The cast to text differs for two types.
    """
    match source.name:
        case "bool":
            return f"CASE WHEN {sql} THEN 't' WHEN NOT {sql} THEN 'f' END"
        case "bpchar":
            return sql
    return to_text(sql, source)


_PARSED: Final = INTEGERS | FLOATS | {
    "bool", "oid", "date", "time", "timestamp", "timestamptz", "interval", "uuid", "bytea",
    "json", "jsonb",
}  # fmt: skip


def _parse(sql: str, source: Type, target: Type) -> str:
    if target.name not in _PARSED:
        raise unsupported(f"the cast from {source} to {target} in the gateway")
    read = f"pg_read_{target.name}({to_text(sql, source)})"
    if target.name == "timestamptz" and SESSION_ZONE.get() != "UTC":
        zone = text(str(SESSION_ZONE.get()))
        read = f"pg_read_timestamptz_in({to_text(sql, source)}, {zone})"
    return _rounded(read, target, source)


_RULES: Final[dict[tuple[str, str], str]] = {
    ("bool", "int4"): "CAST({} AS INTEGER)",
    ("int4", "bool"): "CAST({} AS BOOLEAN)",
    **{
        (a, b): f"CAST({{}} AS {physical(Type(b))})"
        for a in ("int2", "int4", "int8")
        for b in ("int2", "int4", "int8", "float4", "float8", "oid")
        if a != b
    },
    ("oid", "int4"): "CAST({} AS INTEGER)",
    ("oid", "int8"): "CAST({} AS BIGINT)",
    **{
        (a, b): f"CAST({{}} AS {physical(Type(b))})"
        for a in ("float4", "float8")
        for b in ("int2", "int4", "int8")
    },
    ("float4", "float8"): "CAST({} AS DOUBLE)",
    ("float8", "float4"): "pg_float8_float4({})",
    ("date", "timestamp"): "CAST({} AS TIMESTAMP)",
    ("date", "timestamptz"): "CAST({} AS TIMESTAMPTZ)",
    ("timestamp", "date"): "CAST({} AS DATE)",
    ("timestamp", "time"): "CASE WHEN isfinite({0}) THEN CAST({0} AS TIME) END",
    ("timestamp", "timestamptz"): "CAST({} AS TIMESTAMPTZ)",
    ("timestamptz", "timestamp"): "CAST({} AS TIMESTAMP)",
    ("timestamptz", "date"): "CAST(CAST({} AS TIMESTAMP) AS DATE)",
    (
        "timestamptz",
        "time",
    ): "CASE WHEN isfinite({0}) THEN CAST(CAST({0} AS TIMESTAMP) AS TIME) END",
    ("time", "interval"): "to_microseconds(epoch_us({}))",
    ("interval", "time"): "pg_interval_time({})",
    ("json", "jsonb"): "pg_read_jsonb({})",
    ("jsonb", "json"): "{}",
    **{
        ("jsonb", name): f"pg_jsonb_{name}({{}})"
        for name in ("bool", "int2", "int4", "int8", "float4", "float8")
    },
}


def _same(source: Type, target: Type) -> bool:
    """Whether the physical value stays as it is."""
    if source == target:
        return True
    if source.name == target.name == "numeric":
        return (source.precision, source.scale) == (target.precision, target.scale)
    if source.name != target.name or source.name in ("array", "record"):
        return False
    return (target.length, target.precision) in ((None, None), (source.length, source.precision))


def _to_numeric(sql: str, source: Type, target: Type) -> str:
    match source.name:
        case "numeric" if source.scale is not None:
            exact = None if target.scale is None else sql
            value = decimal_text(sql, source)
        case "int2" | "int4" | "int8" | "oid" | "bool":
            exact, value = sql, f"CAST({sql} AS VARCHAR)"
        case "float4" | "float8":
            exact, value = None, f"pg_numeric_{source.name}({sql})"
        case "jsonb":
            exact, value = None, f"pg_jsonb_numeric({sql})"
        case "numeric":
            exact, value = None, sql
        case _ if source.name in STRINGS:
            exact, value = None, f"pg_read_numeric({to_text(sql, source)})"
        case _:
            raise unsupported(f"the cast from {source} to {target} in the gateway")
    if target.scale is None:
        return value
    if exact is not None:
        return f"CAST({exact} AS {physical(target)})"
    return (
        f"CAST(pg_numeric_fit({value}, {target.precision}, {target.scale}) AS {physical(target)})"
    )


def _from_numeric(sql: str, source: Type, target: Type, explicit: bool) -> str:
    if target.name in STRINGS:
        return _fit(to_text(sql, source), source, target, explicit)
    if target.name in INTEGERS:
        value = f"pg_numeric_int8({sql}, {text(str(target))})" if is_dynamic(source) else sql
        return f"CAST({value} AS {physical(target)})"
    if target.name in FLOATS:
        if source.scale is not None and (source.precision or 38) <= 15 and target.name == "float8":
            # Up to 15 digits and 10^15 are exact doubles: one correctly rounded division.
            return f"CAST({sql} AS DOUBLE)"
        return f"pg_read_{target.name}({to_text(sql, source)})"
    raise unsupported(f"the cast from {source} to {target} in the gateway")


def _fit(sql: str, source: Type, target: Type, explicit: bool) -> str:
    """Text to a string type and its length."""
    match target.name:
        case "name":
            return f"pg_name({sql})"
        case "char":
            return f"left({sql}, 1)"
        case "varchar" | "bpchar" if target.length is not None:
            cut = f"left({sql}, {target.length})"
            if not explicit and not (source.length and source.length <= target.length):
                cut = f"pg_fit_text({sql}, {target.length}, {text(str(target))})"
            return f"rpad({cut}, {target.length}, ' ')" if target.name == "bpchar" else cut
    return sql


_ROUNDED: Final = frozenset({"time", "timestamp", "timestamptz", "interval"})


def _rounded(sql: str, target: Type, source: Type) -> str:
    """A time or interval to the digits of its type."""
    if target.name not in _ROUNDED | {"timetz"} or target.precision in (None, 6):
        return sql
    if target.name == "timetz":
        raise unsupported(f"the cast to {target}({target.precision}) in the gateway")
    known = source.precision if source.name == target.name else None
    if known is not None and known <= target.precision:
        return sql
    return f"pg_round_{target.name}({sql}, {target.precision})"


def _elements(sql: str, source: Type, target: Type, explicit: bool) -> str:
    inner = render_cast("_e_", source.element or TEXT, target.element or TEXT, explicit)
    return sql if inner == "_e_" else f"list_transform({sql}, lambda _e_: {inner})"


def _array_text(sql: str, source: Type) -> str:
    element = source.element or TEXT
    if element.name == "box":
        raise unsupported(f"the text form of {source}")  # its delimiter is another
    if source.shaped:
        items = _output_texts(f"({sql}).items", element)
        return f"pg_text_shaped({items}, ({sql}).dims, ({sql}).lowers)"
    return f"pg_text_array({_output_texts(sql, element)})"


def _output_texts(items: str, element: Type) -> str:
    inner = output_text("_e_", element)
    return items if inner == "_e_" else f"list_transform({items}, lambda _e_: {inner})"


def _record_text(sql: str, source: Type) -> str:
    if not source.fields:
        raise unsupported("the text form of a record without known fields")
    fields = ", ".join(
        output_text(f"struct_extract({sql}, {text(name)})", type_) for name, type_ in source.fields
    )
    return f"CASE WHEN {sql} IS NOT NULL THEN pg_text_record([{fields}]) END"
