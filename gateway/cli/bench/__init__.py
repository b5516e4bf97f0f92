"""`unsilo bench`: figures of this gateway beside those of a real PostgreSQL, in one run.

Imports: click; the rest when a benchmark runs.
"""

from __future__ import annotations

from importlib import import_module

import click


@click.group()
def command() -> None:
    """Measure this gateway beside a real PostgreSQL, and print Markdown."""


_rows = click.option(
    "--rows", default=1_000_000, show_default=True, type=click.IntRange(min=10_000),
    help="Rows of the table.",
)  # fmt: skip


@command.command("wire")
@_rows
def measure_wire(rows: int) -> None:
    """The PostgreSQL endpoint: rates, latencies, many clients, memory."""
    _print("gateway.cli.bench.wire", rows)


@command.command("http")
@_rows
def measure_http(rows: int) -> None:
    """The HTTP endpoint: Arrow beside the wire and ADBC, many clients, memory."""
    _print("gateway.cli.bench.http", rows)


def _print(module: str, rows: int) -> None:
    for part in import_module(module).measured(rows):
        click.echo(part + "\n")
