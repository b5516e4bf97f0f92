"""The connector to files: one of three stores behind the contract."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Protocol

from connectors.api import (
    Answer,
    Fragment,
    Health,
    Operation,
    Relation,
    RelationSchema,
    ScanContext,
    Statistics,
)
from connectors.files.guard import guarded
from connectors.files.plan import Plan, plan_of, supports
from connectors.files.predicates import Test
from connectors.sql.reader import Batches, ScanReader


class Store(Protocol):
    """What a kind of file gives. Errors are those of the contract."""

    def check(self) -> Health:
        """Is it there, and what is it?"""

    def relations(self) -> list[Relation]:
        """Everything it holds."""

    def describe(self, relation: Relation) -> RelationSchema:
        """Columns and keys."""

    def statistics(self, relation: Relation) -> Statistics:
        """Without reading rows."""

    def refuse(self, test: Test, schema: RelationSchema) -> None:
        """Raise NotUnderstood when this store cannot run a test exactly."""

    def explain(self, plan: Plan) -> str:
        """The native text of a scan."""

    def batches(self, plan: Plan, context: ScanContext) -> Batches:
        """Batches of `plan.columns`, rows that pass `plan.test`; LIMIT is not its business."""

    def close(self) -> None:
        """Let go of everything."""


class FilesConnector:
    """Implements `connectors.api.Connector`; never writes."""

    def __init__(self, store: Store) -> None:
        self._store = store

    def check(self) -> Health:
        """Is it there, and what is it? SourceUnavailable, SourceRefused."""
        return self._store.check()

    def relations(self) -> Iterable[Relation]:
        """Every file, folder of files, or table."""
        return self._store.relations()

    def describe(self, relation: Relation) -> RelationSchema:
        """Columns by the file's own types, or its values. RelationNotFound."""
        return self._store.describe(relation)

    def statistics(self, relation: Relation) -> Statistics:
        """Rows and bytes where they are written down. RelationNotFound."""
        return self._store.statistics(relation)

    def supports(self, fragment: Fragment, operation: Operation) -> Answer:
        """Simple filters and limits are EXACT, all else NONE."""
        return supports(fragment, operation, self._store)

    def explain(self, fragment: Fragment) -> str:
        """What would be read."""
        return self._store.explain(plan_of(fragment))

    def scan(self, fragment: Fragment, context: ScanContext) -> ScanReader:
        """Read it."""
        plan = plan_of(fragment)
        found = guarded(fragment, plan, self._store.batches(plan, context), context)
        return ScanReader(fragment.schema, found)

    def close(self) -> None:
        """Close what is open. Idempotent."""
        self._store.close()
