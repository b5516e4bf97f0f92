"""Ordered-set aggregates: percentile_cont, percentile_disc, mode.

Source: orderedsetaggs.c. The values are gathered as a sorted list; the result is picked from it, or
interpolated with PostgreSQL's own formula. The last argument of a signature is what WITHIN GROUP
orders by.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Final

from sqlglot import exp

from connectors.tree import type_of
from connectors.types import FLOAT8, Type, array
from gateway.sql.functions.aggregates import aggregate
from gateway.sql.functions.letting import once
from gateway.sql.functions.registry import REGISTRY, EngineRule, Rendered
from gateway.sql.render.constants import raising
from gateway.sql.render.forms import key, physical

_OUTSIDE: Final = raising("22003", "percentile value is not between 0 and 1")

# {0} is the fraction, {1} the sorted list, not empty. Rows are counted from 0 in PostgreSQL.
_RANK: Final = "({0} * (len({1}) - 1))"
_LOW: Final = f"{{1}}[CAST(floor({_RANK}) AS BIGINT) + 1]"
_HIGH: Final = f"{{1}}[CAST(ceil({_RANK}) AS BIGINT) + 1]"
_SHARE: Final = f"({_RANK} - floor({_RANK}))"
_PICKED: Final = "{1}[greatest(CAST(ceil({0} * len({1})) AS BIGINT), 1)]"
_BETWEEN: Final = f"({_LOW} + {_SHARE} * ({_HIGH} - {_LOW}))"
_BETWEEN_INTERVALS: Final = f"({_LOW} + pg_interval_times({_HIGH} - {_LOW}, {_SHARE}))"
_CONTINUOUS: Final = f"CASE WHEN floor({_RANK}) = ceil({_RANK}) THEN {_LOW} ELSE {_BETWEEN} END"
_CONTINUOUS_INTERVALS: Final = (
    f"CASE WHEN floor({_RANK}) = ceil({_RANK}) THEN {_LOW} ELSE {_BETWEEN_INTERVALS} END"
)


def _sorted(rendered: Rendered, form: str = "") -> str:
    """The ordered values without NULLs; NULL when there are none."""
    value = f"CAST({rendered.ordered[0]} AS {form})" if form else rendered.ordered[0]
    values = f"list({value}{rendered.order}){rendered.tail}"
    return f"nullif(list_filter({values}, lambda _e_: _e_ IS NOT NULL), [])"


def _at(formula: str, fraction: str) -> str:
    """The formula for one fraction, checked."""
    guard = f"CASE WHEN {fraction} IS NULL OR {{1}} IS NULL THEN NULL"
    guard += f" WHEN {fraction} < 0 OR {fraction} > 1 THEN {_OUTSIDE}"
    return f"{guard} ELSE {formula.replace('{0}', fraction)} END"


def _one(formula: str, form: str = "") -> EngineRule:
    def rule(rendered: Rendered) -> str:
        return once(_at(formula, "{0}"), (rendered.arguments[0], _sorted(rendered, form)))

    return rule


def _several(formula: str, form: str = "") -> EngineRule:
    def rule(rendered: Rendered) -> str:
        each = f"list_transform({{0}}, lambda _p_: {_at(formula, '_p_')})"
        template = f"CASE WHEN {{1}} IS NULL THEN NULL ELSE {each} END"
        return once(template, (rendered.arguments[0], _sorted(rendered, form)))

    return rule


def _last(arguments: Sequence[exp.Expression]) -> Type:
    return type_of(arguments[-1])


def _array_of(of: Callable[[Sequence[exp.Expression]], Type]) -> Callable[..., Type]:
    return lambda arguments: array(of(arguments))


def _mode(rendered: Rendered) -> str:
    """The most frequent value; the first in order among equally frequent ones."""
    ordered = rendered.node.args["order"].expressions[0].this
    sort_key = f"CAST({key(rendered.ordered[0], type_of(ordered))} AS VARCHAR)"
    keys = f"list({sort_key}{rendered.order}){rendered.tail}"
    present = f"list_filter({keys}, lambda _e_: _e_ IS NOT NULL)"
    return f"({_sorted(rendered)})[pg_mode_position({present})]"


_DOUBLE: Final = physical(FLOAT8)
REGISTRY.add(
    aggregate("percentile_cont", ("float8", "float8"), "float8", _one(_CONTINUOUS, _DOUBLE)),
    aggregate("percentile_cont", ("float8", "interval"), "interval", _one(_CONTINUOUS_INTERVALS)),
    aggregate(
        "percentile_cont",
        ("float8[]", "float8"),
        _array_of(lambda _: FLOAT8),
        _several(_CONTINUOUS, _DOUBLE),
    ),
    aggregate(
        "percentile_cont",
        ("float8[]", "interval"),
        _array_of(_last),
        _several(_CONTINUOUS_INTERVALS),
    ),
    aggregate("percentile_disc", ("float8", "anyelement"), _last, _one(_PICKED)),
    aggregate("percentile_disc", ("float8[]", "anyelement"), _array_of(_last), _several(_PICKED)),
    aggregate("mode", ("anyelement",), _last, _mode),
)
