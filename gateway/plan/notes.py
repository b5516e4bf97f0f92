"""Notes for EXPLAIN: a connector's answer, and the planner's own reasons."""

from __future__ import annotations

from typing import Final

from connectors.api import Answer, Support
from gateway.plan.plan import Note

REASONS: Final = {
    "pushdown_off": "SET pushdown = off",
    "sources": "it reads several sources",
    "correlated": "it refers to a query around it",
    "volatile": "a volatile function is evaluated here, once per row",
    "guarded": "it could tell about rows that a policy withholds",
    "subquery": "it holds a sub-select that is answered here",
    "outer_join": "an outer join that is done here comes first",
    "no_gain": "the joined rows are wider than the parts and nothing filters them",
    "residual": "it works on rows that are put together here",
    "computed": "its sort key is not a plain column of one relation",
    "count": "its LIMIT or OFFSET is computed here",
    "no_source": "it reads no source",
}
"""The planner's reason codes; a connector's are in its own words (docs: planning.md)."""


def answered(what: str, answer: Answer) -> Note:
    """A connector's answer."""
    return Note(what, answer.support, answer.reason, answer.detail)


def kept(what: str, reason: str) -> Note:
    """Something that stays here for one of the planner's own reasons."""
    return Note(what, Support.NONE, reason, REASONS[reason])
