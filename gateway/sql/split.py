"""One text, several statements: cut at semicolons that end one.

Imports: `gateway.lexer`.
"""

from __future__ import annotations

from dataclasses import dataclass

from gateway.lexer import Kind, tokens


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
