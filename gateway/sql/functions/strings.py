"""Character strings: length, case, parts, padding, trimming, concatenation.

Source: PostgreSQL 18's `pg_proc`, varlena.c and oracle_compat.c; the oracle's locale is C.UTF-8,
whose letters are mapped one by one (no "ß" to "SS", no final sigma).
"""

from __future__ import annotations

from typing import Final

from gateway.sql.functions.letting import once
from gateway.sql.functions.registry import REGISTRY, EngineRule, Function, Rendered
from gateway.sql.functions.rendering import (
    evaluated_once,
    integer_constant,
    strict,
    text_constant,
    unless_null,
)
from gateway.sql.render.casts import output_text, to_text
from gateway.sql.render.constants import raising

# Letters of Unicode 16 that the case mapping of DuckDB 2.0 does not know (all others agree:
# tests/unit/functions/test_letters.py compares every code point with a real server).
_NEW_UPPER: Final = "".join(map(chr, [0x1C89, 0xA7CB, 0xA7CC, 0xA7DA, 0xA7DC])) + "".join(
    map(chr, range(0x10D50, 0x10D66))
)
_NEW_LOWER: Final = "".join(map(chr, [0x1C8A, 0x264, 0xA7CD, 0xA7DB, 0x19B])) + "".join(
    map(chr, range(0x10D70, 0x10D86))
)


def lower_sql(text: str) -> str:
    """`lower(text)` with PostgreSQL's letters, over DuckDB SQL."""
    full = f"translate(lower({text}), '{_NEW_UPPER}', '{_NEW_LOWER}')"
    return f"CASE WHEN strlen({text}) = length({text}) THEN lower({text}) ELSE {full} END"


def upper_sql(text: str) -> str:
    """`upper(text)` with PostgreSQL's letters: DuckDB would make "ß" a capital."""
    parts = f"list_transform(string_split({text}, 'ß'), lambda _p_: upper(_p_))"
    full = f"translate(array_to_string({parts}, 'ß'), '{_NEW_LOWER}', '{_NEW_UPPER}')"
    return f"CASE WHEN strlen({text}) = length({text}) THEN upper({text}) ELSE {full} END"


def _lower(rendered: Rendered) -> str:
    return lower_sql(rendered.arguments[0])


def _upper(rendered: Rendered) -> str:
    return upper_sql(rendered.arguments[0])


def _substring(rendered: Rendered) -> str:
    """PostgreSQL counts a length from a start before the string; DuckDB from its end."""
    text, start = rendered.arguments[:2]
    first = integer_constant(rendered, 1)
    begin = start if first is not None and first > 0 else f"greatest({start}, 1)"
    if len(rendered.arguments) == 2:
        return unless_null([start], f"substring({text}, {begin})")
    length = rendered.arguments[2]
    known = integer_constant(rendered, 2)
    if first is not None and first > 0 and known is not None and known >= 0:
        return f"substring({text}, {start}, {length})"
    end = f"CAST({start} AS BIGINT) + {length}"
    wanted = f"greatest({end} - {begin}, 0)"
    negative = raising("22011", "negative substring length not allowed")
    return unless_null(
        rendered.arguments,
        f"CASE WHEN {length} < 0 THEN {negative} ELSE substring({text}, {begin}, {wanted}) END",
    )


def _pad(function: str) -> EngineRule:
    def rule(rendered: Rendered) -> str:
        text, length = rendered.arguments[:2]
        fill = rendered.arguments[2] if len(rendered.arguments) == 3 else "' '"
        cut = f"CASE WHEN {length} <= 0 THEN '' WHEN length({text}) >= {length} OR {fill} = '' "
        cut += f"THEN left({text}, {length}) ELSE {function}({text}, {length}, {fill}) END"
        return unless_null([*rendered.arguments[:2], fill], cut)

    return rule


def _split_part(rendered: Rendered) -> str:
    text, delimiter, field = rendered.arguments
    plain = f"split_part({text}, {delimiter}, {field})"
    if text_constant(rendered, 1) and integer_constant(rendered, 2):
        return plain
    zero = raising("22023", "field position must not be zero")
    whole = f"CASE WHEN {field} IN (1, -1) THEN {text} ELSE '' END"
    return unless_null(
        rendered.arguments,
        f"CASE WHEN {field} = 0 THEN {zero} WHEN {delimiter} = '' THEN {whole} ELSE {plain} END",
    )


def _trim(function: str) -> EngineRule:
    """PostgreSQL trims spaces by default, DuckDB any white space."""

    def rule(rendered: Rendered) -> str:
        characters = rendered.arguments[1] if len(rendered.arguments) == 2 else "' '"
        return f"{function}({rendered.arguments[0]}, {characters})"

    return rule


def _reverse(rendered: Rendered) -> str:
    """By code points; DuckDB keeps grapheme clusters together."""
    text = rendered.arguments[0]
    full = f"array_to_string(list_reverse(regexp_extract_all({text}, '(?s).')), '')"
    return f"CASE WHEN strlen({text}) = length({text}) THEN reverse({text}) ELSE {full} END"


def _chr(rendered: Rendered) -> str:
    code = rendered.arguments[0]
    return (
        f"CASE WHEN {code} = 0 THEN {raising('54000', 'null character not permitted')} "
        f"WHEN {code} < 0 THEN {raising('22023', 'character number must be positive')} "
        f"WHEN {code} > 1114111 OR {code} BETWEEN 55296 AND 57343 "
        f"THEN error('requested character not valid for encoding: ' || {code} || ' (54000)') "
        f"ELSE chr({code}) END"
    )


def _concat(rendered: Rendered) -> str:
    parts = [output_text(a, t) for a, t in zip(rendered.arguments, rendered.types, strict=True)]
    return f"concat({', '.join(parts)}, '')"


def _concat_ws(rendered: Rendered) -> str:
    parts = [output_text(a, t) for a, t in zip(rendered.arguments, rendered.types, strict=True)]
    return f"concat_ws({', '.join(parts)})"


def _overlay(rendered: Rendered) -> str:
    text, new, start = rendered.arguments[:3]
    count = rendered.arguments[3] if len(rendered.arguments) == 4 else f"length({new})"
    not_positive = raising("22011", "negative substring length not allowed")
    rest = f"substring({text}, greatest(CAST({start} AS BIGINT) + {count}, 1))"
    return unless_null(
        rendered.arguments,
        f"CASE WHEN {start} <= 0 THEN {not_positive} "
        f"ELSE left({text}, {start} - 1) || {new} || {rest} END",
    )


def _quoted_any(rendered: Rendered) -> str:
    written = output_text(rendered.arguments[0], rendered.types[0])
    return once(f"CASE WHEN {{0}} IS NULL THEN NULL ELSE {_QUOTE_LITERAL} END", (written,))


def _joined(rendered: Rendered) -> str:
    """`text || anything`: the other side is cast to text."""
    left, right = map(to_text, rendered.arguments, rendered.types)
    return f"{left} || {right}"


_QUOTE_LITERAL: Final = (
    "CASE WHEN contains({0}, '\\') "
    "THEN 'E''' || replace(replace({0}, '''', ''''''), '\\', '\\\\') || '''' "
    "ELSE '''' || replace({0}, '''', '''''') || '''' END"
)


def _to_base(function: str) -> tuple[Function, Function]:
    """to_hex, to_oct and to_bin show the two's complement of the argument's width."""
    native = {
        "to_hex": "lower(to_hex({0}))",
        "to_bin": "to_binary({0})",
        "to_oct": "pg_to_oct({0})",
    }
    narrow = "CAST({0} AS BIGINT) & 4294967295"
    template = native[function]
    return (
        Function(function, ("int4",), "text", template.replace("{0}", narrow)),
        Function(function, ("int8",), "text", template),
    )


_LENGTH: Final = "CAST(length({0}) AS INTEGER)"
_TRIMMED: Final = "CAST(length(rtrim({0}, ' ')) AS INTEGER)"

_FUNCTIONS: Final = (
    *(
        function
        for name in ("length", "char_length", "character_length")
        for function in (
            Function(name, ("text",), "int4", _LENGTH),
            Function(name, ("bpchar",), "int4", _TRIMMED),
        )
    ),
    Function("length", ("bytea",), "int4", "CAST(octet_length({0}) AS INTEGER)"),
    Function("octet_length", ("text",), "int4", "CAST(strlen({0}) AS INTEGER)"),
    Function("octet_length", ("bpchar",), "int4", "CAST(strlen({0}) AS INTEGER)"),
    Function("octet_length", ("bytea",), "int4", "CAST(octet_length({0}) AS INTEGER)"),
    Function("bit_length", ("text",), "int4", "CAST(strlen({0}) * 8 AS INTEGER)"),
    Function("bit_length", ("bytea",), "int4", "CAST(octet_length({0}) * 8 AS INTEGER)"),
    Function("lower", ("text",), "text", _lower),
    Function("upper", ("text",), "text", _upper),
    Function("initcap", ("text",), "text", "pg_initcap({0})"),
    Function("||", ("text", "text"), "text", "{0} || {1}"),
    Function("||", ("text", "anynonarray"), "text", _joined),
    Function("||", ("anynonarray", "text"), "text", _joined),
    Function("||", ("bytea", "bytea"), "bytea", "{0} || {1}"),
    Function("concat", ("any",), "text", _concat, variadic=True, strict=False),
    Function("concat_ws", ("text", "any"), "text", _concat_ws, variadic=True, strict=False),
    Function("left", ("text", "int4"), "text", "left({0}, {1})"),
    Function("right", ("text", "int4"), "text", "right({0}, {1})"),
    Function("substring", ("text", "int4"), "text", _substring),
    Function("substring", ("text", "int4", "int4"), "text", _substring),
    Function("substr", ("text", "int4"), "text", _substring),
    Function("substr", ("text", "int4", "int4"), "text", _substring),
    Function("overlay", ("text", "text", "int4"), "text", _overlay),
    Function("overlay", ("text", "text", "int4", "int4"), "text", _overlay),
    Function("position", ("text", "text"), "int4", "CAST(strpos({0}, {1}) AS INTEGER)"),
    Function("strpos", ("text", "text"), "int4", "CAST(strpos({0}, {1}) AS INTEGER)"),
    Function("starts_with", ("text", "text"), "bool", "starts_with({0}, {1})"),
    Function("^@", ("text", "text"), "bool", "starts_with({0}, {1})"),
    Function("lpad", ("text", "int4", "text"), "text", _pad("lpad"), optional=1),
    Function("rpad", ("text", "int4", "text"), "text", _pad("rpad"), optional=1),
    Function("repeat", ("text", "int4"), "text", "repeat({0}, {1})"),
    Function("replace", ("text", "text", "text"), "text", "replace({0}, {1}, {2})"),
    Function("translate", ("text", "text", "text"), "text", "translate({0}, {1}, {2})"),
    Function("reverse", ("text",), "text", _reverse),
    Function("split_part", ("text", "text", "int4"), "text", _split_part),
    Function("btrim", ("text", "text"), "text", _trim("trim"), optional=1),
    Function("ltrim", ("text", "text"), "text", _trim("ltrim"), optional=1),
    Function("rtrim", ("text", "text"), "text", _trim("rtrim"), optional=1),
    Function("ascii", ("text",), "int4", "CAST(ascii({0}) AS INTEGER)"),
    Function("chr", ("int4",), "text", _chr),
    *_to_base("to_hex"),
    *_to_base("to_bin"),
    *_to_base("to_oct"),
    Function("quote_literal", ("text",), "text", strict(_QUOTE_LITERAL)),
    Function("quote_literal", ("anyelement",), "text", _quoted_any),
    Function(
        "quote_nullable",
        ("text",),
        "text",
        "CASE WHEN {0} IS NULL THEN 'NULL' ELSE " + _QUOTE_LITERAL + " END",
        strict=False,
    ),
    Function("quote_ident", ("text",), "text", "pg_quote_ident({0})"),
    Function("normalize", ("text", "text"), "text", "pg_normalize({0}, {1})"),
    Function("normalize", ("text",), "text", "pg_normalize({0}, 'NFC')"),
)

REGISTRY.add(*map(evaluated_once, _FUNCTIONS))
