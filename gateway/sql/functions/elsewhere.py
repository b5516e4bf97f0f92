"""Whether PostgreSQL has an operator or function for arguments that the gateway has none for.

Then it is 0A000, where what PostgreSQL does not know either is 42883. Asked only when nothing was
found; the signatures are those of the system catalog. Those of arrays of any type are left out: we
have them, and refuse elements that do not go together as PostgreSQL does.

Imports: `connectors.types`, `gateway.catalog.system` (PostgreSQL's own rows), `gateway.sql`.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import cache
from typing import Final

from connectors.types import ARRAY_OIDS, OIDS, Type
from gateway.catalog.system.snapshot import function_signatures, relations
from gateway.sql.categories import castable, signature

_NAMES: Final = {oid: name for name, oid in OIDS.items()} | {
    oid: f"{name}[]" for name, oid in ARRAY_OIDS.items()
}


def _is_range(type_: Type) -> bool:
    return type_.name.endswith("range")


_POLYMORPHIC: Final[dict[int, Callable[[Type], bool]]] = {
    3831: _is_range, 5080: _is_range,  # anyrange, anycompatiblerange
    3500: lambda type_: bool(type_.labels),  # anyenum
    **dict.fromkeys((2283, 2776, 5077, 5079, 2276), lambda type_: True),  # anyelement, …, any
}  # fmt: skip


def in_postgres(name: str, types: Sequence[Type]) -> bool:
    """Whether a call with arguments of these types is one that PostgreSQL would take."""
    found = [function.parameters for function in function_signatures().get(name, ())]
    return any(
        len(wanted) == len(types) and all(map(_fits, types, wanted))
        for wanted in (*found, *_operators().get(name, ()))
    )


def _fits(type_: Type, wanted: int) -> bool:
    if type_.name == "unknown":
        return True
    if wanted in _POLYMORPHIC:
        return _POLYMORPHIC[wanted](type_)
    return wanted in _NAMES and castable(signature(type_), _NAMES[wanted], "implicit")


@cache
def _operators() -> dict[str, list[tuple[int, ...]]]:
    """Types of the operands of every operator by name; a prefix operator has one."""
    rows = relations()["pg_catalog", "pg_operator"].rows
    assert rows is not None
    found: dict[str, list[tuple[int, ...]]] = {}
    columns = (rows.column(name).to_pylist() for name in ("oprname", "oprleft", "oprright"))
    for name, left, right in zip(*columns, strict=True):
        found.setdefault(name, []).append((left, right) if left else (right,))
    return found
