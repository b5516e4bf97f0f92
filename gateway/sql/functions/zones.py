"""AT TIME ZONE: `timezone(zone, x)`, and clocks in the session's zone.

Zones with rules use ICU inside DuckDB; it reads a local time that does not exist, or exists twice,
as PostgreSQL does (tests/unit/functions/test_zones.py compares them).
"""

from __future__ import annotations

from typing import Final

from gateway.errors import unsupported
from gateway.sql.functions.registry import REGISTRY, Function, Rendered
from gateway.sql.functions.rendering import MISSING, constant_of, evaluated_once
from gateway.sql.render.constants import text
from gateway.sql.zones import zone
from gateway.timezones import SESSION_ZONE, Zone


def zone_argument(rendered: Rendered, index: int) -> Zone | None:
    """The constant zone of an argument as `local_time` takes it ("UTC", a name, seconds)."""
    name = constant_of(rendered, index)
    if name is MISSING:
        raise unsupported("a time zone that is not constant")
    if name is None:
        return None
    found = zone(name)
    return "UTC" if found == 0 else found


def local_time(where: Zone, value: str) -> str:
    """The TIMESTAMP that clocks show at a finite TIMESTAMPTZ."""
    utc = f"make_timestamp(epoch_us({value}))"
    if where == "UTC":
        return utc
    if isinstance(where, int):
        return f"({utc} + to_seconds({where}))"
    return f"timezone({text(where)}, {value})"


def moment(where: Zone, value: str) -> str:
    """The TIMESTAMPTZ at which clocks show a finite TIMESTAMP."""
    if isinstance(where, int):
        return f"make_timestamptz(epoch_us({value} - to_seconds({where})))"
    if where == "UTC":
        return f"make_timestamptz(epoch_us({value}))"
    return f"timezone({text(where)}, {value})"


def _to_local(rendered: Rendered) -> str:
    where, value = zone_argument(rendered, 0), rendered.arguments[1]
    if where is None:
        return "CAST(NULL AS TIMESTAMP)"
    infinite = f"CAST({value} AS TIMESTAMP)"
    return f"CASE WHEN isinf({value}) THEN {infinite} ELSE {local_time(where, value)} END"


def _to_moment(rendered: Rendered) -> str:
    where, value = zone_argument(rendered, 0), rendered.arguments[1]
    if where is None:
        return "CAST(NULL AS TIMESTAMPTZ)"
    infinite = f"CAST({value} AS TIMESTAMPTZ)"
    return f"CASE WHEN isinf({value}) THEN {infinite} ELSE {moment(where, value)} END"


def _shown_here(rendered: Rendered) -> str:
    """AT LOCAL."""
    value = rendered.arguments[0]
    shown = local_time(SESSION_ZONE.get(), value)
    return f"CASE WHEN isinf({value}) THEN CAST({value} AS TIMESTAMP) ELSE {shown} END"


def _read_here(rendered: Rendered) -> str:
    value = rendered.arguments[0]
    read = moment(SESSION_ZONE.get(), value)
    return f"CASE WHEN isinf({value}) THEN CAST({value} AS TIMESTAMPTZ) ELSE {read} END"


def _shifted(rendered: Rendered, sign: str, make: str) -> str:
    offset, value = rendered.arguments
    whole = "error('interval time zone must not include months or days (22023)')"
    kind = "TIMESTAMPTZ" if make == "make_timestamptz" else "TIMESTAMP"
    shift = f"make_timestamp(epoch_us({value})) {sign} {offset}"
    return (
        f"CASE WHEN isinf({value}) THEN CAST({value} AS {kind}) "
        f"WHEN year({offset}) <> 0 OR month({offset}) <> 0 OR day({offset}) <> 0 THEN {whole} "
        f"ELSE {make}(epoch_us({shift})) END"
    )


_FUNCTIONS: Final = (
    Function("timezone", ("text", "timestamptz"), "timestamp", _to_local),
    Function("timezone", ("text", "timestamp"), "timestamptz", _to_moment),
    Function(
        "timezone",
        ("interval", "timestamptz"),
        "timestamp",
        lambda r: _shifted(r, "+", "make_timestamp"),
    ),
    Function(
        "timezone",
        ("interval", "timestamp"),
        "timestamptz",
        lambda r: _shifted(r, "-", "make_timestamptz"),
    ),
    Function("timezone", ("text", "timetz"), "timetz", None, refusal="AT TIME ZONE of a timetz"),
    Function("timezone", ("timestamptz",), "timestamp", _shown_here),
    Function("timezone", ("timestamp",), "timestamptz", _read_here),
)

REGISTRY.add(*map(evaluated_once, _FUNCTIONS))
