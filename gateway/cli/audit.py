"""`unsilo audit`: the log of all statements.

Imports: click, `gateway.catalog`, `gateway.operations`.
"""

from __future__ import annotations

import json
from collections import deque
from contextlib import closing

import click

from gateway.catalog.sources import open_store
from gateway.cli.common import command_options, load_settings
from gateway.config import Settings
from gateway.errors import SqlError
from gateway.operations.audit import records, verify
from gateway.operations.chain import Broken, Head


@click.group()
def command() -> None:
    """Show and check the log of all statements."""


@command.command("verify")
@command_options
def check() -> None:
    """Follow the chain of hashes: say whether the log is as it was written."""
    settings = load_settings()
    head = _head(settings)
    click.echo(f"{settings.audit_folder}: unbroken up to record {head.seq}.")


@command.command()
@command_options
def head() -> None:
    """Print number and hash of the newest record, to be kept somewhere else."""
    click.echo(_head(load_settings()).text)


@command.command()
@click.option("--user", help="Only statements of this user.")
@click.option("--failed", is_flag=True, help="Only statements that failed.")
@click.option("--last", default=50, show_default=True, type=click.IntRange(1),
              help="At most so many, the newest.")  # fmt: skip
@command_options
def show(user: str | None, failed: bool, last: int) -> None:
    """Print records as JSON lines."""
    found = (
        record
        for record in records(load_settings().audit_folder)
        if (user is None or record["user"] == user)
        and not (failed and record["outcome"] == "00000")
    )
    for record in deque(found, last):
        click.echo(json.dumps(record, ensure_ascii=False))


def _head(settings: Settings) -> Head:
    with closing(open_store(settings)) as store:
        try:
            return verify(settings.audit_folder, store)
        except Broken as error:
            raise SqlError("XX001", f"the audit log was tampered with: {error}") from None
