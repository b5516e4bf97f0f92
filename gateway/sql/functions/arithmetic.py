"""Arithmetic operators of integers, floats and numerics.

Source: `pg_operator` of PostgreSQL 18; int.c, float.c, numeric.c. A numeric result has the scale
PostgreSQL displays: the larger one for + and -, the sum for *; where that is one number for all
rows and 38 digits may hold it, DuckDB computes natively and raises on overflow. Division has a
scale of its own for every value: text, computed in Python (`execute.udf.numeric`).
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from sqlglot import exp

from connectors.tree import Constant, type_of
from connectors.types import MAX_DECIMAL_DIGITS, NUMERIC, Type, numeric
from gateway.sql.functions.letting import once
from gateway.sql.functions.registry import REGISTRY, EngineRule, Function, Rendered, ReturnRule
from gateway.sql.render.constants import raising
from gateway.sql.render.forms import decimal_text, is_dynamic, physical

_INTEGERS: Final = ("int2", "int4", "int8")
_OVERFLOW: Final = raising("22003", "value out of range: overflow")
_UNDERFLOW: Final = raising("22003", "value out of range: underflow")
_BY_ZERO: Final = raising("22012", "division by zero")


def static(precision: int, scale: int) -> Type:
    """A numeric of known scale whose digits DuckDB checks; dynamic when 38 cannot hold it."""
    if scale > MAX_DECIMAL_DIGITS:
        return NUMERIC
    return numeric(min(precision, MAX_DECIMAL_DIGITS), scale, declared=False)


def digits(type_: Type) -> tuple[int, int]:
    """(precision, scale) of a numeric of known scale."""
    return type_.precision or MAX_DECIMAL_DIGITS, type_.scale or 0


def _sum_type(arguments: Sequence[exp.Expression]) -> Type:
    left, right = (type_of(a) for a in arguments)
    if is_dynamic(left) or is_dynamic(right):
        return NUMERIC
    (p1, s1), (p2, s2) = digits(left), digits(right)
    scale = max(s1, s2)
    return _result(arguments, max(p1 - s1, p2 - s2) + scale + 1, scale)


def _product_type(arguments: Sequence[exp.Expression]) -> Type:
    left, right = (type_of(a) for a in arguments)
    if is_dynamic(left) or is_dynamic(right):
        return NUMERIC
    (p1, s1), (p2, s2) = digits(left), digits(right)
    return _result(arguments, p1 + p2, s1 + s2)


def _result(arguments: Sequence[exp.Expression], precision: int, scale: int) -> Type:
    """Constants are known to need their digits; a column's declared ones are seldom all used."""
    known = all(isinstance(argument, Constant) for argument in arguments)
    return NUMERIC if known and precision > MAX_DECIMAL_DIGITS else static(precision, scale)


def _remainder_type(arguments: Sequence[exp.Expression]) -> Type:
    left, right = (type_of(a) for a in arguments)
    if is_dynamic(left) or is_dynamic(right):
        return NUMERIC
    (p1, s1), (p2, s2) = digits(left), digits(right)
    scale = max(s1, s2)
    return static(max(p1 - s1, p2 - s2) + scale, scale)


def _same_type(arguments: Sequence[exp.Expression]) -> Type:
    type_ = type_of(arguments[0])
    return type_ if is_dynamic(type_) else static(*digits(type_))


def _added(symbol: str, function: str) -> EngineRule:
    def rule(rendered: Rendered) -> str:
        a, b = rendered.arguments
        if is_dynamic(rendered.result):
            return in_python(function, rendered)
        form = physical(rendered.result)
        return f"CAST(CAST({a} AS {form}) {symbol} CAST({b} AS {form}) AS {form})"

    return rule


def _multiplied(rendered: Rendered) -> str:
    a, b = rendered.arguments
    if is_dynamic(rendered.result):
        return in_python("pg_numeric_mul", rendered)
    # DuckDB multiplies in the width of its operands: one must be as wide as the product.
    scale = rendered.types[0].scale or 0
    wide = f"CAST({a} AS DECIMAL({rendered.result.precision},{scale}))"
    return f"CAST({wide} * {b} AS {physical(rendered.result)})"


def _remainder(rendered: Rendered) -> str:
    value = in_python("pg_numeric_mod", rendered)
    if is_dynamic(rendered.result):
        return value
    return f"CAST({value} AS {physical(rendered.result)})"


def in_python(function: str, rendered: Rendered) -> str:
    """A call of a Python function over the numerics' texts."""
    texts = [decimal_text(a, t) for a, t in zip(rendered.arguments, rendered.types, strict=True)]
    return f"{function}({', '.join(texts)})"


def _divided(rendered: Rendered) -> str:
    return in_python("pg_numeric_div", rendered)


def _negated(rendered: Rendered) -> str:
    if is_dynamic(rendered.result):
        return in_python("pg_numeric_neg", rendered)
    return f"(- {rendered.arguments[0]})"


def _integer_remainder(a: str, b: str) -> str:
    """The smallest integer % -1 is 0, and no overflow."""
    return once("CASE WHEN {1} = -1 THEN {0} - {0} ELSE {0} % {1} END", (a, b))


def remainder_of_integers(rendered: Rendered) -> str:
    """`%` of two integers of one width."""
    return _integer_remainder(*rendered.arguments)


def _integers(symbol: str, wide: str) -> EngineRule:
    """Both operands in the wider width: DuckDB raises when the result leaves it."""

    def rule(rendered: Rendered) -> str:
        a, b = (
            sql if type_.name == wide else f"CAST({sql} AS {physical(Type(wide))})"
            for sql, type_ in zip(rendered.arguments, rendered.types, strict=True)
        )
        if symbol == "%":
            return _integer_remainder(a, b)
        return f"({a} {symbol} {b})"

    return rule


def _floats(symbol: str, wide: str) -> EngineRule:
    """float.c: an infinite result of finite operands, and a zero product of others, are errors."""

    def rule(rendered: Rendered) -> str:
        form = physical(Type(wide))
        operands = [
            sql if type_.name == wide else f"CAST({sql} AS {form})"
            for sql, type_ in zip(rendered.arguments, rendered.types, strict=True)
        ]
        return once(template, operands)

    result = f"({{0}} {symbol} {{1}})"
    finite = f"isinf{result} AND NOT isinf({{0}})"
    # A finite number divided by infinity is zero and no underflow.
    finite += " AND NOT isinf({1})" if symbol != "/" else ""
    tests = f"WHEN {finite} THEN {_OVERFLOW}"
    if symbol == "*":
        tests += f" WHEN {result} = 0 AND {{0}} <> 0 AND {{1}} <> 0 THEN {_UNDERFLOW}"
    if symbol == "/":
        tests = f"WHEN {{1}} = 0 AND NOT isnan({{0}}) THEN {_BY_ZERO} {tests}"
        tests += f" WHEN {result} = 0 AND {{0}} <> 0 AND NOT isinf({{1}}) THEN {_UNDERFLOW}"
    template = f"CASE {tests} ELSE {result} END"

    return rule


for _a in _INTEGERS:
    for _b in _INTEGERS:
        _wide = max(_a, _b)
        for _symbol, _engine in (("+", "+"), ("-", "-"), ("*", "*"), ("/", "//"), ("%", "%")):
            REGISTRY.add(Function(_symbol, (_a, _b), _wide, _integers(_engine, _wide)))
for _a in ("float4", "float8"):
    for _b in ("float4", "float8"):
        _wide = max(_a, _b)
        REGISTRY.add(*(Function(s, (_a, _b), _wide, _floats(s, _wide)) for s in "+-*/"))

_NUMERIC: Final[tuple[tuple[str, ReturnRule | str, EngineRule], ...]] = (
    ("+", _sum_type, _added("+", "pg_numeric_add")),
    ("-", _sum_type, _added("-", "pg_numeric_sub")),
    ("*", _product_type, _multiplied),
    ("/", "numeric", _divided),
    ("%", _remainder_type, _remainder),
)
REGISTRY.add(
    *(Function(s, ("numeric", "numeric"), returns, rule) for s, returns, rule in _NUMERIC),
    # The smallest integer has no opposite: subtracting raises.
    *(Function("negative", (t,), t, f"(0::{physical(Type(t))} - {{0}})") for t in _INTEGERS),
    *(Function("negative", (t,), t, "(- {0})") for t in ("float4", "float8")),
    Function("negative", ("numeric",), _same_type, _negated),
    *(Function("&", (t, t), t, "({0} & {1})") for t in _INTEGERS),
    *(Function("|", (t, t), t, "({0} | {1})") for t in _INTEGERS),
    *(Function("#", (t, t), t, "xor({0}, {1})") for t in _INTEGERS),
    *(Function("~", (t,), t, "(~ {0})") for t in _INTEGERS),
    *(
        Function(s, (t, "int4"), t, f"pg_{t}_shift_{word}({{0}}, {{1}})")
        for s, word in (("<<", "left"), (">>", "right"))
        for t in _INTEGERS
    ),
)
