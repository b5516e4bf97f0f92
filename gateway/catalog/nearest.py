"""The nearest names to a misspelt one, for hints.

Imports: standard library only.
"""

from __future__ import annotations

import heapq
from collections.abc import Iterable, Sequence


def nearest(word: str, candidates: Iterable[str], *, limit: int = 3) -> list[str]:
    """Up to `limit` candidates within a third of the word's length in edits, nearest first.

    >>> nearest("ordres", ["orders", "customers", "order_items"])
    ['orders']
    """
    bound = max(1, len(word) // 3)
    folded = word.lower()
    scored = (
        (found, candidate)
        for candidate in candidates
        if (found := distance(folded, candidate.lower(), bound)) <= bound
    )
    return [candidate for _, candidate in heapq.nsmallest(limit, scored)]


def distance(left: str, right: str, bound: int) -> int:
    """Edits (insert, delete, replace, swap of neighbours) between two words; `bound` + 1 if more.

    >>> distance("ordres", "orders", 2)
    1
    """
    if abs(len(left) - len(right)) > bound:
        return bound + 1
    before: list[int] = []
    previous = list(range(len(right) + 1))
    for i, a in enumerate(left, start=1):
        current = [i]
        for j, b in enumerate(right, start=1):
            cost = min(previous[j] + 1, current[j - 1] + 1, previous[j - 1] + (a != b))
            if i > 1 and j > 1 and a == right[j - 2] and left[i - 2] == b:
                cost = min(cost, before[j - 2] + 1)
            current.append(cost)
        if min(current) > bound:
            return bound + 1
        before, previous = previous, current
    return previous[-1]


def enumerated(names: Sequence[str], *, last: str = "or") -> str:
    """Names in a sentence.

    >>> enumerated(["a", "b", "c"])
    'a, b or c'
    """
    if len(names) < 2:
        return "".join(names)
    return f"{', '.join(names[:-1])} {last} {names[-1]}"
