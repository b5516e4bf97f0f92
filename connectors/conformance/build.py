"""Bound trees by hand, through `connectors.tree`: what the binder and planner would build."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from sqlglot import exp

from connectors.api import Fragment, OutputColumn, RelationSchema
from connectors.tree import Aggregate, Call, constant, type_of, typed
from connectors.types import BOOL, INT8, Type

SOURCE = "conformance"
"""The name under which the suite registers the connector."""


def name(text: str) -> exp.Identifier:
    """A quoted identifier."""
    return exp.Identifier(this=text, quoted=True)


def table(schema: RelationSchema, alias: str = "t") -> exp.Table:
    """A relation as an item of FROM."""
    relation = schema.relation
    node = exp.Table(
        this=name(relation.name),
        db=name(relation.schema),
        alias=exp.TableAlias(this=name(alias)),
    )
    node.meta.update(relation=schema, source=SOURCE)
    return node


def column(schema: RelationSchema, column_name: str, alias: str = "t") -> exp.Column:
    """A column of a relation in FROM."""
    found = schema.column(column_name)
    node = typed(exp.Column(this=name(column_name), table=name(alias)), found.type)
    node.meta["column"] = found
    return node


def named(expression: exp.Expression, output: str) -> exp.Alias:
    """An item of the select list."""
    return typed(exp.Alias(this=expression, alias=name(output)), type_of(expression))


def select(
    schema: RelationSchema,
    columns: Sequence[str] | None = None,
    *,
    alias: str = "t",
    where: exp.Expression | None = None,
) -> exp.Select:
    """SELECT alias.c AS c, … FROM relation AS alias [WHERE …]; all columns by default."""
    names = [c.name for c in schema.columns] if columns is None else columns
    query = exp.Select(
        expressions=[named(column(schema, c, alias), c) for c in names],
        from_=exp.From(this=table(schema, alias)),
    )
    if where is not None:
        query.set("where", exp.Where(this=where.copy()))
    return query


def fragment(query: exp.Query) -> Fragment:
    """The fragment of a whole query; its outputs are those of the (leftmost) select list."""
    first = query
    while isinstance(first, exp.SetOperation):
        first = first.this
    outputs = tuple(OutputColumn(e.alias, type_of(e)) for e in first.expressions)
    return Fragment(SOURCE, query, outputs)


def ordered(key: exp.Expression, *, desc: bool = False, nulls_first: bool = False) -> exp.Ordered:
    """A key of ORDER BY."""
    return exp.Ordered(this=key, desc=desc, nulls_first=nulls_first)


def with_order(query: exp.Select, keys: Sequence[exp.Ordered]) -> exp.Select:
    """The query with ORDER BY."""
    found = query.copy()
    found.set("order", exp.Order(expressions=[k.copy() for k in keys]))
    return found


def with_limit(query: exp.Select, count: int | None, offset: int = 0) -> exp.Select:
    """The query with LIMIT and OFFSET."""
    found = query.copy()
    if count is not None:
        found.set("limit", exp.Limit(expression=constant(count, INT8)))
    if offset:
        found.set("offset", exp.Offset(expression=constant(offset, INT8)))
    return found


def truth(function: str, *arguments: exp.Expression) -> Call:
    """A call that gives a boolean: a comparison, LIKE, IS NULL."""
    return call(function, *arguments, type_=BOOL)


def call(function: str, *arguments: exp.Expression, type_: Type) -> Call:
    """A call of the given result type."""
    return typed(Call(this=function, expressions=[a.copy() for a in arguments]), type_)


def both(left: exp.Expression, right: exp.Expression) -> exp.And:
    """left AND right."""
    return typed(exp.And(this=left.copy(), expression=right.copy()), BOOL)


def either(left: exp.Expression, right: exp.Expression) -> exp.Or:
    """left OR right."""
    return typed(exp.Or(this=left.copy(), expression=right.copy()), BOOL)


def negated(predicate: exp.Expression) -> exp.Not:
    """NOT predicate."""
    return typed(exp.Not(this=predicate.copy()), BOOL)


def among(subject: exp.Expression, values: Sequence[exp.Expression]) -> exp.In:
    """subject IN (values)."""
    return typed(exp.In(this=subject.copy(), expressions=[v.copy() for v in values]), BOOL)


def implicit(expression: exp.Expression, type_: Type) -> exp.Cast:
    """A cast that the binder inserted."""
    node = typed(exp.Cast(this=expression.copy(), to=exp.DataType.build(str(type_))), type_)
    node.meta["implicit"] = True
    return node


def explicit(expression: exp.Expression, type_: Type) -> exp.Cast:
    """A cast that the query has."""
    return typed(exp.Cast(this=expression.copy(), to=exp.DataType.build(str(type_))), type_)


def case(
    condition: exp.Expression, true: exp.Expression, default: exp.Expression, *, type_: Type
) -> exp.Case:
    """CASE WHEN condition THEN true ELSE default END."""
    branch = exp.If(this=condition.copy(), true=true.copy())
    return typed(exp.Case(ifs=[branch], default=default.copy()), type_)


def aggregate(
    function: str, *arguments: exp.Expression, type_: Type, distinct: bool = False
) -> Aggregate:
    """An aggregate call; count(*) has no argument."""
    node = Aggregate(this=function, expressions=[a.copy() for a in arguments], distinct=distinct)
    return typed(node, type_)


def value(item: Any, type_: Type, *, parameter: bool = False) -> exp.Expression:
    """A constant."""
    return constant(item, type_, parameter=parameter)
