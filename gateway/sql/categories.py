"""Type categories and implicit conversions: PostgreSQL's `pg_type.typcategory` and `pg_cast`.

Source: `pg_type` and `pg_cast` of PostgreSQL 18, and `find_coercion_pathway` (parse_coerce.c) for
the conversions through text that the catalog does not list.

Imports: `connectors.types` only.
"""

from __future__ import annotations

from typing import Final, Literal

from connectors.types import Type

Context = Literal["implicit", "assignment", "explicit"]

_CATEGORIES: Final[dict[str, str]] = {
    "B": "bool",
    "N": "int2 int4 int8 oid float4 float8 numeric money",
    "S": "text varchar bpchar name",
    "Z": "char",
    "D": "date time timetz timestamp timestamptz",
    "T": "interval",
    "I": "inet cidr",
    "V": "bit varbit",
    "G": "point lseg path box polygon line circle",
    "R": "int4range int8range numrange tsrange tstzrange daterange int4multirange int8multirange "
    "nummultirange tsmultirange tstzmultirange datemultirange",
    "X": "unknown",
    "P": "record any anyelement anyarray anynonarray anyenum anyrange anycompatible "
    "anycompatiblearray anycompatiblenonarray",
}
_CATEGORY: Final = {name: key for key, names in _CATEGORIES.items() for name in names.split()}

PREFERRED: Final = frozenset(
    {"bool", "oid", "float8", "text", "timestamptz", "interval", "inet", "varbit"}
)
"""`pg_type.typispreferred`."""

_IMPLICIT: Final[dict[str, str]] = {
    "int2": "int4 int8 float4 float8 numeric oid",
    "int4": "int8 float4 float8 numeric oid",
    "int8": "float4 float8 numeric oid",
    "numeric": "float4 float8",
    "float4": "float8",
    "text": "bpchar name varchar",
    "varchar": "text bpchar name",
    "bpchar": "text varchar name",
    "name": "text",
    "char": "text",
    "date": "timestamp timestamptz",
    "timestamp": "timestamptz",
    "time": "interval timetz",
    "cidr": "inet",
    "bit": "varbit",
    "varbit": "bit",
    "macaddr": "macaddr8",
    "macaddr8": "macaddr",
}
_ASSIGNMENT: Final[dict[str, str]] = {
    "bool": "bpchar text varchar",
    "int4": "int2 money",
    "int8": "int2 int4 money",
    "numeric": "int2 int4 int8 money",
    "float4": "int2 int4 int8 numeric",
    "float8": "float4 int2 int4 int8 numeric",
    "oid": "int4 int8",
    "money": "numeric",
    "text": "char",
    "varchar": "char",
    "bpchar": "char",
    "name": "bpchar varchar",
    "char": "bpchar varchar",
    "timestamp": "date time",
    "timestamptz": "date time timestamp timetz",
    "timetz": "time",
    "interval": "time",
    "json": "jsonb",
    "jsonb": "json",
    "inet": "bpchar cidr text varchar",
    "cidr": "bpchar text varchar",
    "xml": "bpchar text varchar",
}
_EXPLICIT: Final[dict[str, str]] = {
    "bool": "int4",
    "int2": "bytea",
    "int4": "bool bytea char bit",
    "int8": "bytea bit",
    "char": "int4",
    "bytea": "int2 int4 int8",
    "bit": "int4 int8",
    "jsonb": "bool float4 float8 int2 int4 int8 numeric",
    "text": "xml",
    "varchar": "xml",
    "bpchar": "xml",
}
_RANK: Final[dict[Context, int]] = {"implicit": 0, "assignment": 1, "explicit": 2}
_CASTS: Final[dict[tuple[str, str], int]] = {
    (source, target): rank
    for rank, table in ((2, _EXPLICIT), (1, _ASSIGNMENT), (0, _IMPLICIT))
    for source, targets in table.items()
    for target in targets.split()
}


def signature(type_: Type) -> str:
    """The type as written in `Function.arguments`: internal name, `T[]` for an array."""
    if type_.name == "array" and type_.element is not None:
        return f"{signature(type_.element)}[]"
    return type_.name


def category(name: str) -> str:
    """`typcategory` of a signature name: one letter; "U" for every type we do not know."""
    return "A" if name.endswith("[]") else _CATEGORY.get(name, "U")


def is_preferred(name: str) -> bool:
    """Whether the type is the preferred one of its category."""
    return name in PREFERRED


def is_polymorphic(name: str) -> bool:
    """Whether the name is a pseudo-type that stands for a type found at the call."""
    return name.startswith("any")


def castable(source: str, target: str, context: Context) -> bool:
    """Whether a value of one concrete type may become another in `context`.

    `unknown` may become anything. Names as of `signature`.
    """
    if source in (target, "unknown"):
        return True
    rank = _RANK[context]
    if source.endswith("[]") and target.endswith("[]"):
        return castable(source[:-2], target[:-2], context)
    known = _CASTS.get((source, target))
    if known is not None:
        return known <= rank
    if category(target) == "S":
        return rank >= 1
    return category(source) == "S" and rank >= 2
