"""The page to read first: the way of a query, from text to result.

    text → parse → bind → values → guard → rewrite → split → run (scan, join, stream)

`Gateway.prepare` goes as far as bind, which needs no source; `Prepared.execute` does the rest.
"""

from __future__ import annotations

import threading
from collections import OrderedDict
from collections.abc import Callable, Sequence
from contextlib import ExitStack
from dataclasses import replace
from pathlib import Path

from connectors.api import Connector
from connectors.types import Type
from gateway import statements
from gateway.access.access import Access
from gateway.access.surroundings import surroundings
from gateway.catalog import system
from gateway.catalog.catalog import Catalog
from gateway.catalog.hints import quote
from gateway.catalog.secrets import Vault
from gateway.config import Settings
from gateway.errors import SqlError, at_offset
from gateway.execute.breaker import Breakers
from gateway.execute.context import Limits, RunningQuery, new_query_id
from gateway.execute.local import EngineSettings, LocalEngine
from gateway.execute.look_up import Asking, ask, look_up
from gateway.execute.result import Result
from gateway.execute.run import local_sql, run
from gateway.operations.activity import Activities
from gateway.operations.audit import AuditLog
from gateway.operations.journal import Journal, Sink
from gateway.operations.observed import Observed
from gateway.operations.present import Presence
from gateway.operations.processes import Processes
from gateway.operations.relations import operations
from gateway.operations.slow import SlowQueries
from gateway.operations.tracing import Tracing
from gateway.plan.guards import guard, with_guarded
from gateway.plan.lookups import Lookups, Ready
from gateway.plan.plan import ConnectorOf, Plan
from gateway.plan.rules import rewrite
from gateway.plan.split import split
from gateway.prepared import CatalogQuery, Command, Explain, Nothing, Prepared, Query
from gateway.session import Session
from gateway.session.notifications import Exchange
from gateway.sql.bind import Bound, bind
from gateway.sql.bind.writes import NOTHING, announced
from gateway.sql.output_style import OutputStyle
from gateway.sql.parse import parse
from gateway.sql.session_zone import in_session_zone
from gateway.sql.shape import shape_of
from gateway.sql.split import Statement
from gateway.sql.split import split as split_statements
from gateway.sql.styled_text import check_style
from gateway.sql.unicode_escapes import plain_names
from gateway.sql.values import read_value, with_session, with_values
from gateway.timezones import in_zone

_CACHED_STATEMENTS = 512
_LONGEST_TIMEOUT = 2_147_483.0
"""Seconds that the setting of a session can hold."""


class Gateway:
    """Unsilo in one process: the catalog, the local engine, and the way through them."""

    def __init__(self, catalog: Catalog, settings: Settings | None = None) -> None:
        self.catalog = catalog
        self.settings = settings or Settings()
        self._engine = LocalEngine(_engine_settings(self.settings))
        self.breakers = Breakers()
        self.notifications = Exchange()
        self.journal = Journal()
        self.presence = Presence(self.journal)
        self.processes = Processes(self.settings.home)
        built_in = operations(self.presence, self.processes, self.settings.audit_folder)
        catalog.build_in(built_in)
        self.access = Access(catalog, Vault(self.settings.home))
        activities = Activities(self.presence, self.processes, self.access)
        self.surroundings = replace(
            surroundings(catalog.store),
            activity=activities.others,
            cancel=activities.cancel,
            terminate=activities.terminate,
        )
        """What the system catalog tells of roles, and of what runs."""
        self._bound: OrderedDict[tuple[object, ...], Bound] = OrderedDict()
        self._lookups = Lookups()
        self._lock = threading.Lock()
        self._recorders = ExitStack()

    @classmethod
    def open(cls, home: Path | None = None) -> Gateway:
        """The gateway of `$UNSILO_HOME` (or `home`): its settings, its sources."""
        settings = Settings.load(home)
        gateway = cls(Catalog.open(settings), settings)
        gateway.observe()
        return gateway

    def observe(self) -> None:
        """Keep the records of statements as the settings say, until `close`."""
        settings, store = self.settings, self.catalog.store
        self._recorders.close()
        self.journal.literals = settings.audit_literals
        if settings.audit:
            audit = AuditLog(settings.audit_folder, store, settings.audit_days)
            self._record_to(audit, audit.close)
        if settings.slow_query:
            self._record_to(SlowQueries(settings.slow_query))
        if settings.trace_endpoint:
            tracing = Tracing(settings.trace_endpoint)
            self._record_to(tracing, tracing.close)

    def _record_to(self, sink: Sink, close: Callable[[], None] = lambda: None) -> None:
        self._recorders.callback(close)
        self._recorders.callback(self.journal.remove_sink, sink)
        self.journal.add_sink(sink)

    def reload(self) -> None:
        """Read the settings again, for statements that start from now on. Raises SqlError.

        What was opened with them stays: the store, the local engine, the addresses.
        """
        self.settings = Settings.load(self.settings.home)
        self.observe()

    def execute(
        self, sql: str, parameters: Sequence[object] = (), session: Session | None = None
    ) -> Result:
        """Run one statement, as the owner without a session. Raises SqlError; so does reading."""
        return self.prepare(sql, session or Session(owner=True)).execute(parameters)

    def prepare(
        self, sql: str, session: Session, parameter_types: Sequence[Type | None] = ()
    ) -> Prepared:
        """One statement, parsed and bound; the journal hears of what fails. Raises SqlError."""
        sql = plain_names(sql)
        known = self.known(sql, session, parameter_types)
        if known is not None:
            return known
        try:
            prepared = self._prepared(sql, session, parameter_types)
        except SqlError as error:
            self.journal.failed(session, sql, error)
            raise
        return Observed(prepared, self.journal, session, sql)

    def known(
        self, sql: str, session: Session, parameter_types: Sequence[Type | None] = ()
    ) -> Prepared | None:
        """The query of this text, or a look-up of its shape, if it was bound before.

        Never waits for anything.
        """
        if not self.access.fresh or _reads_path(sql):
            return None
        self._start(session)
        bound = self.kept(sql, session, parameter_types)
        query: Query | None = None
        if bound is not None:
            query = Query(self, session, sql, bound, moment=self.moment(session))
        elif not parameter_types:
            query = self._look_up(sql, session, self.kept)
        return Observed(query, self.journal, session, sql) if query is not None else None

    def moment(self, session: Session) -> object:
        """Another one after any change of schemas, rights, or the session's settings."""
        return self.catalog.version, session.values.revision

    def _start(self, session: Session) -> None:
        """What a session begins with, where it has not chosen."""
        if self.settings.search_path:
            session.values.start_default("search_path", self.settings.search_path)
        if self.settings.statement_timeout:
            seconds = min(self.settings.statement_timeout, _LONGEST_TIMEOUT)
            session.values.start_default("statement_timeout", f"{seconds:f}s")

    def _prepared(
        self, sql: str, session: Session, parameter_types: Sequence[Type | None]
    ) -> Prepared:
        self._start(session)
        if not (parameter_types or system.answers(sql)):
            look_up = self._look_up(sql, session, self.bind)
            if look_up is not None:
                return look_up
        found = split_statements(sql)
        if len(found) > 1:
            raise SqlError("42601", "cannot insert multiple commands into a prepared statement")
        if not found:
            return Nothing()
        statement = found[0]
        start, text = statement.offset, statement.text
        if statement.word == "show" or _reads_path(text):
            session.in_sight = ", ".join(map(quote, self.access.seen_by(session).schema_names()))
        with at_offset(start):
            if statements.is_session_statement(statement.word):
                command = statements.parse(text, self.access)
                told = NOTHING
                if statement.word in statements.WRITES:
                    told = announced(text, self.access.seen_by(session), session, parameter_types)
                return Command(self, session, command, told.parameters, told.columns)
            asked = statements.explained(text) if statement.word == "explain" else None
        if asked is None:
            return self._query(text, start, session, parameter_types)
        query = self._query(asked.query, start + asked.start, session, parameter_types)
        return Explain(query, asked.analyze, asked.format == "json")

    def _look_up(
        self,
        sql: str,
        session: Session,
        bind: Callable[[str, Session, Sequence[Type | None]], Bound | None],
    ) -> Query | None:
        """A look-up by what its text says, bound as the same one with another key was.

        None for everything else, also for what fails: its own text tells why, and where.
        """
        shape = shape_of(sql)
        if shape is None:
            return None
        try:
            bound = bind(shape.text, session, shape.types)
            if bound is None or not self._lookups.takes(bound):
                return None
            for value, type_ in zip(shape.values, bound.parameters, strict=True):
                read_value(value, type_)
        except SqlError:
            return None
        moment = self.moment(session)
        return Query(self, session, shape.text, bound, taken=shape.values, moment=moment)

    def check(self, statement: Statement) -> None:
        """42601 for a statement that cannot be parsed; nothing is looked up."""
        if statements.is_session_statement(statement.word):
            statements.parse(statement.text, self.access)
        elif statement.word == "explain":
            statements.explained(statement.text)
        elif not system.answers(statement.text):
            parse(statement.text)

    def _query(
        self, text: str, offset: int, session: Session, types: Sequence[Type | None]
    ) -> Query | CatalogQuery:
        """A query over sources, or over the catalog; `offset` is its place in the client's text."""
        with at_offset(offset):
            if system.answers(text):
                seen = self.access.seen_by(session)
                try:
                    described = system.describe(text, types, session, seen, self.surroundings)
                except system.MixedError as mixed:
                    return self._mixed(text, offset, session, types, mixed)
                return CatalogQuery(self, session, text, described)
            moment = self.moment(session)
            return Query(self, session, text, self.bind(text, session, types), offset, (), moment)

    def _mixed(
        self,
        text: str,
        offset: int,
        session: Session,
        types: Sequence[Type | None],
        mixed: system.MixedError,
    ) -> Query:
        """A query over sources and system relations. `mixed` for what only the catalog knows."""
        try:
            moment = self.moment(session)
            return Query(self, session, text, self.bind(text, session, types), offset, (), moment)
        except SqlError as error:
            if error.sqlstate in ("0A000", "42883", "42704"):
                raise mixed.refused(text, error) from None
            raise

    def bind(
        self, sql: str, session: Session, parameter_types: Sequence[Type | None] = ()
    ) -> Bound:
        """The bound form of a query as the session's role sees its relations.

        From the cache if text, role, and all schemas, rights and policies are the same.
        """
        cached = self.kept(sql, session, parameter_types)
        if cached is not None:
            return cached
        key = self._key(sql, session, parameter_types)
        trees = parse(sql)
        if len(trees) != 1:
            raise SqlError("42601", "expected one statement")
        with in_zone(session.zone):
            seen = system.WithSystem(session, self.access.seen_by(session), self.surroundings)
            bound = bind(trees[0], seen, session, parameter_types)
        with self._lock:
            self._bound[key] = bound
            while len(self._bound) > _CACHED_STATEMENTS:
                self._bound.popitem(last=False)  # the least recently used
        return bound

    def kept(
        self, sql: str, session: Session, parameter_types: Sequence[Type | None]
    ) -> Bound | None:
        """What `bind` gives, if it did so before."""
        key = self._key(sql, session, parameter_types)
        with self._lock:
            bound = self._bound.get(key)
            if bound is not None:
                self._bound.move_to_end(key)
            return bound

    def _key(
        self, sql: str, session: Session, parameter_types: Sequence[Type | None]
    ) -> tuple[object, ...]:
        """All that a bound form depends on."""
        role, version = self.access.rights(session).role, self.catalog.version
        return (sql, version, role, session.search_path, session.zone, tuple(parameter_types))

    def plan(self, bound: Bound, values: Sequence[object], session: Session) -> Plan:
        """Fragments and residual for a bound query with its parameters' values."""
        connector = self.connector_of(session)
        style = OutputStyle.of(session)
        depends = (style, session.pushdown)
        kept = self._lookups.plan(bound, values, connector, *depends)
        if kept is not None:
            return kept
        query = bound.query.copy()  # the one copy: from here on each stage changes it in place
        with in_zone(session.zone):
            query = with_values(query, bound.parameters, values)
        check_style(query, style)
        query = in_session_zone(with_session(query, session, self.access.members), session.zone)
        query, guarded = guard(query, connector, pushdown=session.pushdown)
        if session.pushdown:
            query = rewrite(query)
        plan = split(query, bound.columns, connector, pushdown=session.pushdown)
        plan = replace(with_guarded(plan, guarded), style=style, policies=bound.policies)
        self._lookups.keep(bound, plan, connector, *depends)
        return plan

    def look_up(self, bound: Bound, values: Sequence[object], session: Session) -> Ready | None:
        """A bound query with its values that needs no plan any more; None for any other."""
        style = OutputStyle.of(session)
        connector = self.connector_of(session)
        return self._lookups.ready(bound, values, connector, style, session.pushdown)

    def run(
        self, plan: Plan, session: Session, *, timed: bool = True, sql: str | None = None
    ) -> Result:
        """Start a plan; with `timed` its result must be read within `statement_timeout`.

        `sql` is the plan's `local_sql`, where it is known already.
        """
        local = local_sql(plan) if sql is None else sql
        connector, query = self.connector_of(session), self.running(session, timed=timed)
        return run(plan, local, connector, self._engine, query, self.breakers)

    def run_ready(self, ready: Ready, session: Session, *, timed: bool = True) -> Result:
        """Start a look-up; `timed` as in `run`."""
        return look_up(ready, self.running(session, timed=timed), self.breakers)

    def ask(
        self, bound: Bound, values: Sequence[object], session: Session, *, timed: bool = True
    ) -> Asking | None:
        """Start a look-up, if that can be done without waiting for anything; `timed` as in `run`.

        None also for what would fail.
        """
        if not self.access.fresh:
            return None
        try:
            ready = self.look_up(bound, values, session)
        except SqlError:
            return None
        if ready is None:
            return None
        return ask(ready, self.running(session, timed=timed), self.breakers)

    def running(self, session: Session, *, timed: bool) -> RunningQuery:
        """What runs for a statement now; `timed` as in `run`.

        Its id tags the remote statements; so does the trace that the caller has a place in.
        """
        limits = self._limits(session, timed=timed)
        query_id = session.query_id or new_query_id()
        return RunningQuery(limits, query_id, caller=session.trace_parent)

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
        query = Query(self, session, sql, self.bind(sql, session))
        with Explain(query, analyze=analyze).execute(parameters) as result:
            return "\n".join(result.table().column(0).to_pylist())

    def connector_of(self, session: Session) -> ConnectorOf:
        """The connector of a source under the name that the session's role has there."""

        def connector(source: str) -> Connector:
            if system.is_system(source):
                seen = self.access.seen_by(session)
                return system.SystemSource(session, seen, self.surroundings)
            return self.access.connector(source, session)

        return connector

    def close(self) -> None:
        """Release connections and memory. Idempotent."""
        self._recorders.close()
        self.access.close()
        self.catalog.close()
        self._engine.close()

    def _limits(self, session: Session, *, timed: bool) -> Limits:
        settings = self.settings
        seconds = session.seconds("statement_timeout") or settings.statement_timeout or None
        return Limits(
            batch_rows=settings.batch_rows,
            max_rows=settings.max_rows,
            max_bytes=settings.max_bytes,
            seconds=seconds if timed else None,
        )


def _reads_path(sql: str) -> bool:
    """Whether a statement may ask which schemas are in sight."""
    return "current_schema" in sql.lower()


def _engine_settings(settings: Settings) -> EngineSettings:
    return EngineSettings(settings.memory_limit, settings.threads, settings.temp_directory)
