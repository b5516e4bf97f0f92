"""`unsilo queries`: what runs now, in every server of this home.

Imports: click, rich, `gateway.serve.control`.
"""

from __future__ import annotations

from typing import Any

import click
from rich.console import Console
from rich.table import Table

from gateway.cli.common import command_options, load_settings
from gateway.serve.control import ask

_TEXT = 120


@click.command()
@command_options
def command() -> None:
    """Show the statements that run now."""
    answers = ask(load_settings().home, {"do": "queries"})
    if not answers:
        click.echo("No server runs on this home.")
        return
    queries = [query for answer in answers for query in answer["queries"]]
    if queries:
        Console().print(listed(queries))
    else:
        click.echo("Nothing runs.")


def listed(queries: list[dict[str, Any]]) -> Table:
    """The statements as a table, the oldest first."""
    table = Table("query id", "user", "door", "client", "seconds", "moved", "statement", box=None)
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
