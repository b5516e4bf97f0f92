"""What values a field holds: the BSON types it accepts and the PostgreSQL type they become.

A shape travels in `Column.details["shape"]` as plain JSON values, so that a catalog may store it.
The rules are documented in `gateway/docs/connectors/mongodb.md`.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

from connectors import types
from connectors.types import Type

NULLS: Final = (0, 6, 10)
"""Type bytes that are SQL NULL: missing, undefined, null."""

ALIASES: Final[dict[int, str]] = {
    1: "double", 2: "string", 3: "object", 4: "array", 5: "binData", 6: "undefined",
    7: "objectId", 8: "bool", 9: "date", 10: "null", 11: "regex", 12: "dbPointer",
    13: "javascript", 14: "symbol", 15: "javascriptWithScope", 16: "int", 17: "timestamp",
    18: "long", 19: "decimal", 127: "maxKey", 255: "minKey",
}  # fmt: skip
"""BSON type byte to the server's `$type` alias (https://bsonspec.org/spec.html)."""

NUMBERS: Final[dict[str, tuple[int, ...]]] = {
    "int": (16, 18),
    "float": (1, 16),
    "decimal": (16, 18, 19),
    "number": (1, 16, 18, 19),
}
"""Kinds of numeric fields, narrowest first. int64 next to double is exact only as numeric."""

_ACCEPTS: Final[dict[str, tuple[int, ...]]] = NUMBERS | {
    "string": (2,), "bool": (8,), "date": (9,), "objectId": (7,), "uuid": (5,), "binary": (5,),
    "object": (3,), "array": (4,), "json": tuple(t for t in ALIASES if t not in NULLS),
    "document": (3,),
}  # fmt: skip

_TYPES: Final[dict[str, Type]] = {
    "int": types.INT8, "float": types.FLOAT8, "decimal": types.NUMERIC, "number": types.NUMERIC,
    "string": types.TEXT, "bool": types.BOOL, "date": types.TIMESTAMPTZ, "objectId": types.TEXT,
    "uuid": types.UUID, "binary": types.BYTEA, "json": types.JSONB, "document": types.JSONB,
    "extended": types.TEXT,
}  # fmt: skip

UUID_SUBTYPE: Final = 4


@dataclass(frozen=True, slots=True)
class Shape:
    """The accepted values of one field.

    `kind` is a key of the tables above, or "extended": one rare BSON type (`bson`, its type byte)
    as extended-JSON text. `fields` belong to "object", `element` to "array", `subtype` to
    "binary". "document" is the whole document (the `_doc` column).
    """

    kind: str
    fields: tuple[tuple[str, Shape], ...] = ()
    element: Shape | None = None
    subtype: int = 0
    bson: int = 0

    @property
    def accepts(self) -> tuple[int, ...]:
        """BSON type bytes of the values this shape can hold, besides null."""
        return (self.bson,) if self.kind == "extended" else _ACCEPTS[self.kind]

    @property
    def aliases(self) -> list[str]:
        """The same as `$type` aliases."""
        return [ALIASES[byte] for byte in self.accepts]

    @property
    def type(self) -> Type:
        """The PostgreSQL type of the field."""
        if self.kind == "object":
            return types.record(*((name, shape.type) for name, shape in self.fields))
        if self.kind == "array":
            return types.array((self.element or Shape("json")).type)
        return _TYPES[self.kind]

    def field(self, name: str) -> Shape | None:
        """The shape of a sub-field, None if this is no object or has none of that name."""
        return dict(self.fields).get(name)

    def as_json(self) -> dict[str, Any]:
        """Plain values; `parse` is the inverse."""
        plain: dict[str, Any] = {"kind": self.kind}
        if self.fields:
            plain["fields"] = [[name, shape.as_json()] for name, shape in self.fields]
        if self.element is not None:
            plain["element"] = self.element.as_json()
        if self.subtype:
            plain["subtype"] = self.subtype
        if self.bson:
            plain["bson"] = self.bson
        return plain


def parse(plain: Mapping[str, Any]) -> Shape:
    """The shape that `Shape.as_json` wrote."""
    element = plain.get("element")
    return Shape(
        plain["kind"],
        tuple((name, parse(shape)) for name, shape in plain.get("fields", ())),
        None if element is None else parse(element),
        plain.get("subtype", 0),
        plain.get("bson", 0),
    )
