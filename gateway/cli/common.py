"""What every command shares: its options, its settings, and how it fails.

Imports: click, `gateway.config`, `gateway.errors`.
"""

from __future__ import annotations

import functools
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Final, ParamSpec

import click

from gateway.cli.report import print_error
from gateway.config import Settings
from gateway.errors import SqlError

P = ParamSpec("P")

FAILED: Final = 1
"""Exit status of a statement or a source that failed; 2 is wrong usage, 130 an interrupt."""
INTERRUPTED: Final = 130


def command_options(function: Callable[P, None]) -> Callable[..., None]:
    """`--home` and `--verbose`, and SqlErrors printed with exit status 1."""

    @click.option("--home", type=click.Path(path_type=Path), help="Instead of $UNSILO_HOME.")
    @click.option("--verbose", is_flag=True, help="Show the SQLSTATE of an error.")
    @functools.wraps(function)
    def command(*args: Any, home: Path | None, verbose: bool, **kwargs: Any) -> None:
        context = click.get_current_context()
        context.meta["unsilo.home"] = home
        context.meta["unsilo.verbose"] = verbose
        with reported():
            function(*args, **kwargs)

    return command


@contextmanager
def reported(sql: str = "") -> Iterator[None]:
    """Print a SqlError with the place in `sql` it points at, and exit with status 1."""
    try:
        yield
    except SqlError as error:
        print_error(error, sql, verbose=is_verbose())
        raise click.exceptions.Exit(FAILED) from None


@contextmanager
def interruptible() -> Iterator[None]:
    """Ctrl-C as PostgreSQL reports it, with exit status 130."""
    try:
        yield
    except KeyboardInterrupt:
        error = SqlError("57014", "canceling statement due to user request")
        print_error(error, verbose=is_verbose())
        raise click.exceptions.Exit(INTERRUPTED) from None


def is_verbose() -> bool:
    """Whether the command was given `--verbose`."""
    return bool(click.get_current_context().meta.get("unsilo.verbose"))


def load_settings() -> Settings:
    """The settings of the home the command was given. Raises SqlError."""
    return Settings.load(click.get_current_context().meta.get("unsilo.home"))
