"""Reference evaluation of functions that are more than an operator, over plain values.

Letters are those of C.UTF-8: one for one, whatever the language.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any, Final

_DAY: Final = 86_400_000_000
_UNITS: Final = {"day": _DAY, "hour": 3_600_000_000, "second": 1_000_000}
_FOREVER: Final = {2**63 - 1, -(2**63 - 1)}
_NEVER: Final = {2**31 - 1, -(2**31 - 1)}
_LETTERS: Final = {"İ": "i"}
"""Where lower-casing by the full rules gives two letters and by the simple ones another."""


def _each(change: Callable[[str], str], special: dict[str, str]) -> Callable[[str], str]:
    def changed(letter: str) -> str:
        found = special.get(letter) or change(letter)
        return found if len(found) == 1 else letter

    return lambda text: "".join(map(changed, text))


upper: Final = _each(str.upper, {})
lower: Final = _each(str.lower, _LETTERS)


def _substring(text: str, begin: int, count: int) -> str:
    end = begin + count - 1
    return text[max(begin, 1) - 1 : max(end, 0)]


def _left(text: str, count: int) -> str:
    return text[:count]


def _right(text: str, count: int) -> str:
    return text[-count:] if count > 0 else text[-count:] if count < 0 else ""


def _truncated(field: str, moment: int) -> int:
    return moment if moment in _FOREVER else moment // _UNITS[field] * _UNITS[field]


def days_moved(day: int, by: int) -> int:
    """A date so many days later; an infinite one stays."""
    return day if day in _NEVER else day + by


FUNCTIONS: Final[dict[str, Callable[..., Any]]] = {
    "upper": upper,
    "lower": lower,
    "reverse": lambda text: text[::-1],
    "btrim": lambda text: text.strip(" "),
    "ltrim": lambda text: text.lstrip(" "),
    "rtrim": lambda text: text.rstrip(" "),
    "left": _left,
    "right": _right,
    "substring": _substring,
    "replace": lambda text, search, other: text.replace(search, other) if search else text,
    "strpos": lambda text, search: text.find(search) + 1,
    "octet_length": lambda text: len(text.encode()),
    # Python's $ is also before a newline at the end.
    "~": lambda text, pattern: re.search(pattern.replace("$", r"\Z"), text, re.DOTALL) is not None,
    "date_trunc": _truncated,
}
"""By name; none is called with NULL."""
