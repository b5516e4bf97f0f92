"""A connector that holds nothing and refuses every question: for tests that only need names."""

from __future__ import annotations

from collections.abc import Iterable

import pyarrow as pa

from connectors.api import (
    Answer,
    Column,
    Fragment,
    Health,
    Operation,
    Relation,
    RelationNotFound,
    RelationSchema,
    ScanContext,
    Statistics,
    none,
)
from connectors.types import INT4


class Nothing:
    def __init__(self) -> None:
        self.closed = 0

    def check(self) -> Health:
        return Health("nothing", "0")

    def relations(self) -> Iterable[Relation]:
        return ()

    def describe(self, relation: Relation) -> RelationSchema:
        raise RelationNotFound(f'relation "{relation}" does not exist')

    def statistics(self, relation: Relation) -> Statistics:
        raise RelationNotFound(f'relation "{relation}" does not exist')

    def supports(self, fragment: Fragment, operation: Operation) -> Answer:
        return none("nothing")

    def explain(self, fragment: Fragment) -> str:
        return ""

    def scan(self, fragment: Fragment, context: ScanContext) -> pa.RecordBatchReader:
        raise RelationNotFound("nothing to scan")

    def close(self) -> None:
        self.closed += 1


def table(name: str, *columns: str, comment: str | None = None) -> RelationSchema:
    """`schema.name` with integer columns."""
    schema, _, bare = name.partition(".")
    relation = Relation(schema, bare, comment=comment)
    return RelationSchema(relation, tuple(Column(column, INT4) for column in columns or ("id",)))
