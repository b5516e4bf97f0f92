"""Window functions. Source: `pg_proc` of PostgreSQL 18, windowfuncs.c."""

from __future__ import annotations

from typing import Final

from gateway.sql.functions.registry import REGISTRY, Function, Kind
from gateway.sql.render.constants import raising


def _window(name: str, arguments: tuple[str, ...], returns: str, engine: str) -> Function:
    return Function(name, arguments, returns, engine, kind=Kind.WINDOW)


def _positive(argument: str, sqlstate: str, name: str) -> str:
    error = raising(sqlstate, f"argument of {name} must be greater than zero")
    return f"CASE WHEN {argument} <= 0 THEN {error} ELSE {argument} END"


_NTILE: Final = f"CAST(ntile({_positive('{0}', '22014', 'ntile')}){{tail}} AS INTEGER)"
_NTH: Final = f"nth_value({{0}}, {_positive('{1}', '22016', 'nth_value')}){{tail}}"

for _name in ("row_number", "rank", "dense_rank"):
    REGISTRY.add(_window(_name, (), "int8", f"{_name}(){{tail}}"))
for _name in ("percent_rank", "cume_dist"):
    REGISTRY.add(_window(_name, (), "float8", f"{_name}(){{tail}}"))
for _name in ("lag", "lead"):
    REGISTRY.add(
        _window(_name, ("anyelement",), "anyelement", f"{_name}({{0}}){{tail}}"),
        _window(_name, ("anyelement", "int4"), "anyelement", f"{_name}({{0}}, {{1}}){{tail}}"),
        _window(
            _name,
            ("anycompatible", "int4", "anycompatible"),
            "anycompatible",
            f"{_name}({{0}}, {{1}}, {{2}}){{tail}}",
        ),
    )
for _name in ("first_value", "last_value"):
    REGISTRY.add(_window(_name, ("anyelement",), "anyelement", f"{_name}({{0}}){{tail}}"))
REGISTRY.add(
    _window("ntile", ("int4",), "int4", _NTILE),
    _window("nth_value", ("anyelement", "int4"), "anyelement", _NTH),
)
