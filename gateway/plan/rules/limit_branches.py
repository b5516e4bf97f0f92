"""A LIMIT over UNION ALL holds for every branch too.

q1 UNION ALL q2 ORDER BY x LIMIT 5   →   (q1 ORDER BY x LIMIT 5) UNION ALL (q2 …) ORDER BY x LIMIT 5
"""

from __future__ import annotations

from sqlglot import exp

from connectors.tree import Constant, constant, type_of, typed
from connectors.types import INT8
from gateway.sql.bind.names import column


def limit_branches(query: exp.Query) -> exp.Query:
    """`query` with limits below its UNION ALLs."""
    for union in list(query.find_all(exp.Union)):  # outer ones first
        count = _count(union)
        if count is not None and not union.args.get("distinct"):
            for holder, key in ((union, "this"), (union, "expression")):
                _limit(union, holder, key, count)
    return query


def _count(union: exp.Union) -> int | None:
    """Rows that LIMIT and OFFSET look at."""
    limit, offset = union.args.get("limit"), union.args.get("offset")
    counts = [clause.expression for clause in (limit, offset) if isinstance(clause, exp.Expression)]
    if not isinstance(limit, exp.Limit) or not all(isinstance(c, Constant) for c in counts):
        return None
    if any(c.value is None for c in counts):
        return None
    return sum(int(c.value) for c in counts)


def _limit(union: exp.Union, holder: exp.Expression, key: str, count: int) -> None:
    arm = holder.args[key]
    while isinstance(arm, exp.Subquery):
        arm = arm.this
    if any(arm.args.get(clause) for clause in ("limit", "offset", "order")):
        return
    order = union.args.get("order")
    if order is not None:
        keys = [_key(union, arm, ordered) for ordered in order.expressions]
        if any(ordered is None for ordered in keys):
            return
        arm.set("order", exp.Order(expressions=keys))
    arm.set("limit", exp.Limit(expression=constant(count, INT8)))


def _key(union: exp.Union, arm: exp.Expression, ordered: exp.Ordered) -> exp.Ordered | None:
    """The sort key over the arm's outputs; None for anything but an output."""
    if not isinstance(ordered.this, exp.Column) or ordered.this.table:
        return None
    names = [item.alias for item in _outputs(union)]
    if ordered.this.name not in names:
        return None
    output = _outputs(arm)[names.index(ordered.this.name)]
    copy = ordered.copy()
    copy.set("this", typed(column(None, output.alias), type_of(output)))
    return copy


def _outputs(query: exp.Expression) -> list[exp.Expression]:
    while isinstance(query, (exp.SetOperation, exp.Subquery)):
        query = query.this
    return list(query.expressions)
