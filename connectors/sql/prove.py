"""The prover: is a bound tree EXACT in a dialect? Unknown means no, with a reason.

It walks a tree as the renderer does and stops at the first node that is not proven. A dialect gives
signature tables (what may be called with which types), a set of clauses (FEATURES), allowed casts,
and overrides the hooks `column`, `constant`, `call`, `aggregate`, `comparison`, `key`, `ordered`
where its semantics need more than a look at the types. A hook refuses by raising `Unproven`.

Reason codes: `function` (name or signature not in the table), `type` (the type has no exact
meaning there), `cast`, `collation`, `clause`, `constant`, `volatile`, `version`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import ClassVar, NoReturn, cast

from sqlglot import exp

from connectors import api
from connectors.sql.queries import SET_OPERATIONS, output_types
from connectors.sql.scalars import unwrapped
from connectors.sql.signatures import Signatures
from connectors.tree import (
    Aggregate,
    Call,
    Constant,
    Quantified,
    TableFunction,
    lateral_of,
    relation_of,
    type_of,
)
from connectors.types import Type

FEATURES = frozenset(
    {
        "cte", "recursive", "union", "union all", "intersect", "intersect all", "except",
        "except all", "distinct", "distinct on", "grouping sets", "left join", "right join",
        "full join", "lateral", "values", "table function", "with ties", "offset", "limit",
        "window", "groups frame", "exclude", "filter", "ordered aggregate", "within group",
        "subquery", "quantified", "row", "record", "array",
    }
)  # fmt: skip
"""Every clause a dialect may have; its FEATURES is a subset."""

SELECT_PARTS = frozenset(
    {
        "with_", "expressions", "distinct", "from_", "joins", "where", "group", "having", "order",
        "limit", "offset",
    }
)  # fmt: skip
SET_PARTS = frozenset({"with_", "this", "expression", "distinct", "order", "limit", "offset"})


class Unproven(Exception):
    """Why a tree is not EXACT."""

    def __init__(self, reason: str, detail: str = "") -> None:
        super().__init__(detail or reason)
        self.reason = reason
        self.detail = detail


def refuse(reason: str, detail: str = "") -> NoReturn:
    """Stop the walk: the tree is not EXACT."""
    raise Unproven(reason, detail)


class Prover:
    """Walks bound trees. Holds no state but the server's version; one per question."""

    SCALARS: ClassVar[Signatures]
    AGGREGATES: ClassVar[Signatures]
    WINDOWS: ClassVar[Signatures]
    TABLES: ClassVar[Signatures]
    FEATURES: ClassVar[frozenset[str]]

    def __init__(self, version: int = 0) -> None:
        """`version` of the server in the dialect's counting; 0 when it is not known."""
        self.version = version

    # -- the questions ----------------------------------------------------------------------

    def supports(self, fragment: api.Fragment, operation: api.Operation) -> api.Answer:
        """The answer of a connector's `supports`."""
        match operation:
            case api.Filter(predicate):
                return self.filter(fragment, predicate)
            case api.Project(expression):
                return answer(lambda: self.scalar(expression))
            case api.Aggregation():
                return answer(lambda: self.aggregation(operation))
            case api.Sort(keys):
                return answer(lambda: self.each(self.ordered, keys))
            case api.Limit(count, offset):
                return answer(lambda: self.limited(count, offset))
            case api.Join():
                return answer(lambda: self.joined(operation.kind, operation.condition))
            case api.Query(query):
                return answer(lambda: self.query(query))
        return api.none("operation", f"{type(operation).__name__} is not known")

    def filter(self, fragment: api.Fragment, predicate: exp.Expression) -> api.Answer:
        """One conjunct; a dialect may answer SUPERSET here."""
        return answer(lambda: self.scalar(predicate))

    def aggregation(self, operation: api.Aggregation) -> None:
        """GROUP BY keys and aggregate outputs."""
        if operation.sets:
            self.feature("grouping sets")
            for item in operation.sets:
                self.each(self.key, item.expressions)
        self.each(self.key, operation.keys)
        self.each(self.scalar, operation.aggregates)

    def limited(self, count: int | None, offset: int) -> None:
        """LIMIT and OFFSET."""
        if count is not None:
            self.feature("limit")
        if offset:
            self.feature("offset")

    def joined(self, kind: str, condition: exp.Expression | None) -> None:
        """A join of that kind ("inner", "left", "right", "full", "cross")."""
        if kind.lower() in ("left", "right", "full"):
            self.feature(f"{kind.lower()} join")
        elif kind.lower() not in ("", "inner", "cross"):
            refuse("clause", f"{kind} join")
        if condition is not None:
            self.condition(condition)

    # -- hooks ------------------------------------------------------------------------------

    def column(self, node: exp.Column) -> None:
        """Reading a column, as such."""

    def constant(self, node: Constant) -> None:
        """A constant that the dialect can write exactly."""

    def cast(self, node: exp.Cast) -> None:
        """A conversion to `type_of(node)`; its operand is walked already."""
        refuse("cast", f"{type_of(node.this)} to {type_of(node)}")

    def call(self, node: Call) -> None:
        """A call; its arguments are walked already."""
        types = [type_of(argument) for argument in node.arguments]
        self.known(self.SCALARS, node.function, types)

    def aggregate(self, node: Aggregate) -> None:
        """An aggregate; its arguments are walked already."""
        types = [type_of(argument) for argument in node.arguments]
        if node.args.get("within"):
            types += [type_of(key.this) for key in node.args["order"].expressions]
        self.known(self.AGGREGATES, node.function, types)

    def comparison(self, operator: str, left: exp.Expression, right: exp.Expression) -> None:
        """A comparison made by IN, ANY, ALL or between rows; operands are walked already."""
        self.call(Call(this=operator, expressions=[left.copy(), right.copy()]))

    def equality(self, type_: Type) -> None:
        """Values of `type_` are told apart by GROUP BY, DISTINCT, UNION as PostgreSQL does."""

    def key(self, node: exp.Expression) -> None:
        """A key of GROUP BY, PARTITION BY or DISTINCT ON."""
        self.scalar(node)
        self.equality(type_of(node))

    def ordered(self, node: exp.Expression) -> None:
        """A sort key (`exp.Ordered`)."""
        self.scalar(node.this)

    def condition(self, node: exp.Expression) -> None:
        """A WHERE or ON: no value of it is seen."""
        self.scalar(node)

    def output(self, node: exp.Expression) -> None:
        """An item of a select list."""
        self.scalar(node)

    # -- scalars ----------------------------------------------------------------------------

    def scalar(self, node: exp.Expression) -> None:
        """Any bound scalar. Raises Unproven."""
        match node:
            case exp.Column():
                self.column(node)
            case Constant():
                self.constant(node)
            case exp.And() | exp.Or():
                self.each(self.scalar, cast(Iterable[exp.Expression], node.flatten()))
            case exp.Not() | exp.Paren():
                self.scalar(node.this)
            case Call():
                self._call(node)
            case Aggregate():
                self._aggregate(node)
            case exp.Window():
                self.window(node)
            case exp.Cast():
                self.scalar(node.this)
                self.cast(node)
            case exp.Case():
                self.case(node)
            case exp.In():
                self.contained(node)
            case exp.Exists():
                self.feature("subquery")
                self.query(node.this)
            case Quantified():
                self.quantified(node)
            case exp.Subquery():
                self.feature("subquery")
                self.query(node.this)
            case exp.Tuple():
                refuse("function", "a row as a value")
            case exp.Dot():
                self.feature("record")
                self.scalar(node.this)
            case _:
                refuse("function", type(node).__name__)

    def _call(self, node: Call) -> None:
        self.each(self.scalar, node.arguments)
        self.call(node)

    def _aggregate(self, node: Aggregate) -> None:
        self.each(self.scalar, node.arguments)
        if node.args.get("distinct"):
            for argument in node.arguments:
                self.equality(type_of(argument))
        if node.args.get("order") is not None:
            self.feature("within group" if node.args.get("within") else "ordered aggregate")
            self.each(self.ordered, node.args["order"].expressions)
        if node.args.get("filter") is not None:
            self.feature("filter")
            self.scalar(node.args["filter"])
        self.aggregate(node)

    def window(self, node: exp.Window) -> None:
        """A call over a window."""
        self.feature("window")
        if isinstance(node.this, Call):
            self.each(self.scalar, node.this.arguments)
            types = [type_of(argument) for argument in node.this.arguments]
            self.known(self.WINDOWS, node.this.function, types)
        else:
            self.scalar(node.this)
        self.each(self.key, node.args.get("partition_by") or ())
        if node.args.get("order") is not None:
            self.each(self.ordered, node.args["order"].expressions)
        if node.args.get("spec") is not None:
            self.frame(node.args["spec"], node)

    def frame(self, spec: exp.Expression, node: exp.Window) -> None:
        """A window frame; RANGE with an offset is a function of the sort key's type."""
        kind = str(spec.args["kind"]).lower()
        if kind == "groups":
            self.feature("groups frame")
        if spec.args.get("exclude") is not None:
            self.feature("exclude")
        for bound in (spec.args.get("start"), spec.args.get("end")):
            if isinstance(bound, exp.Expression):
                self.scalar(bound)
                if kind == "range":
                    self.range_offset(bound, node)
                elif not isinstance(bound, Constant) or bound.value is None or bound.value < 0:
                    refuse("clause", "a frame's offset that is to be computed, or an error")

    def range_offset(self, bound: exp.Expression, node: exp.Window) -> None:
        """RANGE BETWEEN `bound` PRECEDING: refused unless the dialect says otherwise."""
        refuse("clause", "range frame with an offset")

    def case(self, node: exp.Case) -> None:
        """CASE, searched form."""
        for arm in node.args["ifs"]:
            self.scalar(arm.this)
            self.scalar(arm.args["true"])
        if node.args.get("default") is not None:
            self.scalar(node.args["default"])

    def contained(self, node: exp.In) -> None:
        """IN (list) and IN (query): equality of each kind."""
        self._side(node.this)
        query = node.args.get("query")
        if query is None:
            for item in node.expressions:
                self._side(item)
                self.compare("=", node.this, item)
            return
        self.feature("subquery")
        self._against("=", node.this, unwrapped(query))

    def _side(self, node: exp.Expression) -> None:
        """One side of a comparison: a scalar, or a row, which is no value anywhere else."""
        if isinstance(node, exp.Tuple):
            self.feature("row")
            self.each(self.scalar, node.expressions)
        else:
            self.scalar(node)

    def quantified(self, node: Quantified) -> None:
        """op ANY|ALL (query or array)."""
        self.feature("quantified")
        self._side(node.this)
        if node.args.get("query") is not None:
            self._against(node.args["op"], node.this, unwrapped(node.args["query"]))
            return
        array = node.args["array"]
        self.feature("array")
        self.scalar(array)
        element = type_of(array).element
        if element is None:
            refuse("type", f"{type_of(array)} is not an array")
        self.comparison(node.args["op"], node.this, _stand_in(array, element))

    def _against(self, operator: str, left: exp.Expression, query: exp.Expression) -> None:
        self.query(query)
        lefts = left.expressions if isinstance(left, exp.Tuple) else [left]
        for item, type_ in zip(lefts, output_types(query), strict=True):
            self.comparison(operator, item, _stand_in(query, type_))

    def compare(self, operator: str, left: exp.Expression, right: exp.Expression) -> None:
        """A comparison of scalars, or of rows item by item."""
        if isinstance(left, exp.Tuple) and isinstance(right, exp.Tuple):
            for one, other in zip(left.expressions, right.expressions, strict=True):
                self.compare(operator, one, other)
        else:
            self.comparison(operator, left, right)

    # -- queries ----------------------------------------------------------------------------

    def query(self, node: exp.Expr) -> None:
        """A whole query expression. Raises Unproven."""
        match node:
            case exp.Select():
                self.select(node)
            case exp.SetOperation():
                self.set_operation(node)
            case exp.Subquery():
                self.query(node.this)
            case _:
                refuse("clause", type(node).__name__)

    def select(self, node: exp.Select) -> None:
        """A SELECT and everything in it."""
        self._only(node, SELECT_PARTS)
        self.with_(node)
        if node.args.get("from_") is not None:
            self.item(node.args["from_"].this)
        for join in node.args.get("joins") or ():
            self.item(join.this)
            self.joined(join.side or join.kind, join.args.get("on"))
        if node.args.get("where") is not None:
            self.condition(node.args["where"].this)
        self.group(node.args.get("group"))
        if node.args.get("having") is not None:
            self.scalar(node.args["having"].this)
        for item in node.expressions:
            self.output(item.this)
        self.distinct(node)
        self.tail(node)

    def distinct(self, node: exp.Select) -> None:
        """DISTINCT and DISTINCT ON."""
        distinct = node.args.get("distinct")
        if distinct is None:
            return
        on = distinct.args.get("on")
        self.feature("distinct on" if on else "distinct")
        self.each(self.key, on.expressions if on else [item.this for item in node.expressions])

    def group(self, node: exp.Expression | None) -> None:
        """GROUP BY."""
        if node is None:
            return
        self._only(node, frozenset({"expressions", "grouping_sets"}))
        for item in node.args.get("grouping_sets") or ():
            self.feature("grouping sets")
            self.each(self.key, item.expressions)
        self.each(self.key, node.expressions)

    def with_(self, node: exp.Expression) -> None:
        """WITH."""
        with_ = node.args.get("with_")
        if with_ is None:
            return
        self._only(with_, frozenset({"expressions", "recursive"}))
        self.feature("recursive" if with_.args.get("recursive") else "cte")
        for cte in with_.expressions:
            self.query(cte.this)

    def tail(self, node: exp.Expression) -> None:
        """ORDER BY, LIMIT, OFFSET, FETCH."""
        if node.args.get("order") is not None:
            self.each(self.ordered, node.args["order"].expressions)
        limit = node.args.get("limit")
        if isinstance(limit, exp.Fetch):
            self.feature("with ties")
        elif limit is not None:
            self.count(limit, "limit")
        if node.args.get("offset") is not None:
            self.count(node.args["offset"], "offset")

    def count(self, clause: exp.Expression, name: str) -> None:
        """LIMIT or OFFSET of a known number."""
        self.feature(name)
        if not isinstance(clause.expression, Constant):
            refuse("clause", f"{name} that is to be computed")

    def set_operation(self, node: exp.SetOperation) -> None:
        """UNION, INTERSECT, EXCEPT [ALL]."""
        self._only(node, SET_PARTS)
        self.with_(node)
        word = SET_OPERATIONS.get(type(node), "?").lower()
        self.feature(word if node.args.get("distinct") else f"{word} all")
        for arm in (node.this, node.expression):
            self.query(unwrapped(arm))
        if word != "union" or node.args.get("distinct"):
            for type_ in output_types(node):
                self.equality(type_)
        self.tail(node)

    def item(self, node: exp.Expression) -> None:
        """A FROM item."""
        if lateral_of(node):
            self.feature("lateral")
        match node:
            case exp.Table():
                return
            case exp.Subquery():
                self.query(node.this)
            case exp.Values():
                self.feature("values")
                for row in node.expressions:
                    self.each(self.scalar, row.expressions)
            case TableFunction():
                self.feature("table function")
                for call in node.expressions:
                    self.table_call(call)
            case _:
                refuse("clause", type(node).__name__)

    def table_call(self, node: exp.Expression) -> None:
        """A set-returning function in FROM."""
        if not isinstance(node, Call):
            refuse("function", type(node).__name__)
        self.each(self.scalar, node.arguments)
        self.known(self.TABLES, node.function, [type_of(argument) for argument in node.arguments])

    # -- small helpers ------------------------------------------------------------------------

    def feature(self, name: str) -> None:
        """Refuse a clause that the dialect does not have."""
        if name not in self.FEATURES:
            refuse("clause", name)

    def known(self, table: Signatures, name: str, types: Iterable[Type]) -> None:
        """Refuse a call that the table does not allow."""
        wanted = list(types)
        if table.find(name, wanted, self.version) is None:
            refuse("function", f"{name}({', '.join(map(str, wanted))})")

    def each(
        self, check: Callable[[exp.Expression], None], nodes: Iterable[exp.Expression]
    ) -> None:
        """`check` every node."""
        for node in nodes:
            check(node)

    def _only(self, node: exp.Expression, parts: frozenset[str]) -> None:
        for name, value in node.args.items():
            if value and name not in parts:
                refuse("clause", name)


def answer(check: Callable[[], None]) -> api.Answer:
    """EXACT when `check` passes, else NONE with its reason."""
    try:
        check()
    except Unproven as unproven:
        return api.none(unproven.reason, unproven.detail)
    return api.EXACT


def server_version(node: exp.Expr) -> int:
    """The lowest `details["version"]` of the relations a tree reads; 0 when none says it."""
    found = [
        int(str(relation.details["version"]))
        for table in node.find_all(exp.Table)
        if (relation := relation_of(table)) is not None and "version" in relation.details
    ]
    return min(found, default=0)


def _stand_in(node: exp.Expression, type_: Type) -> exp.Expression:
    """A column of `type_` in place of a value that `node` yields, for a signature look-up."""
    stand_in = exp.column("?")
    stand_in.meta["pg"] = type_
    stand_in.meta["yielded_by"] = node
    return stand_in
