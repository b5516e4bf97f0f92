"""PostgreSQL's lexical rules, and nothing above them: where words, literals and comments end.

For what must be decided before or without parsing: cutting a message into statements, telling a
catalog query from a query over sources, rewriting one token by token. Linear in the text's length;
nothing is copied but the tokens. Rules: PostgreSQL manual, "Lexical Structure" (with
`standard_conforming_strings` on).

Imports: standard library.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from enum import Enum
from typing import Final, NamedTuple


class Kind(Enum):
    """What a token is."""

    SPACE = "space"
    """White space or a comment."""
    WORD = "word"
    """A keyword or an identifier without quotes."""
    QUOTED = "quoted"
    """An identifier in double quotes."""
    STRING = "string"
    """A literal in any of the quoting styles."""
    NUMBER = "number"
    PARAMETER = "parameter"
    """`$1`."""
    OPERATOR = "operator"
    PUNCTUATION = "punctuation"
    """One of `( ) [ ] , ; .` and `::`, `:=`, `:`."""


class Token(NamedTuple):
    """A piece of the text: `text[start:end]`, as written."""

    kind: Kind
    text: str
    start: int

    @property
    def end(self) -> int:
        """Offset of the first character after the token."""
        return self.start + len(self.text)

    @property
    def word(self) -> str:
        """A WORD folded to lower case, "" for anything else."""
        return self.text.lower() if self.kind is Kind.WORD else ""

    @property
    def name(self) -> str | None:
        """The identifier this token spells, folded or unquoted; None if it is not one."""
        if self.kind is Kind.WORD:
            return self.text.lower()
        if self.kind is Kind.QUOTED:
            return self.text[1:-1].replace('""', '"')
        return None


_LETTER: Final = r"A-Za-z_\u0080-\U0010ffff"
_PIECES: Final = re.compile(
    rf"""
      (?P<space>      [ \t\r\n\f\v]+ | --[^\r\n]* )
    | (?P<comment>    /\* )
    | (?P<string>     [eE]'[^'\\]*(?:(?:''|\\.)[^'\\]*)*(?:'|\Z)
                    | (?:[bBxXnN]|[uU]&)?'[^']*(?:''[^']*)*(?:'|\Z) )
    | (?P<quoted>     (?:[uU]&)?"[^"]*(?:""[^"]*)*(?:"|\Z) )
    | (?P<dollar>     \$(?:[{_LETTER}][{_LETTER}0-9]*)?\$ )
    | (?P<parameter>  \$[0-9]+ )
    | (?P<word>       [{_LETTER}][{_LETTER}0-9$]* )
    | (?P<number>     0[xXoObB][0-9A-Fa-f_]+
                    | (?:[0-9][0-9_]*(?:\.(?!\.)[0-9_]*)?|\.[0-9][0-9_]*)
                      (?:[eE][+-]?[0-9]+)? )
    | (?P<punctuation> :: | := | [()\[\],;.:] )
    | (?P<operator>   (?:(?!--|/\*)[-+*/<>=~!@\#%^&|`?])+ )
    | (?P<other>      . )
    """,
    re.VERBOSE | re.DOTALL,
)
_MAY_END_IN_SIGN: Final = frozenset("~!@#%^&|`?")
_COMMENT_EDGE: Final = re.compile(r"/\*|\*/")
_KINDS: Final = {
    "space": Kind.SPACE,
    "string": Kind.STRING,
    "quoted": Kind.QUOTED,
    "parameter": Kind.PARAMETER,
    "word": Kind.WORD,
    "number": Kind.NUMBER,
    "punctuation": Kind.PUNCTUATION,
    "operator": Kind.OPERATOR,
    "other": Kind.OPERATOR,
}


def tokens(sql: str, *, spaces: bool = False) -> Iterator[Token]:
    """Every token of `sql` in order; white space and comments only with `spaces`.

    What is left open (a literal, a comment) reaches to the end of the text: the parser complains.
    """
    position = 0
    while position < len(sql):
        match = _PIECES.match(sql, position)
        assert match is not None  # the last alternative takes any character
        kind, end = match.lastgroup or "other", match.end()
        if kind == "comment":
            kind, end = "space", _end_of_comment(sql, end)
        elif kind == "dollar":
            closing = sql.find(match.group(), end)
            kind, end = "string", len(sql) if closing < 0 else closing + len(match.group())
        elif kind == "operator":
            end = position + len(_operator(match.group()))
        if spaces or kind != "space":
            yield Token(_KINDS[kind], sql[position:end], position)
        position = end


def _operator(text: str) -> str:
    """What is one operator of a run of operator characters: `=-1` is `=` and `-1`."""
    if _MAY_END_IN_SIGN.isdisjoint(text):
        text = text.rstrip("+-") or text[0]
    return text


def _end_of_comment(sql: str, position: int) -> int:
    """Comments nest."""
    depth = 1
    while depth:
        edge = _COMMENT_EDGE.search(sql, position)
        if edge is None:
            return len(sql)
        depth += 1 if edge.group() == "/*" else -1
        position = edge.end()
    return position
