"""A recursive CTE as a query of its own, so that one source can be asked for all of it.

WITH RECURSIVE r AS (…)   →   the query  WITH RECURSIVE r AS (…) SELECT r.a AS a, … FROM r
"""

from __future__ import annotations

from sqlglot import exp

from connectors.tree import type_of, typed
from gateway.sql.bind.names import column, quoted


def own_query(cte: exp.CTE) -> exp.Select:
    """The query whose rows are the CTE's; a copy."""
    alias = cte.args["alias"]
    items = []
    for name, output in zip(_names(cte), _outputs(cte.this), strict=True):
        reference = typed(column(_READER, name), type_of(output))
        items.append(typed(exp.Alias(this=reference, alias=quoted(output.alias)), type_of(output)))
    table = exp.Table(this=quoted(alias.name), alias=exp.TableAlias(this=quoted(_READER)))
    with_ = exp.With(expressions=[cte.copy()], recursive=True)
    return exp.Select(with_=with_, expressions=items, from_=exp.From(this=table))


_READER = "every row"


def _names(cte: exp.CTE) -> list[str]:
    listed = [identifier.name for identifier in cte.args["alias"].columns]
    return listed or [output.alias for output in _outputs(cte.this)]


def _outputs(query: exp.Expression) -> list[exp.Alias]:
    while isinstance(query, (exp.SetOperation, exp.Subquery)):
        query = query.this
    return [item for item in query.expressions if isinstance(item, exp.Alias)]
