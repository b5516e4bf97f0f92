"""COALESCE, GREATEST, LEAST: any number of arguments of one type."""

from __future__ import annotations

from gateway.errors import unsupported
from gateway.sql.functions.registry import REGISTRY, EngineRule, Function, Rendered
from gateway.sql.render.forms import is_dynamic, key, needs_key, orderable


def _coalesce(rendered: Rendered) -> str:
    return f"coalesce({', '.join(rendered.arguments)})"


def _by_key(name: str, rendered: Rendered) -> str:
    """The value of the extreme key; the first argument of several that have it."""
    sign, direction = ("-", "DESC") if name == "greatest" else ("", "ASC")
    items = ", ".join(
        f"{{'k': {key(sql, rendered.result)}, 'n': {sign}{number}, 'v': {sql}}}"
        for number, sql in enumerate(rendered.arguments, 1)
    )
    present = f"list_filter([{items}], lambda _e_: _e_.v IS NOT NULL)"
    return f"list_sort({present}, '{direction}')[1].v"


def _extreme(name: str) -> EngineRule:
    """NULLs are passed over; NaN is the greatest."""

    def rule(rendered: Rendered) -> str:
        if is_dynamic(rendered.result):
            return f"pg_numeric_{name}([{', '.join(rendered.arguments)}])"
        if not orderable(rendered.result) or rendered.result.name in ("json", "record"):
            raise unsupported(f"{name} of {rendered.result}")
        if needs_key(rendered.result):
            return _by_key(name, rendered)
        return f"{name}({', '.join(rendered.arguments)})"

    return rule


def _counted(test: str) -> EngineRule:
    """How many arguments pass a test."""

    def rule(rendered: Rendered) -> str:
        ones = (f"CASE WHEN {argument} {test} THEN 1 ELSE 0 END" for argument in rendered.arguments)
        return f"CAST(({' + '.join(ones)}) AS INTEGER)"

    return rule


REGISTRY.add(
    *(
        Function(name, ("any",), "int4", _counted(test), variadic=True, strict=False)
        for name, test in (("num_nulls", "IS NULL"), ("num_nonnulls", "IS NOT NULL"))
    ),
    Function(
        "coalesce", ("anycompatible",), "anycompatible", _coalesce, variadic=True, strict=False
    ),
    *(
        Function(
            name, ("anycompatible",), "anycompatible", _extreme(name), variadic=True, strict=False
        )
        for name in ("greatest", "least")
    ),
)
