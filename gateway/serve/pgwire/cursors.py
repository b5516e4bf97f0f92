"""SQL cursors: DECLARE, FETCH, MOVE, CLOSE. They are portals, and any portal can be fetched from.

Rules: PostgreSQL's manual page of each; portalcmds.c, `DoPortalRunFetch`.

Imports: `gateway`, this package.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Final

import pyarrow as pa

from connectors.api import OutputColumn
from connectors.types import Type
from gateway.errors import SqlError
from gateway.execute.result import Result
from gateway.serve.pgwire.inner import Inner
from gateway.serve.pgwire.moves import Move, Way
from gateway.serve.pgwire.names import Names
from gateway.serve.pgwire.portal import Portal, Statement
from gateway.session import Session
from gateway.statements.transactions import needs_block
from gateway.statements.words import Words


@dataclass(frozen=True, slots=True)
class Declare:
    """A cursor to be made. Its query begins to run at the first FETCH."""

    names: Names
    session: Session
    name: str
    query: Statement
    hold: bool
    scroll: bool
    text: str
    columns: tuple[OutputColumn, ...] = ()

    @property
    def parameters(self) -> tuple[Type, ...]:
        """Of the query."""
        return tuple(self.query.parameters)

    def execute(self, values: Sequence[object] = (), *, timed: bool = True) -> Result:
        """Name it. 25P01 outside a block unless WITH HOLD, 42P03."""
        if not self.hold:
            needs_block(self.session, "DECLARE CURSOR")
        given = [None if value is None else str(value) for value in values]
        portal = Portal(
            self.query,
            given,
            level=self.session.transaction.level,
            hold=self.hold,
            scroll=self.scroll,
            text=self.text,
        )
        self.names.add_portal(self.name, portal)
        return Result((), iter(()), command="DECLARE CURSOR")


@dataclass(frozen=True, slots=True)
class Fetch:
    """Rows of a cursor; with `moving` only their number."""

    names: Names
    name: str
    move: Move
    moving: bool
    parameters: tuple[Type, ...] = ()

    @property
    def columns(self) -> tuple[OutputColumn, ...]:
        """The cursor's, if there is one now."""
        portal = self.names.find_portal(self.name)
        if portal is None or self.moving or not _is_readable(portal):
            return ()
        return tuple(portal.columns)

    def execute(self, values: Sequence[object] = (), *, timed: bool = True) -> Result:
        """Go there. 34000; 55000 for a way the cursor does not go."""
        portal = self.names.portal(self.name, what="cursor")
        if not _is_readable(portal) or not portal.statement.returns_rows:
            raise SqlError("55000", f'portal "{self.name}" cannot be run')
        started = portal.start()
        rows = portal.fetch(self.move)
        if self.moving:
            return _Moved(rows, started)
        return Result(started.columns, rows, command="FETCH", query=started.query)


def _is_readable(portal: Portal) -> bool:
    """A FETCH is no cursor: two could go round in a circle."""
    return portal.statement.word not in ("fetch", "move")


class _Moved(Result):
    """No rows, but a tag that counts them."""

    def __init__(self, rows: Iterator[pa.RecordBatch], started: Result) -> None:
        super().__init__((), self._passed(rows), query=started.query)
        self._count = 0

    def _passed(self, rows: Iterator[pa.RecordBatch]) -> Iterator[pa.RecordBatch]:
        for batch in rows:
            self._count += batch.num_rows
        yield from ()

    def tag(self, rows: int | None = None) -> str:
        """ "MOVE 3"."""
        return f"MOVE {self._count}"


@dataclass(frozen=True, slots=True)
class Close:
    """A cursor to be closed; `name` None for all."""

    names: Names
    name: str | None
    parameters: tuple[Type, ...] = ()
    columns: tuple[OutputColumn, ...] = ()

    def execute(self, values: Sequence[object] = (), *, timed: bool = True) -> Result:
        """Close it. 34000."""
        if self.name is None:
            self.names.close_portals()
            return Result((), iter(()), command="CLOSE CURSOR ALL")
        self.names.portal(self.name, what="cursor").close()
        self.names.take_portal(self.name)
        return Result((), iter(()), command="CLOSE CURSOR")


def declare(words: Words, names: Names, inner: Inner) -> Declare:
    """`DECLARE name [options] CURSOR [{WITH|WITHOUT} HOLD] FOR query`."""
    words.expect("declare")
    name = words.name()
    options = _options(words)
    words.expect("cursor")
    hold = words.take("with", "hold")
    if not hold:
        words.take("without", "hold")
    words.expect("for")
    if {"scroll", "no scroll"} <= options or {"asensitive", "insensitive"} <= options:
        pair = ("SCROLL", "NO SCROLL") if "scroll" in options else ("INSENSITIVE", "ASENSITIVE")
        raise SqlError("42P11", f"cannot specify both {pair[0]} and {pair[1]}")
    query = inner.query(*words.rest(), binary="binary" in options)
    return Declare(names, inner.session, name, query, hold, "scroll" in options, words.sql)


def fetch(words: Words, names: Names) -> Fetch:
    """`FETCH|MOVE [direction] [FROM|IN] name`."""
    moving = words.any_of("fetch", "move") == "move"
    move = _direction(words)
    words.any_of("from", "in")
    name = words.name()
    words.end()
    return Fetch(names, name, move, moving)


def close(words: Words, names: Names) -> Close:
    """`CLOSE name|ALL`."""
    words.expect("close")
    name = None if words.take("all") else words.name()
    words.end()
    return Close(names, name)


def _options(words: Words) -> set[str]:
    found: set[str] = set()
    while words.word != "cursor":
        if words.take("no", "scroll"):
            found.add("no scroll")
        elif word := words.any_of("binary", "scroll", "insensitive", "asensitive"):
            found.add(word)
        else:
            raise words.error()
    return found


_ONE: Final = {
    "next": Move(Way.FORWARD, 1),
    "prior": Move(Way.FORWARD, -1),
    "first": Move(Way.ABSOLUTE, 1),
    "last": Move(Way.ABSOLUTE, -1),
    "all": Move(Way.FORWARD, None),
}


def _direction(words: Words) -> Move:
    """The direction; a word of it that is the last one is the cursor's name."""
    if not words.after(1) and words.token is not None and words.token.name is not None:
        return _ONE["next"]
    if word := words.any_of(*_ONE):
        return _ONE[word]
    if word := words.any_of("absolute", "relative"):
        count = words.integer()
        if count is None:
            raise words.error()
        return Move(Way(word), count)
    if word := words.any_of("forward", "backward"):
        back = word == "backward"
        if words.take("all"):
            return Move(Way.FORWARD, None, back)
        count = words.integer()
        count = 1 if count is None else count
        return Move(Way.FORWARD, -count if back else count)
    count = words.integer()
    return _ONE["next"] if count is None else Move(Way.FORWARD, count)
