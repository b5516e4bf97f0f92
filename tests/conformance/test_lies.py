"""A suite that cannot fail proves nothing: connectors that lie, each caught by the suite."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pyarrow as pa
import pytest
from sqlglot import exp

from connectors import types as t
from connectors.api import EXACT, Answer, Fragment, Operation, ScanContext, none, superset
from connectors.conformance import build as b
from connectors.conformance import claims as c
from connectors.conformance import more_claims as m
from connectors.conformance.base import Tables
from connectors.conformance.claims import Claim
from connectors.conformance.hold import asked, hold
from connectors.conformance.samples import SAMPLES
from connectors.tree import type_of
from tests.conformance.reference import Reference, ReferenceHooks, loader

Change = Callable[[exp.Query], None]


class Liar(Reference):
    """Runs another query than the one it was given, or claims what is no claim."""

    def __init__(self, change: Change | None = None, claim: Answer = EXACT) -> None:
        super().__init__()
        self._change = change
        self._claim = claim

    def supports(self, fragment: Fragment, operation: Operation) -> Answer:
        return self._claim

    def scan(self, fragment: Fragment, context: ScanContext) -> pa.RecordBatchReader:
        query = fragment.query.copy()
        if self._change is not None:
            self._change(query)
        return super().scan(Fragment(fragment.source, query, fragment.columns), context)


def without(clause: str) -> Change:
    return lambda query: query.set(clause, None)


def ignore_null_placement(query: exp.Query) -> None:
    for key in query.find_all(exp.Ordered):
        key.set("nulls_first", not key.args["nulls_first"])


def ignore_direction(query: exp.Query) -> None:
    for key in query.find_all(exp.Ordered):
        key.set("desc", not key.args["desc"])


def two_valued_not(query: exp.Query) -> None:
    """NOT p as `p IS NOT TRUE`: keeps the rows where p is NULL."""
    for node in list(query.find_all(exp.Not)):
        node.replace(b.truth("is not true", node.this))


def tables_for(connector: Reference) -> Tables:
    return Tables(ReferenceHooks, connector, loader(connector))


def claims(tables: Tables, part: str, sample: str = "int4") -> Iterator[Claim]:
    (found,) = [s for s in SAMPLES if s.name == f"s_{sample}"]
    match part:
        case "filters":
            return c.filters(tables.sample(found), found)
        case "sorts":
            return c.sorts(tables.sample(found), found)
        case "limits":
            return c.limits(tables.people())
        case "aggregates":
            return c.aggregates(tables.sample(found), found)
        case "functions":
            return m.functions(tables.sample(found), found)
        case "columns":
            return m.columns(tables.people())
    return c.queries(tables.people(), tables.others())


def caught(connector: Reference, part: str, sample: str = "int4") -> set[str]:
    """The last words of the claims at which the suite stops."""
    tables = tables_for(connector)
    found = set()
    for claim in claims(tables, part, sample):
        try:
            hold(connector, tables, claim)
        except AssertionError:
            found.add(claim.name.split()[-1])
    return found


@pytest.mark.parametrize("part", ["filters", "sorts", "limits", "aggregates", "queries"])
def test_an_honest_connector_is_not_caught(part: str) -> None:
    assert caught(Liar(), part) == set()


def test_a_dropped_filter_is_caught() -> None:
    kinds = {claim.name.split()[-1] for claim in claims(tables_for(Liar()), "filters")}
    assert caught(Liar(without("where")), "filters") == kinds


def test_two_valued_negation_is_caught() -> None:
    found = caught(Liar(two_valued_not), "filters")
    assert {"not", "not-in", "not-in-null"} <= found


@pytest.mark.parametrize(
    ("change", "part"),
    [
        (ignore_null_placement, "sorts"), (ignore_direction, "sorts"), (without("order"), "sorts"),
        (without("limit"), "limits"), (without("offset"), "limits"),
        (without("group"), "aggregates"), (without("distinct"), "queries"),
        (without("having"), "queries"),
    ],
)  # fmt: skip
def test_a_dropped_clause_is_caught(change: Change, part: str) -> None:
    assert caught(Liar(change), part)


@pytest.mark.parametrize(
    ("name", "instead", "sample"),
    [
        ("upper", "lower", "text"), ("ltrim", "btrim", "text"), ("left", "right", "text"),
        ("~~*", "~~", "text"), ("reverse", "upper", "text"), ("octet_length", "length", "text"),
        ("-", "+", "date"),
    ],
)  # fmt: skip
def test_another_function_is_caught(name: str, instead: str, sample: str) -> None:
    def swap(query: exp.Query) -> None:
        for node in query.find_all(exp.Expression):
            if node.args.get("this") == name:
                node.set("this", instead)

    assert caught(Liar(swap), "functions", sample)
    assert not caught(Liar(), "functions", sample)


def test_what_several_columns_show_is_caught() -> None:
    def last_key_lost(query: exp.Query) -> None:
        order = query.args.get("order")
        if order is not None:
            order.set("expressions", order.expressions[:1])

    def filter_lost(query: exp.Query) -> None:
        for node in query.find_all(exp.Expression):
            node.set("filter", None)

    assert caught(Liar(), "columns") == set()
    assert caught(Liar(without("where")), "columns") > {"and", "or", "case", "less", "not-less"}
    assert caught(Liar(last_key_lost), "columns") == {"columns"}
    assert caught(Liar(filter_lost), "columns") == {"filter"}
    assert "abs" in caught(Liar(negated_abs), "columns")
    assert "count-distinct" in caught(Liar(without_distinct), "columns")


def negated_abs(query: exp.Query) -> None:
    for node in query.find_all(exp.Expression):
        if node.args.get("this") == "abs":
            node.set("this", "negative")


def without_distinct(query: exp.Query) -> None:
    for node in query.find_all(exp.Expression):
        node.set("distinct", None)


def test_records_of_nulls_are_caught() -> None:
    def of_the_value_only(query: exp.Query) -> None:
        for node in query.find_all(exp.Expression):
            if node.args.get("this") in ("is null", "is not null"):
                negated = "" if "not" in node.this else "not "
                node.set("this", f"is {negated}distinct from")
                node.append("expressions", b.value(None, type_of(node.expressions[0])))

    assert caught(Liar(of_the_value_only), "filters", "record")


def test_folding_case_is_caught() -> None:
    def fold(query: exp.Query) -> None:
        for relation, rows in folding.rows.items():
            if relation.name == "s_text":
                folding.rows[relation] = [
                    {**r, "v": r["v"].lower() if r["v"] else r["v"]} for r in rows
                ]

    folding = Liar(fold)
    assert {"eq", "lt", "in"} <= caught(folding, "filters", "text")


def test_a_superset_that_misses_rows_is_caught() -> None:
    def one_row(query: exp.Query) -> None:
        query.set("limit", exp.Limit(expression=b.value(1, t.INT8)))

    assert caught(Liar(one_row, superset("reason")), "filters")


def test_a_superset_with_too_many_rows_is_fine() -> None:
    assert caught(Liar(without("where"), superset("reason")), "filters") == set()


@pytest.mark.parametrize(
    ("claim", "part"), [(superset("x"), "limits"), (none(""), "filters"), (superset(""), "filters")]
)
def test_answers_out_of_form_are_caught(claim: Answer, part: str) -> None:
    connector = Liar(None, claim)
    tables = tables_for(connector)
    with pytest.raises(AssertionError):
        asked(connector, next(iter(claims(tables, part))))


def test_wrong_schema_is_caught() -> None:
    class Wide(Reference):
        def scan(self, fragment: Fragment, context: ScanContext) -> pa.RecordBatchReader:
            table = super().scan(fragment, context).read_all()
            fields = [pa.field(f.name, pa.large_string()) if f.type == pa.string() else f
                      for f in table.schema]  # fmt: skip
            return table.cast(pa.schema(fields)).to_reader()

    assert caught(Wide(), "filters", "text")
