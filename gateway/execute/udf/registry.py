"""Python functions that the local engine calls: a list that modules fill, `register_all` installs.

A function gets pyarrow arrays (ChunkedArray) of at most 2048 rows, one per argument, and returns
one array of the same length. An SQL error is raised as `SqlError`: its text, "message (SQLSTATE)",
survives in the engine's exception.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from inspect import Parameter, Signature
from typing import Any, TypeVar

F = TypeVar("F", bound=Callable[..., Any])


@dataclass(frozen=True, slots=True)
class Entry:
    """One engine function: DuckDB type names of arguments and result.

    `sees_nulls`: called with the NULLs among the arguments; else the engine answers NULL itself
    and the function gets only rows without any.
    """

    name: str
    function: Callable[..., Any]
    arguments: tuple[str, ...]
    returns: str
    sees_nulls: bool = False
    volatile: bool = False


ENTRIES: list[Entry] = []


def _signature(count: int) -> Signature:
    kind = Parameter.POSITIONAL_OR_KEYWORD
    return Signature([Parameter(f"a{n}", kind) for n in range(count)])


def engine_function(
    name: str,
    arguments: tuple[str, ...],
    returns: str,
    *,
    sees_nulls: bool = False,
    volatile: bool = False,
) -> Callable[[F], F]:
    """Decorator: add a function over Arrow arrays to what `register_all` installs."""

    def add(function: F) -> F:
        # DuckDB counts the parameters it sees; ours may be a function of any number of arrays.
        function.__signature__ = _signature(len(arguments))  # type: ignore[attr-defined]
        ENTRIES.append(Entry(name, function, arguments, returns, sees_nulls, volatile))
        return function

    return add
