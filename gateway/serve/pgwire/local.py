"""Preparing a statement: here, if it is about what the conversation has named, else in the gateway.

Here: cursors, prepared statements, COPY, and the conversation's part of DISCARD.

Imports: `gateway`, this package.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Final

from connectors.api import OutputColumn
from connectors.types import Type
from gateway.errors import SqlError
from gateway.execute.result import Result
from gateway.operations.observed import Runnable
from gateway.serve.pgwire import copy, cursors, prepare
from gateway.serve.pgwire.inner import Inner
from gateway.serve.pgwire.names import Names
from gateway.serve.pgwire.portal import Statement
from gateway.statements import is_session_statement
from gateway.statements.words import Words

_OURS: Final = frozenset({
    "declare", "fetch", "move", "close", "prepare", "execute", "explain", "deallocate", "discard",
    "copy",
})  # fmt: skip


def prepared(statement: Statement, names: Names, inner: Inner) -> Statement:
    """The statement, ready to run. SqlError."""
    made = _local(statement, names, inner)
    if made is None:
        done = inner.gateway.prepare(statement.sql, inner.session, inner.types)
        return by_gateway(statement, done, inner)
    return replace(made, version=inner.version)


def by_gateway(statement: Statement, prepared: Runnable, inner: Inner) -> Statement:
    """The statement as the gateway has prepared it."""
    bare = not prepared.columns and not is_session_statement(statement.word)
    return replace(statement, prepared=prepared, bare=bare, version=inner.version)


def renewed(statement: Statement, names: Names, inner: Inner) -> Statement:
    """The statement prepared again. 0A000 if it returns something else now."""
    again = prepared(statement, names, replace(inner, types=tuple(statement.parameters)))
    if tuple(again.columns) != tuple(statement.columns):
        raise SqlError("0A000", "cached plan must not change result type")
    return again


def _local(statement: Statement, names: Names, inner: Inner) -> Statement | None:
    if statement.word not in _OURS:
        return None
    words = Words(statement.sql)
    made: Runnable
    match statement.word:
        case "declare":
            made = cursors.declare(words, names, inner)
        case "fetch" | "move":
            return _fetch(statement, words, names)
        case "close":
            made = cursors.close(words, names)
        case "prepare":
            made = prepare.prepare(words, names, inner)
        case "execute":
            run = prepare.execute(words, names, inner)
            named = names.find_statement(run.name)
            return replace(statement, prepared=run, bare=named is not None and named.bare)
        case "explain":
            explain = prepare.explain(statement.sql, names, inner)
            return None if explain is None else replace(statement, prepared=explain)
        case "deallocate":
            made = prepare.deallocate(words, names)
        case "discard":
            made = _Discard(names, inner.gateway.prepare(statement.sql, inner.session))
        case "copy":
            made, options = copy.copy(words, inner)
            return replace(statement, prepared=made, copy=options)
        case _:
            return None
    return replace(statement, prepared=made)


def _fetch(statement: Statement, words: Words, names: Names) -> Statement:
    fetch = cursors.fetch(words, names)
    portal = names.find_portal(fetch.name)
    if portal is None:
        return replace(statement, prepared=fetch)
    bare = portal.statement.bare and not fetch.moving
    return replace(statement, prepared=fetch, binary=portal.statement.binary, bare=bare)


@dataclass(frozen=True, slots=True)
class _Discard:
    """DISCARD: ALL forgets cursors and prepared statements too."""

    names: Names
    session_part: Runnable
    parameters: tuple[Type, ...] = ()
    columns: tuple[OutputColumn, ...] = ()

    def execute(self, values: Sequence[object] = (), *, timed: bool = True) -> Result:
        """Carry it out."""
        result = self.session_part.execute(timed=timed)
        if result.command == "DISCARD ALL":
            self.names.close_portals()
            self.names.drop_statements()
        return result
