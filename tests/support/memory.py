"""A source that lives in memory, with a capability profile: for golden plans and split tests.

It is no stand-in for a database: it holds Arrow tables and answers `supports` as its profile says.
A SUPERSET source really delivers rows too many, so that a plan that trusts it gives wrong answers.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

import duckdb
import pyarrow as pa
from sqlglot import exp

from connectors.api import (
    EXACT,
    Answer,
    Column,
    Filter,
    Fragment,
    Health,
    Limit,
    Operation,
    Query,
    Relation,
    RelationSchema,
    ScanContext,
    Sort,
    Statistics,
    none,
    superset,
)
from connectors.tree import Aggregate, relation_of
from connectors.types import Type
from gateway.execute.run import conform
from gateway.execute.udf import register_all
from gateway.sql.render.query import render_query

Rows = Iterable[tuple[object, ...]]


@dataclass(frozen=True)
class Profile:
    """What the source claims: "exact", "superset" or "none" for filters; yes or no for the rest."""

    filters: str = "exact"
    limits: bool = True
    sorts: bool = True
    queries: bool = True
    averages: bool = True


@dataclass(eq=False)
class MemoryConnector:
    """Tables by name, under one schema."""

    tables: Mapping[str, tuple[tuple[tuple[str, Type], ...], Rows]]
    profile: Profile = field(default_factory=Profile)
    schema: str = "public"
    primary_keys: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    scanned: list[str] = field(default_factory=list)

    def check(self) -> Health:
        return Health("memory", "1")

    def relations(self) -> list[Relation]:
        return [Relation(self.schema, name) for name in self.tables]

    def describe(self, relation: Relation) -> RelationSchema:
        columns = tuple(Column(name, type_) for name, type_ in self.tables[relation.name][0])
        return RelationSchema(relation, columns, self.primary_keys.get(relation.name, ()))

    def statistics(self, relation: Relation) -> Statistics:
        return Statistics()

    def supports(self, fragment: Fragment, operation: Operation) -> Answer:
        match operation:
            case Filter() if self.profile.filters == "exact":
                return EXACT
            case Filter() if self.profile.filters == "superset":
                return superset("collation", "the source compares without case")
            case Limit() if self.profile.limits:
                return EXACT
            case Sort() if self.profile.sorts:
                return EXACT
            case Query(query) if self.profile.queries:
                averages = [a for a in query.find_all(Aggregate) if a.function == "avg"]
                return EXACT if self.profile.averages or not averages else none("function", "avg")
        return none("profile")

    def explain(self, fragment: Fragment) -> str:
        return render_query(_readable(fragment.query))

    def scan(self, fragment: Fragment, context: ScanContext) -> pa.RecordBatchReader:
        self.scanned.append(self.explain(fragment))
        query = fragment.query.copy()
        if self.profile.filters == "superset":
            query.set("where", None)
        connection = duckdb.connect()
        register_all(connection)
        for name, (columns, rows) in self.tables.items():
            connection.register(f"{self.schema}.{name}", arrow_table(columns, rows))
        table = connection.sql(render_query(_readable(query))).to_arrow_table()
        connection.close()
        batches = [
            conform(batch, fragment.schema)
            for batch in table.to_batches(max_chunksize=context.batch_rows)
        ]
        return pa.RecordBatchReader.from_batches(fragment.schema, batches)

    def close(self) -> None:
        return


def arrow_table(columns: Iterable[tuple[str, Type]], rows: Rows) -> pa.Table:
    """Rows of Python values as an Arrow table in our physical forms."""
    named = list(columns)
    data = [list(values) for values in zip(*rows, strict=True)] or [[] for _ in named]
    schema = pa.schema([pa.field(name, type_.arrow) for name, type_ in named])
    arrays = [pa.array(v, f.type) for v, f in zip(data, schema, strict=True)]
    return pa.Table.from_arrays(arrays, schema=schema)


def _readable(query: exp.Expression) -> exp.Expression:
    """The query with its relations under their registered names."""
    copy = query.copy()
    for table in copy.find_all(exp.Table):
        schema = relation_of(table)
        if schema is not None:
            table.meta["scan"] = str(schema.relation)
    return copy
