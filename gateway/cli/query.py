"""`unsilo query`: run SQL, write the result.

Imports: click, `gateway.engine`, the formats.
"""

from __future__ import annotations

import sys
from collections.abc import Callable, Sequence
from contextlib import closing
from functools import partial
from io import BytesIO
from pathlib import Path
from typing import IO, BinaryIO

import click

from gateway.cli.common import command_options, interruptible, load_settings, reported
from gateway.cli.formats import FORMATS, Format
from gateway.cli.output import opened
from gateway.cli.report import print_warning
from gateway.cli.running import Running, progress_wanted
from gateway.cli.statement import read_sql, session_of
from gateway.engine import Gateway
from gateway.errors import SqlError
from gateway.execute.result import Result
from gateway.serve.formats.rows import Rows
from gateway.sql.split import split


@click.command()
@click.argument("sql", required=False)
@click.option("--file", "file", type=click.File("rb"),
              help="Read the SQL from a file (- for standard input).")  # fmt: skip
@click.option("--format", "format_", type=click.Choice(list(FORMATS)), default="table",
              show_default=True, help="How the result is written.")  # fmt: skip
@click.option("--output", type=click.Path(dir_okay=False, path_type=Path),
              help="Write to a file; it appears when the result is complete.")  # fmt: skip
@click.option("--param", "parameters", multiple=True, metavar="VALUE",
              help="The value of $1, $2, …, in order; \\N is NULL.")  # fmt: skip
@click.option("--set", "settings", multiple=True, metavar="NAME=VALUE",
              help="A setting of the session, as SET would.")  # fmt: skip
@command_options
def command(
    sql: str | None,
    file: IO[bytes] | None,
    format_: str,
    output: Path | None,
    parameters: Sequence[str],
    settings: Sequence[str],
) -> None:
    """Run SQL (or - for standard input) and write the result.

    Several statements, divided by semicolons, run in one session. Exit status: 0, 1 when a
    statement failed, 2 for wrong usage, 130 after Ctrl-C, which also stops the sources.
    """
    text = read_sql(sql, file)
    form = FORMATS[format_]
    if form.binary and output is None and sys.stdout.isatty():
        raise click.UsageError(f"{format_} is binary: use --output FILE")
    config = load_settings()
    session = session_of(config, settings)
    values = [None if value == r"\N" else value for value in parameters]
    with interruptible(), closing(Gateway.open(config.home)) as gateway, opened(output) as stream:
        terminal = output is None and sys.stdout.isatty()
        writer = _Writer(form, stream, terminal=terminal)
        for statement in split(text):
            with reported(statement.text):
                writer.write(partial(gateway.execute, statement.text, values, session))


class _Writer:
    """Runs statements and writes their results, one after another, to one stream."""

    def __init__(self, form: Format, stream: BinaryIO, *, terminal: bool) -> None:
        self._form = form
        self._stream = stream
        self._progress = progress_wanted(writes_to_terminal=terminal and not form.whole)
        self._written = 0

    def write(self, start: Callable[[], Result]) -> None:
        """Run one statement to its end. Raises SqlError, KeyboardInterrupt."""
        # A whole table is written when the progress display has gone.
        whole = BytesIO()
        stream = whole if self._form.whole else self._stream
        results: list[Result] = []

        def consume(result: Result) -> None:
            results.append(result)
            self._consume(result, stream)

        Running(start, consume).wait(show_progress=self._progress)
        self._stream.write(whole.getvalue())
        self._stream.flush()
        for warning in results[0].warnings:
            print_warning(warning)

    def _consume(self, result: Result, stream: BinaryIO) -> None:
        if not result.columns and result.command != "SELECT":
            for _ in result.batches():
                pass
            if self._form.whole and result.tag():
                stream.write(f"{result.tag()}\n".encode())
            return
        if self._written and not self._form.whole:
            raise SqlError(
                "0A000",
                f"a {self._form.name} output holds the rows of one statement",
                hint="Run the statements one by one, or use --format table.",
            )
        self._written += 1
        rows = Rows(result.columns, result.schema, result.batches(), style=result.style)
        self._form.write(rows, stream)
