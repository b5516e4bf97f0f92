"""Outputs of a derived table that nobody reads are not computed.

    SELECT d.k FROM (SELECT k, sum(x) AS s, … GROUP BY k) d   →   … (SELECT k … GROUP BY k) d

Not below DISTINCT, INTERSECT, EXCEPT and UNION, which look at every output; nor what is volatile.
"""

from __future__ import annotations

from collections import Counter

from sqlglot import exp

from gateway.plan import facts

Reads = Counter[tuple[str, str]]
"""How often a column of a FROM item is read."""


def prune_outputs(query: exp.Query) -> exp.Query:
    """`query` with derived tables that give what is read, and one output at least."""
    derived = [item for item in query.find_all(exp.Subquery) if item.alias]
    if not derived:
        return query
    reads: Reads = Counter((column.table, column.name) for column in facts.columns(query))
    for item in derived:  # outer ones first: what they drop is read no more
        arms = _arms(item.this)
        if arms:
            _prune(item.alias, arms, reads)
    return query


def _arms(query: exp.Expression) -> list[exp.Select]:
    """The selects whose rows are the query's; none where something else looks at the outputs."""
    while isinstance(query, exp.Subquery):
        query = query.this
    if isinstance(query, exp.Select):
        return [] if query.args.get("distinct") is not None else [query]
    if not isinstance(query, exp.Union) or query.args.get("distinct") or query.args.get("order"):
        return []
    left, right = _arms(query.this), _arms(query.expression)
    return [*left, *right] if left and right else []


def _prune(alias: str, arms: list[exp.Select], reads: Reads) -> None:
    if any(map(_is_only_aggregate, arms)):
        return
    names = [item.alias for item in arms[0].expressions]
    kept = [n for n, name in enumerate(names) if reads[alias, name] or _needed(arms, n)] or [0]
    if len(kept) == len(names):
        return
    for arm in arms:
        dropped = [item for n, item in enumerate(arm.expressions) if n not in kept]
        for item in dropped:
            reads.subtract((column.table, column.name) for column in facts.columns(item))
        arm.set("expressions", [arm.expressions[n] for n in kept])


def _needed(arms: list[exp.Select], number: int) -> bool:
    """Whether an arm itself uses the output, or evaluating it matters."""
    for arm in arms:
        item = arm.expressions[number]
        if facts.is_volatile(item):
            return True
        order = arm.args.get("order")
        for key in order.expressions if order is not None else ():
            by_name = isinstance(key.this, exp.Column) and not key.this.table
            if by_name and key.this.name == item.alias:
                return True
    return False


def _is_only_aggregate(arm: exp.Select) -> bool:
    """Without GROUP BY it is the aggregates that make one row of all."""
    return arm.args.get("group") is None and any(facts.aggregates(i) for i in arm.expressions)
