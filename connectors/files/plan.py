"""What a fragment asks of a file: columns, a test, how many rows; which fragments may ask."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Protocol

from sqlglot import exp

from connectors.api import (
    EXACT,
    Answer,
    Column,
    Filter,
    Fragment,
    Limit,
    Operation,
    Query,
    RelationSchema,
    ScanRejected,
    none,
)
from connectors.files.predicates import All, NotUnderstood, Test, columns_of, understood
from connectors.tree import Constant, column_of, conjuncts, relation_of

EVERYTHING = All(())
_PARTS = frozenset({"expressions", "from_", "where", "limit", "offset"})


@dataclass(frozen=True, slots=True)
class Plan:
    """A scan: `outputs` pairs of output name and column, in order; `test` over columns."""

    schema: RelationSchema
    outputs: tuple[tuple[str, Column], ...]
    test: Test = EVERYTHING
    limit: int | None = None
    offset: int = 0

    @property
    def columns(self) -> tuple[Column, ...]:
        """The columns to be read, each once: outputs first, then those only tested."""
        found = {column.name: column for _, column in self.outputs}
        for name in sorted(columns_of(self.test)):
            found.setdefault(name, self.schema.column(name))
        return tuple(found.values())


class Searcher(Protocol):
    """The part of a store that knows its own limits beyond `understood`."""

    def refuse(self, test: Test, schema: RelationSchema) -> None:
        """Raise NotUnderstood when this store cannot run a test."""


def supports(fragment: Fragment, operation: Operation, searcher: Searcher) -> Answer:
    """The answer of a connector to files: simple filters and limits, exactly; nothing else."""
    try:
        match operation:
            case Filter(predicate):
                _search(predicate, _relation(fragment.query), searcher)
            case Limit():
                _checked(fragment.query, searcher)
            case Query(query):
                _checked(query, searcher)
            case _:
                kind = type(operation).__name__.lower()
                raise NotUnderstood("clause", f"files do not {kind}")
    except NotUnderstood as refusal:
        return none(refusal.reason, refusal.detail)
    return EXACT


def plan_of(fragment: Fragment) -> Plan:
    """The plan of a fragment that `supports` allowed. Raises ScanRejected for any other."""
    try:
        return _plan(fragment.query)
    except NotUnderstood as refusal:
        raise ScanRejected(
            "the fragment is more than a search of one file", detail=refusal.detail
        ) from refusal


def _checked(query: exp.Query, searcher: Searcher) -> None:
    plan = _plan(query)
    searcher.refuse(plan.test, plan.schema)


def _plan(query: exp.Query) -> Plan:
    schema = _relation(query)
    outputs = []
    for item in query.expressions:
        column = column_of(item.this) if isinstance(item.this, exp.Column) else None
        if column is None:
            raise NotUnderstood("clause", "files do not compute outputs")
        outputs.append((item.alias, column))
    where = query.args.get("where")
    test = All(tuple(understood(part) for part in conjuncts(where and where.this)))
    limit, offset = _count(query.args.get("limit")), _count(query.args.get("offset"))
    return Plan(schema, tuple(outputs), test, limit, offset or 0)


def _search(predicate: exp.Expression, schema: RelationSchema, searcher: Searcher) -> None:
    searcher.refuse(understood(predicate), schema)


def _relation(query: exp.Query) -> RelationSchema:
    """The one relation of a plain select. Raises NotUnderstood."""
    if not isinstance(query, exp.Select):
        raise NotUnderstood("clause", "files do not combine queries")
    present = {name for name, part in query.args.items() if part}
    if extra := present - _PARTS:
        raise NotUnderstood("clause", f"files do not do {min(extra).strip('_')}")
    item = query.args["from_"].this if query.args.get("from_") else None
    schema = relation_of(item) if isinstance(item, exp.Table) else None
    if schema is None:
        raise NotUnderstood("clause", "files are read one at a time")
    return schema


def _count(clause: exp.Expression | None) -> int | None:
    if clause is None:
        return None
    amount = clause.args.get("expression")
    if not isinstance(amount, Constant):
        raise NotUnderstood("clause", "only a constant LIMIT is pushed")
    return None if amount.value is None else int(amount.value)
