"""Bind: resolve names against the catalog and give every expression a type.

In: a sqlglot tree as parsed. Out: a new tree in the language of `connectors.tree`. Errors carry
PostgreSQL's SQLSTATE, a position, and a hint with the nearest name.

`query` (with, set operations, values) → `select` (one SELECT) → `relations`, `joins` (FROM) →
`scalar`, `predicates`, `calls` (expressions) → `grouping` (what may stand beside GROUP BY).
"""

from __future__ import annotations

from collections.abc import Sequence

from sqlglot import exp

from connectors.api import RelationSchema
from connectors.tree import Call
from connectors.types import Type
from gateway.errors import SqlError
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
from gateway.sql.bind.protect import bind_filter, bind_mask, policies_of
from gateway.sql.bind.query import bind_query
from gateway.sql.bind.scalar import bind_scalar
from gateway.sql.bind.scope import Item, ItemColumn, Scope

__all__ = ["Bound", "Relations", "bind", "check_policy"]


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


def check_policy(
    text: str, schema: RelationSchema, column: str | None, relations: Relations
) -> None:
    """Whether `text` may be a row policy's condition, or the mask of a column of the relation.

    Its sub-selects read `relations`. Raises SqlError: what binding raises, 42804 for its type,
    42P02 for a parameter, 42P17 for a function that has another value every time.
    """
    parameters = Parameters()
    statement = Statement(relations, Session(), Names(), parameters, bind_scalar, bind_query)
    columns = tuple(ItemColumn(c.name, c.name, c.type, c) for c in schema.columns)
    item = Item(schema.relation.name, schema.relation.name, columns)
    place = Place(statement, Select(Scope.of(item)), Clause.WHERE)
    if column is None:
        bound = bind_filter(text, place)
    else:
        bound = bind_mask(text, schema.column(column).type, place)
    if parameters.nodes:
        raise SqlError("42P02", f"there is no parameter ${min(parameters.nodes)}")
    for call in bound.find_all(Call):
        if getattr(call.meta.get("function"), "volatile", False):
            raise SqlError(
                "42P17",
                f"function {call.function} cannot be used in a policy",
                detail="Its value differs from one evaluation to the next.",
            )
