"""`unsilo revoke`: take back what was granted.

Imports: click, this package.
"""

from __future__ import annotations

import click

from gateway.cli.administer import quoted_role, run, target
from gateway.cli.common import command_options


@click.command()
@click.argument("role")
@click.argument("name")
@click.option("--columns", metavar="A,B", help="Only these columns of a relation.")
@click.option("--cascade", is_flag=True, help="And what the role has handed on.")
@command_options
def command(role: str, name: str, columns: str | None, cascade: bool) -> None:
    """Take back from ROLE (or public) what was granted on NAME, exactly that."""
    select = f"SELECT ({columns})" if columns else "SELECT"
    rest = " CASCADE" if cascade else ""
    run(f"REVOKE {select} ON {target(name)} FROM {quoted_role(role)}{rest}")
    click.echo(f'Revoked from "{role}": {name}.')
