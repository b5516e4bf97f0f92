"""Queries inside expressions: EXISTS, scalar sub-selects, and what IN and ANY read."""

from __future__ import annotations

from sqlglot import exp

from connectors.tree import typed
from connectors.types import BOOL
from gateway.errors import SqlError
from gateway.sql.bind.context import Bound, Place
from gateway.sql.parse import position_of


def bind_subquery(node: exp.Expression, place: Place) -> Bound:
    """The bound form of a query in parentheses; marks the select around it as its context."""
    return place.query(unwrapped(node))


def unwrapped(node: exp.Expression) -> exp.Expression:
    """The query inside redundant parentheses."""
    while isinstance(node, (exp.Paren, exp.Subquery)) and _bare(node):
        node = node.this
    return node


def _bare(node: exp.Expression) -> bool:
    return not any(value for key, value in node.args.items() if key != "this")


def bind_exists(node: exp.Expression, place: Place) -> exp.Expression:
    """EXISTS (query)."""
    return typed(exp.Exists(this=bind_subquery(node.this, place).query), BOOL)


def bind_scalar_subquery(node: exp.Expression, place: Place) -> exp.Expression:
    """A query that stands for one value: 42601 unless it has one column."""
    bound = bind_subquery(node, place)
    if len(bound.columns) != 1:
        raise SqlError("42601", "subquery must return only one column", position=position_of(node))
    return typed(exp.Subquery(this=bound.query), bound.columns[0].type)
