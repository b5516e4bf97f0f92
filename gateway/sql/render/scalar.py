"""Bound scalars as DuckDB SQL.

    ScalarRenderer(query).render(node)      any scalar
    … .sort_key(node), .group_key(node)     what ORDER BY and GROUP BY compare
    … .ordered(order)                       the list of an ORDER BY

`query` turns a bound query inside an expression into SQL: the caller knows the relations.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Final, cast

from sqlglot import exp

from connectors.tree import (
    Aggregate,
    Call,
    Constant,
    Parameter,
    Quantified,
    is_implicit,
    type_of,
)
from connectors.types import BOOL, Type
from gateway.errors import SqlError, unsupported
from gateway.sql.functions.comparison import comparable
from gateway.sql.functions.registry import REGISTRY, Function, Rendered
from gateway.sql.functions.shaped import gathered, is_shaped, shaped_form
from gateway.sql.render.casts import render_cast
from gateway.sql.render.constants import render_constant
from gateway.sql.render.forms import key, orderable, quote
from gateway.sql.render.texts import safe
from gateway.sql.render.windows import over

QueryRenderer = Callable[[exp.Expression], str]


class ScalarRenderer:
    """Renders scalars; `query` renders the bound query of a sub-select."""

    def __init__(self, query: QueryRenderer) -> None:
        self._query = query
        self._subselects = 0

    def render(self, node: exp.Expression) -> str:
        """DuckDB SQL of the physical form of `type_of(node)`. Raises 0A000."""
        for kind, rule in _RULES.items():
            if isinstance(node, kind):
                return rule(self, node)
        raise unsupported(f"{type(node).__name__} in an expression")

    def safe(self, node: exp.Expression) -> str:
        """The same, to be placed anywhere: in parentheses unless it is one unit."""
        return safe(self.render(node))

    def group_key(self, node: exp.Expression) -> str:
        """What groups, DISTINCT and joins compare; the value itself where that is enough."""
        return key(self.safe(node), type_of(node))

    def sort_key(self, node: exp.Expression) -> str:
        """What ORDER BY compares. Raises 0A000 for a type whose order is not ours to know."""
        if not orderable(type_of(node)):
            raise unsupported(f"ordering values of type {type_of(node)} in the gateway")
        return key(self.safe(node), type_of(node))

    def ordered(self, order: exp.Expression | None) -> str:
        """The comma-separated keys of an `exp.Order`; "" for None."""
        if order is None:
            return ""
        # DuckDB takes no constants for keys; they order nothing.
        keys = [item for item in order.expressions if not isinstance(item.this, Constant)]
        return ", ".join(map(self._ordered, keys))

    def _ordered(self, item: exp.Expression) -> str:
        direction = "DESC" if item.args.get("desc") else "ASC"
        nulls = "FIRST" if item.args.get("nulls_first") else "LAST"
        return f"{self.sort_key(item.this)} {direction} NULLS {nulls}"

    # Leaves

    def _constant(self, node: exp.Expression) -> str:
        assert isinstance(node, Constant)
        return render_constant(node.value, type_of(node))

    def _parameter(self, node: exp.Expression) -> str:
        assert isinstance(node, Parameter)
        raise SqlError("42P02", f"there is no value for parameter ${node.number}")

    def _column(self, node: exp.Expression) -> str:
        assert isinstance(node, exp.Column)
        table = node.args.get("table")
        name = quote(node.name)
        return f"{quote(table.name)}.{name}" if table is not None else name

    # Logic

    def _and(self, node: exp.Expression) -> str:
        return f"({self.safe(node.this)} AND {self.safe(node.args['expression'])})"

    def _or(self, node: exp.Expression) -> str:
        return f"({self.safe(node.this)} OR {self.safe(node.args['expression'])})"

    def _not(self, node: exp.Expression) -> str:
        return f"(NOT {self.safe(node.this)})"

    def _case(self, node: exp.Expression) -> str:
        branches = "".join(
            f" WHEN {self.render(branch.this)} THEN {self.render(branch.args['true'])}"
            for branch in node.args["ifs"]
        )
        default = node.args.get("default")
        otherwise = f" ELSE {self.render(default)}" if default is not None else ""
        return f"CASE{branches}{otherwise} END"

    # Calls

    def _cast(self, node: exp.Expression) -> str:
        value = self.safe(node.this)
        return render_cast(value, type_of(node.this), type_of(node), not is_implicit(node))

    def _call(self, node: exp.Expression, tail: str = "") -> str:
        assert isinstance(node, Call)
        if node.function == "array_subquery":
            return self._array_of_rows(node)
        if node.function == "grouping":
            return f"GROUPING({', '.join(map(self.group_key, node.arguments))})"
        return self._apply(_function(node, node.function, len(node.arguments)), node, tail=tail)

    def _array_of_rows(self, node: Call) -> str:
        """ARRAY(query), of arrays one with a dimension more."""
        rows, type_ = f"ARRAY({self._query(node.arguments[0].this)})", type_of(node)
        inner = node.meta.get("rows")
        return gathered(rows, inner) if type_.shaped and isinstance(inner, Type) else rows

    def _aggregate(self, node: exp.Expression, tail: str = "") -> str:
        assert isinstance(node, Aggregate)
        condition = node.args.get("filter")
        filtered = f" FILTER (WHERE {self.render(condition)})" if condition is not None else ""
        order = node.args.get("order")
        keys = self.ordered(order)
        return self._apply(
            _function(node, node.function, len(node.arguments)),
            node,
            distinct="DISTINCT " if node.args.get("distinct") else "",
            order=f" ORDER BY {keys}" if keys else "",
            tail=filtered + tail,
            ordered=tuple(self.safe(key.this) for key in order.expressions) if order else (),
        )

    def _window(self, node: exp.Expression) -> str:
        tail = over(self, node)
        if isinstance(node.this, Aggregate):
            return self._aggregate(node.this, tail)
        return self._call(node.this, tail)

    def _apply(
        self,
        function: Function,
        node: exp.Expression,
        *,
        distinct: str = "",
        order: str = "",
        tail: str = "",
        ordered: tuple[str, ...] = (),
    ) -> str:
        arguments: Sequence[exp.Expression] = node.args.get("expressions") or []
        return self.apply(
            function,
            Rendered(
                tuple(self.safe(argument) for argument in arguments),
                tuple(type_of(argument) for argument in arguments),
                type_of(node),
                node,
                distinct,
                order,
                tail,
                ordered,
            ),
        )

    def apply(self, function: Function, call: Rendered) -> str:
        """The engine form of a call over rendered arguments; 0A000 for a refused function."""
        if is_shaped(call):
            function = shaped_form(function)
        if function.engine is None:
            what = function.refusal or f"{function.name}({', '.join(function.arguments)})"
            raise unsupported(what)
        if callable(function.engine):
            return function.engine(call)
        return function.engine.format(
            *call.arguments, distinct=call.distinct, order=call.order, tail=call.tail
        )

    # Rows and sub-selects

    def _tuple(self, node: exp.Expression) -> str:
        names = [name.lower() for name, _ in type_of(node).fields]
        if len(set(names)) < len(names):
            raise unsupported("a row with two columns of one name")
        fields = zip(type_of(node).fields, node.expressions, strict=False)
        items = ", ".join(f"{quote(name)}: {self.render(item)}" for (name, _), item in fields)
        return (
            "{" + items + "}" if items else f"row({', '.join(map(self.render, node.expressions))})"
        )

    def _dot(self, node: exp.Expression) -> str:
        return f"struct_extract({self.render(node.this)}, '{node.args['expression'].name}')"

    def _subquery(self, node: exp.Expression) -> str:
        return f"({self._query(node.this)})"

    def _exists(self, node: exp.Expression) -> str:
        inner = node.this.this if isinstance(node.this, exp.Subquery) else node.this
        return f"EXISTS ({self._query(inner)})"

    def _in(self, node: exp.Expression) -> str:
        query = node.args.get("query")
        if query is None:
            items = ", ".join(self.group_key(item) for item in node.expressions)
            return f"({self.group_key(node.this)} IN ({items}))"
        inner = query.this if isinstance(query, exp.Subquery) else query
        if isinstance(node.this, exp.Tuple):
            return self._row_in(node.this.expressions, inner)
        value, alias = self.safe(node.this), self._alias()
        read = f'{alias}."$0"'
        compared, output = self._forms(node.this, read, _query_type(inner))
        if (compared, output) == (value, read):
            return f"({value} IN ({self._query(inner)}))"
        return f'({compared} IN (SELECT {output} FROM ({self._query(inner)}) AS {alias}("$0")))'

    def _forms(self, node: exp.Expression, other: str, type_: Type | None) -> tuple[str, str]:
        """A value and another of that type, in forms that DuckDB compares as PostgreSQL does."""
        types = (type_of(node), type_ or type_of(node))
        return comparable(Rendered((self.safe(node), other), types, BOOL, node))

    def _row_in(self, values: Sequence[exp.Expression], query: exp.Expression) -> str:
        """A row IN a query: true on a match, else NULL when some comparison was, else false.

        DuckDB compares structs, where NULL equals NULL.
        """
        alias = self._alias()
        names = [f"${n}" for n in range(len(values))]
        outputs = cast("list[exp.Expression]", cast(exp.Query, query).selects)
        types = [type_of(output) for output in outputs]
        match = " AND ".join(
            " = ".join(self._forms(value, f"{alias}.{quote(name)}", type_))
            for value, name, type_ in zip(values, names, types, strict=True)
        )
        columns = ", ".join(map(quote, names))
        return (
            f"(SELECT CASE WHEN bool_or({match}) THEN TRUE"
            f" WHEN count(*) > count({match}) THEN NULL ELSE FALSE END"
            f" FROM ({self._query(query)}) AS {alias}({columns}))"
        )

    def _quantified(self, node: exp.Expression) -> str:
        assert isinstance(node, Quantified)
        every = bool(node.args.get("all"))
        query = node.args.get("query")
        left = self.safe(node.this)
        if query is None:
            array = node.args["array"]
            element = type_of(array).element or type_of(node.this)
            items = f"({self.render(array)}).items" if type_of(array).shaped else self.render(array)
            if node.this.find(exp.Query) is None:
                return self._over_list(node, items, left, element, every)
            # DuckDB takes no sub-select inside a lambda: it is a field of what one looks at.
            inside = self._over_list(node, "_w_.y", "_w_.x", element, every)
            return f"list_transform([{{'x': {left}, 'y': {items}}}], lambda _w_: {inside})[1]"
        inner = query.this if isinstance(query, exp.Subquery) else query
        # The right operand's type is the left's except for operators on mixed types.
        element = node.meta.get("element") or _query_type(inner) or type_of(node.this)
        alias = self._alias()
        comparison = self._comparison(node, left, f'{alias}."$0"', element)
        wanted, other = ("FALSE", "TRUE") if every else ("TRUE", "FALSE")
        decisive = f"NOT ({comparison})" if every else comparison
        return (
            f"(SELECT CASE WHEN bool_or({decisive}) THEN {wanted}"
            f" WHEN count(*) > count({comparison}) THEN NULL ELSE {other} END"
            f' FROM ({self._query(inner)}) AS {alias}("$0"))'
        )

    def _over_list(
        self, node: exp.Expression, items: str, left: str, element: Type, every: bool
    ) -> str:
        comparison = self._comparison(node, left, "_q_", element)
        wanted, other = ("FALSE", "TRUE") if every else ("TRUE", "FALSE")
        return (
            f"list_transform([list_transform({items}, lambda _q_: {comparison})], lambda _m_:"
            f" CASE WHEN _m_ IS NULL THEN NULL WHEN list_contains(_m_, {wanted}) THEN {wanted}"
            f" WHEN len(_m_) > list_count(_m_) THEN NULL ELSE {other} END)[1]"
        )

    def _comparison(self, node: exp.Expression, left: str, right: str, element: Type) -> str:
        function = _function(node, str(node.args["op"]), 2)
        types = (type_of(node.this), element)
        return self.apply(function, Rendered((left, right), types, BOOL, node))

    def _alias(self) -> str:
        self._subselects += 1
        return quote(f"in${self._subselects}")


def _function(node: exp.Expression, name: str, count: int) -> Function:
    """The signature the binder chose; the only one of that name where it had no choice."""
    chosen = node.meta.get("function")
    if isinstance(chosen, Function):
        return chosen
    named = REGISTRY.named(name)
    fitting = [f for f in named if len(f.arguments) == count or f.variadic] or list(named)
    if not fitting:
        raise unsupported(f'function "{name}"')
    return fitting[0]


def _query_type(query: exp.Expression) -> Type | None:
    if isinstance(query, exp.Query) and query.selects:
        return type_of(cast(exp.Expression, query.selects[0]))
    return None


_RULES: Final[dict[type[exp.Expr], Callable[[ScalarRenderer, exp.Expression], str]]] = {
    exp.Column: ScalarRenderer._column,
    Constant: ScalarRenderer._constant,
    Call: ScalarRenderer._call,
    exp.Cast: ScalarRenderer._cast,
    exp.And: ScalarRenderer._and,
    exp.Or: ScalarRenderer._or,
    exp.Not: ScalarRenderer._not,
    exp.Case: ScalarRenderer._case,
    Aggregate: ScalarRenderer._aggregate,
    exp.Window: ScalarRenderer._window,
    exp.In: ScalarRenderer._in,
    exp.Exists: ScalarRenderer._exists,
    Quantified: ScalarRenderer._quantified,
    exp.Subquery: ScalarRenderer._subquery,
    exp.Tuple: ScalarRenderer._tuple,
    exp.Dot: ScalarRenderer._dot,
    Parameter: ScalarRenderer._parameter,
    exp.Paren: lambda self, node: self.render(node.this),
    exp.Alias: lambda self, node: self.render(node.this),
}
