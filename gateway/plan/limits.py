"""A select's LIMIT, with its ORDER BY, at the source of one of its relations.

Only where each row of the relation gives one row of the select, or one and more (left joins on its
right). The residual applies the limit again: harmless, and right whatever order batches have.
"""

from __future__ import annotations

from sqlglot import exp

from connectors.api import Connector, Fragment, Limit, Sort
from connectors.tree import Constant, constant
from connectors.types import INT8
from gateway.plan import facts
from gateway.plan.notes import answered, kept
from gateway.plan.plan import Note


def limited(
    select: exp.Select,
    alias: str,
    fragment: Fragment,
    connector: Connector,
    origin: dict[str, exp.Expression],
    notes: list[Note],
) -> Fragment:
    """The fragment with the select's limit (and order) where the source can apply it.

    `origin` says for each of the FROM item's columns what it is inside the fragment.
    """
    limit = select.args.get("limit")
    if limit is None or not _streams(select, alias):
        return fragment
    offset = select.args.get("offset")
    count, skip = _value(limit), 0 if offset is None else _value(offset)
    if count is None or skip is None:
        return fragment
    query = fragment.query.copy()
    order = select.args.get("order")
    if order is not None:
        keys = _sort_keys(order, select, alias, origin)
        if keys is None:
            notes.append(kept("order by and limit", "computed"))
            return fragment
        answer = connector.supports(fragment, Sort(tuple(keys)))
        notes.append(answered("order by", answer))
        if not answer.exact:
            return fragment
        query.set("order", exp.Order(expressions=keys))
    answer = connector.supports(_with(fragment, query), Limit(count + skip))
    notes.append(answered(f"limit {count + skip}", answer))
    if not answer.exact:
        return fragment
    query.set("limit", exp.Limit(expression=constant(count + skip, INT8)))
    return _with(fragment, query)


def _with(fragment: Fragment, query: exp.Query) -> Fragment:
    return Fragment(fragment.source, query, fragment.columns)


def _streams(select: exp.Select, alias: str) -> bool:
    """Whether every row of the relation becomes one row of the select, or more of them."""
    busy = ("group", "having", "distinct", "where")
    if any(select.args.get(key) for key in busy):
        return False
    joins = select.args.get("joins") or []
    if joins and facts.from_items(select)[0].alias != alias:
        return False
    if any(join.args.get("side") != "LEFT" for join in joins):
        return False
    return not any(facts.computes_over_rows(item) for item in select.expressions)


def _value(clause: exp.Expression | None) -> int | None:
    node = clause.expression if clause is not None else None
    return int(node.value) if isinstance(node, Constant) and node.value is not None else None


def _sort_keys(
    order: exp.Expression, select: exp.Select, alias: str, origin: dict[str, exp.Expression]
) -> list[exp.Ordered] | None:
    """The keys over the relation's own columns; None if one is computed."""
    outputs = {item.alias: item.this for item in select.expressions}
    keys = []
    for key in order.expressions:
        node = key.this
        if isinstance(node, exp.Column) and not node.table:
            node = outputs.get(node.name, node)
        if not isinstance(node, exp.Column) or node.table != alias or node.name not in origin:
            return None
        copy = exp.Ordered(this=origin[node.name].copy(), **_direction(key))
        keys.append(copy)
    return keys


def _direction(key: exp.Expression) -> dict[str, object]:
    return {name: key.args.get(name) for name in ("desc", "nulls_first")}
