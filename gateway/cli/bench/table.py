"""Figures as Markdown. Imports: standard library."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Sequence
from time import perf_counter


def table(head: Sequence[str], rows: Iterable[Sequence[object]]) -> str:
    """A Markdown table."""
    lines = [head, ["---"] * len(head), *[[str(cell) for cell in row] for row in rows]]
    return "\n".join("| " + " | ".join(line) + " |" for line in lines)


def best(run: Callable[[], object], times: int = 3) -> float:
    """Seconds of the fastest of some runs."""
    return min(seconds(run) for _ in range(times))


def seconds(run: Callable[[], object]) -> float:
    """Seconds of one run."""
    begun = perf_counter()
    run()
    return perf_counter() - begun


def percentile(values: Sequence[float], share: float) -> float:
    """The smallest value that `share` of the values do not exceed."""
    return sorted(values)[max(math.ceil(share * len(values)) - 1, 0)]
