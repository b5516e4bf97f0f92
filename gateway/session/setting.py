"""One setting: what it takes, and how PostgreSQL would show it.

Rules: guc.c (`parse_bool`, `parse_int`, `ShowGUCOption`).
Imports: `gateway.encodings`, `gateway.errors`, `gateway.timezones`.
"""

from __future__ import annotations

import math
import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Final

from gateway import encodings, timezones
from gateway.errors import SqlError

Reader = Callable[[str], str]
"""A value as written to its canonical form. Raises SqlError 22023."""


@dataclass(frozen=True, slots=True)
class Setting:
    """`name` as PostgreSQL spells it. `fixed`: to be read only. `listed`: takes several values."""

    name: str
    default: str
    read: Reader
    fixed: bool = False
    listed: bool = False

    def checked(self, value: str) -> str:
        """The canonical form of a value; 55P02, and what `read` raises."""
        if self.fixed:
            raise SqlError("55P02", f'parameter "{self.name}" cannot be changed')
        return self.read(value)


def invalid(name: str, value: str, *, detail: str = "", hint: str = "") -> SqlError:
    """22023."""
    message = f'invalid value for parameter "{name}": "{value}"'
    return SqlError("22023", message, detail=detail, hint=hint)


def boolean(name: str, default: str = "off") -> Setting:
    """on or off, in any of PostgreSQL's spellings."""

    def read(value: str) -> str:
        truth = _truth(value)
        if truth is None:
            raise SqlError("22023", f'parameter "{name}" requires a Boolean value')
        return truth

    return Setting(name, default, read)


def choice(name: str, default: str, *values: str) -> Setting:
    """One of `values`. Where "on" is one, so are its synonyms."""

    def read(value: str) -> str:
        found = value.lower()
        if found not in values:
            found = _SYNONYMS.get(found, "")
        if found not in values:
            raise invalid(name, value, hint=f"Available values: {', '.join(values)}.")
        return found

    return Setting(name, default, read)


def number(
    name: str, default: str, low: int = 0, high: int = 2**31 - 1, *, unit: str = ""
) -> Setting:
    """A whole number; with `unit` ("ms", "kB") an amount of which bare numbers have that unit."""
    shown = f" {unit}" if unit else ""

    def read(value: str) -> str:
        amount = _amount(name, value, unit)
        if not low <= amount <= high:
            raise SqlError(
                "22023",
                f'{amount}{shown} is outside the valid range for parameter "{name}" '
                f"({low}{shown} .. {high}{shown})",
            )
        return _largest_unit(amount, unit)

    return Setting(name, default, read)


def real(name: str, default: str, low: float = 0, high: float = math.inf) -> Setting:
    """A number."""
    most = 1.79769e308 if high == math.inf else high

    def read(value: str) -> str:
        try:
            amount = float(value)
        except ValueError:
            raise invalid(name, value) from None
        if not low <= amount <= high:
            raise SqlError(
                "22023",
                f'{amount:g} is outside the valid range for parameter "{name}" '
                f"({low:g} .. {most:g})",
            )
        return f"{amount:g}"

    return Setting(name, default, read)


def text(name: str, default: str = "", *, listed: bool = False) -> Setting:
    """Anything."""
    return Setting(name, default, lambda value: value, listed=listed)


def plain_text(name: str) -> Setting:
    """Anything; what is not printable ASCII is shown byte by byte (`pg_clean_ascii`)."""

    def read(given: str) -> str:
        return "".join(
            chr(byte) if 32 <= byte < 127 else f"\\x{byte:02x}" for byte in given.encode()
        )

    return Setting(name, "", read)


def only(name: str, value: str, *spellings: str, why: str) -> Setting:
    """One value, because any other would be a lie; `why` is the sentence that says so."""
    accepted = {_bare(spelling) for spelling in (value, *spellings)}

    def read(given: str) -> str:
        if _bare(given) not in accepted and _truth(given) != value:
            raise invalid(name, given, detail=why)
        return value

    return Setting(name, value, read, listed="," in value)


def encoding(name: str) -> Setting:
    """An encoding's name; 0A000 for one whose characters cannot be converted exactly."""

    def read(given: str) -> str:
        found = encodings.canonical(given)
        if found is None:
            raise invalid(name, given)
        if found not in encodings.ENCODINGS:
            raise SqlError(
                "0A000",
                f'invalid value for parameter "{name}": "{given}"',
                detail=f"Conversion between {found} and UTF8 is not supported.",
            )
        return given if given == "UNICODE" else found  # so does PostgreSQL, for old clients

    return Setting(name, encodings.UTF8.name, read)


def time_zone(name: str) -> Setting:
    """A time zone's name, or an offset."""
    return Setting(name, "UTC", timezones.setting)


def read_only(name: str) -> Setting:
    """A transaction's read-only flag: on, as on a standby, whatever the default is."""
    flag = boolean(name, "on")

    def read(given: str) -> str:
        if flag.read(given) == "off":
            raise SqlError("25006", "cannot set transaction read-write mode: Unsilo is read-only")
        return "on"

    return Setting(name, "on", read)


def fact(name: str, value: str) -> Setting:
    """Something to be read."""
    return Setting(name, value, lambda given: given, fixed=True)


@lru_cache(256)
def milliseconds(shown: str) -> int:
    """The amount of a setting of time in its canonical form."""
    return _amount("", shown, "ms")


_SYNONYMS: Final = {"true": "on", "yes": "on", "1": "on", "false": "off", "no": "off", "0": "off"}
_WORDS: Final = {"on": "on", "true": "on", "yes": "on", "off": "off", "false": "off", "no": "off"}


def _truth(value: str) -> str | None:
    """Beginnings of the words count if they are unique: `t`, `of`."""
    lower = value.strip().lower()
    if lower in ("1", "0"):
        return _SYNONYMS[lower]
    found = {truth for word, truth in _WORDS.items() if lower and word.startswith(lower)}
    return found.pop() if len(found) == 1 else None


def _bare(value: str) -> str:
    return value.lower().replace(" ", "")


_UNITS: Final[Mapping[str, Mapping[str, float]]] = {
    "": {},
    "ms": {"us": 0.001, "ms": 1, "s": 1000, "min": 60_000, "h": 3_600_000, "d": 86_400_000},
    "kB": {"B": 1 / 1024, "kB": 1, "MB": 1024, "GB": 1024**2, "TB": 1024**3},
}
_AMOUNT: Final = re.compile(
    r"\s*(?P<number>[+-]?(?:0[xX][0-9a-fA-F]+|(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?))"
    r"\s*(?P<unit>[A-Za-z]*)\s*"
)


def _amount(name: str, value: str, unit: str) -> int:
    match, units = _AMOUNT.fullmatch(value), _UNITS[unit]
    if match is None or (match["unit"] and not units):
        raise invalid(name, value)
    if match["unit"] and match["unit"] not in units:
        hint = f"Valid units for this parameter are {_listing(units)}."
        raise invalid(name, value, hint=hint)
    digits = match["number"]
    amount = int(digits, 16) if "x" in digits.lower() else float(digits)
    # rint(), as PostgreSQL: halves go to the even number.
    return round(min(max(amount * units.get(match["unit"], 1), -(2.0**62)), 2.0**62))


def _listing(units: Iterable[str]) -> str:
    *most, last = (f'"{unit}"' for unit in units)
    return f"{', '.join(most)}, and {last}"


def _largest_unit(amount: int, unit: str) -> str:
    """As it is shown: in the largest unit that divides it."""
    if not unit or amount <= 0:
        return str(amount)
    whole = {name: int(factor) for name, factor in _UNITS[unit].items() if factor >= 1}
    name = max((n for n, f in whole.items() if amount % f == 0), key=whole.__getitem__)
    return f"{amount // whole[name]}{name}"
