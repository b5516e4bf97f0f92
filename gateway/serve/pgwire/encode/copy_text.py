"""Values as the lines of COPY hold them: escaped text, quoted CSV (`CopyAttributeOutText`, `…CSV`).

Imports: pyarrow, numpy, `connectors.types`, `gateway.sql.output_style`, this package.
"""

from __future__ import annotations

import string
from functools import lru_cache
from typing import Final

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from connectors.types import NUMBERS, Type
from gateway.serve.pgwire.encode.copy_options import CopyOptions
from gateway.serve.pgwire.encode.pieces import Array, var
from gateway.sql.output_style import OutputStyle

_LETTERS: Final = {"\b": "b", "\f": "f", "\n": "n", "\r": "r", "\t": "t", "\v": "v"}
_PLAIN: Final = NUMBERS | {"bool", "oid", "date", "time", "timetz", "timestamp", "timestamptz",
                           "uuid", "interval"}  # fmt: skip
"""Types whose text has letters, digits and some of `+-:. ` only."""
_PLAIN_LETTERS: Final = frozenset(string.ascii_letters + string.digits + "+-:. ")


def is_plain(type_: Type, options: CopyOptions, style: OutputStyle) -> bool:
    """Whether no value of the type needs an escape, quotes or another encoding."""
    marks = {options.separator}
    if options.format == "csv":
        marks |= {options.quote_mark, *options.null_text}
    return type_.name in _PLAIN - style.types and not marks & _PLAIN_LETTERS


def text_value(values: pa.Array, options: CopyOptions) -> pa.Array:
    """Backslash escapes in a binary array; NULL as its mark. The result has no NULL."""
    special = _special("\\" + "".join(_LETTERS) + options.separator)
    spelled = np.arange(256, dtype=np.uint8)
    for letter, code in _LETTERS.items():
        spelled[ord(letter)] = ord(code)
    escaped = _with_escapes(values, special, spelled, ord("\\"))
    return pc.fill_null(escaped, options.null_text.encode())


def csv_value(
    values: pa.Array, options: CopyOptions, *, force: bool = False, alone: bool = False
) -> pa.Array:
    """Quoted where needed or forced; NULL as its mark. `alone`: the line has no other value."""
    null = options.null_text.encode()
    if force:
        return pc.fill_null(_quoted(values, options), null)
    needed = _holds(values, _special(options.separator + options.quote_mark + "\r\n"))
    needed = pc.or_(needed, pc.equal(values, null))
    if alone:
        needed = pc.or_(needed, pc.equal(values, b"\\."))
    if pc.any(needed).as_py():
        values = pc.if_else(needed, _quoted(values, options), values)
    return pc.fill_null(values, null)


def _quoted(values: pa.Array, options: CopyOptions) -> pa.Array:
    quote = pa.scalar(options.quote_mark.encode(), pa.binary())
    doubled = _special(options.quote_mark + options.escape_mark)
    escaped = _with_escapes(values, doubled, None, ord(options.escape_mark))
    return pc.binary_join_element_wise(quote, escaped, quote, pa.scalar(b"", pa.binary()))


@lru_cache(maxsize=64)
def _special(letters: str) -> Array:
    """Which of the 256 bytes are among `letters`."""
    table = np.zeros(256, np.bool_)
    table[list(letters.encode())] = True
    return table


def _holds(values: pa.Array, special: Array) -> pa.Array:
    """Whether each value has a special byte."""
    text = var(values)
    begin, end = int(text.offsets[0]), int(text.offsets[-1])
    found = special[np.frombuffer(text.data, np.uint8)[begin:end]]
    if not found.any():
        return pa.array(np.zeros(len(values), np.bool_))
    counts = np.zeros(len(found) + 1, np.int64)
    np.cumsum(found, out=counts[1:])
    offsets = text.offsets - begin
    return pa.array(counts[offsets[1:]] > counts[offsets[:-1]])


def _with_escapes(values: pa.Array, special: Array, spelled: Array | None, mark: int) -> pa.Array:
    """`mark` before every special byte, which is spelled another way if `spelled` says so."""
    text = var(values)
    begin, end = int(text.offsets[0]), int(text.offsets[-1])
    letters = np.frombuffer(text.data, np.uint8)[begin:end]
    found = special[letters]
    if not found.any():
        return values
    before = np.zeros(len(letters) + 1, np.int64)
    np.cumsum(found, out=before[1:])
    escaped = np.full(len(letters) + int(before[-1]), mark, np.uint8)
    places = np.arange(len(letters)) + before[1:]
    escaped[places] = letters if spelled is None else np.where(found, spelled[letters], letters)
    moved = text.offsets - text.offsets[0]
    offsets = (moved + before[moved]).astype(np.int32)
    validity = values.is_valid().to_numpy(zero_copy_only=False)
    bits = pa.py_buffer(np.packbits(validity, bitorder="little"))
    buffers = [bits, pa.py_buffer(offsets), pa.py_buffer(escaped)]
    return pa.Array.from_buffers(pa.binary(), len(values), buffers)
