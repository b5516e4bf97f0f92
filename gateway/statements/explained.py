"""EXPLAIN: its options and the query it is about.

Imports: `gateway.errors`, this package.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Final

from gateway.errors import SqlError, unsupported
from gateway.statements.words import Words


@dataclass(frozen=True, slots=True)
class Explained:
    """`query` is what to explain, `start` its place in the text."""

    query: str
    start: int
    analyze: bool = False
    format: str = "text"


def explained(sql: str) -> Explained:
    """`EXPLAIN [ANALYZE] [VERBOSE] query` or `EXPLAIN (options) query`. 42601, 22023, 0A000."""
    words = Words(sql)
    words.next()
    found = Explained("", 0)
    if words.take("("):
        found = _options(words, found)
    else:
        while word := words.any_of("analyze", "analyse", "verbose"):
            found = replace(found, analyze=found.analyze or word != "verbose")
    start, query = words.rest()
    return replace(found, query=query, start=start)


_SWITCHES: Final = frozenset(
    {"verbose", "costs", "settings", "generic_plan", "buffers", "wal", "timing", "summary",
     "memory", "serialize"}
)  # fmt: skip


def _options(words: Words, found: Explained) -> Explained:
    while True:
        at = words.start
        name = words.name()
        value = (
            ""
            if words.word == "" and words.token and words.token.text in ",)"
            else (words.next().text.strip("'").lower())
        )
        found = _with_option(found, name, value, at)
        if words.take(")"):
            return found
        words.expect(",")


def _with_option(found: Explained, name: str, value: str, at: int) -> Explained:
    match name:
        case "analyze" | "analyse":
            return replace(found, analyze=_truth(name, value))
        case "format" if value in ("text", "json"):
            return replace(found, format=value)
        case "format" if value in ("xml", "yaml"):
            raise unsupported(f"EXPLAIN with format {value}", position=at + 1)
        case "format":
            raise SqlError(
                "22023",
                f'unrecognized value for EXPLAIN option "format": "{value}"',
                position=at + 1,
            )
        case _ if name in _SWITCHES:
            return found
    raise SqlError("42601", f'unrecognized EXPLAIN option "{name}"', position=at + 1)


def _truth(name: str, value: str) -> bool:
    if value in ("", "true", "on", "1"):
        return True
    if value in ("false", "off", "0"):
        return False
    raise SqlError("42601", f"{name} requires a Boolean value")
