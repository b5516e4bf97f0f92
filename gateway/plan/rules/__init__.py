"""Rewrites of the bound tree before the split: one rule, one file, one pure function.

A rule takes a query and returns a new one, or the same object when it did nothing.
"""

from __future__ import annotations

from collections.abc import Callable

from sqlglot import exp

from gateway.plan.rules.infer_constants import infer_constants
from gateway.plan.rules.inline_ctes import inline_ctes

Rule = Callable[[exp.Query], exp.Query]

RULES: tuple[Rule, ...] = (
    inline_ctes,  # first: what is read once is no border for the rules and the split after it
    infer_constants,  # a constant known for one side of a join narrows the other source too
)


def rewrite(query: exp.Query) -> exp.Query:
    """All rules, once, in the order written."""
    for rule in RULES:
        query = rule(query)
    return query
