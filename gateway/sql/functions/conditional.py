"""COALESCE, GREATEST, LEAST: any number of arguments of one type."""

from __future__ import annotations

from gateway.errors import unsupported
from gateway.sql.functions.registry import REGISTRY, EngineRule, Function, Rendered
from gateway.sql.render.forms import is_dynamic, needs_key


def _coalesce(rendered: Rendered) -> str:
    return f"coalesce({', '.join(rendered.arguments)})"


def _extreme(name: str) -> EngineRule:
    """NULLs are passed over; NaN is the greatest."""

    def rule(rendered: Rendered) -> str:
        if is_dynamic(rendered.result):
            return f"pg_numeric_{name}([{', '.join(rendered.arguments)}])"
        if needs_key(rendered.result) or rendered.result.name in ("json", "record"):
            raise unsupported(f"{name} of {rendered.result}")
        return f"{name}({', '.join(rendered.arguments)})"

    return rule


REGISTRY.add(
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
