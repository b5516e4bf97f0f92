"""A bound tree as PostgreSQL's SQL."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import ClassVar, Final

from sqlglot import exp

from connectors.postgres import literals
from connectors.postgres.collation import BYTES, Use, collatable, needed, use_of
from connectors.postgres.facts import Facts
from connectors.postgres.functions import AGGREGATES, SCALARS, WINDOWS
from connectors.sql.queries import Output, Renderer
from connectors.sql.signatures import Signatures
from connectors.tree import (
    Aggregate,
    Call,
    Constant,
    Quantified,
    constant,
    is_implicit,
    type_of,
    typed,
)
from connectors.types import TEXT, Type, array

COMPARISONS: Final = frozenset({"=", "<>", "<", "<=", ">", ">="})
CROSS_TYPE: Final = (
    frozenset({"int2", "int4", "int8"}),
    frozenset({"float4", "float8"}),
    frozenset({"date", "timestamp"}),
)
"""Types that PostgreSQL's comparison operators take mixed: a cast of one would hide an index."""

MANY: Final = 8
"""An IN list longer than this is sent as one array."""

SETTING: Final = "unsilo.p"
"""COPY takes no parameters: there a bound value is a setting of the session, set by
`set_config($1, $2)`, and read by `current_setting`."""

AS_TEXT: Final = frozenset({"numeric", "uuid", "jsonb", "timetz", "char", "unknown"})
"""Types whose binary form is not the form of `connectors.types`; opaque ones are text too.

numeric: the server prints it twice as fast as the driver does (0.3 against 0.66 s a million)."""


class PostgresRenderer(Renderer):
    """Prints one statement; `settings` says how bound values reach it."""

    SCALARS: ClassVar[Signatures] = SCALARS
    AGGREGATES: ClassVar[Signatures] = AGGREGATES
    WINDOWS: ClassVar[Signatures] = WINDOWS
    # The planner puts only a projection over such a derived table, and never splits a sorted one
    # among workers (`create_ordered_paths` adds no partial path).
    DERIVED_ORDER_SURVIVES: ClassVar[bool] = True

    def __init__(self, facts: Facts, *, settings: bool = False) -> None:
        """`facts` of the relations read; `settings` for a statement that COPY runs."""
        super().__init__(facts.version)
        self.facts = facts
        self._settings = settings
        self.guards: list[str] = []

    # -- spelling ---------------------------------------------------------------------------

    def identifier(self, name: str) -> str:
        """A quoted name."""
        return literals.identifier(name)

    def literal(self, node: Constant) -> str:
        """A typed literal."""
        return literals.literal(node.value, type_of(node))

    def placeholder(self, number: int, node: Constant) -> str:
        """A bound value: it travels as text and is converted by the server."""
        text = f"current_setting('{SETTING}{number}')" if self._settings else f"${number}"
        return f"CAST({text} AS {literals.constant_type(type_of(node))})"

    def type_name(self, type_: Type) -> str:
        """SQL's spelling."""
        return literals.type_name(type_)

    def scalar(self, node: exp.Expression) -> str:
        """Any scalar; the only addition is COLLATE."""
        if isinstance(node, exp.Collate):
            return f"{self.operand(node.this)} COLLATE {node.expression.name}"
        return super().scalar(node)

    # -- the forms in which values travel ---------------------------------------------------

    def output(self, text: str, type_: Type) -> str:
        """Opaque and a few other types travel as text, oid as int8."""
        travels = _travels_as(type_)
        if travels is None and not type_.shaped:
            return text
        if type_.name == "inet":
            return f"textin(inet_out({text}))"  # its cast to text would add the mask
        if type_.element is not None and (type_.shaped or type_.element.name == "box"):
            # Neither the driver nor an array of texts holds every shape and delimiter.
            item = f"CAST(i AS {travels.removesuffix('[]')})" if travels else "i"
            items = f"ARRAY(SELECT {item} FROM unnest({text}) AS u(i))"
            return f"CASE WHEN {text} IS NOT NULL THEN {items} END"
        if type_.element is not None and type_.element.opaque:
            text = f"CAST({text} AS text)"  # by the output function of the elements
        return f"CAST({text} AS {travels})"

    def extra_outputs(self, items: Sequence[Output]) -> list[str]:
        """For every array output a flag: it has a shape that a list cannot hold; or its shape."""
        self.guards = []
        for printer, type_ in items:
            if type_.shaped:
                self.guards.append(f"COALESCE(array_dims({printer()}), '')")
            elif type_.name == "array":
                text = printer()
                odd = f"array_ndims({text}) > 1 OR array_lower({text}, 1) <> 1"
                self.guards.append(f"COALESCE({odd}, FALSE)")
        return self.guards if items else ["NULL"]

    # -- calls ------------------------------------------------------------------------------

    def call(self, node: Call) -> str:
        """A call, with COLLATE where the server's collation would change the meaning."""
        collated = self._with_collation(node)
        text = super().call(collated)
        if collated is node or use_of(node.function) is not Use.LETTERS:
            return text
        return f"({text}) COLLATE {BYTES}" if collatable(type_of(node)) else text

    def table_call(self, node: Call) -> str:
        """As `call`; what a function in FROM gives cannot be followed by COLLATE."""
        return super().call(self._with_collation(node))

    def _with_collation(self, node: Call) -> Call:
        """The call, its first text under another collation if it needs one."""
        name = needed(use_of(node.function), node.arguments, self.facts)
        if name is None:
            return node
        return typed(
            Call(this=node.function, expressions=_collated(node.arguments, name)), type_of(node)
        )

    def plain_call(self, node: Call) -> str:
        """Comparisons without the casts that PostgreSQL does not need."""
        if node.function in COMPARISONS and len(node.arguments) == 2:
            left, right = (self.operand(_bare(a)) for a in node.arguments)
            return f"{left} {node.function} {right}"
        return super().plain_call(node)

    def aggregate(self, node: Aggregate) -> str:
        """min and max of text take the smallest bytes."""
        name = needed(use_of(node.function), node.arguments, self.facts)
        if name is None or use_of(node.function) is not Use.ORDER:
            return super().aggregate(node)
        copy = node.copy()
        copy.set("expressions", _collated(copy.arguments, name))
        return super().aggregate(copy)

    def ordered(self, node: exp.Expression) -> str:
        """A sort key, by bytes."""
        name = needed(Use.ORDER, [node.this], self.facts)
        if name is None:
            return super().ordered(node)
        copy = node.copy()
        copy.set("this", _collate(copy.this, name))
        return super().ordered(copy)

    def contained(self, node: exp.In) -> str:
        """IN; a long list of constants travels as one array."""
        this = self._compared("=", node.this, [node.this, *node.expressions])
        items = node.expressions
        if len(items) <= MANY or not all(_is_value(i) for i in items) or not _one_type(items):
            if node.args.get("query") is not None:
                return super().contained(node)
            return f"{this} IN ({', '.join(self.scalar(_bare(i)) for i in items)})"
        values = constant(
            [i.value for i in items],
            array(type_of(items[0])),
            parameter=any(i.meta.get("parameter") for i in items),
        )
        return f"{this} {self._any(values)}"

    def quantified(self, node: Quantified) -> str:
        """op ANY|ALL, compared by bytes."""
        operands = [node.this] if node.args.get("query") else [node.this, node.args["array"]]
        name = needed(use_of(node.args["op"]), operands, self.facts)
        if name is None:
            return super().quantified(node)
        copy = node.copy()
        copy.set("this", _collate(copy.this, name))
        return super().quantified(copy)

    def _any(self, values: Constant) -> str:
        """`= ANY(array)`; a setting is no constant for the planner, so that it cannot hash it."""
        text = self.scalar(values)
        if self._settings and self.binds(values):
            return f"IN (SELECT unnest({text}))"
        return f"= ANY ({text})"

    def _compared(
        self, operator: str, this: exp.Expression, operands: Sequence[exp.Expression]
    ) -> str:
        name = needed(use_of(operator), operands, self.facts)
        bare = _bare(this)
        return self.operand(bare if name is None else _collate(bare, name))


def _travels_as(type_: Type) -> str | None:
    if type_.name == "oid":
        return "bigint"
    if type_.name in AS_TEXT or type_.opaque:
        return "text"
    if type_.name == "array" and type_.element is not None:
        element = _travels_as(type_.element)
        return f"{element}[]" if element else None
    return None


def _bare(node: exp.Expression) -> exp.Expression:
    """The operand of a comparison without an implicit cast inside one family of types."""
    if isinstance(node, exp.Cast) and is_implicit(node):
        inner = node.this
        pair = {type_of(node).name, type_of(inner).name}
        if any(pair <= family for family in CROSS_TYPE):
            return inner  # type: ignore[no-any-return]
    return node


def _is_value(node: exp.Expression) -> bool:
    return isinstance(node, Constant) and node.value is not None


def _one_type(nodes: Sequence[exp.Expression]) -> bool:
    return len({replace(type_of(n), precision=None, scale=None, length=None) for n in nodes}) == 1


def _collate(node: exp.Expression, name: str) -> exp.Expression:
    if isinstance(node, exp.Collate):
        return node
    made = exp.Collate(this=node.copy(), expression=exp.Var(this=name))
    return typed(made, type_of(node) if collatable(type_of(node)) else TEXT)


def _collated(nodes: Sequence[exp.Expression], name: str) -> list[exp.Expression]:
    """Copies of `nodes`, the first text among them under the collation."""
    first = next(i for i, node in enumerate(nodes) if collatable(type_of(node)))
    return [_collate(n, name) if i == first else n.copy() for i, n in enumerate(nodes)]
