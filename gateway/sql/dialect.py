"""Our dialect: sqlglot's PostgreSQL parser, stopped from giving functions a meaning of its own.

sqlglot normalises what it knows (`to_char` formats, JSON paths, intervals, array indexes) so that
it can be printed for another database. We must keep what the user wrote: the binder alone decides
what a name means. So every function stays a plain call, JSON operators stay operators, an interval
literal stays a string with a type, and array subscripts keep their base.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, ClassVar

from sqlglot import exp
from sqlglot.dialects.postgres import Postgres
from sqlglot.parsers.postgres import PostgresParser
from sqlglot.tokens import TokenType  # type: ignore[attr-defined]

_SPECIAL_SYNTAX = ("CAST", "EXTRACT", "TRIM", "SUBSTRING", "POSITION", "OVERLAY")
_INTERVAL_FIELDS = ("YEAR", "MONTH", "DAY", "HOUR", "MINUTE", "SECOND")


def _operator(symbol: str) -> Callable[[Any, exp.Expression, exp.Expression], exp.Expression]:
    """A parser hook that keeps a binary operator as a call by its symbol."""

    def build(_: Any, left: exp.Expression, right: exp.Expression) -> exp.Expression:
        return exp.Anonymous(this=symbol, expressions=[left, right])

    return build


class UnsiloParser(PostgresParser):
    """The parser; see the module's text for what it leaves alone."""

    FUNCTIONS: ClassVar[dict[str, Any]] = {}
    FUNCTION_PARSERS: ClassVar[dict[str, Any]] = {
        name: hook
        for name, hook in PostgresParser.FUNCTION_PARSERS.items()
        if name in _SPECIAL_SYNTAX
    }
    JSON_OPERATORS: ClassVar[dict[TokenType, Any]] = {
        TokenType.ARROW: _operator("->"),
        TokenType.DARROW: _operator("->>"),
        TokenType.HASH_ARROW: _operator("#>"),
        TokenType.DHASH_ARROW: _operator("#>>"),
        TokenType.PLACEHOLDER: _operator("?"),
    }

    def _parse_interval(
        self, require_interval: bool = True, parse_function_unit: bool = True
    ) -> Any:
        """`INTERVAL 'text' [field [TO field]]` as a cast of the untouched text."""
        index = self._index
        if not self._match(TokenType.INTERVAL) or not self._match(TokenType.STRING, advance=False):
            self._retreat(index)
            return None
        literal = self._parse_primary()
        fields = self._parse_interval_fields()
        cast = exp.Cast(this=literal, to=exp.DataType(this=exp.DType.INTERVAL))
        if fields:
            cast.meta["fields"] = fields
        return cast

    def _parse_interval_fields(self) -> tuple[str, ...]:
        fields: list[str] = []
        while self._curr and self._curr.text.upper() in _INTERVAL_FIELDS:
            fields.append(self._curr.text.upper())
            self._advance()
            if not self._match_text_seq("TO"):
                break
        return tuple(fields)


class Unsilo(Postgres):
    """PostgreSQL's syntax for the gateway."""

    INDEX_OFFSET = 0
    Parser = UnsiloParser
