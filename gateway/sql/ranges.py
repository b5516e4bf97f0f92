"""Ranges and multiranges: their text, and what their operators say.

Source: rangetypes.c, multirangetypes.c. A bound is held as what orders like it: an int (days and
microseconds since 1970 for dates and timestamps) or a Decimal. Infinite dates are bounds too.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from functools import cmp_to_key
from typing import Any, Final

from connectors.types import INT4, INT8, RANGES
from gateway.errors import SqlError, unsupported
from gateway.sql import temporal
from gateway.sql.numbers import parse_integer, parse_numeric
from gateway.sql.output_scalars import date_text, numeric_text, timestamp_text

Bound = Any
_EPOCH: Final = datetime(1970, 1, 1)
_LAST_DAY: Final = 2**31 - 1
_LAST_FINITE_DAY: Final = 2_145_042_541
_LAST_MOMENT: Final = 2**63 - 1


@dataclass(frozen=True, slots=True)
class Element:
    """What a range is of. `step`: the next value, for ranges whose bounds are `[)` always."""

    read: Callable[[str], Bound]
    show: Callable[[Bound], str]
    step: Callable[[Bound], Bound] | None = None


@dataclass(frozen=True, slots=True)
class Range:
    """A range that is not empty; None is no bound. The empty range is None."""

    lower: Bound | None
    upper: Bound | None
    lower_in: bool
    upper_in: bool


def _day(text: str) -> int:
    value = temporal.parse_date(text)
    if isinstance(value, date):
        return (value - _EPOCH.date()).days
    return _infinite(value, _LAST_DAY)


def _moment(value: datetime | str) -> int:
    if isinstance(value, datetime):
        plain = value.astimezone(UTC).replace(tzinfo=None) if value.tzinfo else value
        return (plain - _EPOCH) // timedelta(microseconds=1)
    return _infinite(value, _LAST_MOMENT)


def _infinite(text: str, end: int) -> int:
    if text not in ("infinity", "-infinity"):
        raise unsupported(f'a range with the bound "{text}"')
    return end if text == "infinity" else -end


def _next_integer(top: int, name: str) -> Callable[[int], int]:
    def following(value: int) -> int:
        if value >= top:
            raise SqlError("22003", f"{name} out of range")
        return value + 1

    return following


def _next_day(value: int) -> int:
    if value == _LAST_FINITE_DAY:
        raise SqlError("22008", "date out of range")
    return value if abs(value) == _LAST_DAY else value + 1


ELEMENTS: Final[dict[str, Element]] = {
    "int4": Element(
        lambda text: parse_integer(text, INT4), str, _next_integer(2**31 - 1, "integer")
    ),
    "int8": Element(
        lambda text: parse_integer(text, INT8), str, _next_integer(2**63 - 1, "bigint")
    ),
    "numeric": Element(parse_numeric, numeric_text),
    "date": Element(_day, date_text, _next_day),
    "timestamp": Element(
        lambda text: _moment(temporal.parse_timestamp(text)),
        lambda value: timestamp_text(value, ""),
    ),
    "timestamptz": Element(
        lambda text: _moment(temporal.parse_timestamptz(text)),
        lambda value: timestamp_text(value, "+00"),
    ),
}


def element_of(name: str) -> Element:
    """Of a range or multirange type."""
    return ELEMENTS[RANGES[name.replace("multirange", "range")]]


def order(left: Bound, right: Bound) -> int:
    """Below, at or above 0; NaN is the largest number."""
    if isinstance(left, Decimal) and (left.is_nan() or right.is_nan()):
        return int(left.is_nan()) - int(right.is_nan())
    return int(left > right) - int(left < right)


def lower_order(left: Range, right: Range) -> int:
    """Of two lower bounds."""
    if left.lower is None or right.lower is None:
        return int(right.lower is None) - int(left.lower is None)
    return order(left.lower, right.lower) or int(right.lower_in) - int(left.lower_in)


def upper_order(left: Range, right: Range) -> int:
    """Of two upper bounds."""
    if left.upper is None or right.upper is None:
        return int(left.upper is None) - int(right.upper is None)
    return order(left.upper, right.upper) or int(left.upper_in) - int(right.upper_in)


def made(
    lower: Bound | None, upper: Bound | None, lower_in: bool, upper_in: bool, element: Element
) -> Range | None:
    """The range of these bounds in its canonical form; None when it is empty. 22000, 22003."""
    lower_in, upper_in = lower_in and lower is not None, upper_in and upper is not None
    if lower is not None and upper is not None:
        compared = order(lower, upper)
        if compared > 0:
            message = "range lower bound must be less than or equal to range upper bound"
            raise SqlError("22000", message)
        if compared == 0 and not (lower_in and upper_in):
            return None
    if element.step is not None:
        if lower is not None and not lower_in:
            after = element.step(lower)
            lower_in, lower = after != lower, after
        if upper is not None and upper_in:
            after = element.step(upper)
            upper_in, upper = after == upper, after
        if lower is not None and upper is not None and order(lower, upper) >= 0:
            return None if not (lower_in and upper_in) else Range(lower, upper, True, True)
    return Range(lower, upper, lower_in, upper_in)


# -- text ----------------------------------------------------------------------------------


def read_range(text: str, element: Element) -> Range | None:
    """The range a text says. 22P02, 22000, and what the bounds raise."""
    found, at = _range_at(text, 0, element)
    if text[at:].strip(_SPACES):
        raise _malformed("range", text)
    return found


_SPACES: Final = " \t\n\r\f\v"
_EMPTY: Final = re.compile(rf"[{_SPACES}]*empty[{_SPACES}]*", re.IGNORECASE)


def _malformed(kind: str, text: str) -> SqlError:
    return SqlError("22P02", f'malformed {kind} literal: "{text}"')


def _range_at(text: str, at: int, element: Element) -> tuple[Range | None, int]:
    if empty := _EMPTY.match(text, at):
        return None, empty.end()
    at = _past_spaces(text, at)
    opening = text[at : at + 1]
    if opening not in ("[", "("):
        raise _malformed("range", text)
    lower, at = _bound(text, at + 1)
    if text[at : at + 1] != ",":
        raise _malformed("range", text)
    upper, at = _bound(text, at + 1)
    if text[at : at + 1] not in ("]", ")"):
        raise _malformed("range", text)
    low, high = (None if part is None else element.read(part) for part in (lower, upper))
    return made(low, high, opening == "[", text[at] == "]", element), at + 1


def _past_spaces(text: str, at: int) -> int:
    while text[at : at + 1] in tuple(_SPACES):
        at += 1
    return at


def _bound(text: str, at: int) -> tuple[str | None, int]:
    """The text of a bound, None where there is none, and what stands behind it."""
    begin, value, inside = at, "", False
    while inside or text[at : at + 1] not in (",", ")", "]"):
        letter = text[at : at + 1]
        if letter == "\\":
            at += 1
            letter = text[at : at + 1]
            value += letter
        elif letter == '"' and inside and text[at + 1 : at + 2] == '"':
            at += 1
            value += letter
        elif letter == '"':
            inside = not inside
        else:
            value += letter
        if not letter:
            raise _malformed("range", text)
        at += 1
    return (None, at) if begin == at else (value, at)


_QUOTED: Final = re.compile(r'^$|[\\"(),\[\]\s]')


def range_text(value: Range | None, element: Element) -> str:
    """The text of a range (range_out)."""
    if value is None:
        return "empty"
    shown = ("" if b is None else _spelled(element.show(b)) for b in (value.lower, value.upper))
    return f"{'(['[value.lower_in]}{','.join(shown)}{')]'[value.upper_in]}"


def _spelled(bound: str) -> str:
    if not _QUOTED.search(bound):
        return bound
    return '"' + bound.replace("\\", "\\\\").replace('"', '""') + '"'


def read_multirange(text: str, element: Element) -> list[Range]:
    """The ranges a text says, in order and merged. 22P02, 22000."""
    body = text.strip(_SPACES)
    if body[:1] != "{" or len(body) < 2:
        raise _malformed("multirange", text)
    found: list[Range | None] = []
    at = _past_spaces(body, 1)
    while found or body[at : at + 1] != "}":
        try:
            value, at = _range_at(body, at, element)
        except SqlError as error:
            raise (_malformed("multirange", text) if error.sqlstate == "22P02" else error) from None
        found.append(value)
        at = _past_spaces(body, at)
        if body[at : at + 1] == "}":
            break
        if body[at : at + 1] != ",":
            raise _malformed("multirange", text)
        at += 1
    if at + 1 != len(body):
        raise _malformed("multirange", text)
    return merged([value for value in found if value is not None])


def merged(ranges: list[Range]) -> list[Range]:
    """In order; those that overlap or touch are one."""
    result: list[Range] = []
    for value in sorted(ranges, key=cmp_to_key(compare)):
        if result and (overlap(result[-1], value) or adjacent(result[-1], value)):
            last = result.pop()
            top = last if upper_order(last, value) >= 0 else value
            value = Range(last.lower, top.upper, last.lower_in, top.upper_in)
        result.append(value)
    return result


def multirange_text(values: list[Range], element: Element) -> str:
    """The text of a multirange."""
    return "{" + ",".join(range_text(value, element) for value in values) + "}"


# -- operators -----------------------------------------------------------------------------


def compare(left: Range | None, right: Range | None) -> int:
    """range_cmp: empty first, then by the lower bound, then by the upper."""
    if left is None or right is None:
        return int(left is not None) - int(right is not None)
    return lower_order(left, right) or upper_order(left, right)


def _ends_before(left: Range, right: Range) -> int:
    """Below 0 if `left` ends before `right` begins; 0 if they share one value."""
    if left.upper is None or right.lower is None:
        return 1
    compared = order(left.upper, right.lower)
    return compared if compared or (left.upper_in and right.lower_in) else -1


def before(left: Range | None, right: Range | None) -> bool:
    """`<<`."""
    return left is not None and right is not None and _ends_before(left, right) < 0


def overlap(left: Range | None, right: Range | None) -> bool:
    """`&&`."""
    if left is None or right is None:
        return False
    return _ends_before(left, right) >= 0 and _ends_before(right, left) >= 0


def contains(left: Range | None, right: Range | None) -> bool:
    """`@>`."""
    if right is None or left is None:
        return right is None
    return lower_order(left, right) <= 0 and upper_order(left, right) >= 0


def adjacent(left: Range | None, right: Range | None) -> bool:
    """`-|-`, of ranges in canonical form."""
    if left is None or right is None:
        return False
    return _touch(left, right) or _touch(right, left)


def _touch(left: Range, right: Range) -> bool:
    if left.upper is None or right.lower is None or order(left.upper, right.lower):
        return False
    return left.upper_in != right.lower_in


TESTS: Final[dict[str, Callable[[Range | None, Range | None], bool]]] = {
    "=": lambda a, b: compare(a, b) == 0,
    "<>": lambda a, b: compare(a, b) != 0,
    "<": lambda a, b: compare(a, b) < 0,
    "<=": lambda a, b: compare(a, b) <= 0,
    ">": lambda a, b: compare(a, b) > 0,
    ">=": lambda a, b: compare(a, b) >= 0,
    "@>": contains,
    "<@": lambda a, b: contains(b, a),
    "&&": overlap,
    "<<": before,
    ">>": lambda a, b: before(b, a),
    "&<": lambda a, b: a is not None and b is not None and upper_order(a, b) <= 0,
    "&>": lambda a, b: a is not None and b is not None and lower_order(a, b) >= 0,
    "-|-": adjacent,
}


def canonical(text: str, name: str) -> str:
    """The text that a range or multirange type prints of what it reads. 22P02, 22000, 0A000."""
    element = element_of(name)
    if name.endswith("multirange"):
        return multirange_text(read_multirange(text, element), element)
    return range_text(read_range(text, element), element)


def order_key(text: str, name: str) -> bytes:
    """Bytes that order as the ranges do, of types whose bounds are integers."""
    value = read_range(text, element_of(name))
    if value is None:
        return b"\0"
    lower = b"\0" if value.lower is None else b"\1" + _ordered(value.lower, value.lower_in ^ True)
    upper = b"\2" if value.upper is None else b"\1" + _ordered(value.upper, value.upper_in)
    return b"\1" + lower + upper


def _ordered(bound: int, later: bool) -> bytes:
    return (bound + (1 << 64)).to_bytes(9, "big") + bytes((later,))
