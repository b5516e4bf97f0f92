"""Splitting a template into keywords and characters (formatting.c: parse_format)."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache
from typing import Final


@dataclass(frozen=True, slots=True)
class Field:
    """A keyword as written, with its prefix (FM, TM) and suffix (TH, th)."""

    word: str
    fill: bool = True
    translated: bool = False
    ordinal: str = ""

    @property
    def key(self) -> str:
        """The keyword in capitals."""
        return self.word.upper()


Node = Field | str
"""A field, or one character that stands for itself."""

_MOMENT_WORDS: Final = """
A.D. A.M. AD AM B.C. BC CC DAY DDD DD DY Day Dy D FF1 FF2 FF3 FF4 FF5 FF6 FX HH24 HH12 HH IDDD ID
IW IYYY IYY IY I J MI MM MONTH MON MS Month Mon OF P.M. PM Q RM SSSSS SSSS SS TZH TZM TZ US WW W
Y,YYY YYYY YYY YY Y a.d. a.m. ad am b.c. bc cc day ddd dd dy d ff1 ff2 ff3 ff4 ff5 ff6 fx hh24
hh12 hh iddd id iw iyyy iyy iy i j mi mm month mon ms of p.m. pm q rm sssss ssss ss tzh tzm tz us
ww w y,yyy yyyy yyy yy y
"""
_NUMBER_WORDS: Final = (
    ", . 0 9 B C D EEEE FM G L MI PL PR RN SG SP S TH V b c d eeee fm g l mi pl pr rn sg sp s th v"
)


def _longest_first(words: str) -> tuple[str, ...]:
    return tuple(sorted(words.split(), key=len, reverse=True))


_MOMENT: Final = _longest_first(_MOMENT_WORDS)
_NUMBER: Final = _longest_first(_NUMBER_WORDS)


@lru_cache(maxsize=256)
def moment_template(template: str) -> tuple[Node, ...]:
    """A template for dates and times."""
    nodes: list[Node] = []
    at = 0
    while at < len(template):
        prefix = template[at : at + 2] if template[at : at + 2].upper() in ("FM", "TM") else ""
        prefix = prefix if prefix in ("FM", "fm", "TM", "tm") else ""
        at += len(prefix)
        word = _word(template, at, _MOMENT)
        if word:
            at += len(word)
            suffix = template[at : at + 2]
            ordinal = suffix if suffix in ("TH", "th") else ""
            at += 2 if ordinal or suffix == "SP" else 0
            translated = prefix.upper() == "TM"
            nodes.append(Field(word, prefix.upper() != "FM", translated, ordinal))
        elif at < len(template):
            at = _literal(template, at, nodes)
    return tuple(nodes)


@lru_cache(maxsize=256)
def number_template(template: str) -> tuple[Node, ...]:
    """A template for numbers."""
    nodes: list[Node] = []
    at = 0
    while at < len(template):
        word = _word(template, at, _NUMBER)
        if word:
            nodes.append(Field(word))
            at += len(word)
        else:
            at = _literal(template, at, nodes)
    return tuple(nodes)


def _word(template: str, at: int, words: Iterable[str]) -> str:
    return next((word for word in words if template.startswith(word, at)), "")


def _literal(template: str, at: int, nodes: list[Node]) -> int:
    """Text in double quotes, or one character; returns the position behind it."""
    if template[at] != '"':
        if template.startswith('\\"', at):
            at += 1
        nodes.append(template[at])
        return at + 1
    at += 1
    while at < len(template):
        if template[at] == '"':
            return at + 1
        if template[at] == "\\" and at + 1 < len(template):
            at += 1
        nodes.append(template[at])
        at += 1
    return at


def ordinal(number: str, style: str) -> str:
    """st, nd, rd or th behind a number, in the case of `style`."""
    tens = number[-2:-1] == "1"
    suffix = "th" if tens else {"1": "st", "2": "nd", "3": "rd"}.get(number[-1], "th")
    return suffix.upper() if style == "TH" else suffix
