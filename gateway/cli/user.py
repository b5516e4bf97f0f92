"""`unsilo user …`: who may log in.

Imports: click, `gateway.access`, `gateway.catalog` (the store).
"""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import closing
from datetime import datetime
from pathlib import Path

import click

from connectors.types import INT8, TEXT
from gateway.access import roles
from gateway.access.roles import Membership, Role
from gateway.catalog.sources import open_store
from gateway.cli.common import command_options, load_settings
from gateway.cli.listing import print_table, time_of
from gateway.cli.moments import moment
from gateway.cli.password import password_options, read_password


@click.group()
def command() -> None:
    """Add, list and drop users, and change their passwords."""


@command.command()
@click.argument("name")
@password_options
@click.option("--no-password", is_flag=True,
              help="No password: the user logs in with tokens or a certificate.")  # fmt: skip
@click.option("--admin/--no-admin", default=None,
              help="Whether everything is allowed; the first user is an admin.")  # fmt: skip
@click.option("--in-role", "groups", multiple=True, metavar="ROLE",
              help="A role to be a member of; may be repeated.")  # fmt: skip
@click.option("--connection-limit", type=click.IntRange(0), metavar="N",
              help="Connections at one time.")  # fmt: skip
@click.option("--valid-until", metavar="TIME", help="When the password ends; or a span, as in 90d.")
@click.option("--allow-from", "networks", multiple=True, metavar="NETWORK",
              help="Where the user may come from, in CIDR notation; may be repeated.")  # fmt: skip
@command_options
def add(
    name: str,
    password_env: str | None,
    password_file: Path | None,
    no_password: bool,
    admin: bool | None,
    groups: Sequence[str],
    connection_limit: int | None,
    valid_until: str | None,
    networks: Sequence[str],
) -> None:
    """Add the user NAME. The password is asked for unless an option says where it is."""
    roles.check_name(name)
    until: datetime | None = moment(valid_until)
    allowed = roles.check_networks(networks)
    if no_password and (password_env or password_file):
        raise click.UsageError("--no-password goes with no password option")
    password = None if no_password else read_password(name, password_env, password_file)
    with closing(open_store(load_settings())) as store:
        is_first = not any(role.login for role in roles.list_roles(store))
        role = Role(
            name,
            login=True,
            superuser=is_first if admin is None else admin,
            connection_limit=connection_limit,
            valid_until=until,
            allowed_addresses=allowed,
        )
        given = [Membership(group, name) for group in groups]
        roles.create(store, role.with_password(password), given)
    click.echo(f'Added {"admin" if role.superuser else "user"} "{name}".')


@command.command(name="list")
@command_options
def list_() -> None:
    """List the users."""
    with closing(open_store(load_settings())) as store:
        users = [role for role in roles.list_roles(store) if role.login]
        memberships = roles.list_memberships(store)
    rows = [
        (
            role.name,
            "yes" if role.superuser else "",
            "password" if role.verifier else "",
            time_of(role.valid_until),
            None if role.connection_limit is None else str(role.connection_limit),
            ", ".join(role.allowed_addresses),
            ", ".join(sorted(roles.having(memberships, role.name) - {role.name, roles.PUBLIC})),
        )
        for role in users
    ]
    print_table(
        [("name", TEXT), ("admin", TEXT), ("login", TEXT), ("valid until", TEXT),
         ("connections", INT8), ("from", TEXT), ("member of", TEXT)],
        rows,
    )  # fmt: skip


@command.command()
@click.argument("name")
@password_options
@click.option("--no-password", is_flag=True, help="Take the password away.")
@command_options
def passwd(
    name: str, password_env: str | None, password_file: Path | None, no_password: bool
) -> None:
    """Change the password of the user NAME. Tokens stay valid, and so do open connections."""
    with closing(open_store(load_settings())) as store:
        roles.get(store, name)
        password = None if no_password else read_password(name, password_env, password_file)
        roles.change(store, name, lambda role: role.with_password(password))
    click.echo(f'Changed the password of "{name}".')


@command.command()
@click.argument("name")
@command_options
def drop(name: str) -> None:
    """Drop the user NAME with its tokens and rights; its connections end."""
    with closing(open_store(load_settings())) as store:
        roles.drop(store, [name])
        left = roles.exist(store)
    click.echo(f'Dropped user "{name}".')
    if not left:
        click.echo(
            "WARNING:  there are no users left: once it is started again, the gateway trusts "
            "whoever connects from this machine.",
            err=True,
        )
