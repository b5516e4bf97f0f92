"""Guards: relations that withhold rows or values, between binding and every other rule.

What a user wrote must not be evaluated on a withheld row where that could be noticed. Two ways:

* The whole statement is *discreet* (`discreet`): nothing in it that may be evaluated beside a
  filter can raise. Then the order of evaluation tells nothing and the guards open (`opening`): the
  rules and the split see an ordinary query.
* Else every guarded relation is a scan of its own (`cutting`), filtered and masked before the rest
  sees a row; what cannot raise (`leakproof`) still goes in.
"""

from __future__ import annotations

from dataclasses import replace
from typing import cast

from sqlglot import exp

from gateway.plan.guards.cutting import cut_guards
from gateway.plan.guards.derived import has_guards, reads_behind
from gateway.plan.guards.discreet import is_discreet
from gateway.plan.guards.opening import open_guards
from gateway.plan.plan import ConnectorOf, Plan, Scan


def guard(
    query: exp.Query, connector: ConnectorOf, *, pushdown: bool
) -> tuple[exp.Query, tuple[Scan, ...]]:
    """The query, changed in place, without guards, and the scans that it reads instead."""
    if not has_guards(query):
        return query, ()
    root = exp.Subquery(this=query)
    if pushdown:
        open_guards(root, discreet=is_discreet(query))
    scans = tuple(cut_guards(root, connector, pushdown=pushdown))
    return cast(exp.Query, root.this.pop()), scans


def with_guarded(plan: Plan, scans: tuple[Scan, ...]) -> Plan:
    """The plan with those guarded scans that its residual reads; all that read behind a guard are
    marked, but for one that is the answer."""
    if plan.residual is None:
        return plan
    read = {table.name for table in plan.residual.find_all(exp.Table)}
    marked = (
        replace(scan, guarded=True) if reads_behind(scan.fragment.query) else scan
        for scan in plan.scans
    )
    return replace(plan, scans=(*(scan for scan in scans if scan.name in read), *marked))
