"""`unsilo policy …`: which rows of a relation roles see.

Imports: click, `gateway.access`, this package.
"""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import closing

import click

from gateway.access import store as rule_store
from gateway.catalog.sources import open_store
from gateway.cli.administer import dotted, roles, run, shown
from gateway.cli.common import command_options, load_settings
from gateway.sql.quoting import quote_identifier


@click.group()
def command() -> None:
    """Add, list and drop row policies."""


@command.command()
@click.argument("name")
@click.argument("relation")
@click.argument("condition")
@click.option("--to", "to", multiple=True, metavar="ROLE", help="May be repeated; else everyone.")
@click.option("--restrictive", is_flag=True, help="It must hold besides the others.")
@command_options
def add(name: str, relation: str, condition: str, to: Sequence[str], restrictive: bool) -> None:
    """Roles see only those rows of RELATION for which the SQL CONDITION is true."""
    kind = " AS RESTRICTIVE" if restrictive else ""
    on = f"{quote_identifier(name)} ON {dotted(relation)[0]}{kind}"
    run(f"CREATE POLICY {on}{roles(to)} USING ({condition}\n)")
    click.echo(f'Added policy "{name}" on {relation}.')


@command.command()
@click.argument("name")
@click.argument("relation")
@command_options
def drop(name: str, relation: str) -> None:
    """Drop the policy NAME on RELATION. Dropping the last one shows all rows again."""
    run(f"DROP POLICY {quote_identifier(name)} ON {dotted(relation)[0]}")
    click.echo(f'Dropped policy "{name}" on {relation}.')


@command.command(name="list")
@command_options
def list_() -> None:
    """List all policies."""
    with closing(open_store(load_settings())) as store:
        policies = rule_store.load(store).policies
    rows = [
        (
            str(policy.object),
            policy.name,
            "restrictive" if policy.restrictive else "permissive",
            ", ".join(sorted(policy.roles)),
            policy.using.strip(),
        )
        for policy in sorted(policies, key=lambda p: (p.object, p.name))
    ]
    shown(("relation", "policy", "kind", "roles", "rows"), rows)
