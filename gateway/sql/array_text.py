"""PostgreSQL's text form of arrays, with its errors (arrayfuncs.c): `connectors.arrays`."""

from __future__ import annotations

from collections.abc import Iterable

from connectors.arrays import ArrayError, Shaped, array_text, read_array
from gateway.errors import SqlError


def split_array(text: str, delimiter: str = ",") -> Shaped:
    """The elements' texts, None for NULL, and their shape. Raises 22P02, 2202E, 54000."""
    try:
        return read_array(text, delimiter)
    except ArrayError as error:
        message = error.message or f'malformed array literal: "{text}"'
        raise SqlError(error.sqlstate, message) from None


def join_array(items: Iterable[str | None], delimiter: str = ",") -> str:
    """The text of the list of these elements (array_out)."""
    return array_text(items, delimiter=delimiter)
