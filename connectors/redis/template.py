"""Key templates: `user:{id}:cart` both ways, from a key to its parts and back.

A part takes as few characters as the text after it allows, the last one the rest. A key belongs to
a template when its parts parse *and* render to that very key, so there is one key for one set of
parts: `user:042` is not the user 42.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from itertools import product
from typing import Any

from connectors.types import INTEGERS, Type

_TOKEN = re.compile(r"(?P<brace>\{\{|\}\})|\{(?P<part>[^{}]*)\}|(?P<lonely>[{}])")
_INTEGER = re.compile(r"0|-?[1-9]\d{0,18}", re.ASCII)
_UUID = re.compile(r"[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}")
_DATE = re.compile(r"\d{4}-\d\d-\d\d", re.ASCII)
_GLOB = re.compile(rb"([*?\[\]\\])")
_LIMITS = {"int2": 2**15, "int4": 2**31, "int8": 2**63}
PART_TYPES = INTEGERS | {"text", "varchar", "uuid", "date"}
"""Types with one text for each value, so that a key can be found from the value."""


@dataclass(frozen=True, slots=True)
class Template:
    """`literals` has one more than `parts`: literal, part, literal, part, …, literal."""

    text: str
    literals: tuple[bytes, ...]
    parts: tuple[tuple[str, Type], ...]

    @property
    def names(self) -> tuple[str, ...]:
        """The names of the parts, in order."""
        return tuple(name for name, _ in self.parts)

    def parsed(self, key: bytes) -> tuple[Any, ...] | None:
        """The values of the parts of a key; None when it is not a key of the template."""
        texts = self._texts(key)
        if texts is None:
            return None
        values = []
        for text, (_, type_) in zip(texts, self.parts, strict=True):
            value = part_value(text, type_)
            if value is None:
                return None
            values.append(value)
        return tuple(values)

    def key(self, values: Sequence[Any]) -> bytes | None:
        """The key with these parts; None when no key has them."""
        texts = [
            part_text(value, type_) for value, (_, type_) in zip(values, self.parts, strict=True)
        ]
        found = self.literals[0]
        for text, literal in zip(texts, self.literals[1:], strict=True):
            found += text + literal
        return found if self._texts(found) == texts else None

    def keys(self, choices: Sequence[Sequence[Any]]) -> list[bytes]:
        """The keys of every combination of values, each once."""
        found = (self.key(values) for values in product(*choices))
        return list(dict.fromkeys(key for key in found if key is not None))

    def pattern(self, known: Sequence[bytes | None]) -> bytes:
        """A glob for SCAN: the parts that are known as they are, `*` for the others.

        A known part may be a beginning, then it ends with the byte `*`, escaped by `beginning`.
        """
        found = escaped(self.literals[0])
        for part, literal in zip(known, self.literals[1:], strict=True):
            found += (b"*" if part is None else part) + escaped(literal)
        return found

    def _texts(self, key: bytes) -> list[bytes] | None:
        if not key.startswith(self.literals[0]):
            return None
        at = len(self.literals[0])
        texts = []
        for literal in self.literals[1:-1]:
            end = key.find(literal, at)
            if end < 0:
                return None
            texts.append(key[at:end])
            at = end + len(literal)
        last = self.literals[-1]
        if not self.parts:
            return [] if at == len(key) else None
        end = len(key) - len(last)
        if end < at or not key.endswith(last):
            return None
        return [*texts, key[at:end]]


def template(text: str, types: dict[str, Type], default: Type) -> Template:
    """Parse a template. Raises ValueError for one that could not be read back."""
    names, literals = _pieces(text)
    if any(not name for name in names) or len(set(names)) < len(names):
        raise ValueError(f'key "{text}" has parts without a name of their own')
    if any(not literal for literal in literals[1:-1]):
        raise ValueError(f'key "{text}" has two parts with nothing between')
    parts = tuple((name, types.get(name, default)) for name in names)
    for name, type_ in parts:
        if type_.name not in PART_TYPES:
            raise ValueError(f'part "{name}" of key "{text}" cannot be {type_}')
    return Template(text, tuple(literal.encode() for literal in literals), parts)


def _pieces(text: str) -> tuple[list[str], list[str]]:
    """Names of parts, and the literals around them; `{{` and `}}` are braces of the key."""
    names, literals, at = [], [""], 0
    for token in _TOKEN.finditer(text):
        literals[-1] += text[at : token.start()]
        at = token.end()
        if token["lonely"]:
            raise ValueError(f'key "{text}" has a brace without partner')
        if token["brace"]:
            literals[-1] += token["brace"][0]
        else:
            names.append(token["part"])
            literals.append("")
    literals[-1] += text[at:]
    return names, literals


def escaped(literal: bytes) -> bytes:
    """A literal inside a glob."""
    return _GLOB.sub(rb"\\\1", literal)


def part_value(text: bytes, type_: Type) -> Any:
    """The value of a part of a key; None when it is not the one text of a value."""
    try:
        found = text.decode()
    except UnicodeDecodeError:
        return None
    match type_.name:
        case name if name in INTEGERS:
            limit = _LIMITS[name]
            number = int(found) if _INTEGER.fullmatch(found) else limit
            return number if -limit <= number < limit else None
        case "uuid":
            return found if _UUID.fullmatch(found) else None
        case "date":
            return _date(found)
    if "\0" in found or (type_.length is not None and len(found) > type_.length):
        return None
    return found


def part_text(value: Any, type_: Type) -> bytes:
    """The text that a value has in a key."""
    return (value.isoformat() if isinstance(value, date) else str(value)).encode()


def _date(text: str) -> date | None:
    try:
        return date.fromisoformat(text) if _DATE.fullmatch(text) else None
    except ValueError:
        return None
