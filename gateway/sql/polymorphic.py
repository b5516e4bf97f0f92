"""Pseudo-types: what `anyelement`, `anyarray`, `anycompatible` … stand for at a call.

Rules: check_generic_type_consistency and enforce_generic_type_consistency (parse_coerce.c).
"""

from __future__ import annotations

from collections.abc import Sequence

from connectors.types import NUMERIC, TEXT, UNKNOWN, Type, array, shaped_array
from gateway.errors import SqlError
from gateway.sql.categories import is_polymorphic, signature
from gateway.sql.coerce import common_of, merged_numeric
from gateway.sql.type_names import named_type

_ANY = frozenset({"anyelement", "anynonarray", "anyenum"})
_COMPATIBLE = frozenset({"anycompatible", "anycompatiblenonarray"})


class Inconsistent(Exception):
    """The arguments cannot all be what the pseudo-types ask for."""


def solve(wanted: Sequence[str], given: Sequence[Type]) -> dict[str, Type]:
    """What each family stands for: keys "any" (anyelement …) and "compatible", element types.

    The key "array" is there if an array among the arguments is a shaped one; then all are.
    Families whose arguments are all unknown literals are `UNKNOWN`. Raises Inconsistent.
    """
    elements: list[Type] = []
    compatible: list[Type] = []
    shaped = False
    for name, type_ in zip(wanted, given, strict=True):
        if name in _ANY or name in _COMPATIBLE:
            if name.endswith("nonarray") and type_.name == "array":
                raise Inconsistent
            if name == "anyenum" and not type_.labels and type_.name != "unknown":
                raise Inconsistent
            (elements if name in _ANY else compatible).append(type_)
        elif name in ("anyarray", "anycompatiblearray"):
            (elements if name == "anyarray" else compatible).append(_element(type_))
            shaped = shaped or type_.shaped
        elif name == "anyrange":
            raise Inconsistent
    found: dict[str, Type] = {"array": shaped_array(UNKNOWN)} if shaped else {}
    if elements:
        found["any"] = _same(elements)
    if compatible:
        found["compatible"] = _common(compatible)
    return found


def concrete(name: str, found: dict[str, Type]) -> Type:
    """The type that a name of a signature stands for: plain names, `T[]` and pseudo-types.

    Raises 42804 when only literals of unknown type could tell, 42704 for an array of arrays.
    """
    if not is_polymorphic(name) or name == "any":
        return array(concrete(name[:-2], found)) if name.endswith("[]") else named(name)
    compatible = name.startswith("anycompatible")
    element = found.get("compatible" if compatible else "any", UNKNOWN)
    if element.name == "unknown":
        if not compatible:
            raise SqlError(
                "42804", "could not determine polymorphic type because input has type unknown"
            )
        element = TEXT
    if not name.endswith("array") or name.endswith("nonarray"):
        return element
    if element.name == "array":
        raise SqlError("42704", f"could not find array type for data type {element}")
    return shaped_array(element) if "array" in found else array(element)


def named(name: str) -> Type:
    """A plain type of a signature; an unknown name is an opaque type."""
    try:
        return named_type(name, quoted=True)
    except SqlError:
        return Type(name)


def _element(type_: Type) -> Type:
    if type_.name == "unknown":
        return UNKNOWN
    if type_.name != "array" or type_.element is None:
        raise Inconsistent
    return type_.element


def _same(types: Sequence[Type]) -> Type:
    known = [t for t in types if t.name != "unknown"]
    if not known:
        return UNKNOWN
    if len({signature(t) for t in known}) > 1:
        raise Inconsistent
    if all(t == known[0] for t in known) and len(known) == len(types):
        return known[0]
    if known[0].name == "numeric":
        # A literal's scale is not known here.
        return merged_numeric(known) if len(known) == len(types) else NUMERIC
    if known[0].name == "array":
        element = _same([t.element or TEXT for t in known])
        return shaped_array(element) if any(t.shaped for t in known) else array(element)
    return Type(known[0].name, fields=known[0].fields, labels=known[0].labels)


def _common(types: Sequence[Type]) -> Type:
    known = [t for t in types if t.name != "unknown"]
    if not known:
        return UNKNOWN
    try:
        common = common_of(types, context="call")
        return NUMERIC if common.name == "numeric" and len(known) < len(types) else common
    except SqlError:
        raise Inconsistent from None
