"""json and jsonb text: checking it, and the canonical form in which PostgreSQL prints jsonb.

Rules: src/backend/utils/adt/jsonb.c and jsonb_util.c (lengthCompareJsonbStringValue): keys by
length in bytes, then bytes; the last of equal keys wins; numbers are numerics.
"""

from __future__ import annotations

import json
from decimal import Decimal
from typing import Any, Final

from gateway.sql.numbers import plain

_ESCAPES: Final = {
    '"': '\\"', "\\": "\\\\", "\b": "\\b", "\f": "\\f", "\n": "\\n", "\r": "\\r", "\t": "\\t",
}  # fmt: skip


class Pairs(list[tuple[str, Any]]):
    """An object's members as written."""


class Untranslatable(ValueError):
    """JSON that PostgreSQL cannot hold as text: the character with code zero."""


def _refuse(name: str) -> Any:
    raise ValueError(f"{name} is no JSON")


_DECODER: Final = json.JSONDecoder(
    object_pairs_hook=Pairs, parse_float=Decimal, parse_int=Decimal, parse_constant=_refuse
)


def decode(text: str) -> Any:
    """The value: objects as lists of pairs (`Pairs`), numbers Decimal. Raises ValueError."""
    return _DECODER.decode(text)


def check(text: str) -> None:
    """Raise ValueError unless the text is JSON."""
    decode(text)


def canonical(text: str) -> str:
    """jsonb's output for JSON text. Raises ValueError for text that jsonb refuses."""
    return encode(decode(text))


def encode(value: Any) -> str:
    """jsonb's output for a decoded value (None, bool, Decimal, int, str, list, dict, pairs)."""
    match value:
        case None:
            return "null"
        case bool():
            return "true" if value else "false"
        case Decimal():
            return format(plain(value), "f")
        case int():
            return str(value)
        case str():
            return quote(value)
        case Pairs():
            return _object(dict(value))
        case dict():
            return _object(value)
        case list():
            return "[" + ", ".join(map(encode, value)) + "]"
    raise ValueError(f"{type(value).__name__} is no JSON")


def quote(text: str) -> str:
    """A JSON string as PostgreSQL writes it. Raises ValueError for NUL and lone surrogates."""
    if "\0" in text:
        raise Untranslatable("unsupported Unicode escape sequence")
    text.encode("utf-8")
    return '"' + "".join(
        _ESCAPES.get(c) or (f"\\u{ord(c):04x}" if c < " " else c) for c in text
    ) + '"'  # fmt: skip


def _object(members: dict[str, Any]) -> str:
    ordered = sorted(members, key=lambda key: (len(key.encode()), key.encode()))
    return "{" + ", ".join(f"{quote(key)}: {encode(members[key])}" for key in ordered) + "}"
