"""A look-up whose pipeline is kept: only the values differ from one run to the next.

An integer and a string are compared by the same operators whatever their value is
(`comparisons.lower`), which is not so for other types. Where the values stand in the pipeline is
found by compiling it twice, with other ones.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from typing import Any, Final

import pyarrow as pa
from bson import Int64

from connectors.api import Fragment, ScanContext
from connectors.mongodb.comparisons import text
from connectors.mongodb.fields import Unproven
from connectors.mongodb.pipeline import Pipeline
from connectors.sql.small import is_small
from connectors.template import numbered
from connectors.tree import constant, type_of
from connectors.types import INTEGERS

Compile = Callable[[Fragment], Pipeline]
Start = Callable[[Fragment, Pipeline, ScanContext], pa.RecordBatchReader]
Value = int | str

_TEXTS: Final = frozenset({"text", "varchar"})
_INTEGER, _TEXT = (11_700, 22_800), ("unsilo, value ", "unsilo, other value ")
"""What two values begin with that stand for others: the number of the constant is added."""


@dataclass(frozen=True, slots=True)
class Hole:
    """The place of a value in a pipeline."""

    number: int


@dataclass(frozen=True, slots=True)
class MongoRepeat:
    """A pipeline with its values."""

    fragment: Fragment
    """For its columns; its query holds other values."""
    pipeline: Pipeline
    start: Start

    def explain(self) -> str:
        """The command, as mongosh takes it."""
        return str(self.pipeline)

    def scan(self, context: ScanContext) -> pa.RecordBatchReader:
        """Run it."""
        return self.start(self.fragment, self.pipeline, context)

    def ask(self, context: ScanContext) -> None:
        """Its client waits for what it has asked."""


@dataclass(frozen=True, slots=True)
class MongoTemplate:
    """A pipeline with holes."""

    fragment: Fragment
    pipeline: Pipeline
    start: Start

    def repeat(self, values: Sequence[object]) -> MongoRepeat | None:
        """None for text that is no Unicode."""
        try:
            given = [text(v) if isinstance(v, str) else Int64(v) for v in values]  # type: ignore[call-overload]
        except Unproven:
            return None
        stages = _filled(self.pipeline.stages, given)
        return MongoRepeat(self.fragment, replace(self.pipeline, stages=stages), self.start)


def template(fragment: Fragment, compiled: Compile, start: Start) -> MongoTemplate | None:
    """The template of a small fragment that is looked up by integers and strings."""
    types = {number: type_of(node) for number, node in numbered(fragment).items()}
    if not is_small(fragment.query) or any(
        type_.name not in INTEGERS | _TEXTS for type_ in types.values()
    ):
        return None
    probes = [
        {n: _TEXT[which] + str(n) if type_.name in _TEXTS else _INTEGER[which] + n
         for n, type_ in types.items()}
        for which in (0, 1)
    ]  # fmt: skip
    one, other = (compiled(_with(fragment, values)) for values in probes)
    found: set[int] = set()
    stages = _holed(one.stages, other.stages, probes, found)
    if found != types.keys() or replace(one, stages=[]) != replace(other, stages=[]):
        return None
    return MongoTemplate(fragment, replace(one, stages=stages), start)


def _with(fragment: Fragment, values: dict[int, Value]) -> Fragment:
    """The fragment with other values of its numbered constants."""
    made = replace(fragment, query=fragment.query.copy())
    for number, node in numbered(made).items():
        node.replace(constant(values[number], type_of(node), parameter=True))
    return made


def _holed(one: Any, other: Any, probes: Sequence[dict[int, Value]], found: set[int]) -> Any:
    """What two pipelines have in common, with holes where they differ by their values."""
    match one, other:
        case dict(), dict() if one.keys() == other.keys():
            return {key: _holed(one[key], other[key], probes, found) for key in one}
        case list(), list() if len(one) == len(other):
            return [_holed(*both, probes, found) for both in zip(one, other, strict=True)]
    if one == other and type(one) is type(other):
        return one
    for number, value in probes[0].items():
        if (one, other) == (value, probes[1][number]):
            found.add(number)
            return Hole(number)
    found.add(0)  # something else depends on the values
    return one


def _filled(node: Any, values: Sequence[object]) -> Any:
    match node:
        case dict():
            return {key: _filled(value, values) for key, value in node.items()}
        case list():
            return [_filled(item, values) for item in node]
        case Hole(number):
            return values[number - 1]
    return node
