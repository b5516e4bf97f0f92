"""Outputs of a query: their types, and converting them."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from itertools import repeat

from sqlglot import exp

from connectors.api import Origin, OutputColumn
from connectors.tree import Constant, constant, type_of, typed
from connectors.types import BOOL, TEXT, UNKNOWN, Type
from gateway.sql.bind.names import Names, column, quoted
from gateway.sql.coerce import coerce


def outputs_of(query: exp.Expr) -> list[exp.Alias]:
    """The select list of a bound query; a set operation has its left branch's.

    Empty is what was written empty, though the query computes one thing.
    """
    while isinstance(query, exp.SetOperation):
        query = query.this
    nodes = [node for node in query.expressions if isinstance(node, exp.Alias)]
    return [node for node in nodes if not node.meta.get("only")]


def computed(outputs: Sequence[exp.Alias]) -> list[exp.Alias]:
    """A select list that no database finds empty: where there is nothing in it, one constant."""
    if outputs:
        return list(outputs)
    only = alias(constant(True, BOOL), "nothing")
    only.meta["only"] = True
    return [only]


def alias(node: exp.Expression, name: str) -> exp.Alias:
    """`node AS "name"`, typed as the node."""
    return typed(exp.Alias(this=node, alias=quoted(name)), type_of(node))


def known(type_: Type) -> Type:
    """The type of an output: what is still unknown becomes text."""
    return TEXT if type_ == UNKNOWN else type_


def convert_outputs(query: exp.Query, types: Sequence[Type], names: Names) -> exp.Query:
    """`query` with outputs of exactly `types`; the same object when nothing changes.

    A branch's literals take the type directly; a plain select converts in its select list; other
    queries are wrapped into one that converts, under an alias from `names`.
    """
    outputs = outputs_of(query)
    if all(type_of(node) == type_ for node, type_ in zip(outputs, types, strict=True)):
        return query
    if isinstance(query, exp.Select) and _convertible(query, outputs, types):
        copy = query.copy()
        copy.set(
            "expressions",
            [
                alias(coerce(node.this.copy(), type_), node.alias)
                for node, type_ in zip(outputs, types, strict=True)
            ],
        )
        return copy
    return _wrapped(query, outputs, types, names.unique("converted"))


def _convertible(query: exp.Select, outputs: Sequence[exp.Alias], types: Sequence[Type]) -> bool:
    """Whether converting in place cannot change DISTINCT, ORDER BY or GROUP BY."""
    changed = [n for n, t in zip(outputs, types, strict=True) if type_of(n) != t]
    if all(isinstance(node.this, Constant) for node in changed):
        return True
    return not any(query.args.get(key) for key in ("distinct", "order", "group"))


def _wrapped(
    query: exp.Query, outputs: Sequence[exp.Alias], types: Sequence[Type], name: str
) -> exp.Query:
    items = [
        alias(coerce(typed(column(name, node.alias), known(type_of(node))), type_), node.alias)
        for node, type_ in zip(outputs, types, strict=True)
    ]
    source = exp.Subquery(this=query, alias=exp.TableAlias(this=quoted(name)))
    return exp.Select(expressions=items, from_=exp.From(this=source))


def output_columns(
    names: Sequence[str],
    outputs: Sequence[exp.Alias],
    origins: Iterable[Origin | None] = repeat(None),
) -> tuple[OutputColumn, ...]:
    """Display names beside types, and the columns of relations that they are."""
    return tuple(
        OutputColumn(name, type_of(node), origin)
        for (name, node), origin in zip(zip(names, outputs, strict=True), origins, strict=False)
    )
