"""Operators as PostgreSQL reads them: its lexer's longest match, its grammar's precedence.

sqlglot has levels of its own (`!~` binds as a prefix, BETWEEN below comparisons, `||` beside
LIKE). Here expressions are climbed by the table of gram.y, lowest first:

    OR · AND · NOT · IS ISNULL NOTNULL · < > = <= >= <> · BETWEEN IN LIKE ILIKE SIMILAR ·
    any other operator · + - · * / % · ^ · AT TIME ZONE · COLLATE · unary + - · [] :: .

IS, comparisons and the LIKE family do not associate: `a < b < c` is a syntax error there too.
Every symbolic operator becomes an `exp.Operator` by its symbol; the binder gives it a meaning.
"""

from __future__ import annotations

import re
from enum import IntEnum
from typing import Any, Final

from sqlglot import exp
from sqlglot.parsers.postgres import PostgresParser
from sqlglot.tokens import TokenType  # type: ignore[attr-defined]


class Level(IntEnum):
    """How tightly an operator binds."""

    OR = 1
    AND = 2
    NOT = 3
    IS = 4
    COMPARISON = 5
    RANGE = 6
    OTHER = 7
    ADDITIVE = 8
    MULTIPLICATIVE = 9
    POWER = 10
    AT = 11
    COLLATE = 12
    SIGN = 13
    CAST = 14


_CHARACTERS: Final = re.compile(r"[-+*/<>=~!@#%^&|`?]+")
_COMMENT: Final = re.compile(r"--|/\*")
_MAY_END_IN_SIGN: Final = re.compile(r"[~!@#%^&|`?]")
_SYMBOL_LEVELS: Final = {
    "+": Level.ADDITIVE, "-": Level.ADDITIVE,
    "*": Level.MULTIPLICATIVE, "/": Level.MULTIPLICATIVE, "%": Level.MULTIPLICATIVE,
    "^": Level.POWER,
    "<": Level.COMPARISON, ">": Level.COMPARISON, "=": Level.COMPARISON,
    "<=": Level.COMPARISON, ">=": Level.COMPARISON, "<>": Level.COMPARISON,
}  # fmt: skip
_WORD_LEVELS: Final = {
    TokenType.OR: Level.OR, TokenType.AND: Level.AND,
    TokenType.IS: Level.IS, TokenType.ISNULL: Level.IS, TokenType.NOTNULL: Level.IS,
    TokenType.BETWEEN: Level.RANGE, TokenType.IN: Level.RANGE, TokenType.LIKE: Level.RANGE,
    TokenType.ILIKE: Level.RANGE, TokenType.SIMILAR_TO: Level.RANGE,
    TokenType.COLLATE: Level.COLLATE, TokenType.OPERATOR: Level.OTHER,
    TokenType.DCOLON: Level.CAST,
}  # fmt: skip
_QUANTIFIERS: Final = {"ANY": exp.Any, "SOME": exp.Any, "ALL": exp.All}
_LOGICAL: Final = {Level.OR: exp.Or, Level.AND: exp.And}
_LIKES: Final = {TokenType.LIKE: exp.Like, TokenType.ILIKE: exp.ILike}
_RANGES: Final = frozenset(t for t, level in _WORD_LEVELS.items() if level is Level.RANGE)
_JSON_KINDS: Final = frozenset(
    {"VALUE", "OBJECT", "ARRAY", "SCALAR", "WITH", "WITHOUT", "UNIQUE", "KEYS"}
)
_PLACED_AT_FIRST_WORD: Final = (
    exp.Array, exp.Boolean, exp.Case, exp.Null, exp.Parameter, exp.Subquery, exp.Tuple,
)  # fmt: skip
"""Primaries that sqlglot gives no place."""
_LIKE_SYMBOLS: Final = {"~~": exp.Like, "!~~": exp.Like, "~~*": exp.ILike, "!~~*": exp.ILike}


def lexed(sql: str, start: int) -> str:
    """The operator that PostgreSQL's lexer (scan.l) reads at `start`; "" when none starts there.

    The longest run of operator characters, up to a comment; a run may end in + or - only if it
    holds one of `~ ! @ # % ^ & | ` ?`.
    """
    match = _CHARACTERS.match(sql, start)
    if match is None:
        return ""
    symbol = _COMMENT.split(match.group(), maxsplit=1)[0]
    while len(symbol) > 1 and symbol[-1] in "+-" and not _MAY_END_IN_SIGN.search(symbol[:-1]):
        symbol = symbol[:-1]
    return symbol


def _standing(node: Any, at: int, left: Any) -> Any:
    """`node`, whose operator behind `left` stands at `at` (`place_of`)."""
    inner = node
    while inner is not None and inner is not left and inner.meta.get("at") is None:
        inner.meta["at"] = at
        inner = inner.this if isinstance(inner, (exp.Not, exp.Escape)) else None
    return node


def _is_word(token: Any, word: str) -> bool:
    """Whether a token is that word, not a string or a quoted name; sqlglot has VAR after `@`."""
    kinds = (TokenType.NOT, TokenType.VAR)
    return bool(token) and token.token_type in kinds and token.text.upper() == word


class PrecedenceParser(PostgresParser):
    """sqlglot's parser with PostgreSQL's precedence; primaries stay sqlglot's."""

    def _parse_disjunction(self) -> Any:
        return self._climb(Level.OR)

    def _parse_conjunction(self) -> Any:
        return self._climb(Level.AND)

    def _parse_equality(self, parse_is: bool = True) -> Any:
        return self._climb(Level.IS)

    def _parse_comparison(self, this: Any = None) -> Any:
        return self._climb(Level.COMPARISON, this)

    def _parse_range(self, this: Any = None, parse_is: bool = False) -> Any:
        return self._climb(Level.RANGE, this)

    def _parse_bitwise(self) -> Any:
        return self._climb(Level.OTHER)

    def _parse_term(self, parse_mod: bool = True) -> Any:
        return self._climb(Level.ADDITIVE)

    def _parse_factor(self, parse_mod: bool = True) -> Any:
        return self._climb(Level.MULTIPLICATIVE)

    def _parse_unary(self) -> Any:
        return self._prefix()

    def _climb(self, minimum: Level, left: Any = None, *, restricted: bool = False) -> Any:
        """An expression of operators that bind at least as tightly as `minimum`.

        `restricted` is gram.y's b_expr (the low bound of BETWEEN): operators only.
        """
        left = left if left is not None else self._prefix()
        while left is not None and (level := self._level(restricted)) and level >= minimum:
            left = self._infix(left, level)
        return left

    def _level(self, restricted: bool) -> Level | None:
        """The level of the operator that comes next, None when none does."""
        token = self._curr
        if not token:
            return None
        symbol = lexed(self.sql, token.start)
        if symbol and symbol != "=>":
            return _SYMBOL_LEVELS.get("<>" if symbol == "!=" else symbol, Level.OTHER)
        if restricted:
            return self._restricted_word()
        if token.token_type is TokenType.NOT:
            return Level.RANGE if self._next and self._next.token_type in _RANGES else None
        if _is_word(token, "AT") and self._next:
            following = self._next.text.upper()
            return Level.AT if following in ("TIME", "LOCAL") else None
        return _WORD_LEVELS.get(token.token_type)

    def _restricted_word(self) -> Level | None:
        kind = self._curr.token_type
        following = self._next.text.upper() if self._next else ""
        if kind in (TokenType.OPERATOR, TokenType.DCOLON):
            return _WORD_LEVELS[kind]
        return Level.IS if kind is TokenType.IS and following in ("DISTINCT", "NOT") else None

    def _prefix(self) -> Any:
        """A primary, or a prefix operator with its operand."""
        token = self._curr
        if _is_word(token, "NOT"):
            self._advance()
            return self.expression(exp.Not(this=self._operand(Level.NOT)))
        symbol = lexed(self.sql, token.start) if token else ""
        if not symbol or token.token_type in (TokenType.STAR, TokenType.PLACEHOLDER):
            return self._primary()
        start = token.start
        self._take(symbol)
        node = self._signed(symbol)
        if symbol != "+":
            node.meta["start"] = start
        return node

    def _signed(self, symbol: str) -> Any:
        if symbol == "+":
            return self._operand(Level.SIGN)
        if symbol == "-":
            return self.expression(exp.Neg(this=self._operand(Level.SIGN)))
        return exp.Anonymous(this=symbol, expressions=[self._operand(Level.ADDITIVE)])

    def _primary(self) -> Any:
        """What sqlglot reads as one unit; `row OVERLAPS row` is one as well."""
        start = self._curr.start if self._curr else 0
        left = self._parse_type()
        if isinstance(left, _PLACED_AT_FIRST_WORD):
            left.meta.setdefault("start", start)
        if isinstance(left, exp.Tuple) and self._match(TokenType.OVERLAPS):
            at = self._prev.start
            overlaps = exp.Overlaps(this=left, expression=self._parse_type())
            return _standing(self.expression(overlaps), at, left)
        return left

    def _operand(self, minimum: Level, *, restricted: bool = False) -> Any:
        operand = self._climb(minimum, restricted=restricted)
        if operand is None:
            self.raise_error("Expected an operand")
        return operand

    def _infix(self, left: Any, level: Level) -> Any:
        """`left` with the operator that comes next, which knows its place."""
        at = self._curr.start
        return _standing(self._joined(left, level), at, left)

    def _joined(self, left: Any, level: Level) -> Any:
        token = self._curr
        if symbol := lexed(self.sql, token.start):
            self._take(symbol)
            return self._binary(left, "<>" if symbol == "!=" else symbol, level)
        if level is Level.CAST:
            return self._parse_column_ops(left)
        self._advance()
        match level:
            case Level.OR | Level.AND:
                right = self._operand(Level(level + 1))
                return self.expression(_LOGICAL[level](this=left, expression=right))
            case Level.IS:
                return self._is(left, token.token_type)
            case Level.RANGE:
                negate = token.token_type is TokenType.NOT
                if negate:
                    token = self._curr
                    self._advance()
                return self._range(left, token.token_type, negate=negate)
            case Level.AT:
                return self._at(left)
            case Level.COLLATE:
                return self.expression(exp.Collate(this=left, expression=self._collation()))
        return self._binary(left, self._qualified_operator(), level)

    def _binary(self, left: Any, symbol: str, level: Level) -> Any:
        quantified = self._quantified()
        right = quantified or self._operand(Level(level + 1))
        if not quantified and level is Level.COMPARISON:
            self._no_more(level)
        like = _LIKE_SYMBOLS.get(symbol)
        if like is not None:
            negate = symbol.startswith("!") or None
            return self.expression(like(this=left, expression=right, negate=negate))
        return self.expression(exp.Operator(this=left, operator=symbol, expression=right))

    def _quantified(self) -> Any:
        """`ANY (…)`, `SOME (…)` or `ALL (…)` as a right operand."""
        kind = _QUANTIFIERS.get(self._curr.text.upper()) if self._curr else None
        if kind is None or not self._next or self._next.token_type is not TokenType.L_PAREN:
            return None
        self._advance()
        return self.expression(kind(this=self._parse_paren()))

    def _is(self, left: Any, kind: TokenType) -> Any:
        """IS …, ISNULL, NOTNULL."""
        if kind is not TokenType.IS:
            not_null = kind is TokenType.NOTNULL or None
            return self.expression(exp.Is(this=left, expression=exp.Null(), negate=not_null))
        negate = bool(self._match(TokenType.NOT)) or None
        if self._match_text_seq("DISTINCT", "FROM"):
            right = self._operand(Level.COMPARISON)
            self._no_more(Level.IS)
            same = exp.NullSafeEQ if negate else exp.NullSafeNEQ
            return self.expression(same(this=left, expression=right))
        word = self._curr.text.upper() if self._curr else ""
        self._advance()
        match word:
            case "TRUE" | "FALSE":
                what: exp.Expr = exp.Boolean(this=word == "TRUE")
            case "NULL":
                what = exp.Null()
            case "UNKNOWN" | "DOCUMENT" | "NORMALIZED":
                what = exp.var(word)
            case "JSON":
                what = exp.var(self._json_kind())
            case _:
                self.raise_error("Expected a truth value after IS")
        return self.expression(exp.Is(this=left, expression=what, negate=negate))

    def _json_kind(self) -> str:
        """What follows IS JSON."""
        words = ["JSON"]
        while self._curr and self._curr.text.upper() in _JSON_KINDS:
            words.append(self._curr.text.upper())
            self._advance()
        return " ".join(words)

    def _range(self, left: Any, kind: TokenType, *, negate: bool) -> Any:
        """BETWEEN, IN, LIKE, ILIKE, SIMILAR TO after their keyword."""
        if kind is TokenType.IN:
            inside = self._parse_in(left)
            return self.expression(exp.Not(this=inside)) if negate else inside
        if kind is TokenType.BETWEEN:
            between = self._between(left)
            self._no_more(Level.RANGE)
            return self.expression(exp.Not(this=between)) if negate else between
        if kind is TokenType.SIMILAR_TO:
            similar = exp.SimilarTo(this=left, expression=self._operand(Level.OTHER))
            node = self._escaped(self.expression(similar))
            self._no_more(Level.RANGE)
            return self.expression(exp.Not(this=node)) if negate else node
        quantified = self._quantified()
        right = quantified or self._operand(Level.OTHER)
        like = _LIKES[kind](this=left, expression=right, negate=negate or None)
        if quantified:
            return self.expression(like)
        node = self._escaped(self.expression(like))
        self._no_more(Level.RANGE)
        return node

    def _escaped(self, pattern: Any) -> Any:
        if not self._match(TokenType.ESCAPE):
            return pattern
        return self.expression(exp.Escape(this=pattern, expression=self._operand(Level.OTHER)))

    def _between(self, left: Any) -> Any:
        symmetric = bool(self._match_text_seq("SYMMETRIC")) or None
        if not symmetric:
            self._match_text_seq("ASYMMETRIC")
        low = self._operand(Level.IS, restricted=True)
        if not self._match(TokenType.AND):
            self.raise_error("Expected AND")
        high = self._operand(Level.OTHER)
        return self.expression(exp.Between(this=left, low=low, high=high, symmetric=symmetric))

    def _at(self, left: Any) -> Any:
        if self._match_text_seq("LOCAL"):
            return exp.Anonymous(this="timezone", expressions=[left])
        if not self._match_text_seq("TIME", "ZONE"):
            self.raise_error("Expected TIME ZONE")
        return self.expression(exp.AtTimeZone(this=left, zone=self._operand(Level.COLLATE)))

    def _collation(self) -> Any:
        name = self._parse_id_var(any_token=False)
        while name is not None and self._match(TokenType.DOT):
            name = self._parse_id_var(any_token=False)
        if name is None:
            self.raise_error("Expected a collation")
        return name

    def _qualified_operator(self) -> str:
        """`(schema.symbol)` after OPERATOR; pg_catalog is the only schema that has any."""
        if not self._match(TokenType.L_PAREN):
            self.raise_error("Expected (")
        if self._match_text_seq("PG_CATALOG") and not self._match(TokenType.DOT):
            self.raise_error("Expected .")
        symbol = lexed(self.sql, self._curr.start) if self._curr else ""
        self._take(symbol)
        if not symbol or not self._match(TokenType.R_PAREN):
            self.raise_error("Expected an operator")
        return "<>" if symbol == "!=" else symbol

    def _take(self, symbol: str) -> None:
        """Step over the tokens that sqlglot made of one operator."""
        end = self._curr.start + len(symbol) if self._curr else 0
        while self._curr and self._curr.start < end:
            if self._curr.end >= end:
                self.raise_error(f"Operator {symbol}")
            self._advance()

    def _no_more(self, level: Level) -> None:
        """42601 when an operator that does not associate follows itself."""
        if self._level(restricted=False) is level:
            self.raise_error("This operator does not chain")
