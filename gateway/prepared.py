"""A statement that is ready to run, as often as wanted: one class for each way to run one.

Imports: pyarrow, `connectors`, `gateway`.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final, Protocol

import pyarrow as pa

from connectors.api import OutputColumn, schema_of
from connectors.types import TEXT, Type
from gateway import statements
from gateway.catalog import system
from gateway.errors import Notice, SqlError, at_offset
from gateway.execute.look_up import Asking
from gateway.execute.result import Result
from gateway.execute.run import local_sql
from gateway.execute.scans import Progress
from gateway.plan.explain import explain
from gateway.plan.explain_json import explain_json
from gateway.plan.plan import Plan
from gateway.session import Session
from gateway.sql.bind import Bound
from gateway.sql.output_style import OutputStyle
from gateway.sql.values import count_mismatch, reshaped

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
    """A query over sources, which starts at `offset` in the text the client sent.

    `taken`: the values of its literals, if its text is the shape of what the client sent.
    """

    gateway: Gateway
    session: Session
    text: str
    bound: Bound
    offset: int = 0
    taken: tuple[str, ...] = ()
    moment: object = None
    """Of the binding: see `Gateway.moment`."""

    @property
    def parameters(self) -> tuple[Type, ...]:
        """As `Prepared`."""
        return () if self.taken else self.bound.parameters

    @property
    def columns(self) -> Columns:
        """As `Prepared`."""
        return self.bound.columns

    def plan(self, values: Sequence[object]) -> Plan:
        """Its plan with these values."""
        with at_offset(self.offset):
            values = self._all(values)
            return self.gateway.plan(self._bound_for(values), values, self.session)

    def _all(self, values: Sequence[object]) -> Sequence[object]:
        """Of the parameters of `bound`."""
        if self.taken and values:
            raise count_mismatch(len(values), 0)
        return self.taken or values

    def _bound_now(self) -> Bound:
        """The bound form under the rights and schemas of this moment. 0A000 if it is another."""
        if self.moment == self.gateway.moment(self.session):
            return self.bound
        now = self.gateway.bind(self.text, self.session, self.bound.parameters)
        if now.columns != self.bound.columns:
            raise SqlError("0A000", "cached plan must not change result type")
        return now

    def _bound_for(self, values: Sequence[object]) -> Bound:
        """The bound form for these values: an array of several dimensions has a form of its own."""
        bound = self._bound_now()
        if not any(type_.element is not None for type_ in bound.parameters):
            return bound
        types = reshaped(bound.parameters, values)
        if types == bound.parameters or len(values) != len(types):
            return bound
        now = self.gateway.bind(self.text, self.session, types)
        if [c.type.oid for c in now.columns] != [c.type.oid for c in bound.columns]:
            raise SqlError("0A000", "cached plan must not change result type")
        return now

    def execute(self, values: Sequence[object] = (), *, timed: bool = True) -> Result:
        """As `Prepared`."""
        self.session.transaction.queried = True
        values = self._all(values)
        with at_offset(self.offset):
            bound = self._bound_for(values)
            ready = self.gateway.look_up(bound, values, self.session)
            if ready is not None:
                return self.gateway.run_ready(ready, self.session, timed=timed)
            plan = self.gateway.plan(bound, values, self.session)
        return self.gateway.run(plan, self.session, timed=timed)

    def ask(self, values: Sequence[object], *, timed: bool = True) -> Asking | None:
        """As `execute`, if that can be done without waiting; None also for what would fail."""
        bound: Bound | None = self.bound
        if self.moment != self.gateway.moment(self.session):
            bound = self.gateway.kept(self.text, self.session, self.bound.parameters)
        if bound is None or bound.columns != self.bound.columns or (self.taken and values):
            return None
        asking = self.gateway.ask(bound, self.taken or values, self.session, timed=timed)
        if asking is not None:
            self.session.transaction.queried = True
        return asking


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
        seen = self.gateway.access.seen_by(self.session)
        later = system.Later()
        columns, table = system.run(
            self.text, values, self.session, seen, self.parameters, self.gateway.surroundings, later
        )
        style, notices = OutputStyle.of(self.session), tuple(later.notices)
        if not later.waits:
            return Result(columns, iter(table.to_batches()), style=style, notices=notices)
        query = self.gateway.running(self.session, timed=timed)

        def batches() -> Iterator[pa.RecordBatch]:
            query.start()
            for wait in later.waits:
                wait(query)
                if query.stopped is not None:
                    raise SqlError(query.stopped.sqlstate, query.stopped.message)
            yield from table.to_batches()

        return Result(
            columns, batches(), style=style, query=query, close=query.finish, notices=notices
        )


@dataclass(frozen=True, slots=True)
class Command:
    """A session statement. `returning`: the columns of a write that returns some."""

    gateway: Gateway
    session: Session
    command: statements.Command
    parameters: tuple[Type, ...] = ()
    returning: Columns = ()

    @property
    def columns(self) -> Columns:
        """As `Prepared`."""
        return self.returning or self.command.columns(self.session)

    def execute(self, values: Sequence[object] = (), *, timed: bool = True) -> Result:
        """As `Prepared`."""
        answer = self.command.run(self.session)
        for name in self.command.relations:
            self._look_up(name)
        return text_result(answer.columns, answer.rows, answer.tag, answer.notices)

    def _look_up(self, name: str) -> None:
        """42P01 if there is no such relation, 42501 if it may not be read."""
        try:
            self.gateway.prepare(f"SELECT 1 FROM {name}", self.session)
        except SqlError as error:
            error.position = None  # the text is ours
            raise


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
        if isinstance(self.query, CatalogQuery):
            text = "Catalog: the gateway answers; no source is asked"
            shown = json.dumps([{"Plan": {"Node Type": text}}], indent=2) if self.json else text
            return text_result(self.columns, [(shown,)], "EXPLAIN")
        plan = self.query.plan(values)
        sql = local_sql(plan)
        if not self.analyze:
            return text_result(self.columns, self._rows(self.query, plan, sql), "EXPLAIN")
        running = self.query.gateway.run(plan, self.query.session, timed=timed, sql=sql)
        rows = self._rows(self.query, plan, sql, running)
        return text_result(self.columns, rows, "EXPLAIN", running=running)

    def _rows(
        self, query: Query, plan: Plan, sql: str, running: Result | None = None
    ) -> Iterator[tuple[str]]:
        """The lines of the plan, JSON is one; `running` is read first, to know what it moved."""
        moved: Sequence[Progress] = ()
        rows = None
        if running is not None:
            rows = sum(batch.num_rows for batch in running.batches())
            moved = running.progress()
        connector = query.gateway.connector_of(query.session)
        if self.json:
            yield (explain_json(plan, connector, sql, moved, rows),)
            return
        for line in explain(plan, connector, sql, moved):
            yield (line,)
        if rows is not None:
            yield (f"Result: {rows} row{'' if rows == 1 else 's'}",)


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
    rows: Iterable[tuple[str, ...]],
    command: str,
    notices: Sequence[Notice] = (),
    running: Result | None = None,
) -> Result:
    """A result of text rows made here; with `running`, which they tell of, it ends too."""
    schema = schema_of(columns)

    def batches() -> Iterator[pa.RecordBatch]:
        if columns:
            made = list(rows)
            arrays = [pa.array([row[n] for row in made], f.type) for n, f in enumerate(schema)]
            yield pa.RecordBatch.from_arrays(arrays, schema=schema)

    if running is None:
        return Result(columns, batches(), command=command, notices=notices)
    return Result(
        columns,
        batches(),
        command=command,
        notices=notices,
        query=running.query,
        progress=running.progress,
        moved=running.moved,
        close=running.close,
        policies=running.policies,
    )
