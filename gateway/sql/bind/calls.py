"""Function, aggregate and window calls."""

from __future__ import annotations

from dataclasses import dataclass, field, replace

from sqlglot import exp

from connectors.tree import Aggregate, Call, TableFunction, constant, type_of, typed
from connectors.types import INT4, TEXT, TIMESTAMP, TIMESTAMPTZ, UNKNOWN, Type, array, shaped_array
from gateway.errors import SqlError, unsupported
from gateway.sql.bind.context import AGGREGATES_ALLOWED, WINDOWS_ALLOWED, Clause, Place
from gateway.sql.bind.operators import condition
from gateway.sql.bind.ordering import bind_sort_keys
from gateway.sql.bind.scope import Item, ItemColumn
from gateway.sql.bind.subqueries import bind_subquery, unwrapped
from gateway.sql.bind.windows import bind_window
from gateway.sql.coerce import coerce
from gateway.sql.functions.registry import REGISTRY, Kind
from gateway.sql.parse import position_of
from gateway.sql.resolve import Resolution, resolve_call


@dataclass(slots=True)
class _Syntax:
    """The parts of a call as written."""

    name: str
    arguments: list[exp.Expression]
    star: bool = False
    distinct: bool = False
    order: list[exp.Expression] = field(default_factory=list)
    within: list[exp.Expression] = field(default_factory=list)
    filter: exp.Expression | None = None
    window: exp.Window | None = None
    position: int | None = None


def bind_call(node: exp.Expression, place: Place) -> exp.Expression:
    """A call as written: a function, an aggregate, a window function, a table function."""
    syntax = _syntax(node)
    special = _SPECIAL.get(syntax.name)
    if special is not None:
        return special(syntax, place)
    kinds = {function.kind for function in REGISTRY.named(syntax.name)}
    if syntax.window is None and kinds == {Kind.WINDOW}:
        if syntax.within:
            what = f"hypothetical-set aggregate {syntax.name}"
            raise unsupported(what, position=syntax.position)
        raise SqlError(
            "42809",
            f"window function {syntax.name} requires an OVER clause",
            position=syntax.position,
        )
    if Kind.AGGREGATE in kinds or (Kind.WINDOW in kinds and syntax.window is not None):
        return _aggregate(syntax, place)
    if syntax.star or syntax.distinct or syntax.order or syntax.within or syntax.filter:
        raise SqlError(
            "42809",
            f"{syntax.name} is not an aggregate function",
            position=syntax.position,
        )
    if syntax.window is not None:
        raise SqlError(
            "42809",
            f"OVER specified, but {syntax.name} is not a window function nor an aggregate function",
            position=syntax.position,
        )
    return _function(syntax, place)


def _syntax(node: exp.Expression) -> _Syntax:
    """Peel OVER, FILTER, WITHIN GROUP, ORDER BY and DISTINCT off a call."""
    match node:
        case exp.Window():
            return replace(_syntax(node.this), window=node, position=position_of(node))
        case exp.Filter():
            return replace(_syntax(node.this), filter=node.args["expression"].this)
        case exp.WithinGroup():
            return replace(_syntax(node.this), within=list(node.args["expression"].expressions))
        case exp.Anonymous():
            return _arguments(node)
        case exp.IgnoreNulls() | exp.RespectNulls():
            raise unsupported("IGNORE NULLS and RESPECT NULLS", position=position_of(node))
    raise SqlError("42601", "syntax error in function call", position=position_of(node))


def _arguments(node: exp.Anonymous) -> _Syntax:
    name = str(node.this.this) if isinstance(node.this, exp.Identifier) else str(node.this)
    name = name if isinstance(node.this, exp.Identifier) and node.this.quoted else name.lower()
    syntax = _Syntax(name, list(node.expressions), position=position_of(node))
    if syntax.arguments and isinstance(syntax.arguments[-1], exp.Order):
        order = syntax.arguments.pop()
        syntax.order = list(order.expressions)
        syntax.arguments.append(order.this)
    if syntax.arguments and isinstance(syntax.arguments[0], exp.Distinct):
        distinct = syntax.arguments.pop(0)
        syntax.distinct = True
        syntax.arguments = [*distinct.expressions, *syntax.arguments]
    if len(syntax.arguments) == 1 and isinstance(syntax.arguments[0], exp.Star):
        syntax.star, syntax.arguments = True, []
    for argument in syntax.arguments:
        if isinstance(argument, (exp.Variadic, exp.Limit, exp.Lambda)):
            raise unsupported(
                f"{type(argument).__name__.upper()} argument", position=syntax.position
            )
    return syntax


def _function(syntax: _Syntax, place: Place) -> exp.Expression:
    arguments = _named_arguments(syntax, place)
    resolution = resolve_call(syntax.name, arguments, position=syntax.position)
    if resolution.cast is not None:
        return resolution.cast
    call = _call(syntax.name, resolution)
    if resolution.function.kind is Kind.TABLE:
        return _set_returning(call, place, syntax)
    return call


def _call(name: str, resolution: Resolution) -> Call:
    call = typed(Call(this=name, expressions=list(resolution.arguments)), resolution.type)
    call.meta["function"] = resolution.function
    return call


def bind_table_call(node: exp.Expression, place: Place) -> Call:
    """A function call in FROM."""
    syntax = _syntax(node)
    arguments = _named_arguments(syntax, place)
    resolution = resolve_call(syntax.name, arguments, position=syntax.position)
    return _call(syntax.name, resolution)


_MAKE_INTERVAL = ("years", "months", "weeks", "days", "hours", "mins", "secs")


def _named_arguments(syntax: _Syntax, place: Place) -> list[exp.Expression]:
    """Bound arguments; `name => value` only where the parameters have well-known names."""
    named = [a for a in syntax.arguments if isinstance(a, (exp.Kwarg, exp.PropertyEQ))]
    if not named:
        return [place.scalar(argument) for argument in syntax.arguments]
    if syntax.name != "make_interval" or len(named) != len(syntax.arguments):
        raise unsupported("named notation for arguments", position=syntax.position)
    given = {a.this.name.lower(): a.args["expression"] for a in named}
    unknown = set(given) - set(_MAKE_INTERVAL)
    if unknown:
        raise SqlError(
            "42883", f"function make_interval({unknown.pop()} => …) does not exist",
            position=syntax.position,
        )  # fmt: skip
    return [
        place.scalar(given[name]) if name in given else constant(0, INT4) for name in _MAKE_INTERVAL
    ]


def _set_returning(call: Call, place: Place, syntax: _Syntax) -> exp.Expression:
    """A set-returning function in the select list: a lateral item of FROM, and its column.

    The same call again is the same column: both would run in step.
    """
    pending = place.select.table_functions
    if pending is not None and not _is_volatile(call) and not place.in_aggregate:
        for number, known in enumerate(pending.expressions):
            if known == call:
                return _spread_column(pending, number, syntax.name)
    allowed = place.clause in (Clause.SELECT, Clause.GROUP_BY)
    if not allowed or place.in_aggregate or place.select.aggregates:
        raise unsupported(
            f"set-returning function {syntax.name} in {place.clause.value}",
            hint="Move it into the FROM clause.",
            position=syntax.position,
        )
    if pending is None:
        name = place.names.unique(syntax.name)
        alias = exp.TableAlias(this=exp.to_identifier(name, quoted=True), columns=[])
        pending = TableFunction(expressions=[], ordinality=False, alias=alias)
        pending.meta["lateral"] = True
        place.select.table_functions = pending
    bound = f"{syntax.name}_{len(pending.expressions) + 1}"
    pending.append("expressions", call)
    pending.args["alias"].append("columns", exp.to_identifier(bound, quoted=True))
    return _spread_column(pending, len(pending.expressions) - 1, syntax.name)


def _is_volatile(call: exp.Expression) -> bool:
    return any(getattr(node.meta.get("function"), "volatile", False) for node in call.walk())


def _spread_column(item: TableFunction, number: int, name: str) -> exp.Expression:
    """The column of one of the functions of such an item."""
    bound = item.args["alias"].columns[number].name
    shown = ItemColumn(name, bound, type_of(item.expressions[number]))
    return Item("", item.alias, ()).reference(shown)


def _aggregate(syntax: _Syntax, place: Place) -> exp.Expression:
    _check_allowed(syntax, place)
    inner = replace(place, in_aggregate=True) if syntax.window is None else place
    if syntax.window is None:
        place.select.aggregates = True
    arguments = [inner.scalar(argument) for argument in syntax.arguments]
    if syntax.name == "count" and not syntax.distinct:
        # A row that is there counts, whatever its columns are.
        arguments = [a for a in arguments if not (isinstance(a, exp.Tuple) and a.expressions)]
    within = bind_sort_keys(syntax.within, inner)
    ordered = [key.this for key in within]
    resolution = resolve_call(syntax.name, [*arguments, *ordered], position=syntax.position)
    if resolution.function.kind is Kind.WINDOW:
        node: exp.Expression = _call(syntax.name, resolution)
    else:
        node = _aggregate_node(syntax, resolution, within, len(arguments), inner)
    if syntax.window is None:
        return node
    return bind_window(node, syntax.window, place)


def _aggregate_node(
    syntax: _Syntax,
    resolution: Resolution,
    within: list[exp.Ordered],
    direct: int,
    place: Place,
) -> Aggregate:
    coerced = list(resolution.arguments)
    for key, value in zip(within, coerced[direct:], strict=True):
        key.set("this", value)
    keys = within or bind_sort_keys(syntax.order, place)
    node = Aggregate(
        this=syntax.name,
        expressions=coerced[:direct],
        distinct=syntax.distinct,
        order=exp.Order(expressions=keys) if keys else None,
        within=bool(within),
        filter=(
            condition(syntax.filter, place.at(Clause.FILTER), "FILTER") if syntax.filter else None
        ),
    )
    node.meta["function"] = resolution.function
    if _is_of_outer_query(node, place):
        raise unsupported("an aggregate over columns of an outer query", position=syntax.position)
    other = [key for key in keys if key.this not in coerced] if syntax.distinct else []
    if other:
        raise SqlError(
            "42P10",
            "in an aggregate with DISTINCT, ORDER BY expressions must appear in argument list",
            position=position_of(other[0]) or syntax.position,
        )
    return typed(node, resolution.type)


def _is_of_outer_query(node: Aggregate, place: Place) -> bool:
    """Whether all columns of an aggregate are those of a query around: then it is that one's."""
    if node.find(exp.Query) is not None:
        return False
    read = {column.table for column in node.find_all(exp.Column)}
    return bool(read) and read.isdisjoint(item.bound for item in place.scope.items)


def _check_allowed(syntax: _Syntax, place: Place) -> None:
    if syntax.window is not None:
        if place.in_aggregate:
            raise SqlError(
                "42803",
                "aggregate function calls cannot contain window function calls",
                position=syntax.position,
            )
        if place.in_window:
            raise SqlError(
                "42P20", "window function calls cannot be nested", position=syntax.position
            )
        if place.clause not in WINDOWS_ALLOWED:
            raise SqlError(
                "42P20",
                f"window functions are not allowed in {place.clause.value}",
                position=syntax.position,
            )
        return
    if place.in_aggregate:
        raise SqlError(
            "42803", "aggregate function calls cannot be nested", position=syntax.position
        )
    if place.clause not in AGGREGATES_ALLOWED:
        raise SqlError(
            "42803",
            f"aggregate functions are not allowed in {place.clause.value}",
            position=syntax.position,
        )


def _array_subquery(syntax: _Syntax, place: Place) -> exp.Expression:
    """ARRAY(select …)."""
    bound = bind_subquery(unwrapped(syntax.arguments[0]), place)
    if len(bound.columns) != 1:
        raise SqlError("42601", "subquery must return only one column", position=syntax.position)
    rows = bound.columns[0].type
    call = Call(this="array_subquery", expressions=[exp.Subquery(this=bound.query)])
    if rows.element is None:
        return typed(call, array(rows))
    call.meta["rows"] = rows
    return typed(call, shaped_array(rows.element))


def _row(syntax: _Syntax, place: Place) -> exp.Expression:
    return place.scalar(exp.Tuple(expressions=[a.copy() for a in syntax.arguments]))


def _grouping(syntax: _Syntax, place: Place) -> exp.Expression:
    _check_allowed(syntax, place)
    place.select.aggregates = True
    arguments = [place.scalar(argument) for argument in syntax.arguments]
    return typed(Call(this="grouping", expressions=arguments), INT4)


def _type_name(type_: Type) -> str:
    """format_type without a modifier."""
    if type_.name == "array":
        return f"{_type_name(type_.element or TEXT)}[]"
    return "unknown" if type_ == UNKNOWN else str(replace(type_, declared=False, length=None))


def _typeof(syntax: _Syntax, place: Place) -> exp.Expression:
    if len(syntax.arguments) != 1:
        raise SqlError("42883", "function pg_typeof() does not exist", position=syntax.position)
    type_ = type_of(place.scalar(syntax.arguments[0]))
    return constant(_type_name(type_), Type("regtype"))


def _age(syntax: _Syntax, place: Place) -> exp.Expression:
    """age(x) is age(the start of today, x)."""
    if len(syntax.arguments) != 1:
        return _function(syntax, place)
    value = place.scalar(syntax.arguments[0])
    if type_of(value) == UNKNOWN:
        raise SqlError("42725", "function age(unknown) is not unique", position=syntax.position)
    kind = TIMESTAMP if type_of(value).name == "timestamp" else TIMESTAMPTZ
    today = _call("current_date", resolve_call("current_date", []))
    arguments = [coerce(today, kind, context="explicit"), coerce(value, kind)]
    return _call("age", resolve_call("age", arguments, position=syntax.position))


_SPECIAL = {
    "age": _age,
    "array": _array_subquery,
    "row": _row,
    "grouping": _grouping,
    "pg_typeof": _typeof,
}
