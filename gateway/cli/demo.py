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
from gateway.serve import pgwire
from gateway.serve.formats.rows import Rows
from gateway.serve.http import server as http
from gateway.serve.listening import check_port
from gateway.serve.run import Doors, run
from gateway.session import Session

_PORT = click.IntRange(0, 65535)


@click.command()
@click.option("--pg-port", default=pgwire.PORT, show_default=True, type=_PORT,
              help="Port of the PostgreSQL endpoint; 0 takes a free one.")  # fmt: skip
@click.option("--http-port", default=http.PORT, show_default=True, type=_PORT,
              help="Port of the console and of HTTP; 0 takes a free one.")  # fmt: skip
@command_options
def command(pg_port: int, http_port: int) -> None:
    """Start real servers with data, query across them, and serve until Ctrl-C."""
    for port, option in ((pg_port, "--pg-port"), (http_port, "--http-port")):
        check_port("127.0.0.1", port, option)  # not after the databases have started
    with demo(click.echo) as running:
        for query in running.queries:
            _show(running, query)
        if pg_port:
            click.echo(f"Connect with:  psql -h 127.0.0.1 -p {pg_port} unsilo")
        if http_port:
            click.echo(f"Console:       http://127.0.0.1:{http_port}/\n")
        run(running.gateway, Doors("127.0.0.1", pg_port, http_port), click.echo)


def _show(running: Demo, query: Query) -> None:
    click.secho(f"\n{query.title}", bold=True)
    click.echo(f"\n{query.sql};\n")  # to be pasted into psql
    started = time.perf_counter()
    with running.gateway.execute(query.sql, session=Session(owner=True)) as result:
        out = sys.stdout.buffer
        FORMATS["table"].write(Rows(result.columns, result.schema, result.batches()), out)
        sys.stdout.flush()
        moved = ", ".join(f"{p.source} {p.rows} rows" for p in result.progress())
    click.echo(f"Moved: {moved}; {time.perf_counter() - started:.2f} s")
