"""PostgreSQL's catalog queries as DuckDB understands them, token by token.

Each step is one function over the list of pieces. Nothing here knows tables; what a name means is
DuckDB's to find out, against the tables of `database`.

Imports: this package.
"""

from __future__ import annotations

from gateway.catalog.system.arguments import with_named_arguments
from gateway.catalog.system.arrays import (
    with_any,
    with_concatenations,
    with_lists,
    with_subscripts,
)
from gateway.catalog.system.calls import with_calls, with_facts
from gateway.catalog.system.casts import Lookup, with_casts
from gateway.catalog.system.facts import Facts
from gateway.catalog.system.hidden import with_system_columns
from gateway.catalog.system.live import PER_SESSION
from gateway.catalog.system.outputs import with_names
from gateway.catalog.system.pieces import (
    Piece,
    Pieces,
    close_of,
    is_at,
    operand_after,
    raw,
    text_of,
    word,
)
from gateway.catalog.system.snapshot import relations
from gateway.catalog.system.static import SCHEMAS
from gateway.lexer import Kind

_PATTERNS = {"~": ("~", ""), "~*": ("~", "(?i)"), "!~": ("!~", ""), "!~*": ("!~", "(?i)")}

_LIKES = {
    "like": "like", "ilike": "ilike", "~~": "like", "~~*": "ilike", "!~~": "not like",
    "!~~*": "not ilike",
}  # fmt: skip


def rewrite(pieces: Pieces, facts: Facts, lookup: Lookup) -> str:
    """DuckDB's text for a catalog query. SqlError for what it names and is not there."""
    pieces = with_names(pieces)
    pieces = _operators(pieces)
    pieces = _qualifiers(pieces)
    pieces = with_system_columns(pieces)
    pieces = with_facts(pieces, facts)
    pieces = with_named_arguments(pieces)
    pieces = with_lists(pieces)
    pieces = with_casts(pieces, lookup)
    pieces = with_subscripts(pieces)
    pieces = _patterns(pieces)
    pieces = with_concatenations(pieces)
    pieces = with_any(pieces)
    return text_of(with_calls(pieces))


def _operators(pieces: Pieces) -> Pieces:
    """`OPERATOR(pg_catalog.~)` as `~`, no COLLATE, whole division, no empty select list."""
    done: Pieces = []
    at = 0
    while at < len(pieces):
        if is_at(pieces, at, "operator", "("):
            end = close_of(pieces, at + 1)
            done.append(pieces[end - 1])
            at = end + 1
        elif is_at(pieces, at, "exists", "(", "select", "from"):
            done += [*pieces[at : at + 3], raw("1")]
            at += 3
        elif _is_collate(pieces, at):
            at += 4 if is_at(pieces, at + 2, ".") else 2
        else:
            piece = pieces[at]
            done.append(Piece("//", Kind.OPERATOR) if piece.text == "/" else piece)
            at += 1
    return done


def _is_collate(pieces: Pieces, at: int) -> bool:
    """`x COLLATE "C"`; the word may also be an alias."""
    is_word = is_at(pieces, at, "collate") and pieces[at].kind is Kind.WORD
    return is_word and not is_at(pieces, at - 1, "as") and not is_at(pieces, at - 1, ".")


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
    known = (str(pieces[at].name), str(name)) in relations() and name not in PER_SESSION
    return is_at(pieces, at + 3, "(") or is_at(pieces, at - 1, "::") or not known


def _patterns(pieces: Pieces) -> Pieces:
    """DuckDB's `~` matches the whole text: the pattern gets room on both sides.

    Its LIKE has no escape character unless one is named.
    """
    done: Pieces = []
    at = 0
    while at < len(pieces):
        if pieces[at].text in _LIKES and pieces[at].kind in (Kind.WORD, Kind.OPERATOR):
            end = _end_of_chain(pieces, at + 1)
            done += [word(_LIKES[pieces[at].text]), *pieces[at + 1 : end]]
            if not is_at(pieces, end, "escape") and end > at + 1:
                done.append(raw("ESCAPE '\\'"))
            at = end
            continue
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


def _end_of_chain(pieces: Pieces, start: int) -> int:
    """Index after operands joined by `||`; `start` itself before ANY and ALL."""
    if pieces[start : start + 1] and pieces[start].text in ("any", "all", "some"):
        return start
    end = operand_after(pieces, start)
    while is_at(pieces, end, "||"):
        end = operand_after(pieces, end + 1)
    return end
