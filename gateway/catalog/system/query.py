"""Running a catalog query.

Imports: duckdb, pyarrow, `connectors`, `gateway.catalog`, `gateway.session`.
"""

from __future__ import annotations

import logging
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

import duckdb
import pyarrow as pa

from connectors.api import OutputColumn
from connectors.types import INTEGERS, TEXT, Type
from gateway.catalog.system.database import Database, database
from gateway.catalog.system.facts import Facts
from gateway.catalog.system.pieces import cut, is_at
from gateway.catalog.system.results import oid_names, typed
from gateway.catalog.system.rewrite import array_items, rewrite
from gateway.catalog.system.snapshot import relations
from gateway.errors import SqlError, unsupported
from gateway.lexer import Kind
from gateway.session import Session

if TYPE_CHECKING:
    from gateway.catalog.seen import Seen

logger = logging.getLogger(__name__)

Columns = tuple[OutputColumn, ...]


@dataclass(frozen=True, slots=True)
class Described:
    """The types of a statement's parameters and its columns."""

    parameters: tuple[Type, ...]
    columns: Columns


def describe(sql: str, types: Sequence[Type | None], session: Session, catalog: Seen) -> Described:
    """What a catalog query takes and gives. Changes nothing."""
    numbers = [int(p.text[1:]) for p in cut(sql) if p.kind is Kind.PARAMETER]
    count = max(numbers, default=0)
    known = [*types, *[None] * count][:count]
    parameters = tuple(type_ or TEXT for type_ in known)
    query = _Query(sql, (None,) * count, parameters, Facts(session, changing=False))
    return Described(parameters, query.run(database(catalog))[0])


def run(
    sql: str,
    values: Sequence[object],
    session: Session,
    catalog: Seen,
    types: Sequence[Type] = (),
) -> tuple[Columns, pa.Table]:
    """The answer of a catalog query with parameter values in text form (or as Python values).

    Raises SqlError: 42P01, 42703, 42883 for names, 0A000 for what is not served.
    """
    known = tuple([*types, *[TEXT] * len(values)][: len(values)])
    query = _Query(sql, tuple(values), known, Facts(session, changing=True))
    return query.run(database(catalog))


@dataclass(frozen=True, slots=True)
class _Query:
    """A statement with its values."""

    sql: str
    values: tuple[object, ...]
    types: tuple[Type, ...]
    facts: Facts

    def run(self, system: Database) -> tuple[Columns, pa.Table]:
        self._refuse_missing(system)
        cursor = system.cursor()
        try:
            self._prepare(cursor)
            text = rewrite(self.sql, self.facts, _Lookup(cursor).oid, self._text)
            try:
                table = cursor.sql(text, params=self._bound(text)).to_arrow_table()
            except duckdb.Error as error:
                raise self._failure(error, text) from None
            names = "SELECT __oid, __name FROM pg.__proc_names"
            return typed(table, oid_names(cursor.sql(names).to_arrow_table()))
        finally:
            cursor.close()

    def _prepare(self, cursor: duckdb.DuckDBPyConnection) -> None:
        """What differs between sessions: which schemas are visible, the settings."""
        path = self.facts.session.search_path
        if path:
            found = cursor.execute(
                "SELECT oid FROM pg.pg_namespace WHERE nspname = 'pg_catalog' "
                "OR list_contains(?, nspname) OR list_contains(?, split_part(nspname, '.', 1))",
                [list(path), list(path)],
            ).fetchall()
            visible = ", ".join(str(oid) for (oid,) in found)
            cursor.execute(f"SET VARIABLE __path = [{visible}]::UINTEGER[]")
        if any(piece.name == "pg_settings" for piece in cut(self.sql)):
            cursor.register("pg_settings", _settings(self.facts.session))

    def _refuse_missing(self, system: Database) -> None:
        pieces = cut(self.sql)
        for at, piece in enumerate(pieces):
            name = piece.name
            if name is None or is_at(pieces, at + 1, "(") or is_at(pieces, at + 1, "."):
                continue
            schema = pieces[at - 2].name if is_at(pieces, at - 1, ".") else "pg_catalog"
            if (schema, name) in system.missing:
                raise unsupported(f'the system relation "{schema}.{name}"')

    def _text(self, parameter: str) -> str | None:
        """The value of `$n` in text form."""
        value = self._value(int(parameter[1:]))
        return None if value is None else str(value)

    def _value(self, number: int) -> object:
        if number > len(self.values):
            raise SqlError("42P02", f"there is no parameter ${number}")
        return self.values[number - 1]

    def _bound(self, text: str) -> dict[str, Any] | None:
        """Values for the parameters that are left in the text."""
        left = {p.text[1:] for p in cut(text) if p.kind is Kind.PARAMETER}
        return {n: _python(self._value(int(n)), self.types[int(n) - 1]) for n in left} or None

    def _failure(self, error: duckdb.Error, text: str) -> SqlError:
        known = _in_our_words(str(error))
        if known is not None:
            return known
        logger.warning("unhandled catalog query: %s | %s | %s", self.sql, text, error)
        return SqlError(
            "0A000",
            "this catalog query is not supported",
            detail=str(error).splitlines()[0],
            hint="It is in the gateway's log; information_schema may have what it asks for.",
        )


@dataclass(frozen=True, slots=True)
class _Lookup:
    """Names in reg* literals."""

    cursor: duckdb.DuckDBPyConnection

    def oid(self, type_: str, name: str) -> int | None:
        ((oid,),) = self.cursor.execute(f"SELECT to_{type_}($1)", [name]).fetchall()
        return None if oid is None else int(oid)


def _python(value: object, type_: Type) -> object:
    """A value in text form as DuckDB is to see it."""
    if not isinstance(value, str):
        return value
    if type_.name in INTEGERS or type_.name == "oid":
        return int(value)
    if type_.name == "bool":
        return value.lower() in ("t", "true", "on", "yes", "1")
    if type_.name == "array":
        items = array_items(value.strip()[1:-1])
        element = type_.element or TEXT
        return [_python(item, element) for item in items]
    return value


_ERRORS: Final[Mapping[str, tuple[str, str]]] = {
    r"Table with name (\S+) does not exist": ("42P01", 'relation "{}" does not exist'),
    r'Referenced column "([^"]+)" not found': ("42703", 'column "{}" does not exist'),
    r'Column "([^"]+)" referenced that exists': ("42703", 'column "{}" does not exist'),
    r'does not have a column named "([^"]+)"': ("42703", 'column "{}" does not exist'),
    r'Referenced table "([^"]+)" not found': (
        "42P01", 'missing FROM-clause entry for table "{}"'),
    r"Function with name (\S+) does not exist": ("42883", "function {} does not exist"),
    r"Could not convert string '([^']*)' to": (
        "22P02", 'invalid input syntax for a catalog value: "{}"'),
}  # fmt: skip


def _in_our_words(message: str) -> SqlError | None:
    for pattern, (sqlstate, text) in _ERRORS.items():
        match = re.search(pattern, message)
        if match is not None:
            return SqlError(sqlstate, text.format(match.group(1).strip('"!')))
    return None


def _settings(session: Session) -> pa.Table:
    """`pg_settings` of this session."""
    schema = relations()["pg_catalog", "pg_settings"].arrow
    current = session.all()
    known: dict[str, list[str]] = {
        "name": list(current),
        "setting": list(current.values()),
        "context": ["user"] * len(current),
        "vartype": ["string"] * len(current),
        "source": ["default"] * len(current),
    }
    arrays = [
        pa.array(known[f.name], f.type) if f.name in known else pa.nulls(len(current), f.type)
        for f in schema
    ]
    return pa.Table.from_arrays(arrays, schema=schema)
