r"""The escapes of `U&'d\0061t\+000061'`.

Rules: PostgreSQL manual, "String Constants with Unicode Escapes"; `str_udeescape` in parser.c.
"""

from __future__ import annotations

import re

from gateway.errors import SqlError

_NOT_AN_ESCAPE = re.compile(r"[0-9a-fA-F+'\"\s]")


def without_escapes(text: str, escape: str = "\\") -> str:
    """The text that is meant. 42601 for an escape that is none, or half of a pair."""
    if len(escape) != 1 or _NOT_AN_ESCAPE.match(escape):
        raise SqlError("42601", "invalid Unicode escape character")
    mark = re.escape(escape)
    pattern = (
        rf"{mark}([0-9a-fA-F]{{4}})|{mark}\+([0-9a-fA-F]{{6}})|{mark}({mark})|({mark})|[^{mark}]+"
    )
    return _joined([_piece(match) for match in re.finditer(pattern, text)])


def _piece(match: re.Match[str]) -> str:
    short, long, doubled, alone = match.groups()
    if alone:
        hint = "Unicode escapes must be \\XXXX or \\+XXXXXX."
        raise SqlError("42601", "invalid Unicode escape", hint=hint)
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
