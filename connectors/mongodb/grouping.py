"""GROUP BY, DISTINCT and aggregates as one `$group`."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any, Final

from sqlglot import exp

from connectors.mongodb.fields import Field, Unproven, field_of
from connectors.mongodb.shapes import Shape
from connectors.tree import Aggregate

_KEYS: Final = frozenset({"int", "float", "decimal", "string", "bool", "date", "objectId", "uuid"})
"""Kinds whose values are equal for `$group` exactly when they are for PostgreSQL."""
_EXTREMES: Final = frozenset({"int", "string", "date", "objectId"})


@dataclass(slots=True)
class Grouping:
    """The `$group` stage in the making; after it, `resolve` finds keys and aggregates."""

    lenient: bool
    keys: list[tuple[exp.Expression, Field]] = field(default_factory=list)
    aggregates: list[tuple[Aggregate, str, Shape]] = field(default_factory=list)
    accumulators: dict[str, Any] = field(default_factory=dict)
    used: dict[str, Field] = field(default_factory=dict)

    def add_key(self, node: exp.Expression) -> None:
        """Group by a column or path. Raises Unproven."""
        key = self._use(node)
        if key.shape.kind not in _KEYS:
            raise Unproven("group_key", f"MongoDB does not group {key.shape.kind} as PostgreSQL")
        self.keys.append((node, key))

    def add(self, node: Aggregate) -> None:
        """Compute an aggregate. Raises Unproven."""
        if any(node == known for known, _, _ in self.aggregates):
            return
        if node.args.get("distinct") or node.args.get("filter") or node.args.get("order"):
            raise Unproven("aggregate", "DISTINCT, FILTER and ORDER BY in an aggregate")
        name = f"a{len(self.aggregates)}"
        self.aggregates.append((node, name, self._accumulate(node, name)))

    def _accumulate(self, node: Aggregate, name: str) -> Shape:
        if node.function == "count" and not node.arguments:
            self.accumulators[name] = {"$sum": 1}
            return Shape("int")
        if len(node.arguments) != 1:
            raise Unproven("aggregate", f'MongoDB has no exact form of "{node.function}"')
        operand = self._use(node.arguments[0])
        kind = operand.shape.kind
        match node.function:
            case "count":
                self.accumulators[name] = {"$sum": operand.case(1, 0)}
                return Shape("int")
            case "sum" if kind == "int":
                # 64-bit sums would turn into doubles; decimal's 34 digits hold any of them.
                self.accumulators[name] = {"$sum": operand.case({"$toDecimal": operand.ref}, 0)}
                self.accumulators[f"{name}n"] = {"$sum": operand.case(1, 0)}
                return Shape("decimal")
            case "min" | "max" if kind in _EXTREMES:
                self.accumulators[name] = {f"${node.function}": operand.value()}
                return operand.shape
            case "bool_and" | "every" | "bool_or" if kind == "bool":
                extreme = "$max" if node.function == "bool_or" else "$min"
                self.accumulators[name] = {extreme: operand.value()}
                return operand.shape
        raise Unproven("aggregate", f'"{node.function}" of {kind} is not exact in MongoDB')

    def _use(self, node: exp.Expression) -> Field:
        found = field_of(node, self.lenient)
        self.used[found.dotted] = found
        return found

    def stages(self) -> list[dict[str, Any]]:
        """`$group`, and the sums of nothing made null."""
        ids = {f"k{number}": key.value() for number, (_, key) in enumerate(self.keys)}
        counters = {}
        if self.lenient:
            for number, used in enumerate(self.used.values()):
                counters[f"m{number}"] = {"$sum": {"$cond": [used.misfit(), 1, 0]}}
        stages: list[dict[str, Any]] = [
            {"$group": {"_id": ids or None, **self.accumulators, **counters}}
        ]
        empty = {
            name: {"$cond": [{"$gt": [f"${name}n", 0]}, {"$toDecimal": f"${name}"}, None]}
            for _, name, shape in self.aggregates
            if shape.kind == "decimal"
        }
        return [*stages, {"$set": empty}] if empty else stages

    @property
    def counters(self) -> list[tuple[str, Field]]:
        """Names of the sums that count misfits read as NULL, with their fields."""
        if not self.lenient:
            return []
        return [(f"m{number}", used) for number, used in enumerate(self.used.values())]

    def resolve(self, node: exp.Expression) -> Field:
        """A key or aggregate of the grouped documents. Raises Unproven."""
        for number, (key, found) in enumerate(self.keys):
            if key == node:
                return Field(
                    ("_id", f"k{number}"), (Shape("object"), found.shape), False, trusted=True
                )
        for aggregate, name, shape in self.aggregates:
            if aggregate == node:
                return Field((name,), (shape,), False, trusted=True)
        raise Unproven("expression", "only keys and aggregates are computed by MongoDB")

    @property
    def defaults(self) -> dict[str, int | None]:
        """What aggregates without keys are over no rows, by output name."""
        return {name: 0 if node.function == "count" else None for node, name, _ in self.aggregates}
