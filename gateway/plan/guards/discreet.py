"""Whether the order in which a statement is evaluated can tell anything about withheld rows.

A *discreet* statement has nothing that may be evaluated beside a filter and may raise: a source or
the local engine may then move its conditions as it likes.

Imports: sqlglot, `connectors.tree`, `gateway.plan`.
"""

from __future__ import annotations

from collections.abc import Iterator

from sqlglot import exp

from connectors.tree import Quantified, TableFunction, conjuncts
from gateway.plan import facts
from gateway.plan.guards.derived import is_guarded
from gateway.plan.leakproof import is_leakproof, reads_only_groups


def is_discreet(query: exp.Expr) -> bool:
    """Whether nothing of a statement that may be evaluated beside a filter can raise."""
    roots = set(map(id, _roots(query)))
    return all(_is_discreet(select, id(select) in roots) for select in _selects(query))


def _roots(query: exp.Expr) -> Iterator[exp.Expr]:
    """The selects whose outputs are the result's: no filter comes after them."""
    while isinstance(query, exp.Subquery):
        query = query.this
    if isinstance(query, exp.SetOperation):
        if query.args.get("distinct") or not isinstance(query, exp.Union):
            return
        yield from _roots(query.this)
        yield from _roots(query.expression)
    else:
        yield query


def _selects(node: exp.Expr) -> Iterator[exp.Select]:
    """The selects users wrote, not the guards' own; but those by which a policy reads behind
    another guard, where they must tell as little."""
    if is_guarded(node):
        if any(map(is_guarded, node.this.find_all(exp.Subquery))):
            selects = (s for s in node.this.find_all(exp.Select) if s is not node.this)
            yield from (s for s in selects if s.parent is None or not is_guarded(s.parent))
        return
    if isinstance(node, exp.Select):
        yield node
    for child in node.iter_expressions():
        if isinstance(child, exp.Expression):
            yield from _selects(child)


def _is_discreet(select: exp.Select, is_root: bool) -> bool:
    filters = [clause for key in ("where", "having") if (clause := select.args.get(key))]
    conditions = [conjunct for clause in filters for conjunct in conjuncts(clause.this)]
    for join in select.args.get("joins") or []:
        conditions.extend(conjuncts(join.args.get("on")))
    if not all(_condition(condition) for condition in conditions):
        return False
    functions = (item for item in facts.from_items(select) if isinstance(item, TableFunction))
    if any(next(facts.columns(function), None) is not None for function in functions):
        return False
    return is_root or all(reads_only_groups(item.this) for item in select.expressions)


def _condition(node: exp.Expression) -> bool:
    """A conjunct that cannot raise; EXISTS and IN look into queries that are examined as well."""
    match node:
        case exp.Not():
            return _condition(node.this)
        case exp.Exists():
            return True
        case exp.In() if node.args.get("query") is not None:
            return is_leakproof(node.this)
        case Quantified() if node.args.get("query") is not None:
            return is_leakproof(node.this)
    return reads_only_groups(node)
