"""CSV and TSV: a header line, quotes with ", empty is NULL and "" is the empty string.

Types are those that every value read for it has (the whole file up to `sample_bytes`). A scan reads
text and converts it strictly, so a value found later that is not of the type is an error.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import closing
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.csv as pacsv

from connectors import types as t
from connectors.api import Column, RemoteError, ValueNotRepresentable
from connectors.files.arrow_types import checked_text
from connectors.files.folder import FileSet
from connectors.types import MAX_DECIMAL_DIGITS, Type

_BLOCK = 1 << 20
_DOUBLE_DIGITS = 17
_FORMS: dict[str, str] = {
    "bool": "^(true|false)$",
    "int8": "^(0|-?[1-9][0-9]{0,18})$",
    "numeric": "^-?(0|[1-9][0-9]*)([.][0-9]+)?$",
    "float8": "^(-?(0|[1-9][0-9]*)([.][0-9]+)?([eE][+-]?[0-9]{1,3})?|NaN|-?Infinity)$",
    "date": "^[0-9]{4}-[0-9]{2}-[0-9]{2}$",
    "timestamp": "^[0-9]{4}-[0-9]{2}-[0-9]{2}[ T][0-9]{2}:[0-9]{2}:[0-9]{2}([.][0-9]{1,6})?$",
    "timestamptz": "^[0-9]{4}-[0-9]{2}-[0-9]{2}[ T][0-9]{2}:[0-9]{2}:[0-9]{2}([.][0-9]{1,6})?"
    "(Z|[+-][0-9]{2}(:?[0-9]{2})?)$",
    "uuid": "^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$",
}
"""How a value of a type is written; narrower than what a cast takes, so nothing is lost ("007")."""


def columns(files: FileSet, *, all_text: bool, sample_bytes: int) -> list[Column]:
    """The columns by the header, typed by the values. Raises RemoteError."""
    names = _header(files.paths[0], files)
    for path in files.paths[1:]:
        if _header(path, files) != names:
            raise RemoteError(
                f'the files of "{files.relation}" differ in their header lines',
                detail=f'"{path.name}" is not as "{files.paths[0].name}".',
                sqlstate="0A000",
            )
    if all_text:
        return [Column(name, t.TEXT, native_type="text") for name in names]
    guesses = [_Guess() for _ in names]
    left = sample_bytes
    for path in files.paths:
        for batch in _texts(path, names, names):
            for guess, values in zip(guesses, batch.columns, strict=True):
                guess.see(values)
            left -= batch.nbytes
            if left < 0:
                break
    return [
        Column(name, guess.type, native_type="text")
        for name, guess in zip(names, guesses, strict=True)
    ]


def batches(files: FileSet, wanted: Sequence[Column]) -> Iterator[tuple[Path, pa.RecordBatch]]:
    """Batches of the wanted columns with their file. Raises ValueNotRepresentable, RemoteError."""
    for path in files.paths:
        names = _header(path, files)
        read = [c.name for c in wanted] or names[:1]
        for batch in _texts(path, names, read):
            values = [_typed(batch.column(c.name), c) for c in wanted]
            if not wanted:
                yield path, batch.select([])
                continue
            yield path, pa.RecordBatch.from_arrays(values, names=[c.name for c in wanted])


def _header(path: Path, files: FileSet) -> list[str]:
    with pa.input_stream(path) as stream:
        line = stream.read(_BLOCK)
    if not line.strip():
        raise RemoteError(f'"{files.relation}" has no header line', sqlstate="58030")
    try:
        with _open(pa.input_stream(path), path, None, None) as reader:
            names = reader.schema.names
    except (pa.ArrowException, OSError) as error:
        raise RemoteError(
            f'cannot read "{files.relation}"', detail=str(error), sqlstate="58030"
        ) from error
    names = [name or f"column{number}" for number, name in enumerate(names, 1)]
    if len(set(names)) < len(names):
        twice = next(n for n in names if names.count(n) > 1)
        raise RemoteError(f'"{files.relation}" has two columns "{twice}"', sqlstate="42701")
    return names


def _open(
    stream: Any, path: Path, names: Sequence[str] | None, read: Sequence[str] | None
) -> pacsv.CSVStreamingReader:
    tab = any(suffix.lower() == ".tsv" for suffix in path.suffixes)
    return pacsv.open_csv(
        stream,
        read_options=pacsv.ReadOptions(
            block_size=_BLOCK,
            use_threads=False,
            column_names=names,
            skip_rows_after_names=0 if names is None else 1,
        ),
        parse_options=pacsv.ParseOptions(
            delimiter="\t" if tab else ",",
            newlines_in_values=True,
            ignore_empty_lines=names is None or len(names) > 1,
        ),
        convert_options=pacsv.ConvertOptions(
            column_types={name: pa.string() for name in names or ()},
            include_columns=list(read) if read else None,
            null_values=[""],
            strings_can_be_null=True,
            quoted_strings_can_be_null=False,
        ),
    )


def _texts(path: Path, names: Sequence[str], read: Sequence[str]) -> Iterator[pa.RecordBatch]:
    with closing(_Counted(path)) as stream, _open(stream, path, names, read) as reader:
        yield from reader
        if stream.quotes % 2:
            raise pa.ArrowInvalid("the file ends inside a quoted value")


class _Counted:
    """A file, decompressed, that counts its quotes: pyarrow takes an open one at the end."""

    def __init__(self, path: Path) -> None:
        self._stream = pa.input_stream(path)
        self.quotes = 0
        self.closed = False

    def read(self, size: int = -1) -> bytes:
        """The next bytes."""
        found: bytes = self._stream.read(size if size >= 0 else None)
        self.quotes += found.count(b'"')
        return found

    def close(self) -> None:
        """Close the file."""
        self._stream.close()
        self.closed = True


def _typed(values: pa.Array, column: Column) -> pa.Array:
    """The texts as values of the column's type. Raises ValueNotRepresentable."""
    type_ = column.type
    try:
        if type_.name == "text":
            return checked_text(values)
        fits = pc.match_substring_regex(values, _FORMS[type_.name])
        if not pc.all(fits).as_py() and values.null_count < len(values):
            bad = values.filter(pc.invert(fits))
            if len(bad):
                raise ValueError(f"It is written {bad[0].as_py()[:60]!r}.")
        return _cast(values, type_)
    except (pa.ArrowException, ValueError) as error:
        raise ValueNotRepresentable(
            f'a value of column "{column.name}" is not of type {type_}',
            detail=str(error),
            hint="Set all_text, or a larger sample_bytes, for this source.",
        ) from error


def _cast(values: pa.Array, type_: Type) -> pa.Array:
    match type_.name:
        case "numeric" if type_.scale is None:
            return pc.replace_substring_regex(values, "^-(0(?:[.]0*)?)$", "\\1")
        case "float8":
            return _doubles(values)
        case "uuid":
            return values
        case "timestamptz":
            return pc.replace_substring_regex(values, "([+-][0-9]{2})$", "\\1:00").cast(type_.arrow)
    return values.cast(type_.arrow)


def _doubles(values: pa.Array) -> pa.Array:
    """ValueError for a number too large or too small, or with more digits than a double keeps."""
    found = values.cast(pa.float64())
    finite = pc.match_substring_regex(values, "^-?[0-9]")
    mantissas = pc.replace_substring_regex(values, "[eE].*$|[-.]", "")
    digits = pc.utf8_length(pc.utf8_trim(mantissas, "0"))
    nothing = pc.and_(pc.equal(found, 0), pc.greater(digits, 0))
    lost = pc.or_(nothing, pc.or_(pc.is_inf(found), pc.greater(digits, _DOUBLE_DIGITS)))
    if pc.any(pc.and_(finite, lost)).as_py():
        raise ValueError("A double precision would round it.")
    return found


class _Guess:
    """The types that all values of a column seen so far have."""

    def __init__(self) -> None:
        self._left = dict.fromkeys(_FORMS)
        self._seen = False
        self._whole = self._scale = 0

    def see(self, values: pa.Array) -> None:
        """Drop the types that some value has not."""
        values = values.drop_null()
        if not len(values):
            return
        self._seen = True
        for name in [n for n in self._left if not self._fits(values, n)]:
            del self._left[name]
        if "numeric" in self._left:
            points = pc.find_substring(values, ".")
            lengths = pc.utf8_length(pc.utf8_ltrim(values, "-"))
            scales = pc.utf8_length(pc.replace_substring_regex(values, "^[^.]*[.]?", ""))
            whole = pc.subtract(
                lengths, pc.add(scales, pc.cast(pc.greater_equal(points, 0), "int32"))
            )
            self._whole = max(self._whole, pc.max(whole).as_py())
            self._scale = max(self._scale, pc.max(scales).as_py())

    @property
    def type(self) -> Type:
        """The narrowest of them; text where there are none, or no value at all."""
        name = next(iter(self._left), "text") if self._seen else "text"
        if name == "numeric":
            if self._whole + self._scale > MAX_DECIMAL_DIGITS:
                return t.NUMERIC
            return t.numeric(MAX_DECIMAL_DIGITS, self._scale, declared=False)
        return Type(name)

    def _fits(self, values: pa.Array, name: str) -> bool:
        if not pc.all(pc.match_substring_regex(values, _FORMS[name])).as_py():
            return False
        if name in ("numeric", "uuid"):
            return True
        try:
            _cast(values, Type(name))
        except (pa.ArrowException, ValueError):
            return False
        return True
