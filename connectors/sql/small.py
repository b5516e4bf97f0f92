"""Is the result of a fragment small for certain?"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from sqlglot import exp

from connectors.sql.queries import output_types
from connectors.tree import (
    Aggregate,
    Call,
    Constant,
    column_of,
    conjuncts,
    is_implicit,
    relation_of,
)

FEW: Final = 1000
"""Rows that are held in memory without a thought."""


def is_small(query: exp.Query) -> bool:
    """At most `FEW` rows: by LIMIT, by aggregation to one row, or by a unique key."""
    limit = query.args.get("limit")
    if isinstance(limit, exp.Limit) and isinstance(limit.expression, Constant):
        count = limit.expression.value
        if isinstance(count, int) and count <= FEW:
            return True
    if not isinstance(query, exp.Select):
        return False
    return _one_group(query) or _by_key(query)


def _one_group(query: exp.Select) -> bool:
    if query.args.get("group") is not None or not output_types(query):
        return False
    return all(_is_aggregate(item.this) for item in query.expressions)


def _is_aggregate(node: exp.Expression) -> bool:
    match node:
        case Aggregate():
            return True
        case Call():
            return bool(node.arguments) and all(map(_is_aggregate, node.arguments))
        case exp.Cast():
            return _is_aggregate(node.this)
    return False


def _by_key(query: exp.Select) -> bool:
    """One table, and constants for every column of one of its unique keys."""
    from_, where = query.args.get("from_"), query.args.get("where")
    if from_ is None or where is None or query.args.get("joins"):
        return False
    relation = relation_of(from_.this) if isinstance(from_.this, exp.Table) else None
    if relation is None:
        return False
    fixed = dict(_fixed(where.this))
    keys = [relation.primary_key] + [i.columns for i in relation.indexes if i.unique]
    for key in keys:
        rows = 1
        for column in key:
            rows *= fixed.get(column, FEW + 1)
        if key and rows <= FEW:
            return True
    return False


def _fixed(predicate: exp.Expression) -> Iterator[tuple[str, int]]:
    """Columns that must equal one of so many constants."""
    for part in conjuncts(predicate):
        match part:
            case Call() if part.function == "=":
                for one, other in (part.arguments, part.arguments[::-1]):
                    column = _column(one)
                    if column is not None and isinstance(other, Constant):
                        yield column, 1
            case exp.In() if part.args.get("query") is None:
                column = _column(part.this)
                if column is not None and all(isinstance(i, Constant) for i in part.expressions):
                    yield column, len(part.expressions)


def _column(node: exp.Expression) -> str | None:
    while isinstance(node, exp.Cast) and is_implicit(node):
        node = node.this
    column = column_of(node) if isinstance(node, exp.Column) else None
    return column.name if column is not None else None
