"""LIKE without regular expressions.

The server's regular expressions stop at an internal limit on long strings and then silently do not
match (seen on a string of 1 MB), and `$` also matches before a last newline. Byte positions have
neither trouble: UTF-8 is self-synchronising, so finding bytes is finding characters.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from connectors.mongodb.fields import Unproven


@dataclass(frozen=True, slots=True)
class Pattern:
    """A LIKE pattern: `prefix`, then `middle` in this order anywhere, then `suffix`.

    `whole`: no wildcard at all, the text is `prefix`. `exact` is False where `_` stood: then the
    pattern finds more than LIKE does.
    """

    prefix: str
    middle: tuple[str, ...]
    suffix: str
    whole: bool
    exact: bool


def parse_like(pattern: str, escape: str = "\\") -> Pattern:
    """The parts of a LIKE pattern. Raises Unproven for one that PostgreSQL refuses."""
    parts, exact, at = [""], True, 0
    while at < len(pattern):
        character = pattern[at]
        if escape and character == escape:
            at += 1
            if at == len(pattern):
                raise Unproven("like_pattern", "the pattern ends with its escape character")
            parts[-1] += pattern[at]
        elif character in "%_":
            parts.append("")
            exact = exact and character == "%"
        else:
            parts[-1] += character
        at += 1
    if len(parts) == 1:
        return Pattern(parts[0], (), "", True, True)
    middle = tuple(part for part in parts[1:-1] if part)
    return Pattern(parts[0], middle, parts[-1], False, exact)


def after(prefix: str) -> str | None:
    """The least string that is behind every string with this prefix, None if there is none."""
    while prefix:
        code = ord(prefix[-1]) + 1
        if code == 0xD800:  # surrogates are no characters
            code = 0xE000
        if code <= 0x10FFFF:
            return prefix[:-1] + chr(code)
        prefix = prefix[:-1]
    return None


def like_expression(ref: str, pattern: Pattern) -> Any:
    """Expression: the string at `ref` has the pattern's parts, in order and not overlapping."""
    start = len(pattern.prefix.encode())
    tests: list[Any] = []
    if pattern.prefix:
        found = {"$indexOfBytes": [ref, {"$literal": pattern.prefix}, 0, start]}
        tests.append({"$eq": [found, 0]})
    tests.append(_rest(ref, list(pattern.middle), pattern.suffix, start, 0))
    return {"$and": tests}


def _rest(ref: str, middle: list[str], suffix: str, start: Any, depth: int) -> Any:
    if not middle:
        return _ends(ref, suffix, start) if suffix else True
    name = f"at{depth}"
    behind = {"$add": [f"$${name}", len(middle[0].encode())]}
    return {
        "$let": {
            "vars": {name: {"$indexOfBytes": [ref, {"$literal": middle[0]}, start]}},
            "in": {
                "$and": [
                    {"$gte": [f"$${name}", 0]},
                    _rest(ref, middle[1:], suffix, behind, depth + 1),
                ]
            },
        }
    }


def _ends(ref: str, suffix: str, start: Any) -> Any:
    place = {"$subtract": [{"$strLenBytes": ref}, len(suffix.encode())]}
    found = {"$indexOfBytes": [ref, {"$literal": suffix}, {"$max": [place, 0]}]}
    return {"$and": [{"$gte": [place, start]}, {"$eq": [found, place]}]}
