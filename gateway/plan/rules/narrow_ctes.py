"""A common table expression that is read several times keeps the rows that some reader keeps.

    WITH a AS (SELECT …) … FROM a x WHERE x.k = 1 … FROM a y WHERE y.k > 5
                                          →   WITH a AS (SELECT … WHERE k = 1 OR k > 5) …

The readers keep their filters, so that what was added follows from them (`implied`) and need not be
computed where no source does it. Not if one reader takes every row, nor for recursive ones; and by
conditions only that cannot raise: PostgreSQL computes such a CTE first, without them.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import reduce
from typing import Final

from sqlglot import exp

from connectors.tree import relation_of, typed
from connectors.types import BOOL
from gateway.plan import facts, filters
from gateway.plan.leakproof import is_leakproof
from gateway.plan.rules.push_filters import can_push, push, push_filters

_MOST_READERS: Final = 8
"""A condition with more arms than this is hardly looked up in an index."""


def narrow_ctes(query: exp.Query) -> exp.Query:
    """`query` whose CTEs leave out what none of their readers keeps."""
    for with_ in list(query.find_all(exp.With)):
        if not with_.args.get("recursive"):
            for cte in reversed(with_.expressions):  # later ones read earlier ones
                _narrow(cte, query)
    return query


def _narrow(cte: exp.CTE, query: exp.Query) -> None:
    name = cte.args["alias"].name
    readers = [t for t in query.find_all(exp.Table) if relation_of(t) is None and t.name == name]
    if not 1 < len(readers) <= _MOST_READERS:
        return
    arms = [list(_kept(reader, cte)) for reader in readers]
    if all(arms):
        condition = reduce(_either, (filters.conjunction(_copies(arm)) for arm in arms))
        condition.meta["implied"] = True
        push(cte.this, condition)
        push_filters(cte.this)


def _kept(reader: exp.Table, cte: exp.CTE) -> Iterator[exp.Expression]:
    """The conditions on the CTE's outputs that the rows of one reader must pass."""
    select = reader.parent_select
    if isinstance(reader.parent, (exp.From, exp.Join)) and isinstance(select, exp.Select):
        for conjunct, _ in filters.plain(select, reader.alias):
            if _is_harmless(conjunct, cte.this) and can_push(cte.this, conjunct):
                yield conjunct


def _is_harmless(conjunct: exp.Expression, query: exp.Expression) -> bool:
    """Whether a condition over the outputs of a query cannot raise inside it either."""
    names = {column.name for column in facts.columns(conjunct)}
    return is_leakproof(conjunct) and all(map(is_leakproof, _outputs(query, names)))


def _outputs(query: exp.Expression, names: set[str]) -> Iterator[exp.Expression]:
    """What the outputs of these names are, in every branch of a set operation."""
    first = query
    while isinstance(first, (exp.Subquery, exp.SetOperation)):
        first = first.this
    numbers = [n for n, output in enumerate(first.expressions) if output.alias in names]
    for branch in _branches(query):
        yield from (branch.expressions[n].this for n in numbers)


def _branches(query: exp.Expression) -> Iterator[exp.Expression]:
    match query:
        case exp.SetOperation():
            yield from _branches(query.this)
            yield from _branches(query.expression)
        case exp.Subquery():
            yield from _branches(query.this)
        case _:
            yield query


def _copies(arm: Sequence[exp.Expression]) -> list[exp.Expression]:
    return [conjunct.copy() for conjunct in arm]


def _either(one: exp.Expression, other: exp.Expression) -> exp.Expression:
    return typed(exp.Or(this=one, expression=other), BOOL)
