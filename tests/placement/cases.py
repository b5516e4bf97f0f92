"""Query files: `-- title` on a line of its own, then one statement up to its semicolon.

A title may end in ` [refused]`: where the gateway itself has to work, it answers 0A000 on purpose.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

HERE = Path(__file__).parent


@dataclass(frozen=True)
class Case:
    """One query and what it is about."""

    file: str
    title: str
    sql: str
    refused: bool = False

    def __str__(self) -> str:
        return f"{self.file}: {self.title}"


def shop_cases() -> list[Case]:
    """Every query over the shop."""
    return [case for path in sorted((HERE / "queries").glob("*.sql")) for case in _read(path)]


def tpch_cases() -> list[Case]:
    """The 22 queries."""
    paths = sorted((HERE / "tpch" / "queries").glob("q*.sql"))
    return [Case("tpch", path.stem, path.read_text()) for path in paths]


def _read(path: Path) -> list[Case]:
    cases = []
    title, lines = "", list[str]()
    for line in path.read_text().splitlines():
        if line.startswith("-- "):
            title, lines = line[3:], []
        elif line.strip():
            lines.append(line)
            if line.rstrip().endswith(";"):
                refused = title.endswith(" [refused]")
                sql = "\n".join(lines).rstrip().removesuffix(";")
                cases.append(Case(path.stem, title.removesuffix(" [refused]"), sql, refused))
    return cases
