"""Rewrites of the bound tree before the split: one rule, one file, one function.

The planner owns the tree: it was copied once, from the cached bound tree. A rule changes it in
place and returns its root.
"""

from __future__ import annotations

from collections.abc import Callable

from sqlglot import exp

from gateway.plan.rules.fold_moments import fold_moments
from gateway.plan.rules.infer_conditions import infer_conditions
from gateway.plan.rules.inline_ctes import inline_ctes
from gateway.plan.rules.limit_branches import limit_branches
from gateway.plan.rules.narrow_ctes import narrow_ctes
from gateway.plan.rules.prune_outputs import prune_outputs
from gateway.plan.rules.push_filters import push_filters

Rule = Callable[[exp.Query], exp.Query]

RULES: tuple[Rule, ...] = (
    fold_moments,  # first: sources and rules understand constants better than sums
    inline_ctes,  # early: what is read once is no border for the rules and the split after it
    infer_conditions,  # what is known of one side of a join narrows the other source too
    push_filters,
    narrow_ctes,  # with the filters of their readers where they ended up
    infer_conditions,  # again, with what has come down
    limit_branches,
    prune_outputs,  # last: filters that moved inside read nothing outside any more
)


def rewrite(query: exp.Query) -> exp.Query:
    """All rules, once, in the order written."""
    for rule in RULES:
        query = rule(query)
    return query
