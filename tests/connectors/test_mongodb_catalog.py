"""Discovery, options, native text, and what stops at the server."""

from __future__ import annotations

import json
import os
import signal
import threading
import time
from datetime import UTC, datetime
from typing import Any

import pymongo
import pytest

from connectors import mongodb
from connectors.api import (
    Cancelled,
    ConnectorError,
    DeadlineExceeded,
    OptionError,
    Relation,
    SourceUnavailable,
)
from connectors.conformance import Context, run
from connectors.conformance.build import column, fragment, select, truth
from connectors.mongodb import discover
from connectors.tree import constant
from connectors.types import INT8, JSONB, NUMERIC, TEXT, TIMESTAMPTZ, record
from gateway.demo.servers import start_mongodb
from tests.connectors.test_mongodb_documents import Place, lenient, place

__all__ = ["lenient", "place"]


def test_a_validator_declares_what_no_document_has(place: Place) -> None:
    schema = {
        "bsonType": "object",
        "required": ["name"],
        "properties": {
            "name": {"bsonType": "string", "description": "Who it is"},
            "born": {"bsonType": ["date", "null"]},
            "amount": {"bsonType": "number"},
            "address": {"bsonType": "object", "properties": {"zip": {"bsonType": "string"}}},
            "either": {"bsonType": ["string", "int"]},
        },
    }
    relation = place.made("declared", [], validator={"$jsonSchema": schema})
    found = place.connector.describe(relation)
    types = {c.name: c.type for c in found.columns}
    assert types == {
        "_id": TEXT, "name": TEXT, "born": TIMESTAMPTZ, "amount": NUMERIC,
        "address": record(("zip", TEXT)), "either": JSONB, "_doc": JSONB,
    }  # fmt: skip
    assert found.column("name").comment == "Who it is"
    assert found.column("either").warning


def test_a_document_older_than_the_validator_counts(place: Place) -> None:
    relation = place.made("older", [{"v": "text"}])
    schema = {"properties": {"v": {"bsonType": "int"}}}
    place.client[place.name].command("collMod", "older", validator={"$jsonSchema": schema})
    assert place.connector.describe(relation).column("v").type == JSONB


def test_the_last_documents_are_sampled(mongodb_url: str) -> None:
    at = Place(mongodb_url, sample_size="30")
    relation = at.made("growing", [{"_id": n, "v": n} for n in range(3000)])
    at.client[at.name].growing.insert_one({"_id": 3000, "v": 0.5, "late": True})
    found = at.connector.describe(relation)
    assert [c.name for c in found.columns] == ["_id", "v", "late", "_doc"]
    assert found.column("v").type.name == "float8"
    shares = found.column("v").details["bson_types"]
    assert isinstance(shares, dict)
    assert set(shares) == {"int", "double"}
    at.close()


def test_indexed_fields_are_columns(mongodb_url: str) -> None:
    at = Place(mongodb_url, sample_size="30")
    documents: list[dict[str, Any]] = [{"_id": n} for n in range(3000)]
    documents[1500] |= {"rare": "x", "deep": {"er": 1}}
    relation = at.made("sparse", documents)
    collection = at.client[at.name].sparse
    collection.create_index("rare", sparse=True, unique=True)
    collection.create_index([("deep.er", 1), ("_id", -1)])
    collection.create_index("never")
    found = at.connector.describe(relation)
    types = {c.name: c.type for c in found.columns}
    assert types["rare"] == TEXT
    assert types["deep"] == record(("er", INT8))
    assert found.column("never").warning
    assert {i.name: (i.columns, i.unique) for i in found.indexes} == {
        "_id_": (("_id",), True),
        "rare_1": (("rare",), False),
        "deep.er_1__id_-1": (("deep.er", "_id"), False),
        "never_1": (("never",), False),
    }
    at.close()


def test_views_and_databases(place: Place, mongodb_url: str) -> None:
    place.made("base", [{"v": 1}])
    pipeline = [{"$match": {"v": {"$lt": datetime(2030, 1, 2, tzinfo=UTC)}}}, {"$limit": 5}]
    place.client[place.name].command("create", "dated", viewOn="base", pipeline=pipeline)
    dated = place.connector.describe(Relation(place.name, "dated", "view")).definition
    assert dated is not None
    assert dated.text == (
        '{"viewOn": "base", "pipeline": [{"$match": {"v": {"$lt": '
        '{"$date": "2030-01-02T00:00:00Z"}}}}, {"$limit": 5}]}'
    )
    assert json.loads(dated.pretty or "") == json.loads(dated.text)
    assert place.connector.describe(Relation(place.name, "base")).definition is None
    place.client[place.name].command("create", "seen", viewOn="base", pipeline=[])
    view = Relation(place.name, "seen", "view")
    assert view in list(place.connector.relations())
    everywhere = mongodb.open({"url": mongodb_url.rsplit("/", 1)[0]})
    schemas = {relation.schema for relation in everywhere.relations()}
    assert place.name in schemas
    assert not schemas & {"admin", "local", "config"}
    assert place.connector.statistics(view).rows is None
    assert place.connector.statistics(Relation(place.name, "base")).rows == 1
    found = place.connector.describe(view)
    assert run(place.connector, fragment(select(found, ["v"]))).to_pylist() == [{"v": 1}]
    everywhere.close()


def test_a_view_may_have_a_null_id(place: Place) -> None:
    place.made("counted", [{"v": 1}, {"v": 2}])
    total = [{"$group": {"_id": None, "sum": {"$sum": "$v"}}}]
    place.client[place.name].command("create", "total", viewOn="counted", pipeline=total)
    schema = place.connector.describe(Relation(place.name, "total", "view"))
    assert schema.column("_id").nullable
    found = run(place.connector, fragment(select(schema, ["_id", "sum"])))
    assert found.to_pylist() == [{"_id": None, "sum": 3}]


def test_a_slow_view_is_described_all_the_same(
    place: Place, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(discover, "VIEW_TIME_MS", 100)
    place.made("patient", [{"v": n} for n in range(100)])
    wait = {"$function": {"body": "function() { sleep(20); return 1 }", "args": [], "lang": "js"}}
    place.client[place.name].command(
        "create", "tardy", viewOn="patient", pipeline=[{"$match": {"$expr": wait}}]
    )
    schema = place.connector.describe(Relation(place.name, "tardy", "view"))
    assert [c.name for c in schema.columns] == ["_id", "_doc"]
    assert "slow" in (schema.column("_doc").warning or "")


def test_explain_is_the_pipeline(place: Place) -> None:
    relation = place.made("explained", [{"_id": 1, "a": 1, "r": {"x": "s"}}])
    schema = place.connector.describe(relation)
    a = column(schema, "a")
    query = select(schema, ["a"], where=truth(">", a, constant(5, INT8)))
    assert place.connector.explain(fragment(query)) == (
        f'db.getSiblingDB("{place.name}").getCollection("explained").aggregate([\n'
        '  {"$match": {"a": {"$gt": 5, "$type": ["int", "long"], "$not": {"$type": "array"}}}},\n'
        '  {"$project": {"a": 1, "_id": 0}}\n'
        '], {"allowDiskUse": true, "collation": {"locale": "simple"}})'
    )


def test_a_comparison_uses_the_index(place: Place) -> None:
    relation = place.made("indexed", [{"v": n, "s": str(n)} for n in range(50)])
    collection = place.client[place.name].indexed
    collection.create_index("v")
    collection.create_index("s")
    schema = place.connector.describe(relation)
    for operator, name, value in (
        ("=", "v", constant(5, INT8)),
        (">", "v", constant(5, INT8)),
        ("~~", "s", constant("4%", TEXT)),
    ):
        query = select(schema, ["v"], where=truth(operator, column(schema, name), value))
        pipeline = place.connector._pipeline(fragment(query))  # type: ignore[attr-defined]
        plan = place.client[place.name].command(
            "explain", {"aggregate": "indexed", "pipeline": pipeline.stages, "cursor": {}}
        )
        assert "IXSCAN" in str(plan), operator
        assert "COLLSCAN" not in str(plan["queryPlanner"]["winningPlan"])


@pytest.mark.parametrize(
    "options",
    [{"no": "1"}, {"sample_size": "0"}, {"sample_size": "x"}, {"on_type_mismatch": "drop"},
     {"schema": "guess"}, {"connect_timeout": "-1"}, {"url": "mongodb://u:hush@h:port/db"},
     {"url": "mongodb://u:hu@sh@h/db"}, {"url": "mongodb://u:hush@h/db?nooption=1"}],
)  # fmt: skip
def test_bad_options(options: dict[str, str]) -> None:
    with pytest.raises(OptionError) as raised:
        mongodb.open({"url": "mongodb://u:hush@127.0.0.1:1/db", **options})
    said = f"{raised.value.message} {raised.value.detail} {raised.value.hint}"
    assert "hush" not in said
    assert "hu@sh" not in said


def test_a_name_of_a_cluster_is_not_looked_up_when_opened() -> None:
    options = {"url": "mongodb+srv://user:hush@cluster.invalid/db?retryReads=true"}
    connector = mongodb.open(options)
    assert repr(connector) == "MongoConnector(db)"
    connector.close()


def test_a_missing_url() -> None:
    with pytest.raises(OptionError, match="url"):
        mongodb.open({})


def test_nobody_there_and_no_secret_said() -> None:
    connector = mongodb.open(
        {"url": "mongodb://user:hush@127.0.0.1:1/db", "connect_timeout": "0.3"}
    )
    with pytest.raises(SourceUnavailable) as raised:
        connector.check()
    assert "hush" not in f"{raised.value} {raised.value.detail} {connector!r}"
    connector.close()


def _slow(place: Place, name: str) -> Any:
    place.made(f"{name}_rows", [{"_id": n} for n in range(500)])
    sleep = {"$function": {"body": "function() { sleep(50); return true }", "args": [],
                           "lang": "js"}}  # fmt: skip
    place.client[place.name].command(
        "create", name, viewOn=f"{name}_rows", pipeline=[{"$match": {"$expr": sleep}}]
    )
    base = place.connector.describe(Relation(place.name, f"{name}_rows"))
    query = select(base, ["_id"])
    for table in query.find_all(type(query.args["from_"].this)):
        table.meta["relation"] = type(base)(Relation(place.name, name, "view"), base.columns)
    return fragment(query)


def _running(client: pymongo.MongoClient[dict[str, Any]], query_id: str) -> bool:
    stage = {"$currentOp": {"idleCursors": True, "allUsers": True, "localOps": True}}
    return any(query_id in str(operation) for operation in client.admin.aggregate([stage]))


def _within(seconds: float, wanted: bool, place: Place, query_id: str) -> bool:
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        if _running(place.client, query_id) is wanted:
            return True
        time.sleep(0.02)
    return False


def test_cancel_stops_the_server(place: Place) -> None:
    query, context = _slow(place, "slow_cancel"), Context()
    raised: list[ConnectorError] = []

    def read() -> None:
        try:
            run(place.connector, query, context)
        except ConnectorError as error:
            raised.append(error)

    reader = threading.Thread(target=read)
    reader.start()
    assert _within(5, True, place, context.query_id)
    begun = time.monotonic()
    context.cancel()
    reader.join(5)
    assert time.monotonic() - begun < 2
    assert _within(2, False, place, context.query_id)
    assert isinstance(raised[0], Cancelled)


def test_deadline_stops_the_server(place: Place) -> None:
    query, context = _slow(place, "slow_deadline"), Context(seconds=0.5)
    begun = time.monotonic()
    with pytest.raises(DeadlineExceeded):
        run(place.connector, query, context)
    assert time.monotonic() - begun < 2
    assert _within(2, False, place, context.query_id)


def test_closing_early_ends_the_cursor(place: Place) -> None:
    relation = place.made("wide", [{"_id": n, "v": "x" * 1000} for n in range(20_000)])
    schema, context = place.connector.describe(relation), Context(batch_rows=100)
    reader = place.connector.scan(fragment(select(schema, ["v"])), context)
    assert reader.read_next_batch().num_rows == 100
    assert _running(place.client, context.query_id)
    reader.close()
    assert _within(2, False, place, context.query_id)


def test_closing_does_not_wait_for_a_deaf_server() -> None:
    server = start_mongodb(watch=os.getpid())
    connector = mongodb.open({"url": server.url_of("deaf")})
    with pymongo.MongoClient[dict[str, Any]](server.url_of("deaf")) as client:
        client["deaf"]["t"].insert_one({"a": 1})
    run(connector, fragment(select(connector.describe(Relation("deaf", "t")))))
    os.kill(server.pid, signal.SIGSTOP)
    try:
        closing = threading.Thread(target=connector.close, daemon=True)
        closing.start()
        closing.join(15)  # pymongo itself waits 20 seconds
        assert not closing.is_alive()
    finally:
        os.kill(server.pid, signal.SIGCONT)
        server.stop()
