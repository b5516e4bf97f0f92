"""Mathematical functions of integers, floats and numerics.

Source: `pg_proc` of PostgreSQL 18; float.c, numeric.c. round and trunc of a numeric to a constant
number of digits have a known scale; everything whose scale depends on the value is Python's.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Final

from sqlglot import exp

from connectors.tree import Constant, type_of
from connectors.types import MAX_DECIMAL_DIGITS, NUMERIC, TEXT, Type
from gateway.sql.functions.arithmetic import digits, in_python, remainder_of_integers, static
from gateway.sql.functions.letting import over_once
from gateway.sql.functions.registry import (
    REGISTRY,
    EngineRule,
    Function,
    Rendered,
    ReturnRule,
)
from gateway.sql.render.constants import raising
from gateway.sql.render.forms import decimal_text, is_dynamic, key, physical

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
        text = f"{function}({decimal_text(value, type_)}, {count})"
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


def _absolute(rendered: Rendered) -> str:
    if is_dynamic(rendered.result):
        return in_python("pg_numeric_abs", rendered)
    return f"abs({rendered.arguments[0]})"


def checked(template: str, condition: str, sqlstate: str, message: str) -> EngineRule:
    """A template that raises where the condition holds."""
    return over_once(f"CASE WHEN {condition} THEN {raising(sqlstate, message)} ELSE {template} END")


_EXP: Final = (
    "CASE WHEN isinf(exp({0})) AND NOT isinf({0}) THEN "
    + raising("22003", "value out of range: overflow")
    + " WHEN exp({0}) = 0 AND NOT isinf({0}) THEN "
    + raising("22003", "value out of range: underflow")
    + " ELSE exp({0}) END"
)


_LOGARITHM_ZERO: Final = raising("2201E", "cannot take logarithm of zero")
_LOGARITHM_NEGATIVE: Final = raising("2201E", "cannot take logarithm of a negative number")


def _logarithm(name: str) -> EngineRule:
    return over_once(
        f"CASE WHEN {{0}} = 0 THEN {_LOGARITHM_ZERO} WHEN {{0}} < 0 THEN {_LOGARITHM_NEGATIVE} "
        f"ELSE {name}({{0}}) END"
    )


_POWER: Final = (
    "CASE WHEN {0} = 0 AND {1} < 0 THEN "
    + raising("2201F", "zero raised to a negative power is undefined")
    + " WHEN {0} < 0 AND {1} <> floor({1}) THEN "
    + raising("2201F", "a negative number raised to a non-integer power yields a complex result")
    + " WHEN isinf(pow({0}, {1})) AND NOT isinf({0}) AND NOT isinf({1}) THEN "
    + raising("22003", "value out of range: overflow")
    + " WHEN pow({0}, {1}) = 0 AND {0} <> 0 AND NOT isinf({0}) AND NOT isinf({1}) THEN "
    + raising("22003", "value out of range: underflow")
    + " ELSE pow({0}, {1}) END"
)

_SQRT: Final = checked(
    "sqrt({0})", "{0} < 0", "2201F", "cannot take square root of a negative number"
)

_SIGN: Final = "CASE WHEN isnan({0}) THEN 0::DOUBLE ELSE CAST(sign({0}) AS DOUBLE) END"


def _towards(function: str) -> EngineRule:
    """ceil, floor."""

    def rule(rendered: Rendered) -> str:
        if is_dynamic(rendered.result):
            return in_python(f"pg_numeric_{function}", rendered)
        return f"CAST({function}({rendered.arguments[0]}) AS {physical(rendered.result)})"

    return rule


def _width_bucket(rendered: Rendered) -> str:
    bounds = zip(rendered.arguments[:3], rendered.types, strict=False)
    texts = ", ".join(decimal_text(sql, type_) for sql, type_ in bounds)
    return f"pg_width_bucket({texts}, {rendered.arguments[3]})"


def _bucket_of_list(rendered: Rendered) -> str:
    """How many of the thresholds are not above the operand."""
    operand, thresholds = rendered.arguments
    element = rendered.types[1].element or TEXT
    reached = f"{key('_t_', element)} <= {key(operand, rendered.types[0])}"
    return f"CAST(len(list_filter({thresholds}, lambda _t_: {reached})) AS INTEGER)"


def _floats(engine: str | EngineRule, *names: str, count: int = 1) -> Iterator[Function]:
    for name in names:
        yield Function(name, ("float8",) * count, "float8", engine)


def _numerics(
    engine: EngineRule, *names: str, count: int = 1, returns: str | ReturnRule = "numeric"
) -> Iterator[Function]:
    for name in names:
        yield Function(name, ("numeric",) * count, returns, engine)


def _integers(name: str, template: str, *types: str, count: int = 1) -> Iterator[Function]:
    for type_ in types:
        form = physical(Type(type_))
        yield Function(name, (type_,) * count, type_, template.replace("FORM", form))


REGISTRY.add(
    # Sign and size
    *_integers("abs", "abs({0})", *_INTEGERS, "float4", "float8"),
    *_integers("@", "abs({0})", *_INTEGERS, "float4", "float8"),
    *_numerics(_absolute, "abs", "@", returns=_same),
    *_floats(over_once(_SIGN), "sign"),
    *_numerics(_python("pg_numeric_sign"), "sign"),
    # To whole numbers and digits
    *_floats("ceil({0})", "ceil", "ceiling"),
    *_numerics(_towards("ceil"), "ceil", "ceiling", returns=_whole),
    *_floats("floor({0})", "floor"),
    *_numerics(_towards("floor"), "floor", returns=_whole),
    *_floats("round_even({0}, 0)", "round"),
    *_numerics(_rounded("pg_numeric_round"), "round", returns=_whole),
    Function("round", ("numeric", "int4"), _to_digits, _rounded("pg_numeric_round")),
    *_floats("trunc({0})", "trunc"),
    *_numerics(_rounded("pg_numeric_trunc"), "trunc", returns=_whole),
    Function("trunc", ("numeric", "int4"), _to_digits, _rounded("pg_numeric_trunc")),
    Function("scale", ("numeric",), "int4", _python("pg_numeric_scale")),
    Function("min_scale", ("numeric",), "int4", _python("pg_numeric_min_scale")),
    *_numerics(_python("pg_numeric_trim"), "trim_scale"),
    # Division
    *(Function("mod", (t, t), t, remainder_of_integers) for t in _INTEGERS),
    *_numerics(_python("pg_numeric_mod"), "mod", count=2),
    *_numerics(_python("pg_numeric_div_trunc"), "div", count=2),
    *_integers("gcd", "CAST(gcd({0}, {1}) AS FORM)", "int4", "int8", count=2),
    *_integers("lcm", "CAST(lcm({0}, {1}) AS FORM)", "int4", "int8", count=2),
    *_numerics(_python("pg_numeric_gcd"), "gcd", count=2),
    *_numerics(_python("pg_numeric_lcm"), "lcm", count=2),
    # Powers and logarithms
    *_floats(_SQRT, "sqrt", "|/"),
    *_numerics(_python("pg_numeric_sqrt"), "sqrt"),
    *_floats("cbrt({0})", "cbrt", "||/"),
    *_floats(over_once(_EXP), "exp"),
    *_numerics(_python("pg_numeric_exp"), "exp"),
    *_floats(_logarithm("ln"), "ln"),
    *_numerics(_python("pg_numeric_ln"), "ln"),
    *_floats(_logarithm("log10"), "log", "log10"),
    *_numerics(_python("pg_numeric_log10"), "log", "log10"),
    *_numerics(_python("pg_numeric_log"), "log", count=2),
    *_floats(over_once(_POWER), "power", "pow", "^", count=2),
    *_numerics(_python("pg_numeric_power"), "power", "pow", "^", count=2),
    Function("factorial", ("int8",), "numeric", "pg_numeric_factorial({0})"),
    # Histograms, chance
    Function(
        "width_bucket",
        ("float8", "float8", "float8", "int4"),
        "int4",
        "pg_float8_width_bucket({0}, {1}, {2}, {3})",
    ),
    Function("width_bucket", ("numeric", "numeric", "numeric", "int4"), "int4", _width_bucket),
    Function("width_bucket", ("anycompatible", "anycompatiblearray"), "int4", _bucket_of_list),
    Function("random", (), "float8", "random()", volatile=True),
)
