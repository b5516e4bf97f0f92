"""A query without duplicates, for a reader that looks at it as a set (IN, EXISTS, UNION).

The source then sends each value once. Only for types whose equal values are the same value, and
only where no key says that the rows are different anyway.
"""

from __future__ import annotations

from sqlglot import exp

from connectors.tree import type_of
from gateway.plan import facts
from gateway.plan.colocate import unique_keys
from gateway.plan.interchangeable import interchangeable


def as_set(query: exp.Expression) -> exp.Select | None:
    """A copy of the query with DISTINCT; None where that would gain nothing or change something."""
    if not isinstance(query, exp.Select):
        return None
    clauses = ("distinct", "limit", "offset", "order", "group", "with_", "having")
    if any(query.args.get(clause) for clause in clauses):
        return None
    outputs = [item.this for item in query.expressions]
    if any(facts.computes_over_rows(node) for node in outputs):
        return None
    if not all(interchangeable(type_of(node)) for node in outputs) or _unique(query):
        return None
    copy = query.copy()
    copy.set("distinct", exp.Distinct())
    return copy


def _unique(query: exp.Select) -> bool:
    """Whether a key of the one relation is among the outputs."""
    items = facts.from_items(query)
    if len(items) != 1 or not isinstance(items[0], exp.Table):
        return False
    names = {item.this.name for item in query.expressions if isinstance(item.this, exp.Column)}
    return any(set(key) <= names for key in unique_keys(items[0]))
