"""Range types: their text, and the binary form (`range_send`).

Imports: `connectors.types`.
"""

from __future__ import annotations

import re
import struct
from collections.abc import Callable
from typing import Final

from connectors.types import DATE, INT4, INT8, NUMERIC, TIMESTAMP, TIMESTAMPTZ, Type

ELEMENTS: Final[dict[str, Type]] = {
    "int4range": INT4,
    "int8range": INT8,
    "numrange": NUMERIC,
    "daterange": DATE,
    "tsrange": TIMESTAMP,
    "tstzrange": TIMESTAMPTZ,
}
MULTIRANGES: Final = {
    name.replace("range", "multirange"): element for name, element in ELEMENTS.items()
}
_EMPTY, _LOWER_IN, _UPPER_IN, _NO_LOWER, _NO_UPPER = 1, 2, 4, 8, 16
_BOUND: Final = r'("(?:[^"\\]|""|\\.)*"|[^",]*)'
_TEXT: Final = re.compile(rf"([\[(]){_BOUND},{_BOUND}([\])])", re.S)
_QUOTED: Final = re.compile(r'^$|[\\"(),\[\]\s]')


def write_range(text: str, write: Callable[[str], bytes]) -> bytes:
    """Flags, then the bounds there are; `write` makes the binary form of a bound."""
    if text == "empty":
        return bytes((_EMPTY,))
    match = _TEXT.fullmatch(text)
    if match is None:
        raise ValueError("not a range")
    opening, lower, upper, closing = match.groups()
    flags = _LOWER_IN * (opening == "[") | _UPPER_IN * (closing == "]")
    flags |= _NO_LOWER * (not lower) | _NO_UPPER * (not upper)
    bounds = [write(_plain(bound)) for bound in (lower, upper) if bound]
    return bytes((flags,)) + b"".join(struct.pack("!i", len(b)) + b for b in bounds)


def read_range(value: bytes, read: Callable[[bytes], str]) -> str:
    """The text; `read` makes that of a bound."""
    flags = value[0]
    if flags & _EMPTY:
        return "empty"
    at = 1
    bounds = []
    for absent in (_NO_LOWER, _NO_UPPER):
        bound = ""
        if not flags & absent:
            (length,) = struct.unpack_from("!i", value, at)
            if not 0 <= length <= len(value) - at - 4:
                raise ValueError("not a range")
            bound = _spelled(read(value[at + 4 : at + 4 + length]))
            at += 4 + length
        bounds.append(bound)
    if at != len(value):
        raise ValueError("not a range")
    return f"{'(['[bool(flags & _LOWER_IN)]}{','.join(bounds)}{')]'[bool(flags & _UPPER_IN)]}"


def write_multirange(text: str, write: Callable[[str], bytes]) -> bytes:
    """A count, then length and form of each range."""
    parts = [write_range(found[0], write) for found in _TEXT.finditer(text)]
    return struct.pack("!i", len(parts)) + b"".join(struct.pack("!i", len(p)) + p for p in parts)


def read_multirange(value: bytes, read: Callable[[bytes], str]) -> str:
    """The text."""
    (count,) = struct.unpack_from("!i", value)
    at, parts = 4, []
    for _ in range(count):
        (length,) = struct.unpack_from("!i", value, at)
        if not 0 < length <= len(value) - at - 4:
            raise ValueError("not a multirange")
        parts.append(read_range(value[at + 4 : at + 4 + length], read))
        at += 4 + length
    if at != len(value):
        raise ValueError("not a multirange")
    return "{" + ",".join(parts) + "}"


def _plain(bound: str) -> str:
    if not bound.startswith('"'):
        return bound
    return re.sub(r'""|\\(.)', lambda found: found[1] or '"', bound[1:-1], flags=re.S)


def _spelled(bound: str) -> str:
    if not _QUOTED.search(bound):
        return bound
    return '"' + bound.replace("\\", "\\\\").replace('"', '""') + '"'
