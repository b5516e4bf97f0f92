"""Arithmetic of constant moments is done once, and dates are compared with dates.

    d < date '1994-01-01' + interval '1' year   →   d < date '1995-01-01'

PostgreSQL adds months first (the last day of a shorter month), then days, then microseconds. A
date compares with a timestamp as its midnight, so with a midnight it compares as with that day.
Only what Python's datetime holds; all else stays as it is.
"""

from __future__ import annotations

import calendar
from datetime import date, datetime, timedelta
from typing import Final

from sqlglot import exp

from connectors.tree import Call, Constant, constant, type_of
from connectors.types import DATE, TIMESTAMP, Type
from gateway.sql.bind.operators import operator
from gateway.sql.intervals import Interval, parse_interval

_COMPARISONS: Final = frozenset({"=", "<>", "<", "<=", ">", ">="})


def fold_moments(query: exp.Query) -> exp.Query:
    """`query` with sums of constant moments and intervals replaced by their values."""
    for node in reversed(list(query.find_all(exp.Cast, Call))):  # inner ones first
        folded = _folded(node)
        if folded is not None:
            node.replace(folded)
    return query


def _folded(node: exp.Expression) -> exp.Expression | None:
    """What a node is, if it can be said in a simpler way."""
    match node:
        case exp.Cast() if type_of(node) == TIMESTAMP:
            moment = _value(node.this, DATE)
            return None if moment is None else constant(_midnight(moment), TIMESTAMP)
        case Call() if node.function in ("+", "-") and len(node.arguments) == 2:
            return _sum(node)
        case Call() if node.function in _COMPARISONS:
            return _of_days(node)
    return None


def _sum(node: Call) -> exp.Expression | None:
    left, right = node.arguments
    if node.function == "+" and type_of(left).name == "interval":
        left, right = right, left
    day = _value(left, DATE)
    moment = _value(left, TIMESTAMP) if day is None else _midnight(day)
    interval = _interval(right)
    if not isinstance(moment, datetime) or interval is None:
        return None
    try:
        return constant(_shifted(moment, interval, -1 if node.function == "-" else 1), TIMESTAMP)
    except OverflowError:
        return None


def _interval(node: exp.Expression) -> Interval | None:
    """A constant interval that is finite."""
    if not isinstance(node, Constant) or type_of(node).name != "interval" or node.value is None:
        return None
    found = parse_interval(node.value)
    return found if isinstance(found, Interval) else None


def _shifted(moment: datetime, interval: Interval, sign: int) -> datetime:
    """The moment with an interval added `sign` times. OverflowError beyond the years 1 to 9999."""
    months = moment.year * 12 + moment.month - 1 + sign * interval.months
    year, month = divmod(months, 12)
    if not 1 <= year <= 9999:
        raise OverflowError
    day = min(moment.day, calendar.monthrange(year, month + 1)[1])
    moved = moment.replace(year=year, month=month + 1, day=day)
    return moved + sign * timedelta(days=interval.days, microseconds=interval.microseconds)


def _of_days(node: Call) -> exp.Expression | None:
    """A comparison of a date with a midnight as one of dates."""
    left, right = node.arguments
    for one, other in ((left, right), (right, left)):
        moment = _value(one, TIMESTAMP)
        if isinstance(moment, datetime) and type_of(other) == DATE:
            if moment != _midnight(moment):
                return None
            day = constant(moment.date(), DATE)
            arguments = [day, other] if one is left else [other, day]
            return operator(node.function, arguments, None)
    return None


def _value(node: exp.Expression, type_: Type) -> date | None:
    """A constant's Python value; None for infinities, NULL and years that Python does not have."""
    if not isinstance(node, Constant) or type_of(node) != type_:
        return None
    return node.value if isinstance(node.value, date) else None


def _midnight(day: date) -> datetime:
    return datetime(day.year, day.month, day.day)
