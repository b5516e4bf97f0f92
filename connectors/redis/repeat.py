"""A look-up of one key, planned once: only the parts of the key differ from one run to the next."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from typing import Any

import pyarrow as pa

from connectors.api import Fragment, ScanContext
from connectors.redis.explain import explained
from connectors.redis.plan import NotUnderstood, Plan, fits, part_of
from connectors.template import numbered
from connectors.tree import Call, Constant, conjuncts
from connectors.types import Type

Start = Callable[[Fragment, Plan, ScanContext], pa.RecordBatchReader]

_ONE_ROW = frozenset({"hash", "string", "json"})
"""Kinds of keys that are one row each."""


@dataclass(frozen=True, slots=True)
class RedisRepeat:
    """A plan with its key."""

    fragment: Fragment
    """For its columns; its query holds another key."""
    plan: Plan
    start: Start

    def explain(self) -> str:
        """The commands."""
        return explained(self.plan)

    def scan(self, context: ScanContext) -> pa.RecordBatchReader:
        """Run them."""
        return self.start(self.fragment, self.plan, context)

    def ask(self, context: ScanContext) -> None:
        """Its client waits for what it has asked."""


@dataclass(frozen=True, slots=True)
class RedisTemplate:
    """A plan, and the number and type of the value of each part of its key."""

    fragment: Fragment
    plan: Plan
    parts: tuple[tuple[str, int, Type], ...]
    start: Start

    def repeat(self, values: Sequence[object]) -> RedisRepeat | None:
        """None for a value that no key holds exactly."""
        choices: dict[str, frozenset[Any]] = {}
        for name, number, type_ in self.parts:
            value = values[number - 1]
            if not fits(value, type_):
                return None
            choices[name] = frozenset({value})
        return RedisRepeat(self.fragment, replace(self.plan, choices=choices), self.start)


def template(fragment: Fragment, plan: Plan, start: Start) -> RedisTemplate | None:
    """The template of a look-up whose conditions are one `=` for every part of the key."""
    where = fragment.query.args.get("where")
    found = [_numbered(plan, condition) for condition in conjuncts(where and where.this)]
    parts = tuple(part for part in found if part is not None)
    names = [name for name, _, _ in parts]
    whole = len(parts) == len(found) and sorted(names) == sorted(plan.definition.template.names)
    if plan.definition.kind not in _ONE_ROW or not names or not whole:
        return None
    if {number for _, number, _ in parts} != numbered(fragment).keys():
        return None
    return RedisTemplate(fragment, plan, parts, start)


def _numbered(plan: Plan, condition: object) -> tuple[str, int, Type] | None:
    """The part of the key that must equal a numbered constant."""
    if not isinstance(condition, Call) or condition.function != "=":
        return None
    for one, other in (condition.arguments, condition.arguments[::-1]):
        if isinstance(other, Constant) and "number" in other.meta:
            with suppress(NotUnderstood):
                name, type_ = part_of(plan, one)
                return name, other.meta["number"], type_
    return None
