"""The bound tree: sqlglot's expression classes, plus the few nodes that carry PostgreSQL's meaning.

The binder turns what the user wrote into this small language; the planner cuts it into fragments;
a connector renders or compiles it. A bound *query* is a sqlglot `Select`, or a set operation
(`Union`, `Intersect`, `Except`), with optional `With`. A bound *scalar* is one of

| node | meaning |
|---|---|
| `exp.Column` | table alias + column name (`column_of`: the catalog column it reads, if any); \
                 without a table: an output column of the same select, in ORDER BY only |
| `Constant` | a typed value (`None` is NULL) |
| `Parameter` | `$n`, still without value; fragments never contain one |
| `Call` | a function or operator by PostgreSQL's name, all arguments already coerced |
| `Aggregate` | an aggregate call with DISTINCT, ORDER BY, FILTER, WITHIN GROUP |
| `exp.Window` | an `Aggregate` or window-function `Call` over a window |
| `exp.Cast` | conversion to `type_of(node)`, explicit or inserted by the binder (`is_implicit`) |
| `exp.And` `exp.Or` `exp.Not` | SQL's three-valued logic |
| `exp.Case` | searched form only: `ifs` of `exp.If(this, true)`, `default` |
| `exp.In` | `this` IN `expressions`, or `this` IN `query` (an `exp.Subquery`) |
| `exp.Exists` | `this` is a query |
| `Quantified` | `this` op ANY/ALL of `query` (exp.Subquery) or of the array `array` |
| `exp.Subquery` | a scalar sub-select (ARRAY(select …) is `Call("array_subquery", Subquery)`) |
| `exp.Tuple` | a row of scalars |
| `exp.Dot` | `this`.field of a record (`expression` is an `exp.Identifier`) |

Operators are `Call`s by symbol: `+ - * / % ^ = <> < <= > >= || ~ ~* !~ !~* ~~ (LIKE) ~~* !~~ !~~*
-> ->> #> #>> @> <@ && ? …`; LIKE with ESCAPE has the escape as third argument. Others by name:
`is null`, `is not null`, `is true` … `is not unknown`, `is distinct from`, `is not distinct from`,
`coalesce`, `nullif`, `greatest`, `least`, `array` (constructor), `subscript`, `slice`, `timezone`
(AT TIME ZONE: zone first), `extract` (field constant first), `substring`, `position`, `overlay`,
`btrim`/`ltrim`/`rtrim`, `negative` (unary minus), `similar to`, `grouping`.

A query's select list is all `exp.Alias`, with names unique without regard to case. FROM holds one
item and `joins` the others, flat (`exp.Join` with `side` "", LEFT, RIGHT or FULL, `kind` INNER or
CROSS, and `on`; a comma is kind CROSS; USING and NATURAL are already ON). An item is `exp.Table`
(a relation when `relation_of` gives one, its `db` and `this` spelled as the source does; else the
name of a CTE), `exp.Subquery` (`lateral_of` true for LATERAL), `exp.Values` or `TableFunction`.
Every item has an alias, unique in the whole statement without regard to case; `exp.TableAlias`
lists column names only for `Values`, `TableFunction` and CTEs. GROUP BY with grouping sets lists
every set as an `exp.Tuple` in `group.args["grouping_sets"]`. `exp.Distinct` has `on` (an
`exp.Tuple`) for DISTINCT ON. Every `exp.Ordered` says `desc` and `nulls_first`. `exp.Limit` and
`exp.Offset` hold a `Constant` (in a fragment); `exp.Fetch` stands for FETCH … WITH TIES.

Trees are immutable by convention: a rule copies what it changes.
Imports: standard library and sqlglot's expression classes.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, ClassVar, TypeVar, cast

from sqlglot import exp

from connectors.types import UNKNOWN, Type

if TYPE_CHECKING:
    from connectors.api import Column, RelationSchema

N = TypeVar("N", bound=exp.Expression)


@dataclass(frozen=True, slots=True)
class Box:
    """A value inside a tree: sqlglot compares bare strings without case and drops falsy ones."""

    value: Any
    type: Type

    def __hash__(self) -> int:
        return hash((repr(self.value), self.type))


class Constant(exp.Expression):
    """A typed value: `value` of `type_of(node)`.

    Python forms: None, bool, int, float, Decimal (numeric; NaN and infinities too), str (text
    types, uuid, json, jsonb, opaque types), bytes, `date`, `time`, `datetime` (naive for
    timestamp, UTC for timestamptz), list (array), dict (record). An interval and any date or
    time that Python cannot hold (infinity, BC, 24:00:00) is the PostgreSQL text as `str`.
    """

    arg_types: ClassVar[dict[str, bool]] = {"this": True}

    @property
    def value(self) -> Any:
        """The Python value, None for NULL."""
        return cast(Box, self.args["this"]).value


class Parameter(exp.Expression):
    """The n-th statement parameter (from 1)."""

    arg_types: ClassVar[dict[str, bool]] = {"this": True}

    @property
    def number(self) -> int:
        """Position of the parameter, from 1."""
        return cast(int, self.args["this"])


class Call(exp.Expression):
    """A function or operator call: `this` is PostgreSQL's name, `expressions` the arguments."""

    arg_types: ClassVar[dict[str, bool]] = {"this": True, "expressions": False}

    @property
    def function(self) -> str:
        """PostgreSQL's function name in lower case, or the operator symbol."""
        return cast(str, self.args["this"])

    @property
    def arguments(self) -> list[exp.Expression]:
        """The argument expressions, in order."""
        return cast("list[exp.Expression]", self.args.get("expressions") or [])


class Aggregate(exp.Expression):
    """An aggregate call.

    `this` name, `expressions` arguments (empty for count(*)), `distinct` bool, `order` exp.Order
    or None (also the WITHIN GROUP order, then `within` is true), `filter` a predicate or None.
    """

    arg_types: ClassVar[dict[str, bool]] = {
        "this": True,
        "expressions": False,
        "distinct": False,
        "order": False,
        "within": False,
        "filter": False,
    }

    @property
    def function(self) -> str:
        """PostgreSQL's aggregate name in lower case."""
        return cast(str, self.args["this"])

    @property
    def arguments(self) -> list[exp.Expression]:
        """The argument expressions, in order; empty for count(*)."""
        return cast("list[exp.Expression]", self.args.get("expressions") or [])


class Quantified(exp.Expression):
    """`this` `op` ANY|ALL (`query` or `array`); `all` is true for ALL."""

    arg_types: ClassVar[dict[str, bool]] = {
        "this": True,
        "op": True,
        "all": False,
        "query": False,
        "array": False,
    }


class TableFunction(exp.Expression):
    """A set-returning function in FROM.

    `expressions`: one `Call`, or several (ROWS FROM, unnest of several arrays); `ordinality` bool;
    `alias` exp.TableAlias with all column names.
    """

    arg_types: ClassVar[dict[str, bool]] = {"expressions": True, "ordinality": False, "alias": True}


def type_of(node: exp.Expression) -> Type:
    """The PostgreSQL type the binder gave to a scalar."""
    return cast(Type, node.meta.get("pg", UNKNOWN))


def typed(node: N, type_: Type) -> N:
    """`node`, marked with its type."""
    node.meta["pg"] = type_
    return node


def column_of(node: exp.Expression) -> Column | None:
    """The catalog column that an `exp.Column` reads directly, None for anything computed."""
    return cast("Column | None", node.meta.get("column"))


def relation_of(node: exp.Expression) -> RelationSchema | None:
    """The catalog relation that an `exp.Table` reads, None for a CTE."""
    return cast("RelationSchema | None", node.meta.get("relation"))


def source_of(node: exp.Expression) -> str | None:
    """The source that an `exp.Table` lives in, None for a CTE."""
    return cast("str | None", node.meta.get("source"))


def lateral_of(node: exp.Expression) -> bool:
    """Whether a FROM item may refer to the items before it."""
    return bool(node.meta.get("lateral"))


def is_implicit(node: exp.Expression) -> bool:
    """Whether a cast was inserted by the binder, not written by the user."""
    return bool(node.meta.get("implicit"))


def constant(value: Any, type_: Type, *, parameter: bool = False) -> Constant:
    """A constant node; `parameter` marks a value that came from the client, not from SQL text."""
    node = typed(Constant(this=Box(value, type_)), type_)
    if parameter:
        node.meta["parameter"] = True
    return node


def call(function: str, *arguments: exp.Expression, type_: Type) -> Call:
    """A call node of the given result type."""
    return typed(Call(this=function, expressions=list(arguments)), type_)


def conjuncts(predicate: exp.Expression | None) -> Iterator[exp.Expression]:
    """The parts of a predicate that must all be true, left to right."""
    if predicate is None:
        return
    if isinstance(predicate, exp.And):
        yield from conjuncts(predicate.this)
        yield from conjuncts(predicate.expression)
    elif isinstance(predicate, exp.Paren):
        yield from conjuncts(predicate.this)
    else:
        yield predicate
