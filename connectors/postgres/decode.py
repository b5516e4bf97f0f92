"""From the Arrow that the ADBC driver makes of COPY's binary rows to the forms of `types`.

The driver adds 1970's distance from 2000 to dates and timestamps without a look at overflow, so
that PostgreSQL's infinities (the ends of the integers) wrap to known values, which no finite date
has; and timestamps after 294246-12-31 wrap to others, which are refused. Numerics arrive as text.
Verified with driver 1.13 by tests/connectors/test_postgres_types.py.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from contextlib import suppress
from decimal import Decimal
from typing import Final

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from connectors.api import OutputColumn, ValueNotRepresentable, schema_of
from connectors.types import SHAPE, TEXT, Type

_DAYS: Final = 10_957
_MICROS: Final = 946_684_800_000_000
_DATE_PLUS: Final = np.int32(-(2**31) + _DAYS - 1)
_DATE_MINUS: Final = np.int32(-(2**31) + _DAYS)
_TIME_PLUS: Final = np.int64(-(2**63) + _MICROS - 1)
_TIME_MINUS: Final = np.int64(-(2**63) + _MICROS)
_FIRST_DATE: Final = -2_440_588
"""4714-11-24 BC, PostgreSQL's first date."""
_FIRST_TIMESTAMP: Final = -210_866_803_200_000_000
"""4714-11-24 BC, PostgreSQL's first timestamp."""
_FEW: Final = 16
"""Values that are looked at one by one faster than Arrow's and NumPy's functions are called."""


class Decoder:
    """Turns the driver's batches into batches of the fragment's schema."""

    def __init__(self, columns: Sequence[OutputColumn]) -> None:
        """`columns` in order; after them the driver's batches have a flag per array output."""
        self._columns = tuple(columns)
        self._arrays = [c for c in columns if c.type.name == "array"]
        self.schema = schema_of(columns)
        self._as_they_are = [
            None if _is_odd(c.type) else field.type
            for c, field in zip(columns, self.schema, strict=True)
        ]
        """The types of columns that need no look; None for the others."""

    def decode(self, batch: pa.RecordBatch) -> pa.RecordBatch:
        """One batch. Raises ValueNotRepresentable naming the column."""
        width = len(self._columns)
        guards = iter(batch.columns[width:])
        shapes = {c.name: next(guards) for c in self._arrays} if batch.num_columns > width else {}
        for column in self._arrays:
            if column.name in shapes and not column.type.shaped:
                _check_lists(column.name, shapes[column.name])
        if not width:
            return batch.select([])
        values = [
            array
            if array.type == plain
            else converted(array, column.type, column.name, shapes.get(column.name))
            for array, plain, column in zip(
                batch.columns[:width], self._as_they_are, self._columns, strict=True
            )
        ]
        return pa.RecordBatch.from_arrays(values, schema=self.schema)


def _check_lists(name: str, odd: pa.Array) -> None:
    """Raise ValueNotRepresentable if any row's array has a shape that a list cannot hold."""
    if pc.any(odd).as_py():
        raise ValueNotRepresentable(
            f'column "{name}" holds an array with several dimensions or whose first index is not 1',
            hint=f'Select array_to_json("{name}"), declare its dimensions (integer[][]), '
            "or leave the column out.",
        )


def _is_odd(type_: Type) -> bool:
    """Whether the right Arrow type does not make its values right."""
    return type_.name in ("date", "timestamp", "timestamptz", "numeric", "array")


def converted(array: pa.Array, type_: Type, name: str, shapes: pa.Array | None = None) -> pa.Array:
    """An array in the form of `type_`; `shapes` are the texts of array_dims.

    Raises ValueNotRepresentable.
    """
    if isinstance(array, pa.ExtensionArray):
        array = array.storage
    match type_.name:
        case "date":
            return _date(array)
        case "timestamp" | "timestamptz":
            return _timestamp(array, type_, name)
        case "numeric" if type_.scale is not None:
            return _decimal(array, type_, name)
        case "array" if type_.shaped and type_.element is not None and shapes is not None:
            return _shaped(array, type_, shapes, name)
        case "array" if type_.element is not None:
            return _list(array, type_.element, name)
    if array.type == type_.arrow:
        return array
    try:
        return array.cast(type_.arrow)
    except pa.ArrowException as error:
        raise ValueNotRepresentable(
            f'column "{name}" holds a value that {type_} cannot hold', detail=str(error)
        ) from None


def _date(array: pa.Array) -> pa.Array:
    if _least(array, pa.int32()) >= _FIRST_DATE:
        return array
    days = _numbers(array, pa.int32())
    plus, minus = days == _DATE_PLUS, days == _DATE_MINUS
    days = np.where(plus, np.int32(2**31 - 1), np.where(minus, np.int32(-(2**31) + 1), days))
    return _rebuilt(days.astype(np.int32), array, pa.date32())


def _timestamp(array: pa.Array, type_: Type, name: str) -> pa.Array:
    if _least(array, pa.int64()) >= _FIRST_TIMESTAMP:
        return array
    micros = _numbers(array, pa.int64())
    early = micros < _FIRST_TIMESTAMP
    plus, minus = micros == _TIME_PLUS, micros == _TIME_MINUS
    if (early & ~plus & ~minus).any():
        raise ValueNotRepresentable(
            f'column "{name}" holds a {type_} after the year 294246',
            detail="64-bit microseconds since 1970 end there.",
        )
    micros = np.where(plus, np.int64(2**63 - 1), np.where(minus, np.int64(-(2**63) + 1), micros))
    return _rebuilt(micros.astype(np.int64), array, type_.arrow)


def _least(array: pa.Array, type_: pa.DataType) -> int:
    """The least of the integers behind dates or timestamps; 0 where all are NULL."""
    numbers = array.view(type_)
    if len(array) <= _FEW:
        return min((item for item in numbers.to_pylist() if item is not None), default=0)
    return pc.min(numbers).as_py() or 0


def _numbers(array: pa.Array, type_: pa.DataType) -> npt.NDArray[np.signedinteger]:
    """The integers behind dates or timestamps, 0 where the value is NULL."""
    return np.asarray(pc.fill_null(array.view(type_), 0).to_numpy(zero_copy_only=False))


def _rebuilt(values: npt.NDArray[np.signedinteger], like: pa.Array, type_: pa.DataType) -> pa.Array:
    mask = np.asarray(like.is_null().to_numpy(zero_copy_only=False))
    return pa.array(values, mask=mask).view(type_)


def _decimal(array: pa.Array, type_: Type, name: str) -> pa.Array:
    if len(array) <= _FEW:
        with suppress(pa.ArrowException, ArithmeticError):  # what is odd is told below
            items = [None if text is None else Decimal(text) for text in array.to_pylist()]
            return pa.array(items, type_.arrow)
    try:
        return array.cast(type_.arrow)
    except pa.ArrowException as error:
        special = pc.any(pc.is_in(array, pa.array(["NaN", "Infinity", "-Infinity"]))).as_py()
        what = "NaN or infinity" if special else "a value of other precision or scale"
        raise ValueNotRepresentable(
            f'column "{name}" of type {type_} holds {what}',
            detail="" if special else str(error),
            hint=f'Cast it: "{name}"::numeric holds every value.',
        ) from None


def _list(array: pa.Array, element: Type, name: str) -> pa.Array:
    values = converted(array.values, element, name)
    nulls = array.is_null() if array.null_count else None
    return pa.ListArray.from_arrays(array.offsets, values, mask=nulls).cast(pa.list_(element.arrow))


_BOUNDS: Final = re.compile(r"\[(-?\d+):(-?\d+)\]")


def _shaped(array: pa.Array, type_: Type, shapes: pa.Array, name: str) -> pa.Array:
    """Lists of all items, with the shapes as PostgreSQL writes them: `[1:2][0:3]`."""
    items = _list(array, type_.element or TEXT, name)
    read = [
        [(int(high) - int(low) + 1, int(low)) for low, high in _BOUNDS.findall(text)]
        for text in shapes.to_pylist()
    ]
    dims, lowers = ([[pair[n] for pair in row] for row in read] for n in (0, 1))
    fields = [items, pa.array(dims, pa.list_(pa.int32())), pa.array(lowers, pa.list_(pa.int32()))]
    names = ["items", *SHAPE]
    return pa.StructArray.from_arrays(fields, names, mask=array.is_null()).cast(type_.arrow)
