"""What a fragment asks of Redis: which keys, which scores, which columns, how many rows.

EXACT are: `=` and IN on key parts, prefixes of text parts (LIKE 'x%', starts_with, ^@), bounds on
the score of a sorted set, and LIMIT. Everything else is the gateway's.
"""

from __future__ import annotations

import math
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from typing import Any, Final

from sqlglot import exp

from connectors.api import (
    EXACT,
    Answer,
    Column,
    Filter,
    Fragment,
    Limit,
    Operation,
    Query,
    Relation,
    ScanRejected,
    none,
)
from connectors.redis.definitions import Definition
from connectors.tree import Call, Constant, column_of, conjuncts, is_implicit, relation_of, type_of
from connectors.types import INTEGERS, Type

_PARTS: Final = frozenset({"expressions", "from_", "where", "limit", "offset"})
_MIRRORED: Final = {"=": "=", "<": ">", ">": "<", "<=": ">=", ">=": "<="}


class NotUnderstood(Exception):
    """Why a node is not EXACT: a reason code and a sentence."""

    def __init__(self, reason: str, detail: str) -> None:
        super().__init__(detail)
        self.reason = reason
        self.detail = detail


@dataclass(frozen=True, slots=True)
class Scores:
    """Bounds on a score; `open` ones exclude the number itself."""

    low: float = -math.inf
    high: float = math.inf
    low_open: bool = False
    high_open: bool = False

    def hold(self, score: float) -> bool:
        """Whether a score is within."""
        low = score > self.low if self.low_open else score >= self.low
        return low and (score < self.high if self.high_open else score <= self.high)

    def above(self, value: float, *, is_open: bool) -> Scores:
        """These bounds, and more than (at least) the value."""
        if (value, is_open) > (self.low, self.low_open):
            return replace(self, low=value, low_open=is_open)
        return self

    def below(self, value: float, *, is_open: bool) -> Scores:
        """These bounds, and less than (at most) the value."""
        if (value, not is_open) < (self.high, not self.high_open):
            return replace(self, high=value, high_open=is_open)
        return self


@dataclass(frozen=True, slots=True)
class Plan:
    """A scan. `choices`: values a part may have, `prefixes`: how a text part must begin.

    `fields` are those to fetch, each once. `never`: a condition that no row meets.
    """

    definition: Definition
    relation: Relation
    outputs: tuple[tuple[str, Column], ...] = ()
    fields: tuple[str, ...] = ()
    choices: dict[str, frozenset[Any]] = field(default_factory=dict)
    prefixes: dict[str, frozenset[str]] = field(default_factory=dict)
    scores: Scores | None = None
    never: bool = False
    limit: int | None = None
    offset: int = 0

    @property
    def wants_ttl(self) -> bool:
        """Whether the time to live of each key is an output."""
        return any(self.definition.origin(c.name).role == "ttl" for _, c in self.outputs)

    @property
    def knows_keys(self) -> bool:
        """Whether every part of the key has its values, so that nothing is searched."""
        return all(name in self.choices for name in self.definition.template.names)

    def keeps(self, parts: tuple[Any, ...]) -> bool:
        """Whether a key with these parts is wanted."""
        if not self.choices and not self.prefixes:
            return True
        named = zip(self.definition.template.names, parts, strict=True)
        return all(
            (name not in self.choices or value in self.choices[name])
            and all(str(value).startswith(p) for p in self.prefixes.get(name, ()))
            for name, value in named
        )


def supports(fragment: Fragment, operation: Operation) -> Answer:
    """The answer of the connector."""
    try:
        match operation:
            case Filter(predicate):
                _narrowed(Plan(*_read(fragment.query)), predicate)
            case Limit():
                _plan(fragment.query)
            case Query(query):
                _plan(query)
            case _:
                kind = type(operation).__name__.lower()
                raise NotUnderstood("clause", f"Redis does not {kind}")
    except NotUnderstood as refusal:
        return none(refusal.reason, refusal.detail)
    return EXACT


def plan_of(fragment: Fragment) -> Plan:
    """The plan of a fragment that `supports` allowed. Raises ScanRejected for any other."""
    try:
        plan = _plan(fragment.query)
    except NotUnderstood as refusal:
        raise ScanRejected(
            "the fragment is more than a lookup of keys", detail=refusal.detail
        ) from refusal
    definition = plan.definition
    if definition.require_key and not plan.knows_keys and not plan.never:
        missing = [n for n in definition.template.names if n not in plan.choices]
        raise ScanRejected(
            f'"{definition.relation}" is not searched through: it requires its key',
            detail=f'No value is given for "{missing[0]}".',
            hint=f"Add a condition such as {missing[0]} = …, or join on it.",
        )
    return plan


def _plan(query: exp.Query) -> Plan:
    definition, relation = _read(query)
    outputs = []
    for item in query.expressions:
        column = column_of(item.this) if isinstance(item.this, exp.Column) else None
        if column is None:
            raise NotUnderstood("clause", "Redis does not compute outputs")
        outputs.append((item.alias, column))
    origins = [definition.origin(column.name) for _, column in outputs]
    fields = dict.fromkeys(origin.field for origin in origins if origin.role == "field")
    plan = Plan(definition, relation, tuple(outputs), tuple(fields))
    where = query.args.get("where")
    for conjunct in conjuncts(where and where.this):
        plan = _narrowed(plan, conjunct)
    limit, offset = _count(query.args.get("limit")), _count(query.args.get("offset"))
    return replace(plan, limit=limit, offset=offset or 0)


def _read(query: exp.Query) -> tuple[Definition, Relation]:
    """The one relation of a plain select, and what it is. Raises NotUnderstood."""
    if not isinstance(query, exp.Select):
        raise NotUnderstood("clause", "Redis does not combine queries")
    if extra := {name for name, part in query.args.items() if part} - _PARTS:
        raise NotUnderstood("clause", f"Redis does not do {min(extra).strip('_')}")
    item = query.args["from_"].this if query.args.get("from_") else None
    schema = relation_of(item) if isinstance(item, exp.Table) else None
    definition = Definition.of(schema) if schema else None
    if schema is None or definition is None:
        raise NotUnderstood("clause", "Redis reads one relation at a time")
    return definition, schema.relation


def _narrowed(plan: Plan, predicate: exp.Expression) -> Plan:
    """The plan with one more condition. Raises NotUnderstood."""
    match predicate:
        case exp.Paren():
            return _narrowed(plan, predicate.this)
        case exp.And():
            return _narrowed(_narrowed(plan, predicate.this), predicate.expression)
        case exp.In() if predicate.args.get("query") is None:
            return _chosen(plan, predicate.this, predicate.expressions)
        case Call():
            return _called(plan, predicate)
    raise NotUnderstood(
        "clause", f"{type(predicate).__name__.lower()} is not searched for in Redis"
    )


def _called(plan: Plan, node: Call) -> Plan:
    operator, arguments = node.function, node.arguments
    if operator in _MIRRORED and isinstance(arguments[0], Constant):
        operator, arguments = _MIRRORED[operator], arguments[::-1]
    match operator:
        case "=" | "<" | "<=" | ">" | ">=" if _is_score(plan, arguments[0]):
            return _bounded(plan, operator, _constant(arguments[1]))
        case "=":
            return _chosen(plan, arguments[0], [arguments[1]])
        case "~~" if len(arguments) == 2:
            return _like(plan, arguments[0], _constant(arguments[1]))
        case "starts_with" | "^@":
            return _beginning(plan, arguments[0], _constant(arguments[1]))
        case "is not null":
            part_of(plan, arguments[0])  # a part of a key is never NULL
            return plan
    raise NotUnderstood("function", f'"{operator}" is not searched for in Redis')


def _chosen(plan: Plan, subject: exp.Expression, items: list[exp.Expression]) -> Plan:
    values = [value for item in items if (value := _constant(item)) is not None]
    if _is_score(plan, subject):
        if len(items) != 1:
            raise NotUnderstood("clause", "a score is compared with one number")
        return _bounded(plan, "=", _constant(items[0]))
    name, type_ = part_of(plan, subject)
    for value in values:
        if not fits(value, type_):
            raise NotUnderstood("constant", f"the constant has no exact form beside {type_}")
    found = frozenset(values) & plan.choices.get(name, frozenset(values))
    return replace(plan, choices={**plan.choices, name: found}, never=plan.never or not found)


def _like(plan: Plan, subject: exp.Expression, pattern: Any) -> Plan:
    if pattern is None:
        _text_part(plan, subject)
        return replace(plan, never=True)
    literal, rest, at = "", "", 0
    while at < len(pattern):
        if pattern[at] in "%_":
            rest = pattern[at:]
            break
        if pattern[at] == "\\":
            at += 1
            if at == len(pattern):
                raise NotUnderstood("constant", "the pattern ends with its escape")
        literal += pattern[at]
        at += 1
    if rest.strip("%"):
        raise NotUnderstood("constant", "only the beginning of a key is searched for")
    if rest:
        return _beginning(plan, subject, literal)
    name, _ = _text_part(plan, subject)
    found = frozenset([literal]) & plan.choices.get(name, frozenset([literal]))
    return replace(plan, choices={**plan.choices, name: found}, never=plan.never or not found)


def _beginning(plan: Plan, subject: exp.Expression, prefix: Any) -> Plan:
    name, _ = _text_part(plan, subject)
    if prefix is None:
        return replace(plan, never=True)
    if "\0" in prefix:
        raise NotUnderstood("constant", "a text has no zero byte")
    known = plan.prefixes.get(name, frozenset())
    return replace(plan, prefixes={**plan.prefixes, name: known | {prefix}})


def _bounded(plan: Plan, operator: str, value: Any) -> Plan:
    if value is None:
        return replace(plan, never=True)
    if not isinstance(value, float) or math.isnan(value):
        raise NotUnderstood("constant", "a score is compared with a number")
    scores = plan.scores or Scores()
    if operator in ("=", ">", ">="):
        scores = scores.above(value, is_open=operator == ">")
    if operator in ("=", "<", "<="):
        scores = scores.below(value, is_open=operator == "<")
    return replace(plan, scores=scores)


def part_of(plan: Plan, node: exp.Expression) -> tuple[str, Type]:
    """The key part that is looked at, through a cast that only widens."""
    if isinstance(node, exp.Cast) and is_implicit(node):
        inner, outer = type_of(node.this).name, type_of(node).name
        if {inner, outer} <= INTEGERS or (inner, outer) == ("varchar", "text"):
            return part_of(plan, node.this)
    column = column_of(node) if isinstance(node, exp.Column) else None
    if column is None or plan.definition.origin(column.name).role != "part":
        raise NotUnderstood("clause", "only parts of the key are searched for in Redis")
    return column.name, column.type


def _text_part(plan: Plan, node: exp.Expression) -> tuple[str, Type]:
    name, type_ = part_of(plan, node)
    if type_.name not in ("text", "varchar"):
        raise NotUnderstood("type", f"{type_} has no beginning")
    return name, type_


def _is_score(plan: Plan, node: exp.Expression) -> bool:
    column = column_of(node) if isinstance(node, exp.Column) else None
    if column is None or plan.definition.kind != "zset":
        return False
    origin = plan.definition.origin(column.name)
    return origin.role == "field" and origin.field == "score"


def _constant(node: exp.Expression) -> Any:
    if not isinstance(node, Constant):
        raise NotUnderstood("clause", "Redis is searched by constants only")
    return node.value


def fits(value: Any, type_: Type) -> bool:
    """Whether a constant beside a part of this type has one text in a key."""
    match type_.name:
        case name if name in INTEGERS:
            return isinstance(value, int) and not isinstance(value, bool)
        case "date":
            return isinstance(value, date) and not isinstance(value, datetime)
    return isinstance(value, str) and "\0" not in value


def _count(clause: exp.Expression | None) -> int | None:
    if clause is None:
        return None
    amount = clause.args.get("expression")
    if not isinstance(amount, Constant):
        raise NotUnderstood("clause", "only a constant LIMIT is pushed")
    return None if amount.value is None else int(amount.value)
