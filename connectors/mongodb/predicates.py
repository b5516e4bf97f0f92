"""Bound predicates as query documents, in SQL's three-valued logic.

A query document is true or false for a document, a predicate true, false or unknown for a row. So
a predicate is compiled twice: into the documents for which it is true, and into those for which it
is false; NOT swaps the two, AND and OR follow De Morgan, unknown is in neither.

Comparisons an index can answer are plain query operators (`Field.among`): they visit documents of
the column's own types only. All others are expressions that also meet misfits (`Field.case`).
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

from sqlglot import exp

from connectors.mongodb.comparisons import FLIPPED, NEGATED, OPERATORS, Alternatives, lower, text
from connectors.mongodb.fields import Expr, Field, Match, Unproven
from connectors.mongodb.patterns import after, like_expression, parse_like
from connectors.tree import Call, Constant, Quantified, constant, type_of
from connectors.types import STRINGS, Type

NEVER: Final[Match] = {"_id": {"$in": []}}
ALWAYS: Final[Match] = {}

INT8_DIGITS: Final = 19
_SAME_ORDER: Final = frozenset({"int", "string", "bool", "date", "objectId"})
"""Kinds whose values two fields may be compared in: MongoDB's order is PostgreSQL's."""


class Predicates:
    """Compiles predicates over what `resolve` finds; `superset` tells that one finds too much."""

    def __init__(self, resolve: Callable[[exp.Expression], Field]) -> None:
        self._resolve = resolve
        self.superset = False

    def true(self, node: exp.Expression) -> Match:
        """The documents for which the predicate is true. Raises Unproven."""
        return self._truth(node, True)

    def _truth(self, node: exp.Expression, want: bool) -> Match:
        match node:
            case exp.Paren():
                return self._truth(node.this, want)
            case exp.Not():
                return self._truth(node.this, not want)
            case exp.And() | exp.Or():
                arms = [self._truth(node.this, want), self._truth(node.expression, want)]
                return _all(arms) if isinstance(node, exp.And) is want else _any(arms)
            case Constant():
                return ALWAYS if node.value is want else NEVER
            case exp.Column() | exp.Dot() if type_of(node).name == "bool":
                return self._field(node).among([{"$eq": want}])
            case exp.In() if node.args.get("query") is None:
                return self._among(node.this, node.expressions, want)
            case Quantified() if isinstance(node.args.get("array"), Constant):
                return self._quantified(node, want)
            case Call():
                return self._call(node, want)
        raise Unproven("predicate", f"MongoDB has no exact form of {type(node).__name__.lower()}")

    def _call(self, node: Call, want: bool) -> Match:
        name = node.function
        if name in NEGATED:
            return self._comparison(node, name if want else NEGATED[name])
        if name in ("~~", "!~~"):
            return self._like(node, want is (name == "~~"))
        if name.startswith("is "):
            negative = name.startswith("is not ")
            return self._is(node, name.removeprefix("is ").removeprefix("not "), negative ^ want)
        raise Unproven("function", f'MongoDB has no exact form of "{name}"')

    # -- comparisons ---------------------------------------------------------------------

    def _comparison(self, node: Call, op: str) -> Match:
        left, right = map(_bare, node.arguments)
        if isinstance(left, Constant):
            left, right, op = right, left, FLIPPED[op]
        if isinstance(right, Constant):
            return self._with_constant(left, op, right)
        return self._two_fields(left, op, right)

    def _with_constant(self, node: exp.Expression, op: str, value: Constant) -> Match:
        field = self._field(node)
        if value.value is None:
            return NEVER
        if op == "<>":
            return _expr(field.case(_not_any(field, lower(field.shape, "=", value)), False))
        return _among(field, lower(field.shape, op, value))

    def _two_fields(self, left: exp.Expression, op: str, right: exp.Expression) -> Match:
        a, b = self._field(left), self._field(right)
        if a.shape.kind != b.shape.kind or a.shape.kind not in _SAME_ORDER:
            raise Unproven("comparison", "fields of different or unordered kinds")
        operator = "$ne" if op == "<>" else OPERATORS[op]
        return _expr(a.case(b.case({operator: [a.ref, b.ref]}, False), False))

    def _among(self, node: exp.Expression, items: list[exp.Expression], want: bool) -> Match:
        field = self._field(node)
        constants = [item for item in map(_bare, items) if isinstance(item, Constant)]
        if len(constants) < len(items):
            raise Unproven("predicate", "a list with more than constants")
        known = [item for item in constants if item.value is not None]
        alternatives = [one for item in known for one in lower(field.shape, "=", item)]
        if want:
            return _among(field, _merged(alternatives))
        if len(known) < len(constants):  # x NOT IN (…, NULL) is never true
            return NEVER
        return _expr(field.case(_not_any(field, alternatives), False))

    def _quantified(self, node: Quantified, want: bool) -> Match:
        array, op, every = node.args["array"], node.args["op"], bool(node.args.get("all"))
        if array.value is None:
            return NEVER
        if (op, every) not in (("=", False), ("<>", True)):
            raise Unproven("predicate", "ANY and ALL with other operators")
        element = type_of(array).element or Type("text")
        items: list[exp.Expression] = [constant(item, element) for item in array.value]
        if not items:
            return ALWAYS if every is want else NEVER
        return self._among(_bare(node.this), items, want is not every)

    # -- LIKE ----------------------------------------------------------------------------

    def _like(self, node: Call, want: bool) -> Match:
        field = self._field(_bare(node.arguments[0]))
        constants = [_bare(argument) for argument in node.arguments[1:]]
        values = [item.value for item in constants if isinstance(item, Constant)]
        if len(values) < len(constants) or field.shape.kind != "string":
            raise Unproven("like", "LIKE of a string field and a constant pattern only")
        if None in values:
            return NEVER
        pattern = parse_like(*map(text, values))
        if pattern.whole:
            same: Alternatives = [{"$eq": pattern.prefix}]
            return _among(field, same) if want else _expr(field.case(_not_any(field, same), False))
        if not pattern.exact:
            if not want or not (pattern.prefix or pattern.middle or pattern.suffix):
                raise Unproven("like_pattern", 'a pattern with "_" only narrows')
            self.superset = True
        test = like_expression(field.ref, pattern)
        if not want:
            return _expr(field.case({"$not": [test]}, False))
        if not pattern.prefix:
            return _expr(field.case(test, False))
        bounds = {"$gte": pattern.prefix}
        if (end := after(pattern.prefix)) is not None:
            bounds["$lt"] = end
        begins = _among(field, [bounds])
        if not (pattern.middle or pattern.suffix):
            return begins
        return _all([begins, _expr(field.case(test, False))])

    # -- IS --------------------------------------------------------------------------------

    def _is(self, node: Call, what: str, holds: bool) -> Match:
        """`holds` is whether the positive form (IS NULL, IS TRUE, …) must be true or false."""
        if what == "distinct from":
            return self._distinct(node, holds)
        inner = _bare(node.arguments[0])
        plain = isinstance(inner, (exp.Column, exp.Dot))
        if what == "null" and (plain or type_of(inner).name != "bool"):
            field = self._field(inner)
            if field.shape.kind == "object":
                raise Unproven("record_null", "a record of NULLs is NULL as well")
            return _expr(field.case(not holds, holds))
        if what in ("null", "unknown"):
            either = _any([self._truth(inner, True), self._truth(inner, False)])
            return {"$nor": [either]} if holds else either
        if what in ("true", "false"):
            if holds:
                return self._truth(inner, what == "true")
            found, before = self._truth(inner, what == "true"), self.superset
            if before:
                raise Unproven("like_pattern", "a narrowing predicate cannot be negated")
            return {"$nor": [found]}
        raise Unproven("function", f'MongoDB has no exact form of "is {what}"')

    def _distinct(self, node: Call, holds: bool) -> Match:
        left, right = map(_bare, node.arguments)
        if isinstance(left, Constant):
            left, right = right, left
        field = self._field(left)
        if not isinstance(right, Constant):
            raise Unproven("comparison", "IS DISTINCT FROM between two fields")
        if right.value is None:
            return _expr(field.case(holds, not holds))
        equal = lower(field.shape, "=", right)
        return _expr(field.case(_not_any(field, equal), True)) if holds else _among(field, equal)

    def _field(self, node: exp.Expression) -> Field:
        field = self._resolve(node)
        _ = field.dotted
        return field


def _bare(node: exp.Expression) -> exp.Expression:
    """Without the conversions that change nothing in a comparison (see `comparisons.lower`)."""
    while isinstance(node, (exp.Paren, exp.Cast)):
        inner = node.this
        if isinstance(node, exp.Cast) and not _harmless(type_of(inner), type_of(node)):
            break
        node = inner
    return node


def _harmless(from_: Type, to: Type) -> bool:
    if from_.name == "int8":
        roomy = to.scale is None or (to.precision or 0) - to.scale >= INT8_DIGITS
        return to.name in ("int8", "float8") or (to.name == "numeric" and roomy)
    texts = STRINGS - {"bpchar", "char", "name"}
    return from_.name in texts and to.name in texts and to.length is None


def _among(field: Field, alternatives: Alternatives) -> Match:
    return field.among(alternatives) if alternatives else NEVER


def _merged(alternatives: Alternatives) -> Alternatives:
    """Equalities as one $in, so that a long list is one look-up per value."""
    plain = [one["$eq"] for one in alternatives if set(one) == {"$eq"}]
    others = [one for one in alternatives if set(one) != {"$eq"}]
    return [{"$in": plain}, *others] if len(plain) > 1 else alternatives


def _not_any(field: Field, alternatives: Alternatives) -> Expr:
    """Expression: the value passes none of the alternatives, which are equalities."""
    tests = []
    for one in alternatives:
        same: Expr = {"$eq": [field.ref, {"$literal": one["$eq"]}]}
        if "$type" in one:
            same = {"$and": [{"$in": [{"$type": field.ref}, one["$type"]]}, same]}
        tests.append(same)
    return {"$not": [{"$or": tests}]} if tests else True


def _expr(expression: Expr) -> Match:
    return {"$expr": expression}


def _all(arms: list[Match]) -> Match:
    arms = [arm for arm in arms if arm != ALWAYS]
    if len(arms) < 2:
        return arms[0] if arms else ALWAYS
    return {"$and": [inner for arm in arms for inner in _parts(arm, "$and")]}


def _any(arms: list[Match]) -> Match:
    if ALWAYS in arms:
        return ALWAYS
    arms = [arm for arm in arms if arm != NEVER]
    if len(arms) < 2:
        return arms[0] if arms else NEVER
    return {"$or": [inner for arm in arms for inner in _parts(arm, "$or")]}


def _parts(match: Match, operator: str) -> list[Match]:
    return match[operator] if set(match) == {operator} else [match]
