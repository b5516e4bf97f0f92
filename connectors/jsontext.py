"""PostgreSQL's canonical text of jsonb for a parsed document; shared by files and Redis."""

from __future__ import annotations

import json
import math
from decimal import Decimal
from typing import Any, Final

_MOST: Final = 131_072
_SMALLEST: Final = -16_383


def number(text: str) -> Decimal:
    """A JSON number. ValueError for one beyond numeric, whose digits might fill the memory."""
    found = Decimal(text)
    exponent = found.as_tuple().exponent
    assert isinstance(exponent, int)
    if found.adjusted() >= _MOST or exponent < _SMALLEST:
        raise ValueError("a number overflows numeric format")
    return found


def jsonb(document: Any) -> str:
    """The text PostgreSQL prints for the document as jsonb.

    Keys in order of length, then bytes; numbers as numeric. ValueError for what jsonb cannot hold.
    """
    try:
        return _jsonb(document)
    except RecursionError:
        raise ValueError("the document is nested too deeply") from None


def _jsonb(document: Any) -> str:
    match document:
        case None:
            return "null"
        case bool():
            return "true" if document else "false"
        case int():
            return str(document)
        case float() if not math.isfinite(document):
            raise ValueError(f"jsonb cannot hold {document}")
        case float():
            return format(Decimal(repr(document)), "f")
        case Decimal():
            return format(document, "f")
        case str():
            if "\0" in document:
                raise ValueError("jsonb cannot hold a zero character")
            document.encode()  # a lone surrogate is an error
            return json.dumps(document, ensure_ascii=False)
        case list():
            return f"[{', '.join(map(_jsonb, document))}]"
        case dict():
            keys = sorted(document, key=lambda k: (len(k.encode()), k.encode()))
            return f"{{{', '.join(f'{_jsonb(k)}: {_jsonb(document[k])}' for k in keys)}}}"
    raise ValueError(f"jsonb cannot hold {type(document).__name__}")
