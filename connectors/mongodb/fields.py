"""Columns and paths of a bound tree as fields of a document, and what is safe to say about them.

MongoDB's own comparisons cross types, look into arrays and know no NULL. `Field.case` is the one
place where that is mended: it separates the values a column may hold from NULL and from misfits.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final, cast

from bson import Binary, DatetimeMS
from sqlglot import exp

from connectors.mongodb.columns import FIRST_DATE, LAST_DATE
from connectors.mongodb.shapes import UUID_SUBTYPE, Shape, parse
from connectors.tree import column_of

Expr = Any
"""A MongoDB aggregation expression."""
Match = dict[str, Any]
"""A MongoDB query document."""

MISFIT: Final = "unsilo misfit"
"""How the server's error begins when an expression met a value that does not fit."""
_NULLS: Final = ["missing", "null", "undefined"]

BOUNDS: Final[dict[str, tuple[Any, Any]]] = {
    "date": (DatetimeMS(FIRST_DATE), DatetimeMS(LAST_DATE)),
    "uuid": (Binary(bytes(16), UUID_SUBTYPE), Binary(b"\xff" * 16, UUID_SUBTYPE)),
}
"""Least and greatest value of the kinds whose BSON type holds more than the column does."""


class Unproven(Exception):
    """An operation that MongoDB would not do with PostgreSQL's meaning: a reason code, a text."""

    def __init__(self, reason: str, detail: str) -> None:
        super().__init__(detail)
        self.reason = reason
        self.detail = detail


@dataclass(frozen=True, slots=True)
class Field:
    """A field at `path` with one shape per step; `lenient` is the source's policy for misfits.

    `required`: NULL does not fit either. `trusted`: computed by us, so there are no misfits.
    """

    path: tuple[str, ...]
    shapes: tuple[Shape, ...]
    lenient: bool
    required: bool = False
    trusted: bool = False

    @property
    def shape(self) -> Shape:
        """The shape of the field itself."""
        return self.shapes[-1]

    @property
    def dotted(self) -> str:
        """The path as a query document names it. Raises Unproven for names that no path can."""
        for name in self.path:
            if not name or "." in name or name.startswith("$"):
                raise Unproven("field_name", f'no MongoDB path can name the field "{name}"')
        if not self.path:
            raise Unproven("whole_document", "the whole document is only carried, not computed on")
        return ".".join(self.path)

    @property
    def ref(self) -> str:
        """The path as an expression names it."""
        return f"${self.dotted}"

    def fits(self) -> Expr:
        """Expression: there is a value and the column can hold it."""
        if self.shape.kind == "binary" and not self.trusted:
            raise Unproven("binary_subtype", "an expression cannot tell the subtype of binary data")
        low_high = BOUNDS.get(self.shape.kind)
        tests: list[Expr] = [_typed(self.ref, self.shape.aliases)]
        if low_high is not None and not self.trusted:
            tests += [{"$gte": [self.ref, low_high[0]]}, {"$lte": [self.ref, low_high[1]]}]
        for prefix in self._prefixes():
            tests.append(_typed(f"${prefix}", ["object"]))
        return tests[0] if len(tests) == 1 else {"$and": tests}

    def misfit(self) -> Expr:
        """Expression: there is a value that is not NULL and the column cannot hold it."""
        if self.required:
            return {"$not": [self.fits()]}
        null = _typed(self.ref, _NULLS)
        leaf = {"$not": [{"$or": [self.fits(), null]}]}
        outer = [
            {"$not": [_typed(f"${prefix}", ["object", *_NULLS])]} for prefix in self._prefixes()
        ]
        return {"$or": [leaf, *outer]} if outer else leaf

    def case(self, fits: Expr, null: Expr) -> Expr:
        """Expression: `fits` where the column holds a value, `null` where it is SQL NULL.

        A misfit is NULL under the lenient policy; else the server fails (see `MISFIT`): the
        conversion cannot succeed, and it depends on the document so that it is not folded.
        """
        otherwise = null
        if not (self.lenient or self.trusted):
            text = {"$concat": [f"{MISFIT}: {self.dotted}: ", {"$type": self.ref}]}
            otherwise = {"$cond": [self.misfit(), {"$toInt": text}, null]}
        return {"$cond": [self.fits(), fits, otherwise]}

    def value(self) -> Expr:
        """Expression: the value, null for SQL NULL (never missing)."""
        return self.case(self.ref, None)

    def among(self, alternatives: list[Mapping[str, Any]]) -> Match:
        """Query document, index-eligible: a value that fits and passes one of `alternatives`.

        Each alternative is operators and values ({"$gt": 5}); `$type` in it narrows the guard.
        Misfits are of another type and do not pass.
        """
        guard: Match = {"$type": self.shape.aliases, "$not": {"$type": "array"}}
        low_high = BOUNDS.get(self.shape.kind)
        arms: list[Match] = []
        for alternative in alternatives:
            tests = guard | dict(alternative)
            if low_high is not None and not self.trusted:
                if tests.keys() & {"$gt", "$gte"}:
                    tests = {"$lte": low_high[1]} | tests
                if tests.keys() & {"$lt", "$lte"}:
                    tests = {"$gte": low_high[0]} | tests if "$gt" not in tests else tests
            arms.append({self.dotted: _ordered(tests)})
        match = arms[0] if len(arms) == 1 else {"$or": arms}
        for prefix in self._prefixes():
            match = {"$and": [match, {prefix: {"$not": {"$type": "array"}}}]}
        return match

    def _prefixes(self) -> list[str]:
        if self.trusted:
            return []
        return [".".join(self.path[:size]) for size in range(1, len(self.path))]


def _ordered(tests: Mapping[str, Any]) -> Match:
    """Comparisons first, guards last: easier to read in EXPLAIN."""
    guards = ("$type", "$not")
    return {k: v for k, v in tests.items() if k not in guards} | {
        k: tests[k] for k in guards if k in tests
    }


def _typed(ref: str, aliases: list[str]) -> Expr:
    if len(aliases) == 1:
        return {"$eq": [{"$type": ref}, aliases[0]]}
    return {"$in": [{"$type": ref}, aliases]}


def field_of(node: exp.Expression, lenient: bool) -> Field:
    """The field that a bound column, or a path of `exp.Dot` on one, reads. Raises Unproven."""
    if isinstance(node, exp.Paren):
        return field_of(node.this, lenient)
    if isinstance(node, exp.Dot):
        outer = field_of(node.this, lenient)
        name = cast(exp.Identifier, node.expression).name
        inner = outer.shape.field(name)
        if inner is None:
            raise Unproven("expression", f'"{name}" is no field of a record')
        return Field((*outer.path, name), (*outer.shapes, inner), lenient)
    column = column_of(node) if isinstance(node, exp.Column) else None
    if column is None:
        raise Unproven("expression", "only columns and their fields are read by MongoDB")
    shape = parse(cast("Mapping[str, Any]", column.details["shape"]))
    found = column.details.get("field")
    path = () if found is None else (str(found),)
    return Field(path, (shape,), lenient, required=not column.nullable)
