"""`unsilo access …`: what is granted, and why somebody may read something.

Imports: click, `gateway.access`, this package.
"""

from __future__ import annotations

from contextlib import closing

import click

from gateway.access import store as rule_store
from gateway.catalog.sources import open_store
from gateway.cli.administer import dotted, quoted_role, run, shown
from gateway.cli.common import command_options, load_settings


@click.group()
def command() -> None:
    """Show what is granted; check what a user may read, and why."""


@command.command()
@click.argument("user")
@click.argument("relation")
@command_options
def check(user: str, relation: str) -> None:
    """What USER sees of RELATION: by which grants, through which policies and masks.

    A dry run: no source is asked.
    """
    shown(("what", "why"), run(f"SHOW ACCESS ON {dotted(relation)[0]} FOR {quoted_role(user)}"))


@command.command(name="list")
@command_options
def list_() -> None:
    """List all grants."""
    with closing(open_store(load_settings())) as store:
        rules = rule_store.load(store)
    rows = [
        (
            grant.grantee,
            grant.object.kind,
            str(grant.object),
            grant.column,
            grant.grantor or rules.owner(grant.object.source) or "the owner",
            "yes" if grant.grantable else "",
        )
        for grant in sorted(rules.grants, key=lambda g: (g.grantee, g.object, g.column))
    ]
    shown(("role", "kind", "on", "column", "granted by", "may hand on"), rows)
