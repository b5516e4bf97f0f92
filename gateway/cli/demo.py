"""`unsilo demo`: real servers, data, and queries across them.

Imports: click, `gateway.demo`, `gateway.serve`.
"""

from __future__ import annotations

import sys
import time

import click

from gateway.cli.common import command_options
from gateway.cli.formats import FORMATS
from gateway.demo.company import Query
from gateway.demo.run import Demo, demo
from gateway.errors import SqlError
from gateway.serve.pgwire import server
from gateway.session import Session


@click.command()
@click.option("--pg-port", default=server.PORT, show_default=True, type=click.IntRange(0, 65535),
              help="Port of the PostgreSQL endpoint; 0 takes a free one.")  # fmt: skip
@command_options
def command(pg_port: int) -> None:
    """Start real servers with data, query across them, and serve until Ctrl-C."""
    with demo(click.echo) as running:
        for query in running.queries:
            _show(running, query)
        click.echo(f"Connect with:  psql -h 127.0.0.1 -p {pg_port} unsilo\n")
        try:
            server.run(running.gateway, "127.0.0.1", pg_port, announce=click.echo)
        except OSError as error:
            raise SqlError(
                "58000",
                f"could not listen on 127.0.0.1:{pg_port}",
                detail=str(error.strerror or error),
                hint="Choose another port with --pg-port.",
            ) from None


def _show(running: Demo, query: Query) -> None:
    click.secho(f"\n{query.title}", bold=True)
    click.echo(f"\n{query.sql}\n")
    started = time.perf_counter()
    with running.gateway.execute(query.sql, session=Session(owner=True)) as result:
        out = sys.stdout.buffer
        FORMATS["table"].write(result.columns, result.schema, result.batches(), out)
        sys.stdout.flush()
        moved = ", ".join(f"{p.source} {p.rows} rows" for p in result.progress())
    click.echo(f"Moved: {moved}; {time.perf_counter() - started:.2f} s")
