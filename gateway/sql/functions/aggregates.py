"""count, sum, avg, min, max, and the aggregates of conditions and bits.

Source: `pg_aggregate` of PostgreSQL 18; numeric.c (numeric_avg), float.c (float8_accum),
timestamp.c (interval_avg). avg of integers and numerics is exact: sums in the engine, the last step
in Python once a group.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from sqlglot import exp

from connectors.tree import type_of
from connectors.types import MAX_DECIMAL_DIGITS, NUMERIC, Type
from gateway.errors import unsupported
from gateway.sql.functions.arithmetic import digits, static
from gateway.sql.functions.letting import once
from gateway.sql.functions.registry import (
    REGISTRY,
    EngineRule,
    Function,
    Kind,
    Rendered,
    ReturnRule,
)
from gateway.sql.render.constants import raising
from gateway.sql.render.forms import is_dynamic, key, needs_key, orderable, physical

INTEGERS: Final = ("int2", "int4", "int8")
ORDERED: Final = (
    "int2", "int4", "int8", "oid", "float4", "float8", "numeric", "text", "bpchar", "bytea",
    "date", "time", "timestamp", "timestamptz", "interval", "timetz", "anyarray", "anyenum",
    "inet", "money", "pg_lsn", "record", "tid", "xid8",
)  # fmt: skip
"""What min and max take; those of the last line are refused here."""

_OVERFLOW: Final = raising("22003", "value out of range: overflow")
_APART: Final = "2e154"
"""Half the square of this is more than a float8 holds, and two values' least sum of squares."""
_NEAR: Final = "3e153"
"""The square of four times this is not: float8_accum squares count * value - sum."""


def aggregate(
    name: str,
    arguments: tuple[str, ...],
    returns: str | ReturnRule,
    engine: str | EngineRule | None,
    refusal: str = "",
) -> Function:
    """An aggregate's signature."""
    return Function(name, arguments, returns, engine, kind=Kind.AGGREGATE, refusal=refusal)


def call(rendered: Rendered, function: str, argument: str) -> str:
    """A DuckDB aggregate over one argument, with DISTINCT, FILTER and OVER as written."""
    return f"{function}({rendered.distinct}{argument}){rendered.tail}"


def gathered(rendered: Rendered, argument: str) -> str:
    """The argument's values as a list, in ORDER BY's or input order, NULLs left out."""
    distinct = rendered.distinct
    keyed = bool(distinct) and needs_key(rendered.types[0])
    if keyed and not is_dynamic(rendered.types[0]):
        raise unsupported(f"DISTINCT in an aggregate over {rendered.types[0]}")
    values = f"list({'' if keyed else distinct}{argument}{rendered.order}){rendered.tail}"
    present = f"list_filter({values}, lambda _e_: _e_ IS NOT NULL)"
    return f"pg_numeric_distinct({present})" if keyed else present


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


def _sum_float(rendered: Rendered) -> str:
    """An infinite sum of finite numbers is an error."""
    argument = f"CAST({rendered.arguments[0]} AS DOUBLE)"
    total = call(rendered, "sum", argument)
    infinite = f"bool_or(isinf({argument})){rendered.tail}"
    return once(
        f"CASE WHEN isinf({{0}}) AND NOT {{1}} THEN {_OVERFLOW} ELSE {{0}} END",
        (total, f"({infinite})"),
    )


def _average_float(rendered: Rendered) -> str:
    """PostgreSQL keeps the sum of squared differences from the mean, and raises where it overflows.

    It certainly does for values `_APART` from each other, and certainly not where no difference
    times the count reaches `_NEAR`. Between them the order of rows decides: 0A000.
    """
    value = f"CAST({rendered.arguments[0]} AS DOUBLE)"
    count = call(rendered, "count", rendered.arguments[0])
    finite = f"CASE WHEN isfinite({value}) THEN {value} END"
    largest = f"coalesce(max(abs({finite})){rendered.tail}, 0)"
    apart = f"(max({finite}){rendered.tail} - min({finite}){rendered.tail})"
    all_finite = f"coalesce(bool_and(isfinite({value})){rendered.tail}, true)"
    too_large = f"NOT isfinite({call(rendered, 'sum', value)}) OR {apart} > {_APART}"
    refused = raising("0A000", "the average of such large numbers is not supported")
    return (
        f"CASE WHEN {count} < 2 OR {largest} * {count} < {_NEAR}"
        f" THEN {_sum_float(rendered)} / nullif({count}, 0)"
        f" WHEN {all_finite} AND ({too_large}) THEN {_OVERFLOW} ELSE {refused} END"
    )


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


def _over_list(function: str) -> EngineRule:
    """A Python function over the list of values: where the order of additions shows."""

    def rule(rendered: Rendered) -> str:
        return f"{function}({gathered(rendered, rendered.arguments[0])})"

    return rule


def _extreme(name: str, chooser: str) -> EngineRule:
    def rule(rendered: Rendered) -> str:
        argument, type_ = rendered.arguments[0], rendered.types[0]
        if not orderable(type_):
            raise unsupported(f"{name} of {type_}")
        if not needs_key(type_):
            return f"{name}({argument}){rendered.tail}"
        return f"{chooser}({argument}, {key(argument, type_)}){rendered.tail}"

    return rule


def _as_its_argument(arguments: Sequence[exp.Expression]) -> Type:
    type_ = type_of(arguments[0])
    if type_.name == "numeric" and not is_dynamic(type_):
        return static(*digits(type_))
    return type_


def _counted(rendered: Rendered) -> str:
    """What count looks at: for DISTINCT, equal values must be one."""
    argument = rendered.arguments[0]
    return key(argument, rendered.types[0]) if rendered.distinct else argument


def _bits(name: str, type_name: str) -> Function:
    form = physical(Type(type_name))
    template = f"CAST({name}({{distinct}}{{0}}){{tail}} AS {form})"
    return aggregate(name, (type_name,), type_name, template)


REGISTRY.add(
    aggregate("count", (), "int8", "count(*){tail}"),
    aggregate("count", ("any",), "int8", lambda r: call(r, "count", _counted(r))),
    aggregate("sum", ("int2",), "int8", "CAST(sum({distinct}{0}){tail} AS BIGINT)"),
    aggregate("sum", ("int4",), "int8", "CAST(sum({distinct}{0}){tail} AS BIGINT)"),
    aggregate("sum", ("int8",), _sum_int8_type, "CAST(sum({distinct}{0}){tail} AS DECIMAL(38,0))"),
    aggregate("sum", ("numeric",), _sum_numeric_type, _sum_numeric),
    aggregate("sum", ("float8",), "float8", _sum_float),
    aggregate("sum", ("float4",), "float4", _over_list("pg_float4_sum")),
    aggregate("sum", ("interval",), "interval", _over_list("pg_interval_sum")),
    *(aggregate("avg", (t,), "numeric", _average) for t in (*INTEGERS, "numeric")),
    *(aggregate("avg", (t,), "float8", _average_float) for t in ("float4", "float8")),
    aggregate("avg", ("interval",), "interval", _over_list("pg_interval_avg")),
    *(aggregate("min", (t,), _as_its_argument, _extreme("min", "arg_min")) for t in ORDERED),
    *(aggregate("max", (t,), _as_its_argument, _extreme("max", "arg_max")) for t in ORDERED),
    aggregate("bool_and", ("bool",), "bool", "bool_and({0}){tail}"),
    aggregate("every", ("bool",), "bool", "bool_and({0}){tail}"),
    aggregate("bool_or", ("bool",), "bool", "bool_or({0}){tail}"),
    *(_bits(name, t) for name in ("bit_and", "bit_or", "bit_xor") for t in INTEGERS),
    aggregate("any_value", ("anyelement",), "anyelement", "any_value({0}){tail}"),
)
