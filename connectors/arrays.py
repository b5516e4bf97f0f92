"""PostgreSQL's arrays in text: any number of dimensions, counted from anywhere (arrayfuncs.c).

An array of one dimension that is counted from 1, or an empty one, is a plain list everywhere;
any other is a `Shaped`.

Imports: standard library only.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from math import prod
from typing import Any, Final

MOST_DIMENSIONS: Final = 6
_BOUND: Final = re.compile(r"\s*\[([+-]?\d+)(?::([+-]?\d+))?\]")
_SPECIAL: Final = re.compile(r'[\\"{} \t\n\r\f\v]')
_LAST: Final = 2**31 - 1


class ArrayError(ValueError):
    """A text that is no array. `sqlstate` and, for others than 22P02, the message."""

    def __init__(self, sqlstate: str = "22P02", message: str = "") -> None:
        super().__init__(message)
        self.sqlstate = sqlstate
        self.message = message


@dataclass(frozen=True, slots=True)
class Shaped:
    """Items in storage order (the last subscript runs fastest), each dimension's length and first
    subscript. An empty array has no dimensions."""

    items: tuple[Any, ...]
    dims: tuple[int, ...]
    lowers: tuple[int, ...]

    def __post_init__(self) -> None:
        assert len(self.items) == (prod(self.dims) if self.dims else 0)

    @classmethod
    def of(cls, items: Sequence[Any]) -> Shaped:
        """A plain list's."""
        return cls(tuple(items), (len(items),) if items else (), (1,) if items else ())

    @classmethod
    def nested(cls, value: Sequence[Any]) -> Shaped:
        """Of lists in lists. Raises ArrayError unless all of a level have one length."""
        if not any(isinstance(item, (list, tuple)) for item in value):
            return cls.of(value)
        rows = [cls.nested(item) if isinstance(item, (list, tuple)) else None for item in value]
        first = rows[0]
        if first is None or any(row is None or row.dims != first.dims for row in rows):
            message = "multidimensional arrays must have sub-arrays with matching dimensions"
            raise ArrayError("2202E", message)
        items = tuple(item for row in rows if row is not None for item in row.items)
        if not items:
            return cls((), (), ())
        return cls(items, (len(rows), *first.dims), (1, *first.lowers))

    @property
    def plain(self) -> bool:
        """Whether a list says all of it."""
        return self.lowers in ((), (1,))

    def with_items(self, change: Callable[[Any], Any]) -> Shaped:
        """The same shape of other items; NULLs stay."""
        items = tuple(None if item is None else change(item) for item in self.items)
        return Shaped(items, self.dims, self.lowers)


def read_array(text: str, delimiter: str = ",") -> Shaped:
    """The texts of an array's elements, None for NULL. Raises ArrayError."""
    at, lengths, lowers = _bounds(text)
    reader = _Reader(text, at, delimiter, lengths)
    items = reader.read()
    if not items:
        return Shaped((), (), ())
    dims = [length or 0 for length in reader.dims]
    return Shaped(tuple(items), tuple(dims), lowers or (1,) * len(dims))


def _bounds(text: str) -> tuple[int, list[int], tuple[int, ...]]:
    """Where the braces begin; lengths and first subscripts if they are written before."""
    at = 0
    dims: list[int] = []
    lowers: list[int] = []
    while match := _BOUND.match(text, at):
        at = match.end()
        low, high = (1, match[1]) if match[2] is None else (int(match[1]), match[2])
        if len(dims) == MOST_DIMENSIONS:
            raise _too_many()
        if int(high) >= _LAST:
            raise ArrayError("54000", f"array upper bound is too large: {high}")
        if int(high) < low:
            raise ArrayError("2202E", "upper bound cannot be less than lower bound")
        dims.append(int(high) - low + 1)
        lowers.append(low)
    rest = re.compile(r"\s*=\s*" if dims else r"\s*").match(text, at)
    if rest is None or text[rest.end() : rest.end() + 1] != "{":
        raise ArrayError
    return rest.end(), dims, tuple(lowers)


def _too_many() -> ArrayError:
    message = f"number of array dimensions exceeds the maximum allowed ({MOST_DIMENSIONS})"
    return ArrayError("54000", message)


class _Reader:
    """ReadArrayStr: braces, delimiters and elements; every level must have one length."""

    def __init__(self, text: str, at: int, delimiter: str, dims: list[int]) -> None:
        self._text = text
        self._at = at
        self._delimiter = delimiter
        self.dims: list[int | None] = list(dims)
        self._frozen = bool(dims)
        self._counts: list[int] = []
        self._after = False
        """Whether something stands before that a delimiter must follow."""

    def read(self) -> list[str | None]:
        """The elements of the whole text."""
        items: list[str | None] = []
        self._open()
        while self._counts:
            self._spaces()
            match self._text[self._at : self._at + 1]:
                case "{":
                    self._open()
                case "}":
                    self._close()
                case self._delimiter:
                    if not self._after:
                        raise ArrayError
                    self._after = False
                    self._at += 1
                case _:
                    items.append(self._item())
        if self._text[self._at :].strip(" \t\n\r\f\v"):
            raise ArrayError
        return items

    def _spaces(self) -> None:
        while self._text[self._at : self._at + 1] in _SPACES:
            self._at += 1

    def _open(self) -> None:
        if self._after:
            raise ArrayError
        self._counts.append(0)
        self._at += 1
        if len(self._counts) > MOST_DIMENSIONS:
            raise _too_many()
        if len(self._counts) > len(self.dims):
            if self._frozen:
                raise ArrayError
            self.dims.append(None)

    def _close(self) -> None:
        count = self._counts.pop()
        if count and not self._after:
            raise ArrayError
        if self._counts:
            self._counts[-1] += 1
        level = len(self._counts)
        if self.dims[level] is None:
            self.dims[level] = count
        elif self.dims[level] != count:
            raise ArrayError
        self._after = True
        self._at += 1

    def _item(self) -> str | None:
        if self._after or len(self._counts) != len(self.dims):
            raise ArrayError
        self._frozen = self._after = True
        self._counts[-1] += 1
        if self._text[self._at : self._at + 1] == '"':
            return self._quoted()
        return self._bare()

    def _quoted(self) -> str:
        value, self._at = "", self._at + 1
        while (letter := self._text[self._at : self._at + 1]) != '"':
            if letter == "\\":
                self._at += 1
                letter = self._text[self._at : self._at + 1]
            if not letter:
                raise ArrayError
            value += letter
            self._at += 1
        self._at += 1
        self._spaces()
        if self._text[self._at : self._at + 1] not in (self._delimiter, "}"):
            raise ArrayError
        return value

    def _bare(self) -> str | None:
        value, kept = "", 0
        while (letter := self._text[self._at : self._at + 1]) not in (self._delimiter, "}"):
            if letter == "\\":
                self._at += 1
                letter = self._text[self._at : self._at + 1]
                kept = len(value) + 1
            elif letter in ('"', "{"):
                raise ArrayError
            if not letter:
                raise ArrayError
            value += letter
            self._at += 1
        trimmed = value[:kept] + value[kept:].rstrip(" \t\n\r\f\v")
        return None if trimmed.lower() == "null" and not kept else trimmed


_SPACES: Final = (" ", "\t", "\n", "\r", "\f", "\v")


def array_text(
    items: Iterable[str | None],
    dims: Sequence[int] = (),
    lowers: Sequence[int] = (),
    delimiter: str = ",",
) -> str:
    """The text of the array of these elements' texts (array_out)."""
    parts = nested([_spelled(item, delimiter) for item in items], dims, "{}", delimiter)
    bounds = ""
    if any(lower != 1 for lower in lowers):
        ends = zip(dims, lowers, strict=True)
        bounds = "".join(f"[{low}:{low + length - 1}]" for length, low in ends) + "="
    return bounds + parts


def nested(items: list[str], dims: Sequence[int], brackets: str, delimiter: str = ",") -> str:
    """Texts in brackets, a pair for each dimension."""
    first, last = brackets[0], brackets[1]
    for length in reversed(dims[1:]):
        rows = range(0, len(items), length)
        items = [f"{first}{delimiter.join(items[at : at + length])}{last}" for at in rows]
    return f"{first}{delimiter.join(items)}{last}"


def _spelled(item: str | None, delimiter: str) -> str:
    if item is None:
        return "NULL"
    if item and item.lower() != "null" and delimiter not in item and not _SPECIAL.search(item):
        return item
    escaped = item.replace("\\", "\\\\").replace('"', '\\"')
    return f'"{escaped}"'
