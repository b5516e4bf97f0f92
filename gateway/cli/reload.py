"""`unsilo reload`: running servers read settings and certificates again.

Imports: click, `gateway.operations.processes`.
"""

from __future__ import annotations

import click

from gateway.cli.common import command_options, load_settings
from gateway.errors import SqlError
from gateway.operations.processes import ask


@click.command()
@command_options
def command() -> None:
    """Let running servers read their settings and certificates again."""
    answers = ask(load_settings().home, {"do": "reload"})
    for answer in answers:
        if "error" in answer:
            raise SqlError("F0000", answer["error"], detail=answer.get("detail", ""))
    click.echo("Loaded." if answers else "No server runs on this home.")
