"""Patterns ready to run in Python, and PostgreSQL's functions over one text.

Positions count from 0 here, code points, unless said otherwise. Errors: 2201B for an invalid
pattern, 0A000 for one whose answer we cannot prove equal.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache
from typing import Final

from gateway.errors import SqlError, unsupported
from gateway.sql.regex.emit import to_python
from gateway.sql.regex.options import Options, with_flags
from gateway.sql.regex.parse import parse
from gateway.sql.regex.proof import one_answer, one_span
from gateway.sql.regex.tree import Node

_REPLACEMENT: Final = re.compile(r"\\([1-9&\\])", re.A)


@lru_cache(maxsize=1024)
def tree(pattern: str, flags: str) -> tuple[Node, Options]:
    """The parsed pattern and its options."""
    options = with_flags(flags)
    return parse(pattern, options), options


@lru_cache(maxsize=512)
def testing(pattern: str, flags: str) -> re.Pattern[str]:
    """For questions of yes or no."""
    return _compiled(tree(pattern, flags)[0])


@lru_cache(maxsize=512)
def spanning(pattern: str, flags: str) -> re.Pattern[str]:
    """For functions that use the span of a match."""
    node = tree(pattern, flags)[0]
    if not one_span(node):
        raise _ambiguous(pattern)
    return _compiled(node)


@lru_cache(maxsize=512)
def grouping(pattern: str, flags: str) -> re.Pattern[str]:
    """For functions that use the groups too."""
    node = tree(pattern, flags)[0]
    if not one_answer(node):
        raise _ambiguous(pattern)
    return _compiled(node)


def matches(regex: re.Pattern[str], text: str, start: int = 0) -> Iterator[re.Match[str]]:
    """All matches one after another; after an empty one the search moves on by a character."""
    while start <= len(text):
        match = regex.search(text, start)
        if match is None:
            return
        yield match
        start = match.end() + (match.end() == match.start())


def values(match: re.Match[str]) -> list[str | None]:
    """What regexp_match returns: the groups, or the whole match if there are none."""
    return list(match.groups()) if match.re.groups else [match.group()]


def split(regex: re.Pattern[str], text: str) -> list[str]:
    """regexp_split: empty matches at the ends or behind another match do not split."""
    parts: list[str] = []
    start = previous = 0
    for match in matches(regex, text):
        if match.start() < len(text) and match.end() > previous:
            parts.append(text[start : match.start()])
            start = match.end()
        previous = match.end()
    return [*parts, text[start:]]


def replace(regex: re.Pattern[str], text: str, new: str, start: int, which: int) -> str:
    """regexp_replace from `start`: the `which`-th match (from 1), all of them for 0."""
    parts: list[str] = []
    done = 0
    for number, match in enumerate(matches(regex, text, start), 1):
        if which and number < which:
            continue
        parts += [text[done : match.start()], expand(new, match)]
        done = match.end()
        if which:
            break
    return "".join(parts) + text[done:]


def expand(new: str, match: re.Match[str]) -> str:
    r"""The replacement text with `\1` to `\9`, `\&` and `\\` filled in."""
    if "\\" not in new:
        return new

    def value(escape: re.Match[str]) -> str:
        which = escape[1]
        if which == "\\":
            return "\\"
        number = 0 if which == "&" else int(which)
        return (match.group(number) or "") if number <= match.re.groups else ""

    return _REPLACEMENT.sub(value, new)


def uses_groups(new: str) -> bool:
    """Whether a replacement text refers to a capturing group."""
    return any(found[1].isdigit() for found in _REPLACEMENT.finditer(new))


def nth(regex: re.Pattern[str], text: str, start: int, which: int) -> re.Match[str] | None:
    """The `which`-th match (from 1) at or behind `start`."""
    for number, match in enumerate(matches(regex, text, start), 1):
        if number == which:
            return match
    return None


def _compiled(node: Node) -> re.Pattern[str]:
    try:
        return re.compile(to_python(node))
    except re.error as error:
        raise unsupported("this regular expression", hint=f"{error}.") from None
    except RecursionError:
        raise SqlError("2201B", "invalid regular expression: too complex") from None


def _ambiguous(pattern: str) -> SqlError:
    return unsupported(
        f'extracting with the regular expression "{pattern}"',
        hint="PostgreSQL takes the longest of several possible matches; write the pattern so that "
        "at every character only one continuation is possible.",
    )
