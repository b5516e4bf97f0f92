"""What Describe says of a statement that writes, though it is never carried out.

A client that sends values must know how many and of which types, before it can be told that
nothing is written here. So what the statement would read is bound as queries: its expressions over
its relations. A parameter that is assigned to a column has the column's type (PostgreSQL:
`transformAssignedExpr`), any other one what the queries say.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass, replace

from sqlglot import exp

from connectors.api import OutputColumn
from connectors.tree import type_of
from connectors.types import TEXT, UNKNOWN, Type
from gateway.errors import SqlError
from gateway.lexer import Kind, tokens
from gateway.session import Session
from gateway.sql.bind.context import Bound, Clause, Parameters, Place, Relations, Select, Statement
from gateway.sql.bind.names import Names
from gateway.sql.bind.query import bind_query
from gateway.sql.bind.scalar import bind_scalar
from gateway.sql.bind.scope import Scope
from gateway.sql.parse import parse

Assignment = tuple[exp.Expression | None, exp.Expression]
"""A column (None: by its place in the relation) and what it would become."""


@dataclass(frozen=True, slots=True)
class Announced:
    """Types of the parameters; columns of RETURNING."""

    parameters: tuple[Type, ...] = ()
    columns: tuple[OutputColumn, ...] = ()


NOTHING = Announced()


@dataclass(frozen=True, slots=True)
class _Write:
    """A statement that writes: to `target`, reading `others`.

    `conflicting`: what ON CONFLICT sets and asks, where `excluded` is a relation too.
    """

    target: exp.Expression
    others: tuple[exp.Expression, ...] = ()
    columns: tuple[exp.Expression, ...] = ()
    rows: tuple[exp.Expression, ...] = ()
    queries: tuple[exp.Expression, ...] = ()
    assignments: tuple[Assignment, ...] = ()
    conditions: tuple[exp.Expression, ...] = ()
    conflicting: tuple[exp.Expression, ...] = ()
    returning: tuple[exp.Expression, ...] = ()
    with_: exp.Expression | None = None


def announced(
    sql: str, relations: Relations, session: Session, parameter_types: Sequence[Type | None] = ()
) -> Announced:
    """What a statement that writes says of itself. Raises nothing.

    Where a type cannot be found out it is what the client has declared (`parameter_types`), else
    text: the statement will not be carried out.
    """
    if "$" not in sql and "returning" not in sql.lower():
        return NOTHING
    tree = _parsed(sql)
    if isinstance(tree, exp.Create) and not _has_parameters(tree):
        return NOTHING
    parameters = Parameters(
        declared={n: type_ for n, type_ in enumerate(parameter_types, 1) if type_ is not None}
    )
    statement = Statement(relations, session, Names(), parameters, bind_scalar, bind_query)
    columns: tuple[OutputColumn, ...] = ()
    match tree:
        case exp.Create():
            _bound(tree.expression, statement)
        case exp.Insert() | exp.Update() | exp.Delete() | exp.Merge():
            columns = _announce(_write(tree), statement)
    count = max((int(t.text[1:]) for t in tokens(sql) if t.kind is Kind.PARAMETER), default=0)
    return Announced(tuple(_type(parameters, n) for n in range(1, count + 1)), columns)


def _parsed(sql: str) -> exp.Expression | None:
    with suppress(SqlError):
        return parse(sql)[0]
    return None


def _has_parameters(tree: exp.Create) -> bool:
    """Of what is about objects only CREATE TABLE AS has some."""
    return tree.kind == "TABLE" and isinstance(tree.expression, exp.Query)


def _announce(write: _Write, statement: Statement) -> tuple[OutputColumn, ...]:
    """Bind what the write reads; the columns it returns."""
    targets = _columns(write, write.columns or (exp.Star(),), statement)
    for row in write.rows:
        _assign(zip(targets, row.expressions, strict=False), statement)
    for query in write.queries:
        if isinstance(query, exp.Select):
            _assign(zip(targets, query.expressions, strict=False), statement)
    for column, value in write.assignments:
        if column is not None and isinstance(value, exp.Parameter):
            _assign(zip(_columns(write, (column,), statement), (value,), strict=False), statement)
    values = [value for row in write.rows for value in row.expressions]
    values += [value for _, value in write.assignments]
    _bound(_reading(write, _expressions(values)), statement)
    for query in write.queries:
        _bound(_with(query, write.with_), statement)
    _bound(_reading(write, write.conditions), statement)
    beside = replace(write, others=(_named(write.target, "excluded"),))
    _bound(_reading(beside, _expressions(write.conflicting)), statement)
    bound = _bound(_reading(write, write.returning), statement) if write.returning else None
    return bound.columns if bound is not None else ()


def _columns(
    write: _Write, columns: Sequence[exp.Expression], statement: Statement
) -> Sequence[Type]:
    """The types of columns of the target."""
    bound = _bound(exp.select(*columns, copy=True).from_(write.target.copy()), statement)
    return [column.type for column in bound.columns] if bound is not None else ()


def _assign(pairs: Iterator[tuple[Type, exp.Expression]], statement: Statement) -> None:
    declared = statement.parameters.declared
    for type_, value in pairs:
        if isinstance(value, exp.Parameter):
            declared.setdefault(int(value.name), _bare(type_))


def _bare(type_: Type) -> Type:
    """The type without what a column's declaration adds."""
    element = _bare(type_.element) if type_.element is not None else None
    return Type(type_.name, element=element, fields=type_.fields)


def _bound(query: exp.Expression | None, statement: Statement) -> Bound | None:
    """The bound form of what is read; None where it cannot be bound."""
    if query is None:
        return None
    with suppress(SqlError):
        return bind_query(query, Place(statement, Select(Scope()), Clause.SELECT))
    return None


def _type(parameters: Parameters, number: int) -> Type:
    known = parameters.declared.get(number)
    if known is not None:
        return known
    types = {type_of(node) for node in parameters.nodes.get(number, ())} - {UNKNOWN}
    return types.pop() if len(types) == 1 else TEXT


def _reading(write: _Write, expressions: Sequence[exp.Expression]) -> exp.Expression | None:
    """Expressions over the relations of the write."""
    if not expressions:
        return None
    query = exp.select(*(e.copy() for e in expressions)).from_(write.target.copy())
    for other in write.others:
        query = query.join(other.copy(), join_type="cross")
    return _with(query, write.with_)


def _with(query: exp.Expression, with_: exp.Expression | None) -> exp.Expression:
    if with_ is not None and query.args.get("with_") is None:
        query = query.copy()
        query.set("with_", with_.copy())
    return query


def _named(relation: exp.Expression, alias: str) -> exp.Expression:
    named = relation.copy()
    named.set("alias", exp.TableAlias(this=exp.to_identifier(alias)))
    return named


def _expressions(values: Sequence[exp.Expression]) -> list[exp.Expression]:
    """Values as things to select: a query of several columns is asked whether it has a row."""
    return [
        exp.Exists(this=value.this) if isinstance(value, exp.Subquery) else value
        for value in values
        if not isinstance(value, (exp.Parameter, exp.Var, exp.Tuple))
    ]


# -- from the parsed statement --------------------------------------------------------------


def _write(tree: exp.Expression) -> _Write:
    match tree:
        case exp.Insert():
            return _insert(tree)
        case exp.Merge():
            return _merge(tree)
        case _:
            sources = tree.args.get("using") or []
            if from_ := tree.args.get("from_"):
                sources = [from_.this, *(join.this for join in from_.this.args.get("joins") or ())]
            return _Write(
                tree.this,
                others=tuple(sources),
                assignments=tuple(_assignments(tree.expressions)),
                conditions=_condition(tree),
                returning=_returning(tree),
                with_=tree.args.get("with_"),
            )


def _insert(tree: exp.Insert) -> _Write:
    target = tree.this
    columns: tuple[exp.Expression, ...] = ()
    if isinstance(target, exp.Schema):
        target, columns = target.this, tuple(exp.column(c.copy()) for c in target.expressions)
    source, conflict = tree.args.get("expression"), tree.args.get("conflict")
    rows = source.expressions if isinstance(source, exp.Values) else []
    set_ = list(_assignments(conflict.expressions)) if conflict is not None else []
    asked = _condition(conflict) if conflict is not None else ()
    return _Write(
        target,
        columns=columns,
        rows=tuple(rows),
        queries=() if source is None or rows else (source,),
        assignments=tuple((c, v) for c, v in set_ if isinstance(v, exp.Parameter)),
        conflicting=(*(v for _, v in set_), *asked),
        returning=_returning(tree),
        with_=tree.args.get("with_"),
    )


def _merge(tree: exp.Merge) -> _Write:
    columns: tuple[exp.Expression, ...] = ()
    rows: list[exp.Expression] = []
    assignments: list[Assignment] = []
    conditions = [tree.args["on"]]
    for when in tree.args["whens"].expressions:
        conditions += [when.args["condition"]] if when.args.get("condition") else []
        then = when.args.get("then")
        if isinstance(then, exp.Update):
            assignments += _assignments(then.expressions)
        elif isinstance(then, exp.Insert) and isinstance(then.expression, exp.Tuple):
            columns = tuple(then.this.expressions) if isinstance(then.this, exp.Tuple) else ()
            rows.append(then.expression)
    return _Write(
        tree.this,
        others=(tree.args["using"],),
        columns=columns,
        rows=tuple(rows),
        assignments=tuple(assignments),
        conditions=tuple(conditions),
        returning=_returning(tree),
        with_=tree.args.get("with_"),
    )


def _assignments(items: Sequence[exp.Expression]) -> Iterator[Assignment]:
    """`a = x`, and the parts of `(a, b) = (x, y)`."""
    for item in items:
        column, value = item.this, item.args.get("expression")
        if value is None:
            continue
        if isinstance(column, exp.Tuple) and isinstance(value, exp.Tuple):
            yield from zip(column.expressions, value.expressions, strict=False)
        else:
            yield (None if isinstance(column, exp.Tuple) else column), value


def _condition(tree: exp.Expression) -> tuple[exp.Expression, ...]:
    where = tree.args.get("where")
    return () if where is None else (where.this,)


def _returning(tree: exp.Expression) -> tuple[exp.Expression, ...]:
    returning = tree.args.get("returning")
    return () if returning is None else tuple(returning.expressions)
