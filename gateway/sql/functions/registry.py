"""The semantics table: every function and operator we know, by signature, and how DuckDB does it.

An entry is *allowed as is*, *rewritten* (the same thing here: an engine template or rule) or
*refused* (no engine form: the binder types it, a source may run it, the local engine says 0A000).
A name or signature without entry is 42883, as in PostgreSQL: unknown means error, never a guess.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from enum import Enum

from sqlglot import exp

from connectors.types import Type


class Kind(Enum):
    """Where a function may stand."""

    SCALAR = "scalar"
    AGGREGATE = "aggregate"
    WINDOW = "window"
    TABLE = "table"


@dataclass(frozen=True, slots=True)
class Rendered:
    """A call whose arguments are already DuckDB SQL.

    `arguments` are texts safe to place anywhere (columns, literals or parenthesised), `types` their
    PostgreSQL types, `result` the call's type, `node` the bound node itself. For aggregates and
    window functions `distinct` is "DISTINCT " or "", `order` " ORDER BY …" or "" (over keys, see
    `render.forms`), `ordered` the values that ORDER BY names, `tail` FILTER and OVER clauses or "".
    """

    arguments: tuple[str, ...]
    types: tuple[Type, ...]
    result: Type
    node: exp.Expression
    distinct: str = ""
    order: str = ""
    tail: str = ""
    ordered: tuple[str, ...] = ()


ReturnRule = Callable[[Sequence[exp.Expression]], Type]
EngineRule = Callable[[Rendered], str]


@dataclass(frozen=True, slots=True)
class Function:
    """One signature.

    `arguments`: internal type names as in `connectors.types`, or a pseudo-type (`any`,
    `anyelement`, `anyarray`, `anynonarray`, `anycompatible`, `anycompatiblearray`, `T[]` for an
    array of T). With `variadic` the last one repeats (at least once). `optional` counts trailing
    arguments that may be left out. `returns`: a type name, a pseudo-type, or a rule over the bound
    arguments (numeric precision, records). `engine`: a format template over DuckDB SQL —
    `{0}`, `{1}` …, for aggregates and window functions also `{distinct}` `{order}` `{tail}`,
    e.g. `"CAST(sum({distinct}{0}{order}){tail} AS BIGINT)"` — or a rule, or None: refused with
    `refusal` as the reason. `stable` functions (now(), current_user) are replaced by their value
    before planning; `volatile` ones (random()) are evaluated once per row, locally.
    """

    name: str
    arguments: tuple[str, ...]
    returns: str | ReturnRule
    engine: str | EngineRule | None
    kind: Kind = Kind.SCALAR
    variadic: bool = False
    optional: int = 0
    strict: bool = True
    stable: bool = False
    volatile: bool = False
    refusal: str = ""

    def __deepcopy__(self, memo: dict[int, object]) -> Function:
        """Signatures are shared: copying a tree must not copy them."""
        return self


class Registry:
    """Functions by name; filled once when `gateway.sql.functions` is imported."""

    def __init__(self) -> None:
        self._by_name: dict[str, list[Function]] = {}

    def add(self, *functions: Function) -> None:
        """Register signatures; a duplicate signature is a programming error (ValueError)."""
        for function in functions:
            known = self._by_name.setdefault(function.name, [])
            if any(f.arguments == function.arguments and f.kind == function.kind for f in known):
                raise ValueError(f"duplicate signature {function.name}{function.arguments}")
            known.append(function)

    def named(self, name: str) -> tuple[Function, ...]:
        """Every signature of that name (lower case) or operator symbol; empty if unknown."""
        return tuple(self._by_name.get(name, ()))

    def names(self) -> tuple[str, ...]:
        """All names, sorted; for hints and documentation."""
        return tuple(sorted(self._by_name))


REGISTRY = Registry()
