"""What a user asks of a guarded relation goes into it, where that can tell nothing.

    … FROM (SELECT … FROM t WHERE policy) AS c WHERE c.id = 5 AND 1 / c.x > 0
    →   … FROM (SELECT … FROM t WHERE policy AND t.id = 5) AS c WHERE 1 / c.x > 0

In a discreet statement a derived table that only filters dissolves, and one that masks is no guard
any more.

Imports: sqlglot, `connectors.tree`, `gateway.plan`.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import cast

from sqlglot import exp

from gateway.plan import facts, filters
from gateway.plan.guards.derived import base, is_guarded, outputs, release, withholds_values
from gateway.plan.leakproof import is_leakproof


def open_guards(root: exp.Expression, *, discreet: bool) -> None:
    """Open the guards under `root` in place, or ask inside what may be asked there."""
    for select in list(root.find_all(exp.Select)):
        for item in facts.from_items(select):
            if is_guarded(item):
                _open(root, select, item, discreet)
    for item in list(root.find_all(exp.Subquery)) if discreet else ():
        if is_guarded(item) and all(map(is_leakproof, outputs(item).values())):
            release(item)


def _open(root: exp.Expression, select: exp.Select, item: exp.Expression, discreet: bool) -> None:
    nullable = item.alias in facts.null_supplied(select)
    if discreet and not nullable and not withholds_values(item):
        _dissolve(root, select, item)
        return
    values = {name: value for name, value in outputs(item).items() if is_leakproof(value)}
    for conjunct, holder in list(filters.plain(select, item.alias)):
        names = {column.name for column in facts.columns(conjunct)}
        if is_leakproof(conjunct) and names <= values.keys():
            filters.remove(holder, conjunct)
            filters.add(item.this, _replaced(conjunct, values))


def _dissolve(root: exp.Expression, select: exp.Select, item: exp.Expression) -> None:
    """The relation in place of the derived table; its filter into the select's WHERE."""
    values = outputs(item)
    where = item.this.args.get("where")
    for column in list(root.find_all(exp.Column)):
        if column.table == item.alias:
            column.replace(values[column.name].copy())
    item.replace(base(item).copy())
    if where is not None:
        filters.add(select, where.this.pop())  # no copy: its own sub-selects are to be opened too


def _replaced(node: exp.Expression, values: Mapping[str, exp.Expression]) -> exp.Expression:
    """A conjunct over the derived table's columns as one over its relation's."""

    def inner(found: exp.Expr) -> exp.Expr:
        is_output = isinstance(found, exp.Column) and bool(found.table)
        return values[found.name].copy() if is_output else found

    return cast(exp.Expression, node.copy().transform(inner, copy=False))
