"""From `pg_type` to the gateway's types."""

from __future__ import annotations

from typing import Any, Final

from connectors.types import OIDS, Type, array, numeric, shaped_array

MODIFIER: Final = 4
"""`VARHDRSZ`: the offset in the modifiers of varchar, bpchar and numeric."""

INTERPRETED: Final = frozenset(
    {
        "bool", "int2", "int4", "int8", "oid", "float4", "float8", "numeric", "text", "varchar",
        "bpchar", "name", "char", "bytea", "uuid", "date", "time", "timetz", "timestamp",
        "timestamptz", "interval", "json", "jsonb",
    }
)  # fmt: skip
"""Types of pg_catalog that are in the table of `connectors.types`."""


def column_type(row: dict[str, Any]) -> Type:
    """The type of a column.

    `row` has `namespace`, `type`, `full_name` (format_type without modifier) and `modifier` of the
    type below all domains, and for a true array the same of its elements as `element_…`, and
    `element_delimiter`, what parts them in its text.
    """
    # Lists travel through text[], whose elements are parted by commas: an array of boxes is text.
    if row["element_type"] is None or row["element_delimiter"] != ",":
        return scalar_type(row["namespace"], row["type"], row["full_name"], row["modifier"])
    element = scalar_type(
        row["element_namespace"], row["element_type"], row["element_full_name"], row["modifier"]
    )
    # PostgreSQL keeps the number of dimensions that were declared, and does not hold to it.
    return shaped_array(element) if row["dimensions"] > 1 else array(element)


def scalar_type(namespace: str, name: str, full_name: str, modifier: int) -> Type:
    """A type that is no array; one we do not interpret is opaque, by its castable name."""
    if namespace != "pg_catalog":
        return Type(full_name)
    if name not in INTERPRETED and name not in ("bit", "varbit"):
        return Type(name if name in OIDS else full_name)
    if modifier < 0:
        return Type(name)
    match name:
        case "numeric":
            precision, scale = numeric_modifier(modifier)
            return numeric(precision, scale)
        case "varchar" | "bpchar":
            return Type(name, length=modifier - MODIFIER)
        case "bit" | "varbit":
            return Type(name, length=modifier)
    return Type(name)


def numeric_modifier(modifier: int) -> tuple[int, int]:
    """Precision and scale; the scale has 11 bits with a sign since 15."""
    packed = modifier - MODIFIER
    scale = packed & 0x7FF
    return (packed >> 16) & 0xFFFF, (scale ^ 1024) - 1024


def warning(type_: Type, native: str) -> str | None:
    """What a user must know about how values of the type arrive."""
    if type_.opaque:
        return f"values of type {native} arrive as text; they can be compared for equality only"
    if type_.name == "array" and type_.element is not None:
        if type_.element.opaque:
            return f"elements of {native} arrive as text"
        return None
    if type_.name == "numeric" and type_.scale is None and native != "numeric":
        return f"values of {native} arrive as text: more than 38 digits or a negative scale"
    return None
