"""Comparison operators: `= <> < <= > >=`, IS [NOT] DISTINCT FROM, and the IS tests.

Source: `pg_operator` of PostgreSQL 18. Values whose DuckDB form does not compare as PostgreSQL's
compare by their key (`render.forms.key`); two decimals compare in a common DECIMAL where 38 digits
hold it, else by key.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from connectors.types import MAX_DECIMAL_DIGITS, Type
from gateway.sql.functions.letting import once
from gateway.sql.functions.registry import REGISTRY, EngineRule, Function, Rendered
from gateway.sql.render.forms import decimal_text, key

_OPERATORS: Final = ("=", "<>", "<", "<=", ">", ">=")
_SAME: Final = (
    "bool", "text", "bpchar", "name", "char", "bytea", "uuid", "date", "time", "timestamp",
    "timestamptz", "timetz", "interval", "numeric", "oid", "anyarray",
)  # fmt: skip
_INTEGERS: Final = ("int2", "int4", "int8")
_FLOATS: Final = ("float4", "float8")
_MIXED: Final = (
    ("name", "text"),
    ("text", "name"),
    ("date", "timestamp"),
    ("timestamp", "date"),
    ("date", "timestamptz"),
    ("timestamptz", "date"),
    ("timestamp", "timestamptz"),
    ("timestamptz", "timestamp"),
)


def comparable(rendered: Rendered) -> tuple[str, str]:
    """The first two arguments in forms that DuckDB compares as PostgreSQL compares the values."""
    (a, b), (left, right) = rendered.arguments[:2], rendered.types[:2]
    if left.name == right.name == "numeric":
        return _decimals(a, left, b, right)
    return key(a, left), key(b, right)


def _decimals(a: str, left: Type, b: str, right: Type) -> tuple[str, str]:
    if left.scale is not None and right.scale is not None:
        scale = max(left.scale, right.scale)
        whole = max((left.precision or 38) - left.scale, (right.precision or 38) - right.scale)
        if whole + scale <= MAX_DECIMAL_DIGITS:
            form = f"DECIMAL({whole + scale},{scale})"
            return _as(a, left, scale, form), _as(b, right, scale, form)
    return f"pg_numeric_key({decimal_text(a, left)})", f"pg_numeric_key({decimal_text(b, right)})"


def _as(sql: str, type_: Type, scale: int, form: str) -> str:
    return sql if type_.scale == scale else f"CAST({sql} AS {form})"


def _compare(symbol: str) -> EngineRule:
    def rule(rendered: Rendered) -> str:
        a, b = comparable(rendered)
        return f"({a} {symbol} {b})"

    return rule


def _nullif(rendered: Rendered) -> str:
    a, b = comparable(rendered)
    return once("CASE WHEN {0} = {1} THEN NULL ELSE {2} END", (a, b, rendered.arguments[0]))


def _is_null(rendered: Rendered) -> str:
    """Of a row: all its fields are NULL; not asked of rows inside it."""
    return _of_row(rendered, "IS NULL", "({0} IS NULL OR regexp_full_match({0}, '[(],*[)]'))")


def _is_not_null(rendered: Rendered) -> str:
    """Of a row: none of its fields is NULL."""
    value = r"""("([^"\\]|""|\\\\)*"|[^",()\\]+)"""
    return _of_row(
        rendered,
        "IS NOT NULL",
        f"coalesce(regexp_full_match({{0}}, '[(]{value}(,{value})*[)]'), FALSE)",
    )


def _of_row(rendered: Rendered, test: str, of_text: str) -> str:
    """`test` of a value, or of every field of a row; `of_text` of a row that travels as text."""
    type_ = rendered.types[0]
    if type_.name == "record" and type_.fields:
        names = (name.replace("'", "''") for name, _ in type_.fields)
        fields = (f"struct_extract({{0}}, '{name}') {test}" for name in names)
        return once(f"({' AND '.join(fields)})", rendered.arguments)
    if type_.opaque and type_.fields:
        return once(of_text, rendered.arguments)
    return f"({rendered.arguments[0]} {test})"


def _pairs() -> Iterator[tuple[str, str]]:
    yield from ((name, name) for name in _SAME)
    yield from ((a, b) for a in _INTEGERS for b in _INTEGERS)
    yield from ((a, b) for a in _FLOATS for b in _FLOATS)
    yield from _MIXED


for _symbol in _OPERATORS:
    REGISTRY.add(*(Function(_symbol, pair, "bool", _compare(_symbol)) for pair in _pairs()))
REGISTRY.add(
    Function("=", ("regtype", "regtype"), "bool", _compare("=")),
    Function("<>", ("regtype", "regtype"), "bool", _compare("<>")),
    *(
        Function(symbol, ("record", "record"), "bool", None, refusal="comparing records")
        for symbol in _OPERATORS
    ),
    Function("=", ("jsonb", "jsonb"), "bool", _compare("=")),
    Function("<>", ("jsonb", "jsonb"), "bool", _compare("<>")),
    *(
        Function(symbol, ("jsonb", "jsonb"), "bool", None, refusal="the order of jsonb values")
        for symbol in ("<", "<=", ">", ">=")
    ),
    Function(
        "is distinct from", ("any", "any"), "bool", _compare("IS DISTINCT FROM"), strict=False
    ),
    Function(
        "is not distinct from",
        ("any", "any"),
        "bool",
        _compare("IS NOT DISTINCT FROM"),
        strict=False,
    ),
    Function("nullif", ("any", "any"), "any", _nullif, strict=False),
    Function("is null", ("any",), "bool", _is_null, strict=False),
    Function("is not null", ("any",), "bool", _is_not_null, strict=False),
)
for _word, _test in (
    ("is true", "({0} IS TRUE)"),
    ("is not true", "({0} IS NOT TRUE)"),
    ("is false", "({0} IS FALSE)"),
    ("is not false", "({0} IS NOT FALSE)"),
    ("is unknown", "({0} IS NULL)"),
    ("is not unknown", "({0} IS NOT NULL)"),
):
    REGISTRY.add(Function(_word, ("bool",), "bool", _test, strict=False))
