"""Offsets from UTC of many moments at once. Imports: numpy, pyarrow, `gateway.timezones`."""

from __future__ import annotations

from functools import lru_cache
from typing import Final

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from gateway.timezones import Zone, offset_at, offset_text

_DAY: Final = 86_400_000_000


def offsets_of(ticks: pa.Array, zone: Zone) -> pa.Array:
    """Seconds east of UTC at each moment (microseconds since 1970); NULL for NULL."""
    if isinstance(zone, int):
        return pc.if_else(ticks.is_valid(), pa.scalar(zone), pa.scalar(None, pa.int64()))
    moments = np.asarray(pc.fill_null(ticks, 0).to_numpy(zero_copy_only=False), dtype=np.int64)
    days, index = np.unique(np.floor_divide(moments, _DAY), return_inverse=True)
    first, last = (
        np.array([_day(zone, day) for day in days.tolist()], dtype=np.int64).reshape(-1, 2).T
    )
    found = first[index] if len(days) else moments
    # On a day with a transition every moment is looked up.
    for at in np.flatnonzero((first != last)[index]) if len(days) else ():
        found[at] = offset_at(zone, int(moments[at]))
    return pc.if_else(ticks.is_valid(), pa.array(found), pa.scalar(None, pa.int64()))


@lru_cache(maxsize=1 << 17)
def _day(zone: Zone, day: int) -> tuple[int, int]:
    """The offsets at the beginning and at the end of a day."""
    return offset_at(zone, day * _DAY), offset_at(zone, (day + 1) * _DAY - 1)


def offset_texts(offsets: pa.Array) -> pa.Array:
    """Each offset as it is written after a timestamp."""
    coded = offsets.dictionary_encode()
    texts = [
        None if value is None else offset_text(value) for value in coded.dictionary.to_pylist()
    ]
    return pa.DictionaryArray.from_arrays(coded.indices, pa.array(texts, pa.string())).cast(
        pa.string()
    )
