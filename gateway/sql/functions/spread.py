"""Variance, standard deviation, correlation and regression.

Source: `pg_aggregate` of PostgreSQL 18; numeric.c (numeric_stddev_internal), float.c
(float8_accum, float8_regr_accum). Integers and numerics are exact: count, sum and sum of squares
in the engine, the last step in Python once a group. Floats are accumulated in input order, because
the result depends on it.
"""

from __future__ import annotations

from typing import Final

from connectors.types import MAX_DECIMAL_DIGITS
from gateway.errors import unsupported
from gateway.sql.functions.aggregates import INTEGERS, aggregate, call, gathered
from gateway.sql.functions.arithmetic import digits
from gateway.sql.functions.registry import REGISTRY, EngineRule, Rendered
from gateway.sql.render.forms import decimal_text, is_dynamic

_NATIVE_SCALE: Final = 6
"""Squares of more decimals than this leave too few of 38 digits for the sums."""

# name → (of a sample, square root)
_SPREAD: Final = {
    "stddev": (True, True),
    "stddev_samp": (True, True),
    "stddev_pop": (False, True),
    "variance": (True, False),
    "var_samp": (True, False),
    "var_pop": (False, False),
}
_PAIRS: Final = (
    "corr", "covar_pop", "covar_samp", "regr_avgx", "regr_avgy", "regr_intercept", "regr_r2",
    "regr_slope", "regr_sxx", "regr_sxy", "regr_syy",
)  # fmt: skip


def _exact(sample: bool, root: bool) -> EngineRule:
    flags = f"{str(sample).lower()}, {str(root).lower()}"

    def rule(rendered: Rendered) -> str:
        argument, type_ = rendered.arguments[0], rendered.types[0]
        if type_.name == "numeric" and (is_dynamic(type_) or digits(type_)[1] > _NATIVE_SCALE):
            texts = gathered(rendered, decimal_text(argument, type_))
            return f"pg_numeric_variance_of({texts}, {flags})"
        scale = type_.scale or 0
        wide = f"CAST({argument} AS DECIMAL({MAX_DECIMAL_DIGITS},{scale}))"
        square = f"CAST({wide} * {wide} AS DECIMAL({MAX_DECIMAL_DIGITS},{2 * scale}))"
        count = f"CAST({call(rendered, 'count', argument)} AS VARCHAR)"
        total, squares = (
            f"CAST({call(rendered, 'sum', value)} AS VARCHAR)" for value in (wide, square)
        )
        return f"pg_numeric_variance({count}, {total}, {squares}, {flags})"

    return rule


def _of_floats(name: str) -> EngineRule:
    def rule(rendered: Rendered) -> str:
        values = gathered(rendered, f"CAST({rendered.arguments[0]} AS DOUBLE)")
        return f"pg_float8_statistic('{name}', {values})"

    return rule


def _of_pairs(name: str) -> EngineRule:
    def rule(rendered: Rendered) -> str:
        if rendered.distinct:
            raise unsupported(f"{name} with DISTINCT")
        y, x = (f"CAST({a} AS DOUBLE)" for a in rendered.arguments)
        pairs = f"list([{y}, {x}]{rendered.order}){rendered.tail}"
        kept = f"list_filter({pairs}, lambda _e_: _e_[1] IS NOT NULL AND _e_[2] IS NOT NULL)"
        return f"pg_float8_pairs('{name}', {kept})"

    return rule


for _name, _flags in _SPREAD.items():
    REGISTRY.add(
        *(aggregate(_name, (t,), "numeric", _exact(*_flags)) for t in (*INTEGERS, "numeric")),
        *(aggregate(_name, (t,), "float8", _of_floats(_name)) for t in ("float4", "float8")),
    )
REGISTRY.add(
    *(aggregate(name, ("float8", "float8"), "float8", _of_pairs(name)) for name in _PAIRS),
    aggregate(
        "regr_count",
        ("float8", "float8"),
        "int8",
        "count(CASE WHEN {0} IS NOT NULL AND {1} IS NOT NULL THEN 1 END){tail}",
    ),
)
