"""Mathematical functions of integers, floats and numerics.

Source: `pg_proc` of PostgreSQL 18; float.c, numeric.c. round and trunc of a numeric to a constant
number of digits have a known scale; everything whose scale depends on the value is Python's.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from sqlglot import exp

from connectors.tree import Constant, type_of
from connectors.types import MAX_DECIMAL_DIGITS, NUMERIC, Type
from gateway.sql.functions.arithmetic import digits, in_python, static
from gateway.sql.functions.comparison import numeric_text
from gateway.sql.functions.registry import REGISTRY, EngineRule, Function, Rendered
from gateway.sql.functions.rendering import raising
from gateway.sql.render.forms import is_dynamic, physical

_INTEGERS: Final = ("int2", "int4", "int8")


def _same(arguments: Sequence[exp.Expression]) -> Type:
    type_ = type_of(arguments[0])
    return type_ if is_dynamic(type_) else static(*digits(type_))


def _whole(arguments: Sequence[exp.Expression]) -> Type:
    type_ = type_of(arguments[0])
    if is_dynamic(type_):
        return NUMERIC
    precision, scale = digits(type_)
    return static(precision - scale + 1, 0)


def _to_digits(arguments: Sequence[exp.Expression]) -> Type:
    """round(x, n), trunc(x, n): scale n where n is a constant from 0 up."""
    value, count = arguments
    type_ = type_of(value)
    known = isinstance(count, Constant) and count.value is not None and count.value >= 0
    if is_dynamic(type_) or not known:
        return NUMERIC
    precision, scale = digits(type_)
    wanted = int(count.value)  # type: ignore[attr-defined]
    if precision - scale + 1 + wanted > MAX_DECIMAL_DIGITS:
        return NUMERIC
    return static(precision - scale + 1 + wanted, wanted)


def _rounded(function: str) -> EngineRule:
    """Half away from zero (round), or towards zero (trunc)."""

    def rule(rendered: Rendered) -> str:
        value, type_ = rendered.arguments[0], rendered.types[0]
        count = rendered.arguments[1] if len(rendered.arguments) > 1 else "0"
        target = rendered.result
        exact = target.scale is not None and type_.scale is not None
        if exact and (function == "pg_numeric_round" or (target.scale or 0) >= (type_.scale or 0)):
            # DuckDB's decimal casts round half away from zero.
            return f"CAST({value} AS {physical(target)})"
        text = f"{function}({numeric_text(value, type_)}, {count})"
        return text if target.scale is None else f"CAST({text} AS {physical(target)})"

    return rule


def _python(function: str) -> EngineRule:
    """In Python; cast back where the result's scale is known."""

    def rule(rendered: Rendered) -> str:
        value = in_python(function, rendered)
        if rendered.result.name != "numeric" or is_dynamic(rendered.result):
            return value
        return f"CAST({value} AS {physical(rendered.result)})"

    return rule


def _checked(template: str, condition: str, sqlstate: str, message: str) -> str:
    return f"CASE WHEN {condition} THEN {raising(sqlstate, message)} ELSE {template} END"


def _finite(template: str) -> str:
    """An infinite result of a finite argument is an overflow."""
    return _checked(
        template, f"isinf({template}) AND NOT isinf({{0}})", "22003", "value out of range: overflow"
    )


_LOGARITHM_ZERO: Final = raising("2201E", "cannot take logarithm of zero")
_LOGARITHM_NEGATIVE: Final = raising("2201E", "cannot take logarithm of a negative number")


def _logarithm(name: str) -> str:
    return (
        f"CASE WHEN {{0}} = 0 THEN {_LOGARITHM_ZERO} WHEN {{0}} < 0 THEN {_LOGARITHM_NEGATIVE} "
        f"ELSE {name}({{0}}) END"
    )


def _unit(name: str) -> str:
    return _checked(f"{name}({{0}})", "{0} < -1 OR {0} > 1", "22003", "input is out of range")


def _angle(name: str) -> str:
    return _checked(f"{name}({{0}})", "isinf({0})", "22003", "input is out of range")


_POWER: Final = (
    "CASE WHEN {0} = 0 AND {1} < 0 THEN "
    + raising("2201F", "zero raised to a negative power is undefined")
    + " WHEN {0} < 0 AND {1} <> floor({1}) THEN "
    + raising("2201F", "a negative number raised to a non-integer power yields a complex result")
    + " WHEN isinf(pow({0}, {1})) AND NOT isinf({0}) AND NOT isinf({1}) THEN "
    + raising("22003", "value out of range: overflow")
    + " ELSE pow({0}, {1}) END"
)

REGISTRY.add(
    *(Function(n, (t,), t, "abs({0})") for n in ("abs", "@") for t in (*_INTEGERS, "float4", "float8")),
    Function("abs", ("numeric",), _same, lambda r: _python("pg_numeric_abs")(r) if is_dynamic(r.result) else f"abs({r.arguments[0]})"),
    Function("sign", ("float8",), "float8", "CASE WHEN isnan({0}) THEN {0} ELSE CAST(sign({0}) AS DOUBLE) END"),
    Function("sign", ("numeric",), "numeric", _python("pg_numeric_sign")),
    *(Function(n, ("float8",), "float8", "ceil({0})") for n in ("ceil", "ceiling")),
    *(Function(n, ("numeric",), _whole, _python("pg_numeric_ceil")) for n in ("ceil", "ceiling")),
    Function("floor", ("float8",), "float8", "floor({0})"),
    Function("floor", ("numeric",), _whole, _python("pg_numeric_floor")),
    Function("round", ("float8",), "float8", "round_even({0}, 0)"),
    Function("round", ("numeric",), _whole, _rounded("pg_numeric_round")),
    Function("round", ("numeric", "int4"), _to_digits, _rounded("pg_numeric_round")),
    Function("trunc", ("float8",), "float8", "trunc({0})"),
    Function("trunc", ("numeric",), _whole, _rounded("pg_numeric_trunc")),
    Function("trunc", ("numeric", "int4"), _to_digits, _rounded("pg_numeric_trunc")),
    *(Function("mod", (t, t), t, "({0} % {1})") for t in _INTEGERS),
    Function("mod", ("numeric", "numeric"), "numeric", _python("pg_numeric_mod")),
    Function("div", ("numeric", "numeric"), "numeric", _python("pg_numeric_div_trunc")),
    Function("sqrt", ("float8",), "float8", _checked("sqrt({0})", "{0} < 0", "2201F", "cannot take square root of a negative number")),
    Function("sqrt", ("numeric",), "numeric", _python("pg_numeric_sqrt")),
    Function("cbrt", ("float8",), "float8", "cbrt({0})"),
    Function("exp", ("float8",), "float8", _finite("exp({0})")),
    Function("exp", ("numeric",), "numeric", _python("pg_numeric_exp")),
    Function("ln", ("float8",), "float8", _logarithm("ln")),
    Function("ln", ("numeric",), "numeric", _python("pg_numeric_ln")),
    *(Function(n, ("float8",), "float8", _logarithm("log10")) for n in ("log", "log10")),
    *(Function(n, ("numeric",), "numeric", _python("pg_numeric_log10")) for n in ("log", "log10")),
    Function("log", ("numeric", "numeric"), "numeric", _python("pg_numeric_log")),
    *(Function(n, ("float8", "float8"), "float8", _POWER) for n in ("power", "pow", "^")),
    *(Function(n, ("numeric", "numeric"), "numeric", _python("pg_numeric_power")) for n in ("power", "pow", "^")),
    Function("pi", (), "float8", "pi()"),
    Function("degrees", ("float8",), "float8", "({0} / 0.017453292519943295::DOUBLE)"),
    Function("radians", ("float8",), "float8", "({0} * 0.017453292519943295::DOUBLE)"),
    *(Function(n, ("float8",), "float8", _angle(n)) for n in ("sin", "cos", "tan", "cot")),
    *(Function(n, ("float8",), "float8", _unit(n)) for n in ("asin", "acos")),
    Function("atan", ("float8",), "float8", "atan({0})"),
    Function("atan2", ("float8", "float8"), "float8", "atan2({0}, {1})"),
    *(Function("gcd", (t, t), t, f"CAST(gcd({{0}}, {{1}}) AS {physical(Type(t))})") for t in ("int4", "int8")),
    *(Function("lcm", (t, t), t, f"CAST(lcm({{0}}, {{1}}) AS {physical(Type(t))})") for t in ("int4", "int8")),
    Function("factorial", ("int8",), "numeric", "pg_numeric_factorial({0})"),
    Function("width_bucket", ("float8", "float8", "float8", "int4"), "int4", None, refusal="width_bucket"),
    Function("width_bucket", ("numeric", "numeric", "numeric", "int4"), "int4", None, refusal="width_bucket"),
    Function("scale", ("numeric",), "int4", _python("pg_numeric_scale")),
    Function("trim_scale", ("numeric",), "numeric", _python("pg_numeric_trim")),
    Function("random", (), "float8", "random()", volatile=True),
)  # fmt: skip
