"""A statement as a list of words and signs that rewriting may replace, and how they hang together.

Imports: `gateway.catalog.naming`, `gateway.lexer`.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

from gateway.catalog.naming import DATABASE
from gateway.lexer import Kind, tokens

_OPENING = {"(": ")", "[": "]"}
_CLOSING = {")": "(", "]": "["}
_LONG = 65_536
"""The pieces of a statement of so many characters are not kept."""


@dataclass(frozen=True, slots=True)
class Piece:
    """One token: `text` as it goes to DuckDB, words folded to lower case."""

    text: str
    kind: Kind

    @property
    def name(self) -> str | None:
        """The identifier this spells, None if it is none."""
        if self.kind is Kind.WORD:
            return self.text
        return self.text[1:-1].replace('""', '"') if self.kind is Kind.QUOTED else None


Pieces = list[Piece]


def cut(sql: str) -> Pieces:
    """The pieces of one statement, without a closing semicolon, and without the database's name
    in front of a schema and a relation (`unsilo.pg_catalog.pg_class`)."""
    return list(_kept(sql)) if len(sql) < _LONG else _cut(sql)


def _cut(sql: str) -> Pieces:
    found = [
        Piece(token.text.lower() if token.kind is Kind.WORD else token.text, token.kind)
        for token in tokens(sql)
    ]
    while found and found[-1].text == ";":
        found.pop()
    if DATABASE not in sql.lower():
        return found
    return [
        piece
        for at, piece in enumerate(found)
        if not _is_database(found, at) and not _is_database(found, at - 1)
    ]


_kept = lru_cache(maxsize=64)(_cut)
"""A statement is cut to see what it is about, to describe, and to run it."""


def _is_database(pieces: Sequence[Piece], at: int) -> bool:
    if at < 0 or pieces[at].name != DATABASE or is_at(pieces, at - 1, "."):
        return False
    return is_at(pieces, at + 1, ".") and is_at(pieces, at + 3, ".")


def raw(text: str) -> Piece:
    """Finished DuckDB text: an operand that nothing looks into."""
    return Piece(text, Kind.NUMBER)


def word(text: str) -> Piece:
    """A word in lower case."""
    return Piece(text, Kind.WORD)


def sign(text: str) -> Piece:
    """Punctuation."""
    return Piece(text, Kind.PUNCTUATION)


def call(function: str, *arguments: Sequence[Piece]) -> Pieces:
    """`function(argument, …)`."""
    inside: Pieces = []
    for argument in arguments:
        inside += [sign(","), *argument] if inside else argument
    return [word(function), sign("("), *inside, sign(")")]


def text_of(pieces: Sequence[Piece]) -> str:
    """The statement."""
    return " ".join(piece.text for piece in pieces)


def is_at(pieces: Sequence[Piece], index: int, text: str, *following: str) -> bool:
    """Whether these texts stand at `index`."""
    if not 0 <= index < len(pieces) or pieces[index].text != text:
        return False
    return not following or is_at(pieces, index + 1, *following)


def close_of(pieces: Sequence[Piece], index: int) -> int:
    """Index of the bracket that closes the one at `index`; the end if none does."""
    depth = 0
    for at in range(index, len(pieces)):
        if pieces[at].kind is Kind.PUNCTUATION:
            depth += (pieces[at].text in _OPENING) - (pieces[at].text in _CLOSING)
            if depth == 0:
                return at
    return len(pieces)


def open_of(pieces: Sequence[Piece], index: int) -> int:
    """Index of the bracket that the one at `index` closes; 0 if there is none."""
    depth = 0
    for at in range(index, -1, -1):
        if pieces[at].kind is Kind.PUNCTUATION:
            depth += (pieces[at].text in _CLOSING) - (pieces[at].text in _OPENING)
            if depth == 0:
                return at
    return 0


def operand_before(pieces: Sequence[Piece], end: int) -> int:
    """Where the operand starts whose last piece is at `end`: a name, call, literal, subscript."""
    at = end
    while is_at(pieces, at, "]"):
        at = open_of(pieces, at) - 1
    if is_at(pieces, at, ")"):
        at = open_of(pieces, at)
        if at and pieces[at - 1].name is not None and not is_syntax(pieces[at - 1]):
            at -= 1
    while at >= 2 and is_at(pieces, at - 1, ".") and pieces[at].name is not None:
        at -= 2
    if at >= 2 and is_at(pieces, at - 1, "::"):
        return operand_before(pieces, at - 2)
    return max(at, 0)


def operand_after(pieces: Sequence[Piece], start: int) -> int:
    """Index after the operand that starts at `start`, with its calls, subscripts and casts."""
    at = start + 1
    if is_at(pieces, start, "("):
        at = close_of(pieces, start) + 1
    while at < len(pieces):
        if is_at(pieces, at, ".") or is_at(pieces, at, "::"):
            at += 2
        elif is_at(pieces, at, "[") or (is_at(pieces, at, "(") and pieces[at - 1].name):
            at = close_of(pieces, at) + 1
        else:
            break
    return min(at, len(pieces))


_MULTIPLE = {
    ("double", "precision"): "float8", ("character", "varying"): "varchar",
    ("bit", "varying"): "varbit",
}  # fmt: skip
_INTERNAL = {
    "int": "int4", "integer": "int4", "smallint": "int2", "bigint": "int8", "real": "float4",
    "boolean": "bool", "decimal": "numeric", "character": "bpchar", "float": "float8",
    "sql_identifier": "name", "character_data": "varchar", "cardinal_number": "int4",
    "yes_or_no": "varchar", "time_stamp": "timestamptz",
}  # fmt: skip


def type_at(pieces: Sequence[Piece], start: int) -> tuple[str, int]:
    """The internal name of the type written at `start` (`bpchar[]`), and the index after it.

    Modifiers are passed over; a schema in front is dropped; "" if there is no name. `char` in
    quotes is PostgreSQL's one-byte type, without it is bpchar.
    """
    while is_at(pieces, start + 1, "."):
        start += 2
    name = pieces[start].name if start < len(pieces) else None
    if name is None:
        return "", start
    end = start + 1
    following = pieces[end].text if end < len(pieces) else ""
    if (name, following) in _MULTIPLE:
        name, end = _MULTIPLE[name, following], end + 1
    elif name == "char" and pieces[start].kind is Kind.WORD:
        name = "bpchar"
    if is_at(pieces, end, "("):
        end = close_of(pieces, end) + 1
    if is_at(pieces, end, "with", "time", "zone") or is_at(pieces, end, "without", "time", "zone"):
        name += "tz" if is_at(pieces, end, "with") else ""
        end += 3
    name = _INTERNAL.get(name, name)
    while is_at(pieces, end, "["):
        name, end = f"{name.removesuffix('[]')}[]", close_of(pieces, end) + 1
    return name, end


def closing_cast(pieces: Sequence[Piece]) -> int | None:
    """Index of the `::` when the whole expression is a cast."""
    for at in range(len(pieces) - 1, 0, -1):
        if pieces[at].text == "::":
            whole = type_at(pieces, at + 1)[1] == len(pieces)
            return at if whole and operand_before(pieces, at - 1) == 0 else None
    return None


_SYNTAX = frozenset({
    "and", "or", "not", "in", "any", "all", "some", "exists", "when", "then", "else", "case",
    "select", "from", "where", "on", "by", "having", "values", "using", "as", "is", "like",
    "ilike", "between", "union", "except", "intersect", "limit", "offset", "distinct",
})  # fmt: skip


def is_syntax(piece: Piece) -> bool:
    """A keyword before a parenthesis that is no function's name."""
    return piece.kind is Kind.WORD and piece.text in _SYNTAX


def split_at(pieces: Sequence[Piece], mark: str) -> list[Pieces]:
    """The parts between `mark`s outside brackets."""
    parts: list[Pieces] = [[]]
    depth = 0
    for piece in pieces:
        if piece.kind is Kind.PUNCTUATION:
            depth += (piece.text in _OPENING) - (piece.text in _CLOSING)
        if depth == 0 and piece.text == mark:
            parts.append([])
        else:
            parts[-1].append(piece)
    return parts


def find(pieces: Sequence[Piece], words: frozenset[str], start: int = 0) -> int:
    """Index of the first of `words` outside brackets, at or after `start`; the end if none."""
    depth = 0
    for at in range(start, len(pieces)):
        piece = pieces[at]
        if piece.kind is Kind.PUNCTUATION:
            depth += (piece.text in _OPENING) - (piece.text in _CLOSING)
        if depth == 0 and piece.kind is Kind.WORD and piece.text in words:
            return at
    return len(pieces)
