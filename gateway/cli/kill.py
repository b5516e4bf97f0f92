"""`unsilo kill`: stop a running statement, here and at its sources.

Imports: click, `gateway.operations.processes`.
"""

from __future__ import annotations

import click

from gateway.cli.common import command_options, load_settings
from gateway.errors import SqlError
from gateway.operations.processes import ask


@click.command()
@click.argument("query_id")
@command_options
def command(query_id: str) -> None:
    """Stop the statement QUERY_ID (see `unsilo queries`)."""
    answers = ask(load_settings().home, {"do": "kill", "query_id": query_id})
    if not any(answer.get("killed") for answer in answers):
        raise SqlError("42704", f'no statement "{query_id}" runs', hint="See: unsilo queries")
    click.echo(f"Stopped {query_id}.")
