"""A look-up whose SQL is kept: only the bound values differ from one run to the next."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import pyarrow as pa

from connectors.api import Fragment, ScanContext
from connectors.postgres.decode import Decoder
from connectors.postgres.facts import facts_of
from connectors.postgres.literals import text_of
from connectors.postgres.render import PostgresRenderer
from connectors.postgres.rows import RowStatement
from connectors.postgres.scan import Plan, Scan, shown
from connectors.sql.scalars import Unprintable
from connectors.sql.small import is_small
from connectors.template import Step, numbered
from connectors.tree import Constant, type_of
from connectors.types import Type

Start = Callable[[Decoder, Plan, ScanContext], Scan]

_WRITTEN: frozenset[str] = frozenset({"int2", "int4", "int8", "uuid", "text", "varchar"})
"""Types each of whose values the prover takes, if it takes one (text: that is valid Unicode)."""


@dataclass(frozen=True, slots=True)
class PostgresRepeat:
    """A statement and its values."""

    decoder: Decoder
    plan: Plan
    start: Start

    def explain(self) -> str:
        """The SQL, and the values bound to it."""
        return shown(self.plan)

    def scan(self, context: ScanContext) -> pa.RecordBatchReader:
        """Run it."""
        return self.start(self.decoder, self.plan, context).reader()

    def ask(self, context: ScanContext) -> PostgresAsked | None:
        """Send it, if there is a connection at hand."""
        scan = self.start(self.decoder, self.plan, context)
        statement = scan.ask()
        return None if statement is None else PostgresAsked(scan, statement)


@dataclass(frozen=True, slots=True)
class PostgresAsked:
    """A scan whose statement is on its way."""

    running: Scan
    statement: RowStatement

    def fileno(self) -> int:
        """As `connectors.template.Asked`."""
        return self.statement.fileno()

    def step(self) -> Step:
        """As `connectors.template.Asked`."""
        return self.statement.step()

    def scan(self) -> pa.RecordBatchReader:
        """As `connectors.template.Asked`."""
        return self.running.reader()

    def close(self) -> None:
        """As `connectors.template.Asked`."""
        self.running.close()


@dataclass(frozen=True, slots=True)
class PostgresTemplate:
    """A statement, and for each of its `$n` a number and a type, or a text that stays."""

    sql: str
    values: tuple[tuple[int, Type] | str, ...]
    decoder: Decoder
    start: Start

    def repeat(self, values: Sequence[object]) -> PostgresRepeat | None:
        """None for text that is no Unicode."""
        try:
            bound = tuple(
                slot if isinstance(slot, str) else _text(values[slot[0] - 1], slot[1])
                for slot in self.values
            )
        except (UnicodeEncodeError, Unprintable):
            return None
        return PostgresRepeat(self.decoder, Plan(self.sql, bound, copy=False), self.start)


def template(fragment: Fragment, start: Start) -> PostgresTemplate | None:
    """The template of a small fragment; None where the values matter to more than the values."""
    facts = facts_of(fragment.query)
    if facts.encoding != "UTF8" or not is_small(fragment.query):
        return None
    replaced = numbered(fragment)
    if any(type_of(node).name not in _WRITTEN for node in replaced.values()):
        return None
    statement = PostgresRenderer(facts).fragment(fragment)
    slots = tuple(_slot(node) for node in statement.values)
    # Two constants that happen to be equal share one `$n`.
    if {slot[0] for slot in slots if not isinstance(slot, str)} != replaced.keys():
        return None
    return PostgresTemplate(statement.text, slots, Decoder(fragment.columns), start)


def _slot(node: Constant) -> tuple[int, Type] | str:
    number = node.meta.get("number")
    return text_of(node.value, type_of(node)) if number is None else (number, type_of(node))


def _text(value: object, type_: Type) -> str:
    text = text_of(value, type_)
    text.encode()
    if "\0" in text:
        raise Unprintable("a null character")
    return text
