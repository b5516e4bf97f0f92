"""What every command shares: its options, its settings, and how it fails.

Imports: click, `gateway.config`, `gateway.errors`.
"""

from __future__ import annotations

import functools
import os
import signal
import threading
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
"""Exit status of a statement or a source that failed; 2 is wrong usage."""
STOPPED: Final = 128
"""Exit status, with the number of the signal on top, of a command that was told to stop."""


class Stopped(KeyboardInterrupt):
    """SIGTERM, or SIGHUP from a terminal that was closed."""

    def __init__(self, number: int) -> None:
        super().__init__()
        self.number = number


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
            function(*args, **{name: _text(value) for name, value in kwargs.items()})

    return command


def _text(value: Any) -> Any:
    """An argument whose bytes are not of the locale's encoding is UTF-8, or an error (22021)."""
    match value:
        case str():
            return _utf8(value)
        case tuple():
            return tuple(map(_text, value))
    return value


def _utf8(text: str) -> str:
    try:
        text.encode()
    except UnicodeEncodeError:
        try:
            return os.fsencode(text).decode()
        except UnicodeError:
            message = 'invalid byte sequence for encoding "UTF8" in an argument'
            raise SqlError("22021", message) from None
    return text


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
    """Ctrl-C as PostgreSQL reports it; SIGTERM and SIGHUP likewise, so that the sources stop."""
    try:
        with _raising(signal.SIGTERM, signal.SIGHUP):
            yield
    except KeyboardInterrupt as interrupt:
        error = SqlError("57014", "canceling statement due to user request")
        print_error(error, verbose=is_verbose())
        number = interrupt.number if isinstance(interrupt, Stopped) else signal.SIGINT
        raise click.exceptions.Exit(STOPPED + number) from None


@contextmanager
def _raising(*signals: signal.Signals) -> Iterator[None]:
    """Let signals raise Stopped, unless they are ignored (nohup)."""

    def stop(number: int, _: object) -> None:
        raise Stopped(number)

    if threading.current_thread() is not threading.main_thread():
        yield
        return
    before = {number: signal.getsignal(number) for number in signals}
    for number, handler in before.items():
        if handler is not signal.SIG_IGN:
            signal.signal(number, stop)
    try:
        yield
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)


def is_verbose() -> bool:
    """Whether the command was given `--verbose`."""
    return bool(click.get_current_context().meta.get("unsilo.verbose"))


def load_settings() -> Settings:
    """The settings of the home the command was given. Raises SqlError."""
    return Settings.load(click.get_current_context().meta.get("unsilo.home"))
