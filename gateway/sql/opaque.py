"""Canonical texts of types whose values the gateway only carries: what PostgreSQL prints of a text.

A spelling that is not read exactly here is None: only a source may read it.
"""

from __future__ import annotations

import ipaddress
import re
from collections.abc import Callable
from typing import Final

from connectors.types import FLOAT8, RANGES
from gateway.errors import SqlError
from gateway.sql import ranges
from gateway.sql.numbers import parse_float
from gateway.sql.output_scalars import float8_text

_NUMBER: Final = r"[-+]?(?:\d+\.?\d*|\.\d+)(?:[eE][-+]?\d+)?"
_POINT: Final = rf"\(\s*({_NUMBER})\s*,\s*({_NUMBER})\s*\)"
_POINT_ALONE: Final = re.compile(rf"\s*{_POINT}\s*", re.A)
_SEGMENT: Final = re.compile(rf"\s*\[\s*{_POINT}\s*,\s*{_POINT}\s*\]\s*", re.A)
_BOX: Final = re.compile(rf"\s*{_POINT}\s*,\s*{_POINT}\s*", re.A)
_CIRCLE: Final = re.compile(rf"\s*<\s*{_POINT}\s*,\s*({_NUMBER})\s*>\s*", re.A)
_LINE: Final = re.compile(
    rf"\s*\{{\s*({_NUMBER})\s*,\s*({_NUMBER})\s*,\s*({_NUMBER})\s*\}}\s*", re.A
)
_POINTS: Final = re.compile(rf"\s*([(\[])\s*({_POINT}(?:\s*,\s*{_POINT})*)\s*([)\]])\s*", re.A)


def canonical(text: str, name: str) -> str | None:
    """The text that the type prints, None where that is not known. 22P02, 22000 and the like."""
    if name.replace("multirange", "range") in RANGES:
        try:
            return ranges.canonical(text, name)
        except SqlError as error:
            if error.sqlstate == "0A000":
                return None
            raise
    form = _FORMS.get(name)
    return None if form is None else form(text)


def _shown(number: str) -> str:
    return float8_text(parse_float(number, FLOAT8))


def _written(pattern: re.Pattern[str], form: str) -> Callable[[str], str | None]:
    def spell(text: str) -> str | None:
        match = pattern.fullmatch(text)
        return None if match is None else form.format(*map(_shown, match.groups()))

    return spell


def _box(text: str) -> str | None:
    """The upper right corner comes first."""
    match = _BOX.fullmatch(text)
    if match is None:
        return None
    x1, y1, x2, y2 = (parse_float(number, FLOAT8) for number in match.groups())
    corners = (max(x1, x2), max(y1, y2), min(x1, x2), min(y1, y2))
    return "({},{}),({},{})".format(*map(float8_text, corners))


def _circle(text: str) -> str | None:
    match = _CIRCLE.fullmatch(text)
    if match is None or parse_float(match[3], FLOAT8) < 0:
        return None
    return "<({},{}),{}>".format(*map(_shown, match.groups()))


def _line(text: str) -> str | None:
    match = _LINE.fullmatch(text)
    numbers = [] if match is None else [parse_float(number, FLOAT8) for number in match.groups()]
    if not numbers or not (numbers[0] or numbers[1]):
        return None
    return "{{{},{},{}}}".format(*map(float8_text, numbers))


def _outline(*, path: bool) -> Callable[[str], str | None]:
    """The points of a polygon or path; a path in brackets is open."""

    def spell(text: str) -> str | None:
        match = _POINTS.fullmatch(text)
        if match is None or match[1] + match[match.lastindex or 1] not in ("()", "[]"):
            return None
        if match[1] == "[" and not path:
            return None
        points = re.findall(_POINT, match[2], re.A)
        inside = ",".join(f"({_shown(x)},{_shown(y)})" for x, y in points)
        return f"[{inside}]" if match[1] == "[" else f"({inside})"

    return spell


def _hardware(size: int) -> Callable[[str], str | None]:
    pattern = re.compile(":".join(["[0-9a-fA-F]{2}"] * size))
    return lambda text: text.lower() if pattern.fullmatch(text) else None


def _position(text: str) -> str | None:
    match = re.fullmatch(r"([0-9a-fA-F]{1,8})/([0-9a-fA-F]{1,8})", text)
    return None if match is None else f"{int(match[1], 16):X}/{int(match[2], 16):X}"


def _network(*, cidr: bool) -> Callable[[str], str | None]:
    def spell(text: str) -> str | None:
        host, slash, mask = text.partition("/")
        if not re.fullmatch(r"(\d+\.){3}\d+", host, re.A) or (slash and not mask.isdecimal()):
            return None  # of version 6 there are many spellings
        try:
            address = ipaddress.IPv4Address(host)
        except ValueError:
            return None
        bits = int(mask) if slash else 32
        if bits > 32 or (cidr and int(address) & ((1 << (32 - bits)) - 1)):
            return None
        return f"{address}/{bits}" if cidr or bits < 32 else str(address)

    return spell


_FORMS: Final[dict[str, Callable[[str], str | None]]] = {
    "point": _written(_POINT_ALONE, "({},{})"),
    "lseg": _written(_SEGMENT, "[({},{}),({},{})]"),
    "box": _box,
    "circle": _circle,
    "line": _line,
    "polygon": _outline(path=False),
    "path": _outline(path=True),
    "macaddr": _hardware(6),
    "macaddr8": _hardware(8),
    "pg_lsn": _position,
    "inet": _network(cidr=False),
    "cidr": _network(cidr=True),
}
