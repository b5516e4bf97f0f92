"""What a format encodes, and how its sink is emptied as it goes.

Imports: pyarrow, `connectors.api`, `gateway`.
"""

from __future__ import annotations

import io
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass

import pyarrow as pa

from connectors.api import OutputColumn
from gateway.execute.context import Warning
from gateway.sql.output_style import USUAL, OutputStyle


@dataclass(frozen=True, slots=True)
class Rows:
    """The columns of a result (names may repeat), their Arrow schema, and its batches.

    `warnings` and `tag` are asked for when the last batch has been read. Values that are
    written as text have the session's `style`; JSON takes its zone only.
    """

    columns: Sequence[OutputColumn]
    schema: pa.Schema
    batches: Iterable[pa.RecordBatch]
    warnings: Callable[[], Sequence[Warning]] = tuple
    tag: Callable[[], str] = str
    style: OutputStyle = USUAL


Encode = Callable[[Rows], Iterator[bytes]]
"""The encoded form, one part per batch (the head with the first) and one for the end."""


class Sink(io.RawIOBase):
    """A binary stream to write to whose content is taken away from time to time."""

    def __init__(self) -> None:
        super().__init__()
        self._parts: list[bytes] = []
        self._position = 0

    def writable(self) -> bool:
        """It is."""
        return True

    def write(self, data: object) -> int:
        """Keep a copy."""
        part = bytes(data)  # type: ignore[call-overload]  # any buffer
        self._parts.append(part)
        self._position += len(part)
        return len(part)

    def tell(self) -> int:
        """Bytes written since the beginning."""
        return self._position

    def take(self) -> bytes:
        """What was written since the last time."""
        taken = b"".join(self._parts)
        self._parts.clear()
        return taken
