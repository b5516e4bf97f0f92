"""What is found in documents: types, misfits, names; nothing lost and nothing NULL unsaid."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

import bson
import pymongo
import pytest
from bson import (
    Binary,
    Code,
    DatetimeMS,
    DBRef,
    Decimal128,
    Int64,
    MaxKey,
    MinKey,
    ObjectId,
    Regex,
    Timestamp,
)
from sqlglot import exp

from connectors import mongodb
from connectors.api import Connector, Filter, Query, Relation, ValueNotRepresentable
from connectors.conformance import Context, run
from connectors.conformance.build import column, fragment, named, select, truth
from connectors.tree import Aggregate, constant, typed
from connectors.types import BOOL, FLOAT8, INT8, JSONB, NUMERIC, TEXT, TIMESTAMPTZ, array, record

Docs = list[dict[str, Any]]


class Place:
    """A database to put collections into, and a connector on it."""

    def __init__(self, url: str, **options: str) -> None:
        self.name = url.rsplit("/", 1)[1]
        self.client: pymongo.MongoClient[dict[str, Any]] = pymongo.MongoClient(url)
        self.connector: Connector = mongodb.open({"url": url, **options})

    def made(self, name: str, documents: Docs, **options: Any) -> Relation:
        self.client[self.name].create_collection(name, **options)
        if documents:
            self.client[self.name][name].insert_many(documents)
        return Relation(self.name, name)

    def close(self) -> None:
        self.client.close()
        self.connector.close()


@pytest.fixture(scope="module")
def place(mongodb_url: str) -> Iterator[Place]:
    made = Place(mongodb_url)
    yield made
    made.close()


@pytest.fixture(scope="module")
def lenient(mongodb_url: str) -> Iterator[Place]:
    made = Place(mongodb_url, on_type_mismatch="null")
    yield made
    made.close()


def values(place: Place, relation: Relation, name: str) -> list[Any]:
    schema = place.connector.describe(relation)
    return run(place.connector, fragment(select(schema, [name]))).column(0).to_pylist()


FIELDS: dict[str, tuple[list[Any], Any, list[Any]]] = {
    "ints": ([1, -(2**31), None], INT8, [1, -(2**31), None]),
    "longs": ([1, Int64(2**63 - 1), Int64(-(2**63))], INT8, [1, 2**63 - 1, -(2**63)]),
    "doubles": ([1, 0.5, float("inf")], FLOAT8, [1.0, 0.5, float("inf")]),
    "long_and_double": ([Int64(2**53 + 1), 0.1, 1e22, -0.0, 3.0], NUMERIC,
                        ["9007199254740993", "0.1", "1" + "0" * 22, "0", "3"]),
    "decimals": ([Decimal128("1.50"), Decimal128("1E+3"), Decimal128("-0.00"), Decimal128("sNaN"),
                  Decimal128("-Infinity"), Decimal128("1E-6176"), 7], NUMERIC,
                 ["1.50", "1000", "0.00", "NaN", "-Infinity", "0." + "0" * 6175 + "1", "7"]),
    "strings": (["", "é😀", "a\0b", "x" * 100_000], TEXT, ["", "é😀", "a\0b", "x" * 100_000]),
    "midnights": ([DatetimeMS(0), DatetimeMS(86_400_000)], TIMESTAMPTZ, None),
    "ids": ([ObjectId("5f" + "0" * 22)], TEXT, ["5f" + "0" * 22]),
    "uuids": ([Binary(bytes(range(16)), 4)], None, ["00010203-0405-0607-0809-0a0b0c0d0e0f"]),
    "bytes": ([b"", b"\0\xff"], None, [b"", b"\0\xff"]),
    "old_bytes": ([Binary(b"abc", 2)], None, [b"abc"]),
    "two_subtypes": ([b"a", Binary(b"a", 5)], JSONB, [
        '{"$binary": {"base64": "YQ==", "subType": "00"}}',
        '{"$binary": {"base64": "YQ==", "subType": "05"}}']),
    "mixed": ([1, "a", None, 2.5, [1.0], {"bb": 1, "a": None}], JSONB,
              ["1", '"a"', None, "2.5", "[1.0]", '{"a": null, "bb": 1}']),
    "regexes": ([Regex("^a.*", "is")], TEXT,
                ['{"$regularExpression": {"options": "is", "pattern": "^a.*"}}']),
    "timestamps": ([Timestamp(5, 6)], TEXT, ['{"$timestamp": {"i": 6, "t": 5}}']),
    "code": ([Code("f()")], TEXT, ['{"$code": "f()"}']),
    "scoped": ([Code("f()", {"x": 1})], TEXT, ['{"$code": "f()", "$scope": {"x": 1}}']),
    "least": ([MinKey()], TEXT, ['{"$minKey": 1}']),
    "extremes": ([MinKey(), MaxKey()], JSONB, ['{"$minKey": 1}', '{"$maxKey": 1}']),
    "nothing": ([None, None], TEXT, [None, None]),
    "records": ([{"x": 1, "y": {"z": "a"}}, {"x": None}, {}],
                record(("x", INT8), ("y", record(("z", TEXT)))),
                [{"x": 1, "y": {"z": "a"}}, {"x": None, "y": None}, {"x": None, "y": None}]),
    "references": ([DBRef("c", 1)], None, [{"$ref": "c", "$id": 1}]),
    "arrays": ([[1, 2, None], [], list(range(200))], array(INT8),
               [[1, 2, None], [], list(range(200))]),
    "empty_arrays": ([[], []], array(JSONB), [[], []]),
    "arrays_of_records": ([[{"q": "1"}, {"q": None}, {}, None]], array(record(("q", TEXT))),
                          [[{"q": "1"}, {"q": None}, {"q": None}, None]]),
    "arrays_of_arrays": ([[[1], [2, 3]]], JSONB, ["[[1], [2, 3]]"]),
    "mixed_arrays": ([[1, "a"]], array(JSONB), [["1", '"a"']]),
    "odd_numbers": ([float("nan"), -0.0, True], JSONB,
                    ['{"$numberDouble": "NaN"}', '{"$numberDouble": "-0.0"}', "true"]),
    "odd_dates": ([DatetimeMS(-1), DatetimeMS(1500), "x"], JSONB,
                  ['{"$date": {"$numberLong": "-1"}}', '{"$date": "1970-01-01T00:00:01.500Z"}',
                   '"x"']),
}  # fmt: skip


@pytest.mark.parametrize("name", FIELDS)
def test_every_bson_type(place: Place, name: str) -> None:
    stored, type_, wanted = FIELDS[name]
    relation = place.made(f"t_{name}", [{"v": value} for value in stored])
    found = place.connector.describe(relation).column("v")
    if type_ is not None:
        assert found.type == type_
    shares = found.details["bson_types"]
    assert isinstance(shares, dict)
    assert sum(shares.values()) == pytest.approx(1, abs=0.01)
    if wanted is not None:
        assert values(place, relation, "v") == wanted
    whole = [json.loads(text) for text in values(place, relation, "_doc")]
    assert all("v" in document for document in whole)


def test_dates_beyond_python(place: Place) -> None:
    relation = place.made("far", [{"v": DatetimeMS(-210_866_803_200_000)},
                                  {"v": DatetimeMS(253_402_300_800_000)}])  # fmt: skip
    schema = place.connector.describe(relation)
    assert schema.column("v").type == TIMESTAMPTZ
    found = run(place.connector, fragment(select(schema, ["v"]))).column(0)
    assert found.cast("int64").to_pylist() == [-210_866_803_200_000_000, 253_402_300_800_000_000]
    place.client[place.name].far.insert_one({"v": DatetimeMS(2**62)})
    with pytest.raises(ValueNotRepresentable, match='field "v"'):
        values(place, relation, "v")


def test_invalid_utf8_is_an_error(place: Place) -> None:
    relation = place.made("broken", [{"v": "ok"}])
    schema = place.connector.describe(relation)
    raw = bson.encode({"_id": 1, "v": "?"}).replace(b"?", b"\xff")
    place.client[place.name].broken.with_options(
        codec_options=bson.codec_options.CodecOptions(document_class=bson.raw_bson.RawBSONDocument)
    ).insert_one(bson.raw_bson.RawBSONDocument(raw))
    # Also where discovery meets it.
    for found in (schema, place.connector.describe(relation)):
        for name in ("v", "_doc"):
            with pytest.raises(ValueNotRepresentable) as raised:
                run(place.connector, fragment(select(found, [name])))
            assert raised.value.sqlstate == "22021"


def test_fields_that_no_column_can_name_are_told_of(place: Place) -> None:
    relation = place.made("nameless", [{"_id": 1, "": "x", "r": {"": 1}}])
    schema = place.connector.describe(relation)
    assert [c.name for c in schema.columns] == ["_id", "r", "_doc"]
    assert schema.column("r").type == JSONB
    assert schema.column("_doc").warning is not None


def test_misfits_fail_or_are_counted(place: Place, lenient: Place) -> None:
    relation = place.made("late", [{"_id": 1, "a": 5, "r": {"x": 1}}])
    schema = place.connector.describe(relation)
    place.client[place.name].late.insert_many(
        [{"_id": 2, "a": "x", "r": {"x": "y"}}, {"_id": 3, "a": [5], "r": [{"x": 1}]},
         {"_id": 4, "a": 2.5, "r": {"x": 1, "new": 2}}, {"_id": 5}]
    )  # fmt: skip
    with pytest.raises(ValueNotRepresentable, match=r'field "a" of .* holds BSON'):
        run(place.connector, fragment(select(schema, ["a"])))
    context = Context()
    found = run(lenient.connector, fragment(select(schema, ["_id", "a", "r"])), context)
    assert found.column("a").to_pylist() == [5, None, None, None, None]
    assert context.warnings == {"mongodb_type_mismatch": 5, "mongodb_unknown_field": 1}
    a = column(schema, "a")
    for predicate in (truth("<>", a, constant(1, INT8)), truth("is null", a)):
        query = select(schema, ["_id"], where=predicate)
        with pytest.raises(ValueNotRepresentable, match="outside of its column's type"):
            run(place.connector, fragment(query))
    nulls = run(lenient.connector, fragment(select(schema, ["_id"], where=truth("is null", a))))
    assert sorted(nulls.column(0).to_pylist()) == [2, 3, 4, 5]


def test_misfits_in_aggregates_fail_or_are_counted(place: Place, lenient: Place) -> None:
    relation = place.made("sums", [{"a": 5}, {"a": 6}])
    schema = place.connector.describe(relation)
    place.client[place.name].sums.insert_many([{"a": "x"}, {"a": [1]}, {}])
    total = typed(Aggregate(this="sum", expressions=[column(schema, "a")]), NUMERIC)
    query = select(schema, [])
    query.set("expressions", [named(total, "s")])
    with pytest.raises(ValueNotRepresentable, match='field "a"'):
        run(place.connector, fragment(query))
    context = Context()
    assert run(lenient.connector, fragment(query), context).to_pylist() == [{"s": "11"}]
    assert context.warnings == {"mongodb_type_mismatch": 2}


def test_a_sort_column_that_is_not_selected_is_checked_too(place: Place) -> None:
    relation = place.made("sorted", [{"_id": 1, "a": 1}])
    schema = place.connector.describe(relation)
    place.client[place.name].sorted.insert_one({"_id": 2, "a": [0]})
    query = select(schema, ["_id"])
    key = exp.Ordered(this=column(schema, "a"), desc=False, nulls_first=True)
    query.set("order", exp.Order(expressions=[key]))
    assert place.connector.supports(fragment(query), Query(query)).exact
    with pytest.raises(ValueNotRepresentable):
        run(place.connector, fragment(query))


ODD_NAMES = ["a.b", "$x", "a b", "ü", "A", "_doc", "'; drop", "$gt"]


def test_odd_field_names_are_columns(place: Place) -> None:
    relation = place.made("odd", [])
    place.client[place.name].odd.insert_one({name: n for n, name in enumerate(ODD_NAMES)})
    schema = place.connector.describe(relation)
    assert [c.name for c in schema.columns] == ["_id", *ODD_NAMES, "_doc_"]
    query = select(schema, ODD_NAMES)
    assert run(place.connector, fragment(query)).to_pylist() == [
        {name: n for n, name in enumerate(ODD_NAMES)}
    ]
    bare = fragment(select(schema, ["_id"]))
    for name in ODD_NAMES:
        predicate = truth("=", column(schema, name), constant(1, INT8))
        answer = place.connector.supports(bare, Filter(predicate))
        assert answer.reason == ("field_name" if name in ("a.b", "$x", "$gt") else ""), name


def test_constants_are_values_never_operators(place: Place) -> None:
    texts = ['{"$gt": ""}', "$v", "$$ROOT", "$gt", ".*", "[]"]
    relation = place.made("inject", [{"v": text} for text in [*texts, "other"]])
    schema = place.connector.describe(relation)
    v = column(schema, "v")
    for text in texts:
        value = constant(text, TEXT, parameter=True)
        for operator in ("=", "~~", "is not distinct from"):
            query = select(schema, ["v"], where=truth(operator, v, value))
            found = run(place.connector, fragment(query)).column(0).to_pylist()
            assert found == [text], operator
        query = select(schema, ["v"], where=truth("<>", v, value))
        assert len(run(place.connector, fragment(query))) == len(texts), text
    needle = constant("%" + texts[1] + "%", TEXT, parameter=True)
    query = select(schema, ["v"], where=truth("~~", v, needle))
    assert run(place.connector, fragment(query)).column(0).to_pylist() == ["$v"]


def test_object_ids_and_strings_do_not_meet(place: Place) -> None:
    text = "5f0000000000000000000001"
    relation = place.made("keys", [{"_id": ObjectId(text), "n": 1}])
    schema = place.connector.describe(relation)
    assert schema.primary_key == ("_id",)
    assert schema.column("_id").native_type == "objectId"
    place.client[place.name].keys.insert_one({"_id": text, "n": 2})
    same = truth("=", column(schema, "_id"), constant(text, TEXT))
    query = select(schema, ["n"], where=same)
    assert run(place.connector, fragment(query)).to_pylist() == [{"n": 1}]


def test_a_long_string_is_matched(place: Place) -> None:
    text = "a" * 1_000_000 + "b" + "c" * 1000
    relation = place.made("long", [{"v": text}])
    schema = place.connector.describe(relation)
    like = truth("~~", column(schema, "v"), constant("a%b%c%c", TEXT))
    assert len(run(place.connector, fragment(select(schema, ["_id"], where=like)))) == 1


def test_a_collation_of_the_collection_does_not_matter(place: Place) -> None:
    relation = place.made(
        "folded", [{"v": "a"}, {"v": "A"}, {"v": "á"}], collation={"locale": "en", "strength": 1}
    )
    schema = place.connector.describe(relation)
    same = truth("=", column(schema, "v"), constant("a", TEXT))
    query = select(schema, ["v"], where=same)
    assert run(place.connector, fragment(query)).to_pylist() == [{"v": "a"}]


def test_layouts_may_differ(place: Place) -> None:
    names = [f"f{n}" for n in range(8)]
    documents: Docs = [
        {names[(i * k + i) % 8]: i for k in (0, 2, 4, 6)} | {f"x{i}": "y"} for i in range(600)
    ]
    relation = place.made("layouts", documents)
    schema = place.connector.describe(relation)
    found = run(place.connector, fragment(select(schema, [*names, "_doc"]))).to_pylist()
    for row, document in zip(found, documents, strict=True):
        assert {n: row[n] for n in names} == {n: document.get(n) for n in names}
        assert json.loads(row["_doc"])["_id"] == {"$oid": str(document["_id"])}


def test_a_bare_boolean_field_is_a_predicate(place: Place) -> None:
    relation = place.made("flags", [{"_id": 1, "v": True}, {"_id": 2, "v": False}, {"_id": 3}])
    schema = place.connector.describe(relation)
    query = select(schema, ["_id"], where=exp.Not(this=column(schema, "v")))
    assert schema.column("v").type == BOOL
    assert run(place.connector, fragment(query)).column(0).to_pylist() == [2]
