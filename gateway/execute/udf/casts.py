"""Casts that DuckDB does otherwise than PostgreSQL: reading text, printing it, fitting it."""

from __future__ import annotations

import struct
from collections.abc import Callable
from datetime import UTC, date, datetime, time, timedelta
from decimal import Decimal
from typing import Any, Final

import pyarrow as pa

from connectors.types import (
    DATE,
    FLOAT4,
    FLOAT8,
    INTERVAL,
    TEXT,
    TIMESTAMP,
    TIMESTAMPTZ,
    Type,
)
from gateway.errors import SqlError, unsupported
from gateway.execute.udf.registry import engine_function
from gateway.execute.udf.rows import by_row
from gateway.sql import jsonb
from gateway.sql.intervals import Interval, order_value, parse_interval
from gateway.sql.literals import parse_text
from gateway.sql.numbers import normalized, to_integer
from gateway.sql.output import to_text
from gateway.sql.output_style import OutputStyle
from gateway.sql.temporal import parse_timestamptz
from gateway.timezones import read_zone

_TEXT: Final = pa.string()
_EPOCH: Final = datetime(1970, 1, 1)
_INFINITE_DAY: Final = 2**31 - 1
_INFINITE_MOMENT: Final = 2**63 - 1
_READ: Final[dict[str, str]] = {
    "bool": "BOOLEAN",
    "int2": "SMALLINT",
    "int4": "INTEGER",
    "int8": "BIGINT",
    "oid": "UINTEGER",
    "float4": "FLOAT",
    "float8": "DOUBLE",
    "uuid": "VARCHAR",
    "bytea": "BLOB",
    "json": "VARCHAR",
    "jsonb": "VARCHAR",
    "date": "DATE",
    "time": "TIME",
    "timestamp": "TIMESTAMP",
    "timestamptz": "TIMESTAMPTZ",
    "interval": "INTERVAL",
}


def _day(value: date | str) -> int:
    match value:
        case "infinity":
            return _INFINITE_DAY
        case "-infinity":
            return -_INFINITE_DAY
        case date():
            return (value - _EPOCH.date()).days
    raise unsupported(f'the date "{value}"')


def _moment(value: datetime | str) -> int:
    match value:
        case "infinity":
            return _INFINITE_MOMENT
        case "-infinity":
            return -_INFINITE_MOMENT
        case datetime():
            plain = value.astimezone(UTC).replace(tzinfo=None) if value.tzinfo else value
            return (plain - _EPOCH) // timedelta(microseconds=1)
    raise unsupported(f'the timestamp "{value}"')


def _clock(value: time | str) -> int:
    if not isinstance(value, time):
        return 86_400_000_000
    return ((value.hour * 60 + value.minute) * 60 + value.second) * 1_000_000 + value.microsecond


def _arrow_interval(value: Any) -> pa.MonthDayNano:
    parsed = parse_interval(value) if isinstance(value, str) else value
    if not isinstance(parsed, Interval):
        raise unsupported("an infinite interval")
    return pa.MonthDayNano([parsed.months, parsed.days, parsed.microseconds * 1000])


# How the Python value of a type becomes what an Arrow array is built from.
_PHYSICAL: Final[dict[str, Callable[[Any], Any]]] = {
    "date": _day,
    "time": _clock,
    "timestamp": _moment,
    "timestamptz": _moment,
    "interval": _arrow_interval,
}


def _reader(type_: Type) -> Callable[[Any], pa.Array]:
    convert = _PHYSICAL.get(type_.name)

    def read(text: str) -> Any:
        value = parse_text(text, type_)
        return value if convert is None else convert(value)

    whole = {"date": pa.int32(), "time": pa.int64(), "timestamp": pa.int64(),
             "timestamptz": pa.int64()}.get(type_.name, type_.arrow)  # fmt: skip

    def over(texts: Any) -> pa.Array:
        return by_row(read, whole)(texts).cast(type_.arrow)

    return over


for _name, _duck in _READ.items():
    engine_function(f"pg_read_{_name}", ("VARCHAR",), _duck)(_reader(Type(_name)))


def _printer(type_: Type) -> Callable[[Any], pa.Array]:
    def over(values: Any) -> pa.Array:
        whole = values.combine_chunks() if isinstance(values, pa.ChunkedArray) else values
        return to_text(whole.cast(type_.arrow), type_)

    return over


for _type, _duck in (
    (FLOAT4, "FLOAT"),
    (FLOAT8, "DOUBLE"),
    (INTERVAL, "INTERVAL"),
    (DATE, "DATE"),
    (TIMESTAMP, "TIMESTAMP"),
    (TIMESTAMPTZ, "TIMESTAMPTZ"),
):
    engine_function(f"pg_text_{_type.name}", (_duck,), "VARCHAR")(_printer(_type))


@engine_function("pg_text_timestamptz_in", ("TIMESTAMPTZ", "VARCHAR"), "VARCHAR")
def _text_in_zone(values: Any, zones: Any) -> pa.Array:
    """The zone is one for all rows: the session's."""
    whole = values.combine_chunks() if isinstance(values, pa.ChunkedArray) else values
    return to_text(
        whole.cast(TIMESTAMPTZ.arrow), TIMESTAMPTZ, OutputStyle(read_zone(zones[0].as_py()))
    )


@engine_function("pg_read_timestamptz_in", ("VARCHAR", "VARCHAR"), "TIMESTAMPTZ")
def _read_in_zone(texts: Any, zones: Any) -> pa.Array:
    def read(text: str, zone: str) -> int:
        return _moment(parse_timestamptz(text, zone=read_zone(zone)))

    return by_row(read, pa.int64())(texts, zones).cast(TIMESTAMPTZ.arrow)


@engine_function("pg_text_array", ("VARCHAR[]",), "VARCHAR")
def _text_array(lists: Any) -> pa.Array:
    whole = lists.combine_chunks() if isinstance(lists, pa.ChunkedArray) else lists
    return to_text(whole, Type("array", element=Type("text")))


@engine_function("pg_text_record", ("VARCHAR[]",), "VARCHAR")
def _text_record(lists: Any) -> pa.Array:
    """All lists have the same length: the record's fields."""
    whole = lists.combine_chunks() if isinstance(lists, pa.ChunkedArray) else lists
    texts = whole.flatten()
    count = len(texts) // max(len(whole), 1)
    kind = Type("record", fields=tuple((f"f{n}", TEXT) for n in range(count)))
    fields = [texts[n::count] for n in range(count)]
    return to_text(pa.StructArray.from_arrays(fields, [name for name, _ in kind.fields]), kind)


@engine_function("pg_fit_text", ("VARCHAR", "INTEGER", "VARCHAR"), "VARCHAR")
def _fit_text(texts: Any, lengths: Any, names: Any) -> pa.Array:
    def fit(text: str, length: int, name: str) -> str:
        if len(text) > length and text[length:].strip(" "):
            raise SqlError("22001", f"value too long for type {name}")
        return text[:length]

    return by_row(fit, _TEXT)(texts, lengths, names)


@engine_function("pg_name", ("VARCHAR",), "VARCHAR")
def _name_of(texts: Any) -> pa.Array:
    """A name holds 63 bytes; a character is not cut in two."""
    return by_row(lambda t: t.encode()[:63].decode(errors="ignore"), _TEXT)(texts)


@engine_function("pg_float8_float4", ("DOUBLE",), "FLOAT")
def _narrow(values: Any) -> pa.Array:
    def single(value: float) -> float:
        try:
            narrow = float(struct.unpack("<f", struct.pack("<f", value))[0])
        except OverflowError:
            raise SqlError("22003", "value out of range: overflow") from None
        if narrow == 0 and value != 0:
            raise SqlError("22003", "value out of range: underflow")
        return narrow

    return by_row(single, pa.float32())(values)


def _interval_of(value: Any) -> Interval:
    return Interval(value.months, value.days, value.nanoseconds // 1000)


@engine_function("pg_interval_key", ("INTERVAL",), "DECIMAL(38,0)")
def _interval_key(values: Any) -> pa.Array:
    return by_row(lambda v: order_value(_interval_of(v)), pa.decimal128(38, 0))(values)


@engine_function("pg_interval_time", ("INTERVAL",), "TIME")
def _interval_time(values: Any) -> pa.Array:
    def clock(value: Any) -> int:
        return int(_interval_of(value).microseconds % 86_400_000_000)

    return by_row(clock, pa.int64())(values).cast(pa.time64("us"))


def _rounded(value: int, digits: int) -> int:
    """Microseconds to `digits` fractional digits, halves away from zero (timestamp.c)."""
    unit = int(10 ** (6 - digits))
    sign = -1 if value < 0 else 1
    return sign * ((abs(value) + unit // 2) // unit * unit)


def _rounder(arrow: pa.DataType) -> Callable[[Any, Any], pa.Array]:
    def over(values: Any, digits: Any) -> pa.Array:
        def one(value: int, count: int) -> int:
            return value if abs(value) == _INFINITE_MOMENT else _rounded(value, count)

        return by_row(one, pa.int64())(values.cast(pa.int64()), digits).cast(arrow)

    return over


for _name, _duck, _arrow in (
    ("time", "TIME", pa.time64("us")),
    ("timestamp", "TIMESTAMP", pa.timestamp("us")),
    ("timestamptz", "TIMESTAMPTZ", pa.timestamp("us", tz="UTC")),
):
    engine_function(f"pg_round_{_name}", (_duck, "INTEGER"), _duck)(_rounder(_arrow))


@engine_function("pg_round_interval", ("INTERVAL", "INTEGER"), "INTERVAL")
def _round_interval(values: Any, digits: Any) -> pa.Array:
    def one(value: Any, count: int) -> Any:
        whole = _interval_of(value)
        return _arrow_interval(whole._replace(microseconds=_rounded(whole.microseconds, count)))

    return by_row(one, pa.month_day_nano_interval())(values, digits)


@engine_function("pg_jsonb_key", ("VARCHAR",), "VARCHAR")
def _jsonb_key(texts: Any) -> pa.Array:
    """Equal documents have one key: numbers without trailing zeros."""
    return by_row(lambda text: jsonb.encode(_plain(jsonb.decode(text))), _TEXT)(texts)


def _plain(value: Any) -> Any:
    match value:
        case jsonb.Pairs():
            return {k: _plain(v) for k, v in value}
        case list():
            return [_plain(item) for item in value]
        case bool() | None | str():
            return value
    return normalized(value)


_KINDS: Final = {jsonb.Pairs: "object", list: "array", str: "string", bool: "boolean",
                 Decimal: "numeric"}  # fmt: skip


def _json_scalar(name: str) -> Callable[[Any], pa.Array]:
    type_ = Type(name)

    def convert(text: str | None) -> Any:
        if text is None:
            return None
        value = jsonb.decode(text)
        if value is None:
            return None
        kind = _KINDS[type(value)]
        if kind != ("boolean" if name == "bool" else "numeric"):
            raise SqlError("22023", f"cannot cast jsonb {kind} to type {type_}")
        if name.startswith("int"):
            return to_integer(value, type_)
        return value if name == "bool" else text if name == "numeric" else parse_text(text, type_)

    return by_row(convert, type_.arrow)


for _name, _duck in (
    ("bool", "BOOLEAN"), ("int2", "SMALLINT"), ("int4", "INTEGER"), ("int8", "BIGINT"),
    ("float4", "FLOAT"), ("float8", "DOUBLE"), ("numeric", "VARCHAR"),
):  # fmt: skip
    engine_function(f"pg_jsonb_{_name}", ("VARCHAR",), _duck, sees_nulls=True)(_json_scalar(_name))
