"""Guards: relations that withhold rows or values, between binding and every other rule.

What a user wrote must not be evaluated on a withheld row where that could be noticed. Two ways:

* The whole statement is *discreet* (`discreet`): nothing in it that may be evaluated beside a
  filter can raise. Then the order of evaluation tells nothing and the guards open (`opening`): the
  rules and the split see an ordinary query.
* Else every guarded relation is a scan of its own (`cutting`), filtered and masked before the rest
  sees a row; what cannot raise (`leakproof`) still goes in. One whose policies read other relations
  is planned like a query of its own, a step whose rows alone the rest sees.
"""

from __future__ import annotations

from dataclasses import replace
from functools import partial
from typing import cast

from sqlglot import exp

from connectors.api import OutputColumn
from connectors.tree import type_of
from gateway.plan.guards.cutting import Cut, cut_guards
from gateway.plan.guards.derived import has_guards, reads_behind
from gateway.plan.guards.discreet import is_discreet
from gateway.plan.guards.opening import open_guards
from gateway.plan.plan import ConnectorOf, Plan, Step
from gateway.plan.rules import rewrite
from gateway.plan.split import split


def guard(query: exp.Query, connector: ConnectorOf, *, pushdown: bool) -> tuple[exp.Query, Cut]:
    """The query, changed in place, without guards, and what it reads instead."""
    if not has_guards(query):
        return query, Cut()
    root = exp.Subquery(this=query)
    if pushdown:
        open_guards(root, discreet=is_discreet(query))
    planned = partial(_planned, connector=connector, pushdown=pushdown)
    cut = cut_guards(root, connector, planned, pushdown=pushdown)
    return cast(exp.Query, root.this.pop()), cut


def _planned(query: exp.Query, *, connector: ConnectorOf, pushdown: bool) -> Plan:
    """What a guarded relation shows as a query of its own; there may be guards inside it."""
    query, cut = guard(query, connector, pushdown=pushdown)
    if pushdown:
        query = rewrite(query)
    outputs: list[exp.Expression] = query.expressions
    columns = tuple(OutputColumn(item.alias, type_of(item)) for item in outputs)
    return with_guarded(split(query, columns, connector, pushdown=pushdown), cut)


def with_guarded(plan: Plan, cut: Cut) -> Plan:
    """The plan with what was cut and its residual reads; all scans that read behind a guard are
    marked, but for one that is the answer."""
    if plan.residual is None:
        return plan
    read = {table.name for table in plan.residual.find_all(exp.Table)}
    steps: list[Step] = []
    for step in reversed(cut.steps):
        if step.name in read:
            steps.insert(0, step)
            read |= step.reads
    marked = (
        replace(scan, guarded=True) if reads_behind(scan.fragment.query) else scan
        for scan in plan.scans
    )
    scans = (*(scan for scan in cut.scans if scan.name in read), *marked)
    return replace(plan, scans=scans, steps=(*steps, *plan.steps))
