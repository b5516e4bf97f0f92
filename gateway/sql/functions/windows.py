"""Window functions. Source: `pg_proc` of PostgreSQL 18, windowfuncs.c."""

from __future__ import annotations

from gateway.sql.functions.registry import REGISTRY, Function, Kind


def _window(name: str, arguments: tuple[str, ...], returns: str, engine: str) -> Function:
    return Function(name, arguments, returns, engine, kind=Kind.WINDOW)


REGISTRY.add(
    *(_window(name, (), "int8", f"{name}(){{tail}}") for name in ("row_number", "rank", "dense_rank")),
    *(_window(name, (), "float8", f"{name}(){{tail}}") for name in ("percent_rank", "cume_dist")),
    _window("ntile", ("int4",), "int4", "CAST(ntile({0}){tail} AS INTEGER)"),
    *(
        function
        for name in ("lag", "lead")
        for function in (
            _window(name, ("anyelement",), "anyelement", f"{name}({{0}}){{tail}}"),
            _window(name, ("anyelement", "int4"), "anyelement", f"{name}({{0}}, {{1}}){{tail}}"),
            _window(
                name,
                ("anycompatible", "int4", "anycompatible"),
                "anycompatible",
                f"{name}({{0}}, {{1}}, {{2}}){{tail}}",
            ),
        )
    ),
    *(
        _window(name, ("anyelement",), "anyelement", f"{name}({{0}}){{tail}}")
        for name in ("first_value", "last_value")
    ),
    _window("nth_value", ("anyelement", "int4"), "anyelement", "nth_value({0}, {1}){tail}"),
)  # fmt: skip
