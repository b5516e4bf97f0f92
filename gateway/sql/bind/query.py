"""Whole queries: WITH, set operations, VALUES, parentheses."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from sqlglot import exp

from connectors.api import OutputColumn
from connectors.tree import Constant, type_of, typed
from connectors.types import Type
from gateway.errors import SqlError, unsupported
from gateway.sql.bind.context import Bound, Place
from gateway.sql.bind.limits import set_limits
from gateway.sql.bind.names import column, fold, quoted
from gateway.sql.bind.ordering import ordered
from gateway.sql.bind.outputs import (
    alias,
    computed,
    convert_outputs,
    known,
    output_columns,
    outputs_of,
)
from gateway.sql.bind.relations import bind_rows
from gateway.sql.bind.scope import Cte
from gateway.sql.bind.select import bind_select
from gateway.sql.bind.strict import only
from gateway.sql.bind.subqueries import unwrapped
from gateway.sql.coerce import common_type
from gateway.sql.parse import position_of

_WRITES = (
    exp.Insert, exp.Update, exp.Delete, exp.Merge, exp.Create, exp.Drop, exp.Alter,
    exp.TruncateTable, exp.Copy,
)  # fmt: skip


def bind_query(node: exp.Expression, place: Place) -> Bound:
    """The bound form of a query; its outputs have known types."""
    bound = _query(node, place)
    types = [known(c.type) for c in bound.columns]
    query = convert_outputs(bound.query, types, place.names)
    columns = tuple(
        OutputColumn(c.name, t, c.origin if c.type == t else None)
        for c, t in zip(bound.columns, types, strict=True)
    )
    return replace(bound, query=query, columns=columns)


def _query(node: exp.Expression, place: Place) -> Bound:
    node = unwrapped(node)
    if isinstance(node, _WRITES):
        word = type(node).__name__.upper()
        raise SqlError(
            "25006",
            f"cannot execute {word} in a read-only transaction",
            detail="Unsilo never writes to a registered source.",
        )
    with_ = node.args.get("with_")
    ctes = _bind_ctes(with_, place) if with_ is not None else []
    match node:
        case exp.Select():
            bound = bind_select(node, place)
        case exp.SetOperation():
            bound = _set_operation(node, place)
        case exp.Values():
            bound = _values(node, place)
        case exp.Subquery():
            bound = _parenthesised(node, place)
        case exp.Table():
            bound = bind_select(exp.select("*").from_(node.copy()), place)
        case exp.Command():
            raise unsupported(f"{str(node.this).upper()} here", position=position_of(node))
        case _:
            raise unsupported(f"{type(node).__name__} statement", position=position_of(node))
    if ctes:
        recursive = bool(with_ and with_.args.get("recursive"))
        query = bound.query.copy()
        inner = query.args.get("with_")
        merged = [*ctes, *(inner.expressions if inner else [])]
        query.set("with_", exp.With(expressions=merged, recursive=recursive))
        bound = replace(bound, query=query)
    return bound


def _bind_ctes(with_: exp.With, place: Place) -> list[exp.CTE]:
    result = []
    only(with_, "expressions", "recursive")
    for cte in with_.expressions:
        only(cte, "this", "alias", "materialized")
        name = fold(cte.args["alias"].this)
        if name in place.scope.ctes:
            raise SqlError(
                "42712", f'WITH query name "{name}" specified more than once',
                position=position_of(cte.args["alias"]),
            )  # fmt: skip
        given = [fold(c) for c in cte.args["alias"].args.get("columns") or []]
        bound_name = place.names.unique(name)
        if with_.args.get("recursive") and _refers_to(cte.this, name):
            bound = _recursive(cte, name, bound_name, given, place)
        else:
            bound = place.query(cte.this)
        entry = _cte_entry(name, bound_name, bound, given, position_of(cte.args["alias"]))
        place.scope.ctes[name] = entry
        columns = [quoted(c.name) for c in entry.columns]
        table_alias = exp.TableAlias(this=quoted(bound_name), columns=columns)
        result.append(exp.CTE(this=bound.query, alias=table_alias))
    return result


def _cte_entry(
    name: str, bound_name: str, bound: Bound, given: list[str], position: int | None
) -> Cte:
    if len(given) > len(bound.columns):
        raise SqlError(
            "42P10",
            f'WITH query "{name}" has {len(bound.columns)} columns available '
            f"but {len(given)} columns specified",
            position=position,
        )
    shown = [c.name for c in bound.columns]
    names = (*given, *shown[len(given) :])
    outputs = outputs_of(bound.query)
    columns = tuple(
        OutputColumn(o.alias, c.type, c.origin) for o, c in zip(outputs, bound.columns, strict=True)
    )
    return Cte(bound_name, columns, names)


def _refers_to(query: exp.Expression, name: str) -> bool:
    return any(
        fold(table.this) == name and not table.args.get("db")
        for table in query.find_all(exp.Table)
        if isinstance(table.this, exp.Identifier)
    )


def _recursive(cte: exp.CTE, name: str, bound_name: str, given: list[str], place: Place) -> Bound:
    union = unwrapped(cte.this)
    if not isinstance(union, exp.Union):
        raise SqlError(
            "42P19",
            f'recursive query "{name}" does not have the form '
            "non-recursive-term UNION [ALL] recursive-term",
            position=position_of(cte),
        )
    only(union, "this", "expression", "distinct", "with_")
    if _refers_to(union.this, name):
        raise SqlError(
            "42P19",
            f'recursive reference to query "{name}" must not appear within its non-recursive term',
            position=position_of(union.this),
        )
    first = place.query(union.this)
    first = replace(first, columns=tuple(replace(c, origin=None) for c in first.columns))
    first, step, types = _stepped(first, union, name, bound_name, given, place)
    query = exp.Union(
        this=first.query,
        expression=convert_outputs(step.query, types, place.names),
        distinct=bool(union.args.get("distinct")),
    )
    return Bound(query, first.columns)


def _stepped(
    first: Bound, union: exp.Union, name: str, bound_name: str, given: list[str], place: Place
) -> tuple[Bound, Bound, list[Type]]:
    """Both terms and their types: a numeric whose scale changes varies in every step."""
    for _ in range(2):
        place.scope.ctes[name] = _cte_entry(name, bound_name, first, given, position_of(union))
        step = place.query(union.expression)
        del place.scope.ctes[name]
        _same_count(first, step, "UNION")
        _same_types(first, step, name)
        types = [_wider(a.type, b.type) for a, b in zip(first.columns, step.columns, strict=True)]
        if types == [c.type for c in first.columns]:
            return first, step, types
        columns = tuple(OutputColumn(c.name, t) for c, t in zip(first.columns, types, strict=True))
        first = Bound(convert_outputs(first.query, types, place.names), columns)
    raise unsupported(
        f'recursive query "{name}" whose types change from step to step',
        hint="Cast its columns to one type in both terms.",
    )


def _same_types(first: Bound, step: Bound, name: str) -> None:
    for mine, other in zip(first.columns, step.columns, strict=True):
        if mine.type != other.type and mine.type.name != other.type.name:
            raise SqlError(
                "42804",
                f'recursive query "{name}" column "{mine.name}" has type {mine.type} in '
                f"non-recursive term but type {other.type} overall",
                hint="Cast the output of the non-recursive term to the correct type.",
            )


def _wider(first: Type, step: Type) -> Type:
    if first.name == "numeric" and first != step:
        return Type("numeric")
    return first


def _set_operation(node: exp.SetOperation, place: Place) -> Bound:
    only(node, "this", "expression", "distinct", "order", "limit", "offset", "with_")
    word = type(node).__name__.upper()
    left, right = _branch(node.this, place), _branch(node.expression, place)
    _same_count(left, right, word)
    types = []
    for mine, other in zip(outputs_of(left.query), outputs_of(right.query), strict=True):
        type_ = common_type([_plain(mine), _plain(other)], context=word, position=position_of(node))
        types.append(type_)
    query: exp.Query = type(node)(
        this=convert_outputs(left.query, types, place.names),
        expression=convert_outputs(right.query, types, place.names),
        distinct=bool(node.args.get("distinct")),
    )
    outputs = outputs_of(query)
    columns = output_columns([c.name for c in left.columns], outputs)
    order = node.args.get("order")
    if order is not None:
        query.set("order", exp.Order(expressions=_order(order, columns, outputs)))
    set_limits(query, node, place)
    return Bound(query, columns)


def _plain(node: exp.Alias) -> exp.Expression:
    """The expression behind an output, as a literal if it is one."""
    return node.this if isinstance(node.this, Constant) else node


def _branch(node: exp.Expression, place: Place) -> Bound:
    """One side of a set operation; its literals may still be of unknown type."""
    inner = place.inner()
    inner.scope.parent = place.scope
    return _query(node, inner)


def _same_count(left: Bound, right: Bound, word: str) -> None:
    if len(left.columns) != len(right.columns):
        message = f"each {word} query must have the same number of columns"
        raise SqlError("42601", message, position=_first_place(outputs_of(right.query)))


def _first_place(nodes: Sequence[exp.Expression]) -> int | None:
    return min((at for node in nodes if (at := position_of(node)) is not None), default=None)


def _order(
    order: exp.Order, columns: tuple[OutputColumn, ...], outputs: list[exp.Alias]
) -> list[exp.Ordered]:
    """ORDER BY of a set operation knows output names and positions only."""
    keys = []
    for key in order.expressions:
        index = _output_index(key.this, columns)
        output = outputs[index]
        reference = typed(column(None, output.alias), type_of(output))
        keys.append(ordered(reference, key))
    return keys


def _output_index(key: exp.Expression, columns: tuple[OutputColumn, ...]) -> int:
    if isinstance(key, exp.Literal) and not key.is_string and str(key.this).isdigit():
        if not 1 <= int(key.this) <= len(columns):
            raise SqlError("42P10", f"ORDER BY position {key.this} is not in select list")
        return int(key.this) - 1
    if isinstance(key, exp.Column) and len(key.parts) == 1:
        name = fold(key.this)
        matches = [n for n, c in enumerate(columns) if c.name == name]
        if len(matches) > 1:
            raise SqlError("42702", f'ORDER BY "{name}" is ambiguous', position=position_of(key))
        if matches:
            return matches[0]
        raise SqlError("42703", f'column "{name}" does not exist', position=position_of(key))
    raise SqlError(
        "0A000",
        "invalid UNION/INTERSECT/EXCEPT ORDER BY clause",
        detail="Only result column names can be used, not expressions or functions.",
        hint="Add the expression/function to every SELECT, or move the UNION into a FROM clause.",
        position=position_of(key),
    )


def _values(node: exp.Values, place: Place) -> Bound:
    only(node, "expressions", "order", "limit", "offset", "with_", "alias")
    values, types = bind_rows(node, place)
    names = [f"column{n}" for n in range(1, len(types) + 1)]
    bound = place.names.unique("values")
    values.set("alias", exp.TableAlias(this=quoted(bound), columns=[quoted(n) for n in names]))
    outputs = [
        alias(typed(column(bound, name), type_), name)
        for name, type_ in zip(names, types, strict=True)
    ]
    query = exp.Select(expressions=outputs, from_=exp.From(this=values))
    columns = output_columns(names, outputs)
    order = node.args.get("order")
    if order is not None:
        query.set("order", exp.Order(expressions=_order(order, columns, outputs)))
    set_limits(query, node, place)
    return Bound(query, columns)


def _parenthesised(node: exp.Subquery, place: Place) -> Bound:
    """`(query) ORDER BY … LIMIT …`: the modifiers apply to the finished inner query."""
    only(node, "this", "order", "limit", "offset", "with_")
    inner = place.query(node.this)
    name = place.names.unique("subquery")
    outputs = [
        alias(typed(column(name, o.alias), c.type), o.alias)
        for o, c in zip(outputs_of(inner.query), inner.columns, strict=True)
    ]
    source = exp.Subquery(this=inner.query, alias=exp.TableAlias(this=quoted(name)))
    query = exp.Select(expressions=computed(outputs), from_=exp.From(this=source))
    order = node.args.get("order")
    if order is not None:
        query.set("order", exp.Order(expressions=_order(order, inner.columns, outputs)))
    set_limits(query, node, place)
    return Bound(query, inner.columns)
