"""to_char, to_date, to_timestamp, to_number and format.

Source: `pg_proc` of PostgreSQL 18, formatting.c; the work is done by `gateway.sql.formats`. Common
templates of a timestamp run in DuckDB.
"""

from __future__ import annotations

from typing import Final

from gateway.sql.formats.numbers import to_char as number_to_char
from gateway.sql.formats.template import Field, moment_template
from gateway.sql.functions.registry import REGISTRY, Function, Rendered
from gateway.sql.functions.rendering import evaluated_once, text_constant
from gateway.sql.functions.zones import local_time, moment
from gateway.sql.render.casts import output_text, to_text
from gateway.sql.render.constants import text
from gateway.timezones import SESSION_ZONE

_NATIVE: Final = {
    "YYYY": "%Y", "MM": "%m", "DD": "%d", "HH24": "%H", "MI": "%M", "SS": "%S", "US": "%f",
    "DDD": "%j",
}  # fmt: skip


def _moment(rendered: Rendered) -> str:
    """NULL for infinity and for an empty template."""
    value, template = rendered.arguments
    zoned = rendered.types[0].name == "timestamptz"
    zone = text(str(SESSION_ZONE.get())) if zoned else "''"
    slow = f"pg_to_char_moment(epoch_us({value}), {template}, {zone})"
    known = text_constant(rendered, 1)
    if known is None:
        return f"CASE WHEN {template} <> '' THEN {slow} END"
    if known == "":
        return "CAST(NULL AS VARCHAR)"
    native = _strftime(known)
    if native is None:
        return slow
    clock = local_time(SESSION_ZONE.get(), value) if zoned else value
    shown = f"strftime({clock}, {text(native)})"
    return f"CASE WHEN year({value}) BETWEEN 1001 AND 9998 THEN {shown} ELSE {slow} END"


def _strftime(template: str) -> str | None:
    """The template in DuckDB's notation, if all its fields are plain numbers."""
    parts: list[str] = []
    for node in moment_template(template):
        if isinstance(node, str):
            parts.append("%%" if node == "%" else node)
        elif isinstance(node, Field) and node.fill and not node.ordinal and node.key in _NATIVE:
            parts.append(_NATIVE[node.key])
        else:
            return None
    return "".join(parts) or None


def _number(rendered: Rendered) -> str:
    value, template = rendered.arguments
    kind = rendered.types[0].name
    known = text_constant(rendered, 1)
    if known:
        number_to_char(1.0 if kind.startswith("float") else 1, known, kind)
    if kind == "numeric":
        value = to_text(value, rendered.types[0])
    return f"CASE WHEN {template} = '' THEN NULL ELSE pg_to_char_{kind}({value}, {template}) END"


def _format(rendered: Rendered) -> str:
    template, *values = rendered.arguments
    arguments = map(output_text, values, rendered.types[1:])
    return f"pg_format({template}, CAST([{', '.join(arguments)}] AS VARCHAR[]))"


def _interval(rendered: Rendered) -> str:
    value, template = rendered.arguments
    return f"CASE WHEN {template} <> '' THEN pg_to_char_interval({value}, {template}) END"


_TO_TIMESTAMP: Final = "make_timestamp(pg_to_timestamp({0}, {1}))"
_DATE: Final = "CAST('1970-01-01' AS DATE) + pg_to_date({0}, {1})"

_FUNCTIONS: Final = (
    *(
        Function("to_char", (kind, "text"), "text", _moment)
        for kind in ("timestamptz", "timestamp")
    ),
    Function("to_char", ("interval", "text"), "text", _interval),
    *(
        Function("to_char", (kind, "text"), "text", _number)
        for kind in ("int4", "int8", "numeric", "float4", "float8")
    ),
    Function("to_date", ("text", "text"), "date", _DATE),
    Function(
        "to_timestamp",
        ("text", "text"),
        "timestamptz",
        lambda r: moment(SESSION_ZONE.get(), _TO_TIMESTAMP.format(*r.arguments)),
    ),
    Function("to_number", ("text", "text"), "numeric", "pg_to_number({0}, {1})"),
    Function("format", ("text", "any"), "text", _format, variadic=True, strict=False),
    Function("format", ("text",), "text", "pg_format({0}, CAST([] AS VARCHAR[]))"),
)

REGISTRY.add(*map(evaluated_once, _FUNCTIONS))
