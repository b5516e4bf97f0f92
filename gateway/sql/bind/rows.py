"""Rows: `ROW(…)`, their fields, and comparing them field by field."""

from __future__ import annotations

from sqlglot import exp

from connectors.tree import type_of, typed
from connectors.types import BOOL, TEXT, UNKNOWN, record
from gateway.errors import SqlError, unsupported
from gateway.sql.bind.context import Place
from gateway.sql.bind.names import column, quoted
from gateway.sql.bind.operators import all_of, any_of, operator
from gateway.sql.bind.outputs import alias, outputs_of
from gateway.sql.bind.subqueries import bind_subquery
from gateway.sql.bind.whole_rows import starred
from gateway.sql.coerce import coerce
from gateway.sql.parse import place_of, position_of

Pairs = list[tuple[exp.Expression, exp.Expression]]


def bind_row(node: exp.Expression, place: Place) -> exp.Expression:
    """A row of scalars with fields f1, f2, …."""
    items = [scalar for item in node.expressions for scalar in _row_items(item, place)]
    items = [coerce(i, TEXT) if type_of(i) == UNKNOWN else i for i in items]
    fields = [(f"f{n}", type_of(item)) for n, item in enumerate(items, 1)]
    return typed(exp.Tuple(expressions=items), record(*fields))


def _row_items(item: exp.Expression, place: Place) -> list[exp.Expression]:
    """An item of a row; `t.*` is all columns of `t`."""
    whole = starred(item, place.scope)
    if whole is None:
        return [place.scalar(item)]
    return [whole.reference(column) for column in whole.all_columns(position_of(item))]


def field_of(value: exp.Expression, name: str, position: int | None) -> exp.Expression:
    """`(value).name`; 42703 when the record has no such field."""
    fields = dict(type_of(value).fields)
    spelled = name if name in fields else next((f for f in fields if f.lower() == name), None)
    if spelled is None:
        known = ", ".join(fields) or "none"
        raise SqlError(
            "42703",
            f'column "{name}" not found in data type {type_of(value)}',
            hint=f"Its fields are: {known}.",
            position=position,
        )
    return typed(exp.Dot(this=value, expression=quoted(spelled)), fields[spelled])


def fields_of(value: exp.Expression, position: int | None) -> list[tuple[str, exp.Expression]]:
    """`(value).*`: the fields of a record. 42809 for what is none."""
    type_ = type_of(value)
    if type_.name != "record":
        message = f"type {type_} is not composite"
        raise SqlError("42809", message, position=position)
    names = [name for name, _ in type_.fields]
    if isinstance(value, exp.Tuple):
        return list(zip(names, value.expressions, strict=True))
    return [(name, field_of(value.copy(), name, position)) for name in names]


def bind_comparison(node: exp.Expression, symbol: str, place: Place) -> exp.Expression:
    """`(a, b) op (c, d)`, or `(a, b) op (query)` of one row."""
    left, right = node.this, node.args["expression"]
    position = place_of(node)
    if isinstance(right, exp.Tuple):
        return _compared(symbol, row_pairs(left, right, place, position), position)
    bound = bind_subquery(right, place)
    items = [scalar for item in left.expressions for scalar in _row_items(item, place)]
    same_width(len(items), len(bound.columns), position)
    name = place.names.unique("row")
    read: list[exp.Expression] = [
        typed(column(name, output.alias), type_of(output)) for output in outputs_of(bound.query)
    ]
    pairs = list(zip(items, read, strict=True))
    source = exp.Subquery(this=bound.query, alias=exp.TableAlias(this=quoted(name)))
    query = exp.Select(
        expressions=[alias(_compared(symbol, pairs, position), "compared")],
        from_=exp.From(this=source),
    )
    return typed(exp.Subquery(this=query), BOOL)


def _compared(symbol: str, pairs: Pairs, position: int | None) -> exp.Expression:
    """= and <> field by field, orderings from left to right."""
    if symbol == "=":
        return all_of([operator("=", [a, b], position) for a, b in pairs])
    if symbol == "<>":
        return any_of([operator("<>", [a, b], position) for a, b in pairs])
    if symbol not in ("<", "<=", ">", ">="):
        raise unsupported(f"row comparison with {symbol}", position=position)
    return _lexicographic(symbol, pairs, position)


def _lexicographic(symbol: str, pairs: Pairs, position: int | None) -> exp.Expression:
    (left, right), *rest = pairs
    if not rest:
        return operator(symbol, [left, right], position)
    strict = operator(symbol[0], [left.copy(), right.copy()], position)
    equal = operator("=", [left, right], position)
    return any_of([strict, all_of([equal, _lexicographic(symbol, rest, position)])])


def row_equal(
    left: exp.Expression, right: exp.Expression, place: Place, position: int | None
) -> exp.Expression:
    """`(a, b) = (c, d)`."""
    return _compared("=", row_pairs(left, right, place, position), position)


def row_pairs(
    left: exp.Expression, right: exp.Expression, place: Place, position: int | None
) -> Pairs:
    """The fields of two rows side by side. 42601 if there are not as many."""
    if not isinstance(right, exp.Tuple) or len(left.expressions) != len(right.expressions):
        raise SqlError("42601", "unequal number of entries in row expressions", position=position)
    pairs = zip(left.expressions, right.expressions, strict=True)
    return [(place.scalar(a), place.scalar(b)) for a, b in pairs]


def same_width(left: int, right: int, position: int | None) -> None:
    """42601 unless a query has as many columns as what it is compared with."""
    if left > right:
        raise SqlError("42601", "subquery has too few columns", position=position)
    if left < right:
        raise SqlError("42601", "subquery has too many columns", position=position)
