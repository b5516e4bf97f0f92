"""`unsilo mask …`: what roles see in place of a column.

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
    """Add, list and drop column masks."""


@command.command()
@click.argument("name")
@click.argument("relation")
@click.argument("column")
@click.argument("expression")
@click.option("--to", "to", multiple=True, metavar="ROLE", help="May be repeated; else everyone.")
@command_options
def add(name: str, relation: str, column: str, expression: str, to: Sequence[str]) -> None:
    """Roles see the SQL EXPRESSION in place of COLUMN of RELATION."""
    on = f"{quote_identifier(name)} ON {dotted(relation)[0]} ({dotted(column)[0]})"
    run(f"CREATE MASK {on}{roles(to)} USING ({expression}\n)")
    click.echo(f'Added mask "{name}" on {relation}.')


@command.command()
@click.argument("name")
@click.argument("relation")
@command_options
def drop(name: str, relation: str) -> None:
    """Drop the mask NAME on RELATION."""
    run(f"DROP MASK {quote_identifier(name)} ON {dotted(relation)[0]}")
    click.echo(f'Dropped mask "{name}" on {relation}.')


@command.command(name="list")
@command_options
def list_() -> None:
    """List all masks."""
    with closing(open_store(load_settings())) as store:
        masks = rule_store.load(store).masks
    rows = [
        (str(m.object), m.column, m.name, ", ".join(sorted(m.roles)), m.using.strip())
        for m in sorted(masks, key=lambda m: (m.object, m.column))
    ]
    shown(("relation", "column", "mask", "roles", "shown"), rows)
