"""A parsed pattern in the syntax of Python's `re` or of RE2 (DuckDB)."""

from __future__ import annotations

from typing import Final

from gateway.sql.letters import LAST, Ranges, complement, ranges
from gateway.sql.regex.tree import (
    Anchor,
    Back,
    Chars,
    Choice,
    Group,
    Look,
    Node,
    Repeat,
    Sequence,
    Zero,
    walk,
)

_FEW: Final = 40
_MANY: Final = 400
_ASCII_END: Final = 127
_LAST_OF_PLANE: Final = 0xFFFF


def to_python(node: Node) -> str:
    """For `re.compile` without flags."""
    return _Python().emit(node)


def to_re2(node: Node) -> tuple[str, bool] | None:
    """For RE2: the pattern, and whether it is right for texts of ASCII only. None: not at all."""
    if not _fits_re2(node):
        return None
    ascii_only = any(_is_wide(n) for n in walk(node))
    return (_AsciiRE2() if ascii_only else _RE2()).emit(node), ascii_only


def _fits_re2(node: Node) -> bool:
    for one in walk(node):
        match one:
            case Look() | Back() | Anchor(Zero.WORD_START | Zero.WORD_END):
                return False
    return size(node) <= _MANY


def _is_wide(node: Node) -> bool:
    match node:
        case Chars(members):
            return min(len(members), len(complement(members))) > _FEW
        case Anchor(Zero.WORD_EDGE | Zero.NO_WORD_EDGE):
            return True
    return False


def size(node: Node) -> int:
    """Characters of the pattern once all counts are written out."""
    match node:
        case Chars():
            return 1
        case Sequence(children) | Choice(children):
            return sum(map(size, children))
        case Repeat(child, low, high):
            return size(child) * max(high or low, 1)
        case Group(child) | Look(child):
            return size(child)
    return 0


class _Emitter:
    """Common part; subclasses say how a character and a position are written."""

    word = ""

    def emit(self, node: Node) -> str:
        match node:
            case Chars(members):
                return self.characters(members)
            case Anchor(zero):
                return self.zero(zero)
            case Sequence(items):
                return "".join(self._part(item) for item in items)
            case Choice(branches):
                return "|".join(map(self.emit, branches))
            case Repeat(child, low, high, greedy):
                return f"{self._atom(child)}{_counts(low, high)}{'' if greedy else '?'}"
            case Group(child):
                return f"({self.emit(child)})"
            case Look(child, ahead, negative):
                sign = ("" if ahead else "<") + ("!" if negative else "=")
                return f"(?{sign}{self.emit(child)})"
            case Back(number):
                return f"(?:\\{number})"

    def _part(self, node: Node) -> str:
        text = self.emit(node)
        return f"(?:{text})" if isinstance(_inner(node), Choice) else text

    def _atom(self, node: Node) -> str:
        return self.emit(node) if isinstance(node, Chars | Group) else f"(?:{self.emit(node)})"

    def characters(self, members: Ranges) -> str:
        if not members:
            return self.nothing()
        if members == ((0, LAST),):
            return "(?s:.)"
        low, high = members[0]
        if len(members) == 1 and low == high:
            return self.code(low)
        others = complement(members)
        sign, shown = ("^", others) if len(others) < len(members) else ("", members)
        return f"[{sign}{self._spans(shown)}]"

    def _spans(self, members: Ranges) -> str:
        return "".join(
            self.code(low) if low == high else f"{self.code(low)}-{self.code(high)}"
            for low, high in members
        )

    def code(self, code: int) -> str:
        character = chr(code)
        if character.isascii() and character.isalnum():
            return character
        return self.escaped(code)

    def escaped(self, code: int) -> str:
        raise NotImplementedError

    def nothing(self) -> str:
        raise NotImplementedError

    def zero(self, zero: Zero) -> str:
        raise NotImplementedError


class _Python(_Emitter):
    def characters(self, members: Ranges) -> str:
        """Python looks a large set up in a table only if it lies below U+10000."""
        if len(members) <= _FEW or members[-1][0] <= _LAST_OF_PLANE:
            return super().characters(members)
        near = tuple((low, min(high, _LAST_OF_PLANE)) for low, high in members if low <= 0xFFFF)
        far = tuple((max(low, _LAST_OF_PLANE + 1), high) for low, high in members if high > 0xFFFF)
        return f"(?:[{self._spans(near)}]|[{self._spans(far)}])"

    def escaped(self, code: int) -> str:
        return f"\\U{code:08x}"

    def nothing(self) -> str:
        return "(?!)"

    def zero(self, zero: Zero) -> str:
        match zero:
            case Zero.START:
                return r"\A"
            case Zero.END:
                return r"\Z"
            case Zero.LINE_START:
                return "(?m:^)"
            case Zero.LINE_END:
                return "(?m:$)"
        word = self.characters(ranges("word"))
        start, end = f"(?<!{word})(?={word})", f"(?<={word})(?!{word})"
        match zero:
            case Zero.WORD_START:
                return start
            case Zero.WORD_END:
                return end
            case Zero.WORD_EDGE:
                return f"(?:{start}|{end})"
        return f"(?:(?<!{word})(?!{word})|(?<={word})(?={word}))"


class _RE2(_Emitter):
    def escaped(self, code: int) -> str:
        return f"\\x{{{code:x}}}"

    def nothing(self) -> str:
        return r"[^\x{0}-\x{10ffff}]"

    def zero(self, zero: Zero) -> str:
        return {
            Zero.START: r"\A",
            Zero.END: r"\z",
            Zero.LINE_START: "(?m:^)",
            Zero.LINE_END: "(?m:$)",
            Zero.WORD_EDGE: r"\b",
            Zero.NO_WORD_EDGE: r"\B",
        }[zero]


class _AsciiRE2(_RE2):
    def characters(self, members: Ranges) -> str:
        narrow = tuple((low, min(high, _ASCII_END)) for low, high in members if low <= _ASCII_END)
        return super().characters(narrow)


def _inner(node: Node) -> Node:
    while isinstance(node, Sequence) and len(node.items) == 1:
        node = node.items[0]
    return node


def _counts(low: int, high: int | None) -> str:
    match low, high:
        case 0, None:
            return "*"
        case 1, None:
            return "+"
        case 0, 1:
            return "?"
        case _, None:
            return f"{{{low},}}"
    return f"{{{low}}}" if low == high else f"{{{low},{high}}}"
