"""Catalog statements of real tools, from files.

A corpus is one file per tool: statements between lines of `----`. Before a statement may stand
`-- with [values]` (its parameters, JSON) and `-- types` (only names and types of the columns are
comparable, the reason follows). `{orders}` is the OID of the relation orders of schema crm.

Imports: standard library.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Final

SCHEMA: Final = "schema.sql"
"""The file of a corpus' folder that makes the relations its statements name."""
_OID: Final = re.compile(r"\{(\w[^{}]*)\}")


@dataclass(frozen=True, slots=True)
class Case:
    """One statement of a tool."""

    tool: str
    number: int
    sql: str
    values: tuple[str | None, ...] = ()
    compare: str = "rows"

    def __str__(self) -> str:
        return f"{self.tool}-{self.number}"

    def with_oids(self, oids: Mapping[str, int]) -> Case:
        """The statement with the OIDs that `{name}` stands for."""
        return self.changed(lambda text: _OID.sub(lambda m: str(oids.get(m[1], m[0])), text))

    def changed(self, change: Callable[[str], str]) -> Case:
        """The statement with its text and its values changed."""
        values = tuple(None if value is None else change(value) for value in self.values)
        return replace(self, sql=change(self.sql), values=values)


def tools(folder: Path) -> list[str]:
    """The names of all corpora of a folder."""
    return sorted(path.stem for path in folder.glob("*.sql") if path.name != SCHEMA)


def cases(folder: Path, tool: str) -> list[Case]:
    """All statements of a tool."""
    text = (folder / f"{tool}.sql").read_text()
    return [_case(tool, n, part) for n, part in enumerate(re.split(r"^----$", text, flags=re.M), 1)]


def _case(tool: str, number: int, text: str) -> Case:
    lines = text.strip().splitlines()
    values: tuple[str | None, ...] = ()
    compare = "rows"
    while lines and (match := re.match(r"-- (with|types)\b(.*)", lines[0])):
        if match.group(1) == "with":
            values = tuple(json.loads(match.group(2)))
        else:
            compare = match.group(1)
        lines = lines[1:]
    return Case(tool, number, "\n".join(lines), values, compare)
