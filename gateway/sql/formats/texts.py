"""format(): %s, %I, %L with positions, widths and the flag `-` (varlena.c: text_format)."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Final

from gateway.errors import SqlError
from gateway.sql.quoting import quote_identifier, quote_literal

_SPECIFIER: Final = re.compile(
    r"%(?:(?P<percent>%)|(?:(?P<position>\d+)\$)?(?P<flags>-*)"
    r"(?:(?P<width>\d+)|(?P<star>\*)(?:(?P<star_position>\d+)\$)?)?(?P<type>.?))",
    re.S | re.A,
)


def format_text(template: str, arguments: Sequence[str | None]) -> str:
    """`format(template, arguments…)`, arguments already as text. 22023, 22004."""
    taken = 0

    def argument(position: str | None) -> str | None:
        nonlocal taken
        taken = int(position) if position is not None else taken + 1
        if taken == 0:
            raise SqlError(
                "22023", "format specifies argument 0, but arguments are numbered from 1"
            )
        if taken > len(arguments):
            raise SqlError("22023", "too few arguments for format()")
        return arguments[taken - 1]

    def value(match: re.Match[str]) -> str:
        if match["percent"]:
            return "%"
        if not match["type"]:
            raise SqlError("22023", "unterminated format() type specifier")
        width = int(match["width"] or 0)
        if match["star"]:
            width = int(argument(match["star_position"]) or 0)
        if match["type"] not in "sIL":
            raise SqlError("22023", f'unrecognized format() type specifier "{match["type"]}"')
        shown = _shown(argument(match["position"]), match["type"])
        left = bool(match["flags"]) or width < 0
        return shown.ljust(abs(width)) if left else shown.rjust(width)

    return _SPECIFIER.sub(value, template)


def _shown(value: str | None, kind: str) -> str:
    match kind:
        case "I":
            if value is None:
                raise SqlError("22004", "null values cannot be formatted as an SQL identifier")
            return quote_identifier(value)
        case "L":
            return "NULL" if value is None else quote_literal(value)
    return value or ""
