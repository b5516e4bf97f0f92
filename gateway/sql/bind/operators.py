"""Operator calls over bound arguments."""

from __future__ import annotations

from sqlglot import exp

from connectors.tree import Call, type_of, typed
from connectors.types import BOOL, UNKNOWN
from gateway.errors import SqlError
from gateway.sql.bind.context import Place
from gateway.sql.coerce import coerce
from gateway.sql.parse import position_of
from gateway.sql.resolve import resolve_call


def operator(symbol: str, arguments: list[exp.Expression], position: int | None) -> exp.Expression:
    """A resolved call of a function or operator; 42883 when no signature fits."""
    resolution = resolve_call(symbol, arguments, position=position)
    if resolution.cast is not None:
        return resolution.cast
    bound = Call(this=symbol, expressions=list(resolution.arguments))
    bound.meta["function"] = resolution.function
    return typed(bound, resolution.type)


def condition(node: exp.Expression, place: Place, what: str) -> exp.Expression:
    """The bound form of a condition; 42804 when it is not boolean."""
    bound = place.scalar(node)
    if type_of(bound) == UNKNOWN:
        return coerce(bound, BOOL, position=position_of(node))
    if type_of(bound) != BOOL:
        raise SqlError(
            "42804",
            f"argument of {what} must be type boolean, not type {type_of(bound)}",
            position=position_of(node),
        )
    return bound


def all_of(conditions: list[exp.Expression]) -> exp.Expression:
    """The conjunction of one or more conditions."""
    result = conditions[0]
    for further in conditions[1:]:
        result = typed(exp.And(this=result, expression=further), BOOL)
    return result


def any_of(conditions: list[exp.Expression]) -> exp.Expression:
    """The disjunction of one or more conditions."""
    result = conditions[0]
    for further in conditions[1:]:
        result = typed(exp.Or(this=result, expression=further), BOOL)
    return result
