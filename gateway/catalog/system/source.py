"""System relations as relations of a source, for statements that join them with those of others.

A statement about the catalog alone is answered as a whole (see `query`). Where it reads relations
of sources too, each system relation is read like a source's: its rows as the asking session sees
them, everything else done by the local engine. So what only a catalog query knows (`::regclass`,
`format_type`) is not there.

Imports: pyarrow, `connectors`, this package.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

import pyarrow as pa
from sqlglot import exp

from connectors.api import (
    Answer,
    Column,
    Fragment,
    Health,
    Operation,
    Relation,
    RelationSchema,
    ScanContext,
    Statistics,
    none,
)
from connectors.tree import column_of, relation_of
from gateway.catalog.naming import without_database
from gateway.catalog.resolve import Resolved
from gateway.catalog.seen import Seen
from gateway.catalog.system.query import describe, run
from gateway.catalog.system.routing import is_system_relation
from gateway.catalog.system.static import SCHEMAS
from gateway.catalog.system.surroundings import Surroundings
from gateway.session import Session


@dataclass(frozen=True, slots=True)
class WithSystem:
    """The relations that somebody sees, and the system's."""

    session: Session
    seen: Seen
    surroundings: Surroundings

    def resolve(
        self,
        parts: tuple[str, ...],
        search_path: tuple[str, ...],
        *,
        quoted: tuple[bool, ...] | None = None,
        position: int | None = None,
    ) -> Resolved:
        """The relation of that name; a system relation comes first, as in PostgreSQL. 42P01."""
        *schema, name = without_database(parts)
        where = schema[0] if schema else "pg_catalog"
        if len(schema) < 2 and is_system_relation(where, name):
            return Resolved(where, self._described(Relation(where, name)))
        return self.seen.resolve(parts, search_path, quoted=quoted, position=position)

    def _described(self, relation: Relation) -> RelationSchema:
        sql = f'SELECT * FROM {relation.schema}."{relation.name}"'
        found = describe(sql, (), self.session, self.seen, self.surroundings)
        return RelationSchema(relation, tuple(Column(c.name, c.type) for c in found.columns))


def is_system(source: str) -> bool:
    """Whether a source of a plan is one of the system's schemas."""
    return source in SCHEMAS


@dataclass(frozen=True, slots=True)
class SystemSource:
    """A connector that reads system relations as a session sees them; all else is done locally."""

    session: Session
    seen: Seen
    surroundings: Surroundings

    def check(self) -> Health:
        """Always there."""
        return Health("Unsilo", "1")

    def relations(self) -> Iterable[Relation]:
        """None that anybody would list."""
        return ()

    def describe(self, relation: Relation) -> RelationSchema:
        """Its columns."""
        named = WithSystem(self.session, self.seen, self.surroundings)
        return named.resolve((relation.schema, relation.name), ()).schema

    def statistics(self, relation: Relation) -> Statistics:
        """Unknown: counting is reading."""
        return Statistics()

    def supports(self, fragment: Fragment, operation: Operation) -> Answer:
        """Nothing but columns."""
        return none("operation", "system relations are read as they are")

    def explain(self, fragment: Fragment) -> str:
        """What the catalog is asked."""
        return _sql(fragment)

    def scan(self, fragment: Fragment, context: ScanContext) -> pa.RecordBatchReader:
        """All rows that the session sees."""
        _, table = run(_sql(fragment), (), self.session, self.seen, (), self.surroundings)
        wanted = fragment.schema
        if wanted.names:
            table = pa.Table.from_arrays(
                [c.cast(f.type) for c, f in zip(table.columns, wanted, strict=True)], schema=wanted
            )
        else:
            table = table.select([])
        return pa.RecordBatchReader.from_batches(wanted, table.to_batches(context.batch_rows))

    def close(self) -> None:
        """Nothing is open between scans."""


def _sql(fragment: Fragment) -> str:
    table = fragment.query.find(exp.Table)
    schema = relation_of(table) if table is not None else None
    assert schema is not None
    columns = [column_of(output.this) for output in fragment.query.expressions]
    names = ", ".join(f'"{column.name}"' for column in columns if column is not None)
    return f'SELECT {names or "1"} FROM {schema.relation.schema}."{schema.relation.name}"'
