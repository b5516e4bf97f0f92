"""PostgreSQL's text form of one-dimensional arrays: `{1,NULL,"a \\"b\\""}` (arrayfuncs.c)."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Final

from gateway.errors import SqlError, unsupported


def split_array(text: str) -> list[str | None]:
    """The elements' texts, None for NULL. Raises 22P02; 0A000 for more than one dimension."""
    body = text.strip()
    if body.startswith("["):
        raise unsupported(f'the array "{text}" with explicit bounds')
    if len(body) < 2 or body[0] != "{" or body[-1] != "}":
        raise _malformed(text)
    if not body[1:-1].strip():
        return []
    items: list[str | None] = []
    at = 1
    while True:
        item, at = _element(body, at, text)
        items.append(item)
        if body[at] == "}":
            break
        at += 1
    if at != len(body) - 1:
        raise _malformed(text)
    return items


def _element(body: str, at: int, text: str) -> tuple[str | None, int]:
    while body[at].isspace():
        at += 1
    if body[at] == "{":
        raise unsupported(f'the array "{text}" of more than one dimension')
    if body[at] == '"':
        return _quoted(body, at + 1, text)
    value = ""
    kept = 0
    while body[at] not in ",}":
        if body[at] in '"{':
            raise _malformed(text)
        if body[at] == "\\":
            at += 1
            kept = len(value) + 1
        value += body[at]
        at += 1
        if at >= len(body):
            raise _malformed(text)
    trimmed = value[:kept] + value[kept:].rstrip()
    if not trimmed:
        raise _malformed(text)
    return (None if trimmed.lower() == "null" and not kept else trimmed), at


def _quoted(body: str, at: int, text: str) -> tuple[str, int]:
    value = ""
    while at < len(body) and body[at] != '"':
        if body[at] == "\\":
            at += 1
        value += body[at] if at < len(body) else ""
        at += 1
    at += 1
    while at < len(body) and body[at].isspace():
        at += 1
    if at >= len(body) or body[at] not in ",}":
        raise _malformed(text)
    return value, at


def _malformed(text: str) -> SqlError:
    return SqlError("22P02", f'malformed array literal: "{text}"')


_SPECIAL: Final = re.compile(r'[\\"{} \t\n\r\f\v]')


def join_array(items: Iterable[str | None], delimiter: str = ",") -> str:
    """The text of the array of these elements (array_out)."""
    return "{" + delimiter.join(_spelled(item, delimiter) for item in items) + "}"


def _spelled(item: str | None, delimiter: str) -> str:
    if item is None:
        return "NULL"
    if item and item.lower() != "null" and delimiter not in item and not _SPECIAL.search(item):
        return item
    escaped = item.replace("\\", "\\\\").replace('"', '\\"')
    return f'"{escaped}"'
