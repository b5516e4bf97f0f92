"""What happens to values that do not fit their column: an error, or NULL and a counted warning."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import numpy.typing as npt

from connectors.api import ValueNotRepresentable
from connectors.mongodb.shapes import ALIASES, Shape

MISMATCH = "mongodb_type_mismatch"
UNKNOWN_FIELD = "mongodb_unknown_field"
Warn = Callable[[str, str, int], None]


class Misfits:
    """The policy of one scan: `lenient` reads misfits as NULL and counts them with `warn`."""

    def __init__(self, relation: str, *, lenient: bool, warn: Warn) -> None:
        self._relation = relation
        self._lenient = lenient
        self._warn = warn

    def refuse(self, path: str, shape: Shape, types: npt.NDArray[np.uint8]) -> None:
        """Values of these BSON type bytes stand in a field of `shape`."""
        names = ", ".join(sorted(ALIASES.get(int(byte), "missing") for byte in np.unique(types)))
        self.refuse_count(path, shape, names, len(types))

    def refuse_count(self, path: str, shape: Shape, names: str, count: int) -> None:
        """As `refuse`, with the types by name. Raises ValueNotRepresentable unless lenient."""
        place = f'field "{path}" of "{self._relation}"'
        held = f"holds BSON {names} outside of {shape.type}"
        if not self._lenient:
            raise ValueNotRepresentable(
                f"{place} {held}",
                detail=f"Discovery bound the field to {shape.kind}: {', '.join(shape.aliases)}.",
                hint="Refresh the source to bind the field anew, read it through the column _doc,"
                " or set the source's option on_type_mismatch=null.",
                sqlstate="22018",
            )
        self._warn(MISMATCH, f"{place} {held}: read as NULL", count)

    def unknown(self, path: str, count: int) -> None:
        """Objects under `path` have fields that the record type does not name."""
        self._warn(
            UNKNOWN_FIELD,
            f'objects in field "{path}" of "{self._relation}" have fields unknown to its record'
            " type; the column _doc shows them",
            count,
        )
