"""Prepared statements and portals: what a client has named, and how far it has read.

A portal is a statement with its values and a place in its result: made by Bind, or by DECLARE as a
cursor. Everything here but `ask` may block and runs in a worker thread then; the conversation sees
to it that only one thread at a time is inside.

Imports: pyarrow, `connectors`, `gateway`, this package.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from typing import Final

import pyarrow as pa

from connectors.api import OutputColumn
from connectors.template import Asked
from connectors.types import Type
from gateway.encodings import Encoding
from gateway.errors import SqlError
from gateway.execute.result import Result
from gateway.operations.observed import Observed, Runnable
from gateway.serve.pgwire import recode
from gateway.serve.pgwire.encode import CopyEncoder, CopyOptions, data_rows
from gateway.serve.pgwire.kept import Kept
from gateway.serve.pgwire.moves import Move, Way
from gateway.serve.pgwire.reader import Reader, bounded
from gateway.session import Level
from gateway.sql.output_style import OutputStyle

Version = tuple[int, tuple[str, ...]]
"""The catalog's version and the search path."""


_SHORT: Final = 256
"""Rows of a result that is looked at to its end before the first row leaves."""
_MOMENT: Final = 0.001
"""Seconds that its end may take; another turn of the threads takes as long."""


@dataclass(frozen=True, slots=True)
class Statement:
    """A prepared statement; `prepared` is None for an empty one.

    `word` is its first word in lower case, `offset` where it starts in the client's text.
    `copy`: its rows leave as COPY data. `binary`: so do they in a simple query (a BINARY cursor).
    `version` is what it was prepared for. `bare`: it returns rows, of no columns.
    """

    sql: str
    word: str
    offset: int = 0
    prepared: Runnable | None = None
    copy: CopyOptions | None = None
    binary: bool = False
    version: Version | None = None
    bare: bool = False

    @property
    def parameters(self) -> Sequence[Type]:
        """Types of its parameters."""
        return () if self.prepared is None else self.prepared.parameters

    @property
    def columns(self) -> Sequence[OutputColumn]:
        """What it returns; empty when it returns no rows."""
        return () if self.prepared is None or self.copy else self.prepared.columns

    @property
    def returns_rows(self) -> bool:
        """Whether rows come back, other than as COPY data."""
        return self.bare or bool(self.columns)

    @property
    def formats(self) -> tuple[int, ...]:
        """Format codes of a simple query's columns."""
        return (int(self.binary),) * len(self.columns)


@dataclass(frozen=True, slots=True)
class Chunk:
    """Encoded rows. `last`: there are no more."""

    data: memoryview
    rows: int
    last: bool = False


class Portal:
    """A statement with its values, and its result from the first row asked for on.

    `level`: the transaction or savepoint it belongs to. `hold`: it outlives its transaction.
    """

    def __init__(
        self,
        statement: Statement,
        values: Sequence[str | None] = (),
        formats: Sequence[int] = (),
        *,
        level: Level | None = None,
        hold: bool = False,
        scroll: bool = False,
        text: str = "",
    ) -> None:
        self.statement = statement
        self.text = text or statement.sql
        """The text that made it."""
        self.created = datetime.now(UTC)
        self.values = values
        self.formats = tuple(formats) or statement.formats
        """Format code of each column: 0 text, 1 binary."""
        self.level = level
        self.hold = hold
        self.result: Result | None = None
        self.broken = False
        """Reading it has failed: it is of no use any more."""
        self.copy: CopyEncoder | None = None
        self.encoding: Encoding | None = None
        """Of the client, where it is not UTF-8."""
        self._reader = Reader(iter(()))
        self._kept: Kept | None = None
        self._scroll = scroll
        self._starting = False
        self._row = 0
        """The row it stands on, counted from 1; 0 before the first."""
        self._past = False
        """Whether it stands after the last row (whose number `_row` is)."""

    @property
    def scroll(self) -> bool:
        """Whether it goes back as well."""
        return self._scroll

    @property
    def columns(self) -> Sequence[OutputColumn]:
        """What it returns; empty when it returns no rows."""
        return self.statement.columns

    def start(self, *, timed: bool = False) -> Result:
        """Run it, unless it runs already. 55000 for one that fetches from itself."""
        if self.result is None:
            prepared = self.statement.prepared
            if self._starting or prepared is None:
                raise SqlError("55000", "the portal cannot be run")
            self._starting = True
            try:
                self._started(prepared.execute(self.values, timed=timed))
            finally:
                self._starting = False
        assert self.result is not None
        return self.result

    def ask(self, *, timed: bool = False) -> Asked | None:
        """Start it, if that can be done without waiting: whose answer `read` would wait for."""
        prepared = self.statement.prepared
        if self.result is not None or self._starting or not isinstance(prepared, Observed):
            return None
        asking = prepared.ask(self.values, timed=timed)
        if asking is None:
            return None
        self._started(asking.result)
        return asking.answer

    def _started(self, result: Result) -> None:
        self.result = result
        self._reader = Reader(result.batches())
        if self.statement.copy is not None:
            options = self.statement.copy
            if self.encoding is not None and options.encoding is None:
                options = replace(options, encoding=self.encoding.name)
            self.copy = CopyEncoder(result.columns, options)
        if self._scroll:
            self._kept = Kept(result.schema)

    def read(self, limit: int | None, style: OutputStyle) -> Chunk | None:
        """The next rows, at most `limit`, as the session wants them; None at the end."""
        piece = self._next(limit)
        if piece is None:
            return None
        assert self.result is not None
        types = [column.type for column in self.result.columns]
        if self.copy is not None:
            data = self.copy.rows(piece, style)
            codes: Sequence[int] = (self.copy.format_code,) * len(types)
        else:
            data = data_rows(piece, types, self.formats, style)
            codes = self.formats
        if self.encoding is not None and (self.copy is None or self.copy.format_code):
            data = recode.rows(data, types, codes, self.encoding.from_utf8)
        return Chunk(data, piece.num_rows)

    def read_first(self, limit: int | None, style: OutputStyle) -> Chunk | None:
        """As `read`. What is short is read to its end, so that one call is all it takes."""
        chunk = self.read(limit, style)
        if chunk is None or chunk.rows >= min(_SHORT, limit or _SHORT) or not self._settled():
            return chunk
        more = self.read(None if limit is None else limit - chunk.rows, style)
        if more is None:
            return replace(chunk, last=True)
        return Chunk(memoryview(bytes(chunk.data) + bytes(more.data)), chunk.rows + more.rows)

    def fetch(self, move: Move) -> Iterator[pa.RecordBatch]:
        """The rows FETCH returns, and the place it leaves behind. 55000 for a way back."""
        try:
            yield from self._moved(move)
        except SqlError as error:
            self.broken = error.sqlstate != "55000"
            raise

    @property
    def quiet(self) -> bool:
        """Whether nothing runs for it and nothing is kept, so that `close` does not block."""
        return self.result is None or (self._past and self._kept is None)

    def close(self) -> None:
        """Give up what has not been read; may wait for the sources. Idempotent."""
        result, self.result, self._reader = self.result, None, Reader(iter(()))
        if result is not None:
            result.close()
        if self._kept is not None:
            self._kept.close()

    def _settled(self) -> bool:
        return self.result is not None and self.result.settled(_MOMENT)

    # -- the place -------------------------------------------------------------------------

    def _moved(self, move: Move) -> Iterator[pa.RecordBatch]:
        self.start()
        match move:
            case Move(Way.FORWARD, None, back=False):
                return self._forward(None)
            case Move(Way.FORWARD, None, back=True):
                return self._backward(None)
            case Move(Way.FORWARD, int(count)) if count > 0:
                return self._forward(count)
            case Move(Way.FORWARD, int(count)) if count < 0:
                return self._backward(-count)
            case Move(Way.ABSOLUTE, int(count)) if count >= 0:
                return self._only(count)
            case Move(Way.ABSOLUTE, int(count)):
                self._need_scroll()
                self._skip(None)
                return self._only(max(self._row + 1 + count, 0))
            case Move(_, int(count)) if count != 0:
                return self._only(max(self._row + int(self._past) + count, 0))
        return self._again()

    def _forward(self, count: int | None) -> Iterator[pa.RecordBatch]:
        while count is None or count > 0:
            piece = self._next(count)
            if piece is None:
                return
            count = None if count is None else count - piece.num_rows
            yield piece

    def _backward(self, count: int | None) -> Iterator[pa.RecordBatch]:
        kept = self._need_scroll()
        at = self._row + int(self._past)
        left = at - 1 if count is None else min(count, at - 1)
        self._row, self._past = max(at - (count or at), 0), False
        while left > 0:
            piece = bounded(kept.piece_before(at - 1, left), left)
            at, left = at - piece.num_rows, left - piece.num_rows
            yield piece

    def _only(self, row: int) -> Iterator[pa.RecordBatch]:
        """The one row with this number; before the first for 0."""
        if row == 0 and self._row == 0 and not self._past:
            return iter(())
        if row <= self._row:
            self._need_scroll()
            self._row, self._past = max(row - 1, 0), False
        elif row > self._row + 1:
            self._skip(row - 1 - self._row)
        return self._forward(1) if row else iter(())

    def _again(self) -> Iterator[pa.RecordBatch]:
        """The row it stands on, if it stands on one."""
        if self._row == 0 or self._past:
            return iter(())
        return self._only(self._row)

    def _skip(self, count: int | None) -> None:
        for _ in self._forward(count):
            pass

    def _next(self, most: int | None) -> pa.RecordBatch | None:
        """Rows after the place, which goes with them."""
        kept = self._kept
        if kept is not None and self._row < kept.rows:
            piece = bounded(kept.piece(self._row, most or kept.rows), most or kept.rows)
        else:
            piece = self._reader.take(most)
            if piece is None:
                self._past = True
                return None
            if kept is not None:
                kept.add(piece)
        self._row += piece.num_rows
        return piece

    def _need_scroll(self) -> Kept:
        if self._kept is None:
            raise SqlError(
                "55000",
                "cursor can only scan forward",
                hint="Declare it with SCROLL option to enable backward scan.",
            )
        return self._kept
