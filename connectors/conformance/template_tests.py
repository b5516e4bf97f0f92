# ruff: noqa: D102 - the names of tests say what they show
"""Tests of templates: with any values they are what the connector would do with the fragment."""

from __future__ import annotations

import select
from dataclasses import replace
from typing import Any

import pyarrow as pa
import pytest
from sqlglot import exp

from connectors.api import Connector, Fragment, Query, RelationSchema
from connectors.conformance import build as b
from connectors.conformance.base import Hooks, Tables
from connectors.conformance.context import Context, run
from connectors.conformance.samples import SAMPLES, Sample
from connectors.template import Repeat, Step, Templating
from connectors.tree import type_of
from connectors.types import Type

_PATIENCE = 30.0
"""Seconds for an answer."""
_KEYS = frozenset({"int2", "int4", "int8", "text", "varchar", "uuid"})


class TemplateTests(Hooks):
    """For connectors that have templates; `templates` names the types that are looked up by one."""

    @pytest.mark.parametrize(
        "sample",
        [pytest.param(s, id=s.name[2:]) for s in SAMPLES if s.type.name in _KEYS],
    )
    def test_template(self, connector: Connector, tables: Tables, sample: Sample) -> None:
        schema = replace(tables.sample(sample), primary_key=("v",))
        values = [v for v in (*sample.stored, *sample.absent) if v is not None]
        template = None
        if isinstance(connector, Templating) and _exact(connector, schema, values[0]):
            template = connector.template(_look_up(schema, values[0]))
        assert (template is not None) == (sample.type.name in self.templates)
        for value in values if template is not None else ():
            assert template is not None
            fragment, repeat = _look_up(schema, value), template.repeat([value])
            if repeat is None:
                continue
            assert _exact(connector, schema, value)
            assert repeat.explain() == connector.explain(fragment)
            again = repeat.scan(Context()).read_all()
            assert again.equals(run(connector, fragment, Context()))
            assert _asked(repeat) in (None, again)

    def test_no_template_where_there_may_be_many_rows(
        self, connector: Connector, tables: Tables
    ) -> None:
        schema = replace(tables.many(), primary_key=(), indexes=())
        if isinstance(connector, Templating) and "int8" in self.templates:
            assert connector.template(_look_up(schema, 1, "id")) is None

    def test_equal_values_are_not_one(self, connector: Connector, tables: Tables) -> None:
        schema = replace(tables.many(), primary_key=("id",))
        if not isinstance(connector, Templating):
            return
        column = b.column(schema, "id")
        both = b.both(*(b.truth("=", column, _numbered(1, type_of(column), n)) for n in (1, 2)))
        template = connector.template(b.fragment(b.select(schema, ["id"], where=both)))
        if template is not None:
            repeat = template.repeat([1, 2])
            assert repeat is None or repeat.scan(Context()).read_all().num_rows == 0


def _asked(repeat: Repeat) -> pa.Table | None:
    """What a look-up answers that is asked without waiting; None if it has to wait."""
    asked = repeat.ask(Context())
    if asked is None:
        return None
    try:
        while asked.step() is Step.WAIT:
            assert select.select([asked], [], [], _PATIENCE)[0]
        return asked.scan().read_all()
    finally:
        asked.close()


def _look_up(schema: RelationSchema, value: Any, name: str = "v") -> Fragment:
    column = b.column(schema, name)
    where = b.truth("=", column, _numbered(value, type_of(column), 1))
    return b.fragment(b.select(schema, ["id", "v"], where=where))


def _numbered(value: Any, type_: Type, number: int) -> exp.Expression:
    node = b.value(value, type_, parameter=True)
    node.meta["number"] = number
    return node


def _exact(connector: Connector, schema: RelationSchema, value: Any) -> bool:
    fragment = _look_up(schema, value)
    return connector.supports(fragment, Query(fragment.query)).exact
