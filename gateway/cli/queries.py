"""`unsilo queries`: what runs now, in every server of this home.

Imports: click, rich, `gateway.operations.processes`.
"""

from __future__ import annotations

from typing import Any

import click
from rich.console import Console
from rich.table import Table

from gateway.cli.common import command_options, load_settings
from gateway.operations.processes import ask

_TEXT = 120
_WIDE = 1000
"""No column is cut, whatever the terminal's width: ids go to `unsilo kill`, lines to a pipe."""


@click.command()
@command_options
def command() -> None:
    """Show the statements that run now."""
    answers = ask(load_settings().home, {"do": "present"})
    if not answers:
        click.echo("No server runs on this home.")
        return
    queries = [query for answer in answers for query in answer["statements"]]
    if queries:
        Console(width=_WIDE).print(listed(queries))
    else:
        click.echo("Nothing runs.")


def listed(queries: list[dict[str, Any]]) -> Table:
    """The statements as a table, the oldest first."""
    table = Table(box=None)
    table.add_column("query id", no_wrap=True, min_width=32)  # whole, for `unsilo kill`
    for name in ("user", "door", "client", "seconds", "moved", "statement"):
        table.add_column(name)
    for query in sorted(queries, key=lambda query: -query["seconds"]):
        moved = "\n".join(f"{m['source']} {m['rows']:,}" for m in query["moved"])
        sql = " ".join(query["sql"].split())
        table.add_row(
            query["query_id"],
            query["user"],
            query["door"],
            query["client"],
            f"{query['seconds']:.1f}",
            moved,
            sql if len(sql) <= _TEXT else sql[: _TEXT - 1] + "…",
        )
    return table
