"""Tables and times, as the commands that list something print them.

Imports: click, this package.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import UTC, datetime

import click

from connectors.api import OutputColumn
from connectors.types import Type
from gateway.cli.formats.aligned import aligned, lines_of


def print_table(columns: Sequence[tuple[str, Type]], rows: Iterable[Sequence[str | None]]) -> None:
    """Print rows of text as psql does."""
    heads = [OutputColumn(name, type_) for name, type_ in columns]
    for line in aligned(heads, [[lines_of(value) for value in row] for row in rows]):
        click.echo(line)


def time_of(moment: float | datetime | None) -> str:
    """A time to the second; nothing for none."""
    if moment is None:
        return ""
    if not isinstance(moment, datetime):
        moment = datetime.fromtimestamp(moment, UTC)
    return moment.strftime("%Y-%m-%d %H:%M:%S UTC")
