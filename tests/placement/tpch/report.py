"""The 22 TPC-H queries over four stores, as a Markdown table.

    python -m tests.placement.tpch.report [--scale 0.01] [--output gateway/docs/tpch.md]

The tables lie as in the project's measurements of other engines: customer and orders in
PostgreSQL, lineitem in MariaDB, part, supplier and partsupp in MongoDB, nation and region in Redis.
Every answer is compared with that of one PostgreSQL that holds all tables; its time stands beside,
from the same run on the same machine.
"""

from __future__ import annotations

import argparse
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import closing, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TypeVar

from gateway.execute.scans import Progress
from tests.databases import empty_database
from tests.placement.agreement import check
from tests.placement.cases import Case, tpch_cases
from tests.placement.federation import Federation, load
from tests.placement.fresh import Stores
from tests.placement.oracle import Oracle
from tests.placement.tpch import data
from tests.servers import Run, provide

PLACEMENT = {
    "customer": "pg", "orders": "pg", "lineitem": "maria", "part": "mongo", "supplier": "mongo",
    "partsupp": "mongo", "nation": "redis", "region": "redis",
}  # fmt: skip
STORES = {"pg": "PostgreSQL", "maria": "MariaDB", "mongo": "MongoDB", "redis": "Redis"}
REPEATS = 3

T = TypeVar("T")


@dataclass(frozen=True)
class Line:
    """One query's row of the table."""

    title: str
    right: str
    seconds: float
    alone: float
    moved: dict[str, tuple[int, int]]


def main(arguments: Sequence[str] | None = None) -> int:
    """Run all queries; the exit status says whether all are right."""
    parser = argparse.ArgumentParser(prog="python -m tests.placement.tpch.report")
    parser.add_argument("--scale", type=float, default=0.01)
    parser.add_argument("--output", type=Path, help="write a page instead of printing the table")
    options = parser.parse_args(arguments)
    run = Run.begin()
    try:
        with places(options.scale) as (federation, oracle):
            lines = [measure(case, federation, oracle) for case in tpch_cases()]
    finally:
        run.end()
    text = page(lines, options.scale)
    if options.output is None:
        sys.stdout.write(text)
    else:
        options.output.write_text(text)
    return 0 if all(line.right == "yes" for line in lines) else 1


@contextmanager
def places(scale: float) -> Iterator[tuple[Federation, Oracle]]:
    """The tables in their stores behind a gateway, and all of them in one PostgreSQL."""
    rows = data.tables(scale)
    with (
        tempfile.TemporaryDirectory() as folder,
        closing(Stores(Path(folder))) as stores,
        empty_database(provide("postgres")) as url,
        closing(Oracle(url)) as oracle,
    ):
        load(stores, PLACEMENT, data.COLUMNS, rows, data.KEYS)
        for table, columns in data.COLUMNS.items():
            oracle.load(table, columns, rows[table], data.KEYS[table])
        with closing(Federation(stores, PLACEMENT)) as federation:
            yield federation, oracle


def measure(case: Case, federation: Federation, oracle: Oracle) -> Line:
    """Compare one query's answers, and take the best time of several runs on either side."""
    expected, alone = timed(lambda: oracle.ask(case.sql))
    got = federation.ask(case.sql)
    try:
        check(case, expected, got)
        right = "yes"
    except AssertionError as difference:
        right = f"no: {difference}"
    moved, seconds = timed(lambda: run_once(case, federation))
    return Line(case.title.upper(), right, seconds, alone, sums(moved))


def run_once(case: Case, federation: Federation) -> Sequence[Progress]:
    """What the scans of one run moved."""
    with federation.run(case.sql) as result:
        result.table()
        return result.progress()


def timed(action: Callable[[], T]) -> tuple[T, float]:
    """The action's value, and its shortest time in seconds."""
    best = float("inf")
    for _ in range(REPEATS):
        started = time.perf_counter()
        value = action()
        best = min(best, time.perf_counter() - started)
    return value, best


def sums(moved: Sequence[Progress]) -> dict[str, tuple[int, int]]:
    """Rows and bytes by source."""
    totals: dict[str, tuple[int, int]] = {}
    for part in moved:
        rows, size = totals.get(part.source, (0, 0))
        totals[part.source] = rows + part.rows, size + part.bytes
    return totals


def page(lines: Sequence[Line], scale: float) -> str:
    """The whole page."""
    right = sum(line.right == "yes" for line in lines)
    size = f"{sum(sum(r for r, _ in line.moved.values()) for line in lines):,}"
    head = [
        "# TPC-H over four stores",
        "",
        f"Scale {scale:g}. customer, orders in PostgreSQL; lineitem in MariaDB; part, supplier, "
        "partsupp in MongoDB; nation, region in Redis. Each cell of a source: rows (kilobytes as "
        "Arrow) moved to the gateway. `one PostgreSQL` holds all tables and ran in the same "
        f"minute; both times are the best of {REPEATS}. Trust ratios: the machine was shared.",
        "",
        "Made by `python -m tests.placement.tpch.report --output gateway/docs/tpch.md`; "
        f"{right} of {len(lines)} right, {size} rows moved in all.",
        "",
        f"| query | right | ms | one PostgreSQL, ms | {' | '.join(STORES.values())} |",
        f"|---|---|---|---|{'---|' * len(STORES)}",
    ]
    return "\n".join([*head, *map(row, lines)]) + "\n"


def row(line: Line) -> str:
    """One row of the table."""
    cells = []
    for source in STORES:
        rows, size = line.moved.get(source, (0, 0))
        cells.append(f"{rows:,} ({size / 1000:,.0f})" if source in line.moved else "")
    times = f"{line.seconds * 1000:.0f} | {line.alone * 1000:.0f}"
    return f"| {line.title} | {line.right} | {times} | {' | '.join(cells)} |"


if __name__ == "__main__":
    sys.exit(main())
