"""Constraints as PostgreSQL writes them, of sources that say less than PostgreSQL does."""

from __future__ import annotations

from dataclasses import replace

from connectors.api import (
    Column,
    Constraint,
    Definition,
    ForeignKey,
    Index,
    Relation,
    RelationSchema,
)
from connectors.types import INT4
from gateway.catalog.system.constraints import Described, constraints_of, foreign_key_text
from gateway.catalog.system.indexes import indexes_of

ITEMS = RelationSchema(
    Relation("shop", "items"),
    (Column("id", INT4), Column("Code", INT4), Column("price", INT4)),
    ("id",),
    (
        Index("other", ("id",), unique=True),
        Index("PRIMARY", ("id",), unique=True),
        Index("code", ("Code", "price"), unique=True),
        Index("start", ("(left(code, 3))",), unique=True),
    ),
    constraints=(
        Constraint("PRIMARY", "primary key", ("id",)),
        Constraint("code", "unique", ("Code", "price")),
        Constraint("start", "unique", ("(left(code, 3))",)),
        Constraint("dear", "check", expression="`price` > 5"),
        Constraint("off", "check", expression="(`price` < 9)", enforced=False),
    ),
)  # fmt: skip


def described(schema: RelationSchema) -> list[Described]:
    return list(constraints_of(schema, indexes_of(schema)))


def test_mysql_tells_names_and_conditions() -> None:
    assert described(ITEMS) == [
        Described("PRIMARY", "p", (1,), "PRIMARY", None, Definition("PRIMARY KEY (id)")),
        Described("code", "u", (2, 3), "code", None, Definition('UNIQUE ("Code", price)')),
        # The one over an expression is an index only, as in PostgreSQL.
        Described("dear", "c", None, None, "`price` > 5", Definition("CHECK (`price` > 5)")),
        Described(
            "off", "c", None, None, "(`price` < 9)",
            Definition("CHECK ((`price` < 9)) NOT ENFORCED"), enforced=False,
        ),
    ]  # fmt: skip


def test_the_primary_key_is_the_index_of_its_name() -> None:
    named = replace(ITEMS, constraints=(Constraint("other", "primary key", ("id",)),))
    named = replace(named, indexes=tuple(i for i in ITEMS.indexes if i.name != "PRIMARY"))
    assert [item.name for item in described(named)] == ["other"]


def test_a_source_without_names_has_a_primary_key() -> None:
    bare = RelationSchema(Relation("main", "stock"), ITEMS.columns, ("id",))
    (key,) = described(bare)
    assert (key.name, key.kind, key.definition.text) == ("stock_pkey", "p", "PRIMARY KEY (id)")


def test_a_definition_of_postgresql_is_shown_as_it_is() -> None:
    text = Definition('UNIQUE NULLS NOT DISTINCT ("Code", price) DEFERRABLE', "pretty")
    own = Constraint("code", "unique", ("Code", "price"), definition=text, valid=False)
    key = next(d for d in described(replace(ITEMS, constraints=(own,))) if d.kind == "u")
    assert key.definition == text


def test_what_foreign_keys_do_is_said_last() -> None:
    target = Relation("shop", "parents")
    key = ForeignKey("k", ("a", "B"), target, ("x", "y"), "SET NULL", "CASCADE")
    assert foreign_key_text(key) == (
        'FOREIGN KEY (a, "B") REFERENCES ', "(x, y) ON UPDATE SET NULL ON DELETE CASCADE",
    )  # fmt: skip
    assert foreign_key_text(ForeignKey("k", ("a",), target, ("x",)))[1] == "(x)"
