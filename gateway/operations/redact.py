"""Statements without their literals: what they say, but not of whom.

Imports: `gateway.lexer`.
"""

from __future__ import annotations

import re
from typing import Final

from gateway.lexer import Kind, tokens

_SECRETIVE: Final = frozenset({"create", "alter", "password"})
"""Words of statements that may hold a password, wherever they stand: behind EXPLAIN too."""
_MAY_BE: Final = re.compile("|".join(_SECRETIVE), re.IGNORECASE)
"""Cheap: a text without any of them holds none."""


def without_literals(sql: str) -> str:
    """`sql` with `?` for every string and number; comments, which may hold anything, are gone."""
    parts = []
    end = 0
    for token in tokens(sql):
        if token.start > end:
            parts.append(" ")
        parts.append("?" if token.kind in (Kind.STRING, Kind.NUMBER) else token.text)
        end = token.end
    return "".join(parts).strip()


def fit_to_keep(sql: str, *, literals: bool) -> str:
    """The text that may be kept of a statement: passwords never, other literals where wanted."""
    return sql if literals and not _is_secretive(sql) else without_literals(sql)


def _is_secretive(sql: str) -> bool:
    """Whether any statement of the text may hold a password."""
    if _MAY_BE.search(sql) is None:
        return False
    return any(token.word in _SECRETIVE for token in tokens(sql))
