"""`unsilo role …`: groups of users, and who is a member of whom.

Imports: click, `gateway.access`, this package.
"""

from __future__ import annotations

from contextlib import closing

import click

from gateway.access import roles
from gateway.access.roles import Role
from gateway.catalog.sources import open_store
from gateway.cli.administer import quoted_role, run, shown
from gateway.cli.common import command_options, load_settings


@click.group()
def command() -> None:
    """Add, list and drop roles, and make roles members of others."""


@command.command()
@click.argument("name")
@command_options
def add(name: str) -> None:
    """Add the role NAME, which cannot log in (see `unsilo user add`)."""
    with closing(open_store(load_settings())) as store:
        roles.create(store, Role(name))
    click.echo(f'Added role "{name}".')


@command.command()
@click.argument("name")
@command_options
def drop(name: str) -> None:
    """Drop the role NAME with its memberships and grants."""
    with closing(open_store(load_settings())) as store:
        roles.drop(store, [name])
    click.echo(f'Dropped role "{name}".')


@command.command()
@click.argument("name")
@click.argument("member")
@click.option("--admin-option", is_flag=True, help="The member may give the role to others.")
@command_options
def grant(name: str, member: str, admin_option: bool) -> None:
    """Make MEMBER a member of the role NAME."""
    option = " WITH ADMIN OPTION" if admin_option else ""
    run(f"GRANT {quoted_role(name)} TO {quoted_role(member)}{option}")
    click.echo(f'"{member}" is a member of "{name}".')


@command.command()
@click.argument("name")
@click.argument("member")
@command_options
def revoke(name: str, member: str) -> None:
    """MEMBER is no member of the role NAME any more."""
    run(f"REVOKE {quoted_role(name)} FROM {quoted_role(member)}")
    click.echo(f'"{member}" is no member of "{name}".')


@command.command(name="list")
@command_options
def list_() -> None:
    """List all roles with what they are members of."""
    with closing(open_store(load_settings())) as store:
        known = roles.list_roles(store)
        given = roles.list_memberships(store)
    rows = [
        (
            item.name,
            "admin" if item.superuser else "user" if item.login else "role",
            ", ".join(m.role for m in given if m.member == item.name),
        )
        for item in known
    ]
    shown(("name", "kind", "member of"), rows)
