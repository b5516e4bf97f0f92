"""`unsilo serve`: the doors for clients.

Imports: click, `gateway.engine`, `gateway.serve`.
"""

from __future__ import annotations

from contextlib import closing
from functools import partial

import click

from gateway.cli.common import command_options, load_settings
from gateway.engine import Gateway
from gateway.errors import SqlError
from gateway.serve.pgwire import server


@click.command()
@click.option("--pg-port", default=server.PORT, show_default=True, type=click.IntRange(0, 65535),
              help="Port of the PostgreSQL endpoint; 0 takes a free one.")  # fmt: skip
@click.option("--host", default="127.0.0.1", show_default=True, help="Address to listen on.")
@click.option(
    "--allow-remote",
    is_flag=True,
    help="Listen on an address other machines reach, although there are no users.",
)
@command_options  # fmt: skip
def command(pg_port: int, host: str, allow_remote: bool) -> None:
    """Answer PostgreSQL clients until Ctrl-C."""
    with closing(Gateway.open(load_settings().home)) as gateway:
        announce = partial(click.echo, err=True)
        try:
            server.run(gateway, host, pg_port, allow_remote=allow_remote, announce=announce)
        except OSError as error:
            raise SqlError(
                "58000",
                f"could not listen on {host}:{pg_port}",
                detail=str(error.strerror or error),
                hint="Choose another port with --pg-port.",
            ) from None
