"""Ranges: constructors, bounds, and operators, over texts in canonical form.

Source: `pg_proc` and `pg_operator` of PostgreSQL 18; rangetypes.c. `= <> < …` of ranges are here
too, so that a numrange compares by its bounds.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from connectors.types import RANGES, Type
from gateway.errors import unsupported
from gateway.sql.functions.registry import REGISTRY, EngineRule, Function, Rendered
from gateway.sql.functions.rendering import evaluated_once
from gateway.sql.ranges import TESTS
from gateway.sql.render.casts import render_cast, to_text
from gateway.sql.render.constants import text
from gateway.timezones import SESSION_ZONE

_TEXT: Final = Type("text")


def _test(symbol: str) -> EngineRule:
    def rule(call: Rendered) -> str:
        name = text(call.types[0].name)
        return f"pg_range_test({text(symbol)}, {name}, {', '.join(call.arguments)})"

    return rule


def _holds(whole: int, function: str = "pg_range_holds") -> EngineRule:
    """Whether the range, which is argument `whole`, has the value that is the other one."""

    def rule(call: Rendered) -> str:
        value = to_text(call.arguments[1 - whole], call.types[1 - whole])
        name = text(call.types[whole].name)
        return f"{function}({name}, {call.arguments[whole]}, {value})"

    return rule


def _bound(side: str) -> EngineRule:
    def rule(call: Rendered) -> str:
        found = f"pg_range_bound({text(side)}, {text(call.types[0].name)}, {call.arguments[0]})"
        return render_cast(found, _TEXT, call.result, explicit=True)

    return rule


def _constructor(call: Rendered) -> str:
    if call.result.name == "tstzrange" and SESSION_ZONE.get() != "UTC":
        raise unsupported("tstzrange outside of UTC")  # its text is in the session's zone
    ends = (to_text(*pair) for pair in zip(call.arguments[:2], call.types[:2], strict=True))
    bounds = call.arguments[2] if len(call.arguments) == 3 else "'[)'"
    return f"pg_range_make({text(call.result.name)}, {', '.join(ends)}, {bounds})"


def _functions(name: str, element: str) -> Iterator[Function]:
    multirange = name.replace("range", "multirange")
    for symbol in TESTS:
        yield Function(symbol, (name, name), "bool", _test(symbol))
    yield Function("@>", (name, element), "bool", _holds(0))
    yield Function("<@", (element, name), "bool", _holds(1))
    yield Function("@>", (multirange, element), "bool", _holds(0, "pg_multirange_holds"))
    yield Function("<@", (element, multirange), "bool", _holds(1, "pg_multirange_holds"))
    for side in ("lower", "upper"):
        yield Function(side, (name,), element, _bound(side))
        within = "starts_with({0}, '[')" if side == "lower" else "ends_with({0}, ']')"
        yield Function(f"{side}_inc", (name,), "bool", within)
        open_ = "starts_with({0}, '(,')" if side == "lower" else "ends_with({0}, ',)')"
        yield Function(f"{side}_inf", (name,), "bool", open_)
    yield Function("isempty", (name,), "bool", "({0} = 'empty')")
    yield Function("isempty", (multirange,), "bool", "({0} = '{{}}')")
    yield Function(name, (element, element), name, _constructor, strict=False)
    yield Function(name, (element, element, "text"), name, _constructor, strict=False)


for _name, _element in RANGES.items():
    REGISTRY.add(*map(evaluated_once, _functions(_name, _element)))
