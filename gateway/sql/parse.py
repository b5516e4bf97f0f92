"""Text to sqlglot trees. Nothing is looked up here; what cannot be parsed is 42601."""

from __future__ import annotations

import logging
import re
from typing import Final

from sqlglot import exp
from sqlglot.errors import ParseError, TokenError

from gateway.errors import SqlError, unsupported
from gateway.lexer import Kind, Token, tokens
from gateway.sql.dialect import Unsilo

# It would log statements that it does not know, with the passwords in them; they are errors here.
logging.getLogger("sqlglot").setLevel(logging.ERROR)

_DIALECT = Unsilo()
_BEGINNINGS = frozenset(
    {"select", "with", "values", "table", "insert", "update", "delete", "merge", "truncate"}
    | {"create", "alter", "drop", "comment", "grant", "revoke", "explain", "analyze"}
)
"""Words that a statement may begin with, of those that come here."""


_SQL_JSON = re.compile(
    r"\b(json_(?:value|query|exists|table|object|array|arrayagg|objectagg|scalar|serialize))\s*\(",
    re.IGNORECASE,
)


def parse(sql: str) -> list[exp.Expression]:
    """Every statement of `sql`, in order; empty statements are left out.

    Raises SqlError 42601 with the position of the offending word.
    """
    try:
        trees = _DIALECT.parse(sql)
    except ParseError as error:
        raise _syntax_error(sql, error) from None
    except TokenError as error:
        unknown = SqlError("42601", _first_line(error), position=len(sql))
        raise _unterminated(sql) or unknown from None
    found = [tree for tree in trees if isinstance(tree, exp.Expression)]
    if any(
        isinstance(t, (exp.Condition, exp.Alias)) and not isinstance(t, exp.Query) for t in found
    ):
        # The parser takes any expression for a statement.
        raise _near(next(tokens(sql)))
    return found


def position_of(node: exp.Expression | None) -> int | None:
    """1-based offset of the first word under `node` that has a place in the text."""
    if node is None:
        return None
    starts = [found.meta["start"] for found in node.walk() if "start" in (found._meta or {})]
    return min(starts) + 1 if starts else None


def place_of(node: exp.Expression) -> int | None:
    """1-based offset of the operator or type that `node` is; else `position_of` it."""
    at = (node._meta or {}).get("at")
    return position_of(node) if at is None else int(at) + 1


def placed_at(node: exp.Expression, position: int | None) -> exp.Expression:
    """The node, for which `position_of` finds this place."""
    if position is not None:
        node.meta["start"] = position - 1
    return node


def _syntax_error(sql: str, error: ParseError) -> SqlError:
    first = next(tokens(sql), None)
    if first is not None and first.kind is Kind.WORD and first.word not in _BEGINNINGS:
        # The parser takes an unknown word for a column's name, and stumbles over what follows.
        return _near(first)
    if (call := _SQL_JSON.search(sql)) is not None:
        # Their arguments have a grammar of their own, which is not ours yet.
        raise unsupported(f"{call[1].lower()} with clauses", position=call.start() + 1)
    details = error.errors[0] if error.errors else {}
    word = str(details.get("highlight") or "")
    line, column = details.get("line"), details.get("col")
    if not word or not line or not column:
        return SqlError("42601", "syntax error at end of input", position=len(sql) + 1)
    offset = sum(len(text) + 1 for text in sql.split("\n")[: line - 1]) + column - len(word)
    return SqlError("42601", f'syntax error at or near "{word}"', position=max(offset, 0) + 1)


def _near(token: Token) -> SqlError:
    message = f'syntax error at or near "{token.text}"'
    return SqlError("42601", message, position=token.start + 1)


_OPEN: Final = {Kind.STRING: "quoted string", Kind.QUOTED: "quoted identifier"}


def _unterminated(sql: str) -> SqlError | None:
    """The error of a literal or name that reaches to the end of the text without its quote."""
    last = next((token for token in tokens(sql) if token.end == len(sql)), None)
    if last is None or last.kind not in _OPEN:
        return None
    message = f'unterminated {_OPEN[last.kind]} at or near "{last.text}"'
    return SqlError("42601", message, position=last.start + 1)


def _first_line(error: Exception) -> str:
    message = str(error).splitlines()[0] if str(error) else "unterminated statement"
    return message[:1].lower() + message[1:]
