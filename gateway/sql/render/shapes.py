"""Casts from and to arrays of any shape: structs of items, lengths and first subscripts."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from connectors.types import Type
from gateway.errors import unsupported

Elements = Callable[[str, Type, Type, bool], str]


def shaped(items: str, dims: str, lowers: str) -> str:
    """The struct of three lists."""
    return f"{{items: {items}, dims: {dims}, lowers: {lowers}}}"


def render_cast(sql: str, source: Type, target: Type, elements: Elements, *, explicit: bool) -> str:
    """`sql` as `target`, one of the two a shaped array. `elements` casts lists. Raises 0A000."""
    if source.name != "array" or target.name != "array":
        raise unsupported(f"the cast from {source} to {target} of arrays of several dimensions")
    if not target.shaped:
        raise unsupported("an array of several dimensions in place of a list")
    plain = replace(source, shaped=False), replace(target, shaped=False)
    items = elements(f"({sql}).items" if source.shaped else sql, *plain, explicit)
    if source.shaped:
        made = shaped(items, f"({sql}).dims", f"({sql}).lowers")
    else:
        filled = f"len({sql}) > 0"
        dims = f"CASE WHEN {filled} THEN [CAST(len({sql}) AS INTEGER)] ELSE [] END"
        made = shaped(items, dims, f"CASE WHEN {filled} THEN [1] ELSE [] END")
    return f"CASE WHEN {sql} IS NOT NULL THEN {made} END"
