"""`unsilo demo`: real servers, data, and queries across them.

Imports: click, `gateway.demo`.
"""

from __future__ import annotations

import click

from gateway.cli.common import command_options
from gateway.demo.run import run


@click.command()
@click.option("--pg-port", default=5499, show_default=True, type=click.IntRange(0, 65535),
              help="Port of the PostgreSQL endpoint; 0 takes a free one.")  # fmt: skip
@command_options
def command(pg_port: int) -> None:
    """Start real servers with data, query across them, and serve until Ctrl-C."""
    run(pg_port=pg_port)
