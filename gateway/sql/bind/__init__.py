"""Bind: resolve names against the catalog and give every expression a type.

In: a sqlglot tree as parsed. Out: a new tree in the language of `connectors.tree`. Errors carry
PostgreSQL's SQLSTATE, a position, and a hint with the nearest name.

`query` (with, set operations, values) → `select` (one SELECT) → `relations`, `joins` (FROM) →
`scalar`, `predicates`, `calls` (expressions) → `grouping` (what may stand beside GROUP BY).
"""

from __future__ import annotations

from collections.abc import Sequence

from sqlglot import exp

from connectors.types import Type
from gateway.session import Session
from gateway.sql.bind.context import (
    Bound,
    Clause,
    Parameters,
    Place,
    Relations,
    Select,
    Statement,
)
from gateway.sql.bind.names import Names
from gateway.sql.bind.protect import policies_of
from gateway.sql.bind.query import bind_query
from gateway.sql.bind.scalar import bind_scalar
from gateway.sql.bind.scope import Scope

__all__ = ["Bound", "Relations", "bind"]


def bind(
    tree: exp.Expression,
    relations: Relations,
    session: Session,
    parameter_types: Sequence[Type | None] = (),
) -> Bound:
    """The bound form of one parsed query.

    `parameter_types` gives types that the client announced for `$1`, `$2`, … (None: infer).
    Raises SqlError.
    """
    parameters = Parameters(
        declared={n: type_ for n, type_ in enumerate(parameter_types, 1) if type_ is not None}
    )
    statement = Statement(relations, session, Names(), parameters, bind_scalar, bind_query)
    bound = bind_query(tree, Place(statement, Select(Scope()), Clause.SELECT))
    return Bound(bound.query, bound.columns, parameters.types(), policies_of(bound.query))
