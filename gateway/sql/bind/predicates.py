"""Predicates with a syntax of their own: IS, IN, BETWEEN, ANY/ALL, LIKE … ESCAPE, rows."""

from __future__ import annotations

from dataclasses import replace

from sqlglot import exp

from connectors.tree import Call, Parameter, Quantified, type_of, typed
from connectors.types import BOOL, TEXT, UNKNOWN, Type
from gateway.errors import SqlError, unsupported
from gateway.sql.bind.context import Place
from gateway.sql.bind.operators import all_of, any_of, operator
from gateway.sql.bind.outputs import convert_outputs
from gateway.sql.bind.rows import row_equal, row_pairs, same_width
from gateway.sql.bind.subqueries import bind_subquery
from gateway.sql.coerce import coerce, common_type
from gateway.sql.parse import place_of, position_of


def bind_is(node: exp.Expression, place: Place) -> exp.Expression:
    """IS [NOT] NULL, TRUE, FALSE, UNKNOWN; on a row, all its fields."""
    what = node.args["expression"]
    match what:
        case exp.Null():
            word = "null"
        case exp.Boolean():
            word = "true" if what.this else "false"
        case exp.Var(this="UNKNOWN"):
            word = "unknown"
        case _:
            raise unsupported(f"IS {what.name}", position=place_of(node))
    name = f"is not {word}" if node.args.get("negate") else f"is {word}"
    if isinstance(node.this, exp.Tuple) and word == "null":
        items = [place.scalar(item) for item in node.this.expressions]
        return all_of([operator(name, [item], place_of(node)) for item in items])
    value = place.scalar(node.this)
    if isinstance(value, exp.Tuple) and word == "null" and value.expressions:
        return all_of([operator(name, [item], place_of(node)) for item in value.expressions])
    if isinstance(value, exp.Case) and type_of(value).name == "record" and word == "null":
        raise unsupported("IS NULL of a row that an outer join may leave out")
    if isinstance(value, Parameter) and type_of(value) == UNKNOWN and word == "null":
        # Says nothing about the parameter's type: 42P18 unless another use does.
        return typed(Call(this=name, expressions=[value]), BOOL)
    if word != "null" and type_of(value) == UNKNOWN:
        value = coerce(value, BOOL)
    if word != "null" and type_of(value) != BOOL:
        raise SqlError(
            "42804",
            f"argument of {name.upper()} must be type boolean, not type {type_of(value)}",
            position=position_of(node),
        )
    return operator(name, [value], place_of(node))


def bind_distinct(node: exp.Expression, place: Place) -> exp.Expression:
    """IS [NOT] DISTINCT FROM, on scalars and on rows."""
    negated = isinstance(node, exp.NullSafeEQ)
    name = "is not distinct from" if negated else "is distinct from"
    left, right = node.this, node.args["expression"]
    if isinstance(left, exp.Tuple) and isinstance(right, exp.Tuple):
        pairs = row_pairs(left, right, place, place_of(node))
        parts = [operator(name, [a, b], place_of(node)) for a, b in pairs]
        return all_of(parts) if negated else any_of(parts)
    return operator(name, [place.scalar(left), place.scalar(right)], place_of(node))


def bind_between(node: exp.Expression, place: Place) -> exp.Expression:
    """`x BETWEEN a AND b` as `x >= a AND x <= b`; SYMMETRIC also the other way round."""
    position = place_of(node)

    def within(low: exp.Expression, high: exp.Expression) -> exp.Expression:
        above = operator(">=", [place.scalar(node.this), place.scalar(low)], position)
        below = operator("<=", [place.scalar(node.this), place.scalar(high)], position)
        return all_of([above, below])

    low, high = node.args["low"], node.args["high"]
    if node.args.get("symmetric"):
        return any_of([within(low, high), within(high, low)])
    return within(low, high)


def bind_escape(node: exp.Expression, place: Place) -> exp.Expression:
    """LIKE, ILIKE or SIMILAR TO with ESCAPE: the escape is the third argument."""
    pattern = node.this
    symbols: dict[type[exp.Expr], str] = {
        exp.Like: "~~",
        exp.ILike: "~~*",
        exp.SimilarTo: "similar to",
    }
    symbol = symbols.get(type(pattern))
    if symbol is None:
        raise SqlError("42601", 'syntax error at or near "escape"', position=place_of(node))
    operands = [pattern.this, pattern.args["expression"], node.args["expression"]]
    bound = operator(symbol, [place.scalar(o) for o in operands], place_of(node))
    return typed(exp.Not(this=bound), BOOL) if pattern.args.get("negate") else bound


def bind_in(node: exp.Expression, place: Place) -> exp.Expression:
    """`x IN (list)` or `x IN (query)`; rows compare field by field."""
    query = node.args.get("query")
    if query is not None:
        return _in_query(node, query, place)
    if node.args.get("unnest") or node.args.get("field") or not node.expressions:
        raise SqlError("42601", "syntax error in IN list", position=place_of(node))
    if isinstance(node.this, exp.Tuple):
        rows = [row_equal(node.this, item, place, place_of(node)) for item in node.expressions]
        return any_of(rows)
    value = place.scalar(node.this)
    items = [place.scalar(item) for item in node.expressions]
    if not _one_type([value, *items]):
        return any_of([operator("=", [value.copy(), item], place_of(node)) for item in items])
    target = common_type([value, *items], context="IN", position=place_of(node))
    # The comparison must exist for the type: 42883 as PostgreSQL says for x = item.
    operator("=", [coerce(value.copy(), target), coerce(items[0].copy(), target)], place_of(node))
    return typed(
        exp.In(this=coerce(value, target), expressions=[coerce(i, target) for i in items]), BOOL
    )


def _one_type(nodes: list[exp.Expression]) -> bool:
    """Whether a list can be compared as one type without changing what `=` means.

    Mixed numeric, date and string types keep their own operators: int4 = numeric, date =
    timestamp. Unknown literals take the others' type.
    """
    known = {type_of(node).name for node in nodes} - {"unknown"}
    integers = {"int2", "int4", "int8"}
    strings = {"text", "varchar", "name"}
    return len(known) <= 1 or known <= integers or known <= strings


def _in_query(node: exp.Expression, query: exp.Expression, place: Place) -> exp.Expression:
    position = place_of(node)
    bound = bind_subquery(query, place)
    if isinstance(node.this, exp.Tuple):
        left = [place.scalar(item) for item in node.this.expressions]
    else:
        left = [place.scalar(node.this)]
    same_width(len(left), len(bound.columns), position)
    outputs = [typed(exp.Placeholder(), c.type) for c in bound.columns]
    targets = []
    for value, output in zip(left, outputs, strict=True):
        comparison = operator("=", [value.copy(), output], position)
        targets.append([type_of(argument) for argument in comparison.expressions])
    values = [coerce(value, kinds[0]) for value, kinds in zip(left, targets, strict=True)]
    subquery = convert_outputs(bound.query, [kinds[1] for kinds in targets], place.names)
    this = values[0] if len(values) == 1 else typed(exp.Tuple(expressions=values), BOOL)
    return typed(exp.In(this=this, query=exp.Subquery(this=subquery)), BOOL)


def bind_quantified(node: exp.Expression, symbol: str, place: Place) -> exp.Expression:
    """`x op ANY|ALL (query or array)`."""
    quantifier = node.args["expression"]
    if node.args.get("negate"):
        symbol = f"!{symbol}"
    every = isinstance(quantifier, exp.All)
    inner = quantifier.this
    while isinstance(inner, exp.Paren):
        inner = inner.this
    position = place_of(node)
    if isinstance(inner, (exp.Subquery, exp.Select, exp.SetOperation)):
        return _quantified_query(node, symbol, inner, every, place)
    value, array = place.scalar(node.this), place.scalar(inner)
    array = _as_array(array, value, position)
    element = type_of(array).element or UNKNOWN
    sample = typed(exp.Placeholder(), element)
    comparison = operator(symbol, [value, sample], position)
    left, right = comparison.expressions
    if type_of(right) != element:
        array = coerce(array, replace(type_of(array), element=type_of(right)))
    result = typed(Quantified(this=left, op=symbol, all=every, array=array), BOOL)
    result.meta["function"] = comparison.meta["function"]
    return result


def _as_array(array: exp.Expression, value: exp.Expression, position: int | None) -> exp.Expression:
    if type_of(array) == UNKNOWN:
        element = TEXT if type_of(value) == UNKNOWN else type_of(value)
        kind = Type("array", element=element)
        return coerce(array, kind, position=position, keep_scale=True)
    if type_of(array).name != "array":
        raise SqlError(
            "42809", "op ANY/ALL (array) requires array on right side", position=position
        )
    return array


def _quantified_query(
    node: exp.Expression, symbol: str, inner: exp.Expression, every: bool, place: Place
) -> exp.Expression:
    position = place_of(node)
    if symbol == "=" and not every:
        return _in_query(_as_in(node, inner), inner, place)
    if symbol == "<>" and every:
        inside = _in_query(_as_in(node, inner), inner, place)
        return typed(exp.Not(this=inside), BOOL)
    bound = bind_subquery(inner, place)
    same_width(1, len(bound.columns), position)
    output = typed(exp.Placeholder(), bound.columns[0].type)
    comparison = operator(symbol, [place.scalar(node.this), output], position)
    left, right = comparison.expressions
    query = convert_outputs(bound.query, [type_of(right)], place.names)
    result = typed(
        Quantified(this=left, op=symbol, all=every, query=exp.Subquery(this=query)), BOOL
    )
    result.meta["function"] = comparison.meta["function"]
    return result


def _as_in(node: exp.Expression, query: exp.Expression) -> exp.In:
    """`x = ANY (query)` as `x IN (query)`, at the same place."""
    inside = exp.In(this=node.this.copy(), query=query)
    inside.meta.update(node.meta)
    return inside
