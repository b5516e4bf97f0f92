"""Set-returning functions. Their engine form is a DuckDB list, one item per row; the renderer
unnests it (a list of structs for several columns).

Source: `pg_proc` of PostgreSQL 18; int8.c, timestamp.c, numeric.c (generate_series).
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from sqlglot import exp

from connectors.tree import type_of
from connectors.types import TEXT, Type
from gateway.sql.functions.arrays import split_text
from gateway.sql.functions.registry import REGISTRY, Function, Kind, Rendered
from gateway.sql.functions.rendering import integer_constant, unless_null
from gateway.sql.functions.zones import zone_argument
from gateway.sql.render.constants import raising, text
from gateway.sql.render.forms import is_dynamic, physical
from gateway.timezones import SESSION_ZONE, Zone

_ZERO: Final = raising("22023", "step size cannot equal zero")


def _integers(rendered: Rendered) -> str:
    start, stop = rendered.arguments[:2]
    if len(rendered.arguments) == 2:
        series = f"generate_series({start}, {stop})"
        return series if rendered.result.name == "int8" else f"CAST({series} AS INTEGER[])"
    step = rendered.arguments[2]
    series = f"CAST(generate_series({start}, {stop}, {step}) AS {physical(rendered.result)}[])"
    if integer_constant(rendered, 2):
        return series
    return unless_null(rendered.arguments, f"CASE WHEN {step} = 0 THEN {_ZERO} ELSE {series} END")


def _moments(rendered: Rendered) -> str:
    start, stop, step = rendered.arguments[:3]
    zone = _zone_of_series(rendered)
    if zone is None:
        return f"CAST(NULL AS {physical(rendered.result)}[])"
    if rendered.result.name == "timestamptz":
        start, stop = f"make_timestamp(epoch_us({start}))", f"make_timestamp(epoch_us({stop}))"
    series = f"generate_series({start}, {stop}, {step})"
    if zone != "UTC":
        ends = f"epoch_us({start}), epoch_us({stop})"
        series = f"pg_moment_series({ends}, {step}, {text(str(zone))})"
    elif rendered.result.name == "timestamptz":
        series = f"list_transform({series}, lambda _e_: make_timestamptz(epoch_us(_e_)))"
    infinite = raising("0A000", "a series to an infinite time is not supported")
    ends = f"isinf({rendered.arguments[0]}) OR isinf({rendered.arguments[1]})"
    zero = f"year({step}) = 0 AND month({step}) = 0 AND day({step}) = 0"
    zero += f" AND hour({step}) = 0 AND minute({step}) = 0 AND microsecond({step}) = 0"
    return unless_null(
        rendered.arguments,
        f"CASE WHEN {zero} THEN {_ZERO} WHEN {ends} THEN {infinite} ELSE {series} END",
    )


def _zone_of_series(rendered: Rendered) -> Zone | None:
    """Whose calendar the steps follow; None for a NULL."""
    if rendered.result.name != "timestamptz":
        return "UTC"
    return zone_argument(rendered, 3) if len(rendered.arguments) == 4 else SESSION_ZONE.get()


def _numerics(rendered: Rendered) -> str:
    """In texts of numerics, whose scale may differ from row to row."""
    texts = [
        argument if is_dynamic(type_) else f"CAST({argument} AS VARCHAR)"
        for argument, type_ in zip(rendered.arguments, rendered.types, strict=True)
    ]
    step = texts[2] if len(texts) == 3 else "'1'"
    return f"pg_numeric_series({texts[0]}, {texts[1]}, {step})"


def _element_type(arguments: Sequence[exp.Expression]) -> Type:
    return type_of(arguments[0]).element or TEXT


def _subscripts(rendered: Rendered) -> str:
    array, dimension = rendered.arguments[:2]
    series = f"CAST(generate_series(1, len({array})) AS INTEGER[])"
    if len(rendered.arguments) == 3:
        series = f"CASE WHEN {rendered.arguments[2]} THEN list_reverse({series}) ELSE {series} END"
    empty = "CAST([] AS INTEGER[])"
    return unless_null(
        rendered.arguments, f"CASE WHEN {dimension} = 1 THEN {series} ELSE {empty} END"
    )


def _table(
    name: str, arguments: tuple[str, ...], returns: str, engine: object, optional: int = 0
) -> Function:
    assert isinstance(engine, str) or callable(engine)
    return Function(name, arguments, returns, engine, kind=Kind.TABLE, optional=optional)


REGISTRY.add(
    _table("generate_series", ("int4",) * 3, "int4", _integers, 1),
    _table("generate_series", ("int8",) * 3, "int8", _integers, 1),
    _table("generate_series", ("numeric",) * 3, "numeric", _numerics, 1),
    _table("generate_series", ("timestamp", "timestamp", "interval"), "timestamp", _moments),
    *(
        _table(
            "generate_series",
            ("timestamptz", "timestamptz", "interval", *zone),
            "timestamptz",
            _moments,
        )
        for zone in ((), ("text",))
    ),
    Function("unnest", ("anyarray",), _element_type, "{0}", kind=Kind.TABLE),
    _table("generate_subscripts", ("anyarray", "int4", "bool"), "int4", _subscripts, 1),
    _table("string_to_table", ("text", "text"), "text", split_text),
    _table("string_to_table", ("text", "text", "text"), "text", split_text),
)
