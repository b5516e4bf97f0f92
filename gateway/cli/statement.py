"""The SQL a command was given, and the session it runs in.

Imports: click, `gateway.config`, `gateway.session`.
"""

from __future__ import annotations

import getpass
import sys
from collections.abc import Iterable
from typing import IO

import click

from gateway.config import Settings
from gateway.errors import SqlError
from gateway.session import Session


def read_sql(sql: str | None, file: IO[bytes] | None) -> str:
    """The text of the argument, of standard input (`-`), or of the file. Exactly one is needed."""
    if (sql is None) == (file is None):
        raise click.UsageError("give SQL as an argument, - for standard input, or --file FILE")
    if sql is not None and sql != "-":
        return sql
    try:
        return (file or sys.stdin.buffer).read().decode("utf-8-sig")
    except UnicodeDecodeError:
        raise SqlError("22021", 'invalid byte sequence for encoding "UTF8" in the SQL') from None


def session_of(config: Settings, settings: Iterable[str]) -> Session:
    """A session with the configured search path, then `NAME=VALUE` settings in order.

    Raises SqlError 42704 for an unknown setting, 22023 for a value that it cannot have.
    """
    session = Session(user=_user(), owner=True, door="cli")
    session.set("application_name", "unsilo")
    if config.search_path:
        session.set("search_path", config.search_path)
    for text in settings:
        name, equals, value = text.partition("=")
        if not equals:
            raise click.UsageError(f'--set takes NAME=VALUE, not "{text}"')
        session.set(name.strip(), value.strip())
    return session


def _user() -> str:
    try:
        return getpass.getuser()
    except (KeyError, OSError):
        return "unsilo"
