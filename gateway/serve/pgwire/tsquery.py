"""tsquery: its text and its binary form, a tree in prefix order, right operands first.

Source: tsquery.c (`infix`, `tsquerysend`, `tsqueryrecv`). What is neither is ValueError or
struct.error.

Imports: this package.
"""

from __future__ import annotations

import re
import struct
from dataclasses import dataclass
from typing import Final

from gateway.serve.pgwire.messages import utf8

_VALUE, _OPERATOR = 1, 2
_NOT, _AND, _OR, _PHRASE = 1, 2, 3, 4
_PRIORITIES: Final = {_OR: 1, _AND: 2, _PHRASE: 3, _NOT: 4}
_WEIGHTS: Final = "DCBA"
_LONGEST_DISTANCE: Final = 16_384
_DEEPEST: Final = 500
_TOKEN: Final = re.compile(
    r"\s*(?:'((?:[^'\\]|''|\\\\)*)'(?::(\*?[ABCD]*))?|([!&|()])|<(-|\d+)>)", re.A | re.S
)


@dataclass(frozen=True, slots=True)
class _Word:
    """A lexeme; the bits of its weights."""

    text: str
    weights: int
    prefix: bool


@dataclass(frozen=True, slots=True)
class _Node:
    """An operator over its operands; NOT has the right one only."""

    operator: int
    left: _Query | None
    right: _Query
    distance: int = 0


_Query = _Word | _Node


def write(text: str) -> bytes:
    """The binary form of a text."""
    if not text:
        return struct.pack("!i", 0)
    parts: list[bytes] = []
    _send(_Parser(text).whole(), parts)
    return struct.pack("!i", len(parts)) + b"".join(parts)


def read(value: bytes) -> str:
    """The text of a binary form."""
    (count,) = struct.unpack_from("!i", value)
    if not count:
        raise ValueError("no operand")  # PostgreSQL sends it, and does not take it
    reader = _Reader(value)
    query = reader.query()
    if reader.items != count or reader.at != len(value):
        raise ValueError("not a tsquery")
    return _shown(query)


def _send(query: _Query, parts: list[bytes]) -> None:
    match query:
        case _Word():
            head = struct.pack("!BBB", _VALUE, query.weights, query.prefix)
            parts.append(head + query.text.encode() + b"\0")
        case _Node():
            tail = struct.pack("!H", query.distance) if query.operator == _PHRASE else b""
            parts.append(struct.pack("!BB", _OPERATOR, query.operator) + tail)
            _send(query.right, parts)
            if query.left is not None:
                _send(query.left, parts)


class _Parser:
    """The text as `infix` writes it."""

    def __init__(self, text: str) -> None:
        self._tokens: list[tuple[str, ...]] = []
        at = 0
        while at < len(text.rstrip()):
            match = _TOKEN.match(text, at)
            if match is None:
                raise ValueError("not a tsquery")
            word, marks, sign, distance = match.groups()
            if word is not None:
                self._tokens.append(("word", word, marks or ""))
            else:
                self._tokens.append((sign,) if sign else ("<>", distance))
            at = match.end()
        self._at = 0

    def whole(self) -> _Query:
        """The query; nothing may follow."""
        query = self._binary(1, 0)
        if self._at != len(self._tokens):
            raise ValueError("not a tsquery")
        return query

    def _next(self) -> str:
        return self._tokens[self._at][0] if self._at < len(self._tokens) else ""

    def _binary(self, priority: int, depth: int) -> _Query:
        if priority > _PRIORITIES[_PHRASE]:
            return self._operand(depth)
        left = self._binary(priority + 1, depth)
        operator = {1: _OR, 2: _AND, 3: _PHRASE}[priority]
        while self._next() == {_OR: "|", _AND: "&", _PHRASE: "<>"}[operator]:
            distance = 0
            if operator == _PHRASE:
                written = self._tokens[self._at][1]
                distance = 1 if written == "-" else int(written)
            self._at += 1
            left = _Node(operator, left, self._binary(priority + 1, depth), distance)
        return left

    def _operand(self, depth: int) -> _Query:
        kind = self._next()
        if not kind or depth > _DEEPEST:
            raise ValueError("not a tsquery")
        token = self._tokens[self._at]
        self._at += 1
        if kind == "word":
            return _word(*token[1:])
        if kind == "!":
            return _Node(_NOT, None, self._operand(depth + 1))
        if kind != "(":
            raise ValueError("not a tsquery")
        inside = self._binary(1, depth + 1)
        if self._next() != ")":
            raise ValueError("not a tsquery")
        self._at += 1
        return inside


def _word(text: str, marks: str) -> _Word:
    weights = sum(1 << _WEIGHTS.index(letter) for letter in marks.lstrip("*"))
    plain = text.replace("''", "'").replace("\\\\", "\\")
    return _Word(plain, weights, marks.startswith("*"))


class _Reader:
    """The items of a binary form."""

    def __init__(self, value: bytes) -> None:
        self._value = value
        self.at = 4
        self.items = 0

    def query(self, depth: int = 0) -> _Query:
        """The query that begins here."""
        if depth > _DEEPEST:
            raise ValueError("not a tsquery")
        self.items += 1
        kind, what = struct.unpack_from("!BB", self._value, self.at)
        self.at += 2
        if kind == _VALUE:
            return self._word(what)
        if kind != _OPERATOR or what not in _PRIORITIES:
            raise ValueError("not a tsquery")
        distance = 0
        if what == _PHRASE:
            (distance,) = struct.unpack_from("!H", self._value, self.at)
            self.at += 2
            if distance > _LONGEST_DISTANCE:
                raise ValueError("not a tsquery")
        right = self.query(depth + 1)
        left = None if what == _NOT else self.query(depth + 1)
        return _Node(what, left, right, distance)

    def _word(self, weights: int) -> _Word:
        prefix, end = self._value[self.at], self._value.index(0, self.at + 1)
        if weights > 15 or prefix > 1:
            raise ValueError("not a tsquery")
        text = utf8(self._value[self.at + 1 : end])
        self.at = end + 1
        return _Word(text, weights, bool(prefix))


def _shown(query: _Query, around: int = -1, *, right_of_phrase: bool = False) -> str:
    """The text of a query inside an operator of priority `around`."""
    if isinstance(query, _Word):
        letters = "".join(w for w in reversed(_WEIGHTS) if query.weights >> _WEIGHTS.index(w) & 1)
        marks = "*" * query.prefix + letters
        quoted = query.text.replace("\\", "\\\\").replace("'", "''")
        return f"'{quoted}'" + (f":{marks}" if marks else "")
    priority = _PRIORITIES[query.operator]
    if query.left is None:
        text = "!" + _shown(query.right, priority)
        return f"( {text} )" if priority < around else text
    right = _shown(query.right, priority, right_of_phrase=query.operator == _PHRASE)
    sign = {_OR: "|", _AND: "&"}.get(query.operator, "<->")
    if query.operator == _PHRASE and query.distance != 1:
        sign = f"<{query.distance}>"
    text = f"{_shown(query.left, priority)} {sign} {right}"
    parentheses = priority < around or (query.operator == _PHRASE and right_of_phrase)
    return f"( {text} )" if parentheses else text
