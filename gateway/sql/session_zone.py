"""A bound query in a session whose zone is not UTC.

Sources answer in UTC, so nothing that reads the session's zone may reach them as it is written.
What has an equal with the zone written out becomes that, and may still be pushed down:

    x::date, ::time, ::timestamp of a timestamptz      the same of timezone(zone, x)
    a timestamp or date as a timestamptz               timezone(zone, x)
    extract, date_part of a timestamptz                the same of timezone(zone, x)
    date_trunc(field, timestamptz)                     date_trunc(field, x, zone)
    comparisons of timestamptz with timestamp or date  both sides timestamptz

Everything else that touches a timestamptz and is not known to be independent of the zone gets a
name that no connector knows, so that the local engine, which renders it in the session's zone,
keeps it.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final, cast

from sqlglot import exp

from connectors.tree import (
    Aggregate,
    Call,
    Constant,
    Quantified,
    constant,
    is_implicit,
    type_of,
    typed,
)
from connectors.types import INTERVAL, TEXT, TIMESTAMP, TIMESTAMPTZ, Type
from gateway.errors import unsupported
from gateway.sql.coerce import coerce
from gateway.sql.functions.registry import Function, Rendered
from gateway.sql.intervals import Interval, format_interval, parse_interval
from gateway.sql.render.casts import render_cast
from gateway.sql.resolve import resolve_call
from gateway.timezones import Zone

_COMPARISONS: Final = frozenset(
    {"=", "<>", "<", "<=", ">", ">=", "is distinct from", "is not distinct from", "nullif"}
)
_INDEPENDENT: Final = _COMPARISONS | {
    "is null", "is not null", "coalesce", "greatest", "least", "min", "max", "count", "any_value",
    "first_value", "last_value", "nth_value", "lag", "lead", "array_agg", "array", "subscript",
    "slice", "unnest", "cardinality", "array_length", "array_append", "array_prepend", "array_cat",
    "array_position", "array_positions", "array_remove", "array_subquery", "isfinite", "timezone",
    "date_bin", "percentile_disc", "mode", "grouping", "clock_timestamp", "now", "@>", "<@", "&&",
    "row_number", "rank", "dense_rank", "generate_subscripts",
}  # fmt: skip
_CLOCKS: Final = frozenset({"timestamp", "date", "time"})
_OF_OFFSET: Final = frozenset({"epoch", "timezone", "timezone_hour", "timezone_minute"})
_CARRIED: Final = frozenset({"tstzrange", "tstzmultirange"})
"""Opaque types that tell of a timestamptz."""
_MARK: Final = " in the session's zone"


def in_session_zone(query: exp.Query, zone: Zone) -> exp.Query:
    """`query` for a session in `zone`, in place, as the planner owns the tree by then."""
    if zone == "UTC" or not any(map(_may_depend, query.walk())):
        return query

    def replace(node: exp.Expr) -> exp.Expr:
        match node:
            case exp.Cast():
                return _cast(node, zone)
            case Call() | Aggregate() if _touches(node):
                return _call(node, zone)
            case exp.Window():
                _check_frame(node)
            case exp.In() | Quantified() if _is_mixed(node):
                raise unsupported("a list or query of times beside a timestamptz outside of UTC")
        return node

    # Bottom up: what is made here is not visited again.
    return cast(exp.Query, _transformed(query, replace))


def _may_depend(node: exp.Expr) -> bool:
    return isinstance(node, (exp.Window, exp.In, Quantified)) or _touches(node)


def _transformed(root: exp.Expr, replace: object) -> exp.Expr:
    assert callable(replace)
    for node in reversed(list(root.walk())):
        new = replace(node)
        if new is not node:
            if node is root:
                root = new
            else:
                node.replace(new)
    return root


def _touches(node: exp.Expr) -> bool:
    """Whether a timestamptz is among the arguments or the result of a node."""
    if isinstance(node, exp.Cast):
        return _holds(type_of(node)) or _holds(type_of(node.this))
    if not isinstance(node, (Call, Aggregate)):
        return False
    return _holds(type_of(node)) or any(_holds(type_of(a)) for a in node.arguments)


def _holds(type_: Type) -> bool:
    if type_.name == "timestamptz" or type_.name in _CARRIED:
        return True
    if type_.name == "array" and type_.element is not None:
        return _holds(type_.element)
    return any(_holds(field) for _, field in type_.fields)


def _check_carried(values: Sequence[exp.Expression]) -> None:
    """Values that travel as a source's text tell times in UTC: no text is made of them here."""
    for type_ in map(type_of, values):
        element = type_.element or type_
        if element.opaque and _holds(element):
            raise unsupported(f"text of a value of type {type_} outside of UTC")


def _cast(node: exp.Cast, zone: Zone) -> exp.Expression:
    source, target = type_of(node.this), type_of(node)
    if source != target and not isinstance(node.this, Constant):
        _check_carried([node.this])
    if not _touches(node) or (source.name == target.name == "timestamptz"):
        return node
    if source.name == "timestamptz" and target.name in _CLOCKS:
        return coerce(_clock(node.this, zone), target, context="explicit")
    if source.name in ("timestamp", "date") and target.name == "timestamptz":
        return coerce(_moment(node.this, zone), target, context="explicit")
    explicit = not is_implicit(node)

    def engine(rendered: Rendered) -> str:
        return render_cast(rendered.arguments[0], rendered.types[0], rendered.result, explicit)

    call = typed(Call(this=f"cast{_MARK}", expressions=[node.this]), target)
    call.meta["function"] = Function(call.function, ("any",), str(target), engine)
    return call


def _clock(value: exp.Expression, zone: Zone) -> exp.Expression:
    """The timestamp that clocks in the zone show at a timestamptz."""
    return _resolved("timezone", [_zone(zone), _plain(value, TIMESTAMPTZ)])


def _moment(value: exp.Expression, zone: Zone) -> exp.Expression:
    """The timestamptz at which clocks in the zone show a timestamp or the start of a date."""
    if isinstance(value, Constant) and value.value is None:
        return constant(None, TIMESTAMPTZ)
    return _resolved("timezone", [_zone(zone), _plain(value, TIMESTAMP)])


def _plain(value: exp.Expression, type_: Type) -> exp.Expression:
    return coerce(value.copy(), type_, context="explicit")


def _zone(zone: Zone) -> exp.Expression:
    if isinstance(zone, str):
        return constant(zone, TEXT)
    return constant(format_interval(Interval(microseconds=zone * 1_000_000)), INTERVAL)


def _resolved(name: str, arguments: list[exp.Expression]) -> exp.Expression:
    resolution = resolve_call(name, arguments)
    call = typed(Call(this=name, expressions=list(resolution.arguments)), resolution.type)
    call.meta["function"] = resolution.function
    return call


def _call(node: Call | Aggregate, zone: Zone) -> exp.Expression:
    name, arguments = node.function, node.arguments
    if name in _COMPARISONS and len(arguments) == 2:
        return _comparison(node, zone)
    if name in ("extract", "date_part") and _field(arguments) not in _OF_OFFSET:
        return _resolved(name, [arguments[0], _clock(arguments[1], zone)])
    if name in ("extract", "date_part") and _field(arguments) == "epoch":
        return node
    if name == "date_trunc" and len(arguments) == 2 and isinstance(zone, str):
        return _resolved(name, [*(a.copy() for a in arguments), _zone(zone)])
    if name in _INDEPENDENT or (name == "date_trunc" and len(arguments) == 3):
        return node
    if name in ("+", "-") and _elapsed(arguments):
        return node
    _check_carried(arguments)
    marked = node.copy()
    marked.set("this", f"{name}{_MARK}")
    return marked


def _field(arguments: list[exp.Expression]) -> str:
    field = arguments[0]
    return str(field.value).lower() if isinstance(field, Constant) else ""


def _comparison(node: Call | Aggregate, zone: Zone) -> exp.Expression:
    """Both sides as timestamptz, where one of them is a timestamp or a date."""
    kinds = {type_of(argument).name for argument in node.arguments}
    if "timestamptz" not in kinds or not kinds & {"timestamp", "date"}:
        return node
    sides = [
        argument.copy() if type_of(argument).name == "timestamptz" else _moment(argument, zone)
        for argument in node.arguments
    ]
    return _resolved(node.function, sides)


def _elapsed(arguments: list[exp.Expression]) -> bool:
    """Whether an addition is one of elapsed time: no days and months are added."""
    for argument in arguments:
        if type_of(argument).name != "interval":
            continue
        if not isinstance(argument, Constant) or not isinstance(argument.value, str):
            return False
        value = parse_interval(argument.value)
        return isinstance(value, Interval) and not value.months and not value.days
    return True


def _is_mixed(node: exp.Expr) -> bool:
    """Whether a timestamptz is looked for among timestamps or dates, or the other way round."""
    query = node.args.get("query")
    inner = query.this if isinstance(query, exp.Subquery) else query
    others = (
        [type_of(cast(exp.Expression, o)) for o in inner.selects]
        if isinstance(inner, exp.Query)
        else []
    )
    if node.args.get("array") is not None:
        others.append(type_of(node.args["array"]).element or TEXT)
    left = node.this.expressions if isinstance(node.this, exp.Tuple) else [node.this]
    kinds = [{type_of(a).name, b.name} for a, b in zip(left, others, strict=False)]
    return any("timestamptz" in pair and len(pair) > 1 for pair in kinds)


def _check_frame(node: exp.Window) -> None:
    """RANGE with an interval over a timestamptz adds days in the session's zone."""
    spec, order = node.args.get("spec"), node.args.get("order")
    if spec is None or order is None or str(spec.args.get("kind")).upper() != "RANGE":
        return
    if type_of(order.expressions[0].this).name != "timestamptz":
        return
    bounds = [spec.args.get(key) for key in ("start", "end")]
    if not all(_elapsed([bound]) for bound in bounds if isinstance(bound, exp.Expression)):
        raise unsupported("a RANGE frame of days or months over timestamptz outside of UTC")
