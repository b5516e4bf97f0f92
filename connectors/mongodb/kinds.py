"""From the BSON types seen in a field to its shape (the rule is in `settle`)."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any, Final

from bson import Binary, Code, DatetimeMS, DBRef, Decimal128, Int64, MaxKey, MinKey, ObjectId, Regex
from bson.timestamp import Timestamp

from connectors.mongodb.shapes import ALIASES, NUMBERS, UUID_SUBTYPE, Shape

MAX_FIELDS: Final = 200
"""An object with more different field names is a map with data for keys: it becomes jsonb."""

_BYTES: Final = {alias: byte for byte, alias in ALIASES.items()}
_SIMPLE: Final = {2: "string", 7: "objectId", 8: "bool", 9: "date"}


@dataclass(slots=True)
class Seen:
    """What was seen of one field: how often each BSON type, and what objects and arrays held."""

    types: Counter[str] = field(default_factory=Counter)
    subtypes: set[int] = field(default_factory=set)
    fields: dict[str, Seen] = field(default_factory=dict)
    element: Seen | None = None
    comment: str | None = None

    def add(self, value: Any) -> None:
        """Count one decoded value."""
        alias = alias_of(value)
        self.types[alias] += 1
        if alias == "object":
            document = value.as_doc() if isinstance(value, DBRef) else value
            for name, inner in document.items():
                self.fields.setdefault(name, Seen()).add(inner)
        elif alias == "array":
            self.element = self.element or Seen()
            for inner in value:
                self.element.add(inner)
        elif alias == "binData":
            self.subtypes.add(value.subtype if isinstance(value, Binary) else 0)

    def declare(self, aliases: Iterable[str]) -> None:
        """A validator allows these types: they count as seen, with no documents."""
        for alias in aliases:
            for one in ("int", "long", "double", "decimal") if alias == "number" else (alias,):
                if one in _BYTES:
                    self.types[one] += 0

    @property
    def shares(self) -> dict[str, float]:
        """The part of the sampled values that had each BSON type."""
        total = self.types.total()
        return {
            alias: round(count / total, 4) for alias, count in self.types.most_common() if total
        }


def alias_of(value: Any) -> str:
    """The `$type` alias of a decoded value."""
    match value:
        case None:
            return "null"
        case bool():
            return "bool"
        case Int64():
            return "long"
        case int():
            return "int"
        case float():
            return "double"
        case Code() if value.scope is not None:
            return "javascriptWithScope"
        case Code():
            return "javascript"
        case str():
            return "string"
        case bytes():
            return "binData"
        case list():
            return "array"
        case Mapping() | DBRef():
            return "object"
    return _CLASSES[type(value)]


_CLASSES: Final[dict[type, str]] = {
    ObjectId: "objectId",
    DatetimeMS: "date",
    Decimal128: "decimal",
    Regex: "regex",
    Timestamp: "timestamp",
    MinKey: "minKey",
    MaxKey: "maxKey",
}


def settle(seen: Seen) -> tuple[Shape, str | None]:
    """The shape of a field, and what its user must know.

    One type gives that type. int and long give int8; int and double float8 (an int32 is always
    exact in it); any other mix of numbers numeric. Objects give a record, arrays an array. Fields
    of truly mixed types, of nested arrays and of unknown elements give jsonb, which holds any
    value. A field that was never seen with a value is text.
    """
    types = {_BYTES[alias] for alias in seen.types if _BYTES[alias] not in (6, 10)}
    if not types:
        return Shape("string"), "no value was seen in this field: bound as text"
    for kind, accepted in NUMBERS.items():
        if types <= set(accepted):
            return Shape(kind), _numbers_warning(kind, seen)
    if len(types) > 1:
        names = ", ".join(f"{alias} {share:.0%}" for alias, share in seen.shares.items())
        return Shape("json"), f"values of several BSON types ({names}) arrive as jsonb"
    (byte,) = types
    if byte in _SIMPLE:
        return Shape(_SIMPLE[byte]), None
    match byte:
        case 3:
            return _object(seen)
        case 4:
            return _array(seen)
        case 5:
            return _binary(seen)
    return Shape("extended", bson=byte), f"BSON {ALIASES[byte]} arrives as its extended JSON text"


def _numbers_warning(kind: str, seen: Seen) -> str | None:
    if kind != "number":
        return None
    names = ", ".join(alias for alias in seen.types if alias != "null")
    return f"numbers of several BSON types ({names}) arrive as numeric"


def _object(seen: Seen) -> tuple[Shape, str | None]:
    names = list(seen.fields)
    if not 1 <= len(names) <= MAX_FIELDS or len({name.lower() for name in names}) < len(names):
        return Shape("json"), "objects with no, too many or case-differing names arrive as jsonb"
    if "" in names or any("\ud800" <= letter <= "\udfff" for name in names for letter in name):
        return Shape("json"), "objects with a field name that is empty or not UTF-8 arrive as jsonb"
    return Shape("object", tuple((n, settle(f)[0]) for n, f in seen.fields.items())), None


def _array(seen: Seen) -> tuple[Shape, str | None]:
    element = seen.element or Seen()
    if not [alias for alias in element.types if alias not in ("null", "undefined")]:
        return Shape("array", element=Shape("json")), "no element was seen: elements are jsonb"
    inner, warning = settle(element)
    if inner.kind == "array":
        return Shape("json"), "arrays of arrays, which may be ragged, arrive as jsonb"
    return Shape("array", element=inner), warning


def _binary(seen: Seen) -> tuple[Shape, str | None]:
    if seen.subtypes == {UUID_SUBTYPE}:
        return Shape("uuid"), None
    if len(seen.subtypes) > 1:
        return Shape("json"), "binary data of several subtypes arrives as jsonb"
    return Shape("binary", subtype=next(iter(seen.subtypes), 0)), None
