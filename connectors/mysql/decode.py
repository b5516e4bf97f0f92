"""Raw columns into the gateway's types, exactly or not at all.

In: `rows.Raw` and the `Type` a fragment promised. Out: an Arrow array of `Type.arrow`. A value that
has no exact form raises ValueNotRepresentable, with one exception that MySQL forces on everybody:
zero and incomplete dates, which become NULL and are counted, or are refused, as the source's option
`zero_dates` says. An integer that does not fit is PostgreSQL's 22003.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import cast

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from connectors.api import OutputColumn, RemoteError, ValueNotRepresentable, schema_of
from connectors.mysql.packets import Chunk, Field
from connectors.mysql.rows import Array, Dates, Mask, Numbers, Raw, Strings, Times, Walk

ZERO_DATES = "zero_dates_"
"""Beginning of the name of an extra output that counts dates that were none."""

_DAY_MICROS = 86_400_000_000
_LIMITS = {"int2": 1 << 15, "int4": 1 << 31, "int8": 1 << 63}
_SPELLED = {"int2": "smallint", "int4": "integer", "int8": "bigint"}


@dataclass(frozen=True, slots=True)
class Decoder:
    """Turns chunks of one result into batches.

    `bad_dates` is called with column name and count when dates that are none were made NULL; it
    raises if the source's options say that they are errors.
    """

    fields: list[Field]
    columns: tuple[OutputColumn, ...]
    bad_dates: Callable[[str, int], None]

    def batch(self, chunk: Chunk) -> pa.RecordBatch:
        """The chunk's rows. Raises ValueNotRepresentable, RemoteError."""
        walk = Walk(chunk, len(self.fields))
        arrays = [
            self._array(walk.next(field), column)
            for field, column in zip(self.fields, self.columns, strict=False)
        ]
        for field in self.fields[len(self.columns) :]:
            self._extra(field, walk.next(field))
        if not arrays:
            rows = pa.array([{}] * len(chunk.starts), pa.struct([]))
            return pa.RecordBatch.from_struct_array(rows)
        schema = schema_of(self.columns)
        return pa.RecordBatch.from_arrays(arrays, schema=schema)

    def _extra(self, field: Field, raw: Raw) -> None:
        """Counts of dates that were none and vanished in what the server computed."""
        if isinstance(raw, Numbers):
            count = int(np.where(raw.null, 0, raw.values).sum())
            if count:
                self.bad_dates(field.name.removeprefix(ZERO_DATES), count)

    def _array(self, raw: Raw, column: OutputColumn) -> pa.Array:
        match raw:
            case Numbers():
                return _numbers(raw, column)
            case Strings():
                return _strings(raw.values, column)
            case Times():
                return _interval(raw, column)
            case Dates():
                return self._dates(raw, column)

    def _dates(self, raw: Dates, column: OutputColumn) -> pa.Array:
        days, bad = _days(raw)
        count = int(bad.sum())
        if count:
            self.bad_dates(column.name, count)
        null = raw.null | bad
        if column.type.name == "date":
            if bool((raw.micros[~null] != 0).any()):
                raise ValueNotRepresentable(f'column "{column.name}" holds dates with a time')
            return _from_numpy(days.astype(np.int32), null, pa.date32())
        if column.type.name in ("timestamp", "timestamptz"):
            micros = days * _DAY_MICROS + raw.micros
            return _from_numpy(micros, null, column.type.arrow)
        raise _unexpected(raw, column)


def _days(raw: Dates) -> tuple[Array, Mask]:
    """Days since 1970, and which dates are none: a part is zero, or the month has no such day."""
    bad = ~raw.null & (
        (raw.year == 0) | (raw.month == 0) | (raw.month > 12) | (raw.day == 0) | (raw.day > 31)
    )
    month = np.where(bad | raw.null, 0, raw.month.astype(np.int64) - 1)
    months = (raw.year.astype(np.int64) - 1970) * 12 + month
    first = months.astype("M8[M]").astype("M8[D]").astype(np.int64)
    beyond = raw.day > 28
    if beyond.any():
        following = (months + 1).astype("M8[M]").astype("M8[D]").astype(np.int64)
        bad |= ~raw.null & (raw.day > following - first)
    return first + raw.day.astype(np.int64) - 1, bad


def _interval(raw: Times, column: OutputColumn) -> pa.Array:
    if column.type.name != "interval":
        raise _unexpected(raw, column)
    parts = np.zeros((len(raw.micros), 2), np.int64)  # months and days are the first word
    parts[:, 1] = raw.micros * 1000
    return pa.Array.from_buffers(
        pa.month_day_nano_interval(), len(parts), [_validity(raw.null), pa.py_buffer(parts)]
    )


def _numbers(raw: Numbers, column: OutputColumn) -> pa.Array:
    name = column.type.name
    floating = raw.values.dtype.kind == "f"
    if name == "bool" and not floating:
        return _booleans(raw, column)
    if name in _LIMITS and not floating:
        return _from_numpy(_checked(raw, name), raw.null, column.type.arrow)
    if name == "float8":
        return _from_numpy(raw.values.astype(np.float64), raw.null, pa.float64())
    if name == "float4" and raw.values.dtype == np.float32:
        return _from_numpy(raw.values, raw.null, pa.float32())
    if name == "float4" and raw.values.dtype == np.float64:
        return _from_numpy(raw.values.astype(np.float32), raw.null, pa.float32())
    if name == "numeric" and not floating:
        wide = raw.values.astype(np.uint64 if raw.values.dtype.kind == "u" else np.int64)
        integers = _from_numpy(wide, raw.null, pa.from_numpy_dtype(wide.dtype))
        if column.type.scale is None:
            return integers.cast(pa.string())
        return _decimal(integers.cast(pa.string()), column)
    raise _unexpected(raw, column)


def _checked(raw: Numbers, name: str) -> Array:
    """The integers in their narrower type. Raises 22003 if one does not fit."""
    limit = _LIMITS[name]
    kind = {"int2": np.int16, "int4": np.int32, "int8": np.int64}[name]
    values = np.where(raw.null, 0, raw.values) if raw.null.any() else raw.values
    if len(values) and (int(values.max()) >= limit or int(values.min()) < -limit):
        raise RemoteError(f"{_SPELLED[name]} out of range", sqlstate="22003")
    return values.astype(kind)


def _booleans(raw: Numbers, column: OutputColumn) -> pa.Array:
    values = np.where(raw.null, 0, raw.values)
    if bool(((values != 0) & (values != 1)).any()):
        raise ValueNotRepresentable(
            f'column "{column.name}" holds numbers that are neither 0 nor 1',
            hint="Set the source's option tinyint1 to int.",
        )
    return pa.array(values == 1, pa.bool_(), mask=raw.null)


def _strings(values: pa.Array, column: OutputColumn) -> pa.Array:
    type_ = column.type
    if type_.name == "bytea":
        return values
    if type_.name == "bit" and type_.length:
        return _bits(values, type_.length)
    text = _text(values, column)
    if type_.name == "numeric" and type_.scale is None:
        return pc.replace_substring_regex(text, r"^(-?)0+([0-9])", r"\1\2")
    if type_.name in ("numeric", *_LIMITS):
        return _decimal(text, column)
    if type_.arrow != pa.string() and values.null_count != len(values):
        raise _unexpected(Strings(values), column)
    return text if type_.arrow == pa.string() else pa.nulls(len(values), type_.arrow)


def _text(values: pa.Array, column: OutputColumn) -> pa.Array:
    try:
        return values.cast(pa.string())
    except pa.ArrowInvalid:
        raise ValueNotRepresentable(
            f'column "{column.name}" holds bytes that are not valid UTF-8'
        ) from None


def _decimal(text: pa.Array, column: OutputColumn) -> pa.Array:
    """Decimal digits as decimal128, or as the integer that a sum or an extracted field is."""
    integer = column.type.name in _LIMITS
    scale = 0 if integer else cast(int, column.type.scale)
    target = pa.decimal128(38, 0) if integer else column.type.arrow
    try:
        exact = text.cast(target)
        return exact.cast(column.type.arrow) if integer else exact
    except pa.ArrowInvalid:
        wanted = str(column.type) if integer else f"numeric({column.type.precision},{scale})"
        raise RemoteError(
            f'column "{column.name}" holds a number outside {wanted}', sqlstate="22003"
        ) from None


def _bits(values: pa.Array, length: int) -> pa.Array:
    """Big-endian bytes as `length` digits 0 and 1."""
    null = np.asarray(values.is_null())
    size = (length + 7) // 8
    dense = b"".join(bytes(size) if v is None else v.rjust(size, b"\0") for v in values.to_pylist())
    digits = np.unpackbits(np.frombuffer(dense, np.uint8).reshape(-1, size), axis=1)
    text = np.ascontiguousarray(digits[:, size * 8 - length :] + ord("0"))
    fixed = pa.Array.from_buffers(
        pa.binary(length), len(text), [_validity(null), pa.py_buffer(text)]
    )
    return fixed.cast(pa.binary()).cast(pa.string())


def _from_numpy(values: Array, null: Mask, type_: pa.DataType) -> pa.Array:
    buffer = pa.py_buffer(np.ascontiguousarray(values))
    return pa.Array.from_buffers(type_, len(values), [_validity(null), buffer])


def _validity(null: Mask) -> pa.Buffer | None:
    return pa.py_buffer(np.packbits(~null, bitorder="little")) if null.any() else None


def _unexpected(raw: Raw, column: OutputColumn) -> ValueNotRepresentable:
    kind = {Numbers: "numbers", Strings: "strings", Dates: "dates", Times: "times"}[type(raw)]
    return ValueNotRepresentable(
        f'column "{column.name}" of type {column.type} was answered with {kind}'
    )
