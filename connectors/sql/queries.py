"""Printing queries: SELECT, set operations, WITH, FROM items; the renderer a dialect subclasses."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial
from typing import ClassVar

from sqlglot import exp

from connectors.api import Fragment
from connectors.sql.scalars import ScalarRenderer, Unprintable, unwrapped
from connectors.tree import Call, Constant, TableFunction, lateral_of, type_of
from connectors.types import Type

SET_OPERATIONS = {exp.Union: "UNION", exp.Intersect: "INTERSECT", exp.Except: "EXCEPT"}
WRAPPER = "unsilo"
"""Alias of the derived table that carries the conversions around a DISTINCT or a set operation."""


Output = tuple[Callable[[], str], Type]
"""An outermost output: what prints it as an operand, and its type."""


@dataclass(frozen=True, slots=True)
class Statement:
    """SQL text and, in the order of their placeholders' numbers, the values bound to it."""

    text: str
    values: tuple[Constant, ...] = ()


class Renderer(ScalarRenderer):
    """Prints one bound query in one dialect."""

    DERIVED_ORDER_SURVIVES: ClassVar[bool] = False
    """Whether rows of an ordered derived table stay in order through a plain select over it."""

    # -- what a dialect may change ----------------------------------------------------------

    def output(self, text: str, type_: Type) -> str:
        """Convert an outermost output (`text`, an operand) to the form its value travels in.

        `text` unchanged means that the value travels as it is.
        """
        return text

    def converts(self, type_: Type) -> bool:
        """Whether values of `type_` travel in another form than their own."""
        return self.output("x", type_) != "x"

    def extra_outputs(self, items: Sequence[Output]) -> list[str]:
        """Expressions to append to the outermost outputs `items`.

        For checks that the reader of the rows makes; also what to select when there is no output.
        """
        return [] if items else ["NULL"]

    def condition(self, node: exp.Expression) -> str:
        """A WHERE or ON: what counts is only for which rows it is true."""
        return self.scalar(node)

    def table(self, node: exp.Table) -> str:
        """A relation of the source or the name of a CTE, without alias."""
        if not node.db:
            return self.identifier(node.name)
        return f"{self.identifier(node.db)}.{self.identifier(node.name)}"

    def values_item(self, node: exp.Values) -> str:
        """A VALUES list in FROM, without alias."""
        return f"(VALUES {', '.join(self.scalar(row) for row in node.expressions)})"

    def table_function(self, node: TableFunction) -> str:
        """A set-returning function in FROM, without alias."""
        calls = [self.table_call(call) for call in node.expressions]
        text = calls[0] if len(calls) == 1 else f"ROWS FROM ({', '.join(calls)})"
        return f"{text} WITH ORDINALITY" if node.args.get("ordinality") else text

    def table_call(self, node: Call) -> str:
        """The call of a set-returning function in FROM."""
        return self.scalar(node)

    def limit(self, node: exp.Expression) -> str:
        """LIMIT, OFFSET and FETCH of a query, with a leading space, or nothing."""
        parts = []
        limit, offset = node.args.get("limit"), node.args.get("offset")
        if isinstance(limit, exp.Limit):
            parts.append(f"LIMIT {self.count(limit.expression)}")
        if offset is not None:
            parts.append(f"OFFSET {self.count(offset.expression)}")
        if isinstance(limit, exp.Fetch):
            parts.append(f"FETCH FIRST {self.count(limit.args['count'])} ROWS WITH TIES")
        return "".join(f" {part}" for part in parts)

    def count(self, node: exp.Expression) -> str:
        """The number in LIMIT or OFFSET."""
        if isinstance(node, Constant) and isinstance(node.value, int):
            return str(node.value)
        raise Unprintable("the count of a LIMIT is a constant number")

    # -- entry points -----------------------------------------------------------------------

    def fragment(self, fragment: Fragment) -> Statement:
        """The statement that a scan of `fragment` runs: its query, outputs converted."""
        query = fragment.query
        types = [column.type for column in fragment.columns]
        if isinstance(query, exp.SetOperation) and not self._changed(types):
            text = self.query(query)
        elif isinstance(query, exp.Select) and query.args.get("distinct") is None:
            text = self.select(query, types)
        else:
            text = self._wrapped(query, fragment)
        return Statement(text, tuple(self.values))

    def query(self, node: exp.Expr) -> str:
        """A whole query expression."""
        match node:
            case exp.Select():
                return self.select(node)
            case exp.SetOperation():
                return self.set_operation(node)
            case exp.Subquery() if not node.alias:
                return self.query(node.this)
        raise Unprintable(f"{type(node).__name__} is not a bound query")

    def subquery(self, node: exp.Expr) -> str:
        """A query in parentheses."""
        return f"({self.query(node)})"

    # -- select -----------------------------------------------------------------------------

    def select(self, node: exp.Select, outputs: list[Type] | None = None) -> str:
        """A SELECT; with `outputs` (the types of an outermost one) each output is converted.

        ORDER BY names no output but repeats its expression: it must see the unconverted value.
        """
        types: Sequence[Type | None] = outputs or [None] * len(node.expressions)
        items = [
            f"{self._item(item.this, type_)} AS {self.identifier(item.alias)}"
            for item, type_ in zip(node.expressions, types, strict=True)
        ]
        if outputs is not None:
            printers = [partial(self.operand, item.this) for item in node.expressions]
            items += self.extra_outputs(list(zip(printers, outputs, strict=True)))
        parts = [f"{self.with_(node)}SELECT{self.distinct(node)} {', '.join(items)}"]
        if node.args.get("from_") is not None:
            parts.append(f"FROM {self.from_items(node)}")
        if node.args.get("where") is not None:
            parts.append(f"WHERE {self.condition(node.args['where'].this)}")
        if node.args.get("group") is not None:
            parts.append(self.group(node.args["group"]))
        if node.args.get("having") is not None:
            parts.append(f"HAVING {self.scalar(node.args['having'].this)}")
        if node.args.get("order") is not None:
            parts.append(self.order(named(node.args["order"], node)))
        return " ".join(parts) + self.limit(node)

    def _item(self, node: exp.Expression, type_: Type | None) -> str:
        if type_ is None or not self.converts(type_):
            return self.scalar(node)
        return self.output(self.operand(node), type_)

    def _changed(self, types: list[Type]) -> bool:
        """Whether the outermost select needs more than the query's own outputs."""
        printers: list[Output] = [(partial(str, "x"), type_) for type_ in types]
        return any(map(self.converts, types)) or bool(self.extra_outputs(printers))

    def distinct(self, node: exp.Select) -> str:
        """DISTINCT [ON (…)] with a leading space, or nothing."""
        distinct = node.args.get("distinct")
        if distinct is None:
            return ""
        on = distinct.args.get("on")
        return f" DISTINCT ON ({', '.join(map(self.key, on.expressions))})" if on else " DISTINCT"

    def group(self, node: exp.Expression) -> str:
        """GROUP BY, with grouping sets when there are any."""
        sets = node.args.get("grouping_sets")
        if sets:
            texts = [f"({', '.join(map(self.key, item.expressions))})" for item in sets]
            return f"GROUP BY GROUPING SETS ({', '.join(texts)})"
        keys = ", ".join(map(self.key, node.expressions))
        return f"GROUP BY {keys or '()'}"

    def with_(self, node: exp.Expression) -> str:
        """WITH [RECURSIVE] … and a space, or nothing."""
        with_ = node.args.get("with_")
        if with_ is None:
            return ""
        word = "WITH RECURSIVE" if with_.args.get("recursive") else "WITH"
        return f"{word} {', '.join(self.cte(cte) for cte in with_.expressions)} "

    def cte(self, node: exp.Expression) -> str:
        """One common table expression."""
        return f"{self.alias(node.args['alias'])} AS {self.subquery(node.this)}"

    # -- from -------------------------------------------------------------------------------

    def from_items(self, node: exp.Select) -> str:
        """The FROM item and the joins."""
        text = self.item(node.args["from_"].this)
        for join in node.args.get("joins") or ():
            text += f" {self.join(join)}"
        return text

    def join(self, node: exp.Join) -> str:
        """One join: `[LEFT|RIGHT|FULL|CROSS] JOIN item [ON …]`."""
        side, on = node.side.upper(), node.args.get("on")
        if on is None:
            return f"CROSS JOIN {self.item(node.this)}"
        word = f"{side} JOIN" if side else "JOIN"
        return f"{word} {self.item(node.this)} ON {self.condition(on)}"

    def item(self, node: exp.Expression) -> str:
        """A FROM item with its alias."""
        lateral = "LATERAL " if lateral_of(node) else ""
        match node:
            case exp.Table():
                text = self.table(node)
            case exp.Subquery():
                text = lateral + self.subquery(node.this)
            case exp.Values():
                text = self.values_item(node)
            case TableFunction():
                text = lateral + self.table_function(node)
            case _:
                raise Unprintable(f"{type(node).__name__} is not a bound FROM item")
        alias = node.args.get("alias")
        return f"{text} AS {self.alias(alias)}" if alias is not None else text

    def alias(self, node: exp.Expression) -> str:
        """An alias, with column names where it lists them."""
        columns = node.args.get("columns") or ()
        names = f" ({', '.join(self.identifier(c.name) for c in columns)})" if columns else ""
        return self.identifier(node.name) + names

    # -- set operations ---------------------------------------------------------------------

    def set_operation(self, node: exp.SetOperation) -> str:
        """UNION, INTERSECT or EXCEPT [ALL] with its ORDER BY and LIMIT."""
        word = SET_OPERATIONS[type(node)]
        word = word if node.args.get("distinct") else f"{word} ALL"
        text = f"{self.with_(node)}{self._arm(node.this)} {word} {self._arm(node.expression)}"
        if node.args.get("order") is not None:
            text += f" {self.order(node.args['order'])}"
        return text + self.limit(node)

    def _arm(self, node: exp.Expression) -> str:
        node = unwrapped(node)
        clauses = ("with_", "order", "limit", "offset")
        if isinstance(node, exp.Select) and not any(node.args.get(c) for c in clauses):
            return self.select(node)
        return self.subquery(node)

    # -- conversion around a query that compares whole rows -----------------------------------

    def _wrapped(self, query: exp.Query, fragment: Fragment) -> str:
        """Conversions in a select around `query`, which compares its outputs unconverted.

        The order is repeated outside where it is one of outputs; LIMIT stays inside with its own.
        """
        wrapper = self.identifier(WRAPPER)
        columns = [f"{wrapper}.{self.identifier(c.name)}" for c in fragment.columns]
        items = [
            f"{self.output(text, column.type)} AS {self.identifier(column.name)}"
            for text, column in zip(columns, fragment.columns, strict=True)
        ]
        types = [column.type for column in fragment.columns]
        printers = [partial(str, text) for text in columns]
        items += self.extra_outputs(list(zip(printers, types, strict=True)))
        inner = f"{self.subquery(query)} AS {wrapper}"
        text = f"SELECT {', '.join(items)} FROM {inner}"
        order = query.args.get("order")
        outside = self._outside(order, query) if order is not None else None
        return f"{text} {self.order(outside)}" if outside is not None else text

    def _outside(self, order: exp.Expression, query: exp.Query) -> exp.Expression | None:
        """`order` over the wrapper's columns; None when the order inside is enough.

        Plain DISTINCT requires its keys to be outputs; those of DISTINCT ON may be others.
        """
        outputs = {item.this: item.alias for item in query.selects}
        copy = order.copy()
        for key in copy.expressions:
            name = key.this.name if _is_output(key.this) else outputs.get(key.this)
            if name is None and self.DERIVED_ORDER_SURVIVES:
                return None
            if name is None:
                raise Unprintable("a sort key of a DISTINCT query is not one of its outputs")
            column = exp.column(name, table=WRAPPER)
            column.meta.update(key.this.meta)
            key.set("this", column)
        return copy


def named(order: exp.Expression, select: exp.Select) -> exp.Expression:
    """`order` with output names of `select` replaced by the expressions they stand for."""
    names = {item.alias.lower(): item.this for item in select.expressions}
    if not any(_is_output(key.this) for key in order.expressions):
        return order
    copy = order.copy()
    for key in copy.expressions:
        if _is_output(key.this) and key.this.name.lower() in names:
            key.set("this", names[key.this.name.lower()].copy())
    return copy


def _is_output(node: exp.Expression) -> bool:
    return isinstance(node, exp.Column) and not node.table


def output_types(query: exp.Expr) -> list[Type]:
    """The types of a bound query's outputs, in order."""
    node = unwrapped(query)
    while isinstance(node, exp.SetOperation):
        node = unwrapped(node.this)
    return [type_of(item.this) for item in node.expressions]
