# ruff: noqa: D102 - the names of tests say what they show
"""Tests of what a connector says about a source: check, relations, describe, statistics, open."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from importlib.metadata import entry_points
from typing import Any

import pytest

from connectors.api import (
    Connector,
    Health,
    OptionError,
    RelationNotFound,
    RelationSchema,
    Statistics,
)
from connectors.conformance.base import Hooks, Tables
from connectors.conformance.samples import SAMPLES, Sample
from connectors.types import Type

EACH_SAMPLE = pytest.mark.parametrize("sample", SAMPLES, ids=lambda s: s.name[2:])


class CatalogTests(Hooks):
    """check, relations, describe, statistics."""

    def test_is_a_connector(self, connector: Connector) -> None:
        assert isinstance(connector, Connector)

    def test_check_names_flavour_and_version(self, connector: Connector) -> None:
        health = connector.check()
        assert isinstance(health, Health)
        assert health.flavour
        assert health.version

    def test_relations_contains_what_was_made(self, connector: Connector, tables: Tables) -> None:
        made = [tables.people(), tables.empty()]
        found = list(connector.relations())
        for schema in made:
            assert schema.relation in found
        assert len(found) == len(set(found))
        assert self.missing_relation not in found

    @EACH_SAMPLE
    def test_describe_gives_the_declared_type(self, tables: Tables, sample: Sample) -> None:
        schema = tables.sample(sample)
        _names(schema, ["id", "v"])
        assert schema.column("v").type == tables.declared(sample.type)
        assert schema.column("v").nullable

    def test_describe_keeps_the_order_of_columns(self, tables: Tables) -> None:
        _names(tables.people(), ["id", "k", "name"])

    def test_describe_of_an_empty_relation(self, tables: Tables) -> None:
        _names(tables.empty(), ["id", "k", "name"])

    def test_constraints_are_about_what_is_there(self, tables: Tables) -> None:
        for schema in (tables.people(), tables.empty()):
            assert schema.definition is None, "a table has no text"
            indexes = {index.name: index for index in schema.indexes}
            for constraint in schema.constraints:
                assert constraint.name
                if constraint.kind == "check":
                    assert constraint.expression
                    assert set(constraint.columns) <= {c.name for c in schema.columns}
                    continue
                assert constraint.columns == indexes[constraint.name].columns
                if constraint.kind == "primary key":
                    assert constraint.columns == schema.primary_key
                else:
                    assert constraint.kind == "unique"

    def test_details_are_plain_values(self, tables: Tables) -> None:
        schema = tables.people()
        _plain(schema.details)
        for column in schema.columns:
            _plain(column.details)

    @pytest.mark.parametrize("method", ["describe", "statistics"])
    def test_unknown_relation(self, connector: Connector, method: str) -> None:
        with pytest.raises(RelationNotFound) as raised:
            getattr(connector, method)(self.missing_relation)
        assert f'"{self.missing_relation.name}"' in raised.value.message.replace(
            f"{self.missing_relation}", self.missing_relation.name
        )
        assert raised.value.sqlstate == "42P01"

    def test_statistics_are_estimates_or_none(self, connector: Connector, tables: Tables) -> None:
        for schema in (tables.people(), tables.empty(), tables.many()):
            found = connector.statistics(schema.relation)
            assert isinstance(found, Statistics)
            assert found.rows is None or found.rows >= 0
            assert found.bytes is None or found.bytes >= 0
            assert set(found.distinct) <= {c.name for c in schema.columns}

    def test_unknown_option_is_refused(self) -> None:
        if not self.open_options:
            pytest.fail("the subclass sets `open_options`")
        options: dict[str, Any] = {**self.open_options, "no_such_option": "1"}
        with pytest.raises(OptionError, match="no_such_option"):
            _open(options)

    def test_open_does_no_io_and_close_is_idempotent(self) -> None:
        connector = _open(dict(self.open_options))
        connector.close()
        connector.close()


def _names(schema: RelationSchema, names: list[str]) -> None:
    """The columns must begin with what was declared (a connector may add columns of its own)."""
    found = [c.name for c in schema.columns]
    assert [c for c in found if c in names] == names, found


def _open(options: dict[str, Any]) -> Connector:
    scheme = options["url"].split(":", 1)[0]
    (point,) = entry_points(group="unsilo.connectors", name=scheme)
    connector: Connector = point.load()(options)
    return connector


def _plain(value: object) -> None:
    """Every part of the value is of a type that a catalog can keep."""
    match value:
        case Mapping():
            _plain([*value.keys(), *value.values()])
        case tuple() | list():
            for item in value:
                _plain(item)
        case _:
            plain = (bool, int, float, str, bytes, Decimal, Type)
            assert value is None or type(value) in plain, f"{value!r} cannot be kept"
