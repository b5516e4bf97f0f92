"""The shape of a statement: what is left of its text when the values of its look-ups are taken out.

`SELECT name FROM people WHERE id = 5` is asked again and again with other numbers. Its shape is
`SELECT name FROM people WHERE id = $1`, with `$1` declared to be what PostgreSQL takes `5` for, so
that operators and casts are found as for the literal: int4 or int8 by size (scan.l, "integer"); a
string is of type unknown, as a parameter without a type is.

Only what stands after `name =` and ends a condition counts: elsewhere a literal may mean what a
parameter cannot (`ORDER BY 1`, `LIMIT 1`, `DATE '…'`).

Imports: `connectors.types`, `gateway.lexer`.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Final

from connectors.types import INT4, INT8, Type
from gateway.lexer import Kind, Token, tokens

_LONGEST: Final = 4000
"""Characters. What is longer takes its time elsewhere."""
_FOLLOWERS: Final = frozenset({"and", ";", ")", "order", "limit", "group", "fetch", "offset"})
_INT4: Final = 2**31 - 1
_DIGITS: Final = 18
"""Of numbers that are an int8 for certain."""


@dataclass(frozen=True, slots=True)
class Shape:
    """`text` with `$1`, `$2`, … for `values`, and the types declared for them."""

    text: str
    values: tuple[str, ...]
    types: tuple[Type | None, ...]


@lru_cache(64)
def shape_of(sql: str) -> Shape | None:
    """The shape of one SELECT; None for other statements, and where nothing is taken out.

    Kept for a moment: a new text is looked at here before and after it has got a thread.
    """
    if len(sql) > _LONGEST or "=" not in sql:
        return None
    found = list(tokens(sql))
    if not found or found[0].word != "select":
        return None
    parts: list[str] = []
    values: list[str] = []
    types: list[Type | None] = []
    end = 0
    for at, token in enumerate(found):
        if token.kind is Kind.PARAMETER or (token.text == ";" and at + 1 < len(found)):
            return None
        if token.kind in (Kind.NUMBER, Kind.STRING) and _is_sought(found, at):
            value = _value(token)
            if value is None:
                continue
            values.append(value[0])
            types.append(value[1])
            parts += [sql[end : token.start], f"${len(values)}"]
            end = token.end
    if not values:
        return None
    return Shape("".join([*parts, sql[end:]]), tuple(values), tuple(types))


def _is_sought(found: Sequence[Token], at: int) -> bool:
    """Whether a literal is all that comes after `name =`."""
    if at < 2 or found[at - 1].text != "=" or found[at - 2].name is None:
        return False
    if at + 1 == len(found):
        return True
    return (found[at + 1].word or found[at + 1].text) in _FOLLOWERS


def _value(token: Token) -> tuple[str, Type | None] | None:
    """What a literal says, and its type; None where that is not so plain."""
    text = token.text
    if token.kind is Kind.STRING:
        whole = len(text) > 1 and text[0] == text[-1] == "'"
        return (text[1:-1].replace("''", "'"), None) if whole else None
    if not (text.isascii() and text.isdigit()) or len(text) > _DIGITS:
        return None
    return text, INT4 if int(text) <= _INT4 else INT8
