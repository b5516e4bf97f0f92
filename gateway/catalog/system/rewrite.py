"""PostgreSQL's catalog queries as DuckDB understands them, token by token.

Each step is one function over the list of pieces. Nothing here knows tables; what a name means is
DuckDB's to find out, against the tables of `database`.

Imports: `gateway.errors`, this package.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from gateway.catalog.system.casts import Lookup, Values, with_casts
from gateway.catalog.system.database import SCHEMAS
from gateway.catalog.system.facts import Facts, literal
from gateway.catalog.system.outputs import with_names
from gateway.catalog.system.pieces import (
    Piece,
    Pieces,
    call,
    close_of,
    cut,
    is_at,
    operand_after,
    operand_before,
    raw,
    sign,
    split_at,
    text_of,
    word,
)
from gateway.catalog.system.snapshot import relations
from gateway.lexer import Kind

_FROM_ZERO = frozenset({
    "indkey", "indclass", "indoption", "indcollation", "proargtypes", "prattrs",
})  # fmt: skip
"""Vectors: their subscripts begin at 0."""
_FUNCTIONS = {"json_build_object": "json_object"}
_PATTERNS = {"~": ("~", ""), "~*": ("~", "(?i)"), "!~": ("!~", ""), "!~*": ("!~", "(?i)")}
_ARRAY_LITERAL = re.compile(r"'\{(.*)\}'", re.DOTALL)
_ARRAY_ITEM = re.compile(r'"((?:[^"\\]|\\.)*)"|([^,]+)', re.DOTALL)


def rewrite(sql: str, facts: Facts, lookup: Lookup, values: Values) -> str:
    """DuckDB's text for a catalog query. SqlError for what it names and is not there."""
    pieces = with_names(cut(sql))
    pieces = _operators(pieces)
    pieces = _qualifiers(pieces)
    pieces = _session(pieces, facts)
    pieces = _arrays(pieces)
    pieces = with_casts(pieces, lookup, values)
    pieces = _subscripts(pieces)
    pieces = _patterns(pieces)
    pieces = _any(pieces)
    pieces = _functions_in_from(pieces)
    return text_of(_renamed(pieces))


def array_items(text: str) -> list[str | None]:
    """The items of PostgreSQL's one-dimensional array text without its braces."""
    items: list[str | None] = []
    for match in _ARRAY_ITEM.finditer(text):
        quoted, plain = match.group(1), match.group(2)
        if quoted is not None:
            items.append(re.sub(r"\\(.)", r"\1", quoted, flags=re.DOTALL))
        else:
            items.append(None if plain.strip().lower() == "null" else plain.strip())
    return items


def _operators(pieces: Pieces) -> Pieces:
    """`OPERATOR(pg_catalog.~)` as `~`, no COLLATE, whole division."""
    done: Pieces = []
    at = 0
    while at < len(pieces):
        if is_at(pieces, at, "operator", "("):
            end = close_of(pieces, at + 1)
            done.append(pieces[end - 1])
            at = end + 1
        elif is_at(pieces, at, "collate") and pieces[at].kind is Kind.WORD:
            at += 4 if is_at(pieces, at + 2, ".") else 2
        else:
            piece = pieces[at]
            done.append(Piece("//", Kind.OPERATOR) if piece.text == "/" else piece)
            at += 1
    return done


def _qualifiers(pieces: Pieces) -> Pieces:
    """`pg_catalog.pg_class` in our schema; types and functions without their schema."""
    done: Pieces = []
    for at, piece in enumerate(pieces):
        ours = SCHEMAS.get(piece.name or "")
        if ours is None or not is_at(pieces, at + 1, ".") or is_at(pieces, at - 1, "."):
            if not (piece.text == "." and _dropped(pieces, at - 1)):
                done.append(piece)
        elif not _dropped(pieces, at):
            done.append(word(ours))
    return done


def _dropped(pieces: Pieces, at: int) -> bool:
    """Whether the schema's name at `at` is to go: what follows is no relation."""
    if at < 0 or pieces[at].name not in SCHEMAS or is_at(pieces, at - 1, "."):
        return False
    name = pieces[at + 2].name if at + 2 < len(pieces) else None
    known = (str(pieces[at].name), str(name)) in relations()
    return is_at(pieces, at + 3, "(") or is_at(pieces, at - 1, "::") or not known


def _session(pieces: Pieces, facts: Facts) -> Pieces:
    """Values for `current_user`, `current_setting('…')` and their like."""
    done: Pieces = []
    at = 0
    while at < len(pieces):
        piece = pieces[at]
        value, end = None, at + 1
        if (
            piece.kind is Kind.WORD
            and not is_at(pieces, at - 1, ".")
            and not is_at(pieces, end, ".")
        ):
            if is_at(pieces, end, "("):
                close = close_of(pieces, end)
                arguments = [text_of(a) for a in split_at(pieces[end + 1 : close], ",") if a]
                value, end = facts.function(piece.text, arguments), close + 1
            else:
                value = facts.word(piece.text)
        if value is None:
            done.append(piece)
            at += 1
        else:
            done.append(raw(value))
            at = end
    return done


def _arrays(pieces: Pieces) -> Pieces:
    """`'{a,b}'` as a list where it is compared, cast to an array, or in ANY."""
    done: Pieces = []
    for at, piece in enumerate(pieces):
        match = _ARRAY_LITERAL.fullmatch(piece.text) if piece.kind is Kind.STRING else None
        is_array = is_at(pieces, at - 1, "=") or is_at(pieces, at - 1, "(") or (
            is_at(pieces, at + 1, "::") and is_at(pieces, at + 3, "[")
        )  # fmt: skip
        if match is None or not is_array:
            done.append(piece)
            continue
        items = array_items(match.group(1).replace("''", "'"))
        texts = ["NULL" if i is None else i if i.isdigit() else literal(i) for i in items]
        done.append(raw(f"[{', '.join(texts)}]"))
    return done


def _subscripts(pieces: Pieces) -> Pieces:
    """`indkey[0]` as `indkey[0 + 1]`."""
    done: Pieces = []
    ends: set[int] = set()
    for at, piece in enumerate(pieces):
        if at in ends:
            done += [sign(")"), Piece("+", Kind.OPERATOR), raw("1")]
        done.append(piece)
        if piece.text == "[" and at and pieces[at - 1].name in _FROM_ZERO:
            done.append(sign("("))
            ends.add(close_of(pieces, at))
    return done


def _patterns(pieces: Pieces) -> Pieces:
    """DuckDB's `~` matches the whole text: the pattern gets room on both sides."""
    done: Pieces = []
    at = 0
    while at < len(pieces):
        operator = _PATTERNS.get(pieces[at].text) if pieces[at].kind is Kind.OPERATOR else None
        if operator is None:
            done.append(pieces[at])
            at += 1
            continue
        end = operand_after(pieces, at + 1)
        pattern = text_of(pieces[at + 1 : end])
        symbol, flags = operator
        done.append(Piece(symbol, Kind.OPERATOR))
        done.append(raw(f"('{flags}(?s:.*)(?:' || {pattern} || ')(?s:.*)')"))
        at = end
    return done


def _any(pieces: Pieces) -> Pieces:
    """`x = ANY (list)` as a function, which DuckDB takes in any join."""
    done: Pieces = []
    at = 0
    while at < len(pieces):
        inside = _list_of_any(pieces, at)
        if inside is None:
            done.append(pieces[at])
            at += 1
            continue
        start = operand_before(done, len(done) - 1)
        done[start:] = call("list_contains", _any(list(inside)), done[start:])
        at += len(inside) + 4
    return done


def _list_of_any(pieces: Pieces, at: int) -> Sequence[Piece] | None:
    if not (is_at(pieces, at, "=", "any", "(") or is_at(pieces, at, "=", "some", "(")):
        return None
    inside = pieces[at + 3 : close_of(pieces, at + 2)]
    return None if is_at(inside, 0, "select") or is_at(inside, 0, "values") else inside


def _renamed(pieces: Pieces) -> Pieces:
    """Functions that DuckDB has under another name."""
    return [
        word(_FUNCTIONS[piece.text])
        if piece.text in _FUNCTIONS and is_at(pieces, at + 1, "(")
        else piece
        for at, piece in enumerate(pieces)
    ]


def _functions_in_from(pieces: Pieces) -> Pieces:
    """`generate_series(…) s` has a column s; the ancestors of a partition with their number."""
    done: Pieces = []
    at = 0
    while at < len(pieces):
        if pieces[at].text in ("generate_series", "generate_subscripts") and is_at(
            pieces, at + 1, "("
        ):
            end = close_of(pieces, at + 1) + 1
            alias = end + is_at(pieces, end, "as")
            done += pieces[at:end]
            if _is_alias(pieces, alias):
                name = pieces[alias].text
                done.append(raw(f"{name}({name})"))
                end = alias + 1
            at = end
        elif is_at(pieces, at, "pg_partition_ancestors", "("):
            end = close_of(pieces, at + 1) + 1
            if is_at(pieces, end, "with", "ordinality"):
                argument = text_of(pieces[at + 2 : end - 1])
                done.append(raw(f"(SELECT {argument}::UINTEGER, 1::BIGINT)"))
                at = end + 2
            else:
                done += pieces[at:end]
                at = end
        else:
            done.append(pieces[at])
            at += 1
    return done


_NO_ALIAS = frozenset({
    "where", "on", "join", "left", "right", "inner", "cross", "group", "order", "limit", "union",
    "as",
})  # fmt: skip


def _is_alias(pieces: Pieces, at: int) -> bool:
    if at >= len(pieces) or pieces[at].name is None or pieces[at].text in _NO_ALIAS:
        return False
    return not is_at(pieces, at + 1, "(")
