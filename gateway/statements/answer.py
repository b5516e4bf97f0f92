"""What a session statement does, and what it answers.

Imports: `connectors`, `gateway.errors`, `gateway.session`.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from connectors.api import OutputColumn
from gateway.errors import Notice, SqlError
from gateway.session import Session

Columns = tuple[OutputColumn, ...]
Row = tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Answer:
    """A command tag, notices, and rows of text where the statement shows something."""

    tag: str
    notices: tuple[Notice, ...] = ()
    columns: Columns = ()
    rows: tuple[Row, ...] = ()


def no_columns(session: Session) -> Columns:
    """Of a statement that shows nothing."""
    return ()


@dataclass(frozen=True, slots=True)
class Command:
    """A parsed session statement. `columns` tells what it will show, without carrying it out.

    `relations`: names, as written, that there must be.
    """

    run: Callable[[Session], Answer]
    columns: Callable[[Session], Columns] = no_columns
    relations: tuple[str, ...] = ()


def always(tag: str, *notices: Notice) -> Command:
    """A statement that has nothing to do here."""
    return Command(lambda session: Answer(tag, notices))


def refused(error: SqlError) -> Command:
    """A statement that is parsed and not carried out."""

    def run(session: Session) -> Answer:
        raise error

    return Command(run)
