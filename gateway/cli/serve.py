"""`unsilo serve`: the doors for clients.

Imports: click, `gateway.engine`, `gateway.serve`.
"""

from __future__ import annotations

from contextlib import closing
from functools import partial

import click

from gateway.cli.common import command_options, load_settings
from gateway.engine import Gateway
from gateway.serve import pgwire
from gateway.serve.http import server as http
from gateway.serve.place import MOST_WORKERS
from gateway.serve.run import Doors, run
from gateway.serve.supervisor import supervise

_PORT = click.IntRange(0, 65535)


@click.command()
@click.option("--pg-port", default=pgwire.PORT, show_default=True, type=_PORT,
              help="Port of the PostgreSQL endpoint; 0 takes a free one.")  # fmt: skip
@click.option("--http-port", default=http.PORT, show_default=True, type=_PORT,
              help="Port of the HTTP endpoint; 0 takes a free one.")  # fmt: skip
@click.option("--no-http", is_flag=True, help="No HTTP endpoint.")
@click.option("--host", default="127.0.0.1", show_default=True, help="Address to listen on.")
@click.option(
    "--allow-remote",
    is_flag=True,
    help="Listen on an address other machines reach, although there are no users.",
)
@click.option("--workers", default=1, show_default=True, type=click.IntRange(1, MOST_WORKERS),
              help="Processes that share both ports.")  # fmt: skip
@command_options  # fmt: skip
def command(
    pg_port: int, http_port: int, no_http: bool, host: str, allow_remote: bool, workers: int
) -> None:
    """Answer PostgreSQL and HTTP clients until Ctrl-C."""
    doors = Doors(host, pg_port, None if no_http else http_port, allow_remote)
    settings, announce = load_settings(), partial(click.echo, err=True)
    if workers > 1:
        supervise(settings, doors, workers, announce)
        return
    with closing(Gateway.open(settings.home)) as gateway:
        run(gateway, doors, announce)
