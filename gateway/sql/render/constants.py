"""Typed values as DuckDB SQL. Only values of the statement itself; strings are quoted here."""

from __future__ import annotations

import math
from datetime import date, datetime, time
from decimal import Decimal
from typing import Any, Final

from connectors.arrays import Shaped
from connectors.types import TEXT, Type
from gateway.errors import unsupported
from gateway.sql.intervals import parse_interval
from gateway.sql.opaque import canonical
from gateway.sql.render.forms import physical, quote
from gateway.timezones import SESSION_ZONE


def render_constant(value: Any, type_: Type) -> str:
    """DuckDB SQL of a `Constant`'s value, of exactly the type `physical(type_)`."""
    if value is None:
        return f"CAST(NULL AS {physical(type_)})"
    match type_.name:
        case "bool":
            return "TRUE" if value else "FALSE"
        case "int2" | "int4" | "int8" | "oid":
            return _cast(f"({value})" if value < 0 else str(value), type_)
        case "float4" | "float8":
            return _cast(f"'{_float(value)}'", type_)
        case "numeric" if type_.scale is None:
            return text(decimal_text(Decimal(value)))
        case "numeric":
            return _cast(f"'{decimal_text(Decimal(value))}'", type_)
        case "bytea":
            return _cast("'" + "".join(f"\\x{b:02X}" for b in value) + "'", type_)
        case "date" | "time" | "timestamp" | "timestamptz":
            return _cast(f"'{_moment(value)}'", type_)
        case "interval":
            return _interval(value)
        case "array" if type_.shaped:
            shape = value if isinstance(value, Shaped) else Shaped.of(value)
            items = ", ".join(render_constant(item, type_.element or TEXT) for item in shape.items)
            fields = f"items: [{items}], dims: {list(shape.dims)}, lowers: {list(shape.lowers)}"
            return _cast(f"{{{fields}}}", type_)
        case "array":
            element = type_.element or TEXT
            items = ", ".join(render_constant(item, element) for item in value)
            return _cast(f"[{items}]", type_)
        case "record":
            items = ", ".join(
                f"{quote(name)}: {render_constant(value[name], item)}"
                for name, item in type_.fields
            )
            return "{" + items + "}"
    if type_.opaque and not type_.labels and not _is_canonical(str(value), type_.name):
        # PostgreSQL would print, and compare, what the type makes of the text.
        raise unsupported(f"a constant of type {type_} in the gateway")
    return text(str(value))


_PLAIN: Final = frozenset({"bit", "varbit", "regtype"})


def _is_canonical(value: str, name: str) -> bool:
    """Whether a text is what the type prints; a tstzrange does in the session's zone."""
    if name.startswith("tstz") and SESSION_ZONE.get() != "UTC":
        return False
    return name in _PLAIN or canonical(value, name) == value


def text(value: str) -> str:
    """A DuckDB string literal."""
    if "\0" in value:
        raise unsupported("a character with code zero")
    return "'" + value.replace("'", "''") + "'"


def raising(sqlstate: str, message: str) -> str:
    """A DuckDB expression that raises; for a branch of CASE."""
    return f"error({text(f'{message} ({sqlstate})')})"


def decimal_text(value: Decimal) -> str:
    """A numeric as PostgreSQL prints it."""
    if value.is_nan():
        return "NaN"
    if value.is_infinite():
        return "Infinity" if value > 0 else "-Infinity"
    return format(value, "f")


def _cast(sql: str, type_: Type) -> str:
    return f"{sql}::{physical(type_)}"


def _float(value: float) -> str:
    if math.isnan(value):
        return "nan"
    return repr(float(value))


def _moment(value: Any) -> str:
    match value:
        case datetime():
            return value.isoformat(sep=" ")
        case date() | time():
            return value.isoformat()
    era = str(value).removesuffix(" BC")
    if era == value:
        return era
    day, _, rest = era.partition(" ")
    return f"{day} (BC) {rest}".rstrip()


MOST_MICROSECONDS: Final = (2**63 - 1) // 1000
"""Arrow counts the time of an interval in nanoseconds; beyond them DuckDB's export wraps around."""
LONG_INTERVAL: Final = "an interval with more than 292 years of hours"


def _interval(value: str) -> str:
    parsed = parse_interval(value)
    if isinstance(parsed, str):
        raise unsupported("an infinite interval")
    if abs(parsed.microseconds) > MOST_MICROSECONDS:
        raise unsupported(LONG_INTERVAL)
    parts = (
        f"to_months({parsed.months}) + to_days({parsed.days})"
        f" + to_microseconds({parsed.microseconds})"
    )
    return f"({parts})"
