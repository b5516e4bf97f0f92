"""Errors and warnings on standard error, as psql prints them.

Imports: click, rich's cell widths, `gateway.errors`.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final, Protocol

import click
from rich.cells import cell_len

from gateway.errors import SqlError

_WIDTH: Final = 78
_LEFT: Final = 30


class Notice(Protocol):
    """A counted warning of a result."""

    @property
    def code(self) -> str:
        """A stable code."""

    @property
    def message(self) -> str:
        """What has happened."""

    @property
    def count(self) -> int:
        """How often."""


def print_error(error: SqlError, sql: str = "", *, verbose: bool = False) -> None:
    """The error with the line of `sql` it points at."""
    for line in error_lines(error, sql, verbose=verbose):
        click.echo(line, err=True)


def print_warning(warning: Notice) -> None:
    """One counted warning."""
    times = f" ({warning.count:,} times)" if warning.count > 1 else ""
    click.echo(f"WARNING:  {warning.message}{times}", err=True)


def error_lines(error: SqlError, sql: str = "", *, verbose: bool = False) -> Iterator[str]:
    """`ERROR:  …`, `LINE 1: …` with a caret, `DETAIL:  …`, `HINT:  …`."""
    state = f"{error.sqlstate}: " if verbose else ""
    yield f"ERROR:  {state}{error.message}"
    if error.position is not None and sql:
        yield from _pointed(sql, error.position)
    if error.detail:
        yield f"DETAIL:  {error.detail}"
    if error.hint:
        yield f"HINT:  {error.hint}"


def _pointed(sql: str, position: int) -> Iterator[str]:
    """The line that holds the 1-based `position`, cut to a width that fits, and a caret."""
    at = min(position, len(sql) + 1) - 1
    number = sql.count("\n", 0, at) + 1
    start = sql.rfind("\n", 0, at) + 1
    line = sql[start:].split("\n", 1)[0].rstrip("\r").replace("\t", " ")
    column = at - start
    head, cut, tail = f"LINE {number}: ", "", ""
    if len(line) > _WIDTH:
        first = max(0, min(column - _LEFT, len(line) - _WIDTH))
        cut, tail = "..." if first else "", "..." if first + _WIDTH < len(line) else ""
        line, column = line[first : first + _WIDTH], column - first
    yield f"{head}{cut}{line}{tail}"
    yield " " * (len(head) + len(cut) + cell_len(line[:column])) + "^"
