"""bytea: parts, hashes, encodings.

Source: `pg_proc` of PostgreSQL 18; encode.c, cryptohashfuncs.c, varlena.c.
"""

from __future__ import annotations

from typing import Final

from gateway.sql.functions.registry import REGISTRY, Function, Rendered
from gateway.sql.functions.rendering import evaluated_once, strict, text_constant
from gateway.sql.render.constants import raising

_HASHES: Final = ("sha224", "sha384", "sha512")
_INDEX: Final = raising("2202E", "index out of range")
_BYTE: Final = (
    "CASE WHEN {1} < 0 OR {1} >= octet_length({0}) THEN "
    + _INDEX
    + " ELSE CAST(concat('0x', substring(hex({0}), 2 * {1} + 1, 2)) AS INTEGER) END"
)


def _encode(rendered: Rendered) -> str:
    value, form = rendered.arguments
    if (text_constant(rendered, 1) or "").lower() == "hex":
        return f"lower(hex({value}))"
    return f"pg_encode({value}, {form})"


def _substring(rendered: Rendered) -> str:
    """By bytes, through hexadecimal digits; the length counts from a start before the value."""
    value, start = rendered.arguments[:2]
    begin = f"greatest(CAST({start} AS BIGINT), 1)"
    if len(rendered.arguments) == 2:
        cut = f"substring(hex({value}), 2 * {begin} - 1)"
        return f"unhex({cut})"
    length = rendered.arguments[2]
    wanted = f"greatest(CAST({start} AS BIGINT) + {length} - {begin}, 0)"
    negative = raising("22011", "negative substring length not allowed")
    cut = f"substring(hex({value}), 2 * {begin} - 1, 2 * {wanted})"
    return f"CASE WHEN {length} < 0 THEN {negative} ELSE unhex({cut}) END"


_FUNCTIONS: Final = (
    Function("md5", ("text",), "text", "md5({0})"),
    Function("md5", ("bytea",), "text", "md5({0})"),
    Function("sha256", ("bytea",), "bytea", "unhex(sha256({0}))"),
    *(Function(name, ("bytea",), "bytea", f"pg_hash('{name}', {{0}})") for name in _HASHES),
    Function("encode", ("bytea", "text"), "text", _encode),
    Function("decode", ("text", "text"), "bytea", "pg_decode({0}, {1})"),
    Function("convert_to", ("text", "name"), "bytea", "pg_convert_to({0}, {1})"),
    Function("convert_from", ("bytea", "name"), "text", "pg_convert_from({0}, {1})"),
    Function("get_byte", ("bytea", "int4"), "int4", strict(_BYTE)),
    Function("substring", ("bytea", "int4"), "bytea", _substring),
    Function("substring", ("bytea", "int4", "int4"), "bytea", _substring),
    Function("substr", ("bytea", "int4"), "bytea", _substring),
    Function("substr", ("bytea", "int4", "int4"), "bytea", _substring),
    Function("position", ("bytea", "bytea"), "int4", "pg_bytes_position({0}, {1})"),
    *(
        Function(name, ("bytea", "bytea"), "bytea", None, refusal=f"{name} of bytea")
        for name in ("btrim", "ltrim", "rtrim")
    ),
)

REGISTRY.add(*map(evaluated_once, _FUNCTIONS))
