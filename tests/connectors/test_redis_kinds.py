"""Every type of Redis as rows: pages, scores, documents, time to live."""

from __future__ import annotations

import math
from collections.abc import Iterator
from datetime import UTC, datetime

import pytest

from connectors.api import RemoteError
from connectors.conformance import Context
from connectors.conformance import build as b
from connectors.types import FLOAT8
from tests.connectors.redis_tools import Place, equal, place

MAPPING = """
[[relation]]
name = "lists"
key = "list:{k}"
type = "list"
[relation.columns]
position = "bigint"
member = "text"

[[relation]]
name = "sets"
key = "set:{k}"
type = "set"
[relation.columns]
member = "text"

[[relation]]
name = "board"
key = "board"
type = "zset"
[relation.columns]
member = "text"
score = "double precision"

[[relation]]
name = "boards"
key = "board:{day}"
type = "zset"
[relation.columns]
who = { type = "integer", field = "member" }
score = "double precision"

[[relation]]
name = "events"
key = "events"
type = "stream"
[relation.columns]
id = "text"
kind = "text"
amount = "numeric(10,2)"

[[relation]]
name = "profiles"
key = "profile:{id}"
type = "string"
format = "json"
[relation.columns]
id = "integer"
name = "text"
city = { type = "text", field = "address.city" }
score = "numeric"
tags = "jsonb"
active = "boolean"

[[relation]]
name = "documents"
key = "doc:{id}"
type = "json"
[relation.columns]
name = "text"

[[relation]]
name = "sessions"
key = "session:{token}"
ttl = "left"
[relation.columns]
seen = { type = "timestamptz", format = "epoch" }
seen_ms = { type = "timestamp", format = "epoch_ms" }

[[relation]]
name = "config"
key = "config"
[relation.columns]
mode = "text"
"""


@pytest.fixture(scope="module")
def here(redis_url: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Place]:
    with place(redis_url, MAPPING, tmp_path_factory.mktemp("kinds")) as here:
        yield here


def test_lists_longer_than_a_page(here: Place) -> None:
    here.client.rpush("list:a", *range(2500))
    here.client.rpush("list:b", "x", "x", "")
    found = here.rows("lists")
    assert [(r["position"], r["member"]) for r in found if r["k"] == "a"] == [
        (i, str(i)) for i in range(2500)
    ]
    assert [r["member"] for r in found if r["k"] == "b"] == ["x", "x", ""]
    assert len(here.rows("lists", ["k"], limit=2)) == 2


@pytest.mark.parametrize("size", [999, 1000, 1001, 2000])
def test_lists_at_the_edge_of_a_page(here: Place, size: int) -> None:
    here.client.delete("list:e")
    here.client.rpush("list:e", *range(size))
    schema = here.schema("lists")
    assert len(here.rows("lists", where=equal(schema, "k", "e"))) == size
    here.client.delete("list:e")


def test_sets(here: Place) -> None:
    here.client.sadd("set:big", *range(5000))
    here.client.sadd("set:small", "a", "é", "")
    found = here.rows("sets")
    assert {r["member"] for r in found if r["k"] == "small"} == {"a", "é", ""}
    assert sorted(int(r["member"]) for r in found if r["k"] == "big") == list(range(5000))


@pytest.fixture
def board(here: Place) -> Place:
    here.client.delete("board")
    here.client.zadd("board", {f"m{i}": i // 2 for i in range(5000)})
    here.client.zadd("board", {"top": math.inf, "bottom": -math.inf, "half": 0.1, "zero": -0.0})
    return here


def scores(place: Place, *conditions: tuple[str, float]) -> list[tuple[str, float]]:
    schema = place.schema("board")
    column = b.column(schema, "score")
    where = None
    for operator, number in conditions:
        part = b.truth(operator, column, b.value(number, FLOAT8, parameter=True))
        assert place.exact("board", part)
        where = part if where is None else b.both(where, part)
    return [(r["member"], r["score"]) for r in place.rows("board", where=where)]


@pytest.mark.parametrize(
    "conditions",
    [
        [(">", 10.0)], [(">=", 10.0), ("<", 20.0)], [("=", 7.0)], [("<=", 0.1)], [(">", 0.1)],
        [("<", 0.0)], [("=", 0.0)], [(">=", math.inf)], [("<", math.inf)], [("<=", -math.inf)],
        [(">", 100.0), ("<", 50.0)], [(">", 10.0), (">=", 10.0)], [("<", 10.0), ("<=", 10.0)],
        [(">=", 3.0), (">", 2.0), ("<=", 2000.0), ("<", 2001.0)], [("=", 5.0), ("=", 6.0)],
    ],
)  # fmt: skip
def test_bounds_of_scores(board: Place, conditions: list[tuple[str, float]]) -> None:
    test = {
        "=": lambda a, c: a == c, "<": lambda a, c: a < c, "<=": lambda a, c: a <= c,
        ">": lambda a, c: a > c, ">=": lambda a, c: a >= c,
    }  # fmt: skip
    everything = scores(board)
    assert len(everything) == 5004
    wanted = [p for p in everything if all(test[o](p[1], c) for o, c in conditions)]
    with board.counted() as calls:
        assert sorted(scores(board, *conditions)) == sorted(wanted)
    assert calls["zrangebyscore"] or not wanted
    assert not calls["zscan"]


def test_bounds_are_one_command(board: Place) -> None:
    schema = board.schema("board")
    where = b.truth(">", b.column(schema, "score"), b.value(2490.0, FLOAT8))
    text = board.explained("board", where)
    assert text == "ZRANGEBYSCORE board (2490.0 inf WITHSCORES LIMIT 0 1000"


def test_nan_is_no_bound(board: Place) -> None:
    schema = board.schema("board")
    where = b.truth(">", b.column(schema, "score"), b.value(math.nan, FLOAT8))
    assert not board.exact("board", where)


def test_scores_of_many_keys(here: Place) -> None:
    here.client.zadd("board:mon", {"1": 1.5, "2": 2.5})
    here.client.zadd("board:tue", {"1": 0.5})
    schema = here.schema("boards")
    where = b.truth("<", b.column(schema, "score"), b.value(2.0, FLOAT8))
    found = here.rows("boards", where=where)
    assert sorted((r["day"], r["who"], r["score"]) for r in found) == [
        ("mon", 1, 1.5), ("tue", 1, 0.5),
    ]  # fmt: skip


def test_streams(here: Place) -> None:
    pipe = here.client.pipeline(transaction=False)
    for i in range(2500):
        pipe.xadd("events", {"kind": "k", "amount": f"{i}.50"}, id=f"{i + 1}-0")
    pipe.xadd("events", {"kind": "lonely"}, id="9999-1")
    pipe.execute()
    found = here.rows("events")
    assert len(found) == 2501
    assert [r["id"] for r in found[:2]] == ["1-0", "2-0"]
    assert str(found[0]["amount"]) == "0.50"
    assert found[-1] == {"id": "9999-1", "kind": "lonely", "amount": None}


def test_a_repeated_field_is_counted(here: Place) -> None:
    here.client.execute_command("XADD", "events", "10000-0", "kind", "a", "kind", "b")
    context = Context()
    assert here.rows("events", context=context)[-1]["kind"] == "b"
    assert context.warnings == {"duplicate_field": 1}
    here.client.xdel("events", "10000-0")


def test_json_strings(here: Place) -> None:
    here.client.set(
        "profile:1",
        '{"name": "Ann", "address": {"city": "Köln"}, "score": 1.10, "tags": ["b", {"a": 2.0}],'
        ' "active": true}',
    )
    here.client.set("profile:2", '{"name": null, "address": 5, "tags": null}')
    rows = {r["id"]: r for r in here.rows("profiles")}
    assert rows[1] == {
        "id": 1, "name": "Ann", "city": "Köln", "score": "1.10", "tags": '["b", {"a": 2.0}]',
        "active": True,
    }  # fmt: skip
    assert set(rows[2].values()) == {2, None}


def test_documents_need_the_module(here: Place) -> None:
    schema = here.schema("documents")
    with pytest.raises(RemoteError) as raised:
        here.rows("documents", where=equal(schema, "id", "1"))
    assert raised.value.sqlstate == "0A000"
    assert "JSON.GET" in raised.value.detail


def test_time_to_live(here: Place) -> None:
    here.client.hset("session:a", mapping={"seen": "1700000000.5", "seen_ms": "1700000000123"})
    here.client.hset("session:b", mapping={"seen": "-1"})
    here.client.pexpire("session:a", 90_000)
    rows = {r["token"]: r for r in here.rows("sessions")}
    assert rows["a"]["seen"] == datetime(2023, 11, 14, 22, 13, 20, 500_000, tzinfo=UTC)
    assert rows["a"]["seen_ms"] == datetime(2023, 11, 14, 22, 13, 20, 123_000)
    left = rows["a"]["left"]
    assert (left.months, left.days) == (0, 0)
    assert 80e9 < left.nanoseconds <= 90e9
    assert rows["b"]["left"] is None
    assert rows["b"]["seen"] == datetime(1969, 12, 31, 23, 59, 59, tzinfo=UTC)


def test_a_single_key(here: Place) -> None:
    assert here.rows("config") == []
    here.client.hset("config", "mode", "fast")
    assert here.rows("config") == [{"mode": "fast"}]
    assert here.explained("config") == "HMGET config mode"


def test_statistics_of_single_keys(board: Place) -> None:
    assert board.connector.statistics(board.schema("board").relation).rows == 5004
    assert board.connector.statistics(board.schema("boards").relation).rows is None


def test_hashes_without_the_wanted_field_are_rows(here: Place) -> None:
    here.client.hset("session:c", "other", "1")
    schema = here.schema("sessions")
    found = here.rows("sessions", ["token", "seen"], where=equal(schema, "token", "c"))
    assert found == [{"token": "c", "seen": None}]
    assert here.rows("sessions", ["token", "seen"], where=equal(schema, "token", "no")) == []
    assert here.rows("sessions", ["token"], where=equal(schema, "token", "no")) == []


def test_keys_of_another_type_are_counted(here: Place) -> None:
    here.client.set("session:d", "a string")
    schema = here.schema("sessions")
    for columns in (["seen"], ["token"]):
        context = Context()
        condition = equal(schema, "token", "d")
        assert here.rows("sessions", columns, where=condition, context=context) == []
        assert context.warnings == {"key_type": 1}
    assert "d" not in {r["token"] for r in here.rows("sessions")}
    here.client.delete("session:d")
