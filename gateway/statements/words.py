"""Reading a statement word by word, for statements that are not queries.

Imports: `gateway.errors`, `gateway.lexer`, `gateway.sql.parse`.
"""

from __future__ import annotations

from sqlglot import exp

from gateway.errors import SqlError, unsupported
from gateway.lexer import Kind, Token, tokens
from gateway.sql.parse import parse


class Words:
    """A place in a statement's tokens. What is not as expected is 42601 with its position."""

    def __init__(self, sql: str) -> None:
        self.sql = sql
        self._tokens = [token for token in tokens(sql) if token.text != ";"]
        self._at = 0

    @property
    def done(self) -> bool:
        """Whether nothing is left."""
        return self._at >= len(self._tokens)

    @property
    def token(self) -> Token | None:
        """The next token."""
        return None if self.done else self._tokens[self._at]

    @property
    def word(self) -> str:
        """The next token as a keyword in lower case, "" if it is none."""
        return "" if self.token is None else self.token.word

    @property
    def start(self) -> int:
        """Where the next token starts in the text."""
        return len(self.sql) if self.token is None else self.token.start

    @property
    def last_end(self) -> int:
        """Where the token before this place ends in the text."""
        return self._tokens[self._at - 1].end if self._at else 0

    def after(self, count: int) -> str:
        """The token `count` further on as text, keywords in lower case; "" behind the end."""
        at = self._at + count
        return self._tokens[at].word or self._tokens[at].text if at < len(self._tokens) else ""

    def take(self, *expected: str) -> bool:
        """Go past these words (or punctuation) if they come next, all of them."""
        found = self._tokens[self._at : self._at + len(expected)]
        if [token.word or token.text for token in found] != list(expected):
            return False
        self._at += len(expected)
        return True

    def any_of(self, *words: str) -> str:
        """Go past the next word if it is one of these; "" if it is not."""
        word = self.word
        if word not in words:
            return ""
        self._at += 1
        return word

    def expect(self, *expected: str) -> None:
        """Go past these words; 42601."""
        for word in expected:
            if not self.take(word):
                raise self.error()

    def next(self) -> Token:
        """The next token, whatever it is; 42601 at the end."""
        token = self.token
        if token is None:
            raise self.error()
        self._at += 1
        return token

    def name(self) -> str:
        """An identifier; 42601."""
        token = self.token
        if token is None or token.name is None:
            raise self.error()
        self._at += 1
        return token.name

    def dotted(self) -> str:
        """`a` or `a.b`; 42601."""
        parts = [self.name()]
        while self.take("."):
            parts.append(self.name())
        return ".".join(parts)

    def string(self) -> str:
        """A string literal's value; 42601."""
        token = self.token
        if token is None or token.kind is not Kind.STRING:
            raise self.error()
        self._at += 1
        return string_value(token)

    def integer(self) -> int | None:
        """A whole number with or without sign, None if none comes next."""
        sign = 1
        at = self._at
        if self.token is not None and self.token.text in ("+", "-"):
            sign = -1 if self.next().text == "-" else 1
        token = self.token
        if token is None or token.kind is not Kind.NUMBER or not token.text.isdigit():
            self._at = at
            return None
        self._at += 1
        return sign * int(token.text)

    def balanced(self) -> tuple[int, int]:
        """Go past `( … )`; where what is inside starts and ends. 42601."""
        self.expect("(")
        start, depth = self.start, 1
        while True:
            token = self.next()
            depth += {"(": 1, ")": -1}.get(token.text, 0)
            if depth == 0:
                return start, token.start

    def rest(self) -> tuple[int, str]:
        """What is left, with its place in the text; 42601 if it is nothing."""
        if self.done:
            raise self.error()
        start, end = self.start, self._tokens[-1].end
        self._at = len(self._tokens)
        return start, self.sql[start:end]

    def end(self) -> None:
        """Nothing may be left; 42601."""
        if not self.done:
            raise self.error()

    def error(self) -> SqlError:
        """42601 at this place."""
        if self.token is None:
            return SqlError("42601", "syntax error at end of input", position=len(self.sql) + 1)
        token = self.token
        return SqlError(
            "42601", f'syntax error at or near "{token.text}"', position=token.start + 1
        )


def string_value(token: Token) -> str:
    """What a string literal in any quoting style stands for. 42601 for one that does not end."""
    text = token.text
    if text.startswith("'"):
        if len(text) < 2 or not text.endswith("'") or text[1:-1].replace("''", "").count("'"):
            raise SqlError("42601", "unterminated quoted string", position=token.start + 1)
        return text[1:-1].replace("''", "'")
    value = parse(f"SELECT {text}")[0].expressions[0]
    if not isinstance(value, exp.ByteString | exp.RawString):
        raise unsupported("this kind of string literal", position=token.start + 1)
    return str(value.this)
