"""Bound queries as DuckDB SQL: structure only, scalars are `scalar.ScalarRenderer`'s.

Relations must be gone by now: a FROM item is a scan (`meta["scan"]` names its input), a CTE, a
derived table, VALUES or a table function. Every identifier is quoted.
"""

from __future__ import annotations

from collections.abc import Sequence

from sqlglot import exp

from connectors.tree import Aggregate, Constant, TableFunction, lateral_of, type_of, typed
from connectors.types import Type
from gateway.errors import unsupported
from gateway.sql.render.aliases import told_apart
from gateway.sql.render.constants import raising
from gateway.sql.render.forms import key, needs_key, quote
from gateway.sql.render.scalar import ScalarRenderer

_SET_WORDS: dict[type[exp.Expr], str] = {
    exp.Union: "UNION",
    exp.Intersect: "INTERSECT",
    exp.Except: "EXCEPT",
}


def render_query(query: exp.Expr) -> str:
    """DuckDB SQL of a bound query. Raises SqlError 0A000 for what DuckDB cannot do exactly."""
    return _QueryRenderer().query(told_apart(query))


class _GroupedScalars(ScalarRenderer):
    """Scalars of a grouped select: a key that groups by its sort key shows one of its values."""

    def __init__(
        self, renderer: _QueryRenderer, keyed: Sequence[exp.Expression], *, sets: bool
    ) -> None:
        super().__init__(renderer.query)
        self._ungrouped = ScalarRenderer(renderer.query)
        self._keyed = set(keyed)
        self._sets = sets

    def render(self, node: exp.Expression) -> str:
        """As the base; inside aggregates keys are ordinary values."""
        if isinstance(node, Aggregate):
            return self._ungrouped.render(node)
        if node in self._keyed:
            value = f"any_value({self._ungrouped.render(node)})"
            if not self._sets:
                return value
            return f"CASE WHEN GROUPING({self._key(node)}) = 0 THEN {value} END"
        return super().render(node)

    def group_key(self, node: exp.Expression) -> str:
        """As the base; a key as GROUP BY spells it."""
        return self._key(node) if node in self._keyed else super().group_key(node)

    def _key(self, node: exp.Expression) -> str:
        return key(self._ungrouped.safe(node), type_of(node))


class _QueryRenderer:
    def __init__(self) -> None:
        self._plain = ScalarRenderer(self.query)

    def query(self, node: exp.Expr) -> str:
        """A query with its WITH, ORDER BY and LIMIT."""
        while isinstance(node, exp.Subquery):
            node = node.this
        with_ = self._with(node.args.get("with_"))
        if isinstance(node, exp.Query) and isinstance(node.args.get("limit"), exp.Fetch):
            return f"{with_}{self._with_ties(node)}"
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
            condition = scalars.render(having.this)
            if "lambda " in condition:
                return self._filtered_outside(node, having.this)
            parts.append(f" HAVING {condition}")
        order = node.args.get("order")
        if order is None:
            return "".join(parts)
        if any(self._computes_with_output(item.this) for item in order.expressions):
            if not _sorts_inside(node, order):
                return self._sorted_outside(node, order)
            order = _with_outputs(order, node.expressions)
        keys = scalars.ordered(order)
        return f"{''.join(parts)} ORDER BY {keys}" if keys else "".join(parts)

    def _computes_with_output(self, node: exp.Expression) -> bool:
        """Whether a sort key is an output in another form.

        In a computed key DuckDB, as PostgreSQL, takes the name for a column of FROM first.
        """
        if not isinstance(node, exp.Column) or node.table:
            return False
        return self._plain.sort_key(node) != self._plain.safe(node)

    def _sorted_outside(self, node: exp.Select, order: exp.Expression) -> str:
        """The select, its rows sorted by a select around it."""
        plain, keys = _with_keys(node, order)
        names = ", ".join(quote(item.alias) for item in node.expressions)
        ordered = self._plain.ordered(_renamed(order, keys))
        return f"SELECT {names} FROM ({self.query(plain)}) AS s ORDER BY {ordered}"

    def _filtered_outside(self, node: exp.Select, condition: exp.Expression) -> str:
        """The select, its groups filtered by a select around it: no lambda works in HAVING."""
        distinct = node.args.get("distinct")
        if any(item.find(exp.Window) is not None for item in node.expressions):
            raise unsupported("a HAVING that needs a lambda beside a window function")
        keyed = any(needs_key(type_of(item)) for item in node.expressions)
        if distinct and (keyed or distinct.args.get("on")):
            raise unsupported("a HAVING that needs a lambda beside DISTINCT")
        names = ", ".join(quote(item.alias) for item in node.expressions)
        order = node.args.get("order")
        plain, keys = _with_keys(node, order) if order is not None else (node.copy(), [])
        for clause in ("having", "distinct", "limit", "offset", "with_"):
            plain.set(clause, None)
        plain.append("expressions", exp.Alias(this=condition.copy(), alias=_identifier("h$")))
        word = "DISTINCT " if distinct else ""
        text = f'SELECT {word}{names} FROM ({self.query(plain)}) AS s WHERE "h$"'
        if order is None:
            return text
        return f"{text} ORDER BY {self._plain.ordered(_renamed(order, keys))}"

    def _scalars(self, group: exp.Expression | None) -> ScalarRenderer:
        keys = group.expressions if group is not None else []
        keyed = [k for k in keys if self._plain.group_key(k) != self._plain.safe(k)]
        if not keyed:
            return self._plain
        sets = group is not None and bool(group.args.get("grouping_sets"))
        return _GroupedScalars(self, keyed, sets=sets)

    def _output(self, item: exp.Expression, scalars: ScalarRenderer) -> str:
        return f"{scalars.render(item.this)} AS {quote(item.alias)}"

    def _distinct(self, node: exp.Select, scalars: ScalarRenderer) -> str:
        distinct = node.args.get("distinct")
        if distinct is None:
            return ""
        on = distinct.args.get("on")
        if on is not None:
            keys = [_behind(key, node.expressions) for key in on.expressions]
            return self._distinct_on(keys, scalars)
        outputs = [item.this for item in node.expressions]
        if all(scalars.group_key(item) == scalars.safe(item) for item in outputs):
            return "DISTINCT "
        return self._distinct_on(outputs, scalars)

    def _distinct_on(self, nodes: Sequence[exp.Expression], scalars: ScalarRenderer) -> str:
        """Constants tell no rows apart, and DuckDB takes none."""
        keys = [scalars.group_key(node) for node in nodes if not isinstance(node, Constant)]
        return f"DISTINCT ON ({', '.join(keys) or 'row()'}) "

    def _group(self, group: exp.Expression) -> str:
        sets = group.args.get("grouping_sets")
        if sets is not None:
            rendered = [self._grouping_set(item) for item in sets]
            return f" GROUP BY GROUPING SETS ({', '.join(rendered)})"
        return f" GROUP BY {', '.join(self._plain.group_key(k) for k in group.expressions)}"

    def _grouping_set(self, item: exp.Expression) -> str:
        return f"({', '.join(map(self._plain.group_key, item.expressions))})"

    def _join(self, join: exp.Join) -> str:
        side, on = join.args.get("side") or "", join.args.get("on")
        lateral = "LATERAL " if lateral_of(join.this) else ""
        item = self._item(join.this)
        if on is None:
            return f" CROSS JOIN {lateral}{item}"
        word = f"{side} JOIN" if side else "JOIN"
        if lateral and on.find(exp.Query) is not None:
            # DuckDB takes no sub-selects in such an ON. The item's rows are filtered instead.
            filtered = f"(SELECT * FROM {item} WHERE {self._plain.render(on)})"
            return f" {word} LATERAL {filtered} AS {quote(join.this.alias)} ON TRUE"
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
        names = [quote(item.alias) for item in _outputs(node)]
        keys = [key(name, type_) for name, type_ in zip(names, types, strict=True)]
        if keys == names or (isinstance(node, exp.Union) and not distinct):
            every = "" if distinct else " ALL"
            body = f"{left} {word}{every} {right}"
        elif isinstance(node, exp.Union):
            body = _first_of_each(left, right, names, keys)
        else:
            body = self._keyed(node, (left, right), names, types)
        order = node.args.get("order")
        if order is None:
            return body
        return f"SELECT * FROM ({body}) AS s ORDER BY {self._plain.ordered(order)}"

    def _keyed(
        self, node: exp.SetOperation, sides: tuple[str, str], names: list[str], types: list[Type]
    ) -> str:
        """INTERSECT or EXCEPT of values that compare by a key: the left side's rows stay.

        With ALL the n-th of equal rows on the left is in if the right has (INTERSECT), or has not
        (EXCEPT), an n-th one.
        """
        partition = ", ".join(map(key, names, types))
        every = not node.args.get("distinct")
        number = f"row_number() OVER (PARTITION BY {partition})" if every else "1"
        left, right = (
            f'(SELECT *, {number} AS "n$" FROM {side} AS s({", ".join(names)}))' for side in sides
        )
        same = " AND ".join(
            f"{key(f'l.{name}', type_)} IS NOT DISTINCT FROM {key(f'r.{name}', type_)}"
            for name, type_ in zip(names, types, strict=True)
        )
        one = "" if every else f"DISTINCT ON ({partition}) "
        word = "ANTI"
        if isinstance(node, exp.Intersect):
            word, same = "SEMI", f"{same} AND {_alike(names)}"
        return (
            f"SELECT {one}{', '.join(names)} FROM {left} AS l {word} JOIN {right} AS r"
            f' ON l."n$" = r."n$" AND {same}'
        )

    def _operand(self, node: exp.Expression) -> str:
        return f"({self.query(node)})"

    def _with_ties(self, node: exp.Query) -> str:
        """The first rows, and those that ORDER BY cannot tell from the last of them."""
        order, offset = node.args["order"], node.args.get("offset")
        plain, keys = _with_keys(node, order)
        names = [quote(item.alias) for item in _outputs(node)]
        ordered = self._plain.ordered(_renamed(order, keys))
        inner = 'SELECT *, row_number() OVER w AS "n$", rank() OVER w AS "r$"'
        inner += f" FROM ({self.query(plain)}) AS s WINDOW w AS (ORDER BY {ordered})"
        skip = self._plain.render(offset.expression) if offset is not None else "0"
        last = f"{skip} + {self._plain.render(node.args['limit'].args['count'])}"
        return (
            f"SELECT {', '.join(names)} FROM ({inner}) AS f"
            f' WHERE "n$" > {skip} AND "r$" <= {last} ORDER BY "n$"'
        )

    def _limits(self, node: exp.Expression) -> str:
        parts = []
        for name, word in (("limit", "LIMIT"), ("offset", "OFFSET")):
            clause = node.args.get(name)
            if clause is not None:
                parts.append(f" {word} {self._count(clause.expression, word)}")
        return "".join(parts)

    def _count(self, node: exp.Expression, word: str) -> str:
        """A number of rows; what is computed must not be negative, and NULL is no limit."""
        text = self._plain.safe(node)
        if isinstance(node, Constant):
            return text
        state = "2201W" if word == "LIMIT" else "2201X"
        refused = raising(state, f"{word} must not be negative")
        checked = f'CASE WHEN "$0" < 0 THEN {refused} ELSE "$0" END'
        return f'(SELECT {checked} FROM (SELECT {text}) AS "count$"("$0"))'


def _alike(names: Sequence[str]) -> str:
    """True for equal rows that look alike; which of two others PostgreSQL shows is its choice."""
    different = " OR ".join(
        f"CAST(l.{name} AS VARCHAR) IS DISTINCT FROM CAST(r.{name} AS VARCHAR)" for name in names
    )
    refused = raising("0A000", "INTERSECT of equal values that look different is not supported")
    return f"CASE WHEN {different} THEN {refused} ELSE TRUE END"


def _first_of_each(left: str, right: str, names: Sequence[str], keys: Sequence[str]) -> str:
    """UNION of values that compare by a key: the left side's of equal rows."""
    columns = ", ".join(names)
    numbered = enumerate((left, right))
    sides = " UNION ALL ".join(
        f'(SELECT *, {n} AS "n$" FROM {side} AS s({columns}))' for n, side in numbered
    )
    keyed = ", ".join(keys)
    first = f'SELECT DISTINCT ON ({keyed}) * FROM ({sides}) AS u ORDER BY {keyed}, "n$"'
    return f"SELECT {columns} FROM ({first}) AS d"


def _identifier(name: str) -> exp.Identifier:
    return exp.to_identifier(name, quoted=True)


def _renamed(order: exp.Expression, names: Sequence[str]) -> exp.Expression:
    """ORDER BY whose keys are columns of these names."""
    result = order.copy()
    for item, name in zip(result.expressions, names, strict=False):
        item.set("this", typed(exp.Column(this=_identifier(name)), type_of(item.this)))
    return result


def _with_keys(node: exp.Query, order: exp.Expression) -> tuple[exp.Query, list[str]]:
    """The query without WITH, order and limits, its sort keys as outputs of these names.

    No names where the keys are outputs as it is.
    """
    plain = node.copy()
    for clause in ("with_", "limit", "offset", "order"):
        plain.set(clause, None)
    if not isinstance(plain, exp.Select) or plain.args.get("distinct"):
        return plain, []
    keys = [f"k${n}" for n in range(len(order.expressions))]
    for name, item in zip(keys, order.expressions, strict=True):
        behind = _behind(item.this, node.expressions).copy()
        plain.append("expressions", exp.Alias(this=behind, alias=_identifier(name)))
    return plain, keys


def _sorts_inside(node: exp.Select, order: exp.Expression) -> bool:
    """Whether outputs are written out in ORDER BY: plain columns, not beside DISTINCT.

    Behind DISTINCT ON they must be, as the order says which row is kept.
    """
    distinct = node.args.get("distinct")
    if distinct is not None:
        return distinct.args.get("on") is not None
    behind = (_behind(item.this, node.expressions) for item in order.expressions)
    return all(isinstance(output, exp.Column) for output in behind)


def _with_outputs(order: exp.Expression, outputs: Sequence[exp.Expression]) -> exp.Expression:
    """ORDER BY with what outputs are in the place of their names."""
    result = order.copy()
    for item in result.expressions:
        item.set("this", _behind(item.this, outputs).copy())
    return result


def _behind(node: exp.Expression, outputs: Sequence[exp.Expression]) -> exp.Expression:
    """The expression of the output that a key without table refers to."""
    if isinstance(node, exp.Column) and not node.table:
        return next((o.this for o in outputs if o.alias == node.name), node)
    return node


def _outputs(node: exp.Expr) -> list[exp.Expression]:
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
