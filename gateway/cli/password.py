"""Passwords for commands: asked for, or from where an option says. Never an argument.

Imports: click, `gateway.catalog.secrets`.
"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import click

from gateway.catalog.secrets import from_environment, from_file
from gateway.errors import SqlError


def password_options(function: Callable[..., Any]) -> Callable[..., Any]:
    """`--password-env` and `--password-file`."""
    for decorator in (
        click.option(
            "--password-file",
            metavar="FILE",
            type=click.Path(path_type=Path),
            help="The password is in this file.",
        ),
        click.option(
            "--password-env",
            metavar="NAME",
            help="The password is in this environment variable.",
        ),
    ):
        function = decorator(function)
    return function


def read_password(name: str, password_env: str | None, password_file: Path | None) -> str:
    """The password of a user: from the option, else asked for twice. 28000, 22021."""
    if password_env is not None and password_file is not None:
        raise click.UsageError("give --password-env or --password-file, not both")
    if password_env is not None:
        password = from_environment(password_env)
    elif password_file is not None:
        password = from_file(str(password_file))
    else:
        password = click.prompt(
            f'Password for "{name}"', hide_input=True, confirmation_prompt=True, err=True
        )
    try:
        password.encode()
    except UnicodeEncodeError:
        raise SqlError("22021", "the password is not UTF-8") from None
    return password
