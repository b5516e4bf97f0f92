"""A filter over a derived table moves into it: below projections, branches and group keys.

    … FROM (SELECT a + 1 AS x FROM t) d WHERE d.x > 5        →   … (… FROM t WHERE a + 1 > 5) d
    … FROM (q1 UNION ALL q2) d WHERE d.x > 5                 →   into both branches
    … FROM (SELECT k, count(*) AS n … GROUP BY k) d WHERE d.k = 1 AND d.n > 2
                                                             →   k = 1 below, n > 2 as HAVING

Not past LIMIT, OFFSET, windows, DISTINCT ON, grouping sets, volatile functions, sub-selects; and
past what takes equal values for one (DISTINCT, UNION, GROUP BY) only for types whose equal values
are one value.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import cast

from sqlglot import exp

from connectors.tree import Constant, TableFunction, type_of
from gateway.plan import facts, filters
from gateway.plan.interchangeable import interchangeable


def push_filters(query: exp.Query) -> exp.Query:
    """`query` with its filters as deep as they go."""
    for select in list(query.find_all(exp.Select)):  # outer ones first: what moves can move on
        for item in facts.from_items(select):
            if isinstance(item, exp.Subquery):
                _into(select, item)
    return query


def _into(select: exp.Select, item: exp.Subquery) -> None:
    for conjunct, holder in list(filters.plain(select, item.alias)):
        if can_push(item.this, conjunct):
            filters.remove(holder, conjunct)
            push(item.this, conjunct)


def can_push(query: exp.Expression, conjunct: exp.Expression) -> bool:
    """Whether a conjunct over the outputs of `query` may be evaluated inside."""
    query = _bare(query)
    if any(query.args.get(clause) for clause in ("limit", "offset")):
        return False
    numbers = _numbers(query, conjunct)
    if isinstance(query, exp.SetOperation):
        outputs = _outputs(query)
        if not _is_union_all(query) and not _all_interchangeable(outputs):
            return False
        return all(can_push(arm, _renamed(query, arm, conjunct)) for arm in _arms(query))
    if not isinstance(query, exp.Select) or numbers is None:
        return False
    return _select_lets(query, [query.expressions[n].this for n in numbers])


def _select_lets(select: exp.Select, used: Sequence[exp.Expression]) -> bool:
    outputs = [item.this for item in select.expressions]
    if any(facts.is_volatile(node) or facts.has_subquery(node) for node in used):
        return False
    if any(node.find(exp.Window) is not None for node in outputs):
        return False
    if any(isinstance(node, TableFunction) for node in outputs):
        return False
    distinct = select.args.get("distinct")
    if distinct is not None and (distinct.args.get("on") or not _all_interchangeable(outputs)):
        return False
    group = select.args.get("group")
    return group is None or not group.args.get("grouping_sets")


def push(query: exp.Expression, conjunct: exp.Expression) -> None:
    """Put a conjunct over the outputs of `query` into it."""
    query = _bare(query)
    if isinstance(query, exp.SetOperation):
        for arm in _arms(query):
            push(arm, _renamed(query, arm, conjunct))
        return
    assert isinstance(query, exp.Select)
    outputs = {item.alias: item.this for item in query.expressions}

    def inner(node: exp.Expr) -> exp.Expr:
        if isinstance(node, exp.Column) and node.table:
            return cast(exp.Expr, outputs[node.name].copy())
        return node

    moved = cast(exp.Expression, conjunct.copy().transform(inner, copy=False))
    filters.add(query, moved, _clause(query, moved))


def _clause(select: exp.Select, condition: exp.Expression) -> str:
    """Where a condition of a select belongs: before its grouping, or after."""
    group = select.args.get("group")
    if group is None:
        over_rows = any(facts.aggregates(item.this) for item in select.expressions)
        return "having" if over_rows or select.args.get("having") is not None else "where"
    return "where" if _only_keys(condition, group.expressions) else "having"


def _only_keys(condition: exp.Expression, keys: Sequence[exp.Expression]) -> bool:
    """Whether a condition is made of grouping keys that may be looked at before grouping."""
    if condition in keys:
        return interchangeable(type_of(condition))
    if isinstance(condition, Constant):
        return True
    if isinstance(condition, exp.Column) or facts.computes_over_rows(condition):
        return False
    return all(_only_keys(child, keys) for child in condition.iter_expressions())


def _numbers(query: exp.Expression, conjunct: exp.Expression) -> list[int] | None:
    """Which outputs of `query` a conjunct reads."""
    names = [item.alias for item in _outputs(query)]
    read = {column.name for column in facts.columns(conjunct)}
    return [names.index(name) for name in read] if read <= set(names) else None


def _renamed(
    query: exp.SetOperation, arm: exp.Expression, conjunct: exp.Expression
) -> exp.Expression:
    """The conjunct over the outputs of one arm."""
    names = dict(zip((o.alias for o in _outputs(query)), _outputs(arm), strict=True))
    copy = conjunct.copy()
    for column in facts.columns(copy):
        column.set("this", exp.Identifier(this=names[column.name].alias, quoted=True))
    return copy


def _is_union_all(query: exp.SetOperation) -> bool:
    return isinstance(query, exp.Union) and not query.args.get("distinct")


def _all_interchangeable(outputs: Sequence[exp.Expression]) -> bool:
    return all(interchangeable(type_of(node)) for node in outputs)


def _arms(query: exp.SetOperation) -> list[exp.Expression]:
    return [_bare(query.this), _bare(query.expression)]


def _bare(query: exp.Expression) -> exp.Expression:
    while isinstance(query, exp.Subquery):
        query = query.this
    return query


def _outputs(query: exp.Expression) -> list[exp.Expression]:
    query = _bare(query)
    while isinstance(query, exp.SetOperation):
        query = _bare(query.this)
    return list(query.expressions)
