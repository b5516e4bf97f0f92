r"""The escapes of `U&'d\0061t\+000061'` and `U&"d\0061t"`.

Rules: PostgreSQL manual, "String Constants with Unicode Escapes"; `str_udeescape` in parser.c.
"""

from __future__ import annotations

import re

from gateway.errors import SqlError, at_offset
from gateway.lexer import Kind, Token, tokens

_NOT_AN_ESCAPE = re.compile(r"[0-9a-fA-F+'\"\s]")


def without_escapes(text: str, escape: str = "\\") -> str:
    """The text that is meant. 42601 for an escape that is none, or half of a pair."""
    if len(escape) != 1 or _NOT_AN_ESCAPE.match(escape):
        raise SqlError("42601", "invalid Unicode escape character", position=1)
    mark = re.escape(escape)
    pattern = (
        rf"{mark}([0-9a-fA-F]{{4}})|{mark}\+([0-9a-fA-F]{{6}})|{mark}({mark})|({mark})|[^{mark}]+"
    )
    return _joined([_piece(match) for match in re.finditer(pattern, text)])


def plain_names(sql: str) -> str:
    """The text with every name in `U&"…"` in plain quotes, and spaces for what that is shorter.

    So that positions stay. Raises 42601.
    """
    if '&"' not in sql:
        return sql
    pieces: list[str] = []
    end = 0
    found = list(tokens(sql))
    for at, token in enumerate(found):
        if token.kind is Kind.QUOTED and token.text[0] in "uU" and token.text.endswith('"'):
            mark, after = _uescape(found[at + 1 : at + 3], token.end)
            with at_offset(token.start):
                name = without_escapes(token.text[3:-1].replace('""', '"'), mark)
            quoted = '"' + name.replace('"', '""') + '"'
            pieces += [sql[end : token.start], quoted.ljust(after - token.start)]
            end = after
    return "".join([*pieces, sql[end:]])


def _uescape(following: list[Token], end: int) -> tuple[str, int]:
    """The character that begins an escape, and where the name with its UESCAPE ends."""
    match following:
        case [Token(kind=Kind.WORD) as word, Token(kind=Kind.STRING) as mark] if (
            word.word == "uescape"
        ):
            return mark.text[1:-1].replace("''", "'"), mark.end
    return "\\", end


def _piece(match: re.Match[str]) -> str:
    short, long, doubled, alone = match.groups()
    if alone:
        hint = "Unicode escapes must be \\XXXX or \\+XXXXXX."
        raise SqlError("42601", "invalid Unicode escape", hint=hint, position=1)
    if not short and not long:
        return doubled or match[0]
    code = int(short or long, 16)
    if not 0 < code <= 0x10FFFF:
        raise SqlError("42601", "invalid Unicode escape value")
    return chr(code)


def _joined(pieces: list[str]) -> str:
    """Halves of a surrogate pair stand for one character."""
    try:
        return "".join(pieces).encode("utf-16", "surrogatepass").decode("utf-16")
    except UnicodeDecodeError:
        raise SqlError("42601", "invalid Unicode surrogate pair") from None
