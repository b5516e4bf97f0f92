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
    closing_cast,
    find,
    is_at,
    operand_before,
    split_at,
    type_at,
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
_AFTER_CALL = frozenset({"over", "filter", "within"})
_TRIMS = {"leading": "ltrim", "trailing": "rtrim"}


def with_names(pieces: Pieces) -> Pieces:
    """The statement with an alias on every output of every select."""
    pieces = _inside(pieces)
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


def _inside(pieces: Pieces) -> Pieces:
    """The same for the queries in brackets: a name may be used outside."""
    done: Pieces = []
    at = 0
    while at < len(pieces):
        done.append(pieces[at])
        if pieces[at].text == "(":
            end = close_of(pieces, at)
            inside = pieces[at + 1 : end]
            is_query = bool(inside) and inside[0].text in ("select", "with", "(")
            done += with_names(inside) if is_query else _inside(inside)
            at = end - 1
        at += 1
    return done


def _named(item: Pieces) -> Pieces:
    if not item or item[-1].text == "*" or _has_alias(item):
        return item
    name, _ = _figure(item[: find(item, _AFTER_CALL)])
    return [*item, word("as"), Piece(f'"{name or _UNNAMED}"', Kind.QUOTED)]


def _has_alias(item: Pieces) -> bool:
    if find(item, frozenset({"as"})) < len(item):
        return True
    if len(item) < 2 or item[-1].name is None or item[-1].text in _NEVER_ALIAS:
        return False
    before = item[-2]
    if before.kind is Kind.WORD:
        return before.text not in _NOT_BEFORE_ALIAS
    return before.kind not in (Kind.OPERATOR,) and before.text not in (".", "::", ",", "(", "[")


def _figure(item: Sequence[Piece]) -> tuple[str | None, bool]:
    """The name of an expression and whether it is a strong one; None for `?column?`.

    The name of a cast's type, or of CASE, is weak: what is inside or around may have a better one.
    """
    pieces = list(item)
    if not pieces:
        return None, False
    if pieces[0].kind is Kind.WORD and pieces[0].text == "case":
        last = find(pieces[1:-1], frozenset({"else"})) + 2
        return _or_weak(_figure(pieces[last:-1]), "case")
    if pieces[0].kind is Kind.WORD and pieces[0].text == "cast" and is_at(pieces, 1, "("):
        inside = pieces[2:-1]
        at = find(inside, frozenset({"as"}))
        return _or_weak(_figure(inside[:at]), _type_name(inside, at + 1))
    cast = closing_cast(pieces)
    if cast is not None:
        return _or_weak(_figure(pieces[:cast]), _type_name(pieces, cast + 1))
    if is_at(pieces, 0, "exists", "(") and close_of(pieces, 1) == len(pieces) - 1:
        return "exists", True
    if is_at(pieces, 0, "(") and close_of(pieces, 0) == len(pieces) - 3:
        return pieces[-1].name, True  # a record's field
    if operand_before(pieces, len(pieces) - 1) != 0:
        return None, False
    return _of_operand(pieces)


def _or_weak(found: tuple[str | None, bool], weak: str | None) -> tuple[str | None, bool]:
    return found if found[1] else (weak, False)


def _of_operand(pieces: Pieces) -> tuple[str | None, bool]:
    if is_at(pieces, len(pieces) - 1, "]"):
        pieces = pieces[: next((n for n, p in enumerate(pieces) if p.text == "["), 0)]
    if is_at(pieces, 0, "("):
        inside = pieces[1:-1]
        if is_at(inside, 0, "select"):
            return _of_select(inside)
        return _figure(inside)
    path = pieces[: next((n for n, p in enumerate(pieces) if p.text == "("), len(pieces))]
    if not path or path[-1].name is None or path[-1].text == "null":
        return None, False
    if path[-1].kind is Kind.WORD and path[-1].text in ("true", "false"):
        return "bool", False
    if path[-1].text == "trim" and len(pieces) > len(path) + 1:
        return _TRIMS.get(pieces[len(path) + 1].text, "btrim"), True
    return path[-1].name, True


def _of_select(pieces: Pieces) -> tuple[str | None, bool]:
    """A subquery is named as its first output."""
    first = split_at(pieces[1 : find(pieces, _ENDS)], ",")[0]
    if _has_alias(first) and first[-1].name is not None:
        return first[-1].name if first[-1].name != _UNNAMED else None, True
    return _figure(first)


def _type_name(pieces: Sequence[Piece], at: int) -> str | None:
    return type_at(pieces, at)[0].removesuffix("[]") or None
