"""Values found in a batch as Arrow arrays, each checked against the shape its column was bound to.

Nothing is converted that the shape does not accept and nothing becomes NULL unsaid: every other
value goes to `Misfits`, which raises or counts it.
"""

from __future__ import annotations

import struct
from collections.abc import Callable, Iterable
from typing import Any, Final

import bson
import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc
from bson.binary import UuidRepresentation
from bson.codec_options import CodecOptions, DatetimeConversion

from connectors.api import ValueNotRepresentable
from connectors.mongodb import decimals
from connectors.mongodb.bytewalk import Buffer, Int64s, Slots, elements, walk
from connectors.mongodb.jsontext import extended, jsonb
from connectors.mongodb.misfits import Misfits
from connectors.mongodb.numbers import decimal_text, double_text
from connectors.mongodb.shapes import NULLS, UUID_SUBTYPE, Shape

PLAIN: Final[CodecOptions[dict[str, Any]]] = CodecOptions(
    datetime_conversion=DatetimeConversion.DATETIME_MS,
    uuid_representation=UuidRepresentation.UNSPECIFIED,
)
"""How a single value is decoded: dates as milliseconds, binary data as it is, strict UTF-8."""

FIRST_DATE, LAST_DATE = -210_866_803_200_000, (2**63 - 2) // 1000
"""Milliseconds that a timestamptz holds: from 4714-11-24 BC to what microseconds can count."""

_HEX: Final = np.frombuffer(bytes(range(256)).hex().encode(), np.uint8).reshape(256, 2)
Mask = npt.NDArray[np.bool_]


class Columns:
    """Converts the slots of one batch; `misfits` hears of every value that does not fit."""

    def __init__(self, buffer: Buffer, misfits: Misfits) -> None:
        self._buffer = buffer
        self._misfits = misfits

    def array(self, path: str, shape: Shape, slots: Slots) -> pa.Array:
        """One column: a value per slot, of exactly `shape.type.arrow`."""
        fits = self.check(path, shape, slots)
        build = _BUILDERS.get(shape.kind, Columns._one_by_one)
        return build(self, path, shape, slots, fits)

    def check(self, path: str, shape: Shape, slots: Slots) -> Mask:
        """Which slots hold a value of an accepted type; neither that nor NULL is refused."""
        fits: Mask = np.isin(slots.types, shape.accepts)
        self._refuse(path, shape, slots, ~(fits | np.isin(slots.types, NULLS)))
        return fits

    def _refuse(self, path: str, shape: Shape, slots: Slots, wrong: Mask) -> None:
        if wrong.any():
            self._misfits.refuse(path, shape, slots.types[wrong])

    def _keep(self, path: str, shape: Shape, slots: Slots, fits: Mask, good: Mask) -> Mask:
        """The slots that fit by value too."""
        self._refuse(path, shape, slots, fits & ~good)
        return fits & good

    # -- one builder per kind ----------------------------------------------------------

    def _int(self, path: str, shape: Shape, slots: Slots, fits: Mask) -> pa.Array:
        values = np.zeros(len(fits), np.int64)
        small, large = slots.types == 16, slots.types == 18
        values[small] = self._buffer.i32[slots.at[small]]
        values[large] = self._buffer.i64[slots.at[large]]
        return pa.array(values, mask=~fits)

    def _float(self, path: str, shape: Shape, slots: Slots, fits: Mask) -> pa.Array:
        values = np.zeros(len(fits), np.float64)
        double, small = slots.types == 1, slots.types == 16
        values[double] = self._buffer.f64[slots.at[double]]
        values[small] = self._buffer.i32[slots.at[small]]
        return pa.array(values, mask=~fits)

    def _bool(self, path: str, shape: Shape, slots: Slots, fits: Mask) -> pa.Array:
        return pa.array(self._buffer.u8[np.where(fits, slots.at, 0)] == 1, mask=~fits)

    def _date(self, path: str, shape: Shape, slots: Slots, fits: Mask) -> pa.Array:
        millis = np.zeros(len(fits), np.int64)
        millis[fits] = self._buffer.i64[slots.at[fits]]
        inside = (millis >= FIRST_DATE) & (millis <= LAST_DATE)
        fits = self._keep(path, shape, slots, fits, inside)
        micros = np.where(fits, millis, 0) * 1000
        return pa.array(micros, mask=~fits).view(shape.type.arrow)

    def _string(self, path: str, shape: Shape, slots: Slots, fits: Mask) -> pa.Array:
        sizes = np.zeros(len(fits), np.int64)
        sizes[fits] = self._buffer.i32[slots.at[fits]] - 1
        texts = self._spans(slots.at + 4, sizes, fits, pa.string())
        try:
            texts.validate(full=True)
        except pa.ArrowInvalid as error:
            raise ValueNotRepresentable(
                f'field "{path}" holds a string that is not valid UTF-8',
                sqlstate="22021",
            ) from error
        return texts

    def _binary(self, path: str, shape: Shape, slots: Slots, fits: Mask) -> pa.Array:
        subtypes = self._buffer.u8[np.where(fits, slots.at + 4, 0)]
        fits = self._keep(path, shape, slots, fits, subtypes == shape.subtype)
        sizes = np.zeros(len(fits), np.int64)
        sizes[fits] = self._buffer.i32[slots.at[fits]]
        # The old binary subtype repeats the length inside.
        skip = 4 if shape.subtype == 2 else 0
        sizes[fits] -= skip
        return self._spans(slots.at + 5 + skip, sizes, fits, pa.binary())

    def _uuid(self, path: str, shape: Shape, slots: Slots, fits: Mask) -> pa.Array:
        at = np.where(fits, slots.at, 0)
        good = (self._buffer.u8[at + 4] == UUID_SUBTYPE) & (self._buffer.i32[at] == 16)
        fits = self._keep(path, shape, slots, fits, good)
        digits = self._hex(np.where(fits, slots.at + 5, 0), 16)
        text = np.full((len(fits), 36), ord("-"), np.uint8)
        place = 0
        for start, end in ((0, 8), (8, 12), (12, 16), (16, 20), (20, 32)):
            text[:, place : place + end - start] = digits[:, start:end]
            place += end - start + 1
        return _fixed_text(text, fits)

    def _object_id(self, path: str, shape: Shape, slots: Slots, fits: Mask) -> pa.Array:
        return _fixed_text(self._hex(np.where(fits, slots.at, 0), 12), fits)

    def _object(self, path: str, shape: Shape, slots: Slots, fits: Mask) -> pa.Array:
        rows = np.flatnonzero(fits)
        found = walk(self._buffer, slots.at[rows], [name for name, _ in shape.fields])
        if found.others:
            self._misfits.unknown(path, found.others)
        children = []
        for name, child in shape.fields:
            spread = Slots.empty(len(fits))
            spread.types[rows] = found.slots[name].types
            spread.at[rows] = found.slots[name].at
            children.append(self.array(f"{path}.{name}", child, spread))
        fields = list(shape.type.arrow)
        return pa.StructArray.from_arrays(children, fields=fields, mask=pa.array(~fits))

    def _array(self, path: str, shape: Shape, slots: Slots, fits: Mask) -> pa.Array:
        counts, inner = elements(self._buffer, slots.at[fits])
        sizes = np.zeros(len(fits), np.int64)
        sizes[fits] = counts
        offsets = np.concatenate(([0], np.cumsum(sizes))).astype(np.int32)
        values = self.array(f"{path}[]", shape.element or Shape("json"), inner)
        return pa.ListArray.from_arrays(
            pa.array(offsets), values, type=shape.type.arrow, mask=pa.array(~fits)
        )

    def _numeric(self, path: str, shape: Shape, slots: Slots, fits: Mask) -> pa.Array:
        """Numbers of any type as text: most without decoding each by itself."""
        texts: list[str | None] = [None] * len(fits)
        whole = fits & np.isin(slots.types, (16, 18))
        at = slots.at[whole]
        small = slots.types[whole] == 16
        values = np.where(small, self._buffer.i32[at], self._buffer.i64[at])
        _place(texts, whole, map(str, values.tolist()))
        double = fits & (slots.types == 1)
        _place(texts, double, map(double_text, self._buffer.f64[slots.at[double]].tolist()))
        wide = fits & (slots.types == 19)
        low = self._buffer.i64[np.where(wide, slots.at, 0)].astype(np.uint64)
        high = self._buffer.i64[np.where(wide, slots.at + 8, 0)].astype(np.uint64)
        plain = wide & decimals.plain(high)
        _place(texts, plain, decimals.texts(low[plain], high[plain]))
        for row in np.flatnonzero(wide & ~plain):
            texts[row] = decimal_text(self.value(path, 19, int(slots.at[row])).to_decimal())
        return pa.array(texts, pa.string())

    def _one_by_one(self, path: str, shape: Shape, slots: Slots, fits: Mask) -> pa.Array:
        convert = _CONVERTERS[shape.kind]
        texts: list[str | None] = [None] * len(fits)
        for row in np.flatnonzero(fits):
            texts[row] = convert(self.value(path, int(slots.types[row]), int(slots.at[row])))
        return pa.array(texts, pa.string())

    # -- pieces ------------------------------------------------------------------------

    def value(self, path: str, byte: int, at: int) -> Any:
        """One value as bson decodes it (see `PLAIN`)."""
        size = self._buffer.size(byte, at)
        content = self._buffer.raw[at : at + size]
        document = struct.pack("<iBB", size + 7, byte, 0) + content + b"\0"
        try:
            return bson.decode(document, PLAIN)[""]
        except bson.errors.InvalidBSON as error:
            raise ValueNotRepresentable(
                f'field "{path}" holds a value that is not valid BSON',
                detail=str(error),
                sqlstate="22021",
            ) from error

    def _spans(self, at: Int64s, sizes: Int64s, fits: Mask, type_: pa.DataType) -> pa.Array:
        """Copy variable-length values out: an array over the whole buffer, every other taken."""
        starts = np.maximum.accumulate(np.where(fits, at, 0))
        bounds = np.empty(2 * len(fits) + 1, np.int32)
        bounds[0:-1:2] = starts
        bounds[1::2] = starts + sizes
        bounds[-1] = len(self._buffer.raw)
        data = pa.py_buffer(self._buffer.raw)
        every = pa.Array.from_buffers(
            pa.binary(), 2 * len(fits), [None, pa.py_buffer(bounds), data]
        )
        wanted = pa.array(2 * np.arange(len(fits)), mask=~fits)
        taken = every.take(wanted)
        return pa.Array.from_buffers(type_, len(taken), taken.buffers(), taken.null_count)

    def _hex(self, at: Int64s, size: int) -> npt.NDArray[np.uint8]:
        raw = self._buffer.u8[at[:, None] + np.arange(size)]
        digits: npt.NDArray[np.uint8] = _HEX[raw].reshape(len(at), 2 * size)
        return digits


def _fixed_text(text: npt.NDArray[np.uint8], fits: Mask) -> pa.Array:
    rows, width = text.shape
    offsets = np.arange(rows + 1, dtype=np.int32) * width
    buffers = [None, pa.py_buffer(offsets), pa.py_buffer(np.ascontiguousarray(text))]
    whole = pa.Array.from_buffers(pa.string(), rows, buffers)
    return whole if fits.all() else pc.if_else(pa.array(fits), whole, None)


def _place(texts: list[str | None], rows: Mask, found: Iterable[str]) -> None:
    for row, text in zip(np.flatnonzero(rows).tolist(), found, strict=True):
        texts[row] = text


def _extended_text(value: Any) -> str:
    return (
        str(value)
        if isinstance(value, str) and not isinstance(value, bson.Code)
        else jsonb(extended(value))
    )


_Builder = Callable[[Columns, str, Shape, Slots, Mask], pa.Array]

_BUILDERS: Final[dict[str, _Builder]] = {
    "int": Columns._int,
    "float": Columns._float,
    "bool": Columns._bool,
    "date": Columns._date,
    "string": Columns._string,
    "binary": Columns._binary,
    "uuid": Columns._uuid,
    "objectId": Columns._object_id,
    "object": Columns._object,
    "array": Columns._array,
    "decimal": Columns._numeric,
    "number": Columns._numeric,
}

_CONVERTERS: Final[dict[str, Callable[[Any], str]]] = {
    "json": jsonb,
    "document": jsonb,
    "extended": _extended_text,
}
