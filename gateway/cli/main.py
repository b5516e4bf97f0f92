"""`unsilo`: the commands, each loaded from its file when it is named.

Imports: click only, so that `unsilo --help` is quick.
"""

from __future__ import annotations

import io
import signal
import sys
from importlib import import_module
from importlib.metadata import version
from typing import Any, Final

import click

COMMANDS: Final = {
    "source": "Register, list, show, test, refresh, map and remove sources.",
    "query": "Run SQL and write the result.",
    "explain": "Show what each source is asked to do, and what stays local.",
    "user": "Add, list and drop users, and change their passwords.",
    "token": "Make, list and revoke API tokens.",
    "role": "Add, list and drop roles, and make roles members of others.",
    "grant": "Let a role read something.",
    "revoke": "Take back what was granted.",
    "policy": "Add, list and drop row policies.",
    "mask": "Add, list and drop column masks.",
    "access": "Show what is granted; check what a user may read, and why.",
    "serve": "Answer PostgreSQL and HTTP clients.",
    "queries": "Show the statements that run now.",
    "kill": "Stop a running statement, here and at its sources.",
    "top": "Watch what runs.",
    "reload": "Let running servers read their settings and certificates again.",
    "audit": "Show and check the log of all statements.",
    "bench": "Measure this gateway beside a real PostgreSQL.",
    "demo": "Start real servers with data and query across them.",
}
"""Every command with its one-line help; `gateway/cli/<name>.py` holds it as `command`."""


class Lazy(click.Group):
    """A group whose commands are imported when they are asked for."""

    def invoke(self, ctx: click.Context) -> Any:
        """Run the command; Ctrl-C ends it without a word, with the exit status of a signal."""
        try:
            return super().invoke(ctx)
        except KeyboardInterrupt:
            click.echo(err=True)  # the terminal has shown ^C
            raise click.exceptions.Exit(128 + signal.SIGINT) from None

    def list_commands(self, ctx: click.Context) -> list[str]:
        """The commands in their order of use."""
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """The command of that name, from its file."""
        if cmd_name not in COMMANDS:
            return None
        command: click.Command = import_module(f"gateway.cli.{cmd_name}").command
        return command

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """The list of commands, without importing them."""
        with formatter.section("Commands"):
            formatter.write_dl(list(COMMANDS.items()))


@click.group(cls=Lazy, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(version("unsilo"), prog_name="unsilo")
def main() -> None:
    """One SQL over PostgreSQL, MySQL, MariaDB, MongoDB, Redis and files."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):  # what a terminal's encoding lacks is no failure
            stream.reconfigure(errors="backslashreplace")
