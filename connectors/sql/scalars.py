"""Printing scalars: the part of the renderer that does not know about SELECT.

`scalar(node)` gives text that may stand between commas; `operand(node)` gives text that may stand
beside any operator. A call prints by the template of its signature, else by the rules here.
"""

from __future__ import annotations

import re
from abc import ABC, abstractmethod
from collections.abc import Sequence
from typing import ClassVar, cast

from sqlglot import exp

from connectors.sql.signatures import Signature, Signatures
from connectors.tree import Aggregate, Call, Constant, Quantified, type_of
from connectors.types import Type

INFIX = {
    "~~": "LIKE", "!~~": "NOT LIKE", "~~*": "ILIKE", "!~~*": "NOT ILIKE",
    "is distinct from": "IS DISTINCT FROM", "is not distinct from": "IS NOT DISTINCT FROM",
    "similar to": "SIMILAR TO", "not similar to": "NOT SIMILAR TO",
}  # fmt: skip
"""Operators that print otherwise than by their symbol."""

POSTFIX = frozenset(
    f"is {word}{truth}" for word in ("", "not ") for truth in ("null", "true", "false", "unknown")
)
_SYMBOL = re.compile(r"[-+*/<>=~!@#%^&|?]+")
_WORD = re.compile(r"[a-z_][a-z0-9_]*")
_ATOM = re.compile(r"\w+\([^()]*\)")


class Unprintable(Exception):
    """A node the dialect cannot print; the prover never lets one through."""


class ScalarRenderer(ABC):
    """Prints scalars and collects the values bound on the way. One instance per statement."""

    SCALARS: ClassVar[Signatures]
    AGGREGATES: ClassVar[Signatures]
    WINDOWS: ClassVar[Signatures]
    REUSES_VALUES: ClassVar[bool] = True
    """Whether a placeholder may appear twice (`$1`), so that equal values share one."""

    def __init__(self, version: int = 0) -> None:
        """`version` of the server in the dialect's counting, for the signature tables."""
        self.version = version
        self.values: list[Constant] = []

    # -- what a dialect must say ------------------------------------------------------------

    @abstractmethod
    def identifier(self, name: str) -> str:
        """`name`, quoted."""

    @abstractmethod
    def literal(self, node: Constant) -> str:
        """A constant of its exact type as SQL text that is safe to stand beside any operator."""

    @abstractmethod
    def placeholder(self, number: int, node: Constant) -> str:
        """What stands for the `number`-th bound value (from 1), converted to its type."""

    @abstractmethod
    def type_name(self, type_: Type) -> str:
        """The type in CAST(… AS …)."""

    # -- what a dialect may change ----------------------------------------------------------

    def binds(self, node: Constant) -> bool:
        """Whether a constant is sent beside the statement instead of inside it."""
        return bool(node.meta.get("parameter")) and node.value is not None

    def cast(self, node: exp.Cast) -> str:
        """A conversion to `type_of(node)`."""
        return f"CAST({self.scalar(node.this)} AS {self.type_name(type_of(node))})"

    def column(self, node: exp.Column) -> str:
        """A column of a FROM item, or an output column when it has no table."""
        name = self.identifier(node.name)
        return f"{self.identifier(node.table)}.{name}" if node.table else name

    def call(self, node: Call) -> str:
        """A function or operator call."""
        types = [type_of(argument) for argument in node.arguments]
        signature = self.SCALARS.find(node.function, types, self.version)
        if signature is not None and signature.template is not None:
            return self.from_template(signature, node, node.arguments)
        return self.plain_call(node)

    def subquery(self, node: exp.Expr) -> str:
        """A query in parentheses."""
        raise NotImplementedError

    # -- dispatch ---------------------------------------------------------------------------

    def scalar(self, node: exp.Expression) -> str:
        """Text of a bound scalar. Raises Unprintable for what is not in the bound language."""
        match node:
            case Constant():
                return self.constant(node)
            case exp.Column():
                return self.column(node)
            case Call():
                return self.call(node)
            case Aggregate():
                return self.aggregate(node)
            case exp.Window():
                return self.window(node)
            case exp.Cast():
                return self.cast(node)
            case exp.And():
                return " AND ".join(self._inside(part, exp.Or) for part in node.flatten())
            case exp.Or():
                return " OR ".join(self._inside(part, exp.And) for part in node.flatten())
            case exp.Not():
                return f"NOT {self.operand(node.this)}"
            case exp.Paren():
                return self.scalar(node.this)
            case exp.Case():
                return self.case(node)
            case exp.In():
                return self.contained(node)
            case exp.Exists():
                return f"EXISTS {self.subquery(node.this)}"
            case Quantified():
                return self.quantified(node)
            case exp.Subquery():
                return self.subquery(node.this)
            case exp.Tuple():
                return f"({self.list(node.expressions)})"
            case exp.Dot():
                return f"({self.scalar(node.this)}).{self.identifier(node.expression.name)}"
        raise Unprintable(f"{type(node).__name__} is not a bound scalar")

    def operand(self, node: exp.Expression) -> str:
        """Text of a scalar, in parentheses unless it binds tighter than every operator."""
        text = self.scalar(node)
        return text if self.is_atomic(node, text) else f"({text})"

    def is_atomic(self, node: exp.Expression, text: str) -> bool:
        """Whether `text` may stand beside any operator as it is."""
        match node:
            case exp.Column() | Constant() | exp.Cast() | exp.Case() | exp.Subquery() | exp.Tuple():
                return True
            case Call():
                return _ATOM.fullmatch(text) is not None
            case Aggregate() | exp.Dot():
                return True
            case exp.Paren():
                return self.is_atomic(node.this, text)
        return False

    def list(self, nodes: Sequence[exp.Expression]) -> str:
        """Scalars joined by commas."""
        return ", ".join(self.scalar(node) for node in nodes)

    # -- parts ------------------------------------------------------------------------------

    def constant(self, node: Constant) -> str:
        """A bound placeholder or a literal."""
        if not self.binds(node):
            return self.literal(node)
        if self.REUSES_VALUES:
            for number, known in enumerate(self.values, 1):
                if known.args["this"] == node.args["this"]:
                    return self.placeholder(number, node)
        self.values.append(node)
        return self.placeholder(len(self.values), node)

    def from_template(
        self, signature: Signature, node: exp.Expression, arguments: Sequence[exp.Expression]
    ) -> str:
        """A call as its signature's template says."""
        operands = [self.operand(argument) for argument in arguments]
        assert signature.template is not None
        extra = {"distinct": "", "order": ""}
        if isinstance(node, Aggregate):
            extra["distinct"] = "DISTINCT " if node.args.get("distinct") else ""
            extra["order"] = self._order_inside(node)
        return signature.template.format(
            *operands, all=", ".join(operands), type=self.type_name(type_of(node)), **extra
        )

    def plain_call(self, node: Call) -> str:
        """A call printed by PostgreSQL's own spelling."""
        name, arguments = node.function, node.arguments
        match name, arguments:
            case _, [this] if name in POSTFIX:
                return f"{self.operand(this)} {name.upper()}"
            case "negative", [this]:
                return f"- {self.operand(this)}"
            case "extract", [field, this] if isinstance(field, Constant):
                return f"EXTRACT({_word(str(field.value))} FROM {self.scalar(this)})"
            case _, [left, right] if name in INFIX or _SYMBOL.fullmatch(name):
                return f"{self.operand(left)} {INFIX.get(name, name)} {self.operand(right)}"
            case _, [left, right, escape] if name in INFIX:
                pattern = f"{self.operand(right)} ESCAPE {self.operand(escape)}"
                return f"{self.operand(left)} {INFIX[name]} {pattern}"
            case _, [this] if _SYMBOL.fullmatch(name):
                return f"{name} {self.operand(this)}"
        return f"{_word(name)}({self.list(arguments)})"

    def aggregate(self, node: Aggregate) -> str:
        """An aggregate call without its window."""
        types = [type_of(argument) for argument in node.arguments]
        signature = self.AGGREGATES.find(node.function, types, self.version)
        if signature is not None and signature.template is not None:
            text = self.from_template(signature, node, node.arguments)
        else:
            distinct = "DISTINCT " if node.args.get("distinct") else ""
            arguments = self.list(node.arguments) if node.arguments else self._no_arguments(node)
            text = f"{_word(node.function)}({distinct}{arguments}{self._order_inside(node)})"
        if node.args.get("within"):
            text += f" WITHIN GROUP ({self.order(node.args['order'])})"
        if node.args.get("filter") is not None:
            text += f" FILTER (WHERE {self.scalar(node.args['filter'])})"
        return text

    def _no_arguments(self, node: Aggregate) -> str:
        return "" if node.args.get("within") else "*"

    def _order_inside(self, node: Aggregate) -> str:
        if node.args.get("order") is None or node.args.get("within"):
            return ""
        return f" {self.order(node.args['order'])}"

    def window(self, node: exp.Window) -> str:
        """A call over a window."""
        parts = []
        if node.args.get("partition_by"):
            parts.append(f"PARTITION BY {', '.join(map(self.key, node.args['partition_by']))}")
        if node.args.get("order") is not None:
            parts.append(self.order(node.args["order"]))
        if node.args.get("spec") is not None:
            parts.append(self.frame(node.args["spec"]))
        return f"{self._windowed(node.this)} OVER ({' '.join(parts)})"

    def _windowed(self, node: exp.Expression) -> str:
        if not isinstance(node, Call):
            return self.scalar(node)
        types = [type_of(argument) for argument in node.arguments]
        signature = self.WINDOWS.find(node.function, types, self.version)
        if signature is not None and signature.template is not None:
            return self.from_template(signature, node, node.arguments)
        return f"{_word(node.function)}({self.list(node.arguments)})"

    def frame(self, spec: exp.Expression) -> str:
        """ROWS|RANGE|GROUPS BETWEEN … AND … [EXCLUDE …]."""
        start, end = self._bound(spec, "start"), self._bound(spec, "end")
        text = f"{str(spec.args['kind']).upper()} BETWEEN {start} AND {end or 'CURRENT ROW'}"
        exclude = spec.args.get("exclude")
        return f"{text} EXCLUDE {exclude.name.upper()}" if exclude is not None else text

    def _bound(self, spec: exp.Expression, end: str) -> str:
        value, side = spec.args.get(end), spec.args.get(f"{end}_side")
        if value is None:
            return ""
        text = value.upper() if isinstance(value, str) else self.operand(value)
        return f"{text} {str(side).upper()}" if side else text

    def order(self, node: exp.Expression) -> str:
        """ORDER BY with explicit null placement."""
        return f"ORDER BY {', '.join(self.ordered(key) for key in node.expressions)}"

    def ordered(self, node: exp.Expression) -> str:
        """One sort key."""
        direction = "DESC" if node.args.get("desc") else "ASC"
        nulls = "FIRST" if node.args.get("nulls_first") else "LAST"
        return f"{self.key(node.this)} {direction} NULLS {nulls}"

    def key(self, node: exp.Expression) -> str:
        """A key of ORDER BY, GROUP BY or PARTITION BY; a bare number would be an ordinal."""
        if isinstance(node, Constant):
            return f"CAST({self.scalar(node)} AS {self.type_name(type_of(node))})"
        return self.scalar(node)

    def case(self, node: exp.Case) -> str:
        """CASE WHEN … THEN … [ELSE …] END."""
        arms = [
            f"WHEN {self.scalar(arm.this)} THEN {self.scalar(arm.args['true'])}"
            for arm in node.args["ifs"]
        ]
        if node.args.get("default") is not None:
            arms.append(f"ELSE {self.scalar(node.args['default'])}")
        return f"CASE {' '.join(arms)} END"

    def contained(self, node: exp.In) -> str:
        """`this` IN (list or query)."""
        query = node.args.get("query")
        if query is not None:
            return f"{self.operand(node.this)} IN {self.subquery(unwrapped(query))}"
        return f"{self.operand(node.this)} IN ({self.list(node.expressions)})"

    def quantified(self, node: Quantified) -> str:
        """`this` op ANY|ALL (query or array)."""
        operator = INFIX.get(node.args["op"], node.args["op"])
        word = "ALL" if node.args.get("all") else "ANY"
        query = node.args.get("query")
        if query is not None:
            inside = self.subquery(unwrapped(query))
        else:
            inside = f"({self.scalar(node.args['array'])})"
        return f"{self.operand(node.this)} {operator} {word} {inside}"

    def _inside(self, node: exp.Expr, other: type[exp.Expression]) -> str:
        """A part of AND or OR: comparisons bind tighter than both, the other one does not."""
        while isinstance(node, exp.Paren):  # `unnest` would open a sub-select too
            node = node.this
        part = cast(exp.Expression, node)
        return f"({self.scalar(part)})" if isinstance(part, other) else self.scalar(part)


def unwrapped(query: exp.Expr) -> exp.Expression:
    """The query inside an `exp.Subquery`, or the query itself."""
    return cast(exp.Expression, query.this if isinstance(query, exp.Subquery) else query)


def _word(name: str) -> str:
    if _WORD.fullmatch(name) is None:
        raise Unprintable(f"{name} is not a function's name")
    return name
