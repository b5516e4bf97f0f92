"""The names PostgreSQL gives to output columns that have no alias.

DuckDB names such a column by its text, so every one gets its alias before anything is rewritten.
Rules: `FigureColname` in PostgreSQL's `parse_target.c`.

Imports: this package.
"""

from __future__ import annotations

from collections.abc import Sequence

from gateway.catalog.system.pieces import (
    Piece,
    Pieces,
    close_of,
    find,
    is_at,
    operand_before,
    split_at,
    word,
)
from gateway.lexer import Kind

_ENDS = frozenset({
    "from", "where", "group", "having", "window", "union", "intersect", "except", "order",
    "limit", "offset", "fetch", "for",
})  # fmt: skip
_NOT_BEFORE_ALIAS = frozenset({
    "not", "is", "and", "or", "in", "like", "ilike", "then", "else", "between", "distinct", "all",
    "as", "from", "case", "when", "by",
})  # fmt: skip
_NEVER_ALIAS = frozenset({
    "end", "null", "true", "false", "current_user", "user", "session_user",
})  # fmt: skip
_UNNAMED = "?column?"
_INTERNAL = {
    "int": "int4", "integer": "int4", "smallint": "int2", "bigint": "int8", "real": "float4",
    "boolean": "bool", "decimal": "numeric", "character": "bpchar",
}  # fmt: skip


def with_names(pieces: Pieces) -> Pieces:
    """The statement with an alias on every output of its outermost select."""
    start = find(pieces, frozenset({"select"}))
    if start == len(pieces):
        return pieces
    start += 1
    if is_at(pieces, start, "all") or is_at(pieces, start, "distinct"):
        start += 1
        if is_at(pieces, start, "on", "("):
            start = close_of(pieces, start + 1) + 1
    end = find(pieces, _ENDS, start)
    named: Pieces = []
    for item in split_at(pieces[start:end], ","):
        named += [Piece(",", Kind.PUNCTUATION), *_named(item)] if named else _named(item)
    return [*pieces[:start], *named, *pieces[end:]]


def _named(item: Pieces) -> Pieces:
    if not item or item[-1].text == "*" or _has_alias(item):
        return item
    name = _figure(item) or _UNNAMED
    return [*item, word("as"), Piece(f'"{name}"', Kind.QUOTED)]


def _has_alias(item: Pieces) -> bool:
    if find(item, frozenset({"as"})) < len(item):
        return True
    if len(item) < 2 or item[-1].name is None or item[-1].text in _NEVER_ALIAS:
        return False
    before = item[-2]
    if before.kind is Kind.WORD:
        return before.text not in _NOT_BEFORE_ALIAS
    return before.kind not in (Kind.OPERATOR,) and before.text not in (".", "::", ",", "(", "[")


def _figure(item: Sequence[Piece]) -> str | None:
    """The name of an expression, None for `?column?`."""
    pieces = list(item)
    if not pieces:
        return None
    if pieces[0].kind is Kind.WORD and pieces[0].text == "case":
        last = find(pieces[1:-1], frozenset({"else"})) + 2
        return _figure(pieces[last:-1]) or "case"
    if pieces[0].kind is Kind.WORD and pieces[0].text == "cast" and is_at(pieces, 1, "("):
        inside = pieces[2:-1]
        at = find(inside, frozenset({"as"}))
        return _figure(inside[:at]) or _type_name(inside[at + 1 :])
    cast = _last_cast(pieces)
    if cast is not None:
        return _figure(pieces[:cast]) or _type_name(pieces[cast + 1 :])
    if operand_before(pieces, len(pieces) - 1) != 0:
        return None
    return _of_operand(pieces)


def _of_operand(pieces: Pieces) -> str | None:
    while is_at(pieces, len(pieces) - 1, "]"):
        pieces = pieces[: pieces.index(Piece("[", Kind.PUNCTUATION))]
    if is_at(pieces, 0, "("):
        inside = pieces[1:-1]
        if is_at(inside, 0, "select"):
            return _figure(split_at(inside[1 : find(inside, _ENDS)], ",")[0])
        return _figure(inside)
    path = pieces[: next((n for n, p in enumerate(pieces) if p.text == "("), len(pieces))]
    if not path or path[-1].name is None or path[-1].text == "null":
        return None
    if path[-1].kind is Kind.WORD and path[-1].text in ("true", "false"):
        return "bool"
    return path[-1].name


def _last_cast(pieces: Pieces) -> int | None:
    """Index of the `::` when the whole expression is a cast."""
    for at in range(len(pieces) - 1, 0, -1):
        if pieces[at].text == "::":
            plain = all(p.name is not None or p.text in (".", "[", "]") for p in pieces[at + 1 :])
            return at if plain and operand_before(pieces, at - 1) == 0 else None
    return None


def _type_name(pieces: Sequence[Piece]) -> str | None:
    names = [piece.name for piece in pieces if piece.name is not None]
    return _INTERNAL.get(names[-1], names[-1]) if names else None
