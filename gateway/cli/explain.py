"""`unsilo explain`: what each source is asked to do, and why the rest is done here.

Imports: click, `gateway.engine`.
"""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import closing
from typing import IO

import click

from gateway.cli.common import command_options, interruptible, load_settings, reported
from gateway.cli.statement import read_sql, session_of
from gateway.engine import Gateway


@click.command()
@click.argument("sql", required=False)
@click.option("--file", "file", type=click.File("rb"),
              help="Read the SQL from a file (- for standard input).")  # fmt: skip
@click.option("--analyze", is_flag=True, help="Run it, and show the rows and bytes moved.")
@click.option("--param", "parameters", multiple=True, metavar="VALUE",
              help="The value of $1, $2, …, in order; \\N is NULL.")  # fmt: skip
@click.option("--set", "settings", multiple=True, metavar="NAME=VALUE",
              help="A setting of the session, as SET would.")  # fmt: skip
@command_options
def command(
    sql: str | None,
    file: IO[bytes] | None,
    analyze: bool,
    parameters: Sequence[str],
    settings: Sequence[str],
) -> None:
    """Show the exact text sent to each source, what stays local, and why."""
    text = read_sql(sql, file)
    config = load_settings()
    session = session_of(config, settings)
    values = [None if value == r"\N" else value for value in parameters]
    with interruptible(), closing(Gateway.open(config.home)) as gateway, reported(text):
        click.echo(gateway.explain(text, values, session, analyze=analyze))
