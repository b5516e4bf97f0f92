"""How a fragment reads Redis: which keys, which fields, how many rows."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import product

from sqlglot import exp

from connectors.api import Fragment, OutputColumn
from connectors.redis.mapping import FieldMapping, RelationMapping
from connectors.tree import Call, Constant, conjuncts, relation_of


@dataclass(frozen=True, slots=True)
class Access:
    """A compiled fragment.

    `known` holds the values a key part may have (text, as it stands in the key); with all parts
    known, `keys` are the keys to read and nothing is searched. `outputs` pairs each output with the
    column it shows.
    """

    mapping: RelationMapping
    outputs: tuple[tuple[OutputColumn, FieldMapping], ...]
    known: dict[str, frozenset[str]]
    keys: tuple[str, ...] | None
    limit: int | None

    @property
    def fields(self) -> tuple[FieldMapping, ...]:
        """The distinct columns that are read from values, not from keys."""
        wanted = {
            column.name: column
            for _, column in self.outputs
            if not self.mapping.is_key_part(column.name) and column.name != self.mapping.ttl
        }
        return tuple(wanted.values())

    @property
    def glob(self) -> str:
        """The narrowest MATCH."""
        single = {part: next(iter(v)) for part, v in self.known.items() if len(v) == 1}
        return self.mapping.pattern.glob(single)


def compile_access(fragment: Fragment) -> Access:
    """Read a fragment that `supports` allowed: columns, key filters, a limit."""
    query = fragment.query
    table = query.args["from_"].this
    schema = relation_of(table)
    assert schema is not None
    mapping = schema.details["mapping"]
    assert isinstance(mapping, RelationMapping)
    columns = {column.name: column for column in all_columns(mapping)}
    outputs = tuple(
        (output, columns[item.this.name])
        for output, item in zip(fragment.columns, query.expressions, strict=True)
    )
    where = query.args.get("where")
    known = _known(mapping, list(conjuncts(where.this)) if where is not None else [])
    limit = query.args.get("limit")
    count = limit.expression.value if limit is not None else None
    return Access(mapping, outputs, known, _keys(mapping, known), count)


def all_columns(mapping: RelationMapping) -> Iterator[FieldMapping]:
    """Declared columns, and the time to live."""
    from connectors.types import INT8

    yield from mapping.columns
    if mapping.ttl:
        yield FieldMapping(mapping.ttl, INT8, mapping.ttl)


def key_filter(predicate: exp.Expression) -> tuple[str, list[Constant]] | None:
    """`part = constant` or `part IN (constants)`: the column and the constants."""
    if isinstance(predicate, Call) and predicate.function == "=":
        left, right = predicate.arguments
        if isinstance(left, Constant):
            left, right = right, left
        if isinstance(left, exp.Column) and isinstance(right, Constant):
            return left.name, [right]
    if isinstance(predicate, exp.In) and isinstance(predicate.this, exp.Column):
        items = predicate.expressions
        if items and all(isinstance(item, Constant) for item in items):
            return predicate.this.name, list(items)
    return None


def _known(mapping: RelationMapping, predicates: list[exp.Expression]) -> dict[str, frozenset[str]]:
    known: dict[str, frozenset[str]] = {}
    for predicate in predicates:
        found = key_filter(predicate)
        assert found is not None
        name, constants = found
        values = frozenset(str(c.value) for c in constants if c.value is not None)
        known[name] = known[name] & values if name in known else values
    return known


def _keys(mapping: RelationMapping, known: dict[str, frozenset[str]]) -> tuple[str, ...] | None:
    parts = mapping.pattern.parts
    if not set(parts) <= set(known):
        return None
    choices = product(*(sorted(known[part]) for part in parts))
    keys = [mapping.pattern.key(dict(zip(parts, choice, strict=True))) for choice in choices]
    return tuple(key for key in keys if key is not None)
