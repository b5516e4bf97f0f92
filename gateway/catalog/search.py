"""Finding relations and columns by words in their names and comments.

Imports: `connectors.api` only.
"""

from __future__ import annotations

import heapq
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from connectors.api import Column, Relation, RelationSchema


@dataclass(frozen=True, slots=True)
class Hit:
    """A relation, or one column of it, that has the words looked for."""

    source: str
    relation: Relation
    column: Column | None = None

    @property
    def name(self) -> str:
        """The name that was looked at."""
        return self.relation.name if self.column is None else self.column.name

    @property
    def comment(self) -> str | None:
        """The comment that was looked at."""
        return self.relation.comment if self.column is None else self.column.comment


def search(
    text: str, sources: Iterable[tuple[str, Sequence[RelationSchema]]], *, limit: int
) -> list[Hit]:
    """Hits that have every word of `text`, without regard to case; at most `limit`, best first.

    A name that is the text goes before one that starts with it, then one that has it, then
    comments; relations before columns; then by name.
    """
    words = text.lower().split()
    if not words:
        return []
    scored = (
        (rank, hit.column is not None, hit.source, str(hit.relation), hit.name, number, hit)
        for number, hit in enumerate(_everything(sources))
        if (rank := _rank(hit, text.lower().strip(), words)) is not None
    )
    return [entry[-1] for entry in heapq.nsmallest(limit, scored)]


def _everything(sources: Iterable[tuple[str, Sequence[RelationSchema]]]) -> Iterator[Hit]:
    for source, schemas in sources:
        for schema in schemas:
            yield Hit(source, schema.relation)
            for column in schema.columns:
                yield Hit(source, schema.relation, column)


def _rank(hit: Hit, text: str, words: list[str]) -> int | None:
    """Lower is better, None is no hit: a column needs a word of its own besides its path's."""
    name, comment = hit.name.lower(), (hit.comment or "").lower()
    if name == text:
        return 0
    if name.startswith(text):
        return 1
    path = f"{hit.source}.{hit.relation}.{name}".lower()
    if all(word in path for word in words) and any(word in name for word in words):
        return 2
    own = any(word in name or word in comment for word in words)
    return 3 if own and all(word in path or word in comment for word in words) else None
