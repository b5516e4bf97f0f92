"""Parameter values as clients send them: text as it is, binary turned into PostgreSQL's text form.

Binary layouts are those of PostgreSQL's `…recv` functions. A binary value that its type cannot have
is SqlError 22P03, a type whose binary form we do not read 0A000.

Imports: `connectors`, `gateway.errors`.
"""

from __future__ import annotations

import struct
import uuid
from collections.abc import Callable, Sequence
from datetime import date, datetime, timedelta
from typing import Final

from connectors.types import ARRAY_OIDS, OIDS, Type, array
from gateway.errors import SqlError, unsupported
from gateway.serve.pgwire.messages import Bind, utf8, violation

_TYPES: Final[dict[int, Type]] = {oid: Type(name) for name, oid in OIDS.items()} | {
    oid: array(Type(name)) for name, oid in ARRAY_OIDS.items()
}
_INFERRED: Final = (0, OIDS["unknown"])


def declared(oid: int) -> Type | None:
    """The type a client declares by OID; None when it leaves it to us. 42704 for an unknown OID."""
    if oid in _INFERRED:
        return None
    if oid not in _TYPES:
        raise SqlError("42704", f"type with OID {oid} does not exist")
    return _TYPES[oid]


def bound(message: Bind, types: Sequence[Type]) -> list[str | None]:
    """The values of a Bind in text form, one per parameter of the statement."""
    if len(message.values) != len(types):
        raise violation(
            f"bind message supplies {len(message.values)} parameters, "
            f'but prepared statement "{message.statement}" requires {len(types)}'
        )
    formats = expand(message.formats, len(types))
    return [
        None if value is None else _binary(value, type_, n) if code else utf8(value)
        for n, (value, type_, code) in enumerate(
            zip(message.values, types, formats, strict=True), start=1
        )
    ]


def expand(formats: Sequence[int], count: int) -> tuple[int, ...]:
    """One format code per item: none given means text, one given is for all. 22023 for another."""
    for code in formats:
        if code not in (0, 1):
            raise SqlError("22023", f"unsupported format code: {code}")
    if len(formats) == 1:
        return tuple(formats) * count
    return tuple(formats) or (0,) * count


def _binary(value: bytes, type_: Type, number: int) -> str:
    read = _READERS.get(type_.name)
    if read is None:
        raise unsupported(
            f"a parameter of type {type_} in binary format", hint="Send its text form."
        )
    try:
        return read(value)
    except (struct.error, ValueError, OverflowError):
        raise SqlError(
            "22P03", f"incorrect binary data format in bind parameter {number}"
        ) from None


def _integer(code: str) -> Callable[[bytes], str]:
    return lambda value: str(struct.unpack(code, value)[0])


def _float(code: str) -> Callable[[bytes], str]:
    def read(value: bytes) -> str:
        number = struct.unpack(code, value)[0]
        text = repr(number)
        return {"nan": "NaN", "inf": "Infinity", "-inf": "-Infinity"}.get(text, text)

    return read


def _bool(value: bytes) -> str:
    return "t" if struct.unpack("!?", value)[0] else "f"


def _bytea(value: bytes) -> str:
    return "\\x" + value.hex()


def _uuid(value: bytes) -> str:
    return str(uuid.UUID(bytes=value))


def _jsonb(value: bytes) -> str:
    if value[:1] != b"\x01":
        raise ValueError("unknown version of jsonb")
    return utf8(value[1:])


_EPOCH: Final = datetime(2000, 1, 1)
_ENDS: Final = {
    "!i": {2**31 - 1: "infinity", -(2**31): "-infinity"},
    "!q": {2**63 - 1: "infinity", -(2**63): "-infinity"},
}


def _date(value: bytes) -> str:
    days = struct.unpack("!i", value)[0]
    return _ENDS["!i"].get(days) or (date(2000, 1, 1) + timedelta(days=days)).isoformat()


def _timestamp(zone: str) -> Callable[[bytes], str]:
    def read(value: bytes) -> str:
        micros = struct.unpack("!q", value)[0]
        end = _ENDS["!q"].get(micros)
        return end or (_EPOCH + timedelta(microseconds=micros)).isoformat(" ") + zone

    return read


def _time(value: bytes) -> str:
    seconds, micros = divmod(struct.unpack("!q", value)[0], 1_000_000)
    return f"{seconds // 3600:02}:{seconds // 60 % 60:02}:{seconds % 60:02}.{micros:06}"


_SIGNS: Final = {0x0000: "", 0x4000: "-"}
_SPECIAL: Final = {0xC000: "NaN", 0xD000: "Infinity", 0xF000: "-Infinity"}


def _numeric(value: bytes) -> str:
    """Groups of four decimal digits; `weight` is the power of 10000 of the first."""
    count, weight, sign, scale = struct.unpack_from("!HhHH", value)
    groups = struct.unpack(f"!{count}H", value[8:])
    if sign in _SPECIAL:
        return _SPECIAL[sign]
    if sign not in _SIGNS or scale > 0x3FFF or any(group > 9999 for group in groups):
        raise ValueError("not a numeric")
    whole = "".join(f"{group:04}" for group in groups[: weight + 1]) if weight >= 0 else ""
    whole = whole.ljust(4 * (weight + 1), "0").lstrip("0") or "0"
    rest = "".join(f"{group:04}" for group in groups[max(weight + 1, 0) :])
    fraction = ("0000" * max(-weight - 1, 0) + rest).ljust(scale, "0")[:scale]
    return _SIGNS[sign] + whole + ("." + fraction if scale else "")


_READERS: Final[dict[str, Callable[[bytes], str]]] = {
    "int2": _integer("!h"),
    "int4": _integer("!i"),
    "int8": _integer("!q"),
    "oid": _integer("!I"),
    "float4": _float("!f"),
    "float8": _float("!d"),
    "bool": _bool,
    "numeric": _numeric,
    "bytea": _bytea,
    "uuid": _uuid,
    "date": _date,
    "time": _time,
    "timestamp": _timestamp(""),
    "timestamptz": _timestamp("+00"),
    "jsonb": _jsonb,
    **dict.fromkeys(("text", "varchar", "bpchar", "name", "json", "xml", "unknown"), utf8),
}
