"""`unsilo grant`: let a role read something.

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
@click.option("--grant-option", is_flag=True, help="The role may hand it on.")
@command_options
def command(role: str, name: str, columns: str | None, grant_option: bool) -> None:
    """Let ROLE (or public) read NAME: a source, source.schema, or source.schema.relation."""
    select = f"SELECT ({columns})" if columns else "SELECT"
    option = " WITH GRANT OPTION" if grant_option else ""
    run(f"GRANT {select} ON {target(name)} TO {quoted_role(role)}{option}")
    click.echo(f'Granted "{role}" to read {name}.')
