"""Eager grouping: a relation is grouped at its source before it is joined here.

    SELECT c.city, count(*), sum(o.total) FROM pg.customers c JOIN my.orders o ON o.customer = c.id
    GROUP BY c.city
    →   fragment  SELECT customer, count(*) AS n, sum(total) AS s FROM orders GROUP BY customer
        residual  SELECT c.city, sum(n), sum(s) FROM c JOIN fragment … GROUP BY c.city

All aggregates must read this relation alone, and be such that parts can be put together: count,
min, max, sum and avg of integers and of numerics of one scale. Every row of the fragment stands for
rows that agree in all that is read outside of the aggregates, so inner joins treat them alike. Only
where what is read outside is the key of one other relation: there are no more groups than it has
rows, and the relation has no unique key there already.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from sqlglot import exp

from connectors.api import Connector, Filter, Fragment, Query
from connectors.tree import (
    Aggregate,
    Call,
    constant,
    lateral_of,
    relation_of,
    source_of,
    type_of,
    typed,
)
from connectors.types import INT8
from gateway.plan import facts, filters
from gateway.plan.colocate import equalities, unique_keys
from gateway.plan.grouping_below import aggregate, exact_sum, quotient
from gateway.plan.interchangeable import interchangeable
from gateway.plan.notes import answered
from gateway.plan.plan import Note
from gateway.plan.relation_scan import output_columns, output_of
from gateway.plan.survey import Survey
from gateway.sql.bind.names import Names, column, quoted
from gateway.sql.bind.operators import operator
from gateway.sql.coerce import coerce

_SAME: Final = frozenset({"min", "max"})


@dataclass(frozen=True, slots=True)
class Eager:
    """A relation that is grouped early.

    `keys`: its columns that are read outside of aggregates, and their outputs. `combined`: what
    stands in the select for each aggregate. `taken`: the filters that went along.
    """

    fragment: Fragment
    note: Note
    keys: dict[str, str]
    combined: list[tuple[Aggregate, exp.Expression]]
    taken: list[filters.Held]


def eager(
    select: exp.Select, table: exp.Table, connector: Connector, survey: Survey
) -> Eager | None:
    """How to group one relation of a select early; None: not at all."""
    aggregates = _aggregates(select)
    if not aggregates or not all(_mergeable(node, table.alias) for node in aggregates):
        return None
    asked = _bare(table)
    taken = [
        (conjunct, holder)
        for conjunct, holder in filters.plain(select, table.alias)
        if connector.supports(asked, Filter(conjunct)).exact
    ]
    keys = _outside(table, aggregates, [conjunct for conjunct, _ in taken], survey)
    if not _is_foreign_key(select, table, keys):
        return None
    names = Names()
    outputs = {key: names.unique(key) for key in keys}
    parts = _Parts(table.alias, names, bool(select.args.get("group")))
    combined = [(node, parts.combined(node)) for node in aggregates]
    if any(type_of(node) != type_of(whole) for node, whole in combined):
        return None
    query = _query(table, outputs, parts.items, [conjunct for conjunct, _ in taken])
    fragment = Fragment(source_of(table) or "", query, output_columns(query.expressions))
    answer = connector.supports(fragment, Query(query))
    if not answer.exact:
        return None
    return Eager(fragment, answered("group by before the join", answer), outputs, combined, taken)


def take(table: exp.Table, chosen: Eager, scan: exp.Table, survey: Survey) -> None:
    """Put the fragment, `scan` under the relation's alias, in its place."""
    survey.forget([*(node for node, _ in chosen.combined), *(c for c, _ in chosen.taken)])
    for conjunct, holder in chosen.taken:
        filters.remove(holder, conjunct)
    for node, whole in chosen.combined:
        node.replace(whole)
    for reference in survey.columns(table.alias):
        reference.set("this", quoted(chosen.keys[reference.name]))
    table.replace(scan)


def can_group_early(select: exp.Select) -> bool:
    """Whether a select is of the form that allows it for one of its relations."""
    group, joins = select.args.get("group"), select.args.get("joins") or []
    if not joins or any(join.args.get("side") for join in joins):
        return False
    if group is not None and group.args.get("grouping_sets"):
        return False
    if any(lateral_of(item) for item in facts.from_items(select)):
        return False
    for root in _roots(select):
        if facts.has_subquery(root) or root.find(exp.Window) is not None:
            return False
        if any(node.function == "grouping" for node in root.find_all(Call)):
            return False
    return True


class _Parts:
    """The partial aggregates of the fragment, and how they are put together."""

    def __init__(self, table: str, names: Names, grouped: bool) -> None:
        self._items: dict[exp.Expression, exp.Alias] = {}
        self._table = table
        self._names = names
        self._grouped = grouped

    @property
    def items(self) -> list[exp.Alias]:
        """The outputs of the fragment that are aggregates."""
        return list(self._items.values())

    def combined(self, node: Aggregate) -> exp.Expression:
        """What stands for an aggregate over all rows of its groups."""
        if node.function in _SAME:
            return aggregate(node.function, self._part(node))
        if node.function == "count":
            return self._count(node)
        if node.function == "sum":
            return self._sum(node)
        argument = node.arguments[0]
        total = self._sum(aggregate("sum", argument.copy(), node))
        return quotient(total, self._count(aggregate("count", argument.copy(), node)))

    def _count(self, node: Aggregate) -> exp.Expression:
        total = coerce(aggregate("sum", self._part(node)), INT8, context="explicit")
        if self._grouped:
            return total
        return operator("coalesce", [total, constant(0, INT8)], None)

    def _sum(self, node: Aggregate) -> exp.Expression:
        total: exp.Expression = aggregate("sum", self._part(node))
        if type_of(total) == type_of(node):
            return total
        return coerce(total, type_of(node), context="explicit")

    def _part(self, node: Aggregate) -> exp.Expression:
        item = self._items.get(node)
        if item is None:
            name = quoted(self._names.unique(node.function))
            item = typed(exp.Alias(this=node.copy(), alias=name), type_of(node))
            self._items[node] = item
        return typed(column(self._table, item.alias), type_of(node))


def _roots(select: exp.Select) -> list[exp.Expression]:
    """What is evaluated after grouping."""
    clauses = (select.args.get(key) for key in ("having", "distinct", "order"))
    return [*select.expressions, *(clause for clause in clauses if clause is not None)]


def _aggregates(select: exp.Select) -> list[Aggregate]:
    return [node for root in _roots(select) for node in root.find_all(Aggregate)]


def _mergeable(node: Aggregate, alias: str) -> bool:
    """Whether an aggregate reads that relation alone and can be put together from parts."""
    if node.args.get("distinct") or node.args.get("order") is not None:
        return False
    if not facts.tables_read(node) <= {alias} or facts.is_volatile(node):
        return False
    if node.function == "count":
        return True
    types = [type_of(argument) for argument in node.arguments]
    if node.function in _SAME:
        return interchangeable(types[0])
    return node.function in ("sum", "avg") and exact_sum(types[0])


def _outside(
    table: exp.Table,
    aggregates: Sequence[exp.Expression],
    taken: Sequence[exp.Expression],
    survey: Survey,
) -> list[str]:
    """The relation's columns that are read elsewhere than in aggregates and pushed filters."""
    inside = {id(found) for node in [*aggregates, *taken] for found in node.find_all(exp.Column)}
    read = [found for found in survey.columns(table.alias) if id(found) not in inside]
    return list(dict.fromkeys(found.name for found in read))


def _is_foreign_key(select: exp.Select, table: exp.Table, keys: Sequence[str]) -> bool:
    """Whether `keys` are what joins the relation to a unique key of one other."""
    schema = relation_of(table)
    if schema is None or not keys or any(set(key) <= set(keys) for key in unique_keys(table)):
        return False
    if not all(interchangeable(schema.column(name).type) for name in keys):
        return False
    for other in facts.from_items(select):
        if other is table or not isinstance(other, exp.Table):
            continue
        joined = {
            mine.name: theirs.name
            for conjunct in filters.inner_conjuncts(select)
            for mine, theirs in equalities(conjunct)
            if isinstance(theirs, exp.Column)
            and (mine.table, theirs.table) == (table.alias, other.alias)
        }
        if joined.keys() == set(keys) and set(joined.values()) in map(set, unique_keys(other)):
            return True
    return False


def _bare(table: exp.Table) -> Fragment:
    """The relation, to ask about filters on it."""
    schema = relation_of(table)
    assert schema is not None
    items = [output_of(table.alias, c, c.name) for c in schema.columns[:1]]
    query = exp.Select(expressions=items, from_=exp.From(this=table.copy()))
    return Fragment(source_of(table) or "", query, output_columns(items))


def _query(
    table: exp.Table,
    outputs: dict[str, str],
    parts: Sequence[exp.Alias],
    where: Sequence[exp.Expression],
) -> exp.Select:
    """The query for the source."""
    schema = relation_of(table)
    assert schema is not None
    keys = [output_of(table.alias, schema.column(key), name) for key, name in outputs.items()]
    query = exp.Select(expressions=[*keys, *parts], from_=exp.From(this=table.copy()))
    if where:
        query.set("where", exp.Where(this=filters.conjunction([part.copy() for part in where])))
    query.set("group", exp.Group(expressions=[key.this.copy() for key in keys]))
    return query
