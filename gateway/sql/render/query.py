"""Bound queries as DuckDB SQL: structure only, scalars are `scalar.ScalarRenderer`'s.

Relations must be gone by now: a FROM item is a scan (`meta["scan"]` names its input), a CTE, a
derived table, VALUES or a table function. Every identifier is quoted.
"""

from __future__ import annotations

from collections.abc import Sequence

from sqlglot import exp

from connectors.tree import Aggregate, TableFunction, lateral_of, type_of
from connectors.types import Type
from gateway.errors import unsupported
from gateway.sql.render.forms import key, quote
from gateway.sql.render.scalar import ScalarRenderer

_SET_WORDS: dict[type[exp.Expr], str] = {
    exp.Union: "UNION",
    exp.Intersect: "INTERSECT",
    exp.Except: "EXCEPT",
}


def render_query(query: exp.Expr) -> str:
    """DuckDB SQL of a bound query. Raises SqlError 0A000 for what DuckDB cannot do exactly."""
    return _QueryRenderer().query(query)


class _GroupedScalars(ScalarRenderer):
    """Scalars of a grouped select: a key that groups by its sort key shows one of its values."""

    def __init__(self, renderer: _QueryRenderer, keyed: Sequence[exp.Expression]) -> None:
        super().__init__(renderer.query)
        self._ungrouped = ScalarRenderer(renderer.query)
        self._keyed = set(keyed)

    def render(self, node: exp.Expression) -> str:
        """As the base; inside aggregates keys are ordinary values."""
        if isinstance(node, Aggregate):
            return self._ungrouped.render(node)
        if node in self._keyed:
            return f"any_value({super().render(node)})"
        return super().render(node)


class _QueryRenderer:
    def __init__(self) -> None:
        self._plain = ScalarRenderer(self.query)

    def query(self, node: exp.Expr) -> str:
        """A query with its WITH, ORDER BY and LIMIT."""
        while isinstance(node, exp.Subquery):
            node = node.this
        with_ = self._with(node.args.get("with_"))
        match node:
            case exp.Select():
                body = self._select(node)
            case exp.SetOperation():
                body = self._set_operation(node)
            case _:
                raise unsupported(f"{type(node).__name__} as a query")
        return f"{with_}{body}{self._limits(node)}"

    def _with(self, with_: exp.Expression | None) -> str:
        if with_ is None:
            return ""
        recursive = "RECURSIVE " if with_.args.get("recursive") else ""
        parts = []
        for cte in with_.expressions:
            table_alias = cte.args["alias"]
            columns = ", ".join(quote(c.name) for c in table_alias.columns)
            own = _is_recursive(cte)
            keep = "" if own else "MATERIALIZED "
            parts.append(f"{quote(table_alias.name)}({columns}) AS {keep}({self.query(cte.this)})")
        return f"WITH {recursive}{', '.join(parts)} "

    def _select(self, node: exp.Select) -> str:
        group = node.args.get("group")
        scalars = self._scalars(group)
        parts = [f"SELECT {self._distinct(node, scalars)}"]
        parts.append(", ".join(self._output(item, scalars) for item in node.expressions))
        from_ = node.args.get("from_")
        if from_ is not None:
            parts.append(f" FROM {self._item(from_.this)}")
            parts.extend(self._join(join) for join in node.args.get("joins") or [])
        where = node.args.get("where")
        if where is not None:
            parts.append(f" WHERE {self._plain.render(where.this)}")
        if group is not None:
            parts.append(self._group(group))
        having = node.args.get("having")
        if having is not None:
            parts.append(f" HAVING {scalars.render(having.this)}")
        order = node.args.get("order")
        if order is not None:
            parts.append(f" ORDER BY {scalars.ordered(order)}")
        return "".join(parts)

    def _scalars(self, group: exp.Expression | None) -> ScalarRenderer:
        keys = group.expressions if group is not None else []
        keyed = [k for k in keys if self._plain.group_key(k) != self._plain.safe(k)]
        if not keyed:
            return self._plain
        if group is not None and group.args.get("grouping_sets"):
            raise unsupported("grouping sets over values compared by a key of their own")
        return _GroupedScalars(self, keyed)

    def _output(self, item: exp.Expression, scalars: ScalarRenderer) -> str:
        return f"{scalars.render(item.this)} AS {quote(item.alias)}"

    def _distinct(self, node: exp.Select, scalars: ScalarRenderer) -> str:
        distinct = node.args.get("distinct")
        if distinct is None:
            return ""
        on = distinct.args.get("on")
        if on is not None:
            keys = [scalars.group_key(_behind(k, node.expressions)) for k in on.expressions]
            return f"DISTINCT ON ({', '.join(keys)}) "
        outputs = [item.this for item in node.expressions]
        keys = [scalars.group_key(item) for item in outputs]
        if keys == [scalars.safe(item) for item in outputs]:
            return "DISTINCT "
        return f"DISTINCT ON ({', '.join(keys)}) "

    def _group(self, group: exp.Expression) -> str:
        sets = group.args.get("grouping_sets")
        if sets is not None:
            rendered = [self._grouping_set(item) for item in sets]
            return f" GROUP BY GROUPING SETS ({', '.join(rendered)})"
        return f" GROUP BY {', '.join(self._plain.group_key(k) for k in group.expressions)}"

    def _grouping_set(self, item: exp.Expression) -> str:
        return f"({', '.join(self._plain.safe(k) for k in item.expressions)})"

    def _join(self, join: exp.Join) -> str:
        side, on = join.args.get("side") or "", join.args.get("on")
        lateral = "LATERAL " if lateral_of(join.this) else ""
        item = self._item(join.this)
        if on is None:
            return f" CROSS JOIN {lateral}{item}"
        word = f"{side} JOIN" if side else "JOIN"
        return f" {word} {lateral}{item} ON {self._plain.render(on)}"

    def _item(self, node: exp.Expression) -> str:
        match node:
            case exp.Table():
                name = node.meta.get("scan") or node.name
                return f"{quote(name)} AS {quote(node.alias)}"
            case exp.Subquery():
                return f"({self.query(node.this)}) AS {quote(node.alias)}"
            case exp.Values():
                return self._values(node)
            case TableFunction():
                return self._table_function(node)
        raise unsupported(f"{type(node).__name__} in FROM")

    def _values(self, node: exp.Values) -> str:
        rows = [
            f"({', '.join(self._plain.render(item) for item in row.expressions)})"
            for row in node.expressions
        ]
        return f"(VALUES {', '.join(rows)}) AS {_table_alias(node)}"

    def _table_function(self, node: TableFunction) -> str:
        """Each function is a list; `unnest` in one select runs them in lockstep, as ROWS FROM."""
        names = iter(c.name for c in node.args["alias"].columns)
        outputs: list[str] = []
        lists = [self._plain.safe(call) for call in node.expressions]
        for call, rows in zip(node.expressions, lists, strict=True):
            outputs.extend(_unnested(rows, type_of(call), names))
        if node.args.get("ordinality"):
            longest = ", ".join(f"coalesce(len({rows}), 0)" for rows in lists)
            outputs.append(f"unnest(range(1, greatest({longest}) + 1)) AS {quote(next(names))}")
        return f"(SELECT {', '.join(outputs)}) AS {quote(node.alias)}"

    def _set_operation(self, node: exp.SetOperation) -> str:
        word, distinct = _SET_WORDS[type(node)], bool(node.args.get("distinct"))
        left, right = self._operand(node.this), self._operand(node.expression)
        types = [type_of(item) for item in _outputs(node)]
        keyed = any(key("x", type_) != "x" for type_ in types)
        if not (distinct and keyed):
            every = "" if distinct else " ALL"
            body = f"{left} {word}{every} {right}"
        elif isinstance(node, exp.Union):
            names = [quote(item.alias) for item in _outputs(node)]
            keys = [key(name, type_) for name, type_ in zip(names, types, strict=True)]
            body = f"SELECT DISTINCT ON ({', '.join(keys)}) * FROM ({left} UNION ALL {right}) AS u"
        else:
            raise unsupported(f"{word} of values compared by a key of their own")
        order = node.args.get("order")
        if order is None:
            return body
        return f"SELECT * FROM ({body}) AS s ORDER BY {self._plain.ordered(order)}"

    def _operand(self, node: exp.Expression) -> str:
        return f"({self.query(node)})"

    def _limits(self, node: exp.Expression) -> str:
        parts = []
        for name, word in (("limit", "LIMIT"), ("offset", "OFFSET")):
            clause = node.args.get(name)
            if clause is not None:
                parts.append(f" {word} {self._plain.safe(clause.expression)}")
        return "".join(parts)


def _behind(node: exp.Expression, outputs: Sequence[exp.Expression]) -> exp.Expression:
    """The expression of the output that a key without table refers to."""
    if isinstance(node, exp.Column) and not node.table:
        return next((o.this for o in outputs if o.alias == node.name), node)
    return node


def _outputs(node: exp.Expression) -> list[exp.Expression]:
    while isinstance(node, (exp.SetOperation, exp.Subquery)):
        node = node.this
    return list(node.expressions)


def _unnested(rows: str, type_: Type, names: object) -> list[str]:
    """The output columns of one function: a record's fields, or the value itself."""
    assert hasattr(names, "__next__")
    if type_.name != "record":
        return [f"unnest({rows}) AS {quote(next(names))}"]
    return [
        f"unnest(list_transform({rows}, lambda r: r.{quote(field)})) AS {quote(next(names))}"
        for field, _ in type_.fields
    ]


def _table_alias(node: exp.Expression) -> str:
    table_alias = node.args["alias"]
    columns = ", ".join(quote(c.name) for c in table_alias.columns)
    return f"{quote(table_alias.name)}({columns})"


def _is_recursive(cte: exp.Expression) -> bool:
    name = cte.args["alias"].name
    return any(
        table.name == name and not table.args.get("db") for table in cte.this.find_all(exp.Table)
    )
