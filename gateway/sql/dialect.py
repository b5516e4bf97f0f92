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

from gateway.sql.tokens import whole_numbers

_SPECIAL_SYNTAX = ("CAST", "EXTRACT", "TRIM", "SUBSTRING", "POSITION", "OVERLAY")
_QUANTIFIED = {"~": exp.RegexpLike, "~*": exp.RegexpILike}
_COMPARISONS = (exp.EQ, exp.NEQ, exp.LT, exp.LTE, exp.GT, exp.GTE)
_INTERVAL_FIELDS = ("YEAR", "MONTH", "DAY", "HOUR", "MINUTE", "SECOND")


def _operator(symbol: str) -> Callable[[Any, exp.Expression, exp.Expression], exp.Expr]:
    """A parser hook that keeps a binary operator as a call by its symbol."""

    def build(_: Any, left: exp.Expression, right: exp.Expression) -> exp.Expr:
        if isinstance(right, (exp.Any, exp.All)) and symbol in _QUANTIFIED:
            return _QUANTIFIED[symbol](this=left, expression=right)
        return exp.Anonymous(this=symbol, expressions=[left, right])

    return build


def _compares(node: Any) -> bool:
    """Whether a node is a bare comparison; `x = ANY (…)` binds as other operators do."""
    return isinstance(node, _COMPARISONS) and not isinstance(node.expression, (exp.Any, exp.All))


def _prefix(symbol: str) -> Callable[[Any], exp.Expression]:
    """A parser hook for a prefix operator: it binds less tightly than arithmetic does."""

    def build(parser: Any) -> exp.Expression:
        return exp.Anonymous(this=symbol, expressions=[parser._parse_term()])

    return build


class UnsiloParser(PostgresParser):
    """The parser; see the module's text for what it leaves alone."""

    FUNCTIONS: ClassVar[dict[str, Any]] = {}
    FUNCTION_PARSERS: ClassVar[dict[str, Any]] = {
        name: hook
        for name, hook in PostgresParser.FUNCTION_PARSERS.items()
        if name in _SPECIAL_SYNTAX
    } | {"ROW": lambda self: exp.Tuple(expressions=self._parse_csv(self._parse_disjunction))}
    JSON_OPERATORS: ClassVar[dict[TokenType, Any]] = {
        TokenType.ARROW: _operator("->"),
        TokenType.DARROW: _operator("->>"),
        TokenType.HASH_ARROW: _operator("#>"),
        TokenType.DHASH_ARROW: _operator("#>>"),
        TokenType.PLACEHOLDER: _operator("?"),
        # One level with || and the arrows, left to right; sqlglot has them with LIKE.
        TokenType.RLIKE: _operator("~"),
        TokenType.IRLIKE: _operator("~*"),
        TokenType.AT_GT: _operator("@>"),
        TokenType.LT_AT: _operator("<@"),
        TokenType.DAMP: _operator("&&"),
        TokenType.QMARK_AMP: _operator("?&"),
        TokenType.QMARK_PIPE: _operator("?|"),
        TokenType.HASH_DASH: _operator("#-"),
        TokenType.CARET_AT: _operator("^@"),
    }

    UNARY_PARSERS: ClassVar[dict[TokenType, Any]] = {
        **PostgresParser.UNARY_PARSERS,
        TokenType.RLIKE: _prefix("~"),
        TokenType.TILDE: _prefix("~"),
        TokenType.PIPE_SLASH: _prefix("|/"),
        TokenType.DPIPE_SLASH: _prefix("||/"),
    }

    def _parse_unary(self) -> Any:
        """`@ x` is the absolute value; sqlglot takes it for a variable."""
        if self._curr and self._curr.token_type is TokenType.PARAMETER and self._curr.text == "@":
            self._advance()
            return _prefix("@")(self)
        return super()._parse_unary()

    def _parse_equality(self, parse_is: bool = True) -> Any:
        """Comparisons do not chain: `a < b = c` is a syntax error there, not a choice of ours."""
        node: Any = super()._parse_equality(parse_is)
        if _compares(node) and (_compares(node.this) or _compares(node.expression)):
            self.raise_error("Comparison operators do not chain")
        return node

    def _parse_type(self, parse_interval: bool = True, fallback_to_identifier: bool = False) -> Any:
        """`type 'text'` is one unit: `date '2001-02-03'::text` casts the date, not the text."""
        literal = None if fallback_to_identifier else self._try_parse(self._parse_typed_literal)
        if literal is not None:
            return self._parse_column_ops(literal)
        return super()._parse_type(parse_interval, fallback_to_identifier)

    def _parse_typed_literal(self) -> Any:
        if not self._curr or self._curr.token_type not in self.TYPE_TOKENS:
            return None
        if self._curr.token_type is TokenType.INTERVAL:
            return None
        index = self._index
        type_ = self._parse_types(check_func=True, allow_identifiers=False)
        if isinstance(type_, exp.DataType) and self._match(TokenType.STRING, advance=False):
            text = self._parse_primary()
            return exp.Cast(this=text, to=type_)
        self._retreat(index)
        return None

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

    def tokenize(self, sql: str, dialect: Any = None) -> list[Any]:
        """The tokens of `sql`. Raises 42601 for a malformed number."""
        return whole_numbers(super().tokenize(sql, dialect), sql)
