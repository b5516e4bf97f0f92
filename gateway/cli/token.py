"""`unsilo token …`: API tokens.

Imports: click, `gateway.access`, `gateway.catalog` (the store).
"""

from __future__ import annotations

from contextlib import closing

import click

from connectors.types import TEXT
from gateway.access import roles, tokens
from gateway.catalog.sources import open_store
from gateway.cli.common import command_options, load_settings
from gateway.cli.listing import print_table, time_of
from gateway.cli.moments import moment


@click.group()
def command() -> None:
    """Make, list and revoke API tokens."""


@command.command()
@click.argument("user")
@click.option("--name", default="", metavar="TEXT", help="What it is for.")
@click.option("--expires", metavar="TIME", help="When it ends; or a span, as in 90d.")
@command_options
def create(user: str, name: str, expires: str | None) -> None:
    """Make a token for USER and print it, this once: nobody can tell it again."""
    until = moment(expires)
    with closing(open_store(load_settings())) as store:
        token, text = tokens.create(store, user, name, until)
    click.echo(text)
    ending = f", valid until {time_of(token.expires_at)}" if token.expires_at else ""
    click.echo(f'Token "{token.id}" of "{user}"{ending}. It is not shown again.', err=True)


@command.command(name="list")
@click.argument("user", required=False)
@command_options
def list_(user: str | None) -> None:
    """List the tokens, of USER or of all."""
    with closing(open_store(load_settings())) as store:
        if user is not None:
            roles.get(store, user)
        found = tokens.list_tokens(store, user)
    rows = [
        (
            token.id,
            token.role,
            token.name,
            time_of(token.created_at),
            time_of(token.expires_at) + (" (over)" if token.expired else ""),
            time_of(token.last_used_at),
        )
        for token in found
    ]
    print_table(
        [("id", TEXT), ("user", TEXT), ("name", TEXT), ("made", TEXT), ("expires", TEXT),
         ("last used", TEXT)],
        rows,
    )  # fmt: skip


@command.command()
@click.argument("id")
@command_options
def revoke(id: str) -> None:
    """End the token ID at once; connections that logged in with it end."""
    with closing(open_store(load_settings())) as store:
        tokens.revoke(store, id)
    click.echo(f'Revoked token "{id}".')
