"""Claims beyond comparisons: functions computed and searched by, several columns, grouped answers.

The names are "function text upper", "filter columns …", "aggregate columns …", "sort columns".
"""

from __future__ import annotations

from collections.abc import Iterator

from sqlglot import exp

from connectors.api import Aggregation, Filter, Project, RelationSchema, Sort
from connectors.conformance import build as b
from connectors.conformance.claims import Claim
from connectors.conformance.samples import Sample
from connectors.tree import type_of
from connectors.types import BOOL, FLOATS, INT4, INT8, TEXT, TIMESTAMP, Type


def functions(schema: RelationSchema, sample: Sample) -> Iterator[Claim]:
    """Every function of v that the reference knows: as an output, and in a filter."""
    if schema.column("v").type != sample.type:
        return  # the functions of another type are other functions
    yield from _computed(schema, b.column(schema, "v"), f"function {sample.name[2:]}")


def _computed(schema: RelationSchema, v: exp.Column, name: str) -> Iterator[Claim]:
    base, type_ = b.select(schema), type_of(v)
    for word, call in _calls(v, type_):
        name_ = f"{name} {word}"
        query = base.copy()
        query.set("expressions", [*query.expressions, b.named(call.copy(), "computed")])
        yield Claim(name_, base, Project(call), query)
        predicate = call if type_of(call) == BOOL else b.truth("is not null", call)
        yield Claim(name_, base, Filter(predicate), b.select(schema, where=predicate))
        if type_of(call) == type_:
            same = b.truth("=", call, v)
            yield Claim(name_, base, Filter(same), b.select(schema, where=same))


def _calls(v: exp.Column, type_: Type) -> Iterator[tuple[str, exp.Expression]]:
    match type_.name:
        case "text":
            yield from _of_text(v)
        case "int2" | "int4" | "int8":
            yield "abs", b.call("abs", v, type_=type_)
            yield "negative", b.call("negative", v, type_=type_)
            yield "add-itself", b.call("+", v, v, type_=type_)
            yield "multiply-itself", b.call("*", v, v, type_=type_)
            for target in (INT4, INT8, TEXT):
                if target != type_:
                    yield f"to-{target.name}", b.explicit(v, target)
        case name if name in FLOATS:
            yield "abs", b.call("abs", v, type_=type_)
            yield "negative", b.call("negative", v, type_=type_)
        case "date":
            yield "add", b.call("+", v, b.value(1, INT4), type_=type_)
            yield "subtract", b.call("-", v, b.value(400, INT4), type_=type_)
        case "timestamp":
            for field in ("day", "hour", "second"):
                text = b.value(field, TEXT)
                yield f"trunc-{field}", b.call("date_trunc", text, v, type_=TIMESTAMP)


def _of_text(v: exp.Column) -> Iterator[tuple[str, exp.Expression]]:
    for name in ("upper", "lower", "reverse", "btrim", "ltrim", "rtrim"):
        yield name, b.call(name, v, type_=TEXT)
    for name in ("left", "right"):
        for count in (2, 0, -1):
            yield name, b.call(name, v, b.value(count, INT4), type_=TEXT)
    for begin, count in ((2, 2), (1, 1), (-1, 3), (3, 0)):
        numbers = (b.value(n, INT4) for n in (begin, count))
        yield "substring", b.call("substring", v, *numbers, type_=TEXT)
    for search, other in (("a", "bb"), ("", "x"), ("e", ""), (" ", "_"), ("\\", "/"), ("A", "é")):
        texts = (b.value(t, TEXT) for t in (search, other))
        yield "replace", b.call("replace", v, *texts, type_=TEXT)
    for search in ("a", "", "é", "😀", "A", " ", "'"):
        yield "strpos", b.call("strpos", v, b.value(search, TEXT), type_=INT4)
    yield "octet-length", b.call("octet_length", v, type_=INT4)
    for prefix in ("a", "", "A", "é", "%", "a "):
        yield "starts-with", b.call("starts_with", v, b.value(prefix, TEXT), type_=BOOL)
    for pattern in ("a%", "%É%", "ss", "_", "i"):
        yield "ilike", b.truth("~~*", v, b.value(pattern, TEXT))
    for pattern in ("^a", "b$", "^.$", "a.*b", "[0-9]"):
        yield "matches", b.truth("~", v, b.value(pattern, TEXT))


def columns(schema: RelationSchema) -> Iterator[Claim]:
    """Several columns of `(id int8, k int4, name text)` at once."""
    base = b.select(schema)
    id_, k, name = (b.column(schema, c) for c in ("id", "k", "name"))
    wide = b.implicit(k, INT8) if type_of(k) != type_of(id_) else k
    one, a = b.value(1, type_of(k)), b.value("a", TEXT)
    chosen = b.case(b.truth("=", k, one), name, b.value("x", TEXT), type_=TEXT)
    for word, predicate in (
        ("equal", b.truth("=", id_, wide)),
        ("less", b.truth("<", wide, id_)),
        ("not-less", b.negated(b.truth("<", wide, id_))),
        ("itself", b.truth("=", name, name)),
        ("distinct", b.truth("is distinct from", id_, wide)),
        ("and", b.both(b.truth("=", k, one), b.truth("=", name, a))),
        ("or", b.either(b.truth("=", k, one), b.truth("=", name, a))),
        ("nor", b.negated(b.either(b.truth("=", k, one), b.truth("=", name, a)))),
        ("case", b.truth("=", chosen, b.value("x", TEXT))),
    ):
        query = b.select(schema, where=predicate)
        yield Claim(f"filter columns {word}", base, Filter(predicate), query)
    keys = (b.ordered(name, nulls_first=True), b.ordered(k, desc=True), b.ordered(id_))
    ordered = b.with_order(base, keys)
    yield Claim("sort columns", base, Sort(keys), ordered)
    yield Claim("sort columns", base, Sort(keys), b.with_limit(ordered, 5, 2))
    # Among the samples of integers there is always one that overflows.
    yield from _computed(schema, k, "function columns")
    yield from _grouped(schema, id_, k, name)


def _grouped(
    schema: RelationSchema, id_: exp.Column, k: exp.Column, name: exp.Column
) -> Iterator[Claim]:
    filtered = b.aggregate("count", type_=INT8)
    filtered.set("filter", b.truth("is not null", name))
    calls: dict[str, exp.Expression] = {
        "min-text": b.aggregate("min", name, type_=TEXT),
        "max-text": b.aggregate("max", name, type_=TEXT),
        "max": b.aggregate("max", id_, type_=type_of(id_)),
        "count-distinct": b.aggregate("count", name, type_=INT8, distinct=True),
        "filter": filtered,
    }
    base = b.select(schema)
    for word, call in calls.items():
        for keys in ([k], [name], [k, name]):
            query = base.copy()
            items = [b.named(e.copy(), f"c{n}") for n, e in enumerate([*keys, call])]
            query.set("expressions", items)
            query.set("group", exp.Group(expressions=[key.copy() for key in keys]))
            operation = Aggregation(tuple(keys), (call,))
            yield Claim(f"aggregate columns {word}", base, operation, query)
