"""A statement that is ready to run, as often as wanted: one class for each way to run one.

Imports: pyarrow, `connectors`, `gateway`.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final, Protocol

import pyarrow as pa

from connectors.api import OutputColumn
from connectors.types import TEXT, Type
from gateway import statements
from gateway.catalog import system
from gateway.errors import Notice, at_offset
from gateway.execute.result import Result
from gateway.execute.scans import Progress
from gateway.plan.explain import explain
from gateway.plan.explain_json import explain_json
from gateway.plan.plan import Plan
from gateway.session import Session
from gateway.sql.bind import Bound
from gateway.sql.render.query import render_query

if TYPE_CHECKING:
    from gateway.engine import Gateway

Columns = tuple[OutputColumn, ...]
JSON: Final = Type("json")


class Prepared(Protocol):
    """Any of them."""

    @property
    def parameters(self) -> tuple[Type, ...]:
        """The types of `$1`, `$2`, …."""

    @property
    def columns(self) -> Columns:
        """The result's columns; none for SET and its like."""

    def execute(self, values: Sequence[object] = (), *, timed: bool = True) -> Result:
        """Run it with parameter values: PostgreSQL's text form, or Python values.

        With `timed` the result must be read within `statement_timeout`.
        """


@dataclass(frozen=True, slots=True)
class Query:
    """A query over sources, which starts at `offset` in the text the client sent."""

    gateway: Gateway
    session: Session
    bound: Bound
    offset: int = 0

    @property
    def parameters(self) -> tuple[Type, ...]:
        """As `Prepared`."""
        return self.bound.parameters

    @property
    def columns(self) -> Columns:
        """As `Prepared`."""
        return self.bound.columns

    def plan(self, values: Sequence[object]) -> Plan:
        """Its plan with these values."""
        with at_offset(self.offset):
            return self.gateway.plan(self.bound, values, self.session)

    def execute(self, values: Sequence[object] = (), *, timed: bool = True) -> Result:
        """As `Prepared`."""
        self.session.transaction.queried = True
        return self.gateway.run(self.plan(values), self.session, timed=timed)


@dataclass(frozen=True, slots=True)
class CatalogQuery:
    """A query that the gateway answers from what it knows of itself."""

    gateway: Gateway
    session: Session
    text: str
    described: system.Described

    @property
    def parameters(self) -> tuple[Type, ...]:
        """As `Prepared`."""
        return self.described.parameters

    @property
    def columns(self) -> Columns:
        """As `Prepared`."""
        return self.described.columns

    def execute(self, values: Sequence[object] = (), *, timed: bool = True) -> Result:
        """As `Prepared`."""
        self.session.transaction.queried = True
        columns, table = system.run(
            self.text, values, self.session, self.gateway.catalog, self.parameters
        )
        return Result(columns, iter(table.to_batches()))


@dataclass(frozen=True, slots=True)
class Command:
    """A session statement."""

    session: Session
    command: statements.Command
    parameters: tuple[Type, ...] = ()

    @property
    def columns(self) -> Columns:
        """As `Prepared`."""
        return self.command.columns(self.session)

    def execute(self, values: Sequence[object] = (), *, timed: bool = True) -> Result:
        """As `Prepared`."""
        answer = self.command.run(self.session)
        return text_result(answer.columns, answer.rows, answer.tag, answer.notices)


@dataclass(frozen=True, slots=True)
class Explain:
    """EXPLAIN of a query."""

    query: Query | CatalogQuery
    analyze: bool = False
    json: bool = False

    @property
    def parameters(self) -> tuple[Type, ...]:
        """As `Prepared`."""
        return self.query.parameters

    @property
    def columns(self) -> Columns:
        """As `Prepared`."""
        return (OutputColumn("QUERY PLAN", JSON if self.json else TEXT),)

    def execute(self, values: Sequence[object] = (), *, timed: bool = True) -> Result:
        """As `Prepared`."""
        rows = [(line,) for line in self.lines(values)]
        return text_result(self.columns, rows, "EXPLAIN")

    def lines(self, values: Sequence[object] = ()) -> list[str]:
        """The plan; with `analyze` the query runs and the rows moved are shown. JSON is one."""
        if isinstance(self.query, CatalogQuery):
            text = "Catalog: the gateway answers; no source is asked"
            return [json.dumps([{"Plan": {"Node Type": text}}], indent=2)] if self.json else [text]
        gateway, plan = self.query.gateway, self.query.plan(values)
        residual = render_query(plan.residual) if plan.residual is not None else ""
        moved: Sequence[Progress] = ()
        rows = None
        if self.analyze:
            with gateway.run(plan, self.query.session) as result:
                rows = sum(batch.num_rows for batch in result.batches())
            moved = result.progress()
        if self.json:
            return [explain_json(plan, gateway.connector, residual, moved, rows)]
        lines = explain(plan, gateway.connector, residual, moved)
        return lines if rows is None else [*lines, f"Result: {rows} rows"]


@dataclass(frozen=True, slots=True)
class Nothing:
    """An empty statement."""

    parameters: tuple[Type, ...] = ()
    columns: Columns = ()

    def execute(self, values: Sequence[object] = (), *, timed: bool = True) -> Result:
        """As `Prepared`."""
        return Result((), iter(()), command="")


def text_result(
    columns: Columns,
    rows: Sequence[tuple[str, ...]],
    command: str,
    notices: Sequence[Notice] = (),
) -> Result:
    """A result of text rows made here."""
    schema = pa.schema([pa.field(c.name, c.type.arrow) for c in columns])

    def batches() -> Iterator[pa.RecordBatch]:
        if columns:
            arrays = [pa.array([row[n] for row in rows], f.type) for n, f in enumerate(schema)]
            yield pa.RecordBatch.from_arrays(arrays, schema=schema)

    return Result(columns, batches(), command=command, notices=notices)
