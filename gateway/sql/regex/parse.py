"""Parser of PostgreSQL's advanced regular expressions (regcomp.c, regc_lex.c)."""

from __future__ import annotations

from typing import Final

from gateway.errors import unsupported
from gateway.sql.letters import LAST, Ranges, case_map, complement, ranges, union
from gateway.sql.regex.escapes import CLASSES, Reader, character_escape, invalid
from gateway.sql.regex.options import Options, with_letter
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
)

_MAX_COUNT: Final = 255
_LOOKS: Final = (
    ("?=", True, False),
    ("?!", True, True),
    ("?<=", False, False),
    ("?<!", False, True),
)
_ZEROES: Final = {
    "A": Zero.START, "Z": Zero.END, "m": Zero.WORD_START, "M": Zero.WORD_END,
    "y": Zero.WORD_EDGE, "Y": Zero.NO_WORD_EDGE,
}  # fmt: skip
_NEWLINE: Final = ((10, 10),)


def parse(pattern: str, options: Options) -> Node:
    """The tree of a pattern. 2201B for an invalid one, 0A000 for what we do not translate."""
    if pattern.startswith("***="):
        return _literal(pattern[4:], options)
    if pattern.startswith("***:"):
        pattern = pattern[4:]
    elif pattern.startswith("***"):
        raise invalid("quantifier operand invalid")
    if options.literal:
        return _literal(pattern, options)
    reader = Reader(pattern)
    options = _embedded(reader, options)
    if options.literal:
        return _literal(pattern[reader.at :], options)
    parser = _Parser(reader, options)
    tree = parser.choice()
    if not reader.done:
        raise invalid("parentheses () not balanced")
    return tree


def _embedded(reader: Reader, options: Options) -> Options:
    if reader.looking_at("(?") and reader.peek(2).isalpha():
        reader.take(2)
        while reader.peek().isalpha():
            letter = reader.next()
            if letter not in "bceimnpqstwx":
                raise invalid("invalid embedded option")
            options = with_letter(options, letter)
        if not reader.skip(")"):
            raise invalid("invalid embedded option")
    return options


def _literal(text: str, options: Options) -> Node:
    return Sequence(tuple(_one(character, options) for character in text))


def _one(character: str, options: Options) -> Chars:
    code = ord(character)
    if not options.ignore_case:
        return Chars(((code, code),))
    lower = case_map("tolower").get(code, code)
    upper = case_map("toupper").get(code, code)
    return Chars(union(((lower, lower),), ((upper, upper),)))


class _Parser:
    """Recursive descent over one pattern."""

    def __init__(self, reader: Reader, options: Options) -> None:
        self.reader = reader
        self.options = options
        self.groups = 0
        self.looking = 0

    def choice(self) -> Node:
        branches = [self._branch()]
        while self.reader.skip("|"):
            branches.append(self._branch())
        return branches[0] if len(branches) == 1 else Choice(tuple(branches))

    def _branch(self) -> Node:
        items: list[Node] = []
        while not self.reader.done and self.reader.peek() not in "|)":
            if self.reader.looking_at("(?#"):
                self._comment()
                continue
            atom = self._atom()
            if not isinstance(atom, Anchor | Look):
                atom = self._quantified(atom)
            items.append(atom)
        return items[0] if len(items) == 1 else Sequence(tuple(items))

    def _comment(self) -> None:
        while not self.reader.skip(")"):
            if self.reader.done:
                raise invalid("parentheses () not balanced")
            self.reader.next()

    def _atom(self) -> Node:
        character = self.reader.next()
        match character:
            case "(":
                return self._parenthesis()
            case "[":
                return self._bracket()
            case ".":
                return Chars(complement(_NEWLINE) if self.options.dot_lines else ((0, LAST),))
            case "^":
                return Anchor(Zero.LINE_START if self.options.anchor_lines else Zero.START)
            case "$":
                return Anchor(Zero.LINE_END if self.options.anchor_lines else Zero.END)
            case "\\":
                return self._escape()
            case "*" | "+" | "?":
                raise invalid("quantifier operand invalid")
            case "{" if self.reader.peek().isdecimal():
                raise invalid("quantifier operand invalid")
        return _one(character, self.options)

    def _parenthesis(self) -> Node:
        for opening, ahead, negative in _LOOKS:
            if self.reader.looking_at(opening):
                self.reader.take(len(opening))
                self.looking += 1
                inner = self.choice()
                self.looking -= 1
                self._close()
                return Look(inner, ahead, negative)
        if self.reader.looking_at("?:"):
            self.reader.take(2)
            inner = self.choice()
            self._close()
            # A node of its own, so that its branches do not join those around it.
            return Sequence((inner,))
        if self.reader.peek() == "?":
            raise invalid("quantifier operand invalid")
        if self.looking:
            inner = self.choice()
            self._close()
            return Sequence((inner,))
        self.groups += 1
        number = self.groups
        inner = self.choice()
        self._close()
        return Group(inner, number)

    def _close(self) -> None:
        if not self.reader.skip(")"):
            raise invalid("parentheses () not balanced")

    def _escape(self) -> Node:
        letter = self.reader.peek()
        if letter in _ZEROES and letter:
            self.reader.next()
            return Anchor(_ZEROES[letter])
        if letter in CLASSES and letter:
            self.reader.next()
            return Chars(CLASSES[letter]())
        if letter.isdecimal() and letter != "0":
            reference = self._reference()
            if reference is not None:
                return reference
        return _one(character_escape(self.reader), self.options)

    def _reference(self) -> Node | None:
        """`\\7` is a back reference; more digits are one only if there are so many groups."""
        digits = self.reader.digits(0)
        number = int(digits)
        if len(digits) > 1 and number > self.groups:
            return None
        if number > self.groups:
            raise invalid("invalid backreference number")
        if self.looking or self.options.ignore_case:
            raise unsupported("a back reference in a lookaround or without regard to case")
        self.reader.take(len(digits))
        return Back(number)

    def _quantified(self, atom: Node) -> Node:
        low, high = self._counts()
        if low is None:
            return atom
        greedy = not self.reader.skip("?")
        following = self.reader.peek()
        if (following and following in "*+?") or (
            following == "{" and self.reader.peek(1).isdecimal()
        ):
            raise invalid("quantifier operand invalid")
        return Repeat(atom, low, high, greedy or low == high)

    def _counts(self) -> tuple[int | None, int | None]:
        for sign, low, high in (("*", 0, None), ("+", 1, None), ("?", 0, 1)):
            if self.reader.skip(sign):
                return low, high
        if self.reader.peek() != "{" or not self.reader.peek(1).isdecimal():
            return None, None
        self.reader.take(1)
        least = self._count()
        most: int | None = least
        if self.reader.skip(","):
            most = self._count() if self.reader.peek().isdecimal() else None
        if not self.reader.skip("}"):
            raise invalid("invalid repetition count(s)")
        if most is not None and most < least:
            raise invalid("invalid repetition count(s)")
        return least, most

    def _count(self) -> int:
        digits = self.reader.digits(0)
        self.reader.take(len(digits))
        if not digits or int(digits) > _MAX_COUNT:
            raise invalid("invalid repetition count(s)")
        return int(digits)

    def _bracket(self) -> Node:
        for opening, zero in (("[:<:]]", Zero.WORD_START), ("[:>:]]", Zero.WORD_END)):
            if self.reader.looking_at(opening):
                self.reader.take(len(opening))
                return Anchor(zero)
        negative = self.reader.skip("^")
        found = _members(self.reader, self.options)
        if not negative:
            return Chars(found)
        if self.options.dot_lines:
            found = union(found, _NEWLINE)
        return Chars(complement(found))


def _members(reader: Reader, options: Options) -> Ranges:
    """What stands between `[` and `]`."""
    parts: list[Ranges] = []
    first = True
    while first or not reader.looking_at("]"):
        if reader.done:
            raise invalid("brackets [] not balanced")
        item = _member(reader, options, first)
        first = False
        if not isinstance(item, str):
            parts.append(item)
        elif reader.peek() == "-" and reader.peek(1) not in ("]", ""):
            reader.take(1)
            end = _member(reader, options, True)
            if not isinstance(end, str) or ord(end) < ord(item):
                raise invalid("invalid character range")
            parts.append(_range(ord(item), ord(end), options))
            if reader.peek() == "-" and reader.peek(1) not in ("]", ""):
                raise invalid("invalid character range")
        else:
            parts.append(_one(item, options).ranges)
    reader.take(1)
    return union(*parts)


def _member(reader: Reader, options: Options, dash: bool) -> str | Ranges:
    """One character, or the characters of a class; `dash`: a `-` may stand here."""
    for opening, closing in (("[:", ":]"), ("[.", ".]"), ("[=", "=]")):
        if reader.looking_at(opening):
            reader.take(2)
            name = reader.until(closing)
            return _class(name, options) if opening == "[:" else _element(name)
    character = reader.next()
    if character == "\\":
        letter = reader.peek()
        if letter in CLASSES and letter:
            reader.next()
            return CLASSES[letter]()
        return character_escape(reader)
    if character == "-" and not dash and reader.peek() != "]":
        raise invalid("invalid character range")
    return character


def _class(name: str, options: Options) -> Ranges:
    if options.ignore_case and name in ("upper", "lower"):
        name = "alpha"
    try:
        return ranges(name)
    except KeyError:
        raise invalid("invalid character class") from None


def _element(name: str) -> str:
    if len(name) != 1:
        raise unsupported(f'collating element "{name}"')
    return name


def _range(low: int, high: int, options: Options) -> Ranges:
    plain = ((low, high),)
    if not options.ignore_case:
        return plain
    cased = {
        target
        for name in ("tolower", "toupper")
        for source, target in case_map(name).items()
        if low <= source <= high
    }
    return union(plain, *(((code, code),) for code in cased))
