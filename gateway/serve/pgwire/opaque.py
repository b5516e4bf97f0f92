"""Types whose values the gateway only moves as text: to their binary form, and back to the text.

Networks, bits, geometry, money and their like, value by value. Layouts are those of the `…send`
functions, texts those of the `…out` functions. What is not such a text, or such bytes, is
ValueError or struct.error.

Imports: `gateway.errors`, `gateway.sql.output_scalars`, this package.
"""

from __future__ import annotations

import ipaddress
import re
import socket
import struct
from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

from gateway.errors import unsupported
from gateway.serve.pgwire import tsquery
from gateway.serve.pgwire.messages import utf8
from gateway.sql.output_scalars import float8_text


@dataclass(frozen=True, slots=True)
class Form:
    """Both ways of one type."""

    write: Callable[[str], bytes]
    read: Callable[[bytes], str]


# -- addresses -----------------------------------------------------------------------------

_V4: Final = 2
_V6: Final = 3


def _network(*, cidr: bool) -> Form:
    """Family, bits of the mask, whether it is a cidr, length, address."""

    def write(text: str) -> bytes:
        host, _, mask = text.partition("/")
        address = ipaddress.ip_address(host)
        bits = int(mask) if mask else address.max_prefixlen
        family = _V4 if address.version == 4 else _V6
        return bytes((family, bits, cidr, len(address.packed))) + address.packed

    def read(value: bytes) -> str:
        family, bits, is_cidr, size = struct.unpack_from("!BBBB", value)
        if (family, size) not in ((_V4, 4), (_V6, 16)) or len(value) != 4 + size:
            raise ValueError("not an address")
        if is_cidr != cidr or bits > 8 * size:
            raise ValueError("not an address")
        kind = socket.AF_INET if family == _V4 else socket.AF_INET6
        text = socket.inet_ntop(kind, value[4:])
        return text if bits == 8 * size and not cidr else f"{text}/{bits}"

    return Form(write, read)


def _hardware(size: int) -> Form:
    def write(text: str) -> bytes:
        raw = bytes.fromhex(text.replace(":", ""))
        if len(raw) != size:
            raise ValueError("not a hardware address")
        return raw

    return Form(write, lambda value: ":".join(f"{b:02x}" for b in struct.unpack(f"{size}B", value)))


# -- bits, money, positions in the log, JSON paths -----------------------------------------


def _write_bits(text: str) -> bytes:
    padded = text.ljust(-(-len(text) // 8) * 8, "0")
    return struct.pack("!i", len(text)) + int(padded or "0", 2).to_bytes(len(padded) // 8, "big")


def _read_bits(value: bytes) -> str:
    (count,) = struct.unpack_from("!i", value)
    if not 0 <= count <= 8 * (len(value) - 4) < count + 8:
        raise ValueError("not a bit string")
    return "".join(f"{byte:08b}" for byte in value[4:])[:count]


_MONEY: Final = re.compile(r"(-?)\$([\d,]+)\.(\d\d)", re.A)


def _write_money(text: str) -> bytes:
    match = _MONEY.fullmatch(text)
    if match is None:
        raise unsupported(f'the money value "{text}" in binary format', hint="Ask for its text.")
    sign, whole, cents = match.groups()
    return struct.pack("!q", int(f"{sign}{whole.replace(',', '')}{cents}"))


def _read_money(value: bytes) -> str:
    (cents,) = struct.unpack("!q", value)
    whole, rest = divmod(abs(cents), 100)
    return f"{'-' if cents < 0 else ''}${whole:,}.{rest:02}"


def _write_lsn(text: str) -> bytes:
    high, low = text.split("/")
    return struct.pack("!II", int(high, 16), int(low, 16))


def _read_lsn(value: bytes) -> str:
    return "{:X}/{:X}".format(*struct.unpack("!II", value))


def _read_versioned(value: bytes) -> str:
    if value[:1] != b"\1":
        raise ValueError("unknown version")
    return utf8(value[1:])


# -- geometry: numbers in order, and what is written around them ---------------------------

_NUMBER: Final = re.compile(r"[^\s,()\[\]{}<>]+")


def _numbers(text: str) -> list[float]:
    return [float(number) for number in _NUMBER.findall(text)]


def _shape(count: int, pattern: str) -> Form:
    """So many numbers, shown as the pattern says."""

    def write(text: str) -> bytes:
        return struct.pack(f"!{count}d", *_numbers(text))

    def read(value: bytes) -> str:
        return pattern.format(*map(float8_text, struct.unpack(f"!{count}d", value)))

    return Form(write, read)


def _points(value: bytes, at: int) -> str:
    """A count, and as many points."""
    (count,) = struct.unpack_from("!i", value, at)
    numbers = list(map(float8_text, struct.unpack(f"!{2 * count}d", value[at + 4 :])))
    return ",".join(f"({x},{y})" for x, y in zip(numbers[::2], numbers[1::2], strict=True))


def _write_polygon(text: str) -> bytes:
    numbers = _numbers(text)
    return struct.pack(f"!i{len(numbers)}d", len(numbers) // 2, *numbers)


def _write_path(text: str) -> bytes:
    return struct.pack("!?", text.startswith("(")) + _write_polygon(text)


def _read_path(value: bytes) -> str:
    (closed,) = struct.unpack_from("!?", value)
    points = _points(value, 1)
    return f"({points})" if closed else f"[{points}]"


# -- text search ---------------------------------------------------------------------------

_LEXEME: Final = re.compile(r"'((?:[^'\\]|''|\\\\)*)'(?::([\dABCD,]+))?(?: |$)")
_WEIGHTS: Final = "DCBA"


def _write_tsvector(text: str) -> bytes:
    """A count; of each lexeme its text, and positions with a weight in the two highest bits."""
    parts: list[bytes] = []
    at = 0
    while at < len(text):
        match = _LEXEME.match(text, at)
        if match is None:
            raise ValueError("not a tsvector")
        word, places = match.groups()
        parts.append(word.replace("''", "'").replace("\\\\", "\\").encode() + b"\0")
        positions = [_position(place) for place in places.split(",")] if places else []
        parts.append(struct.pack(f"!H{len(positions)}H", len(positions), *positions))
        at = match.end()
    return struct.pack("!i", len(parts) // 2) + b"".join(parts)


def _position(text: str) -> int:
    weight = text[-1] if text[-1] in _WEIGHTS else "D"
    return _WEIGHTS.index(weight) << 14 | int(text.rstrip(_WEIGHTS))


def _read_tsvector(value: bytes) -> str:
    (count,) = struct.unpack_from("!i", value)
    at = 4
    shown: list[str] = []
    for _ in range(count):
        end = value.index(0, at)
        word = utf8(value[at:end]).replace("\\", "\\\\").replace("'", "''")
        (size,) = struct.unpack_from("!H", value, end + 1)
        at = end + 3 + 2 * size
        places = struct.unpack(f"!{size}H", value[end + 3 : at])
        listed = ",".join(f"{p & 0x3FFF}{_WEIGHTS[p >> 14].replace('D', '')}" for p in places)
        shown.append(f"'{word}'" + (f":{listed}" if listed else ""))
    if at != len(value):
        raise ValueError("not a tsvector")
    return " ".join(shown)


FORMS: Final[dict[str, Form]] = {
    "inet": _network(cidr=False),
    "cidr": _network(cidr=True),
    "macaddr": _hardware(6),
    "macaddr8": _hardware(8),
    "bit": Form(_write_bits, _read_bits),
    "varbit": Form(_write_bits, _read_bits),
    "money": Form(_write_money, _read_money),
    "pg_lsn": Form(_write_lsn, _read_lsn),
    "jsonpath": Form(lambda text: b"\1" + text.encode(), _read_versioned),
    "point": _shape(2, "({},{})"),
    "lseg": _shape(4, "[({},{}),({},{})]"),
    "box": _shape(4, "({},{}),({},{})"),
    "line": _shape(3, "{{{},{},{}}}"),
    "circle": _shape(3, "<({},{}),{}>"),
    "path": Form(_write_path, _read_path),
    "polygon": Form(_write_polygon, lambda value: f"({_points(value, 0)})"),
    "tsvector": Form(_write_tsvector, _read_tsvector),
    "tsquery": Form(tsquery.write, tsquery.read),
}
"""By the type's name."""
