"""Numbers and parameters as PostgreSQL reads them; only the tokens change, no text.

`0x1F`, `0o17`, `0b101`, `1_000` are one number each: sqlglot ends a number at the first character
it does not expect and reads the rest as a name, so that `1_000` would be the number 1 under the
alias `_000`.

`$1,$2` are two parameters: sqlglot would take `$1,$` for the beginning of a dollar-quoted string.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import Any, Final

from sqlglot.tokens import Token, TokenType  # type: ignore[attr-defined]

from gateway import lexer
from gateway.errors import SqlError, unsupported

_NUMBER: Final = re.compile(
    r"0[xX](?:_?[0-9a-fA-F])+|0[oO](?:_?[0-7])+|0[bB](?:_?[01])+"
    r"|(?:\d+(?:_\d+)*)(?:\.(?:\d+(?:_\d+)*)?)?(?:[eE][+-]?\d+(?:_\d+)*)?"
)
_WORD: Final = re.compile(r"[\w$]", re.A)
_STARTS: Final = frozenset({TokenType.NUMBER, TokenType.HEX_STRING, TokenType.BIT_STRING})


MARK: Final = "\x01"
"""Stands for the `$` of a parameter while sqlglot looks for tokens."""


def marked(sql: str) -> str:
    """The text with `MARK` for the `$` of every parameter, no longer and no shorter.

    Raises 42601 for a text that has the mark already, outside of literals; 0A000 for an identifier
    with Unicode escapes, of which sqlglot would make two.
    """
    if "$" not in sql and MARK not in sql and '&"' not in sql:
        return sql
    letters = list(sql)
    for token in lexer.tokens(sql):
        if token.text == MARK:
            message = f'syntax error at or near "{MARK}"'
            raise SqlError("42601", message, position=token.start + 1)
        if token.kind is lexer.Kind.QUOTED and token.text[0] in "uU":
            raise unsupported("an identifier with Unicode escapes", position=token.start + 1)
        if token.kind is lexer.Kind.PARAMETER:
            letters[token.start] = MARK
    return "".join(letters)


def unmarked(tokens: Sequence[Any]) -> list[Any]:
    """The tokens of a marked text, as if it had not been."""
    return [
        Token(t.token_type, "$", t.line, t.col, t.start, t.end) if t.text == MARK else t
        for t in tokens
    ]


def whole_numbers(tokens: Sequence[Any], sql: str) -> list[Any]:
    """The tokens, with the parts of a number joined. Raises 42601 for junk after a number."""
    return list(_joined(tokens, sql))


def _joined(tokens: Sequence[Any], sql: str) -> Iterator[Any]:
    until = -1
    for token in tokens:
        if token.start < until:
            continue
        match = _NUMBER.match(sql, token.start) if token.token_type in _STARTS else None
        if match is None or not sql[token.start].isdigit():
            yield token
            continue
        until = match.end()
        if until < len(sql) and _WORD.match(sql[until]):
            raise SqlError(
                "42601",
                f'trailing junk after numeric literal at or near "{sql[token.start : until + 1]}"',
                position=token.start + 1,
            )
        if until == token.end + 1 and token.token_type is TokenType.NUMBER:
            yield token
        else:
            yield Token(
                TokenType.NUMBER, match.group(), token.line, token.col, token.start, until - 1
            )
