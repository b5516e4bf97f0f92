"""What keys mean: relations declared in a TOML file.

    [[relation]]
    name = "features"
    key = "features:{customer}"          # parts in braces are columns
    type = "hash"                        # hash, string, list, set or zset
    ttl = "expires_in"                   # optional: a column with the seconds left to live
    require_key = true                   # optional: refuse to walk over all keys
    [relation.columns]
    customer = "bigint"
    churn_risk = "double precision"
    risk = { type = "text", field = "r" }    # a column under another name than its field

A string's value is the column that is no key part; a list, set or zset gives one row per member,
with the columns `member` (and `position` of a list, `score` of a zset) where they are declared.
"""

from __future__ import annotations

import re
import tomllib
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from connectors import types
from connectors.api import OptionError
from connectors.redis.keys import Pattern
from connectors.types import Type

KINDS = ("hash", "string", "list", "set", "zset")
_KEYS = {"name", "key", "type", "ttl", "require_key", "columns", "comment"}
_TYPES: dict[str, Type] = {
    "boolean": types.BOOL, "bool": types.BOOL,
    "smallint": types.INT2, "int2": types.INT2,
    "integer": types.INT4, "int": types.INT4, "int4": types.INT4,
    "bigint": types.INT8, "int8": types.INT8,
    "real": types.FLOAT4, "float4": types.FLOAT4,
    "double precision": types.FLOAT8, "float8": types.FLOAT8,
    "numeric": types.NUMERIC, "text": types.TEXT, "json": types.JSON, "uuid": types.UUID,
    "bytea": types.BYTEA, "date": types.DATE,
    "timestamp": types.TIMESTAMP, "timestamp without time zone": types.TIMESTAMP,
    "timestamptz": types.TIMESTAMPTZ, "timestamp with time zone": types.TIMESTAMPTZ,
}  # fmt: skip
_KEY_TYPES = frozenset({"int2", "int4", "int8", "text"})


@dataclass(frozen=True, slots=True)
class FieldMapping:
    """One column: its name, type, and the hash field it reads (`field`)."""

    name: str
    type: Type
    field: str


@dataclass(frozen=True, slots=True)
class RelationMapping:
    """One relation over keys of one pattern. `ttl` names a column or is empty."""

    name: str
    pattern: Pattern
    kind: str
    columns: tuple[FieldMapping, ...]
    ttl: str = ""
    require_key: bool = False
    comment: str | None = None

    def is_key_part(self, column: str) -> bool:
        """Whether a column comes from the key itself."""
        return column in self.pattern.parts


def read_mappings(path: Path) -> tuple[RelationMapping, ...]:
    """The relations declared in a file. Raises OptionError naming relation and key."""
    try:
        document = tomllib.loads(path.read_text(encoding="utf-8"))
    except OSError as error:
        raise OptionError(f'could not read "{path}": {error.strerror}') from None
    except tomllib.TOMLDecodeError as error:
        raise OptionError(f'"{path}" is not TOML', detail=str(error)) from None
    entries = document.get("relation", [])
    unknown = sorted(set(document) - {"relation"})
    if unknown or not isinstance(entries, list):
        raise OptionError(f'"{path}" may hold [[relation]] entries only')
    mappings = tuple(_relation(entry) for entry in entries)
    names = [mapping.name for mapping in mappings]
    if len(set(names)) != len(names):
        raise OptionError(f'"{path}" declares a relation twice')
    return mappings


def _relation(entry: dict[str, Any]) -> RelationMapping:
    name = entry.get("name")
    if not isinstance(name, str) or not name:
        raise OptionError("a [[relation]] needs a name")
    unknown = sorted(set(entry) - _KEYS)
    if unknown:
        raise OptionError(
            f'unknown key "{unknown[0]}" in relation "{name}"',
            hint=f"Known keys: {', '.join(sorted(_KEYS))}.",
        )
    kind = entry.get("type", "hash")
    if kind not in KINDS:
        raise OptionError(
            f'relation "{name}" has type "{kind}"', hint=f"One of {', '.join(KINDS)}."
        )
    pattern = Pattern.parse(str(entry.get("key", "")), name)
    columns = tuple(_field(name, c, spec) for c, spec in entry.get("columns", {}).items())
    mapping = RelationMapping(
        name, pattern, kind, columns, str(entry.get("ttl", "")),
        bool(entry.get("require_key", False)), entry.get("comment"),
    )  # fmt: skip
    _check(mapping)
    return mapping


def _field(relation: str, name: str, spec: object) -> FieldMapping:
    if isinstance(spec, str):
        return FieldMapping(name, _type(relation, name, spec), name)
    if isinstance(spec, dict) and set(spec) <= {"type", "field"} and "type" in spec:
        return FieldMapping(
            name, _type(relation, name, str(spec["type"])), str(spec.get("field", name))
        )
    raise OptionError(f'column "{name}" of relation "{relation}" needs a type')


def _type(relation: str, column: str, text: str) -> Type:
    folded = " ".join(text.lower().split())
    known = _TYPES.get(folded)
    if known is not None:
        return known
    found = re.fullmatch(r"(?:numeric|decimal)\s*\((\d+)\s*(?:,\s*(\d+))?\)", folded)
    if found:
        return types.numeric(int(found[1]), int(found[2] or 0))
    raise OptionError(f'column "{column}" of relation "{relation}" has unknown type "{text}"')


def _check(mapping: RelationMapping) -> None:
    declared = {column.name: column for column in mapping.columns}
    for part in mapping.pattern.parts:
        column = declared.get(part)
        if column is None or column.type.name not in _KEY_TYPES:
            raise OptionError(
                f'key part "{part}" of relation "{mapping.name}" needs a column of type '
                "integer, bigint or text"
            )
    values = [c.name for c in mapping.columns if not mapping.is_key_part(c.name)]
    allowed = {"string": 1, "set": 1, "list": 2, "zset": 2}.get(mapping.kind)
    if allowed is not None and len(values) > allowed:
        raise OptionError(f'relation "{mapping.name}" of type {mapping.kind} has too many columns')
    members = {"list": {"member", "position"}, "set": {"member"}, "zset": {"member", "score"}}
    wanted = members.get(mapping.kind)
    if wanted is not None and not set(values) <= wanted:
        raise OptionError(
            f'relation "{mapping.name}" of type {mapping.kind} has the columns '
            f"{', '.join(sorted(wanted))} besides its key parts"
        )
