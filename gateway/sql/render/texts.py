"""Judging SQL text: is it one unit, or must it stand in parentheses?"""

from __future__ import annotations

import re
from typing import Final

_WORD: Final = re.compile(r"[A-Za-z_][A-Za-z_0-9]*")
_SIMPLE: Final = re.compile(
    r'(?:"(?:[^"]|"")*"(?:\."(?:[^"]|"")*")?|\d+(?:\.\d+)?|[A-Za-z_][A-Za-z_0-9]*|\'(?:[^\']|\'\')*\')'
    r"(?:::[A-Z][A-Z0-9]*(?:\(\d+(?:,\d+)?\))?)?"
)
_CLOSING: Final = {"(": ")", "[": "]", "{": "}"}


def safe(sql: str) -> str:
    """`sql`, in parentheses unless it is a name, a literal, a call or already enclosed."""
    if _SIMPLE.fullmatch(sql):
        return sql
    start = _WORD.match(sql)
    at = start.end() if start else 0
    opens = at < len(sql) and (sql[at] == "(" or (at == 0 and sql[at] in "[{"))
    return sql if opens and _closed_by(sql, at) == len(sql) - 1 else f"({sql})"


def _closed_by(sql: str, at: int) -> int:
    """Where the bracket that opens at `at` closes; quotes are skipped."""
    stack: list[str] = []
    while at < len(sql):
        char = sql[at]
        if char in "'\"":
            at = sql.index(char, at + 1)
        elif char in _CLOSING:
            stack.append(_CLOSING[char])
        elif stack and char == stack[-1]:
            stack.pop()
            if not stack:
                return at
        at += 1
    return -1
