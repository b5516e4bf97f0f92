"""LIMIT, OFFSET and FETCH."""

from __future__ import annotations

from typing import Final

from sqlglot import exp

from connectors.tree import Constant, Parameter, type_of
from connectors.types import INT8
from gateway.errors import SqlError, unsupported
from gateway.sql.bind.context import Clause, Place
from gateway.sql.coerce import coerce
from gateway.sql.counts import counted
from gateway.sql.parse import position_of

_WIDTHS: Final = {"int2": 2, "int4": 4, "int8": 8}


def set_limits(result: exp.Query, written: exp.Expression, place: Place) -> None:
    """Copy LIMIT and OFFSET of `written` to the bound `result`, of type int8."""
    limit = written.args.get("limit")
    if isinstance(limit, exp.Fetch):
        count = _fetch(limit, place)
        ties = _with_ties(limit, written)
        if ties and not isinstance(count, (Constant, Parameter)):
            raise unsupported("an expression in FETCH … WITH TIES", position=position_of(limit))
        check_count(count, "LIMIT", ties=ties)
        if ties:
            result.set("limit", exp.Fetch(count=count))
        elif not _is_null(count):
            result.set("limit", exp.Limit(expression=count))
    elif limit is not None and not _is_all(limit.expression):
        count = _count(limit.expression, place, Clause.LIMIT)
        if not _is_null(count):
            result.set("limit", exp.Limit(expression=count))
    offset = written.args.get("offset")
    if offset is not None:
        skip = _count(offset.expression, place, Clause.OFFSET)
        if not _is_null(skip):
            result.set("offset", exp.Offset(expression=skip))


def _is_all(node: exp.Expression) -> bool:
    return isinstance(node, exp.Var) and node.name.upper() == "ALL"


def _is_null(node: exp.Expression) -> bool:
    return isinstance(node, Constant) and node.value is None


def _fetch(fetch: exp.Fetch, place: Place) -> exp.Expression:
    options = fetch.args.get("limit_options")
    if options is not None and options.args.get("percent"):
        raise SqlError("42601", 'syntax error at or near "PERCENT"')
    count = fetch.args.get("count") or exp.Literal.number(1)
    return _count(count, place, Clause.LIMIT)


def _with_ties(fetch: exp.Fetch, written: exp.Expression) -> bool:
    options = fetch.args.get("limit_options")
    if options is None or not options.args.get("with_ties"):
        return False
    if written.args.get("order") is None:
        raise SqlError("42601", "WITH TIES cannot be specified without ORDER BY clause")
    return True


def _count(node: exp.Expression, place: Place, clause: Clause) -> exp.Expression:
    position = position_of(node)
    bound = coerce(place.at(clause).scalar(node), INT8, context="assignment", position=position)
    bound = counted(_widened(bound))
    _check_variables(bound, place, clause, position)
    check_count(bound, clause.value, position)
    return bound


def _check_variables(
    node: exp.Expression, place: Place, clause: Clause, position: int | None
) -> None:
    """42P10 for a column of the query itself; 0A000 for one of a query around it."""
    own = {item.bound for item in place.scope.items}
    inside = {alias.name for alias in node.find_all(exp.TableAlias)}
    read = {column.table for column in node.find_all(exp.Column) if column.table} - inside
    if read & own:
        message = f"argument of {clause.value} must not contain variables"
        raise SqlError("42P10", message, position=position)
    if read:
        raise unsupported(f"a column of an outer query in {clause.value}", position=position)


def _widened(node: exp.Expression) -> exp.Expression:
    """What is behind casts that keep every value, as in `LIMIT $1::integer` of a smallint."""
    while isinstance(node, exp.Cast):
        inner = node.this
        if _WIDTHS.get(type_of(inner).name, 9) > _WIDTHS.get(type_of(node).name, 0):
            break
        node = inner
    return node


def check_count(
    node: exp.Expression, clause: str, position: int | None = None, *, ties: bool = False
) -> None:
    """2201W or 2201X when a constant count is negative, or NULL with `ties`."""
    if ties and _is_null(node):
        message = "row count cannot be null in FETCH FIRST ... WITH TIES clause"
        raise SqlError("2201W", message, position=position)
    if isinstance(node, Constant) and node.value is not None and node.value < 0:
        state = "2201W" if clause == "LIMIT" else "2201X"
        raise SqlError(state, f"{clause} must not be negative", position=position)
