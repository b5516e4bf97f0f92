from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from connectors.api import (
    Column,
    Constraint,
    Definition,
    ForeignKey,
    Index,
    Relation,
    RelationSchema,
    Statistics,
)
from connectors.types import Type
from gateway.catalog.codec import (
    decode_schema,
    decode_statistics,
    encode_schema,
    encode_statistics,
)

# Any text a source may use as a name, even what UTF-8 cannot hold.
TEXTS = st.text(max_size=8)
MAYBE = st.none() | TEXTS
NUMBERS = st.none() | st.integers(0, 40)

TYPES = st.recursive(
    st.builds(
        Type, TEXTS, precision=NUMBERS, scale=NUMBERS, length=NUMBERS, declared=st.booleans()
    ),
    lambda inner: st.one_of(
        st.builds(Type, st.just("array"), element=inner),
        st.builds(
            Type,
            st.just("record"),
            fields=st.lists(st.tuples(TEXTS, inner), max_size=3).map(tuple),
        ),
    ),
    max_leaves=4,
)
SCALARS: st.SearchStrategy[Any] = st.one_of(
    st.none(),
    st.booleans(),
    st.integers(),
    st.floats(allow_nan=False),
    TEXTS,
    st.binary(max_size=5),
    st.decimals(allow_nan=False),
    TYPES,
)
KEYS = TEXTS | TEXTS.map(lambda text: "$" + text) | st.just("$tuple") | st.integers()
VALUES = st.recursive(
    SCALARS,
    lambda inner: st.one_of(
        st.lists(inner, max_size=3),
        st.lists(inner, max_size=3).map(tuple),
        st.dictionaries(KEYS, inner, max_size=3),
    ),
    max_leaves=5,
)
DETAILS = st.dictionaries(TEXTS, VALUES, max_size=3)
NAMES = st.lists(TEXTS, max_size=3).map(tuple)
RELATIONS = st.builds(Relation, TEXTS, TEXTS, TEXTS, MAYBE)
COLUMNS = st.builds(Column, TEXTS, TYPES, st.booleans(), TEXTS, MAYBE, MAYBE, MAYBE, MAYBE, DETAILS)
DEFINITIONS = st.none() | st.builds(Definition, TEXTS, MAYBE)
CONSTRAINTS = st.builds(
    Constraint, TEXTS, TEXTS, NAMES, TEXTS, DEFINITIONS, st.booleans(), st.booleans()
)
KEYS_ELSEWHERE = st.builds(ForeignKey, TEXTS, NAMES, RELATIONS, NAMES, TEXTS, TEXTS)
SCHEMAS = st.builds(
    RelationSchema,
    RELATIONS,
    st.lists(COLUMNS, max_size=3).map(tuple),
    NAMES,
    st.lists(st.builds(Index, TEXTS, NAMES, st.booleans()), max_size=2).map(tuple),
    st.lists(KEYS_ELSEWHERE, max_size=2).map(tuple),
    DETAILS,
    st.lists(CONSTRAINTS, max_size=2).map(tuple),
    DEFINITIONS,
)


@settings(deadline=None)
@given(SCHEMAS)
def test_a_schema_comes_back_with_all_details(schema: RelationSchema) -> None:
    text = encode_schema(schema)
    assert text.isascii()
    back = decode_schema(text)
    assert back == schema
    # Details are not part of equality; repr tells 1 from True and (1,) from [1].
    assert repr(back.details) == repr(schema.details)
    assert [repr(c.details) for c in back.columns] == [repr(c.details) for c in schema.columns]


def test_what_an_older_unsilo_has_kept_is_read() -> None:
    key = ForeignKey("k", ("a",), Relation("s", "t"), ("b",))
    schema = RelationSchema(Relation("s", "r"), (), foreign_keys=(key,))
    data = json.loads(encode_schema(schema))
    del data["constraints"], data["definition"]
    data["foreign_keys"] = [item[:4] for item in data["foreign_keys"]]
    assert decode_schema(json.dumps(data)) == schema


@given(st.builds(Statistics, NUMBERS, NUMBERS, st.dictionaries(TEXTS, st.integers(0))))
def test_statistics_come_back(statistics: Statistics) -> None:
    back = decode_statistics(encode_statistics(statistics))
    assert (back, dict(back.distinct)) == (statistics, dict(statistics.distinct))


def test_a_detail_without_a_form_is_an_error() -> None:
    schema = RelationSchema(Relation("a", "b"), (), details={"x": object()})
    with pytest.raises(TypeError, match="a detail of type object cannot be stored"):
        encode_schema(schema)
