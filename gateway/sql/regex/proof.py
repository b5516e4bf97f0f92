"""Does a pattern have one answer? PostgreSQL's longest match against Perl's first one.

Two families of patterns are proven to give the same span (and the same groups) under both rules.

*Flat*: a sequence of single characters with counts, all greedy or all as few as possible. Let G
be Perl's parse, P one that ends further (nearer), with item ends g_i and p_i. At the first item j
whose ends cross, G's items before j, item j from g_{j-1} to p_j, and P's items behind j form a
parse too: its text lies in that of one of them, its count between theirs. Perl would have preferred
it. Anchors between items stay true: every border is one of G's or of P's at the same place.

*Deterministic*: no two places of the pattern that may come next accept one character (Glushkov's
automaton is deterministic). Then a text is read in one way, and greedy counts read on.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from itertools import combinations
from typing import Final

from gateway.sql.letters import Ranges
from gateway.sql.regex.emit import size
from gateway.sql.regex.tree import (
    Anchor,
    Back,
    Chars,
    Choice,
    Group,
    Look,
    Node,
    Repeat,
    Sequence,
    Zero,
    walk,
)

_MOST_PLACES: Final = 600


def one_span(node: Node) -> bool:
    """Whether every match has the same start and end in PostgreSQL and in Perl's family."""
    if any(isinstance(n, Back) for n in walk(node)):
        return False
    return _is_flat(node) or _is_deterministic(node)


def one_answer(node: Node) -> bool:
    """Whether the capturing groups agree too."""
    if not one_span(node):
        return False
    return not any(
        isinstance(n, Repeat) and n.high != 1 and any(isinstance(m, Group) for m in walk(n.node))
        for n in walk(node)
    )


def nullable(node: Node) -> bool:
    """Whether the empty text may match."""
    match node:
        case Chars() | Back():
            return False
        case Sequence(items):
            return all(map(nullable, items))
        case Choice(branches):
            return any(map(nullable, branches))
        case Repeat(child, low):
            return low == 0 or nullable(child)
        case Group(child):
            return nullable(child)
    return True


def _is_flat(node: Node) -> bool:
    items: list[Node] = []
    if not _flatten(node, items):
        return False
    counted = [i for i in items if isinstance(i, Repeat) and i.low != i.high]
    if len({item.greedy for item in counted}) <= 1:
        return True
    # Both kinds together: PostgreSQL mixes them, but a text matched as a whole is one span anyway,
    # which it then divides from left to right by each item's own preference.
    ends = (items[0], items[-1])
    return ends == (Anchor(Zero.START), Anchor(Zero.END))


def _flatten(node: Node, items: list[Node]) -> bool:
    match node:
        case Chars() | Anchor() | Look() | Repeat(Chars()):
            items.append(node)
            return True
        case Sequence(children):
            return all(_flatten(child, items) for child in children)
        case Group(child):
            return _flatten(child, items)
    return False


@dataclass(slots=True)
class _Part:
    """Glushkov's sets for a part of a pattern: places are indexes into the list of characters."""

    empty: bool
    first: list[int] = field(default_factory=list)
    last: list[int] = field(default_factory=list)


class _Ambiguous(Exception):
    """A construct outside the family."""


class _Places:
    def __init__(self) -> None:
        self.characters: list[Ranges] = []
        self.follow: list[list[int]] = []

    def part(self, node: Node) -> _Part:
        match node:
            case Chars(members):
                self.characters.append(members)
                self.follow.append([])
                place = len(self.characters) - 1
                return _Part(False, [place], [place])
            case Anchor() | Look():
                return _Part(True)
            case Sequence(items):
                whole = _Part(True)
                for item in items:
                    whole = self._joined(whole, self.part(item))
                return whole
            case Choice(branches):
                return self._either([self.part(branch) for branch in branches])
            case Group(child):
                return self.part(child)
            case Repeat(child, low, high, greedy):
                return self._repeated(child, low, high, greedy)
        raise _Ambiguous

    def _joined(self, left: _Part, right: _Part) -> _Part:
        for place in left.last:
            self.follow[place] += right.first
        return _Part(
            left.empty and right.empty,
            left.first + right.first if left.empty else left.first,
            right.last + left.last if right.empty else right.last,
        )

    def _either(self, parts: list[_Part]) -> _Part:
        if any(part.empty for part in parts[:-1]):
            raise _Ambiguous
        return _Part(
            parts[-1].empty,
            [place for part in parts for place in part.first],
            [place for part in parts for place in part.last],
        )

    def _repeated(self, child: Node, low: int, high: int | None, greedy: bool) -> _Part:
        if not greedy or nullable(child):
            raise _Ambiguous
        whole = _Part(True)
        for _ in range(low if high is not None else low - 1):
            whole = self._joined(whole, self.part(child))
        if high is not None:
            return self._joined(whole, self._optional(child, high - low))
        loop = self.part(child)
        for place in loop.last:
            self.follow[place] += loop.first
        loop.empty = low == 0
        return self._joined(whole, loop)

    def _optional(self, child: Node, times: int) -> _Part:
        """`(child (child …)?)?`, `times` deep."""
        if times == 0:
            return _Part(True)
        part = self._joined(self.part(child), self._optional(child, times - 1))
        part.empty = True
        return part


def _is_deterministic(node: Node) -> bool:
    if size(node) > _MOST_PLACES:
        return False
    places = _Places()
    try:
        whole = places.part(node)
    except (_Ambiguous, RecursionError):
        return False
    seen = {frozenset(following) for following in (whole.first, *places.follow)}
    if any(len(set(following)) != len(following) for following in places.follow):
        return False
    return all(
        not _overlap(places.characters[a], places.characters[b])
        for following in seen
        for a, b in combinations(sorted(following), 2)
    )


def _overlap(left: Ranges, right: Ranges) -> bool:
    i = j = 0
    while i < len(left) and j < len(right):
        if left[i][1] < right[j][0]:
            i += 1
        elif right[j][1] < left[i][0]:
            j += 1
        else:
            return True
    return False
