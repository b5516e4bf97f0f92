"""Aggregates of numbers and conditions.

Source: `pg_aggregate` of PostgreSQL 18; numeric.c (numeric_avg, numeric_stddev_internal), float.c.
avg, stddev and variance of integers and numerics are exact: sums in the engine, the last step in
Python once a group. Floats are accumulated in input order as float.c does where the result depends
on it.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from sqlglot import exp

from connectors.tree import type_of
from connectors.types import MAX_DECIMAL_DIGITS, NUMERIC, Type
from gateway.errors import unsupported
from gateway.sql.functions.arithmetic import digits, static
from gateway.sql.functions.comparison import numeric_text
from gateway.sql.functions.registry import REGISTRY, EngineRule, Function, Kind, Rendered
from gateway.sql.render.forms import is_dynamic, key, needs_key, orderable, physical

_INTEGERS: Final = ("int2", "int4", "int8")
_ORDERED: Final = (
    "int2", "int4", "int8", "oid", "float4", "float8", "numeric", "text", "bpchar", "bytea",
    "date", "time", "timestamp", "timestamptz", "interval", "anyarray",
)  # fmt: skip


def _aggregate(
    name: str, arguments: tuple[str, ...], returns: object, engine: object, refusal: str = ""
) -> Function:
    return Function(name, arguments, returns, engine, kind=Kind.AGGREGATE, refusal=refusal)  # type: ignore[arg-type]


def call(rendered: Rendered, function: str, argument: str) -> str:
    """A DuckDB aggregate over one argument, with DISTINCT, FILTER and OVER as written."""
    return f"{function}({rendered.distinct}{argument}){rendered.tail}"


def gathered(rendered: Rendered, argument: str) -> str:
    """The argument's values as a list in input order, NULLs left out."""
    if rendered.distinct:
        raise unsupported(f"DISTINCT in an aggregate over {rendered.types[0]}")
    values = f"list({argument}{rendered.order}){rendered.tail}"
    return f"list_filter({values}, lambda _e_: _e_ IS NOT NULL)"


def _sum_numeric_type(arguments: Sequence[exp.Expression]) -> Type:
    type_ = type_of(arguments[0])
    return NUMERIC if is_dynamic(type_) else static(MAX_DECIMAL_DIGITS, digits(type_)[1])


def _sum_int8_type(_: Sequence[exp.Expression]) -> Type:
    return static(MAX_DECIMAL_DIGITS, 0)


def _sum_numeric(rendered: Rendered) -> str:
    argument = rendered.arguments[0]
    if is_dynamic(rendered.types[0]):
        return f"pg_numeric_sum({gathered(rendered, argument)})"
    return f"CAST({call(rendered, 'sum', argument)} AS {physical(rendered.result)})"


def _average(rendered: Rendered) -> str:
    """sum / count with the scale of a numeric quotient."""
    argument, type_ = rendered.arguments[0], rendered.types[0]
    if is_dynamic(type_):
        return f"pg_numeric_avg({gathered(rendered, argument)})"
    total = call(rendered, "sum", argument)
    if type_.name == "numeric":
        total = f"CAST({total} AS DECIMAL({MAX_DECIMAL_DIGITS},{type_.scale}))"
    count = f"CAST({call(rendered, 'count', argument)} AS VARCHAR)"
    return f"pg_numeric_div(CAST({total} AS VARCHAR), nullif({count}, '0'))"


def _average_float(rendered: Rendered) -> str:
    argument = f"CAST({rendered.arguments[0]} AS DOUBLE)"
    count = call(rendered, "count", argument)
    return f"({call(rendered, 'sum', argument)} / nullif({count}, 0))"


def _extreme(name: str, chooser: str) -> EngineRule:
    def rule(rendered: Rendered) -> str:
        argument, type_ = rendered.arguments[0], rendered.types[0]
        if not orderable(type_):
            raise unsupported(f"{name} of {type_}")
        if not needs_key(type_):
            return f"{name}({argument}){rendered.tail}"
        return f"{chooser}({argument}, {key(argument, type_)}){rendered.tail}"

    return rule


def _variance(sample: bool, root: bool) -> EngineRule:
    """From count, sum and sum of squares, each exact."""
    flags = f"{str(sample).lower()}, {str(root).lower()}"

    def rule(rendered: Rendered) -> str:
        argument, type_ = rendered.arguments[0], rendered.types[0]
        if type_.name == "numeric" and (is_dynamic(type_) or digits(type_)[1] * 2 > 12):
            texts = gathered(rendered, numeric_text(argument, type_))
            return f"pg_numeric_variance_of({texts}, {flags})"
        scale = type_.scale or 0
        wide = f"CAST({argument} AS DECIMAL({MAX_DECIMAL_DIGITS},{scale}))"
        square = f"CAST({wide} * {wide} AS DECIMAL({MAX_DECIMAL_DIGITS},{2 * scale}))"
        sums = ", ".join(
            f"CAST({call(rendered, function, value)} AS VARCHAR)"
            for function, value in (("count", argument), ("sum", wide), ("sum", square))
        )
        return f"pg_numeric_variance({sums}, {flags})"

    return rule


def _float_statistic(name: str) -> EngineRule:
    def rule(rendered: Rendered) -> str:
        values = gathered(rendered, f"CAST({rendered.arguments[0]} AS DOUBLE)")
        return f"pg_float8_statistic('{name}', {values})"

    return rule


def _pair_statistic(name: str) -> EngineRule:
    def rule(rendered: Rendered) -> str:
        if rendered.distinct:
            raise unsupported(f"{name} with DISTINCT")
        y, x = (f"CAST({a} AS DOUBLE)" for a in rendered.arguments)
        pairs = f"list([{y}, {x}]{rendered.order}){rendered.tail}"
        kept = f"list_filter({pairs}, lambda _e_: _e_[1] IS NOT NULL AND _e_[2] IS NOT NULL)"
        return f"pg_float8_pairs('{name}', {kept})"

    return rule


def _counted(rendered: Rendered) -> str:
    """What count looks at: for DISTINCT, equal values must be one."""
    argument = rendered.arguments[0]
    return key(argument, rendered.types[0]) if rendered.distinct else argument


REGISTRY.add(
    _aggregate("count", (), "int8", "count(*){tail}"),
    _aggregate("count", ("any",), "int8", lambda r: call(r, "count", _counted(r))),
    *(_aggregate("sum", (t,), "int8", "CAST(sum({distinct}{0}){tail} AS BIGINT)") for t in ("int2", "int4")),
    _aggregate("sum", ("int8",), _sum_int8_type, "CAST(sum({distinct}{0}){tail} AS DECIMAL(38,0))"),
    _aggregate("sum", ("numeric",), _sum_numeric_type, _sum_numeric),
    _aggregate("sum", ("float8",), "float8", "sum({distinct}{0}){tail}"),
    _aggregate("sum", ("float4",), "float4", "CAST(sum({distinct}{0}){tail} AS FLOAT)"),
    _aggregate("sum", ("interval",), "interval", "sum({distinct}{0}){tail}"),
    *(_aggregate("avg", (t,), "numeric", _average) for t in (*_INTEGERS, "numeric")),
    *(_aggregate("avg", (t,), "float8", _average_float) for t in ("float4", "float8")),
    _aggregate("avg", ("interval",), "interval", None, "avg of intervals"),
)  # fmt: skip


def _as_its_argument(arguments: Sequence[exp.Expression]) -> Type:
    type_ = type_of(arguments[0])
    if type_.name == "numeric" and not is_dynamic(type_):
        return static(*digits(type_))
    return type_


for _name, _chooser in (("min", "arg_min"), ("max", "arg_max")):
    REGISTRY.add(
        *(_aggregate(_name, (t,), _as_its_argument, _extreme(_name, _chooser)) for t in _ORDERED)
    )
for _names, _sample, _root in (
    (("stddev", "stddev_samp"), True, True),
    (("stddev_pop",), False, True),
    (("variance", "var_samp"), True, False),
    (("var_pop",), False, False),
):
    for _name in _names:
        REGISTRY.add(
            *(_aggregate(_name, (t,), "numeric", _variance(_sample, _root)) for t in (*_INTEGERS, "numeric")),
            *(_aggregate(_name, (t,), "float8", _float_statistic(_name)) for t in ("float4", "float8")),
        )  # fmt: skip
for _name in (
    "corr", "covar_pop", "covar_samp", "regr_avgx", "regr_avgy", "regr_intercept", "regr_r2",
    "regr_slope", "regr_sxx", "regr_sxy", "regr_syy",
):  # fmt: skip
    REGISTRY.add(_aggregate(_name, ("float8", "float8"), "float8", _pair_statistic(_name)))
REGISTRY.add(
    _aggregate(
        "regr_count",
        ("float8", "float8"),
        "int8",
        "count(CASE WHEN {0} IS NOT NULL AND {1} IS NOT NULL THEN 1 END){tail}",
    ),
    _aggregate("bool_and", ("bool",), "bool", "bool_and({0}){tail}"),
    _aggregate("every", ("bool",), "bool", "bool_and({0}){tail}"),
    _aggregate("bool_or", ("bool",), "bool", "bool_or({0}){tail}"),
    *(
        _aggregate(name, (t,), t, f"CAST({name}({{distinct}}{{0}}){{tail}} AS {physical(Type(t))})")
        for name in ("bit_and", "bit_or", "bit_xor")
        for t in _INTEGERS
    ),
    _aggregate("any_value", ("anyelement",), "anyelement", "any_value({0}){tail}"),
    _aggregate(
        "percentile_cont",
        ("float8", "float8"),
        "float8",
        "percentile_cont({0}) WITHIN GROUP ({order}){tail}",
    ),
)


def _as_the_last(arguments: Sequence[exp.Expression]) -> Type:
    return type_of(arguments[-1])


def _percentile_disc(rendered: Rendered) -> str:
    """One of the input values: found among the sort keys, so these must be the values."""
    if needs_key(rendered.result):
        raise unsupported(f"percentile_disc of {rendered.result}")
    return (
        f"percentile_disc({rendered.arguments[0]}) WITHIN GROUP ({rendered.order}){rendered.tail}"
    )


REGISTRY.add(
    *(
        _aggregate("percentile_disc", ("float8", t), _as_the_last, _percentile_disc)
        for t in _ORDERED[:-1]
    ),
    _aggregate("mode", ("anyelement",), "anyelement", None, "mode"),
)
