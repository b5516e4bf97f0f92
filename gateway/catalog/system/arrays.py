"""Arrays in catalog queries: PostgreSQL's literals, vectors that begin at 0, `= ANY`.

Imports: this package.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from gateway.catalog.system.facts import literal
from gateway.catalog.system.pieces import (
    Piece,
    Pieces,
    call,
    close_of,
    is_at,
    operand_before,
    raw,
    sign,
    type_at,
    word,
)
from gateway.lexer import Kind

FROM_ZERO = frozenset({
    "indkey", "indclass", "indoption", "indcollation", "proargtypes", "prattrs", "tgattr",
})  # fmt: skip
"""Vectors: their subscripts begin at 0."""
_LITERAL = re.compile(r"'\{(.*)\}'", re.DOTALL)
_ITEM = re.compile(r'\s*(?:"((?:[^"\\]|\\.)*)"|([^,"]+))\s*(?:,|\Z)', re.DOTALL)
_BEFORE = frozenset({"=", "<>", "&&", "@>", "<@", "("})
_QUANTIFIERS = {"=": ("any", "some"), "<>": ("all",), "!=": ("all",)}


def array_items(text: str) -> list[str | None]:
    """The items of PostgreSQL's one-dimensional array text without its braces."""
    items: list[str | None] = []
    for match in _ITEM.finditer(text):
        quoted, plain = match.group(1), match.group(2)
        if quoted is not None:
            items.append(re.sub(r"\\(.)", r"\1", quoted, flags=re.DOTALL))
        else:
            items.append(None if plain.strip().lower() == "null" else plain.strip())
    return items


def with_lists(pieces: Pieces) -> Pieces:
    """`'{a,b}'` as a list where it is compared, cast to an array, or in ANY."""
    done: Pieces = []
    for at, piece in enumerate(pieces):
        match = _LITERAL.fullmatch(piece.text) if piece.kind is Kind.STRING else None
        if match is None or not _is_array(pieces, at):
            done.append(piece)
            continue
        items = array_items(match.group(1).replace("''", "'"))
        texts = ["NULL" if i is None else i if i.isdigit() else literal(i) for i in items]
        done.append(raw(f"[{', '.join(texts)}]"))
    return done


def _is_array(pieces: Pieces, at: int) -> bool:
    if is_at(pieces, at + 1, "::"):
        return type_at(pieces, at + 2)[0].endswith("[]")
    if is_at(pieces, at + 1, "as") and is_at(pieces, at - 1, "("):
        return type_at(pieces, at + 2)[0].endswith("[]")
    return at > 0 and pieces[at - 1].text in _BEFORE


def with_subscripts(pieces: Pieces) -> Pieces:
    """`indkey[0]` as `indkey[0 + 1]`."""
    done: Pieces = []
    ends: set[int] = set()
    for at, piece in enumerate(pieces):
        if at in ends:
            done += [sign(")"), Piece("+", Kind.OPERATOR), raw("1")]
        done.append(piece)
        if piece.text == "[" and at and pieces[at - 1].name in FROM_ZERO:
            done.append(sign("("))
            ends.add(close_of(pieces, at))
    return done


def with_concatenations(pieces: Pieces) -> Pieces:
    """`list || ARRAY(…)` as a function: NULL beside a list is an empty one."""
    done: Pieces = []
    at = 0
    while at < len(pieces):
        opens = is_at(pieces, at, "||", "array", "(") or is_at(pieces, at, "||", "array", "[")
        if not opens:
            done.append(pieces[at])
            at += 1
            continue
        end = close_of(pieces, at + 2) + 1
        start = operand_before(done, len(done) - 1)
        done[start:] = call("list_concat", done[start:], with_concatenations(pieces[at + 1 : end]))
        at = end
    return done


def with_any(pieces: Pieces) -> Pieces:
    """`x = ANY (list)`, `x <> ALL (list)` as functions, which DuckDB takes in any join."""
    done: Pieces = []
    at = 0
    while at < len(pieces):
        inside = _list_of(pieces, at)
        if inside is None:
            done.append(pieces[at])
            at += 1
            continue
        start = operand_before(done, len(done) - 1)
        negated = [] if pieces[at].text == "=" else [word("not")]
        operand = done[start:]
        found = call("list_contains", [*call("__list", with_any(list(inside)))], operand)
        done[start:] = [sign("("), *negated, *found, sign(")")]
        at += len(inside) + 4
    return done


def _list_of(pieces: Pieces, at: int) -> Sequence[Piece] | None:
    """The list of the ANY or ALL at `at`; None where there is none, or a subquery's rows."""
    words = _QUANTIFIERS.get(pieces[at].text, ())
    if not any(is_at(pieces, at + 1, word_, "(") for word_ in words):
        return None
    inside = pieces[at + 3 : close_of(pieces, at + 2)]
    return None if inside and inside[0].text in ("select", "values", "with") else inside
