"""Which keys a plan reads, in small lots: rendered from conditions, or searched for with SCAN."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import islice
from math import prod
from typing import Any, Final

from connectors.api import ScanContext
from connectors.redis.plan import Plan
from connectors.redis.template import escaped, part_text
from connectors.redis.wire import Command, Link

LOT: Final = 1000
"""Keys that are asked for at a time: a cancel waits for one lot."""

_COMBINATIONS: Final = 1_000_000
_SCANNED: Final = {"json": b"ReJSON-RL"}


@dataclass(frozen=True, slots=True)
class Found:
    """A key and the values of its parts."""

    key: bytes
    parts: tuple[Any, ...]


def direct(plan: Plan) -> bool:
    """Whether the keys are known without a search."""
    sizes = [len(plan.choices.get(name, ())) for name in plan.definition.template.names]
    return plan.knows_keys and prod(sizes) <= _COMBINATIONS


def lots(plan: Plan, link: Link, context: ScanContext) -> Iterator[list[Found]]:
    """The keys, each once, in lots of at most LOT; a warning counts keys only like the template."""
    if plan.never:
        return
    if direct(plan):
        yield from _rendered(plan)
    else:
        yield from _scanned(plan, link, context)


def search(plan: Plan) -> Command:
    """The SCAN of a plan, from the beginning."""
    kind = _SCANNED.get(plan.definition.kind, plan.definition.kind.encode())
    words = [b"SCAN", b"0", b"MATCH", _pattern(plan), b"COUNT", b"%d" % LOT, b"TYPE", kind]
    return words


def first_keys(plan: Plan, count: int) -> list[bytes]:
    """Some of the keys that are known, for explain."""
    return [found.key for lot in islice(_rendered(plan), 1) for found in lot[:count]]


def _rendered(plan: Plan) -> Iterator[list[Found]]:
    template = plan.definition.template
    choices = [sorted(plan.choices[name]) for name in template.names]
    every = template.keys(choices)
    wanted = []
    for key in every:
        parts = template.parsed(key)
        if parts is not None and plan.keeps(parts):
            wanted.append(Found(key, parts))
    for at in range(0, len(wanted), LOT):
        yield wanted[at : at + LOT]


def _scanned(plan: Plan, link: Link, context: ScanContext) -> Iterator[list[Found]]:
    """SCAN to its end. It may give a key twice, so the keys seen are remembered."""
    template = plan.definition.template
    seen: set[bytes] = set()
    command = list(search(plan))
    left: list[Found] = []
    while True:
        cursor, keys = link.ask(*command)
        strange = 0
        for key in keys:
            if key in seen:
                continue
            seen.add(key)
            parts = template.parsed(key)
            if parts is None:
                strange += 1
            elif plan.keeps(parts):
                left.append(Found(key, parts))
        if strange:
            text = f'keys match the pattern of "{plan.definition.name}" but are not of its form'
            context.warn("key_form", text, strange)
        command[1] = bytes(cursor)
        while len(left) >= LOT or (left and command[1] == b"0"):
            yield left[:LOT]
            left = left[LOT:]
        if command[1] == b"0":
            return
        # Few of many, or a LIMIT that these may already meet: do not let them wait.
        if left and (plan.limit is not None or len(seen) > len(left) * 100):
            yield left
            left = []


def _pattern(plan: Plan) -> bytes:
    """The narrowest glob that all wanted keys match."""
    known: list[bytes | None] = []
    for name, type_ in plan.definition.template.parts:
        values = plan.choices.get(name, frozenset())
        prefixes = plan.prefixes.get(name, frozenset())
        if len(values) == 1:
            known.append(escaped(part_text(next(iter(values)), type_)))
        elif prefixes:
            known.append(escaped(max(prefixes, key=len).encode()) + b"*")
        else:
            known.append(None)
    return plan.definition.template.pattern(known)
