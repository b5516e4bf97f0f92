"""A look-up whose SQL is kept: only the bound values differ from one run to the next."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import cast

import pyarrow as pa

from connectors.api import Fragment, ScanContext
from connectors.mysql.pool import Pool
from connectors.mysql.scan import Scan, commented, shown
from connectors.sql.queries import Statement
from connectors.sql.reader import Batches, ScanReader
from connectors.sql.small import is_small
from connectors.template import numbered
from connectors.tree import type_of
from connectors.types import INTEGERS


@dataclass(frozen=True, slots=True)
class MySqlRepeat:
    """A statement and its values."""

    pool: Pool
    fragment: Fragment
    schema: pa.Schema
    sql: str
    values: tuple[object, ...]

    def explain(self) -> str:
        """The SQL, and the values bound to it."""
        return shown(self.sql, self.values)

    def scan(self, context: ScanContext) -> pa.RecordBatchReader:
        """Run it."""
        sql = commented(self.sql, context)
        scan = Scan(self.pool, sql, self.values, self.fragment, context)
        return ScanReader(self.schema, cast(Batches, scan))

    def ask(self, context: ScanContext) -> None:
        """Its client waits for what it has asked."""


@dataclass(frozen=True, slots=True)
class MySqlTemplate:
    """A statement, and for each of its `?` the number of a value, or a value that stays."""

    pool: Pool
    fragment: Fragment
    """For its source and columns; its query holds other values."""
    schema: pa.Schema
    sql: str
    slots: tuple[tuple[int, object], ...]

    def repeat(self, values: Sequence[object]) -> MySqlRepeat:
        """With these values."""
        bound = tuple(values[number - 1] if number else kept for number, kept in self.slots)
        return MySqlRepeat(self.pool, self.fragment, self.schema, self.sql, bound)


def template(pool: Pool, fragment: Fragment, statement: Statement) -> MySqlTemplate | None:
    """The template of a small fragment that is looked up by integers.

    Text is none of it: how it is compared depends on its characters (`indexed`).
    """
    replaced = numbered(fragment)
    if not is_small(fragment.query) or any(
        type_of(node).name not in INTEGERS for node in replaced.values()
    ):
        return None
    slots = tuple((int(node.meta.get("number") or 0), node.value) for node in statement.values)
    if {number for number, _ in slots if number} != replaced.keys():
        return None
    return MySqlTemplate(pool, fragment, fragment.schema, statement.text, slots)
