"""Conditions twice: as an index can serve them, taking too many rows, and exactly.

A column's own `=` follows its collation: it finds too much ("a" finds "A" and "a "), but it finds
it by the index. Comparing bytes is exact, but no index has them. Both together are both. Dates are
alike: the column by itself compares by its index, and a date that is none must be kept out.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Sequence
from typing import Final

from sqlglot import exp

from connectors.api import Column
from connectors.mysql import values
from connectors.mysql.flavour import Server
from connectors.mysql.literals import listed, unwidened
from connectors.sql.queries import Renderer
from connectors.tree import Call, Constant, Quantified, column_of, conjuncts

_FLIPPED: Final = {"=": "=", "<": ">", "<=": ">=", ">": "<", ">=": "<="}


class IndexedConditions(Renderer, ABC):
    """The part of the renderer that prints WHERE and ON."""

    def __init__(self, server: Server) -> None:
        super().__init__(server.version)
        self.server = server

    @abstractmethod
    def pattern(self, node: Call) -> str:
        """What stands behind LIKE."""

    def raw(self, node: exp.Column) -> str:
        """The column by itself."""
        return super().column(node)

    def condition(self, node: exp.Expression) -> str:
        """Every conjunct exactly, and before it what an index can serve."""
        parts = [text for part in conjuncts(node) for text in self._conjunct(part)]
        return " AND ".join(dict.fromkeys(parts))

    def _conjunct(self, node: exp.Expression) -> list[str]:
        """What must all be true for one conjunct to be true."""
        match node:
            case Call() if node.function in _FLIPPED and len(node.arguments) == 2:
                left, right = map(unwidened, node.arguments)
                function = node.function
                found = self._narrowed(left, function, right)
                found = found or self._narrowed(right, _FLIPPED[function], left)
            case Call() if node.function == "~~":
                found = self._narrowed_like(node)
            case exp.In() if node.args.get("query") is None:
                found = self._narrowed_list(node, unwidened(node.this), node.expressions)
            case Quantified() if not node.args.get("all"):
                items = listed(node.args.get("array"))
                found = self._narrowed_list(node, unwidened(node.this), items or [])
            case _:
                found = []
        return found or [self._inside(node, exp.Or)]

    def _narrowed(self, this: exp.Expression, operator: str, other: exp.Expression) -> list[str]:
        """`this` operator `other` for an index of the column `this`, and exactly; or nothing."""
        column = column_of(this) if isinstance(this, exp.Column) else None
        if column is None or not isinstance(this, exp.Column):
            return []
        raw = self.raw(this)
        if values.is_text(column) and operator == "=" and self._find(column, raw, other):
            native = self.raw(other) if isinstance(other, exp.Column) else self.operand(other)
            return [f"{raw} = {native}", f"{self.column(this)} = {self.operand(other)}"]
        if values.may_be_no_date(column) and isinstance(other, Constant):
            native = f"{raw} {operator} {self.operand(other)}"
            return [native] if operator == "=" else [native, values.valid(raw)]
        if values.may_be_no_date(column) and isinstance(other, exp.Column) and operator == "=":
            exact = f"{self.column(this)} = {self.column(other)}"
            return [f"{raw} = {self.raw(other)}", exact]
        return []

    def _narrowed_list(
        self, node: exp.Expression, this: exp.Expression, items: Sequence[exp.Expression]
    ) -> list[str]:
        """`this` among `items` for an index, and then `node`, which says so exactly; or nothing."""
        column = column_of(this) if isinstance(this, exp.Column) else None
        constants = [item for item in map(unwidened, items) if isinstance(item, Constant)]
        if column is None or not isinstance(this, exp.Column) or not constants:
            return []
        if len(constants) < len(items):
            return []
        raw = self.raw(this)
        native = f"{raw} IN ({self.list(constants)})"
        if values.may_be_no_date(column):
            return [native]
        if values.is_text(column) and all(self._find(column, raw, item) for item in constants):
            return [native, self.scalar(node)]
        return []

    def _narrowed_like(self, node: Call) -> list[str]:
        """A pattern with a beginning, for an index and exactly; or nothing.

        LIKE compares character by character, so no collation fails to match what matches byte by
        byte; tried with contractions and ignorable characters in all 134 collations of both.
        """
        this, pattern = map(unwidened, node.arguments[:2])
        column = column_of(this) if isinstance(this, exp.Column) else None
        if column is None or not isinstance(this, exp.Column) or not isinstance(pattern, Constant):
            return []
        text = pattern.value
        if not text or text[0] in "%_\\" or not self._find(column, self.raw(this), pattern):
            return []
        return [f"{self.raw(this)} LIKE {self.pattern(node)}", self.call(node)]

    def _find(self, column: Column, raw: str, other: exp.Expression) -> bool:
        """Whether the column's own `=` with `other` takes every row that the exact one takes."""
        if values.value(column, raw, self.server.binary_collation) == raw:
            return False
        if isinstance(other, Constant):
            return isinstance(other.value, str) and values.findable(column, other.value)
        second = column_of(other) if isinstance(other, exp.Column) else None
        if second is None or values.is_word(column) or values.is_word(second):
            return False
        facts = ("charset", "collation")
        return all(column.details.get(fact) == second.details.get(fact) for fact in facts)
