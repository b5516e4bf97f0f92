"""Keys: what is looked up, what is searched for, and that both give the same rows."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest
from sqlglot import exp

from connectors.api import Filter, Fragment, Query, ScanRejected, Support
from connectors.conformance import Context
from connectors.conformance import build as b
from connectors.template import Templating
from connectors.tree import Constant
from connectors.types import TEXT
from gateway.demo.servers import start_redis
from tests.connectors.redis_tools import Place, among, equal, place

MAPPING = """
[[relation]]
name = "users"
key = "user:{id}"
[relation.columns]
id = "bigint"
name = "text"
age = "integer"

[[relation]]
name = "notes"
key = "note:{owner}:{day}:[x]*{title}"
whole_key = "_key"
[relation.columns]
day = "date"
body = "text"

[[relation]]
name = "guarded"
key = "user:{id}"
require_key = true
[relation.columns]
id = "bigint"
name = "text"

[[relation]]
name = "words"
key = "word:{w}"
type = "string"
[relation.columns]
count = "integer"

[[relation]]
name = "tagged"
key = "{{user:{id}}}:cart}}"
type = "string"
[relation.columns]
id = "bigint"
total = "integer"
"""
WORDS = [
    "",
    "a",
    "ab",
    "a*",
    "a?b",
    "[a]",
    "a]",
    "\\",
    "^a",
    "é",
    "é😀",
    "a:b",
    "a b",
    "A",
    "%",
    "x_",
]
DAY = date(2024, 2, 29)


@pytest.fixture(scope="module")
def here(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Place]:
    """On a server of its own, whose commands nobody else adds to."""
    folder = tmp_path_factory.mktemp("keys")
    with start_redis() as server, place(server.url, MAPPING, folder) as here:
        pipe = here.client.pipeline(transaction=False)
        for i in range(3000):
            pipe.hset(f"user:{i}", mapping={"name": f"n{i}", "age": i % 90})
        for owner in ("ann", "a*", "bo:b"):
            for title in ("t", "t:2", "[x]*"):
                pipe.hset(f"note:{owner}:2024-02-29:[x]*{title}", mapping={"body": title})
        for word in WORDS:
            pipe.set(f"word:{word}", len(word))
        pipe.execute()
        yield here


def test_equality_is_one_command(here: Place) -> None:
    schema = here.schema("users")
    with here.counted() as calls:
        found = here.rows("users", ["name", "id"], where=equal(schema, "id", 42))
    assert found == [{"name": "n42", "id": 42}]
    assert (calls["hmget"], calls["scan"]) == (1, 0)
    assert here.explained("users", equal(schema, "id", 42)) == "HMGET user:42 name age"


def test_in_is_a_pipeline(here: Place) -> None:
    schema = here.schema("users")
    wanted = [*range(0, 6000, 2), None, 7, 7]
    with here.counted() as calls:
        found = here.rows("users", ["id"], where=among(schema, "id", wanted))
    assert {row["id"] for row in found} == {*range(0, 3000, 2), 7}
    assert len(found) == 1501
    assert not calls["scan"]


def test_braces_of_a_key_are_written_twice(here: Place) -> None:
    here.client.mset({"{user:7}:cart}": "1", "{user:8}:cart": "2", "user:9:cart}": "3"})
    wanted = [{"id": 7, "total": 1}]
    assert here.rows("tagged") == wanted
    assert here.rows("tagged", where=equal(here.schema("tagged"), "id", 7)) == wanted


def test_two_conditions_on_one_part_are_both_met(here: Place) -> None:
    schema = here.schema("users")
    both = b.both(among(schema, "id", [1, 2, 3]), among(schema, "id", [3, 4]))
    assert [row["id"] for row in here.rows("users", where=both)] == [3]
    none = b.both(equal(schema, "id", 1), equal(schema, "id", 2))
    assert here.rows("users", where=none) == []
    assert here.rows("users", where=equal(schema, "id", None)) == []


def test_a_lookup_and_a_search_agree(here: Place) -> None:
    everything = {row["w"] for row in here.rows("words")}
    assert everything == set(WORDS)
    schema = here.schema("words")
    for word in [*WORDS, "nothing", "a*b", "*"]:
        found = here.rows("words", where=equal(schema, "w", word))
        assert [row["w"] for row in found] == [word] * (word in everything), word


def test_a_part_that_could_be_read_otherwise_is_no_key(here: Place) -> None:
    """`bo` with `b:2024-…` renders to the key of `bo:b`; nobody has that."""
    schema = here.schema("notes")
    everything = here.rows("notes")
    # "note:bo:b:2024-02-29:…" reads as owner "bo" and day "b", which is no date: counted.
    assert {row["owner"] for row in everything} == {"ann", "a*"}
    condition = b.both(
        b.both(equal(schema, "owner", "bo:b"), equal(schema, "day", DAY)),
        equal(schema, "title", "t"),
    )
    assert here.rows("notes", where=condition) == []


def test_keys_of_another_form_are_counted(here: Place) -> None:
    context = Context()
    here.rows("notes", context=context)
    assert context.warnings == {"key_form": 3}


@pytest.mark.parametrize(
    "strange", ["user:042", "user:+5", "user:", "user:x", "user:-0", "user:1 "]
)
def test_only_the_canonical_integer_is_a_key_part(here: Place, strange: str) -> None:
    here.client.hset(strange, "name", "strange")
    try:
        context = Context()
        assert len(here.rows("users", ["id"], context=context)) == 3000
        assert context.warnings == {"key_form": 1}
        schema = here.schema("users")
        assert here.rows("users", ["name"], where=equal(schema, "id", 42)) == [{"name": "n42"}]
    finally:
        here.client.delete(strange)


def test_integers_beyond_the_column_are_no_key(here: Place) -> None:
    here.client.hset("user:9223372036854775808", "name", "big")
    here.client.hset("user:-9223372036854775808", "name", "small")
    try:
        context = Context()
        found = here.rows("users", ["id"], context=context)
        assert min(row["id"] for row in found) == -(2**63)
        assert context.warnings == {"key_form": 1}
    finally:
        here.client.delete("user:9223372036854775808", "user:-9223372036854775808")


def test_a_known_part_narrows_the_search(here: Place) -> None:
    schema = here.schema("notes")
    condition = equal(schema, "owner", "a*")
    assert here.explained("notes", condition).startswith(
        r"SCAN 0 MATCH note:a\\*:*:\\[x\\]\\** COUNT 1000 TYPE hash".replace(r"\\", "\\")
    )
    assert {row["title"] for row in here.rows("notes", where=condition)} == {"t", "t:2", "[x]*"}


def test_all_parts_known_need_no_search(here: Place) -> None:
    schema = here.schema("notes")
    condition = b.both(
        b.both(among(schema, "owner", ["ann", "a*"]), equal(schema, "day", DAY)),
        among(schema, "title", ["t:2", "no"]),
    )
    found = here.rows("notes", where=condition)
    assert {row["_key"] for row in found} == {
        "note:ann:2024-02-29:[x]*t:2", "note:a*:2024-02-29:[x]*t:2",
    }  # fmt: skip
    assert "SCAN" not in here.explained("notes", condition)


@pytest.mark.parametrize(
    ("pattern", "match"),
    [("a%", r"word:a*"), ("a*%", r"word:a\**"), (r"\%%", "word:%*"), ("%", "word:*"),
     ("[a%", r"word:\[a*"), ("é%", "word:é*"), ("\\\\%", r"word:\\*"), ("a%%", "word:a*")],
)  # fmt: skip
def test_prefixes_are_searched_for(here: Place, pattern: str, match: str) -> None:
    schema = here.schema("words")
    condition = b.truth("~~", b.column(schema, "w"), b.value(pattern, TEXT))
    assert here.exact("words", condition)
    prefix = pattern.rstrip("%").replace("\\%", "%").replace("\\\\", "\\")
    if pattern == r"\%%":
        prefix = "%"
    found = {row["w"] for row in here.rows("words", where=condition)}
    assert found == {word for word in WORDS if word.startswith(prefix)}
    assert f"MATCH {match} " in here.explained("words", condition)


@pytest.mark.parametrize("pattern", ["%a", "a_", "a%b", "_%", "a%_", "a\\"])
def test_other_patterns_are_not_claimed(here: Place, pattern: str) -> None:
    schema = here.schema("words")
    condition = b.truth("~~", b.column(schema, "w"), b.value(pattern, TEXT))
    assert not here.exact("words", condition)


def test_a_pattern_without_wildcard_is_a_lookup(here: Place) -> None:
    schema = here.schema("words")
    condition = b.truth("~~", b.column(schema, "w"), b.value(r"x\_", TEXT))
    assert here.explained("words", condition) == "GET word:x_"
    assert here.rows("words", where=condition) == [{"w": "x_", "count": 2}]


def test_fields_are_not_searched_for(here: Place) -> None:
    schema = here.schema("users")
    for condition in (
        equal(schema, "name", "n1"),
        b.negated(equal(schema, "id", 1)),
        b.either(equal(schema, "id", 1), equal(schema, "id", 2)),
        b.truth("<", b.column(schema, "id"), b.value(5, schema.column("id").type)),
    ):
        assert not here.exact("users", condition)
    fragment = b.fragment(b.select(schema))
    answer = here.connector.supports(fragment, Filter(equal(schema, "name", "n1")))
    assert answer.support is Support.NONE
    assert answer.reason


def test_a_required_key(here: Place) -> None:
    schema = here.schema("guarded")
    assert here.rows("guarded", where=equal(schema, "id", 5)) == [{"id": 5, "name": "n5"}]
    with pytest.raises(ScanRejected, match="requires its key") as raised:
        here.rows("guarded")
    assert "id" in raised.value.hint
    with pytest.raises(ScanRejected):
        here.rows("guarded", limit=1)


def test_a_limit_stops_the_search(here: Place) -> None:
    with here.counted() as calls:
        assert len(here.rows("users", limit=5)) == 5
    assert calls["scan"] == 1
    assert 0 < calls["hmget"] <= 10
    assert here.rows("users", limit=0) == []


def test_keys_is_never_sent(here: Place, tmp_path: Path) -> None:
    with here.counted() as calls:
        here.rows("users")
        here.rows("words")
    assert calls["scan"]
    assert "keys" not in calls


def test_keys_that_are_not_text_are_counted(here: Place) -> None:
    here.client.set(b"word:\xff", 1)
    try:
        context = Context()
        assert len(here.rows("words", context=context)) == len(WORDS)
        assert context.warnings == {"key_form": 1}
    finally:
        here.client.delete(b"word:\xff")


def numbered(predicate: exp.Expression, number: int = 1) -> exp.Expression:
    for node in predicate.find_all(Constant):
        node.meta["number"] = number
    return predicate


@pytest.mark.parametrize(
    ("name", "part", "values"),
    [("users", "id", [7, 0, 2999, 3000, -1, 2**63 - 1]), ("words", "w", [*WORDS, "none", "\0"])],
)
def test_templates_are_the_fragments_they_stand_for(
    here: Place, name: str, part: str, values: list[object]
) -> None:
    schema = here.schema(name)
    connector = here.connector
    assert isinstance(connector, Templating)

    def look_up(value: object) -> Fragment:
        return b.fragment(b.select(schema, where=numbered(equal(schema, part, value))))

    template = connector.template(look_up(values[0]))
    assert template is not None
    for value in values:
        fragment, repeat = look_up(value), template.repeat([value])
        exact = connector.supports(fragment, Query(fragment.query)).exact
        assert (repeat is not None) == exact
        if repeat is not None:
            assert repeat.explain() == connector.explain(fragment)
            expected = connector.scan(fragment, Context()).read_all()
            assert repeat.scan(Context()).read_all().equals(expected)


def test_what_has_no_template(here: Place) -> None:
    users, notes = here.schema("users"), here.schema("notes")
    connector = here.connector
    assert isinstance(connector, Templating)
    one = numbered(equal(users, "id", 1))
    for where in (
        b.both(one, among(users, "id", [1, 2])),
        b.both(one, numbered(equal(users, "id", 1), 2)),
        among(users, "id", [1, 2]),
    ):
        assert connector.template(b.fragment(b.select(users, where=where))) is None
    some = numbered(equal(notes, "owner", "ann"))
    assert connector.template(b.fragment(b.select(notes, where=some))) is None
