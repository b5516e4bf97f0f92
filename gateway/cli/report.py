"""Errors and warnings on standard error, as psql prints them.

Imports: click, rich's cell widths, `gateway.errors`.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final, Protocol

import click
from rich.cells import cell_len

from gateway.errors import SqlError

_WIDTH: Final = 60
_RIGHT_OF_ERROR: Final = 10


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
    first, last = _shown(line, at - start)
    head = f"LINE {number}: {'...' if first else ''}"
    yield f"{head}{line[first:last]}{'...' if last < len(line) else ''}"
    yield " " * (len(head) + cell_len(line[first : at - start])) + "^"


def _shown(line: str, column: int) -> tuple[int, int]:
    """Which part of a long line is shown: libpq's `reportErrorPosition`."""
    first, last = 0, len(line)
    if cell_len(line) <= _WIDTH:
        return first, last
    if cell_len(line[:column]) + _RIGHT_OF_ERROR > _WIDTH:
        while cell_len(line[column:last]) > _RIGHT_OF_ERROR:
            last -= 1
        while cell_len(line[first:last]) > _WIDTH:
            first += 1
    while cell_len(line[first:last]) > _WIDTH:
        last -= 1
    return first, last
