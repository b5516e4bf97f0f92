"""Reading parts of JSON text without changing them: `->` on json gives the text as written.

The text is valid JSON (every json value was checked when it came in). jsonb is text too, in
PostgreSQL's canonical form, whose parts are canonical themselves.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Sequence
from typing import Final

from gateway.errors import SqlError

_SPACE: Final = re.compile(r"[ \t\n\r]*")
_STRING: Final = re.compile(r'"(?:[^"\\]|\\.)*"', re.S)
_NESTED: Final = re.compile(r'"(?:[^"\\]|\\.)*"|[\[\]{}]', re.S)
_SCALAR: Final = re.compile(r"[^ \t\n\r,\]}]+")
_KINDS: Final = {
    "{": "object", "[": "array", '"': "string", "t": "boolean", "f": "boolean", "n": "null",
}  # fmt: skip


def kind(text: str) -> str:
    """json_typeof."""
    return _KINDS.get(text[_skip(text, 0)], "number")


def members(text: str) -> Iterator[tuple[str, str]]:
    """Keys and the texts of their values, as written; of an object."""
    at = _skip(text, _skip(text, 0) + 1)
    while text[at] != "}":
        end = _end(text, at)
        key = decoded(text[at:end])
        start = _skip(text, _skip(text, end) + 1)
        end = _end(text, start)
        yield key, text[start:end]
        at = _next(text, end)


def elements(text: str) -> Iterator[str]:
    """The texts of an array's elements."""
    at = _skip(text, _skip(text, 0) + 1)
    while text[at] != "]":
        end = _end(text, at)
        yield text[at:end]
        at = _next(text, end)


def field(text: str, key: str) -> str | None:
    """`json -> key`: the last of equal keys; None where there is none, or no object."""
    if kind(text) != "object":
        return None
    found = None
    for name, value in members(text):
        if name == key:
            found = value
    return found


def element(text: str, index: int) -> str | None:
    """`json -> index`: from 0, negative from the end; None outside, or for no array."""
    if kind(text) != "array":
        return None
    if index < 0:
        every = list(elements(text))
        return every[index] if -index <= len(every) else None
    for number, value in enumerate(elements(text)):
        if number == index:
            return value
    return None


def at_path(text: str, path: Sequence[str | None]) -> str | None:
    """`json #> path`: keys of objects, indexes of arrays."""
    found: str | None = text
    for step in path:
        if found is None or step is None:
            return None
        if kind(found) == "array":
            index = array_index(step)
            found = None if index is None else element(found, index)
        else:
            found = field(found, step)
    return found.strip(" \t\n\r") if found is not None and path else found


def array_index(step: str) -> int | None:
    """A path step as a subscript; None if it is no 32-bit integer."""
    try:
        number = int(step) if step.strip().lstrip("+-").isdecimal() and step.isascii() else None
    except ValueError:
        return None
    return number if number is not None and -(2**31) <= number < 2**31 else None


def as_text(value: str | None) -> str | None:
    """What `->>` gives for a part: strings decoded, JSON's null as NULL, the rest as written."""
    if value is None:
        return None
    match kind(value):
        case "string":
            return decoded(value.strip(" \t\n\r"))
        case "null":
            return None
    return value


def decoded(string: str) -> str:
    """A JSON string's characters. 22P05 for NUL or half a surrogate pair."""
    if "\\" not in string:
        return string[1:-1]
    text: str = json.loads(string, strict=False)
    if "\\u" in string and ("\0" in text or any("\ud800" <= c <= "\udfff" for c in text)):
        raise SqlError("22P05", "unsupported Unicode escape sequence")
    return text


def _skip(text: str, at: int) -> int:
    match = _SPACE.match(text, at)
    return match.end() if match else at


def _next(text: str, end: int) -> int:
    """Behind a comma, or at the closing bracket."""
    at = _skip(text, end)
    return _skip(text, at + 1) if text[at] == "," else at


def _end(text: str, at: int) -> int:
    """Where the value that starts at `at` ends."""
    first = text[at]
    if first == '"':
        match = _STRING.match(text, at)
    elif first in "{[":
        depth = 0
        for token in _NESTED.finditer(text, at):
            depth += (token[0] in "{[") - (token[0] in "}]")
            if depth == 0:
                return token.end()
        match = None
    else:
        match = _SCALAR.match(text, at)
    if match is None:
        raise SqlError("22P02", "invalid input syntax for type json")
    return match.end()
