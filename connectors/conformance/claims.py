"""Every operation the suite asks about, with the query that has absorbed it.

A claim's name is what `expected_exact` patterns are matched against: "filter int4 eq",
"sort text", "limit", "aggregate int4 sum", "project int4 add", "query distinct".
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from sqlglot import exp

from connectors.api import (
    Aggregation,
    Filter,
    Limit,
    Operation,
    Project,
    Query,
    RelationSchema,
    Sort,
)
from connectors.conformance import build as b
from connectors.conformance.samples import Sample
from connectors.conformance.values import comparable
from connectors.types import (
    BOOL,
    INT4,
    INT8,
    INTEGERS,
    STRINGS,
    TEXT,
    Type,
    numeric,
)


@dataclass(frozen=True, slots=True)
class Claim:
    """May `operation` go on top of `base`? Then `query` is what the source runs."""

    name: str
    base: exp.Select
    operation: Operation
    query: exp.Query


_COMPARISONS = {"eq": "=", "ne": "<>", "lt": "<", "le": "<=", "gt": ">", "ge": ">="}
_PATTERNS = (
    "%", "", "a", "a%", "%a", "%b%", "_", "__", "a_", "a\\_b", "a\\%b", "\\%", "\\\\", "a\\\\b",
    "%\\%%", "é%", "😀", "_日%", "A%", "a %", "%\n%", ".*", "a.b", "[a]%", "^a", "$%", "'", "x%",
    "(",    "%_%",
)  # fmt: skip


def filters(schema: RelationSchema, sample: Sample) -> Iterator[Claim]:
    """Filters on column `v` of a sample's relation."""
    base = b.select(schema)
    for kind, predicate in _predicates(schema, sample):
        query = b.select(schema, where=predicate)
        yield Claim(f"filter {sample.name[2:]} {kind}", base, Filter(predicate), query)


def filter_kinds(type_: Type) -> list[str]:
    """The last words of the names of `filters` for a type."""
    kinds = ["is-null", "is-not-null"]
    if type_.name not in ("json", "record"):
        kinds += ["eq", "ne", "in", "not-in", "in-null", "not-in-null", "eq-null", "distinct"]
        kinds += ["not-distinct", "and", "or", "not"]
    if comparable(type_):
        kinds += ["lt", "le", "gt", "ge", "between", "not-between"]
    if type_.name in STRINGS - {"bpchar"}:
        kinds += ["like", "not-like", "like-escape"]
    if type_.name == "bool":
        kinds += ["bare", "is-true", "is-not-false"]
    if type_.name in ("int2", "int4"):
        kinds += ["cast-eq", "cast-lt"]
    return kinds


def _predicates(schema: RelationSchema, sample: Sample) -> Iterator[tuple[str, exp.Expression]]:
    v, type_ = b.column(schema, "v"), schema.column("v").type
    kinds = filter_kinds(sample.type)
    probes = list(_probes(sample))
    for kind in kinds:
        for predicate in _of_kind(kind, v, type_, probes):
            yield kind, predicate


def _probes(sample: Sample) -> Iterator[Any]:
    seen = set()
    for item in (*sample.absent, *sample.stored):
        if item is not None and repr(item) not in seen:
            seen.add(repr(item))
            yield item


def _few(items: list[Any], count: int = 7) -> list[Any]:
    step = max(1, len(items) // count)
    return items[::step]


def _of_kind(kind: str, v: exp.Column, type_: Type, probes: list[Any]) -> Iterator[exp.Expression]:
    values = [b.value(p, type_, parameter=i % 2 == 0) for i, p in enumerate(probes)]
    null = b.value(None, type_)
    match kind:
        case "is-null" | "is-not-null" | "is-true" | "is-not-false":
            yield b.truth(kind.replace("-", " "), v)
        case "eq" | "lt" | "ge":
            yield from (b.truth(_COMPARISONS[kind], v, c) for c in values)
        case "ne" | "le" | "gt":
            yield from (b.truth(_COMPARISONS[kind], v, c) for c in _few(values))
        case "eq-null":
            yield b.truth("=", v, null)
            yield b.truth("<>", v, null)
        case "in" | "not-in" | "in-null" | "not-in-null":
            some = [null, *_few(values, 3)] if kind.endswith("null") else _few(values, 4)
            for listed in (some, some[:1]):
                yield b.negated(b.among(v, listed)) if "not" in kind else b.among(v, listed)
        case "distinct" | "not-distinct":
            name = "is distinct from" if kind == "distinct" else "is not distinct from"
            yield from (b.truth(name, v, c) for c in [null, *_few(values, 4)])
        case "between" | "not-between":
            few = _few(values, 3)
            for low, high in zip(few, few[1:] + few[:1], strict=True):
                both = b.both(b.truth(">=", v, low), b.truth("<=", v, high))
                yield b.negated(both) if kind == "not-between" else both
        case "and":
            yield b.both(b.truth("is not null", v), b.truth("<>", v, values[0]))
        case "or":
            yield b.either(b.truth("is null", v), b.truth("=", v, values[-1]))
            yield b.either(b.truth("=", v, values[0]), b.truth("=", v, values[-1]))
        case "not":
            yield b.negated(b.truth("=", v, values[-1]))
            yield b.negated(b.truth("is null", v))
            inner = b.either(b.truth("=", v, values[0]), b.truth("=", v, null))
            yield b.negated(inner)
            yield b.negated(b.negated(b.truth("=", v, values[-1])))
        case "like" | "not-like":
            name = "~~" if kind == "like" else "!~~"
            yield from (b.truth(name, v, b.value(p, TEXT)) for p in _PATTERNS)
        case "like-escape":
            for pattern, escape in (("a!_b", "!"), ("%", ""), ("a\\b", ""), ("é%", "é")):
                yield b.truth("~~", v, b.value(pattern, TEXT), b.value(escape, TEXT))
        case "bare":
            yield v.copy()
            yield b.negated(v)
        case "cast-eq" | "cast-lt":
            for probe in (7, 2**40, -(2**40)):
                yield b.truth(_COMPARISONS[kind[5:]], b.implicit(v, INT8), b.value(probe, INT8))


def sorts(schema: RelationSchema, sample: Sample) -> Iterator[Claim]:
    """ORDER BY v in all four forms, alone and with LIMIT."""
    if not comparable(sample.type):
        return
    base = b.select(schema)
    for desc in (False, True):
        for nulls_first in (False, True):
            key = b.ordered(b.column(schema, "v"), desc=desc, nulls_first=nulls_first)
            query = b.with_order(base, [key])
            name = f"sort {sample.name[2:]}"
            yield Claim(name, base, Sort((key,)), query)
            second = b.ordered(b.column(schema, "id"), desc=not desc)
            two = b.with_order(base, [key, second])
            yield Claim(name, base, Sort((key, second)), b.with_limit(two, 4, 1))


def limits(schema: RelationSchema) -> Iterator[Claim]:
    """LIMIT and OFFSET on the bare relation."""
    base = b.select(schema)
    for count, offset in ((0, 0), (1, 0), (3, 0), (1000, 0), (3, 2), (2, 1000)):
        yield Claim("limit", base, Limit(count, offset), b.with_limit(base, count, offset))
    yield Claim("limit offset-only", base, Limit(None, 3), b.with_limit(base, None, 3))


def aggregates(schema: RelationSchema, sample: Sample) -> Iterator[Claim]:
    """Aggregates of v over all rows, and grouped by v."""
    v, type_, name = b.column(schema, "v"), schema.column("v").type, sample.name[2:]
    calls: list[tuple[str, exp.Expression]] = [
        ("count-star", b.aggregate("count", type_=INT8)),
        ("count", b.aggregate("count", v, type_=INT8)),
    ]
    if comparable(sample.type):
        calls.append(("count-distinct", b.aggregate("count", v, type_=INT8, distinct=True)))
        if sample.type.name not in ("bool", "uuid"):
            calls += [(f, b.aggregate(f, v, type_=type_)) for f in ("min", "max")]
    if sample.type.name in INTEGERS:
        result = numeric(38, 0, declared=False) if type_.name == "int8" else INT8
        calls.append(("sum", b.aggregate("sum", v, type_=result)))
    if sample.type.name == "numeric" and type_.scale is not None:
        total = numeric(38, type_.scale, declared=False)
        calls.append(("sum", b.aggregate("sum", v, type_=total)))
    if sample.type.name == "bool":
        calls += [(f, b.aggregate(f, v, type_=BOOL)) for f in ("bool_and", "bool_or")]
    for function, call in calls:
        yield _aggregation(f"aggregate {name} {function}", schema, [], [call])
    if comparable(sample.type):
        yield _aggregation(f"group {name}", schema, [v], [calls[0][1], calls[1][1]])


def _aggregation(
    name: str, schema: RelationSchema, keys: list[exp.Expression], calls: list[exp.Expression]
) -> Claim:
    base = b.select(schema)
    query = base.copy()
    items = [b.named(e.copy(), f"c{i}") for i, e in enumerate([*keys, *calls])]
    query.set("expressions", items)
    if keys:
        query.set("group", exp.Group(expressions=[k.copy() for k in keys]))
    return Claim(name, base, Aggregation(tuple(keys), tuple(calls)), query)


def projections(schema: RelationSchema, sample: Sample) -> Iterator[Claim]:
    """Computed outputs over v; integer arithmetic must overflow where PostgreSQL's does."""
    v, type_, base = b.column(schema, "v"), schema.column("v").type, b.select(schema)
    computed: list[tuple[str, exp.Expression]] = [("is-null", b.truth("is null", v))]
    if sample.type.name in INTEGERS and type_.name in INTEGERS:
        for word, symbol in (("add", "+"), ("subtract", "-"), ("multiply", "*"), ("divide", "/"),
                             ("modulo", "%")):  # fmt: skip
            for operand in (0, 1, -7):
                call = b.call(symbol, v.copy(), b.value(operand, type_), type_=type_)
                computed.append((word, call))
    if sample.type.name in STRINGS - {"bpchar"}:
        computed.append(("length", b.call("length", v.copy(), type_=INT4)))
        computed.append(("concat", b.call("||", v.copy(), b.value("é'", TEXT), type_=TEXT)))
    if comparable(sample.type):
        other = b.value(next(_probes(sample)), type_)
        computed.append(("coalesce", b.call("coalesce", v.copy(), other, type_=type_)))
        computed.append(("nullif", b.call("nullif", v.copy(), other.copy(), type_=type_)))
        computed.append(("compare", b.truth("=", v, other)))
    for word, expression in computed:
        query = base.copy()
        query.set("expressions", [*query.expressions, b.named(expression.copy(), "computed")])
        name = f"project {sample.name[2:]} {word}"
        yield Claim(name, base, Project(expression), query)


def queries(schema: RelationSchema, other: RelationSchema) -> Iterator[Claim]:
    """Whole queries over two relations `(id int8, k int4, name text)`."""
    for name, query in _queries(schema, other):
        yield Claim(f"query {name}", b.select(schema), Query(query), query)


def _queries(schema: RelationSchema, other: RelationSchema) -> Iterator[tuple[str, exp.Query]]:
    k, id_, text = (b.column(schema, c) for c in ("k", "id", "name"))
    star = b.aggregate("count", type_=INT8)
    yield "bare", b.select(schema)
    distinct = b.select(schema, ["k", "name"])
    distinct.set("distinct", exp.Distinct())
    yield "distinct", distinct
    grouped = exp.Select(
        expressions=[b.named(k.copy(), "k"), b.named(star.copy(), "n")],
        from_=exp.From(this=b.table(schema)),
        group=exp.Group(expressions=[k.copy()]),
        having=exp.Having(this=b.truth(">", star, b.value(1, INT8))),
    )
    yield "having", grouped
    keys = [b.ordered(k.copy(), desc=True), b.ordered(id_.copy())]
    where = b.truth("<>", text, b.value("a", TEXT))
    yield "top-n", b.with_limit(b.with_order(b.select(schema, where=where), keys), 3, 1)
    alias = b.ordered(exp.Column(this=b.name("n")), desc=True)
    alias.this.meta["pg"] = INT8
    by_count = grouped.copy()
    by_count.set("having", None)
    yield "order-by-output", b.with_order(by_count, [alias, b.ordered(k.copy())])
    left, right = b.select(schema, ["k", "name"]), b.select(other, ["k", "name"], alias="u")
    for kind in (exp.Union, exp.Intersect, exp.Except):
        for every in (False, True):
            word = f"{kind.__name__.lower()}{'-all' if every else ''}"
            query = kind(this=left.copy(), expression=right.copy(), distinct=not every)
            yield word, query
    for side in ("", "LEFT", "RIGHT", "FULL"):
        yield f"join-{side.lower() or 'inner'}", _joined(schema, other, side)
    inner = exp.Subquery(
        this=b.select(schema, ["id", "k"], where=b.truth("is not null", k)),
        alias=exp.TableAlias(this=b.name("s")),
    )
    outer = exp.Column(this=b.name("k"), table=b.name("s"))
    outer.meta["pg"] = schema.column("k").type
    yield (
        "subquery",
        exp.Select(
            expressions=[b.named(outer, "k")],
            from_=exp.From(this=inner),
            where=exp.Where(this=b.truth("<", outer, b.value(3, schema.column("k").type))),
        ),
    )


def _joined(schema: RelationSchema, other: RelationSchema, side: str) -> exp.Select:
    condition = b.truth("=", b.column(schema, "k"), b.column(other, "k", "u"))
    items = [
        b.named(b.column(schema, "id"), "id"),
        b.named(b.column(other, "id", "u"), "other_id"),
        b.named(b.column(other, "name", "u"), "name"),
    ]
    join = exp.Join(this=b.table(other, "u"), on=condition, side=side or None)
    if not side:
        join.set("kind", "INNER")
    return exp.Select(expressions=items, from_=exp.From(this=b.table(schema)), joins=[join])
