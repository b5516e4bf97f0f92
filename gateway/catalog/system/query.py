"""Running a catalog query.

Imports: duckdb, pyarrow, `connectors`, `gateway.catalog`, `gateway.session`.
"""

from __future__ import annotations

import logging
import re
from collections.abc import Callable, Hashable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from functools import partial
from inspect import Parameter, Signature
from typing import TYPE_CHECKING, Any, Final, TypeVar

import duckdb
import pyarrow as pa

from connectors.api import OutputColumn
from connectors.types import TEXT, Type
from gateway.catalog.system.acts import Acts, Later
from gateway.catalog.system.database import Database
from gateway.catalog.system.databases import Databases
from gateway.catalog.system.facts import Facts, Stopper, literal
from gateway.catalog.system.failures import denied, failure
from gateway.catalog.system.from_items import Output
from gateway.catalog.system.identifiers import spelled_name
from gateway.catalog.system.kept import Answer, Rewritten
from gateway.catalog.system.live import BEHIND, PER_SESSION, all_roles, live_table
from gateway.catalog.system.loaded import OutdatedError
from gateway.catalog.system.output_types import output_types
from gateway.catalog.system.outputs import with_names
from gateway.catalog.system.parameters import parameter_types, with_literals
from gateway.catalog.system.path import path_of
from gateway.catalog.system.pieces import Pieces, cut, is_at
from gateway.catalog.system.results import typed
from gateway.catalog.system.rewrite import rewrite
from gateway.catalog.system.snapshot import PG_CATALOG
from gateway.catalog.system.surroundings import Surroundings
from gateway.errors import SqlError, unsupported
from gateway.session import Session

if TYPE_CHECKING:
    from gateway.catalog.seen import Seen

logger = logging.getLogger(__name__)

T = TypeVar("T")
Columns = tuple[OutputColumn, ...]
_NOWHERE: Final = Surroundings()
_databases: Final = Databases()
_VOLATILE: Final = re.compile(
    r"\bnow\(|(current|local|transaction|statement|clock|conf_load|start)_?time|current_date|timeofday"
    r"|'(now|today|tomorrow|yesterday)\b|random|pg_sleep|advisory|txid|_xact|pg_stat_|pg_settings|pg_timezone|pg_cursor|pg_lock|pg_cancel|pg_terminate",
    re.IGNORECASE,
)
"""What may be answered in another way next time."""
_ABOUT_ROLES: Final = re.compile(
    r"pg_roles|pg_user|pg_group|pg_auth|regrole|userbyid", re.IGNORECASE
)
"""What may be answered in another way at another version, though the relations be the same."""
_TYPE_NAMES: Final = (
    "SET VARIABLE __types = (SELECT map(list(__oid), list(__name)) FROM pg.__regtype_names)"
)
_WORD: Final = re.compile(r"[a-z_]\w*")
_SECRET: Final = frozenset({"pg_authid", "pg_shadow", "pg_user_mapping"})
"""What PostgreSQL shows to superusers only."""


@dataclass(frozen=True, slots=True)
class Described:
    """The types of a statement's parameters and its columns."""

    parameters: tuple[Type, ...]
    columns: Columns


class MixedError(SqlError):
    """0A000: a query over system relations and the relation of a source."""

    def __init__(self, relation: str) -> None:
        super().__init__(
            "0A000",
            f'a query over system relations and the relation "{relation}" is not supported',
            hint="Ask for each in a statement of its own.",
        )

    def refused(self, sql: str, why: SqlError) -> MixedError:
        """Itself, when the statement could not be answered in another way either."""
        logger.warning("unhandled catalog query: %s | %s | %s", sql, self, why)
        return self


def prepare(catalog: Seen) -> None:
    """Make what is needed for any catalog query, so that the first one need not wait."""
    _databases.of(catalog)


def describe(
    sql: str,
    types: Sequence[Type | None],
    session: Session,
    catalog: Seen,
    surroundings: Surroundings = _NOWHERE,
) -> Described:
    """What a catalog query takes and gives. Changes nothing."""
    pieces = cut(sql)
    parameters = parameter_types(pieces, types)
    query = _Query(sql, pieces, (None,) * len(parameters), parameters, session, surroundings)
    columns = _asked(catalog, lambda system: query.columns(system, catalog))
    return Described(parameters, columns)


def run(
    sql: str,
    values: Sequence[object],
    session: Session,
    catalog: Seen,
    types: Sequence[Type] = (),
    surroundings: Surroundings = _NOWHERE,
    later: Later | None = None,
) -> Answer:
    """The answer of a catalog query with parameter values in text form (or as Python values).

    `catalog` is all of it or what somebody may see of it: nothing else is shown.
    `later` is told what to do before the rows are handed on; without it nothing can be waited for.
    Raises SqlError: 42P01, 42703, 42883 for names, 0A000 for what is not served.
    """
    pieces = cut(sql)
    known = tuple([*types, *[TEXT] * len(values)][: len(values)]) or parameter_types(pieces, ())
    query = _Query(sql, pieces, tuple(values), known, session, surroundings, later)
    return _asked(catalog, lambda system: query.answer(system, catalog))


def _asked(catalog: Seen, ask: Callable[[Database], T]) -> T:
    """The answer of the database of a catalog; of the next one where that one has just ended."""
    while True:
        with suppress(OutdatedError):
            return ask(_databases.of(catalog))


@dataclass(frozen=True, slots=True)
class _Query:
    """A statement with its values."""

    sql: str
    pieces: Pieces
    values: tuple[object, ...]
    types: tuple[Type, ...]
    session: Session
    surroundings: Surroundings
    later: Later | None = None

    def columns(self, system: Database, catalog: Seen) -> Columns:
        """From what was answered before, where that still holds; changes nothing."""
        facts = self._facts(system, catalog, changing=False)
        key = self._key(facts, catalog)
        known = system.answers.get(key) or system.answers.get((key, "shape"))
        if known is not None:
            return known[0]
        lasting = not _VOLATILE.search(self.sql)
        # What lasts is run at once: it is asked for next.
        only_shape = bool(self.values) or not lasting
        answer = self._run(system, facts, catalog, only_shape=only_shape)
        if facts.lasting:
            system.answers.keep((key, "shape") if only_shape else key, answer)
        return answer[0]

    def answer(self, system: Database, catalog: Seen) -> Answer:
        """From what was answered before, where that still holds."""
        facts = self._facts(system, catalog, changing=True)
        key = self._key(facts, catalog)
        known = system.answers.get(key)
        if known is not None:
            return known
        answer = self._run(system, facts, catalog)
        if facts.lasting and not _VOLATILE.search(self.sql):
            system.answers.keep(key, answer)
        return answer

    def _facts(self, system: Database, catalog: Seen, *, changing: bool) -> Facts:
        path = path_of(self.session, catalog, tuple(system.namespaces))
        return Facts(self.session, self.surroundings, path, self.sql, changing=changing)

    def _key(self, facts: Facts, catalog: Seen) -> Hashable:
        """What text and answer depend on, besides the relations that are seen."""
        who = self.session.user, self.session.session_user
        chosen = bool(self.session.search_path)
        roles = catalog.version if _ABOUT_ROLES.search(self.sql) else None
        return self.sql, str(self.values), self.types, facts.path, chosen, who, roles

    def _run(
        self, system: Database, facts: Facts, catalog: Seen, *, only_shape: bool = False
    ) -> Answer:
        cursor = system.cursor()
        try:
            self._refuse_missing(system)
            self._prepare(cursor, system, facts)
            if self.later is not None:
                facts.acts = Acts(self.session, self.sql, self.later, partial(_value, cursor))
            rewritten = self._rewritten(cursor, system, facts, catalog)
            for name in rewritten.live:
                cursor.register(name, live_table(name, facts))
            if rewritten.shows_types:
                cursor.execute(_TYPE_NAMES)
            for stopper in facts.stoppers:
                _install(cursor, stopper)
            try:
                relation = cursor.sql(rewritten.text)
                table = _shape(relation, cursor) if only_shape else relation.to_arrow_table()
                wanted = rewritten.outputs
                if len(wanted) != table.num_columns:
                    wanted = tuple(Output(name) for name in table.schema.names)
                return typed(table, wanted, _names(system, facts, cursor))
            except (duckdb.Error, pa.ArrowException) as error:
                raise failure(error, rewritten.text) from None
        except SqlError as error:
            raise self._mixed(error, catalog) or self._logged(error) from None
        finally:
            for stopper in facts.stoppers:
                with suppress(duckdb.Error):
                    cursor.remove_function(stopper.name)
            cursor.close()

    def _prepare(self, cursor: duckdb.DuckDBPyConnection, system: Database, facts: Facts) -> None:
        """Which schemas are in sight, in which order, and whether the session has chosen them."""
        oids = [PG_CATALOG, *(system.namespaces[name] for name in facts.path)]
        cursor.execute(
            f"SET VARIABLE __path = {oids}::UINTEGER[];"
            f"SET VARIABLE __chosen = {bool(facts.session.search_path)};"
            f"SET VARIABLE __user = {literal(facts.session.user)}"
        )

    def _rewritten(
        self, cursor: duckdb.DuckDBPyConnection, system: Database, facts: Facts, catalog: Seen
    ) -> Rewritten:
        """The statement in DuckDB's terms, made once where it says nothing of this moment."""
        key = self._key(facts, catalog)
        known = system.rewritten.get(key)
        if known is None:
            pieces = with_literals(self.pieces, self.values, self.types)
            text = rewrite(pieces, facts, _Lookup(cursor).oid)
            words = set(_WORD.findall(text))
            known = Rewritten(
                text,
                tuple(n for n in PER_SESSION if n in words or words & BEHIND.get(n, frozenset())),
                "__regtypes_out" in words,
                output_types(with_names(pieces)),
            )
            if facts.lasting:
                system.rewritten.keep(key, known)
        return known

    def _mixed(self, error: SqlError, catalog: Seen) -> SqlError | None:
        """MixedError where the statement reads a relation of a source too."""
        for at, piece in enumerate(self.pieces):
            # A relation that is missing may stand anywhere in FROM; it is the binder who knows.
            named = error.sqlstate == "42P01" or piece.text in ("from", "join")
            parts = _name_at(self.pieces, at + 1) if named else ()
            if parts and _is_relation(catalog, parts, self.session.search_path):
                return MixedError(".".join(parts))
        return None

    def _logged(self, error: SqlError) -> SqlError:
        """The error; one that says that a statement is not served is in the log too."""
        if error.sqlstate == "0A000":
            notes = " | ".join(getattr(error, "__notes__", ()))
            logger.warning("unhandled catalog query: %s | %s | %s", self.sql, error, notes)
        return error

    def _refuse_missing(self, system: Database) -> None:
        pieces = self.pieces
        for at, piece in enumerate(pieces):
            name = piece.name
            if name in denied() and is_at(pieces, at + 1, "("):
                raise SqlError("42501", f"permission denied for function {name}")
            if name is None or is_at(pieces, at + 1, "(") or is_at(pieces, at + 1, "."):
                continue
            schema = pieces[at - 2].name if is_at(pieces, at - 1, ".") else "pg_catalog"
            if name in _SECRET and schema == "pg_catalog":
                raise SqlError("42501", f"permission denied for table {name}")
            if (schema, name) in system.missing:
                raise unsupported(f'the system relation "{schema}.{name}"')


def _install(cursor: duckdb.DuckDBPyConnection, stopper: Stopper) -> None:
    """Make a stopper's function, which all of the database sees until it is removed."""

    def stop(process: int, *_: object) -> bool:
        return stopper.stop(process)

    given: list[Any] = ["BIGINT"] * stopper.arguments
    parameters = [Parameter(f"a{n}", Parameter.POSITIONAL_ONLY) for n in range(len(given))]
    stop.__signature__ = Signature(parameters)  # type: ignore[attr-defined]
    cursor.create_function(stopper.name, stop, given, "BOOLEAN", side_effects=True)


def _value(cursor: duckdb.DuckDBPyConnection, text: str, type_: str) -> object:
    """What an expression without columns gives. 0A000 for any other."""
    try:
        ((value,),) = cursor.execute(f"SELECT ({text})::{type_}").fetchall()
    except duckdb.Error:
        raise unsupported("a lock or a pause by something else than a literal") from None
    return value


def _shape(relation: duckdb.DuckDBPyRelation, cursor: duckdb.DuckDBPyConnection) -> pa.Table:
    """No rows, with the columns that the relation has; it is not planned."""
    nothing = ", ".join(f"NULL::{type_}" for type_ in relation.types)
    return cursor.sql(f"SELECT {nothing} LIMIT 0").to_arrow_table().rename_columns(relation.columns)


def _name_at(pieces: Pieces, at: int) -> tuple[str, ...]:
    """The parts of the name that begins at `at`."""
    parts: list[str] = []
    while at < len(pieces) and (name := pieces[at].name) is not None:
        parts.append(name)
        if not is_at(pieces, at + 1, "."):
            break
        at += 2
    return tuple(parts)


def _is_relation(catalog: Seen, parts: tuple[str, ...], path: tuple[str, ...]) -> bool:
    try:
        catalog.resolve(parts, path)
    except SqlError:
        return False
    return True


def _names(
    system: Database, facts: Facts, cursor: duckdb.DuckDBPyConnection
) -> Callable[[str], Mapping[int, str]]:
    """How the values of each reg* type print."""

    def names(type_: str) -> Mapping[int, str]:
        if type_ == "regrole":
            return {oid: role.name for oid, role in all_roles(facts)}
        return system.names(type_, cursor)

    return names


@dataclass(frozen=True, slots=True)
class _Lookup:
    """Names in reg* literals."""

    cursor: duckdb.DuckDBPyConnection

    def oid(self, type_: str, name: str) -> int | None:
        query = f"SELECT to_{type_}($1)"
        ((oid,),) = self.cursor.execute(query, [spelled_name(type_, name)]).fetchall()
        return None if oid is None else int(oid)
