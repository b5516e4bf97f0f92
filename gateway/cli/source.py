"""`unsilo source …`: the registered sources.

Imports: click, rich's tables, `gateway.catalog.sources`.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path

import click

from connectors.api import Column, Health
from connectors.types import INT8, TEXT, Type
from gateway.catalog.address import with_password
from gateway.catalog.difference import Difference
from gateway.catalog.secrets import displayed
from gateway.catalog.sources import Shown, Sources
from gateway.catalog.store import Described
from gateway.cli.administer import dotted, literal, quoted_role, run
from gateway.cli.common import command_options, load_settings
from gateway.cli.listing import print_table, time_of
from gateway.cli.password import password_options, read_password
from gateway.errors import SqlError


@click.group()
def command() -> None:
    """Register, list, show, test, refresh, map and remove sources."""


@command.command()
@click.argument("name")
@click.argument("url")
@click.option(
    "--relations",
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    help="A TOML file that declares relations (Redis).",
)
@click.option("--option", "options", multiple=True, metavar="NAME=VALUE",
              help="An option of the connector; may be repeated.")  # fmt: skip
@click.option("--password-env", metavar="NAME",
              help="The password is in this environment variable, now and later.")  # fmt: skip
@click.option("--password-file", metavar="FILE", type=click.Path(path_type=Path),
              help="The password is in this file, now and later.")  # fmt: skip
@command_options
def add(
    name: str,
    url: str,
    relations: Path | None,
    options: Sequence[str],
    password_env: str | None,
    password_file: Path | None,
) -> None:
    """Register the source NAME at URL, if it answers, with everything it holds.

    A password in URL is stored encrypted; `${env:NAME}` and `${file:/path}` in its place are
    followed whenever the source is opened.
    """
    given = dict(_option(text) for text in options)
    if relations is not None:
        given["relations"] = str(relations.resolve())
    if password_env and password_file:
        raise click.UsageError("--password-env and --password-file exclude each other")
    if password_env:
        url = with_password(url, f"${{env:{password_env}}}")
    if password_file:
        url = with_password(url, f"${{file:{password_file.expanduser().resolve()}}}")
    with Sources.open(load_settings()) as sources:
        shown = sources.add(name, url, given)
    count = len(shown.described)
    click.echo(f'Added source "{name}": {_version(shown.source.health)}, {_relations(count)}.')
    _print_warnings(shown.warnings)


@command.command(name="list")
@command_options
def list_() -> None:
    """List the registered sources."""
    with Sources.open(load_settings()) as sources:
        rows = [
            (
                source.name,
                _version(source.health),
                displayed(source.url),
                str(sources.count(source.name)),
                time_of(source.refreshed_at),
            )
            for source in sources.list()
        ]
    print_table(
        [("name", TEXT), ("server", TEXT), ("address", TEXT), ("relations", INT8),
         ("refreshed", TEXT)],
        rows,
    )  # fmt: skip


@command.command()
@click.argument("name")
@click.option("--columns", is_flag=True, help="Show every column.")
@command_options
def show(name: str, columns: bool) -> None:
    """Show the source NAME and what was discovered in it."""
    with Sources.open(load_settings()) as sources:
        shown = sources.show(name)
    _print_source(shown)
    if columns:
        _print_columns(shown.described)
    else:
        _print_relations(shown.described)
    _print_warnings(shown.warnings)


@command.command()
@click.argument("name")
@command_options
def test(name: str) -> None:
    """Connect to the source NAME and say who answers."""
    with Sources.open(load_settings()) as sources:
        health, seconds = sources.test(name)
    click.echo(f'Source "{name}" answers: {_version(health)}, {seconds * 1000:.0f} ms.')
    _print_warnings(health.notes)


@command.command()
@click.argument("name")
@command_options
def refresh(name: str) -> None:
    """Discover the source NAME anew and show what is different."""
    with Sources.open(load_settings()) as sources:
        found = sources.refresh(name)
        count = sources.count(name)
    _print_difference(found)
    click.echo(f'Refreshed source "{name}": {_relations(count)}.')


@command.command()
@click.argument("name")
@command_options
def remove(name: str) -> None:
    """Forget the source NAME; nothing changes at the source itself."""
    with Sources.open(load_settings()) as sources:
        sources.remove(name)
    click.echo(f'Removed source "{name}".')


@command.command(name="map")
@click.argument("name")
@click.argument("role")
@click.option("--user", help="Who the role is at the source.")
@password_options
@click.option("--drop", is_flag=True, help="The source's own credentials again.")
@command_options
def map_(
    name: str,
    role: str,
    user: str | None,
    password_env: str | None,
    password_file: Path | None,
    drop: bool,
) -> None:
    """Let ROLE (or public) reach the source NAME under another user there.

    A password is asked for and stored encrypted, unless an option says where it is, now and later.
    """
    place = f"{quoted_role(role)} SERVER {dotted(name)[0]}"
    if drop:
        run(f"DROP USER MAPPING FOR {place}")
        click.echo(f'"{role}" has no user mapping at "{name}" any more.')
        return
    if user is None:
        raise click.UsageError("give --user, or --drop")
    if password_env is not None and password_file is None:
        password = f"${{env:{password_env}}}"
    elif password_file is not None and password_env is None:
        password = f"${{file:{password_file.expanduser().resolve()}}}"
    else:
        password = read_password(user, password_env, password_file)
    run(f"DROP USER MAPPING IF EXISTS FOR {place}", quiet=True)
    options = f"user {literal(user)}, password {literal(password)}"
    run(f"CREATE USER MAPPING FOR {place} OPTIONS ({options})")
    click.echo(f'"{role}" is "{user}" at "{name}".')


def _option(text: str) -> tuple[str, str]:
    name, equals, value = text.partition("=")
    if not equals or not name:
        # The text may be a value, even a secret: it is not repeated.
        raise click.UsageError("--option takes NAME=VALUE")
    if name == "url":
        raise SqlError("HV00D", 'option "url" is the second argument')
    return name, value


def _print_source(shown: Shown) -> None:
    source = shown.source
    facts = [
        ("Source", source.name),
        ("Address", displayed(source.url)),
        *((f"Option {name}", displayed(value)) for name, value in source.options.items()),
        ("Server", _version(source.health)),
        ("Added", time_of(source.created_at)),
        ("Refreshed", time_of(source.refreshed_at)),
    ]
    width = max(len(label) for label, _ in facts)
    for label, value in facts:
        click.echo(f"{label:<{width}}  {value}")
    click.echo()


def _print_relations(described: Iterable[Described]) -> None:
    rows = [
        (
            item.schema.relation.schema,
            item.schema.relation.name,
            item.schema.relation.kind,
            None if item.error else str(len(item.schema.columns)),
            ", ".join(item.schema.primary_key),
            f"ERROR: {item.error}" if item.error else item.schema.relation.comment,
        )
        for item in described
    ]
    print_table(
        [("schema", TEXT), ("relation", TEXT), ("kind", TEXT), ("columns", INT8),
         ("primary key", TEXT), ("comment", TEXT)],
        rows,
    )  # fmt: skip


def _print_columns(described: Iterable[Described]) -> None:
    columns = ((item, column) for item in described for column in item.schema.columns)
    print_table(
        [("relation", TEXT), ("column", TEXT), ("type", TEXT), ("in the source", TEXT),
         ("nullable", TEXT), ("key", TEXT), ("comment", TEXT)],
        [row for item, column in columns for row in _rows(item, column)],
    )  # fmt: skip


def _rows(item: Described, column: Column) -> Iterator[tuple[str | None, ...]]:
    """A row for a column, and one for every field inside it."""
    relation = str(item.schema.relation)
    nullable = "" if column.nullable else "not null"
    key, native = _key(item, column), column.native_type
    yield relation, column.name, str(column.type), native, nullable, key, column.comment
    for path, type_ in _fields(column.name, column.type):
        yield relation, path, str(type_), "", "", "", ""


def _fields(path: str, type_: Type) -> Iterator[tuple[str, Type]]:
    """What is inside a value: `device.kind`, `items[].price`."""
    while type_.element is not None:
        path, type_ = f"{path}[]", type_.element
    for name, inner in type_.fields:
        yield f"{path}.{name}", inner
        yield from _fields(f"{path}.{name}", inner)


def _key(item: Described, column: Column) -> str:
    if column.name in item.schema.primary_key:
        return "primary"
    for key in item.schema.foreign_keys:
        if column.name in key.columns:
            target = key.foreign_columns[key.columns.index(column.name)]
            return f"-> {key.foreign_relation}.{target}"
    return ""


def _print_difference(found: Difference) -> None:
    for relation in found.added:
        click.echo(f"+ {relation}")
    for relation in found.removed:
        click.echo(f"- {relation}")
    for changed in found.changed:
        for change in changed.changes:
            click.echo(f"~ {changed.relation}: {change}")
    if not found:
        click.echo("Nothing has changed.")


def _print_warnings(warnings: Iterable[str]) -> None:
    for warning in warnings:
        click.echo(f"WARNING:  {warning}", err=True)


def _version(health: Health) -> str:
    return f"{health.flavour} {health.version}".strip()


def _relations(count: int) -> str:
    return f"{count:,} relation{'' if count == 1 else 's'}"
