"""A common table expression that is read once becomes a derived table where it is read.

    WITH a AS (SELECT …) SELECT … FROM a AS x   →   SELECT … FROM (SELECT …) AS x

Not for recursive ones, nor where a volatile function would be evaluated at another place.
"""

from __future__ import annotations

from collections import Counter

from sqlglot import exp

from connectors.tree import relation_of
from gateway.plan.facts import is_volatile


def inline_ctes(query: exp.Query) -> exp.Query:
    """`query` without the CTEs that are read exactly once; unread ones are dropped."""
    if query.find(exp.With) is None:
        return query
    # Outer definitions first: inlining one may leave another with a single reader.
    while (found := _candidate(query)) is not None:
        cte, reader = found
        _remove(cte)
        if reader is not None:
            derived = exp.Subquery(this=cte.this, alias=reader.args["alias"])
            reader.replace(derived)
    return query


def _candidate(root: exp.Query) -> tuple[exp.CTE, exp.Table | None] | None:
    readers = [t for t in root.find_all(exp.Table) if relation_of(t) is None]
    counts = Counter(table.name for table in readers)
    for cte in root.find_all(exp.CTE):
        name = cte.args["alias"].name
        if counts[name] > 1 or any(t.name == name for t in cte.this.find_all(exp.Table)):
            continue
        if is_volatile(cte.this):
            continue
        reader = next((t for t in readers if t.name == name), None)
        return cte, reader
    return None


def _remove(cte: exp.CTE) -> None:
    with_ = cte.parent
    assert isinstance(with_, exp.With)
    remaining = [other for other in with_.expressions if other is not cte]
    owner = with_.parent
    if remaining:
        with_.set("expressions", remaining)
    elif owner is not None:
        owner.set("with_", None)
