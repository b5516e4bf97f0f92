"""A parsed regular expression. Case and newline options are already applied to its characters."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from enum import Enum

from gateway.sql.letters import Ranges


class Zero(Enum):
    """What an anchor demands of its position."""

    START = "start of the text"
    END = "end of the text"
    LINE_START = "start of a line"
    LINE_END = "end of a line"
    WORD_START = r"\m"
    WORD_END = r"\M"
    WORD_EDGE = r"\y"
    NO_WORD_EDGE = r"\Y"


@dataclass(frozen=True, slots=True)
class Chars:
    """One character out of the ranges."""

    ranges: Ranges


@dataclass(frozen=True, slots=True)
class Anchor:
    """A position, no character."""

    zero: Zero


@dataclass(frozen=True, slots=True)
class Sequence:
    """One after another; empty: the empty text."""

    items: tuple[Node, ...]


@dataclass(frozen=True, slots=True)
class Choice:
    """Any of the branches."""

    branches: tuple[Node, ...]


@dataclass(frozen=True, slots=True)
class Repeat:
    """`node` from `low` to `high` times (None: without limit); `greedy` or as few as possible."""

    node: Node
    low: int
    high: int | None
    greedy: bool


@dataclass(frozen=True, slots=True)
class Group:
    """A capturing group with its number from 1."""

    node: Node
    number: int


@dataclass(frozen=True, slots=True)
class Look:
    """A lookaround constraint."""

    node: Node
    ahead: bool
    negative: bool


@dataclass(frozen=True, slots=True)
class Back:
    """A back reference."""

    number: int


Node = Chars | Anchor | Sequence | Choice | Repeat | Group | Look | Back


def walk(node: Node) -> Iterator[Node]:
    """The node and all below it."""
    yield node
    match node:
        case Sequence(children) | Choice(children):
            for child in children:
                yield from walk(child)
        case Repeat(child) | Group(child) | Look(child):
            yield from walk(child)
