"""Running the statements that the commands about access stand for, as the home's owner.

Imports: click, `gateway.engine`, this package.
"""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import closing

import click

from connectors.types import TEXT
from gateway.cli.common import load_settings
from gateway.cli.listing import print_table
from gateway.cli.statement import session_of
from gateway.sql.quoting import quote_identifier
from gateway.statements.words import Words

PUBLIC = "public"


def run(sql: str, *, quiet: bool = False) -> list[tuple[str, ...]]:
    """Carry out one statement; its rows as text, its notices printed unless `quiet`. SqlError."""
    from gateway.engine import Gateway  # here: `unsilo source` needs it for one command only

    config = load_settings()
    with (
        closing(Gateway.open(config.home)) as gateway,
        gateway.execute(sql, session=session_of(config, ())) as result,
    ):
        table = result.table()
        for notice in () if quiet else result.notices:
            click.echo(f"{notice.severity}:  {notice.message}", err=True)
    columns = [column.to_pylist() for column in table.columns]
    return list(zip(*columns, strict=True))


def shown(heads: Sequence[str], rows: Sequence[Sequence[str | None]]) -> None:
    """Print rows of text under their heads."""
    print_table([(head, TEXT) for head in heads], rows)


def literal(text: str) -> str:
    """A string as it is written in a statement."""
    return "'" + text.replace("'", "''") + "'"


def quoted_role(name: str) -> str:
    """A role as it is written in a statement; `public` is everyone."""
    return "PUBLIC" if name.lower() == PUBLIC else quote_identifier(name)


def roles(names: Sequence[str]) -> str:
    """` TO a, b`; nothing for nobody, which a statement takes for everyone."""
    return f" TO {', '.join(map(quoted_role, names))}" if names else ""


def dotted(text: str) -> tuple[str, int]:
    """A name as it was written, and of how many parts it is. Wrong usage if it is no name."""
    words = Words(text)
    parts = 1
    words.name()
    while words.take("."):
        words.name()
        parts += 1
    if not words.done:
        raise click.UsageError(f"not a name: {text}")
    return text, parts


def target(text: str) -> str:
    """`crm` is a source, `crm.public` a schema, `crm.public.customers` a relation."""
    name, parts = dotted(text)
    return f"{('SOURCE', 'SCHEMA', 'TABLE')[min(parts, 3) - 1]} {name}"
