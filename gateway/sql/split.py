"""One text, several statements: cut at semicolons that end one.

Imports: `gateway.lexer`.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Final

from gateway.lexer import Kind, tokens

_SPACE: Final = " \t\r\n\f\v"
_MORE: Final = re.compile(r";|--|/\*")
"""Without any of these a text is one statement at most, with nothing around it."""


@dataclass(frozen=True, slots=True)
class Statement:
    """A statement as written, without its semicolon: `sql[offset : offset + len(text)]`.

    `word` is its first word in lower case, "" when it starts with something else (a parenthesis).
    """

    text: str
    offset: int
    word: str


def split(sql: str) -> list[Statement]:
    """The statements of `sql` in order; what holds only white space and comments is left out."""
    return _one(sql) if _MORE.search(sql) is None else _several(sql)


def _one(sql: str) -> list[Statement]:
    """Of a text without semicolons and comments: its first word is all that is looked at."""
    first = next(tokens(sql), None)
    if first is None:
        return []
    return [Statement(sql[first.start :].rstrip(_SPACE), first.start, first.word)]


def _several(sql: str) -> list[Statement]:
    found: list[Statement] = []
    start = end = 0
    word: str | None = None
    for token in tokens(sql):
        if token.kind is Kind.PUNCTUATION and token.text == ";":
            if word is not None:
                found.append(Statement(sql[start:end], start, word))
            word = None
            continue
        if word is None:
            word, start = token.word, token.start
        end = token.end
    if word is not None:
        found.append(Statement(sql[start:end], start, word))
    return found
