"""The page to read first: the way of a query, from text to result.

    text → parse → bind → values → rewrite → split → run (scan, join, stream)

`Gateway.prepare` goes as far as bind, which needs no source; `Prepared.execute` does the rest.
"""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import pyarrow as pa

from connectors.api import Connector, OutputColumn
from connectors.types import TEXT, Type
from gateway import statements
from gateway.catalog import system
from gateway.catalog.catalog import Catalog
from gateway.config import Settings
from gateway.errors import SqlError
from gateway.execute.context import Limits
from gateway.execute.local import EngineSettings, LocalEngine
from gateway.execute.result import Result
from gateway.execute.run import run
from gateway.plan.explain import explain
from gateway.plan.plan import Plan
from gateway.plan.rules import rewrite
from gateway.plan.split import split
from gateway.session import Session
from gateway.sql.bind import Bound, bind
from gateway.sql.parse import parse
from gateway.sql.render.query import render_query
from gateway.sql.split import Statement
from gateway.sql.split import split as split_statements
from gateway.sql.values import with_session, with_values

_CACHED_STATEMENTS = 512


class Gateway:
    """Unsilo in one process: the catalog, the local engine, and the way through them."""

    def __init__(self, catalog: Catalog, settings: Settings | None = None) -> None:
        self.catalog = catalog
        self.settings = settings or Settings()
        self._engine = LocalEngine(_engine_settings(self.settings))
        self._bound: OrderedDict[tuple[object, ...], Bound] = OrderedDict()

    @classmethod
    def open(cls, home: Path | None = None) -> Gateway:
        """The gateway of `$UNSILO_HOME` (or `home`): its settings, its sources."""
        settings = Settings.load(home)
        return cls(Catalog.open(settings), settings)

    def execute(
        self, sql: str, parameters: Sequence[object] = (), session: Session | None = None
    ) -> Result:
        """Run one statement, as the owner without a session. Raises SqlError; so does reading."""
        return self.prepare(sql, session or Session(owner=True)).execute(parameters)

    def prepare(
        self, sql: str, session: Session, parameter_types: Sequence[Type | None] = ()
    ) -> Prepared:
        """One statement, parsed and bound. Raises SqlError."""
        if self.settings.search_path:
            session.settings.start_default("search_path", self.settings.search_path)
        found = split_statements(sql)
        if len(found) > 1:
            raise SqlError("42601", "cannot insert multiple commands into a prepared statement")
        if not found:
            return Prepared(self, session, Statement("", 0, ""))
        statement = found[0]
        if statements.is_session_statement(statement.word):
            return Prepared(self, session, statement, command=statements.parse(statement.text))
        explained, text = None, statement.text
        if statement.word == "explain":
            explained = statements.explained(statement.text)
            text = explained.query
        with at_offset(statement.offset + (explained.start if explained else 0)):
            if system.answers(text):
                described = system.describe(text, parameter_types, session, self.catalog)
                return Prepared(self, session, statement, None, described, explained=explained)
            bound = self.bind(text, session, parameter_types)
        return Prepared(self, session, statement, bound, explained=explained)

    def bind(
        self, sql: str, session: Session, parameter_types: Sequence[Type | None] = ()
    ) -> Bound:
        """The bound form of a query, from the cache if its text and all schemas are the same."""
        version = self.catalog.version
        key = (sql, version, session.search_path, tuple(parameter_types))
        cached = self._bound.get(key)
        if cached is not None:
            return cached
        trees = parse(sql)
        if len(trees) != 1:
            raise SqlError("42601", "expected one statement")
        bound = bind(trees[0], self.catalog, session, parameter_types)
        self._bound[key] = bound
        while len(self._bound) > _CACHED_STATEMENTS:
            self._bound.popitem(last=False)
        return bound

    def plan(self, bound: Bound, values: Sequence[object], session: Session) -> Plan:
        """Fragments and residual for a bound query with its parameters' values."""
        query = with_values(bound.query, bound.parameters, values)
        query = with_session(query, session)
        if session.pushdown:
            query = rewrite(query)
        return split(query, bound.columns, self.connector, pushdown=session.pushdown)

    def run(self, plan: Plan, session: Session) -> Result:
        """Start a plan."""
        return run(plan, self.connector, self._engine, self._limits(session))

    def explain(
        self,
        sql: str,
        parameters: Sequence[object] = (),
        session: Session | None = None,
        *,
        analyze: bool = False,
    ) -> str:
        """The plan as text; with `analyze` the query runs and the rows moved are shown."""
        session = session or Session(owner=True)
        bound = self.bind(sql, session)
        plan = self.plan(bound, parameters, session)
        residual = render_query(plan.residual) if plan.residual is not None else ""
        if not analyze:
            return "\n".join(explain(plan, self.connector, residual))
        with self.run(plan, session) as result:
            rows = sum(batch.num_rows for batch in result.batches())
        lines = explain(plan, self.connector, residual, result.progress())
        return "\n".join([*lines, f"Result: {rows} rows"])

    def connector(self, source: str) -> Connector:
        """The connector of a registered source."""
        return self.catalog.connector(source)

    def close(self) -> None:
        """Release connections and memory. Idempotent."""
        self.catalog.close()
        self._engine.close()

    def _limits(self, session: Session) -> Limits:
        settings = self.settings
        return Limits(
            batch_rows=settings.batch_rows,
            max_rows=settings.max_rows,
            max_bytes=settings.max_bytes,
            seconds=session.timeout_seconds or settings.statement_timeout or None,
        )


@dataclass(frozen=True, slots=True)
class Prepared:
    """A statement that is ready to run, as often as wanted."""

    gateway: Gateway
    session: Session
    statement: Statement
    bound: Bound | None = None
    described: system.Described | None = None

    @property
    def parameters(self) -> tuple[Type, ...]:
        """The types of `$1`, `$2`, …."""
        if self.described is not None:
            return self.described.parameters
        return self.bound.parameters if self.bound is not None else ()

    @property
    def columns(self) -> tuple[OutputColumn, ...]:
        """The result's columns; none for SET and its like."""
        if self.bound is not None:
            return self.bound.columns
        if self.described is not None:
            return self.described.columns
        if self.statement.word == "explain":
            return (OutputColumn("QUERY PLAN", TEXT),)
        if statements.is_session_statement(self.statement.word):
            return statements.columns(self.statement.text, self.session)
        return ()

    def execute(self, values: Sequence[object] = ()) -> Result:
        """Run it with parameter values: PostgreSQL's text form, or Python values."""
        if self.bound is not None:
            plan = self.gateway.plan(self.bound, values, self.session)
            return self.gateway.run(plan, self.session)
        if self.described is not None:
            return self._system(self.described, values)
        if self.statement.word == "explain":
            return self._explain(values)
        if not self.statement.text:
            return Result((), iter(()), command="")
        answer = statements.answer(self.statement.text, self.session)
        return _shown(answer.columns, answer.rows, answer.command)

    def _system(self, described: system.Described, values: Sequence[object]) -> Result:
        """The catalog's answer about itself."""
        columns, table = system.run(
            self.statement.text, values, self.session, self.gateway.catalog, described.parameters
        )
        return Result(columns, iter(table.to_batches()))

    def _explain(self, values: Sequence[object]) -> Result:
        analyze, sql = statements.explained(self.statement.text)
        text = self.gateway.explain(sql, values, self.session, analyze=analyze)
        rows = tuple((line,) for line in text.splitlines())
        return _shown(self.columns, rows, "EXPLAIN")


def _shown(
    columns: Sequence[OutputColumn], rows: Sequence[tuple[str, ...]], command: str
) -> Result:
    """A result of text rows made here."""
    schema = pa.schema([pa.field(c.name, c.type.arrow) for c in columns])

    def batches() -> Iterator[pa.RecordBatch]:
        if columns:
            arrays = [pa.array([row[n] for row in rows], pa.string()) for n in range(len(columns))]
            yield pa.RecordBatch.from_arrays(arrays, schema=schema)

    return Result(columns, batches(), command=command)


def _engine_settings(settings: Settings) -> EngineSettings:
    return EngineSettings(settings.memory_limit, settings.threads, settings.temp_directory)
