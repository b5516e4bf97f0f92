"""Reading a pattern character by character, and its backslash escapes (regc_lex.c: lexescape)."""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

from gateway.errors import SqlError
from gateway.sql.letters import LAST, Ranges, complement, ranges

CLASSES: Final[dict[str, Callable[[], Ranges]]] = {
    "d": lambda: ranges("digit"),
    "D": lambda: complement(ranges("digit")),
    "s": lambda: ranges("space"),
    "S": lambda: complement(ranges("space")),
    "w": lambda: ranges("word"),
    "W": lambda: complement(ranges("word")),
}
"""Letter after a backslash to the class it stands for."""

_CONTROLS: Final = {
    "a": "\a", "b": "\b", "B": "\\", "e": "\x1b", "f": "\f", "n": "\n", "r": "\r", "t": "\t",
    "v": "\v",
}  # fmt: skip
_HEX: Final = frozenset("0123456789abcdefABCDEF")


def invalid(why: str) -> SqlError:
    """2201B with PostgreSQL's reason."""
    return SqlError("2201B", f"invalid regular expression: {why}")


class Reader:
    """A position in a pattern."""

    def __init__(self, pattern: str) -> None:
        self.pattern = pattern
        self.at = 0

    @property
    def done(self) -> bool:
        """Whether everything was read."""
        return self.at >= len(self.pattern)

    def peek(self, ahead: int = 0) -> str:
        """The character `ahead` of the position, "" behind the end."""
        return self.pattern[self.at + ahead : self.at + ahead + 1]

    def looking_at(self, text: str) -> bool:
        """Whether `text` comes next."""
        return self.pattern.startswith(text, self.at)

    def next(self) -> str:
        """Read one character; 2201B at the end."""
        character = self.peek()
        if not character:
            raise invalid("invalid escape \\ sequence")
        self.at += 1
        return character

    def take(self, count: int) -> str:
        """Read `count` characters."""
        text = self.pattern[self.at : self.at + count]
        self.at += count
        return text

    def skip(self, text: str) -> bool:
        """Read `text` if it comes next."""
        found = self.looking_at(text)
        if found:
            self.at += len(text)
        return found

    def until(self, closing: str) -> str:
        """Read up to `closing`, and over it; 2201B without."""
        end = self.pattern.find(closing, self.at)
        if end < 0:
            raise invalid("brackets [] not balanced")
        text = self.pattern[self.at : end]
        self.at = end + len(closing)
        return text

    def digits(self, ahead: int) -> str:
        """The ASCII digits that come next, not read."""
        end = self.at + ahead
        while self.pattern[end : end + 1].isdecimal() and self.pattern[end].isascii():
            end += 1
        return self.pattern[self.at + ahead : end]


def character_escape(reader: Reader) -> str:
    """The character that an escape stands for; the backslash is already read."""
    letter = reader.next()
    if letter in _CONTROLS:
        return _CONTROLS[letter]
    match letter:
        case "c":
            return chr(ord(reader.next()) & 0x1F)
        case "u":
            return _number(_exactly(reader, 4), 16)
        case "U":
            return _number(_exactly(reader, 8), 16)
        case "x":
            return _number(_run(reader, _HEX, 255), 16)
    if letter.isdecimal():
        reader.at -= 1
        return _number(_run(reader, frozenset("01234567"), 3), 8)
    if letter.isalnum() and letter.isascii():
        raise invalid("invalid escape \\ sequence")
    return letter


def _exactly(reader: Reader, count: int) -> str:
    digits = _run(reader, _HEX, count)
    if len(digits) != count:
        raise invalid("invalid escape \\ sequence")
    return digits


def _run(reader: Reader, allowed: frozenset[str], most: int) -> str:
    digits = ""
    while len(digits) < most and reader.peek() in allowed:
        digits += reader.next()
    if not digits:
        raise invalid("invalid escape \\ sequence")
    return digits


def _number(digits: str, base: int) -> str:
    code = int(digits, base)
    if code > LAST:
        raise invalid("invalid escape \\ sequence")
    return chr(code)
