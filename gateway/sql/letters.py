"""Letters as the oracle knows them: PostgreSQL 18's builtin locale C.UTF-8, Unicode 16.

Python and DuckDB follow other versions of Unicode and map "ß" or "İ" differently, so that the
classes and the case mappings, one code point to one, are our own: `letters.txt`, read once.
"""

from __future__ import annotations

from bisect import bisect_right
from functools import lru_cache
from importlib.resources import files
from typing import Final

Ranges = tuple[tuple[int, int], ...]
"""Code points from and to (inclusive), ascending."""

LAST: Final = 0x10FFFF
_SMALL: Final[dict[str, Ranges]] = {
    "digit": ((48, 57),),
    "xdigit": ((48, 57), (65, 70), (97, 102)),
    "blank": ((9, 9), (32, 32)),
    "cntrl": ((0, 31), (127, 159)),
    "ascii": ((0, 127),),
    "space": (
        (9, 13), (32, 32), (0x85, 0x85), (0xA0, 0xA0), (0x1680, 0x1680), (0x2000, 0x200A),
        (0x2028, 0x2029), (0x202F, 0x202F), (0x205F, 0x205F), (0x3000, 0x3000),
    ),
}  # fmt: skip


@lru_cache(maxsize=32)
def ranges(name: str) -> Ranges:
    """The code points of a POSIX class, or of `word`; KeyError for an unknown name."""
    if name in _SMALL:
        return _SMALL[name]
    if name == "alnum":
        return union(ranges("alpha"), ranges("digit"))
    if name == "word":
        return union(ranges("alnum"), ((95, 95),))
    return _decode(_table()[name])


def union(*many: Ranges) -> Ranges:
    """Code points in any of the ranges."""
    merged: list[tuple[int, int]] = []
    for low, high in sorted(pair for one in many for pair in one):
        if merged and low <= merged[-1][1] + 1:
            merged[-1] = (merged[-1][0], max(high, merged[-1][1]))
        else:
            merged.append((low, high))
    return tuple(merged)


def complement(one: Ranges) -> Ranges:
    """Code points in none of the ranges."""
    result: list[tuple[int, int]] = []
    start = 0
    for low, high in one:
        if low > start:
            result.append((start, low - 1))
        start = high + 1
    if start <= LAST:
        result.append((start, LAST))
    return tuple(result)


def contains(one: Ranges, code: int) -> bool:
    """Whether a code point lies in the ranges."""
    at = bisect_right(one, (code, LAST + 1)) - 1
    return at >= 0 and one[at][0] <= code <= one[at][1]


@lru_cache(maxsize=2)
def case_map(name: str) -> dict[int, int]:
    """`toupper` or `tolower`: code point to code point, for `str.translate`."""
    result: dict[int, int] = {}
    for entry in _table()[name].split():
        span, _, difference = entry.partition(":")
        first, _, more = span.partition("+")
        difference, _, step = difference.partition("/")
        for index in range(int(more or "0", 16) + 1):
            code = int(first, 16) + index * int(step or "1")
            result[code] = code + int(difference, 16)
    return result


def upper(text: str) -> str:
    """`upper(text)`."""
    return text.upper() if text.isascii() else text.translate(case_map("toupper"))


def lower(text: str) -> str:
    """`lower(text)`."""
    return text.lower() if text.isascii() else text.translate(case_map("tolower"))


def initcap(text: str) -> str:
    """`initcap(text)`: the first of every run of letters and digits is a capital."""
    alnum = ranges("alnum")
    words: list[str] = []
    inside = False
    for character in text:
        words.append(lower(character) if inside else upper(character))
        inside = contains(alnum, ord(character))
    return "".join(words)


@lru_cache(maxsize=1)
def _table() -> dict[str, str]:
    text = files("gateway.sql").joinpath("letters.txt").read_text(encoding="ascii")
    lines = (line.partition(" ") for line in text.splitlines() if not line.startswith("#"))
    return {name: rest for name, _, rest in lines}


def _decode(text: str) -> Ranges:
    result: list[tuple[int, int]] = []
    last = 0
    for entry in text.split():
        gap, _, more = entry.partition("+")
        low = last + int(gap, 16)
        last = low + int(more or "0", 16)
        result.append((low, last))
    return tuple(result)
