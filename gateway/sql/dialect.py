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
from sqlglot.errors import ParseError
from sqlglot.parsers.postgres import PostgresParser
from sqlglot.tokens import TokenType  # type: ignore[attr-defined]

from gateway.sql.precedence import PrecedenceParser
from gateway.sql.tokens import MARK, marked, unmarked, whole_numbers

_SPECIAL_SYNTAX = ("CAST", "EXTRACT", "TRIM", "SUBSTRING", "POSITION", "OVERLAY")
_Hook = Callable[[Any], Any]


def _placed(hook: _Hook) -> _Hook:
    """The hook for a call's arguments; what it makes stands where the function's name does."""

    def parse(parser: Any) -> Any:
        start = parser._tokens[parser._index - 2].start
        node = hook(parser)
        node.meta["start"] = start
        return node

    return parse


_INTERVAL_FIELDS = ("YEAR", "MONTH", "DAY", "HOUR", "MINUTE", "SECOND")


def _array_of(element: exp.Expr) -> exp.DataType:
    """The type of an array; PostgreSQL's has no number of dimensions."""
    if isinstance(element, exp.DataType) and element.is_type(exp.DType.ARRAY):
        return element
    return exp.DataType(this=exp.DType.ARRAY, expressions=[element], nested=True)


class UnsiloParser(PrecedenceParser):
    """The parser; see the module's text for what it leaves alone."""

    FUNCTIONS: ClassVar[dict[str, Any]] = {}
    FUNCTION_PARSERS: ClassVar[dict[str, Any]] = {
        name: _placed(hook)
        for name, hook in PostgresParser.FUNCTION_PARSERS.items()
        if name in _SPECIAL_SYNTAX
    } | {"ROW": lambda self: exp.Tuple(expressions=self._parse_csv(self._parse_disjunction))}
    PLACEHOLDER_PARSERS: ClassVar[dict[TokenType, Any]] = {
        kind: hook
        for kind, hook in PostgresParser.PLACEHOLDER_PARSERS.items()
        if kind is not TokenType.COLON  # a[low:high]
    }
    LAMBDAS: ClassVar[dict[TokenType, Any]] = {
        TokenType.FARROW: PostgresParser.LAMBDAS[TokenType.FARROW]
    }

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

    def _parse_types(self, *args: Any, **options: Any) -> Any:
        """A type's name, which knows its place."""
        at = self._curr.start if self._curr else None
        type_ = super()._parse_types(*args, **options)
        if isinstance(type_, exp.DataType) and at is not None:
            type_.meta.setdefault("at", at)
        return type_

    def _parse_csv(self, parse_method: Any, sep: TokenType = TokenType.COMMA) -> Any:
        """A list; nothing may be left out behind a comma."""
        items = [parse_method()]
        while self._match(sep):
            items.append(parse_method())
            if items[-1] is None:
                self.raise_error("Expected an item")
        return [item for item in items if item is not None]

    def raise_error(self, message: str, token: Any = None) -> None:
        """42601; nothing is highlighted at the end of the text."""
        if token is None and not self._curr:
            raise ParseError(message)
        if token is None:
            super().raise_error(message)
        else:
            super().raise_error(message, token)

    def _parse_cube_or_rollup(self, with_prefix: bool = False) -> Any:
        """Sets of any expressions, as PostgreSQL has them."""
        for word, kind in ((TokenType.CUBE, exp.Cube), (TokenType.ROLLUP, exp.Rollup)):
            if not with_prefix and self._match(word):
                return kind(expressions=self._parse_wrapped_csv(self._parse_disjunction))
        return None

    def _parse_grouping_set(self) -> Any:
        inner = self._parse_grouping_sets() or self._parse_cube_or_rollup()
        return inner or self._parse_disjunction()

    def _parse_using_identifiers(self) -> Any:
        """`USING (k) AS j`: the alias is kept with the first name, as `meta["alias"]`."""
        names: Any = super()._parse_using_identifiers()
        if names and self._match(TokenType.ALIAS):
            names[0].meta["alias"] = self._parse_id_var()
        return names

    def _parse_dcolon(self) -> Any:
        """The type after `::`; `int[3]` and `int ARRAY` are arrays as `int[]` is."""
        at, place = self._prev.start, self._curr.start if self._curr else None
        type_: Any = super()._parse_dcolon()
        if self._prev.token_type is TokenType.ARRAY and not type_.is_type(exp.DType.ARRAY):
            type_ = _array_of(type_)
        while self._match(TokenType.L_BRACKET):
            self._match(TokenType.NUMBER)
            if not self._match(TokenType.R_BRACKET):
                self.raise_error("Expected ]")
            type_ = _array_of(type_)
        type_.meta.update(at=place, cast=at)
        return type_

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

    class Tokenizer(Postgres.Tokenizer):
        """The tokenizer, which knows the mark of a parameter."""

        SINGLE_TOKENS: ClassVar[dict[str, TokenType]] = {
            **Postgres.Tokenizer.SINGLE_TOKENS,
            MARK: TokenType.PARAMETER,
        }

    def tokenize(self, sql: str, dialect: Any = None) -> list[Any]:
        """The tokens of `sql`. Raises 42601 for a malformed number."""
        return whole_numbers(unmarked(super().tokenize(marked(sql), dialect)), sql)
