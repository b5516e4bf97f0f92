"""`unsilo bench`: figures of this gateway, where it can be beside those of a real PostgreSQL.

Imports: click; the rest when a benchmark runs.
"""

from __future__ import annotations

from importlib import import_module
from pathlib import Path

import click


@click.group()
def command() -> None:
    """Measure this gateway, beside a real PostgreSQL where that can be; print Markdown."""


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


@command.command("catalog")
@click.argument("corpus", type=click.Path(exists=True, file_okay=False, path_type=Path))
@click.option("--relations", default=5_000, show_default=True, type=click.IntRange(min=1),
              help="Of the source.")  # fmt: skip
@click.option("--columns", default=20, show_default=True, type=click.IntRange(min=1, max=1_000),
              help="Of each relation.")  # fmt: skip
def measure_catalog(corpus: Path, relations: int, columns: int) -> None:
    """The catalog statements of tools, files in the folder CORPUS, over many relations."""
    _print("gateway.cli.bench.catalog", corpus, relations, columns)


def _print(module: str, *arguments: object) -> None:
    for part in import_module(module).measured(*arguments):
        click.echo(part + "\n")
